// Known answers for the content store: the CIDs that the reference JavaScript importer gives under
// profile `unixfs-v1-2025` (IPIP-499) to files whose byte i is i mod 251.
//
//   node vectors.js [--write] [FILE]
//
// Without --write it compares with FILE (client/tests/vectors/unixfs-v1-2025.json) and fails on any
// difference; with it, it writes FILE. Only CIDs are computed: no block is kept.

import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importer } from 'ipfs-unixfs-importer';

const MiB = 1 << 20;
const versions = JSON.parse(readFileSync(new URL('package.json', import.meta.url))).dependencies;
const IMPORTER = `ipfs-unixfs-importer ${versions['ipfs-unixfs-importer']}`;
const PROFILE = 'unixfs-v1-2025';

// Named in docs/protocol.md, section 10; any other CID means that the profile changed.
const NAMED = new Map([
  [0, 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'],
  [MiB, 'bafkreidddocae7lltzjlkooe5a3tmiwsgazn7logjvqk7bzttsidpzhxne'],
  [MiB + 1, 'bafybeidjogjfwuhbzwopgd4bn3skcf5m6oz72xshywcndzxgqb623nfclu'],
  [3 * MiB + 7, 'bafybeidf5ibbwfq6vjf5gbu2zzqt2xzzq5kanx6iygbjb6nb5xjutqe6vm'],
]);

// Each side of every edge of the profile: one block, one node, the first node of a second level
// (1024 links), and what is in between.
const SIZES = [
  0,
  1,
  250,
  251,
  252,
  1000,
  65_536,
  262_144,
  262_145,
  MiB - 1,
  MiB,
  MiB + 1,
  2 * MiB - 1,
  2 * MiB,
  2 * MiB + 1,
  3 * MiB,
  3 * MiB + 7,
  16 * MiB,
  100 * MiB + 1,
  174 * MiB,
  174 * MiB + 1,
  1024 * MiB - 1,
  1024 * MiB,
  1024 * MiB + 1,
  1025 * MiB + 3,
];

async function* bytes(size) {
  const step = 251 * 4096;
  const pattern = Uint8Array.from({ length: step }, (_, i) => i % 251);
  for (let at = 0; at < size; at += step) {
    yield pattern.subarray(0, Math.min(step, size - at));
  }
}

// Nothing is kept: the importer only writes.
const nowhere = { put: async (cid) => cid, has: async () => false };

async function cidOf(size) {
  let last;
  for await (const entry of importer([{ content: bytes(size) }], nowhere, { profile: PROFILE })) {
    last = entry;
  }
  return last.cid.toString();
}

const args = process.argv.slice(2);
const write = args.includes('--write');
const file =
  args.find((arg) => !arg.startsWith('--')) ??
  fileURLToPath(new URL('../../../client/tests/vectors/unixfs-v1-2025.json', import.meta.url));

const files = [];
for (const size of SIZES) {
  const cid = await cidOf(size);
  if (NAMED.has(size) && NAMED.get(size) !== cid) {
    console.error(`${size} bytes: ${cid}, but the design says ${NAMED.get(size)}`);
    process.exit(1);
  }
  files.push({ size, cid });
}
const answers = { profile: PROFILE, source: `npm ${IMPORTER}`, content: 'byte i is i mod 251', files };
const text = `${JSON.stringify(answers, null, 2)}\n`;

if (write) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`${files.length} known answers written to ${file}`);
} else if ((await readFile(file, 'utf8')) === text) {
  console.log(`all ${files.length} known answers hold`);
} else {
  console.error(
    `${file} differs from what ${IMPORTER} gives; look at the difference after \`node vectors.js --write\``,
  );
  process.exit(1);
}
