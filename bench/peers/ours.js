// Our own engine among the peers: the worker of dist/, over the protocol of src/protocol. Where the peers are timed from
// pixels to logits, so is this, messages and JSON of both ways included. It answers one image at a time.
//
//   runtime   the worker's program compiled, and its device open
//   create    nothing
//   forward   from the file's last byte: reading, upload, pipelines, the first answer, and a second one

const FOLDER = new URL('../../dist/', location.href);
const options = new URLSearchParams(location.search);
const device = options.get('device'), executor = options.get('executor');

const firstRun = {};
let worker, network, ticket = 0;
let heard = () => {};

const tell = (body) => worker.postMessage(JSON.stringify({ generation: 0, body }));

// Resolves with what `wanted` makes of a reply, once that is something.
function until(wanted) {
  return new Promise((done, failed) => {
    heard = (reply) => {
      if (reply.Failed) return failed(new Error(JSON.stringify(reply.Failed)));
      try {
        const found = wanted(reply);
        if (found !== undefined) done(found);
      } catch (error) {
        failed(error);
      }
    };
  });
}

async function load(backbone, structure, batch = 1) {
  if (worker) throw new Error('a page holds one network: the first run of a second would not be one');
  if (batch !== 1) throw new Error('one image at a time');
  const page = new DOMParser().parseFromString(await (await fetch(FOLDER)).text(), 'text/html');
  const script = page.querySelector(`meta[name=${executor === 'Plain' ? 'plain-worker' : 'worker'}]`).content;
  network = { backbone, structure };
  const begin = performance.now();
  worker = new Worker(new URL(script, FOLDER));
  worker.onmessage = ({ data }) => heard(JSON.parse(data).body);
  await until((reply) => (reply === 'Listening' ? true : undefined));
  tell({ Start: { device, executor, base_url: FOLDER.href, avoid_gpu: null } });
  await until((reply) => reply.Started);
  firstRun.runtime = performance.now() - begin;
  firstRun.create = 0;
  let arrived;
  tell({ Load: { networks: [network] } });
  await until(({ Network }) => {
    if (Network?.state.Failed) throw new Error(JSON.stringify(Network.state.Failed));
    if (Network?.state === 'Warming') arrived = performance.now();
    return Network?.state === 'Ready' ? true : undefined;
  });
  firstRun.forward = performance.now() - arrived;
}

async function forward(pixels) {
  const bitmap = Array.from(pixels, (pixel) => pixel.toString(16).padStart(2, '0')).join('');
  const answer = until(({ Outputs }) => (Outputs?.ticket === ticket ? Outputs.heads : undefined));
  tell({ Classify: { ticket: ++ticket, bitmap, networks: [network] } });
  return [await answer];
}

window.peer = { firstRun, load, forward, batches: false };
