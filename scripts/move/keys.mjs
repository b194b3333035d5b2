// Keys of the state, as hex with 0x, and the little-endian numbers in values.
import { blake2AsU8a, hexToU8a, u8aToHex, xxhashAsHex } from './polkadot.mjs';

/** What is wrong and what to do, for a person: no stack is shown. */
export class MoveError extends Error {}

/** Hex without 0x of an ASCII text. */
const ascii = (text) => Buffer.from(text, 'ascii').toString('hex');

const twox128 = (text) => xxhashAsHex(text, 128).slice(2);

/** The 16 bytes with which a pallet's keys begin. */
export const palletPrefix = (pallet) => `0x${twox128(pallet)}`;

/** The 32 bytes with which an item's keys begin: "Pallet.Item". */
export function itemPrefix(name) {
  const [pallet, item] = name.split('.');
  return palletPrefix(pallet) + twox128(item);
}

/** Where a pallet keeps the version of its storage. */
export const versionKey = (pallet) => palletPrefix(pallet) + twox128(':__STORAGE_VERSION__:');

/** The key of a text such as `:code`. */
export const wellKnown = (text) => `0x${ascii(text)}`;

/** The key of the entry of a map whose hasher is `Blake2_128Concat`; `key` is hex. */
export const blake2Entry = (name, key) =>
  itemPrefix(name) + u8aToHex(blake2AsU8a(hexToU8a(key), 128)).slice(2) + key.slice(2);

/** The key of the entry of a map whose hasher is `Twox64Concat`; `key` is hex. */
export const twox64Entry = (name, key) => itemPrefix(name) + xxhashAsHex(hexToU8a(key), 64).slice(2) + key.slice(2);

/** The last 32 bytes of a key, which are an account in maps that concatenate. */
export const lastAccount = (key) => `0x${key.slice(-64)}`;

/** The 32 bytes of the first key of a map whose first hasher is `Blake2_128Concat`. */
export const firstAccount = (key) => `0x${key.slice(2 + 64 + 32, 2 + 64 + 32 + 64)}`;

/** Reads a little-endian number of `bytes` bytes at the byte `at` of hex. */
export function readLe(hex, at, bytes) {
  const text = hex.slice(2 + 2 * at, 2 + 2 * (at + bytes));
  if (text.length !== 2 * bytes) {
    throw new MoveError(`a value of ${(hex.length - 2) / 2} bytes is too short: ${hex}`);
  }
  return BigInt(`0x${text.match(/../g).reverse().join('')}`);
}

/** Writes it, without 0x. */
export function writeLe(value, bytes) {
  const text = BigInt(value)
    .toString(16)
    .padStart(2 * bytes, '0');
  if (text.length > 2 * bytes) throw new MoveError(`${value} does not fit into ${bytes} bytes`);
  return text.match(/../g).reverse().join('');
}
