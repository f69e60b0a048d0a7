// What every peer's page has in common: window.peer, its clock, and the way from bytes to floats and from logits to heads.
//
//   await peer.load('resnet18', '4_1')      fetches, starts the runtime, opens the network; a third argument is the batch
//   await peer.forward(pixels)              784 bytes an image -> for every image, for every head, its logits
//   peer.firstRun                           { runtime, create, forward } in ms: fetching is not in it

const HEADS = { 1: [3], 2: [3], 3: [2, 2], '4_1': [2, 2], '4_2': [2, 2] };

async function timed(into, key, work) {
  const begin = performance.now();
  const result = await work();
  into[key] = performance.now() - begin;
  return result;
}

function split(logits, heads) {
  const images = [];
  for (let at = 0; at < logits.length;) {
    images.push(heads.map((classes) => Array.from(logits.subarray(at, at += classes))));
  }
  return images;
}

// `prepare` fetches what `open` needs and turns it into the form the engine takes: not the engine's time. `start` makes
// the runtime ready. `open` returns the function that takes a Float32Array of images to a Float32Array of logits.
export function publish({ prepare, start, open }) {
  const firstRun = {};
  let run, heads, image;
  window.peer = {
    firstRun,
    async load(backbone, structure, batch = 1) {
      if (run) throw new Error('a page holds one network: the first run of a second would not be one');
      heads = HEADS[structure];
      image = new Float32Array(batch * 784);
      const network = await prepare(backbone, structure);
      const outputs = heads.reduce((a, b) => a + b);
      await timed(firstRun, 'runtime', start);
      run = await timed(firstRun, 'create', () => open(network, batch, outputs));
    },
    async forward(pixels) {
      const once = async () => {
        // As src/image/input.rs: (p / 255 - 0.5) / 0.5.
        for (let i = 0; i < image.length; i++) image[i] = pixels[i] / 127.5 - 1;
        return split(await run(image), heads);
      };
      return firstRun.forward === undefined ? timed(firstRun, 'forward', once) : once();
    },
  };
}

export async function bytes(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.arrayBuffer();
}
