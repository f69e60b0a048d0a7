// The peer tf.js, on the main thread. ?backend=webgpu, or ?backend=wasm: XNNPACK with one thread. It reads the shipped
// file itself and runs it in the form that suits tf.js: NHWC, fused convolution + bias + relu, live taps only, fc and
// heads as one matrix, one read-back.

import { bytes, publish } from './peer.js';
import { read } from './safetensors.js';

const { tf } = window;
const backend = new URLSearchParams(location.search).get('backend');

const BLOCKS = { resnet18: [2, 2, 2, 2], resnet34: [3, 4, 6, 3], resnet50: [3, 4, 6, 3] };
// Heads per structure: which backbones each reads.
const READS = { 1: [[1, 2]], 2: [[1]], 3: [[1], [1]], '4_1': [[1, 2], [1, 2]], '4_2': [[1], [2]] };

// [O, I, H, W] -> [H, W, I, O]
function hwio({ shape: [o, i, h, w], values }) {
  const out = new Float32Array(values.length);
  const taps = h * w;
  for (let at = 0; at < values.length; at++) {
    const tap = at % taps, channel = Math.floor(at / taps) % i, kernel = Math.floor(at / taps / i);
    out[(tap * i + channel) * o + kernel] = values[at];
  }
  return { shape: [h, w, i, o], values: out };
}

// All heads as one matrix [features, outputs]: zero where a head does not read a backbone.
function heads(tensors, reads, width) {
  const numbers = [...new Set(reads.flat())].sort();
  const all = reads.map((_, head) => tensors[`head_${head + 1}.weight`].shape[0]);
  const outputs = all.reduce((a, b) => a + b), features = width * numbers.length;
  const weight = new Float32Array(features * outputs), bias = [];
  reads.forEach((sources, head) => {
    const { shape: [classes, inputs], values } = tensors[`head_${head + 1}.weight`];
    const row = numbers.indexOf(sources[0]) * width, column = bias.length;
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i < inputs; i++) weight[(row + i) * outputs + column + c] = values[c * inputs + i];
    }
    bias.push(...tensors[`head_${head + 1}.bias`].values);
  });
  return { weight: { shape: [features, outputs], values: weight }, bias: { shape: [outputs], values: bias }, numbers };
}

async function prepare(backbone, structure) {
  const manifest = JSON.parse(new TextDecoder().decode(await bytes('../../weights/manifest.json')));
  const entry = manifest.networks.find((n) => n.backbone === backbone && n.structure === structure);
  if (!entry) throw new Error(`weights/manifest.json has no ${backbone}/${structure}`);
  const tensors = await read(`../../weights/${entry.file}`);
  const network = { blocks: BLOCKS[backbone], tensors: {} };
  for (const name in tensors) {
    if (name.startsWith('head_')) continue;
    network.tensors[name] = name.endsWith('.weight') ? hwio(tensors[name]) : tensors[name];
  }
  const convs = backbone === 'resnet50' ? 3 : 2;
  const width = tensors[`backbone_1.layer4.${network.blocks[3] - 1}.conv${convs}.bias`].shape[0];
  const { weight, bias, numbers } = heads(tensors, READS[structure], width);
  Object.assign(network.tensors, { 'heads.weight': weight, 'heads.bias': bias });
  return Object.assign(network, { convs, numbers });
}

async function start() {
  if (backend === 'wasm') {
    tf.wasm.setWasmPaths('node_modules/@tensorflow/tfjs-backend-wasm/dist/');
    tf.wasm.setThreadsCount(1);
  }
  if (!await tf.setBackend(backend)) throw new Error(`tf.js has no backend ${backend} here`);
  await tf.ready();
}

function graph({ blocks, convs, numbers }, weights) {
  const conv = (x, path, strides, activation) => {
    const filter = weights[`${path}.weight`];
    // In layer4 only the live taps are there: 2x2 and 1x1, without padding.
    const pad = { 7: 3, 3: 1 }[filter.shape[0]] ?? 'valid';
    return tf.fused.conv2d({ x, filter, strides, pad, bias: weights[`${path}.bias`], activation });
  };
  const block = (x, path, stride) => {
    let y = x;
    for (let number = 1; number <= convs; number++) {
      // torchvision puts the stride on the first convolution of two, on the second of three.
      const own = number === convs - 1 ? stride : 1;
      y = conv(y, `${path}.conv${number}`, own, number < convs ? 'relu' : 'linear');
    }
    const shortcut = `${path}.downsample.0`;
    return tf.relu(tf.add(y, weights[`${shortcut}.weight`] ? conv(x, shortcut, stride, 'linear') : x));
  };
  const backbone = (x, number) => {
    const path = `backbone_${number}`;
    let y = tf.maxPool(conv(x, `${path}.conv1`, 2, 'relu'), 3, 2, 1);
    blocks.forEach((count, layer) => {
      for (let at = 0; at < count; at++) {
        y = block(y, `${path}.layer${layer + 1}.${at}`, layer > 0 && at === 0 ? 2 : 1);
      }
    });
    return tf.reshape(y, [x.shape[0], -1]); // the map is 1x1: the average pool is the identity
  };
  return (x) => {
    const features = numbers.map((number) => backbone(x, number));
    const a = features.length > 1 ? tf.concat(features, 1) : features[0];
    return tf.fused.matMul({ a, b: weights['heads.weight'], bias: weights['heads.bias'] });
  };
}

function open(network, batch) {
  const weights = {};
  for (const [name, { shape, values }] of Object.entries(network.tensors)) weights[name] = tf.tensor(values, shape);
  const run = graph(network, weights);
  return async (image) => {
    const logits = tf.tidy(() => run(tf.tensor4d(image, [batch, 28, 28, 1])));
    const values = await logits.data();
    logits.dispose();
    return values;
  };
}

publish({ prepare, start, open });
