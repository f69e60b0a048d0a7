// Times the CPU path as wasm in node, one thread, and tf.js wasm (XNNPACK, one thread, SIMD) beside it, turn by turn.
//
//   cargo build --release --locked --target wasm32-unknown-unknown --example cpu_kernel
//   (cd bench/peers && npm ci)
//   node --single-threaded bench/cpu/bench.mjs            all cases beside tf.js
//   node --single-threaded bench/cpu/bench.mjs steps      what each step of ours costs at batch 1, without tf.js
//
// Both run the same network, structure 2 with made-up weights in the real shapes: first our features are compared with
// the scalar reference's, then our logits with tf.js's. Times are CPU time, which a busy machine changes little, and
// `--single-threaded` keeps the compiler's and the collector's threads out of it.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROUNDS = { 1: 60, 64: 6 };
const CASES = [['resnet18', 1], ['resnet34', 1], ['resnet50', 1], ['resnet18', 64]];
const BACKBONES = ['resnet18', 'resnet34', 'resnet50'];
const REFERENCE_TOLERANCE = 1e-4, PEER_TOLERANCE = 3e-4; // of the largest value

const peers = new URL('../peers/', import.meta.url);
const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));
const path = `${target}/wasm32-unknown-unknown/release/examples/cpu_kernel.wasm`;
const { instance: { exports: ours } } = await WebAssembly.instantiate(await readFile(path), {});

// The peer's page believes it is in a browser; the weights it fetches are those that our module made up.
async function tensorflow() {
  const packages = new URL('node_modules/@tensorflow/', peers);
  const load = async (name) => (await import(new URL(name, packages))).default;
  const wasm = await load('tfjs-backend-wasm/dist/tf-backend-wasm.node.js');
  const setWasmPaths = () => wasm.setWasmPaths(fileURLToPath(new URL('tfjs-backend-wasm/dist/', packages)));
  return { ...await load('tfjs-core/dist/tf-core.node.js'), wasm: { ...wasm, setWasmPaths } };
}

async function served(url) {
  const manifest = { networks: BACKBONES.map((backbone) => ({ backbone, structure: '2', file: 'made-up' })) };
  const bytes = /\.wasm$/.test(url) ? await readFile(url)
    : /made-up$/.test(url) ? new Uint8Array(ours.memory.buffer, ours.file(), ours.file_bytes())
      : new TextEncoder().encode(JSON.stringify(manifest));
  return { ok: true, arrayBuffer: async () => bytes.slice().buffer };
}

async function openPeer(tf, backbone, batch) {
  Object.assign(globalThis, { window: { tf }, location: { search: '?backend=wasm' }, fetch: served });
  await import(new URL(`tfjs.js?${backbone}-${batch}`, peers)); // a fresh page for each case
  const { peer } = window;
  delete globalThis.window; // tf.js would take node for a browser
  await peer.load(backbone, '2', batch);
  return peer;
}

const floats = (at, count) => new Float32Array(ours.memory.buffer, at, count);

function largestDifference(a, b) {
  const largest = Math.max(...b.map(Math.abs));
  return Math.max(...b.map((value, at) => Math.abs(a[at] - value))) / largest;
}

function demand(what, difference, tolerance) {
  if (!(difference <= tolerance)) throw new Error(`${what}: a difference of ${difference}, ${tolerance} allowed`);
}

async function cpuTime(work) {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.round(part * (sorted.length - 1))];
  return { median: at(0.5), text: `${at(0.5).toFixed(2)} [${at(0.1).toFixed(2)}, ${at(0.9).toFixed(2)}]` };
}

async function run(tf, backbone, batch) {
  if (!ours.prepare(BACKBONES.indexOf(backbone), batch)) throw new Error(`${backbone} cannot be made ready`);
  demand(`${backbone} and its reference`, ours.difference_from_reference(), REFERENCE_TOLERANCE);
  const peer = await openPeer(tf, backbone, batch);
  const pixels = Uint8Array.from(floats(ours.images(), batch * 784), (value) => Math.round((value + 1) * 127.5));
  const theirs = (await peer.forward(pixels)).flat(2);
  if (ours.forward() !== theirs.length) throw new Error('another number of logits than tf.js');
  demand(`${backbone} and tf.js`, largestDifference(Array.from(floats(ours.logits(), theirs.length)), theirs), PEER_TOLERANCE);

  const contenders = { ours: () => ours.forward(), 'tf.js wasm': () => peer.forward(pixels) };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -Math.ceil(ROUNDS[batch] / 4); round < ROUNDS[batch]; round++) {
    for (const [name, forward] of Object.entries(contenders)) {
      await forward(); // not timed: the other one has emptied the caches
      const time = await cpuTime(forward);
      if (round >= 0) times[name].push(time);
    }
  }
  const [own, peers] = Object.values(times).map(summary);
  const rate = batch > 1 ? `, ${(batch / own.median * 1000).toFixed(0)} and ${(batch / peers.median * 1000).toFixed(0)} images/s` : '';
  console.log(`${backbone}, ${batch} at once: ours ${own.text} ms, tf.js wasm ${peers.text} ms, ${(peers.median / own.median).toFixed(2)} times as fast${rate}`);
}

// Forwards that end one step later each time: the differences are what the steps cost.
async function steps(backbone) {
  const costs = [];
  for (let before = 0, count = 0; ; count++) {
    ours.prepare(BACKBONES.indexOf(backbone), 1);
    if (ours.shorten(count) < count) break;
    const times = [];
    for (let round = 0; round < 60; round++) {
      times.push(await cpuTime(() => { for (let i = 0; i < 10; i++) ours.forward(); }) * 100); // us each
    }
    const now = Math.min(...times);
    costs.push((now - before).toFixed(0));
    before = now;
  }
  console.log(`${backbone}, us: stem ${costs.join(' ')}`);
}

if (process.argv[2] === 'steps') {
  for (const backbone of BACKBONES) await steps(backbone);
} else {
  const tf = await tensorflow();
  for (const [backbone, batch] of CASES) await run(tf, backbone, batch);
}
