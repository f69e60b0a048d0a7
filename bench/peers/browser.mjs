// A static server of the repository on a free port, and one fresh Chromium with the flags of tests/page/harness/browser.rs.
// No COOP or COEP headers: as on a plain static host, so no shared memory and no threads.

import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = {
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const FLAGS = [
  '--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--hide-scrollbars', '--enable-unsafe-webgpu',
  '--window-size=1440,1000',
];

// Gives the server's address and a function that ends it. `before` says what comes first in the file at a path.
export async function serve(root, before = () => '') {
  const server = createServer((request, response) => {
    const asked = normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname));
    const path = join(root, asked.endsWith('/') ? `${asked}index.html` : asked);
    const file = createReadStream(path);
    file.on('open', () => {
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
      response.write(before(path));
      file.pipe(response);
    });
    file.on('error', () => response.writeHead(404).end());
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// `adapter`: swiftshader, Chromium's software GPU, or hardware. A new browser has a new profile, so no compiled shaders.
export function open(adapter, more = []) {
  if (!['swiftshader', 'hardware'].includes(adapter)) throw new Error(`--adapter ${adapter}: swiftshader or hardware`);
  const args = [...FLAGS, ...adapter === 'swiftshader' ? ['--use-webgpu-adapter=swiftshader'] : [], ...more];
  return chromium.launch({ executablePath: process.env.CHROME ?? '/usr/bin/chromium', args });
}
