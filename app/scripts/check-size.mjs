// Compresses what is served (next to each file, where `epione app` and other servers look for it),
// and fails when a first visit loads more than the budget: the page, and every script and style
// that it names or imports before anything is drawn, compressed as servers compress it. Other
// languages, the QR reader and papi's lazy parts are counted only if the English page needs them at
// once.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 300_000;
const dist = new URL('../dist/', import.meta.url);
const lazy = /^(it|de|jsQR|epione_metadata|known-chains)-/;
const size = (path) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length;
for (const name of readdirSync(dist, { recursive: true })) {
  if (/\.(html|js|css|svg|wasm|json)$/.test(name))
    writeFileSync(new URL(`${name}.gz`, dist), gzipSync(readFileSync(new URL(name, dist)), { level: 9 }));
}
const files = [
  'index.html',
  'icon.svg',
  ...readdirSync(new URL('assets/', dist))
    .filter((name) => !/\.(map|gz)$/.test(name) && !lazy.test(name))
    .map((name) => `assets/${name}`),
];
let total = 0;
for (const file of files) {
  const bytes = size(file);
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  first load, gzip; budget ${BUDGET}`);
if (total > BUDGET) {
  console.error(`over the budget by ${total - BUDGET} bytes`);
  process.exit(1);
}
