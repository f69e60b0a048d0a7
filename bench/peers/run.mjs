#!/usr/bin/env node
// Measures our engine and the peers side by side and prints a table. For every structure one fresh Chromium with one
// tab per peer: opened and checked one after the other, then timed in shuffled rounds of short bursts.
//
//   node run.mjs --backbone resnet18 --structures 2,4_1 --repeats 20 --out result.json
//   --peers fused-webgpu,tfjs-webgpu       only these
//   --page NAME=URL                        also a page elsewhere that exposes window.peer (may be given again)
//   --batch 64                             also images per second at this batch
//   --adapter hardware                     the machine's GPU; swiftshader, the software one, if not given
//   --flag FLAG                            another flag for Chromium (may be given again)

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inflateSync } from 'node:zlib';

import { open, serve } from './browser.mjs';
import { Contender } from './contender.mjs';

const HOUSE = fileURLToPath(new URL('../..', import.meta.url));
const PEERS = {
  'fused-webgpu': 'ours.html?device=Gpu&executor=Fused',
  'plain-webgpu': 'ours.html?device=Gpu&executor=Plain',
  'fused-wasm': 'ours.html?device=Cpu&executor=Fused',
  'plain-wasm': 'ours.html?device=Cpu&executor=Plain',
  'onnxruntime-webgpu': 'onnxruntime.html?provider=webgpu',
  'onnxruntime-wasm': 'onnxruntime.html?provider=wasm',
  'tfjs-webgpu': 'tfjs.html?backend=webgpu',
  'tfjs-wasm': 'tfjs.html?backend=wasm',
};
const BURST = 5;
const COUNTED = {
  dispatches: 'dispatch', submits: 'submit', bindGroups: 'bindGroup', buffers: 'createBuffer', mapAsync: 'mapAsync',
  writeBuffer: 'writeBuffer',
};

// The images of public/mnist/test_012.bin (its README gives the form) at these places.
function testImages(places) {
  const raw = inflateSync(readFileSync(`${HOUSE}public/mnist/test_012.bin`).subarray(16));
  const count = raw.length / 785;
  return places.map((place) => raw.subarray(count + place * 784, count + (place + 1) * 784));
}

