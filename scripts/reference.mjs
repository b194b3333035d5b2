// Writes the pages that are made of what the runtime says of itself. Run `npm ci` in tests/js first.
//   docs/reference.md: the pallets, from the runtime's metadata, whose words wallets show
//   docs/charge-or-free.md: its table of the pool's codes, from docs/refusals.json (`just refusals`)
// Usage: node scripts/reference.mjs [--check FILE]
//   --check FILE: only says whether the pages are what docs/refusals.json and this metadata say (a running
//   node's: scripts/metadata.mjs)
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { Metadata, TypeRegistry } = createRequire(at('tests/js/package.json'))('@polkadot/types');

const OURS =
  /^pallet_(credentials|devices|consent|datasets|studies|rewards|sponsorship|disputes|safeguards|validators)$/;
const REFERENCE = 'docs/reference.md';
const CHARGES = 'docs/charge-or-free.md';
const [, , check, file] = process.argv;
const SOURCE = check ? file : at('client/metadata/epione.scale');

const registry = new TypeRegistry();
const metadata = new Metadata(registry, `0x${readFileSync(SOURCE).toString('hex')}`);
const v16 = metadata.asLatest;
registry.setMetadata(metadata);

const text = (docs) =>
  docs
    .map((line) => line.toString().replace(/^ /, ''))
    .join('\n')
    .trim();
// A table's cell is one line.
const cell = (docs) =>
  text(docs)
    .split(/\n\n/)[0]
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\|/g, '\\|');
const typeName = (id, given) => (given ?? registry.createLookupType(id)).toString();
const variants = (type) =>
  type.isSome ? registry.lookup.getSiType(type.unwrap().type ?? type.unwrap()).def.asVariant.variants : [];
const shorter = (name) =>
  name
    .replace(/T::AccountId|<T as frame_system::Config>::AccountId/g, 'AccountId')
    .replace(/<T>|Of<T>/g, '')
    .replace(/\b[a-z_]+::/g, '');

const fields = (list) =>
  list.map((field) => {
    const name = field.name.isSome ? field.name.unwrap().toString() : '';
    const type = field.typeName.isSome ? field.typeName.unwrap().toString() : typeName(field.type);
    return `${name}: ${shorter(type)}`;
  });

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');

function pallet({ name, index, calls, events, errors, constants, storage }) {
  const out = [`## ${name}`, '', `Pallet ${index}.`, ''];
  const listed = [...variants(calls)].sort((a, b) => a.index.toNumber() - b.index.toNumber());
  if (listed.length > 0) {
    out.push('### Calls', '');
    for (const call of listed) {
      out.push(`#### ${call.index} \`${call.name}(${fields(call.fields).join(', ')})\``, '', text(call.docs), '');
    }
  }
  const section = (title, head, rows) => {
    if (rows.length > 0) out.push(`### ${title}`, '', table(head, rows), '');
  };
  section(
    'Events',
    ['event', 'what happened'],
    [...variants(events)].map((event) => [
      `\`${event.name}\`${
        event.fields.length
          ? ` { ${fields(event.fields)
              .map((f) => f.split(':')[0])
              .join(', ')} }`
          : ''
      }`,
      cell(event.docs),
    ]),
  );
  section(
    'Errors',
    ['error', 'why'],
    [...variants(errors)].map((error) => [`\`${error.name}\``, cell(error.docs)]),
  );
  section(
    'Constants',
    ['constant', 'value', 'what for'],
    [...constants].map((item) => [
      `\`${item.name}\``,
      `\`${registry.createType(registry.createLookupType(item.type), item.value.toU8a(true)).toString()}\``,
      cell(item.docs),
    ]),
  );
  if (storage.isSome) {
    section(
      'State',
      ['item', 'what'],
      [...storage.unwrap().items].map((item) => [`\`${item.name}\``, cell(item.docs)]),
    );
  }
  return out.join('\n');
}

const ours = [...v16.pallets].filter(({ calls, name }) => {
  if (calls.isNone) return false;
  const path = registry.lookup.getSiType(calls.unwrap().type ?? calls.unwrap()).path;
  return OURS.test(path[0]?.toString() ?? '') || OURS.test(`pallet_${name.toString().toLowerCase()}`);
});
if (ours.length < 6) throw new Error(`only ${ours.length} of Epione's pallets found in ${SOURCE}`);

const reference = `# Reference of the pallets

Every call, event, error, constant and storage item of Epione's own pallets, as the runtime's metadata has them: wallets show the same
words. Made by \`node scripts/reference.mjs\`; do not edit. How the pallets work and meet is told in each one's README below
\`pallets/\`; what is free and who pays in [charge-or-free.md](charge-or-free.md). Amounts are in the smallest unit (10^-12 EPI), times in milliseconds.

${ours.map((one) => `- [${one.name}](#${one.name.toString().toLowerCase()})`).join('\n')}

${ours.map(pallet).join('\n')}`;

const codes = JSON.parse(readFileSync(at('docs/refusals.json'), 'utf8')).map((refusal) => [
  refusal.code,
  `\`${refusal.pallet ? `${refusal.pallet}.` : ''}${refusal.name}\``,
  refusal.text,
]);
const MARKS = /(<!-- codes -->\n)[\s\S]*(<!-- \/codes -->)/;
const before = readFileSync(at(CHARGES), 'utf8');
if (!MARKS.test(before)) throw new Error(`${CHARGES} has no marks <!-- codes --> and <!-- /codes --> any more`);
const charges = before.replace(
  MARKS,
  (_, begin, end) => `${begin}\n${table(['code', 'reason', 'in words'], codes)}\n\n${end}`,
);

const pages = [
  [REFERENCE, reference],
  [CHARGES, charges],
];
if (check) {
  const stale = pages.filter(([path, content]) => readFileSync(at(path), 'utf8') !== content).map(([path]) => path);
  if (stale.length > 0) {
    console.error(
      `${stale.join(' and ')}: not what this runtime says; run ./scripts/metadata and \`just refusals\`, ` +
        'which ends with node scripts/reference.mjs',
    );
    process.exit(1);
  }
} else {
  for (const [path, content] of pages) writeFileSync(at(path), content);
  console.log(`${REFERENCE}: ${ours.length} pallets; ${CHARGES}: ${codes.length} codes`);
}
