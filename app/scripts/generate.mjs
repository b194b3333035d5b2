// Writes what the page takes from the runtime's metadata: papi's descriptors, and the errors of Epione's pallets with their words.
// Offline: the metadata lies in client/metadata, where scripts/metadata puts it.
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
mkdirSync(here('../src/chain/generated'), { recursive: true });
writeFileSync(here('../src/chain/generated/errors.json'), `${JSON.stringify(errors)}\n`);
console.log(`errors of ${Object.keys(errors).length} pallets`);
