// Small states of both chains, as their runtimes encode them, for the tests.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { apply } from './apply.mjs';
import { DEVELOPMENT_CHAIN_ID } from './constants.mjs';
import { blake2Entry, itemPrefix, MoveError, twox64Entry, wellKnown } from './keys.mjs';
import { Types } from './types.mjs';

export const types = new Types(
  `0x${readFileSync(new URL('../../client/metadata/epione.scale', import.meta.url)).toString('hex')}`,
);

export const EPI = 10n ** 12n;
export const who = (byte) => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;
export const [ALICE, BOB, CHARLIE, DAVE] = [1, 2, 3, 4].map(who);
export const u32 = (n) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b.toString('hex');
};
export const u64 = (n) => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64LE(BigInt(n));
  return b.toString('hex');
};
export const u128 = (n) => u64(BigInt(n) & 0xffff_ffff_ffff_ffffn) + u64(BigInt(n) >> 64n);
export const NEW_LOGIC = `${'00'.repeat(15)}80`;
export const bare = (hex) => hex.slice(2);

/** An account as the runtime encodes it. */
export const account = ({
  nonce = 0,
  consumers = 0,
  providers = 0,
  sufficients = 0,
  free = 0n,
  reserved = 0n,
  frozen = 0n,
}) =>
  `0x${[nonce, consumers, providers, sufficients].map(u32).join('')}${[free, reserved, frozen].map(u128).join('')}${NEW_LOGIC}`;
export const at = (top, id) => top[blake2Entry('System.Account', id)];
export const put = (top, name, value) => {
  top[itemPrefix(name)] = value;
};

/** A hold of this reason, pallet's index and variant. */
export const hold = (pallet, variant, amount) =>
  [pallet, variant].map((n) => n.toString(16).padStart(2, '0')).join('') + u128(amount);
export const SESSION = [5, 0];
export const GRANT = [42, 0];
export const list = (...entries) => `0x${(entries.length * 4).toString(16).padStart(2, '0')}${entries.join('')}`;

/** A standalone chain at block 100 with these accounts; their sum is what is issued. */
export function standalone(accounts, more = {}) {
  const top = {};
  put(top, 'System.Number', `0x${u32(100)}`);
  put(top, 'Devices.ChainId', DEVELOPMENT_CHAIN_ID);
  put(top, 'Timestamp.Now', `0x${u64(1_700_000_000_000)}`);
  let issued = 0n;
  for (const [id, fields] of Object.entries(accounts)) {
    top[blake2Entry('System.Account', id)] = account(fields);
    issued += (fields.free ?? 0n) + (fields.reserved ?? 0n);
  }
  put(top, 'Balances.TotalIssuance', `0x${u128(issued)}`);
  return { ...top, ...more };
}

/** A parachain's genesis: Dave collates and has tokens, and so has somebody whom nobody knows. */
export function parachain(more = {}) {
  const top = { [wellKnown(':code')]: '0x0061736d02', [wellKnown(':extrinsic_index')]: '0x00000000' };
  put(top, 'Devices.ChainId', DEVELOPMENT_CHAIN_ID);
  put(top, 'Balances.TotalIssuance', `0x${u128(30n * EPI)}`);
  put(top, 'Council.Members', list(bare(DAVE)));
  put(top, 'ParachainInfo.ParachainId', `0x${u32(2000)}`);
  put(top, 'CollatorSelection.Invulnerables', list(bare(DAVE)));
  put(top, 'Session.Validators', list(bare(DAVE)));
  put(top, 'Aura.Authorities', list('d4'.repeat(32)));
  top[twox64Entry('Session.NextKeys', DAVE)] = who(0xd4);
  top[blake2Entry('System.Account', DAVE)] = account({ consumers: 1, providers: 1, free: 10n * EPI });
  top[blake2Entry('System.Account', who(0x99))] = account({ providers: 1, free: 20n * EPI });
  return { ...top, ...more };
}

export const move = (old, fresh = parachain(), given = {}) => apply(fresh, old, types, given);
export const simple = (more) => standalone({ [ALICE]: { nonce: 7, providers: 1, free: 5n * EPI } }, more);
export const refusesWith = (pattern, act) =>
  assert.throws(act, (error) => {
    assert.ok(error instanceof MoveError, error.stack);
    assert.match(error.message, pattern);
    return true;
  });
