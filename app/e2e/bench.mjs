// Measures the page: the time until it can be used on one core, and how smoothly a list of a
// thousand datasets scrolls. Not a test: the figures are those of one machine.
//
//   EPIONE_NODE=... EPIONE_CLI=... node bench.mjs
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, quit, Visitor } from './lib/browser.mjs';
import { clean, Node, page, root } from './lib/processes.mjs';
import { connected, fill } from './lib/seed.mjs';
import { Wallet } from './lib/wallet.mjs';

const node = await new Node().up();
const api = await connected(node.url);
const site = { ...(await page(node.url, new URL('../dist', import.meta.url).pathname)), node: node.url };
await fill(api, '//Ferdie', 1000, 500);
// Chromium with all its processes on one core.
process.env.CHROMIUM = join(root, 'chromium');
writeFileSync(process.env.CHROMIUM, '#!/bin/sh\nexec taskset -c 0 /usr/bin/chromium "$@"\n');
chmodSync(process.env.CHROMIUM, 0o755);
await launch();
const wallet = await Wallet.with(api.genesisHash.toHex(), ['//Ferdie']);
const loads = [];
for (let i = 0; i < 5; i++) {
  const visitor = await Visitor.of(site, wallet);
  await visitor.connect();
  // As on a later visit, with nothing in the cache: the receipt of 500 grants.
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const begun = performance.now();
  await visitor.page.reload({ waitUntil: 'commit' });
  await visitor.page.getByTestId('account').waitFor();
  const drawn = performance.now() - begun;
  await visitor.page.locator('[data-testid^=receipt-]').first().waitFor();
  loads.push({ drawn: Math.round(drawn), receipt: Math.round(performance.now() - begun) });
  await visitor.context.close();
}
const visitor = await Visitor.of(site, wallet);
await visitor.connect();
await visitor.go('/data');
await visitor.page.locator('[data-testid^=dataset-]').first().waitFor();
const frames = await visitor.page.evaluate(
  () =>
    new Promise((resolve) => {
      const gaps = [];
      let last = performance.now();
      const frame = (now) => {
        gaps.push(now - last);
        last = now;
        scrollBy(0, 400);
        if (gaps.length < 240) requestAnimationFrame(frame);
        else resolve(gaps.slice(5));
      };
      requestAnimationFrame(frame);
    }),
);
frames.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    loads_ms: loads,
    frames: frames.length,
    frame_ms: {
      median: +frames[frames.length >> 1].toFixed(1),
      p95: +frames[Math.floor(frames.length * 0.95)].toFixed(1),
      worst: +frames.at(-1).toFixed(1),
    },
  }),
);
await quit();
await api.disconnect();
clean();
process.exit(0);
