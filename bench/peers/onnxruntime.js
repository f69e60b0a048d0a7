// The peer onnxruntime-web, on the main thread, as its documentation uses it. ?provider=webgpu is its WebGPU provider
// with graph capture, ?provider=wasm its CPU provider with one thread. The models are export_onnx.py's.

import { bytes, publish } from './peer.js';

const provider = new URLSearchParams(location.search).get('provider');
// Its JSPI build starts sooner than ort.webgpu, the asyncify build, and makes the same WebGPU calls.
const builds = { webgpu: WebAssembly.Suspending ? 'ort.jspi.min.mjs' : 'ort.webgpu.min.mjs', wasm: 'ort.wasm.min.mjs' };
const ort = await import(`./node_modules/onnxruntime-web/dist/${builds[provider]}`);
ort.env.wasm.numThreads = 1;

// Inputs and outputs of a captured graph must be the same GPU buffers in every run. So the image is written into one
// and the logits are copied out of the other: one write, one copy, one map, nothing allocated.
async function captured(model, batch, outputs) {
  const session = await ort.InferenceSession.create(model, {
    // As a mere string, 'webgpu', the provider would not be told of the capture.
    executionProviders: [{ name: 'webgpu' }],
    enableGraphCapture: true,
    freeDimensionOverrides: { n: batch },
  });
  const device = await ort.env.webgpu.device;
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const buffer = (floats, usage) => device.createBuffer({ size: floats * 4, usage });
  const input = buffer(batch * 784, STORAGE | COPY_DST | COPY_SRC);
  const output = buffer(batch * outputs, STORAGE | COPY_DST | COPY_SRC);
  const staging = buffer(batch * outputs, MAP_READ | COPY_DST);
  const tensor = (gpuBuffer, dims) => ort.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims });
  const feeds = { pixels: tensor(input, [batch, 28, 28, 1]) };
  const fetches = { logits: tensor(output, [batch, outputs]) };
  return async (image) => {
    device.queue.writeBuffer(input, 0, image);
    await session.run(feeds, fetches);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(output, 0, staging, 0, output.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const logits = new Float32Array(staging.getMappedRange()).slice();
    staging.unmap();
    return logits;
  };
}

async function onCpu(model, batch) {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    freeDimensionOverrides: { n: batch },
  });
  return async (image) => {
    const { logits } = await session.run({ pixels: new ort.Tensor('float32', image, [batch, 28, 28, 1]) });
    return logits.data;
  };
}

const nothing = new Uint8Array(await bytes('models/nothing.onnx'));

publish({
  prepare: async (backbone, structure) => new Uint8Array(await bytes(`models/${backbone}/${structure}.onnx`)),
  start: () => ort.InferenceSession.create(nothing, { executionProviders: ['wasm'] }),
  open: provider === 'webgpu' ? captured : onCpu,
});
