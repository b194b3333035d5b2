// Numbers of the runtimes, as they print them: docs/constants.json.
import { readFileSync } from 'node:fs';

const printed = JSON.parse(readFileSync(new URL('../../docs/constants.json', import.meta.url), 'utf8'));

/** Nonces that each block sets aside for accounts that begin: `runtime/common/configs/nonces.rs`. */
export const NONCES_PER_BLOCK = BigInt(printed.noncesPerBlock);
/**
 * From one block of the parachain to the next, in milliseconds; also of the relay chain, by whose blocks the parachain
 * counts delays.
 */
export const PARACHAIN_BLOCK_MS = printed.parachainBlockMs;
/** What statements bind on the development chain. */
export const DEVELOPMENT_CHAIN_ID = printed.developmentChainId;

const U32_MAX = 0xffff_ffffn;

/** Where the nonces of accounts begin that are made at this height (a bigint), as `FirstNonce::of_height` has it. */
export function firstNonce(height) {
  const nonce = height * NONCES_PER_BLOCK;
  return nonce < U32_MAX ? nonce : U32_MAX;
}