function quantile(samples, q) {
  const sorted = [...samples].sort((a, b) => a - b), at = q * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

function shuffled(list) {
  return list.map((item) => [Math.random(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
}

async function ready(browser, [name, url], { backbone, structure, images, golden }) {
  const contender = await Contender.open(browser, name, url);
  await contender.load(backbone, structure, 1);
  const difference = await contender.check(images, golden.logits);
  const counts = await contender.count(images[0]);
  console.error(`${backbone}/${structure} ${name}: right within ${difference.toExponential(1)}`);
  return Object.assign(contender, { found: { difference, counts, firstRun: await contender.firstRun() } });
}

async function throughput(browser, [name, url], { backbone, structure, images, golden }, batch, repeats) {
  const contender = await Contender.open(browser, name, url);
  if (!await contender.page.evaluate(() => window.peer.batches ?? true)) return contender.page.close();
  await contender.load(backbone, structure, batch);
  const many = Buffer.concat(Array.from({ length: batch }, (_, at) => images[at % images.length]));
  const answers = await contender.forward(many);
  for (let at = 0; at < batch; at += images.length) contender.compare(answers.slice(at, at + images.length), golden.logits);
  await contender.burst(many, repeats);
  await contender.page.close();
  return batch * 1000 / quantile(contender.latencies, 0.5);
}

async function oneStructure(pages, subject, options) {
  const browser = await open(options.adapter, options.flag);
  try {
    const contenders = [];
    for (const page of pages) contenders.push(await ready(browser, page, subject));
    const gpu = await contenders[0].adapter();
    for (let left = options.repeats; left > 0; left -= BURST) {
      for (const contender of shuffled(contenders)) await contender.burst(subject.images[1], Math.min(BURST, left));
    }
    const rows = contenders.map(({ name, latencies, found }) => ({
      peer: name, backbone: subject.backbone, structure: subject.structure, ...found, latencies,
    }));
    for (const { page } of contenders) await page.close();
    for (const [at, page] of (options.batch ? pages : []).entries()) {
      rows[at].imagesPerSecond = await throughput(browser, page, subject, options.batch, BURST);
    }
    return { rows, chromium: browser.version(), gpu };
  } finally {
    await browser.close();
  }
}

function table(rows) {
  const head = ['peer', 'network', ...Object.keys(COUNTED), 'runtime ms', 'create ms', 'first forward ms',
    'latency ms median [p10, p90]', 'to Fused', 'images/s'];
  const lines = rows.map((row) => {
    const ms = (value) => value.toFixed(value < 100 ? 1 : 0);
    const at = (q) => ms(quantile(row.latencies, q));
    const fused = rows.find(({ peer, backbone, structure }) =>
      peer === `fused-${row.peer.split('-')[1]}` && backbone === row.backbone && structure === row.structure);
    const ratio = fused ? (quantile(row.latencies, 0.5) / quantile(fused.latencies, 0.5)).toFixed(2) : '';
    return [row.peer, `${row.backbone}/${row.structure}`, ...Object.values(COUNTED).map((key) => row.counts[key]),
      ...['runtime', 'create', 'forward'].map((key) => ms(row.firstRun[key])), `${at(0.5)} [${at(0.1)}, ${at(0.9)}]`, ratio,
      row.imagesPerSecond?.toFixed(1) ?? ''];
  });
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function asked() {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({ options: {
    backbone: text('resnet18'), structures: text('2,4_1'), repeats: text('20'), batch: text('0'),
    adapter: text('swiftshader'), peers: text(Object.keys(PEERS).join(',')), out: text(''),
    page: { type: 'string', multiple: true, default: [] }, flag: { type: 'string', multiple: true, default: [] },
  } });
  const number = (key) => {
    if (!/^\d+$/.test(values[key])) throw new Error(`--${key} ${values[key]}: a whole number is needed`);
    return Number(values[key]);
  };
  const peers = values.peers.split(',').filter(Boolean);
  for (const name of peers) if (!PEERS[name]) throw new Error(`--peers ${name}: there are ${Object.keys(PEERS)}`);
  return { ...values, peers, repeats: number('repeats'), batch: number('batch'), structures: values.structures.split(',') };
}

const options = asked();
if (options.peers.length + options.page.length === 0) throw new Error('--peers and --page name nothing to measure');
// Workers of dist/ are counted, too.
const counter = readFileSync(`${HOUSE}tests/page/harness/webgpu_counter.js`);
const server = await serve(HOUSE, (path) => (/dist[/\\]\w+_loader\.js$/.test(path) ? counter : ''));
const pages = [
  ...options.peers.map((name) => [name, `${server.address}/bench/peers/${PEERS[name]}`]),
  ...options.page.map((page) => [page.slice(0, page.indexOf('=')), page.slice(page.indexOf('=') + 1)]),
];
const result = { begun: new Date().toISOString(), cpu: cpus()[0].model, cores: cpus().length,
  loadBefore: loadavg()[0], rows: [] };
try {
  for (const structure of options.structures) {
    const golden = JSON.parse(readFileSync(`${HOUSE}weights/${options.backbone}/${structure}.golden.json`));
    const subject = { backbone: options.backbone, structure, golden, images: testImages(golden.images) };
    const { rows, chromium, gpu } = await oneStructure(pages, subject, options);
    Object.assign(result, { chromium, gpu });
    result.rows.push(...rows);
  }
} finally {
  server.close();
}
result.loadAfter = loadavg()[0];
if (options.out) writeFileSync(options.out, `${JSON.stringify(result, null, 1)}\n`);
console.log(table(result.rows));
console.log(`\nChromium ${result.chromium}, GPU: ${result.gpu}, CPU: ${result.cpu} (${result.cores} cores)`);
console.log(`Load ${result.loadBefore.toFixed(1)} before, ${result.loadAfter.toFixed(1)} after.`);
