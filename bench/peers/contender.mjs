// One page that exposes window.peer (see peer.js), in its own tab: is it right, what does it ask of the GPU, how long
// does it take. A page that gives wrong answers is never timed.

import { fileURLToPath } from 'node:url';

const COUNTER = fileURLToPath(new URL('../../tests/page/harness/webgpu_counter.js', import.meta.url));
export const TOLERANCE = 1e-3; // on probabilities

function probabilities(logits) {
  const top = Math.max(...logits), powers = logits.map((x) => Math.exp(x - top)), sum = powers.reduce((a, b) => a + b);
  return powers.map((x) => x / sum);
}

function largestDifference(answer, golden) {
  const shape = (heads) => JSON.stringify(heads.map((head) => head.length));
  if (shape(answer) !== shape(golden)) throw new Error(`heads ${shape(answer)} where ${shape(golden)} were expected`);
  const differences = golden.flatMap((head, h) => {
    const ours = probabilities(answer[h]);
    return probabilities(head).map((p, c) => Math.abs(p - ours[c]));
  });
  if (!differences.every(Number.isFinite)) throw new Error('an answer that is not a number');
  return Math.max(...differences);
}

export class Contender {
  constructor(name, page) {
    this.name = name;
    this.page = page;
    this.latencies = [];
  }

  static async open(browser, name, url) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`${name}: ${error}`));
    await page.addInitScript({ path: COUNTER });
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForFunction(() => window.peer, null, { timeout: 60_000 });
    return new Contender(name, page);
  }

  load(backbone, structure, batch) {
    return this.page.evaluate((all) => window.peer.load(...all), [backbone, structure, batch]);
  }

  forward(pixels) {
    return this.page.evaluate((bytes) => window.peer.forward(Uint8Array.from(bytes)), [...pixels]);
  }

  // Throws where an answer is further from the golden one than TOLERANCE; gives the largest difference.
  async check(images, golden) {
    const answers = [];
    for (const pixels of images) answers.push(...await this.forward(pixels));
    return this.compare(answers, golden);
  }

  compare(answers, golden) {
    if (answers.length === 0) throw new Error(`${this.name} gives no answer`);
    const largest = Math.max(...answers.map((answer, at) => largestDifference(answer, golden[at])));
    if (!(largest <= TOLERANCE)) throw new Error(`${this.name} is off by ${largest} on probabilities: no timing`);
    return largest;
  }

  // WebGPU calls of one forward, in the page and its workers.
  async count(pixels) {
    await this.page.evaluate(() => window.__gpuCounter.resetAll());
    await this.forward(pixels);
    return this.page.evaluate(() => window.__gpuCounter.total());
  }

  // What the browser says of the GPU it offers.
  adapter() {
    return this.page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      if (!adapter) return 'no WebGPU adapter';
      const { vendor, architecture, description } = adapter.info;
      return [vendor, architecture, description].filter(Boolean).join(' ');
    });
  }

  firstRun() {
    return this.page.evaluate(() => ({ ...window.peer.firstRun }));
  }

  // One forward to wake the tab, then `times` timed ones; the clock runs inside the page.
  async burst(pixels, times) {
    await this.page.bringToFront();
    const samples = await this.page.evaluate(async ([bytes, count]) => {
      const image = Uint8Array.from(bytes), taken = [];
      await window.peer.forward(image);
      for (let i = 0; i < count; i++) {
        const begin = performance.now();
        await window.peer.forward(image);
        taken.push(performance.now() - begin);
      }
      return taken;
    }, [[...pixels], times]);
    this.latencies.push(...samples);
  }
}
