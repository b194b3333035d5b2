// polkadot.js, from where the tests have it: one lock file for both. `npm ci` in tests/js installs it.
export { ApiPromise, Keyring, WsProvider } from '../../tests/js/node_modules/@polkadot/api/index.js';
export { Metadata, TypeRegistry } from '../../tests/js/node_modules/@polkadot/types/index.js';
export {
  bnToU8a,
  compactFromU8a,
  compactToU8a,
  hexToU8a,
  stringToU8a,
  u8aConcat,
  u8aToHex,
} from '../../tests/js/node_modules/@polkadot/util/index.js';
export {
  blake2AsU8a,
  cryptoWaitReady,
  decodeAddress,
  encodeAddress,
  xxhashAsHex,
} from '../../tests/js/node_modules/@polkadot/util-crypto/index.js';
