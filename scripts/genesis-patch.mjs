// Lays a JSON patch over the genesis of a plain chain specification, as RFC 7396 says: objects are
// merged, null removes, anything else replaces.
// Usage:
//   node scripts/genesis-patch.mjs SPEC PATCH OUT [KEY...]   (with keys: only these of the patch)
//   node scripts/genesis-patch.mjs --para-id PATCH           (prints the parachain's number in it)
//   node scripts/genesis-patch.mjs --pretty PATCH            (prints it, a line for each member)
import { readFileSync, writeFileSync } from 'node:fs';

function fail(why) {
  console.error(`error: ${why}`);
  process.exit(1);
}

// Balances have more digits than a JavaScript number: they pass through as they are written.
const MARK = '\\u0000integer:';
function read(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    fail(`${file} cannot be read (${error.code}): give the path of a JSON file`);
  }
  // Unrolled: a runtime's code is a string of millions of characters.
  const kept = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?![\d.eE])/g, (found) =>
    found.startsWith('"') ? found : `"${MARK}${found}"`,
  );
  try {
    const value = JSON.parse(kept);
    if (!isObject(value)) fail(`${file} is no JSON object`);
    return value;
  } catch (error) {
    fail(`${file} is no JSON: ${error.message}`);
  }
}

const write = (value) => `${JSON.stringify(value, null, 2).replaceAll(/"\\u0000integer:(-?\d+)"/g, '$1')}\n`;

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function merge(target, patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete target[key];
    } else if (isObject(value)) {
      target[key] = merge(isObject(target[key]) ? target[key] : {}, value);
    } else {
      target[key] = value;
    }
  }
  return target;
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--pretty' && rest.length === 1) {
  process.stdout.write(write(read(rest[0])));
} else if (first === '--para-id' && rest.length === 1) {
  const id = read(rest[0]).parachainInfo?.parachainId;
  if (!Number.isInteger(id) || id < 1 || id > 0xffff_ffff) {
    const found = JSON.stringify(id) ?? 'missing';
    fail(`${rest[0]}: parachainInfo.parachainId is ${found}: fill in the number that the relay chain gave`);
  }
  console.log(id);
} else if (rest.length >= 2) {
  const [patchFile, out, ...keys] = rest;
  const spec = read(first);
  const genesis = spec.genesis?.runtimeGenesis;
  if (!isObject(genesis?.patch)) {
    fail(`${first} has no genesis.runtimeGenesis.patch: give a plain specification, not a raw one`);
  }
  let patch = read(patchFile);
  if (keys.length) {
    for (const key of keys) if (!(key in patch)) fail(`${patchFile} has no '${key}'`);
    patch = Object.fromEntries(keys.map((key) => [key, patch[key]]));
  }
  merge(genesis.patch, patch);
  writeFileSync(out, write(spec));
} else {
  fail('usage: node scripts/genesis-patch.mjs SPEC PATCH OUT [KEY...], or --para-id PATCH, or --pretty PATCH');
}
