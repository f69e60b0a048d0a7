// Reads a shipped network, weights/README.md's form, and gives its tensors as f32: int8 times the scale of its channel.

import { bytes } from './peer.js';

export async function read(path) {
  const file = await bytes(path);
  const headerBytes = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, headerBytes)));
  const raw = (name) => {
    const { dtype, data_offsets: [begin, end] } = header[name];
    const part = file.slice(8 + headerBytes + begin, 8 + headerBytes + end);
    return dtype === 'I8' ? new Int8Array(part) : new Float32Array(part);
  };
  const tensors = {};
  for (const name in header) {
    if (name === '__metadata__' || name.endsWith('.scale')) continue;
    let values = raw(name);
    if (values instanceof Int8Array) {
      const scale = raw(`${name}.scale`), each = values.length / scale.length;
      values = Float32Array.from(values, (value, at) => value * scale[Math.floor(at / each)]);
    }
    tensors[name] = { shape: header[name].shape, values };
  }
  return tensors;
}
