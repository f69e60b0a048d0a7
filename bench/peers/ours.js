// Our own engine among the peers: a worker of dist/, over the protocol of src/protocol. Where the peers are timed from
// pixels to logits, so is this, messages of both ways included. It answers one image at a time.
//
//   runtime   the worker's program compiled, and its device open
//   create    nothing
//   forward   from the file's last byte: reading, upload, pipelines, the first answer, and a second one

const FOLDER = new URL('../../dist/', location.href);
const options = new URLSearchParams(location.search);
const device = options.get('device'), executor = options.get('executor');

const firstRun = {};
let worker, network, ticket = 0;
let receive = () => {};

// Messages are postcard: no names, enums by number, lengths and whole numbers as LEB128 varints, floats little-endian.
// The test `the_bytes_that_ours_js_speaks` of src/protocol/tests.rs holds the bytes that are written and read here.
const DEVICES = ['Auto', 'Gpu', 'Cpu'];
const BACKBONES = ['resnet18', 'resnet34', 'resnet50'], STRUCTURES = ['1', '2', '3', '4_1', '4_2'];
const REPLIES = ['Listening', 'Started', 'Network', 'Answers', 'Alive', 'Failed', 'Gpu', 'Ran'];
const STATES = ['Loading', 'Warming', 'Ready', 'Failed'];

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}
const list = (items) => [...varint(items.length), ...items.flat()];
const named = (names, name) => {
  const index = names.indexOf(name);
  if (index < 0) throw new Error(`${name} is none of ${names}`);
  return index;
};
const startRequest = (device, url) => [0, named(DEVICES, device), ...list([...new TextEncoder().encode(url)]), 0];
const loadRequest = (networks) => [1, ...list(networks)];
const classifyRequest = (ticket, pixels, networks) => [2, ...varint(ticket), ...list([...pixels]), ...list(networks)];

function send(bytes) {
  const { buffer } = Uint8Array.from(bytes);
  worker.postMessage(buffer, [buffer]);
}

function readReply(buffer) {
  const bytes = new Uint8Array(buffer), view = new DataView(buffer);
  let at = 0;
  const number = () => {
    for (let sum = 0, weight = 1; ; weight *= 128) {
      const byte = bytes[at++];
      sum += (byte & 127) * weight;
      if (byte < 128) return sum;
    }
  };
  const many = (read) => Array.from({ length: number() }, read);
  const float = () => view.getFloat32((at += 4) - 4, true);
  // A failure is a number and texts; all that is told of it are these.
  const failure = () => new TextDecoder().decode(bytes.subarray(at));
  const kind = REPLIES[number()];
  switch (kind) {
    case 'Network': {
      at += 2;
      const state = STATES[number()];
      return { kind, state, failure: state === 'Failed' ? failure() : undefined };
    }
    case 'Answers': {
      const ticket = number();
      at += 8;
      return { kind, ticket, answers: many(() => ((at += 2), many(() => many(float)))) };
    }
    case 'Failed':
      return { kind, failure: failure() };
    default:
      return { kind };
  }
}

// Resolves with what `wanted` makes of a reply, once that is something.
function until(wanted) {
  return new Promise((done, failed) => {
    receive = (reply) => {
      if (reply.failure !== undefined) return failed(new Error(reply.failure));
      const found = wanted(reply);
      if (found !== undefined) done(found);
    };
  });
}

async function load(backbone, structure, batch = 1) {
  if (worker) throw new Error('a page holds one network: the first run of a second would not be one');
  if (batch !== 1) throw new Error('one image at a time');
  const page = new DOMParser().parseFromString(await (await fetch(FOLDER)).text(), 'text/html');
  const program = executor === 'Plain' ? 'plain-worker' : device === 'Cpu' ? 'cpu' : 'worker';
  const script = page.querySelector(`meta[name=${program}]`).content;
  network = [named(BACKBONES, backbone), named(STRUCTURES, structure)];
  const begin = performance.now();
  worker = new Worker(new URL(script, FOLDER));
  worker.onmessage = ({ data }) => receive(readReply(data));
  await until(({ kind }) => (kind === 'Listening' ? true : undefined));
  send(startRequest(device, FOLDER.href));
  await until(({ kind }) => (kind === 'Started' ? true : undefined));
  firstRun.runtime = performance.now() - begin;
  firstRun.create = 0;
  let arrived;
  send(loadRequest([network]));
  await until(({ state }) => {
    if (state === 'Warming') arrived = performance.now();
    return state === 'Ready' ? true : undefined;
  });
  firstRun.forward = performance.now() - arrived;
}

async function forward(pixels) {
  ticket += 1;
  const answer = until((reply) => (reply.kind === 'Answers' && reply.ticket === ticket ? reply.answers[0] : undefined));
  send(classifyRequest(ticket, pixels, [network]));
  return [await answer];
}

window.peer = { firstRun, load, forward, batches: false };
