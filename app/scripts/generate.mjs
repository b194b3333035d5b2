// Writes what the page takes from the runtime: papi's descriptors and the errors of the pallets with their words, from its metadata in
// client/metadata (where scripts/metadata puts it); and the codes of the pool, from docs/charge-or-free.md. Offline.
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
execFileSync('npx', ['--no-install', 'papi', 'generate'], { cwd: here('..'), stdio: ['ignore', 'ignore', 'inherit'] });

const metadata = unifyMetadata(decAnyMetadata(readFileSync(here('../../client/metadata/epione.scale'))));
const types = new Map(metadata.lookup.map((entry) => [entry.id, entry]));
const errors = {};
for (const pallet of metadata.pallets) {
  const type = pallet.errors && types.get(typeof pallet.errors === 'number' ? pallet.errors : pallet.errors.type);
  if (!type || type.def.tag !== 'variant') continue;
  const list = [];
  for (const variant of type.def.value) list[variant.index] = [variant.name, variant.docs.join(' ').trim()];
  errors[pallet.name] = list;
}
// The pool's codes, from the table that the runtime's own code writes into the documentation.
const table = readFileSync(here('../../docs/charge-or-free.md'), 'utf8');
const codes = {};
for (const [, code, name, words] of table.matchAll(/^\| (\d+) \| `([\w.]+)` \| (.*) \|$/gm)) codes[code] = [name, words];
if (Object.keys(codes).length < 100) throw new Error('docs/charge-or-free.md has no table of codes any more');

mkdirSync(here('../src/chain/generated'), { recursive: true });
writeFileSync(here('../src/chain/generated/errors.json'), `${JSON.stringify(errors)}\n`);
writeFileSync(here('../src/chain/generated/codes.json'), `${JSON.stringify(codes)}\n`);
console.log(`${Object.keys(codes).length} codes, errors of ${Object.keys(errors).length} pallets`);
