// Shows how two runtimes' metadata differ: calls, events, errors, storage, constants, view
// functions, extensions and APIs, each type written out down to its numbers. Docs and the paths of
// types do not count, since no encoding depends on them; names of fields and variants do, since
// clients use them.
//
// Usage: node scripts/metadata-diff.mjs OLD.scale NEW.scale
// Ends with 1 if something differs. Files as scripts/metadata writes them; needs tests/js's
// packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../tests/js/package.json', import.meta.url));
const { Metadata, TypeRegistry } = require('@polkadot/types');

/** All that the metadata in `file` says, a line for each item. */
function lines(file) {
  const metadata = new Metadata(new TypeRegistry(), `0x${readFileSync(file).toString('hex')}`);
  if (metadata.version !== 16) throw new Error(`${file}: metadata of version ${metadata.version}, and not 16`);
  const { lookup, pallets, extrinsic, apis, outerEnums } = metadata.asV16.toJSON();
  const types = new Map(lookup.types.map(({ id, type }) => [id, type.def]));
  // Written out they would hold the whole runtime wherever a call carries calls.
  const outer = new Map([
    [outerEnums.callType, '<call>'],
    [outerEnums.eventType, '<event>'],
    [outerEnums.errorType, '<error>'],
  ]);
  const texts = new Map();

  const fields = (list, within) =>
    list.map(({ name, type }) => `${name ? `${name}: ` : ''}${text(type, within)}`).join(', ');
  const variant = ({ name, index, fields: of }, within) => `${index} ${name}(${fields(of, within)})`;

  function text(id, within = []) {
    if (outer.has(id)) return outer.get(id);
    if (texts.has(id)) return texts.get(id);
    if (within.includes(id)) return '<itself>';
    const inside = [...within, id];
    const [[kind, def]] = Object.entries(types.get(id));
    const made = {
      composite: () => `{${fields(def.fields ?? [], inside)}}`,
      variant: () => `enum(${(def.variants ?? []).map((one) => variant(one, inside)).join('; ')})`,
      sequence: () => `[${text(def.type, inside)}]`,
      array: () => `[${text(def.type, inside)}; ${def.len}]`,
      tuple: () => `(${def.map((one) => text(one, inside)).join(', ')})`,
      primitive: () => String(def).toLowerCase(),
      compact: () => `compact ${text(def.type, inside)}`,
      bitSequence: () => `bits(${text(def.bitStoreType, inside)}, ${text(def.bitOrderType, inside)})`,
      historicMetaCompat: () => String(def),
    }[kind]();
    if (within.length === 0 || !made.includes('<itself>')) texts.set(id, made);
    return made;
  }

  const variants = (id) => types.get(id)?.variant?.variants ?? [];
  const found = [];
  for (const pallet of pallets) {
    const say = (what) => found.push(`${pallet.index} ${pallet.name} ${what}`);
    for (const [kind, id] of [
      ['call', pallet.calls?.type],
      ['event', pallet.events?.type],
      ['error', pallet.errors?.type],
    ]) {
      for (const one of variants(id)) say(`${kind} ${variant(one, [])}`);
    }
    for (const item of pallet.storage?.items ?? []) {
      const [[kind, def]] = Object.entries(item.type);
      const shape = kind === 'plain' ? text(def) : `${def.hashers.join(' ')} ${text(def.key)} -> ${text(def.value)}`;
      say(`storage ${pallet.storage.prefix}.${item.name} ${item.modifier} ${shape} = ${item.fallback}`);
    }
    for (const { name, type, value } of pallet.constants) say(`constant ${name}: ${text(type)} = ${value}`);
    for (const { id, name, inputs, output } of pallet.viewFunctions) {
      say(`view function ${name} ${JSON.stringify(id)} (${fields(inputs, [])}) -> ${text(output)}`);
    }
    for (const { name, type } of pallet.associatedTypes) say(`associated type ${name}: ${text(type)}`);
  }
  for (const { identifier, type, implicit } of extrinsic.transactionExtensions) {
    found.push(`extension ${identifier}: ${text(type)}, ${text(implicit)}`);
  }
  for (const { name, methods } of apis) {
    for (const { name: method, inputs, output } of methods) {
      found.push(`api ${name}.${method}(${fields(inputs, [])}) -> ${text(output)}`);
    }
  }
  return found;
}

const [before, after] = process.argv.slice(2);
if (!after) {
  console.error('usage: node scripts/metadata-diff.mjs OLD.scale NEW.scale');
  process.exit(2);
}
const [old, now] = [lines(before), lines(after)];
const gone = old.filter((line) => !now.includes(line));
const come = now.filter((line) => !old.includes(line));
for (const line of gone) console.log(`- ${line}`);
for (const line of come) console.log(`+ ${line}`);
console.log(`${old.length} items before, ${now.length} now; ${gone.length} lines gone, ${come.length} new`);
process.exit(gone.length + come.length > 0 ? 1 : 0);
