// The root of a state: the Merkle trie of the Polkadot specification (chapter 2.4), state version 1, in which values
// of more than 32 bytes stand by their hash. With it, an export proves that it is whole: its root is the one that
// the header of its block has, over which the validators voted.
import { blake2AsU8a, compactToU8a, hexToU8a, u8aConcat, u8aToHex } from './polkadot.mjs';

const MAX_INLINE = 32;

/** What begins a node: its kind in the high bits, then how many nibbles of key it has. */
function header(bits, width, length) {
  const most = (1 << width) - 1;
  if (length < most) return Uint8Array.of(bits | length);
  const out = [bits | most];
  let rest = length - most;
  while (rest >= 255) {
    out.push(255);
    rest -= 255;
  }
  out.push(rest);
  return Uint8Array.from(out);
}

/** Nibbles `from` to `to` of a key, two to a byte; of an odd number the first stands alone. */
function pack(key, from, to) {
  const out = [];
  let at = from;
  if ((to - from) % 2) out.push(parseInt(key[at++], 16));
  for (; at < to; at += 2) out.push(parseInt(key.slice(at, at + 2), 16));
  return Uint8Array.from(out);
}

const hash = (bytes) => blake2AsU8a(bytes, 256);
const withLength = (bytes) => u8aConcat(compactToU8a(bytes.length), bytes);

/** The root of `top`, hex keys to hex values. */
export function stateRoot(top) {
  const entries = Object.entries(top)
    .map(([key, value]) => [key.slice(2).toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return u8aToHex(hash(Uint8Array.of(0)));

  // The node over entries `from` to `to`, whose keys agree up to nibble `depth`.
  const node = (from, to, depth) => {
    const [first, value] = entries[from];
    if (to - from === 1) return encode(first, depth, first.length, value, null);
    const last = entries[to - 1][0];
    let end = depth;
    while (end < first.length && first[end] === last[end]) end += 1;
    const valued = first.length === end;
    const children = [];
    let bitmap = 0;
    let start = valued ? from + 1 : from;
    while (start < to) {
      const nibble = entries[start][0][end];
      let stop = start + 1;
      while (stop < to && entries[stop][0][end] === nibble) stop += 1;
      bitmap |= 1 << parseInt(nibble, 16);
      const child = node(start, stop, end + 1);
      children.push(withLength(child.length < 32 ? child : hash(child)));
      start = stop;
    }
    const body = u8aConcat(Uint8Array.of(bitmap & 255, bitmap >> 8));
    return encode(first, depth, end, valued ? value : null, { body, children });
  };

  const encode = (key, from, to, value, branch) => {
    const bytes = value === null ? null : hexToU8a(value);
    const hashed = bytes !== null && bytes.length > MAX_INLINE;
    const [bits, width] = branch
      ? bytes === null
        ? [0b10000000, 6]
        : hashed
          ? [0b00010000, 4]
          : [0b11000000, 6]
      : hashed
        ? [0b00100000, 5]
        : [0b01000000, 6];
    const stored = bytes === null ? [] : [hashed ? hash(bytes) : withLength(bytes)];
    return u8aConcat(
      header(bits, width, to - from),
      pack(key, from, to),
      ...(branch ? [branch.body] : []),
      ...stored,
      ...(branch ? branch.children : []),
    );
  };

  return u8aToHex(hash(node(0, entries.length, 0)));
}
