// Writes what the page takes from the runtime: papi's descriptors, and the pallets' errors with
// their words, from the metadata in client/metadata (scripts/metadata puts it there); the pool's
// codes, from docs/refusals.json; and which calls and view functions the page's own sources name.
// Offline.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { used } from './used.mjs';

const here = (path) => new URL(path, import.meta.url);
execFileSync('npx', ['--no-install', 'papi', 'generate'], { cwd: here('..'), stdio: ['ignore', 'ignore', 'inherit'] });

const metadata = unifyMetadata(decAnyMetadata(readFileSync(here('../../client/metadata/epione.scale'))));
const types = new Map(metadata.lookup.map((entry) => [entry.id, entry]));
const errors = {};
for (const pallet of metadata.pallets) {
  const type = types.get(typeof pallet.errors === 'number' ? pallet.errors : pallet.errors?.type);
  if (type?.def.tag !== 'variant') continue;
  const list = [];
  for (const variant of type.def.value) list[variant.index] = [variant.name, variant.docs.join(' ').trim()];
  errors[pallet.name] = list;
}
// The pool's codes, as the runtime prints them (`just refusals`).
const codes = {};
for (const { code, name, pallet, text } of JSON.parse(readFileSync(here('../../docs/refusals.json'), 'utf8')))
  codes[code] = [pallet ? `${pallet}.${name}` : name, text];

const names = used(here('../src/'));

mkdirSync(here('../src/chain/generated'), { recursive: true });
for (const [name, value] of Object.entries({ errors, codes, used: names }))
  writeFileSync(here(`../src/chain/generated/${name}.json`), `${JSON.stringify(value)}\n`);
console.log(
  `${Object.keys(codes).length} codes, errors of ${Object.keys(errors).length} pallets, ` +
    `${names.tx.length} calls and ${names.view.length} view functions in use`,
);
