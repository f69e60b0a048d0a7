#!/usr/bin/env node
// Where a steady forward of the built page's worker spends its time on the processor, outside the GPU: Chromium's
// profiler samples the worker, every 100 µs unless --interval says otherwise, while one image after another is asked of
// it (ours.js), from request to reply.
//
//   node profile.mjs --device Gpu --backbone resnet18 --structure 2 --forwards 300 --svg FILE --out FILE.cpuprofile
//
// The .svg is a flame chart of the mean forward without its idle time; the .cpuprofile opens in the developer tools.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { open, serve } from './browser.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: options } = parseArgs({
  options: {
    device: text('Gpu'), executor: text('Fused'), backbone: text('resnet18'), structure: text('2'), forwards: text('300'),
    interval: text('100'), adapter: text('swiftshader'), svg: text(''), out: text(''),
  },
});
const forwards = Number(options.forwards);
const IDLE = '(idle)';

// All calls of a profile as a tree: microseconds of each and below it, those of one name and parent together.
function tree({ nodes, samples, timeDeltas }) {
  const self = new Map();
  samples.forEach((id, at) => self.set(id, (self.get(id) ?? 0) + timeDeltas[at]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const grow = (name, ids) => {
    const children = new Map();
    for (const child of ids.flatMap((id) => byId.get(id).children ?? [])) {
      const called = nameOf(byId.get(child).callFrame);
      if (called !== IDLE) children.set(called, [...children.get(called) ?? [], child]);
    }
    const below = [...children].map(([called, those]) => grow(called, those));
    const own = ids.reduce((sum, id) => sum + (self.get(id) ?? 0), 0);
    return { name, own, time: own + below.reduce((sum, { time }) => sum + time, 0), below };
  };
  return grow('a forward', [nodes[0].id]);
}

const nameOf = ({ functionName, url }) => {
  const name = (functionName || 'anonymous').replace(/^__wbg_+|_[0-9a-f]{16}$/g, '').replace('<unknown> externref shim', 'shim');
  return url.includes('.wasm') && !name.includes('wasm') ? `${name} (wasm)` : name;
};

function chart(root) {
  const WIDTH = 1200, ROW = 18, boxes = [];
  let deepest = 0;
  const put = ({ name, time, below }, left, depth) => {
    const width = (WIDTH * time) / root.time;
    if (width < 1) return;
    deepest = Math.max(deepest, depth);
    const escaped = name.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    const each = `${(time / 1e3 / forwards).toFixed(3)} ms`;
    const label = width > 60 ? `<text x="${(left + 3).toFixed(1)}" y="${depth * ROW + 13}">${escaped.slice(0, Math.floor(width / 7))}</text>` : '';
    const hue = name.includes('wasm') ? '#bcd7ee' : '#f3d9a4';
    boxes.push(`<g><title>${escaped}: ${each}</title><rect x="${left.toFixed(1)}" y="${depth * ROW}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${hue}"/>${label}</g>`);
    let at = left;
    for (const child of [...below].sort((one, other) => other.time - one.time)) {
      put(child, at, depth + 1);
      at += (WIDTH * child.time) / root.time;
    }
  };
  put(root, 0, 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${(deepest + 1) * ROW}" font-family="sans-serif" font-size="12">\n${boxes.join('\n')}\n</svg>\n`;
}

const server = await serve(fileURLToPath(new URL('../..', import.meta.url)));
const browser = await open(options.adapter);
try {
  const page = await (await browser.newContext()).newPage();
  const session = await page.context().newCDPSession(page);
  // The worker's own session: playwright gives none, so its messages go through the page's.
  const waiting = new Map();
  let worker, number = 0;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => { if (targetInfo.type === 'worker') worker = sessionId; });
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
  });
  const ask = (method, params = {}) => new Promise((done) => {
    waiting.set(++number, done);
    session.send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id: number, method, params }) });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  await page.goto(`${server.address}/bench/peers/ours.html?device=${options.device}&executor=${options.executor}`);
  await page.waitForFunction(() => window.peer);
  await page.evaluate(([backbone, structure]) => window.peer.load(backbone, structure), [options.backbone, options.structure]);
  const run = (count) => page.evaluate(async (times) => {
    const image = new Uint8Array(784).fill(90, 300, 480), taken = [];
    for (let i = 0; i < times; i++) {
      const begin = performance.now();
      await window.peer.forward(image);
      taken.push(performance.now() - begin);
    }
    return taken.sort((one, other) => one - other)[times >> 1];
  }, count);
  await run(Math.ceil(forwards / 3));
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: Number(options.interval) });
  await ask('Profiler.start');
  const median = await run(forwards);
  const { profile } = await ask('Profiler.stop');
  const root = tree(profile);
  console.log(`${options.device} ${options.executor} ${options.backbone}/${options.structure}: ${forwards} forwards, median ${median.toFixed(2)} ms from request to reply; the worker is busy for ${(root.time / 1e3 / forwards).toFixed(3)} ms of it:`);
  const own = new Map();
  const add = (node) => { own.set(node.name, (own.get(node.name) ?? 0) + node.own); node.below.forEach(add); };
  add(root);
  for (const [name, time] of [...own].sort((one, other) => other[1] - one[1]).slice(0, 12)) console.log(`  ${(time / 1e3 / forwards).toFixed(3)} ms  ${name}`);
  if (options.svg) writeFileSync(options.svg, chart(root));
  if (options.out) writeFileSync(options.out, JSON.stringify(profile));
} finally {
  await browser.close();
  server.close();
}
