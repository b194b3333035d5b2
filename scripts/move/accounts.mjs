// Accounts: their nonce, their money, and how many references keep them alive.

import { firstAccount, itemPrefix, lastAccount, MoveError, readLe, writeLe } from './keys.mjs';
import { compactToU8a, u8aToHex } from './polkadot.mjs';

/** `ExtraFlags` of an account whose references are counted as they are now: the highest bit. */
const NEW_LOGIC = 1n << 127n;

/** `AccountInfo` with `AccountData` of `pallet-balances`, 80 bytes. */
export function readAccount(hex) {
  if (hex.length !== 2 + 160) throw new MoveError(`an account has ${(hex.length - 2) / 2} bytes instead of 80: ${hex}`);
  const number = (at) => Number(readLe(hex, at, 4));
  return {
    nonce: number(0),
    consumers: number(4),
    providers: number(8),
    sufficients: number(12),
    free: readLe(hex, 16, 16),
    reserved: readLe(hex, 32, 16),
    frozen: readLe(hex, 48, 16),
    flags: readLe(hex, 64, 16),
  };
}

export const writeAccount = (account) =>
  '0x' +
  ['nonce', 'consumers', 'providers', 'sufficients'].map((field) => writeLe(account[field], 4)).join('') +
  ['free', 'reserved', 'frozen', 'flags'].map((field) => writeLe(account[field], 16)).join('');

/** An account that has nothing but references. */
export const bareAccount = (nonce) => ({
  nonce,
  consumers: 0,
  providers: 0,
  sufficients: 0,
  free: 0n,
  reserved: 0n,
  frozen: 0n,
  flags: NEW_LOGIC,
});

export const totalOf = ({ free, reserved }) => free + reserved;

/** What `pallet-balances` refers to an account for. */
export const balanceRefs = ({ free, reserved, frozen }, existentialDeposit) => ({
  providers: free >= existentialDeposit ? 1 : 0,
  consumers: reserved > 0n || frozen > 0n ? 1 : 0,
});

/** All accounts of a state, by account id in hex. */
export function readAccounts(entries) {
  return new Map(entries.map(([key, value]) => [lastAccount(key), { key, ...readAccount(value) }]));
}

/** The holds of a state by account: `{ pallet, reason, id, amount }`, `id` as it is encoded. */
export function readHolds(entries, types) {
  return new Map(
    entries.map(([key, value]) => [
      lastAccount(key),
      [...types.decode('Balances.Holds', value)].map((hold) => ({
        pallet: hold.id.type,
        reason: hold.id.inner.type,
        id: u8aToHex(hold.id.toU8a()),
        amount: hold.amount.toBigInt(),
      })),
    ]),
  );
}

export const writeHolds = (holds) =>
  u8aToHex(compactToU8a(holds.length)) + holds.map(({ id, amount }) => id.slice(2) + writeLe(amount, 16)).join('');

/**
 * The provider references that this project's pallets hold, by account, counted from what they hold them for.
 * `entries(item)` returns the entries of an item.
 */
export function palletProviders(entries, types) {
  const counts = new Map();
  const refer = (who) => counts.set(who, (counts.get(who) ?? 0) + 1);
  // Whoever owns a device, has a request to answer or a live grant, can sign a refusal without tokens.
  for (const [key] of entries('Devices.DevicesOf')) refer(firstAccount(key));
  for (const [key] of entries('Consent.RequestsOf')) refer(firstAccount(key));
  for (const [, value] of entries('Consent.Grants')) {
    const grant = types.decode('Consent.Grants', value);
    // Older runtimes call the field `stone`.
    if ((grant.remnant ?? grant.stone).isFalse) refer(grant.subject.toHex());
  }
  for (const [key, value] of entries('Datasets.Entries')) {
    if (!types.decode('Datasets.Entries', value).state.isTombstone) refer(firstAccount(key));
  }
  // The holder of a participation is a grantee of one of two lengths; the subject comes last.
  for (const [key] of entries('Studies.Participations')) refer(lastAccount(key));
  for (const [key, value] of entries('Sponsorship.Members')) {
    const membership = types.decode('Sponsorship.Members', value);
    if (membership.active.isFalse) continue;
    refer(lastAccount(key));
    for (const gateway of membership.gateways) refer(gateway.toHex());
  }
  return counts;
}

/** What a genesis refers to accounts for, besides their balances: its session keys, and whatever its own pallets do. */
export function genesisRefs(top, existentialDeposit) {
  const prefix = itemPrefix('System.Account');
  const refs = new Map();
  for (const [key, value] of Object.entries(top)) {
    if (!key.startsWith(prefix)) continue;
    const account = readAccount(value);
    const balance = balanceRefs(account, existentialDeposit);
    const consumers = account.consumers - balance.consumers;
    const providers = account.providers - balance.providers;
    if (consumers > 0 || providers > 0) refs.set(lastAccount(key), { key, consumers, providers });
  }
  return refs;
}
