#!/usr/bin/env node
// Where a steady forward of the built page spends its time on the processor, outside the GPU: samples the worker with
// Chromium's profiler while the page's own benchmark runs, and prints self time per forward by kind and by function.
//
//   node profile.mjs --query 'device=gpu&structures=2' --seconds 20 --out FILE.cpuprofile
//
// The page is served from dist/. The .cpuprofile opens as a flame chart in the browser's developer tools.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { open, serve } from './browser.mjs';

const { values: options } = parseArgs({
  options: {
    query: { type: 'string', default: 'device=gpu&structures=2' },
    seconds: { type: 'string', default: '20' },
    out: { type: 'string' },
    adapter: { type: 'string', default: 'swiftshader' },
  },
});

// Self time in microseconds and names of all nodes of a profile.
function selfTimes({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map();
  samples.forEach((id, at) => {
    const { functionName, url } = names.get(id);
    const name = `${functionName || '(anonymous)'} ${url.endsWith('.wasm') || url.startsWith('wasm:') ? 'wasm' : url.split('/').pop().split('?')[0]}`;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[at]);
  });
  return times;
}

const kindOf = (name) => {
  if (/^\((idle|program|garbage collector|root)\)/.test(name)) return name.split(' ')[0] + (name.startsWith('(garbage') ? ' collector)' : '');
  return name.endsWith(' wasm') ? 'wasm' : 'JavaScript and the calls it makes';
};

const server = await serve(fileURLToPath(new URL('../../dist', import.meta.url)));
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
  await page.goto(`${server.address}/?${options.query}&budget=${Number(options.seconds) + 30}`);
  await page.waitForSelector('[data-testid=benchmark-start]:not([disabled])', { timeout: 120_000 });
  await page.click('[data-testid=benchmark-start]');
  // Past the checks and the warm-up.
  await page.waitForFunction(() => /[1-9]/.test(document.querySelector('[data-testid=benchmark-progress]')?.innerText ?? ''), null, { timeout: 120_000 });
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: 100 });
  await ask('Profiler.start');
  await page.waitForTimeout(Number(options.seconds) * 1000);
  const { profile } = await ask('Profiler.stop');
  await page.click('[data-testid=benchmark-cancel]');
  await page.waitForSelector('[data-testid=save-json]', { timeout: 120_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-testid=save-json]')]);
  const run = JSON.parse(await (await import('node:fs/promises')).readFile(await download.path(), 'utf8'));
  if (options.out) writeFileSync(options.out, JSON.stringify(profile));
  const span = (profile.endTime - profile.startTime) / 1e3;
  const median = run.samples.map(({ elapsed, forwards }) => elapsed / forwards).sort((a, b) => a - b)[run.samples.length >> 1];
  const forwards = span / median;
  console.log(`${options.query}: ${run.samples.length} samples, median ${median.toFixed(2)} ms, about ${forwards.toFixed(0)} forwards in ${(span / 1e3).toFixed(1)} s`);
  const times = selfTimes(profile);
  const kinds = new Map();
  for (const [name, time] of times) kinds.set(kindOf(name), (kinds.get(kindOf(name)) ?? 0) + time);
  const rows = (map, most) => [...map].sort((a, b) => b[1] - a[1]).slice(0, most);
  for (const [name, time] of rows(kinds, 9)) console.log(`  ${(time / 1e3 / forwards).toFixed(3)} ms a forward  ${name}`);
  console.log('by function:');
  for (const [name, time] of rows(times, 15)) console.log(`  ${(time / 1e3 / forwards).toFixed(3)} ms a forward  ${name}`);
} finally {
  await browser.close();
  server.close();
}
