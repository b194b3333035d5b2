// Searches a played chain for traces of what was put in: encoded extrinsics, events and state of
// every block.
// Usage: node scripts/check-privacy.mjs ws://HOST:PORT SECRETS
//
// SECRETS is what `epione demo --secrets FILE` writes: one `kind<TAB>value` a line. Of each record
// every text and number of 6 or more characters is looked for as ASCII: names, identifiers, LOINC
// codes, times, values. Hashes (unsalted SHA-256) are looked for as bytes, exact sizes and counts
// of 10,000 and more as little-endian integers. What is shorter would be found in random bytes;
// that no such field exists is for the eyes: docs/protocol.md.
import { readFileSync } from 'node:fs';

const MIN_TEXT = 6;
const MIN_NUMBER = 10_000;
const EVENTS = '0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7';
const CODE = '0x3a636f6465';
// The account of //Alice, which a search that works must find.
const CONTROL = Buffer.from('d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d', 'hex');

const [, , url, file] = process.argv;
let id = 0;
async function rpc(method, ...params) {
  const answer = await fetch(url.replace(/^ws/, 'http'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
  });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

// What to look for: bytes -> what they are.
const needles = new Map();
const add = (what, bytes) => needles.set(bytes.toString('latin1'), what);
function walk(value, name) {
  if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) walk(inner, key);
  } else {
    const text = String(value);
    if (text.length >= MIN_TEXT) add(`${name} "${text.slice(0, 40)}"`, Buffer.from(text));
  }
}
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const tab = line.indexOf('\t');
  const [kind, value] = [line.slice(0, tab), line.slice(tab + 1)];
  if (kind === 'record') walk(JSON.parse(value), 'record');
  else if (kind === 'text') add(`text "${value}"`, Buffer.from(value));
  else if (kind === 'hash') add(`unsalted hash ${value}`, Buffer.from(value, 'hex'));
  else if (kind === 'count' || kind === 'size') {
    const number = Number(value);
    if (number < MIN_NUMBER) continue;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(number);
    add(`${kind} ${number}`, bytes);
  } else if (line) throw new Error(`no secret: '${line.slice(0, 40)}'`);
}
if (needles.size < 100) throw new Error(`only ${needles.size} things to look for: is this the right file?`);

// Where to look.
const places = [];
const head = await rpc('chain_getFinalizedHead');
const last = Number((await rpc('chain_getHeader', head)).number);
for (let number = 1; number <= last; number++) {
  const hash = await rpc('chain_getBlockHash', number);
  const { block } = await rpc('chain_getBlock', hash);
  for (const [i, hex] of block.extrinsics.entries()) places.push([`extrinsic ${number}-${i}`, hex]);
  const events = await rpc('state_getStorage', EVENTS, hash);
  if (events) places.push([`events of block ${number}`, events]);
}
for (let from = null; ; ) {
  const keys = await rpc('state_getKeysPaged', '0x', 500, from, head);
  if (keys.length === 0) break;
  from = keys.at(-1);
  const wanted = keys.filter((key) => key !== CODE);
  const [{ changes }] = await rpc('state_queryStorageAt', wanted, head);
  for (const [key, value] of changes) places.push([`state ${key}`, key + (value ?? '0x').slice(2)]);
}

// Grouped by length, every window of the haystack is looked up once for each length.
const byLength = new Map();
for (const needle of needles.keys()) {
  const set = byLength.get(needle.length) ?? byLength.set(needle.length, new Set()).get(needle.length);
  set.add(needle);
}
const found = [];
let bytes = 0;
let control = false;
for (const [place, hex] of places) {
  const hay = Buffer.from(hex.slice(2), 'hex');
  bytes += hay.length;
  control ||= hay.includes(CONTROL);
  const text = hay.toString('latin1');
  for (const [length, set] of byLength)
    for (let i = 0; i + length <= text.length; i++) {
      const window = text.slice(i, i + length);
      if (set.has(window)) found.push(`${needles.get(window)} in ${place}`);
    }
}
if (!control) throw new Error("the search does not even find Alice's account: it looks at the wrong thing");
console.log(
  `privacy: looked for ${needles.size} things in ${places.length} places, ${bytes} bytes, blocks 1 to ${last}`,
);
if (found.length) {
  console.error(`found ${found.length}:\n${found.slice(0, 20).join('\n')}`);
  process.exit(1);
}
console.log('privacy: none found');
