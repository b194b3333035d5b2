// The move itself, a pure function: a parachain's fresh genesis, the state of a standalone chain and the metadata of its
// runtime give the genesis of the parachain that goes on from there. `table.mjs` says what happens to what.
import {
  balanceRefs,
  bareAccount,
  genesisRefs,
  palletProviders,
  readAccounts,
  readHolds,
  totalOf,
  writeAccount,
  writeHolds,
} from './accounts.mjs';
import { DEVELOPMENT_CHAIN_ID, firstNonce, PARACHAIN_BLOCK_MS } from './constants.mjs';
import { itemPrefix, lastAccount, MoveError, palletPrefix, readLe, versionKey, writeLe } from './keys.mjs';
import { compactToU8a, u8aConcat, u8aToHex } from './polkadot.mjs';
import { CHILD_TRIES, TABLE, UNLISTED, WELL_KNOWN } from './table.mjs';
import { Types } from './types.mjs';

/** State that cannot move as it is. Each of `pending` says what it is and what to do. */
export class Refused extends MoveError {
  constructor(pending) {
    super(
      'state that names block numbers, or the old runtime, is pending:\n' +
        pending
          .map(
            ({ item, count, what, remedy, ends, examples }) =>
              `  ${item}: ${count} × ${what}${examples.length ? `, e.g. ${examples.join(', ')}` : ''}\n` +
              `    ${remedy}${ends ? '; or end it with --end-pending, which returns its deposits' : ''}`,
          )
          .join('\n'),
    );
    this.pending = pending;
  }
}

const FATES = new Map(
  [...Object.entries(TABLE), ...Object.entries(UNLISTED)].map(([name, entry]) => [
    itemPrefix(name),
    { name, ...entry },
  ]),
);
const isLaidIn = ({ fate }) => fate !== 'stays';
/** Pallets some of whose state moves: what they mean by it must be the same on both sides. */
const MOVED_PALLETS = [
  ...new Set(
    Object.entries(TABLE)
      .filter(([, { fate }]) => fate === 'moves' || fate === 'rebuilt')
      .map(([name]) => name.split('.')[0]),
  ),
];

/** Sorts a state into items. Whatever the table does not name is an error. */
export function classify(top, types) {
  const unlisted = [...types.items.keys()].filter((name) => !(name in TABLE));
  if (unlisted.length) {
    throw new MoveError(
      `scripts/move/table.mjs does not say what happens to ${unlisted.join(', ')}: decide, and add them there`,
    );
  }
  for (const [name, { fate, lengths }] of Object.entries(TABLE)) {
    if (!types.items.has(name)) continue;
    const found = types.heights(name);
    if (found.length && (fate === 'moves' || (fate === 'rebuilt' && !lengths))) {
      throw new MoveError(
        `scripts/move/table.mjs lets ${name} move, but it names block numbers (${found.join(', ')}): decide again`,
      );
    }
  }
  const versions = new Map([...types.pallets.keys()].map((pallet) => [versionKey(pallet), pallet]));
  const items = new Map();
  const unknown = [];
  for (const [key, value] of Object.entries(top)) {
    if (key.startsWith(CHILD_TRIES))
      throw new MoveError(`the state has a child trie, at ${key}: no pallet of this project makes one`);
    if (versions.has(key)) continue;
    const entry = WELL_KNOWN[key] ?? FATES.get(key.slice(0, 2 + 64));
    if (!entry) {
      unknown.push(key);
      continue;
    }
    if (!items.has(entry.name)) items.set(entry.name, { ...entry, entries: [] });
    items.get(entry.name).entries.push([key, value]);
  }
  if (unknown.length) {
    throw new MoveError(
      `${unknown.length} keys of the state belong to no item that scripts/move/table.mjs knows, such as ${unknown.slice(0, 3).join(', ')}`,
    );
  }
  return items;
}

/** Whether a value says that nothing waits: an empty list, or one of empty places. */
function isEmpty(types, name, value) {
  if (!types.items.has(name)) return false;
  const decoded = types.decode(name, value);
  return typeof decoded.every === 'function' && decoded.every((entry) => entry.isNone === true);
}

function pendingOf(items, types) {
  const pending = [];
  for (const { name, fate, what, remedy, ends = false, entries } of items.values()) {
    if (fate !== 'pending') continue;
    const waiting = entries.filter(([, value]) => !isEmpty(types, name, value));
    if (waiting.length === 0) continue;
    const count = name === 'Council.Proposals' ? types.decode(name, waiting[0][1]).length : waiting.length;
    pending.push({
      item: name,
      count,
      what,
      remedy,
      ends,
      examples: waiting
        .slice(0, 2)
        .map(([key, value]) => describe(types, name, key, value))
        .filter(Boolean),
    });
  }
  // The parts of a motion are reported once.
  const motions = pending.some(({ item }) => item === 'Council.Proposals');
  return pending.filter(({ item }) => !motions || item === 'Council.Proposals' || !item.startsWith('Council.'));
}

/** How people would look for it. */
function describe(types, name, key, value) {
  if (name === 'Multisig.Multisigs') {
    const { when, depositor } = types.decode(name, value);
    return `by ${depositor} at ${when.height}-${when.index}`;
  }
  if (name === 'Disputes.Draws') return `dispute ${readLe(`0x${key.slice(-8)}`, 0, 4)}`;
  if (name === 'Council.Proposals') return types.decode(name, value)[0].toHex();
  if (name === 'Recovery.Attempt') {
    const [{ initiator }] = types.decode(name, value);
    return `by ${initiator}`;
  }
  return key.length > 2 + 64 ? `0x${key.slice(-64)}` : '';
}

/** The deposits of what is ended before its time: who gets what back, from which hold; from none if it was reserved. */
function depositsOf(items, types) {
  const back = [];
  const each = (name, give) => {
    for (const [, value] of items.get(name)?.entries ?? []) give(types.decode(name, value));
  };
  each('Multisig.Multisigs', ({ depositor, deposit }) =>
    back.push({ who: depositor.toHex(), amount: deposit.toBigInt(), hold: null, why: 'multisig call ended' }),
  );
  // Announcements take no deposit: the number beside them is not reserved.
  each('Recovery.Attempt', ([{ initiator }, { depositor, ticket }, security]) => {
    back.push({
      who: initiator.toHex(),
      amount: security.toBigInt(),
      hold: ['Recovery', 'SecurityDeposit'],
      why: 'recovery attempt ended',
    });
    if (ticket.isSome) {
      back.push({
        who: depositor.toHex(),
        amount: ticket.unwrap().toBigInt(),
        hold: ['Recovery', 'AttemptStorage'],
        why: 'recovery attempt ended',
      });
    }
  });
  return back.filter(({ amount }) => amount > 0n);
}

/** Encodes a decoded struct again, with some of its fields, all of them u32, changed. */
function withFields(struct, change) {
  const parts = [];
  for (const [field, value] of struct.entries()) {
    parts.push(
      field in change ? new Uint8Array(Buffer.from(writeLe(change[field](value.toNumber()), 4), 'hex')) : value.toU8a(),
    );
  }
  return u8aConcat(...parts);
}

const vector = (parts) => u8aConcat(compactToU8a(parts.length), ...parts);

/** Items that hold lengths of time in blocks: a list of structs with these fields, then something else. */
const LENGTHS = {
  'Proxy.Proxies': ['delay'],
  'Recovery.FriendGroups': ['inheritanceDelay', 'cancelDelay'],
};

function scaled(name, value, types, scale, note) {
  const [list, rest] = types.decode(name, value);
  const encode = (change) =>
    u8aToHex(
      u8aConcat(
        vector(
          [...list].map((struct) =>
            withFields(struct, Object.fromEntries(LENGTHS[name].map((field) => [field, (n) => change(n, field)]))),
          ),
        ),
        rest.toU8a(),
      ),
    );
  if (encode((n) => n) !== value)
    throw new MoveError(`${name} is not encoded as scripts/move/apply.mjs thinks: ${value}`);
  return encode((n, field) => {
    if (n !== 0) note(field, n, scale(n));
    return scale(n);
  });
}

/**
 * The parachain's new genesis.
 *
 * - `parachainTop`: `genesis.raw.top` of the parachain's own raw specification, fresh from its preset
 * - `standaloneTop`: all state of the standalone chain after one block
 * - `metadata`: that of the standalone runtime there, as hex or as `Types`
 * - `endPending`: ends what users left open, and returns their deposits
 * - `blockMs`: from one block to the next of the clock by which the parachain counts delays
 *
 * Returns `{ top, report }`; changes neither of the two. Throws `MoveError`, and `Refused` while something is pending.
 */
export function apply(
  parachainTop,
  standaloneTop,
  metadata,
  { endPending = false, blockMs = PARACHAIN_BLOCK_MS } = {},
) {
  const types = metadata instanceof Types ? metadata : new Types(metadata);
  const items = classify(standaloneTop, types);
  const entries = (name) => items.get(name)?.entries ?? [];
  const value = (name) => entries(name)[0]?.[1];
  const constant = (pallet, name) => {
    const found = types.constant(pallet, name);
    if (found === undefined) throw new MoveError(`the standalone runtime's metadata has no constant ${pallet}.${name}`);
    return found;
  };

  const height = value('System.Number') ? readLe(value('System.Number'), 0, 4) : 0n;
  if (height === 0n) throw new MoveError('the standalone chain has no block yet: there is nothing to move');
  const chainId = checkSides(parachainTop, standaloneTop, value('Devices.ChainId'), value('Sudo.Key'));

  const ended = pendingOf(items, types);
  const stuck = ended.filter(({ ends }) => !ends);
  if (stuck.length || (ended.length && !endPending)) throw new Refused(stuck.length && endPending ? stuck : ended);

  // The parachain's genesis without what is about to be laid in.
  const top = {};
  const replaced = {};
  for (const [key, own] of Object.entries(parachainTop)) {
    const entry = FATES.get(key.slice(0, 2 + 64));
    if (entry && isLaidIn(entry)) replaced[entry.name] = (replaced[entry.name] ?? 0) + 1;
    else top[key] = own;
  }
  for (const name of ['Balances.Holds', 'Balances.Locks', 'Balances.Reserves', 'Balances.Freezes']) {
    if (replaced[name])
      throw new MoveError(
        `the parachain's genesis has ${name}, which would be lost: make it from a preset of this runtime`,
      );
  }
  for (const item of items.values()) {
    if (item.fate === 'moves') for (const [key, moved] of item.entries) top[key] = moved;
  }

  const lengths = [];
  const oldMs = constant('Aura', 'SlotDuration');
  const scale = (n) => Number((BigInt(n) * oldMs + BigInt(blockMs) - 1n) / BigInt(blockMs));
  for (const name of Object.keys(LENGTHS)) {
    for (const [key, old] of entries(name)) {
      top[key] = scaled(name, old, types, scale, (field, from, to) =>
        lengths.push({ item: name, account: lastAccount(key), field, from, to }),
      );
    }
  }
  if (chainId === DEVELOPMENT_CHAIN_ID) for (const [key, sudo] of entries('Sudo.Key')) top[key] = sudo;

  const money = moveAccounts({
    entries,
    types,
    top,
    parachainTop,
    height,
    existentialDeposit: constant('Balances', 'ExistentialDeposit'),
    deposits: endPending ? depositsOf(items, types) : [],
  });

  return {
    top,
    report: {
      height: Number(height),
      chainId,
      ...money,
      ended,
      lengths,
      replaced,
      items: Object.fromEntries(
        [...items.values()].map(({ name, fate, entries: list }) => [name, { fate, entries: list.length }]),
      ),
    },
  };
}

/** What must be the same on both sides, or on neither. Returns the chain id. */
function checkSides(parachainTop, standaloneTop, chainId, sudo) {
  if (!chainId || /^0x0*$/.test(chainId))
    throw new MoveError('the state has no chain id (Devices.ChainId): this is no Epione chain');
  const there = parachainTop[itemPrefix('Devices.ChainId')];
  if (there !== chainId) {
    throw new MoveError(
      `the parachain's genesis has chain id ${there ?? 'none'}, the standalone chain has ${chainId}: make the ` +
        "parachain's specification with the latter as devices.chainId, so that it is certain to be meant for this chain",
    );
  }
  if ((parachainTop[itemPrefix('Aura.Authorities')] ?? '0x00') === '0x00') {
    throw new MoveError(
      "the parachain's genesis has no Aura.Authorities, so nobody could make its first block: are its collators in session.keys?",
    );
  }
  if (chainId !== DEVELOPMENT_CHAIN_ID) {
    if (sudo)
      throw new MoveError(
        'the standalone chain has a sudo key and is no development chain: remove it (sudo.removeKey) first',
      );
    if (parachainTop[itemPrefix('Sudo.Key')])
      throw new MoveError("the parachain's genesis has a sudo key: only the development chain may have one");
  }
  const differ = [];
  for (const pallet of MOVED_PALLETS) {
    const key = versionKey(pallet);
    const [old, fresh] = [standaloneTop[key] ?? '0x0000', parachainTop[key] ?? '0x0000'];
    if (old !== fresh) differ.push(`${pallet}: ${readLe(old, 0, 2)} here, ${readLe(fresh, 0, 2)} there`);
    const isThere = () => Object.keys(parachainTop).some((one) => one.startsWith(palletPrefix(pallet)));
    if (key in standaloneTop && !(key in parachainTop) && !isThere()) {
      throw new MoveError(
        `the parachain's genesis has nothing of pallet ${pallet}: give the raw specification of epione-parachain-runtime`,
      );
    }
  }
  if (differ.length) {
    throw new MoveError(
      `pallets keep their state in another version there than here (${differ.join('; ')}): upgrade the standalone ` +
        "chain to the release that the parachain's runtime is of, and move then",
    );
  }
  return chainId;
}

/** Puts accounts, holds and the floor of nonces into `top`. */
function moveAccounts({ entries, types, top, parachainTop, height, existentialDeposit, deposits }) {
  const accounts = readAccounts(entries('System.Account'));
  const holds = readHolds(entries('Balances.Holds'), types);
  const issuance = entries('Balances.TotalIssuance').length
    ? readLe(entries('Balances.TotalIssuance')[0][1], 0, 16)
    : 0n;
  const sum = [...accounts.values()].reduce((all, account) => all + totalOf(account), 0n);
  if (sum !== issuance) {
    throw new MoveError(
      `the accounts hold ${sum} in all, and Balances.TotalIssuance says ${issuance}: the state is damaged or incomplete`,
    );
  }
  const named = new Map(
    entries('Balances.Reserves').map(([key, value]) => [
      lastAccount(key),
      [...types.decode('Balances.Reserves', value)].reduce((all, { amount }) => all + amount.toBigInt(), 0n),
    ]),
  );
  for (const who of new Set([...holds.keys(), ...named.keys()])) {
    const held = (holds.get(who) ?? []).reduce((all, { amount }) => all + amount, 0n) + (named.get(who) ?? 0n);
    if (held > (accounts.get(who)?.reserved ?? 0n)) {
      throw new MoveError(
        `${held} are on hold in account ${who}, of which only ${accounts.get(who)?.reserved ?? 0n} are reserved: the state is damaged`,
      );
    }
  }

  // What returns to its owner. The total of no account changes.
  const released = [];
  const receivers = new Set();
  const release = ({ who, amount, hold, why }) => {
    const account = accounts.get(who);
    const list = holds.get(who) ?? [];
    if (hold) {
      const found = list.find(({ pallet, reason }) => pallet === hold[0] && reason === hold[1]);
      if (!found || found.amount < amount)
        throw new MoveError(
          `account ${who} should have ${amount} on hold as ${hold.join('.')}, and has ${found?.amount ?? 0n}`,
        );
      found.amount -= amount;
      holds.set(
        who,
        list.filter((one) => one.amount > 0n),
      );
    }
    if (!account || account.reserved < amount)
      throw new MoveError(`account ${who} should have ${amount} reserved (${why}), and has ${account?.reserved ?? 0n}`);
    account.reserved -= amount;
    account.free += amount;
    receivers.add(who);
    released.push({ account: who, amount: amount.toString(), why });
  };
  for (const [who, list] of [...holds]) {
    for (const { pallet, reason, amount } of list.filter(({ pallet }) => pallet === 'Session')) {
      release({ who, amount, hold: [pallet, reason], why: 'session keys of the standalone chain' });
    }
  }
  deposits.forEach(release);
  for (const [key] of entries('Balances.Holds')) {
    const list = holds.get(lastAccount(key));
    if (list.length) top[key] = writeHolds(list);
  }

  // References, counted from what they are for.
  const sessionKeys = new Set(entries('Session.NextKeys').map(([key]) => lastAccount(key)));
  for (const [key] of entries('Session.ExternallySetKeys')) sessionKeys.delete(lastAccount(key));
  const providers = palletProviders(entries, types);
  const fresh = genesisRefs(parachainTop, existentialDeposit);
  let floor = [
    entries('EpioneNonces.NonceFloor').length ? readLe(entries('EpioneNonces.NonceFloor')[0][1], 0, 4) : 0n,
    firstNonce(height),
  ].reduce((a, b) => (a > b ? a : b));
  const recounted = [];
  const gone = new Set();
  let after = 0n;
  const count = (who, account) => {
    const balance = balanceRefs(account, existentialDeposit);
    const own = fresh.get(who);
    const consumers = balance.consumers + (own?.consumers ?? 0);
    // An account with a deposit on hold lives, if only by that: the runtime leaves it a last reference too.
    const least = consumers > 0 || totalOf(account) > 0n ? 1 : 0;
    return {
      consumers,
      providers: Math.max(balance.providers + (providers.get(who) ?? 0) + (own?.providers ?? 0), least),
    };
  };
  for (const [who, account] of accounts) {
    if (account.sufficients !== 0)
      throw new MoveError(
        `account ${who} has ${account.sufficients} sufficient references, which no pallet of this project gives`,
      );
    const old = { consumers: account.consumers - (sessionKeys.has(who) ? 1 : 0), providers: account.providers };
    Object.assign(account, count(who, account));
    const own = fresh.get(who);
    const expected = {
      consumers: account.consumers - (own?.consumers ?? 0),
      providers: account.providers - (own?.providers ?? 0),
    };
    // What was released may have been the last that was on hold.
    if (old.providers !== expected.providers || (old.consumers !== expected.consumers && !receivers.has(who))) {
      recounted.push({
        account: who,
        providers: [old.providers, expected.providers],
        consumers: [old.consumers, expected.consumers],
      });
    }
    if (account.providers === 0) {
      // Nothing keeps it. Its nonces are never used again.
      if (BigInt(account.nonce) > floor) floor = BigInt(account.nonce);
      gone.add(who);
      continue;
    }
    top[account.key] = writeAccount(account);
    after += totalOf(account);
  }
  const begun = [];
  for (const [who, { key }] of fresh) {
    if (accounts.has(who) && !gone.has(who)) continue;
    const account = bareAccount(Number(floor));
    top[key] = writeAccount({ ...account, ...count(who, account) });
    begun.push(who);
  }
  if (after !== issuance)
    throw new MoveError(`${after} tokens would be there, ${issuance} were: this is a fault of scripts/move`);
  for (const who of providers.keys()) {
    if (!accounts.has(who))
      throw new MoveError(`something of account ${who} is live, and the account is not there: the state is damaged`);
  }
  top[itemPrefix('EpioneNonces.NonceFloor')] = `0x${writeLe(floor, 4)}`;

  const freshAccounts = [
    ...readAccounts(
      Object.entries(parachainTop).filter(([key]) => key.startsWith(itemPrefix('System.Account'))),
    ).values(),
  ];
  return {
    accounts: { moved: accounts.size - gone.size, gone: [...gone], begun },
    issuance: { before: issuance.toString(), after: after.toString() },
    endowments: {
      accounts: freshAccounts.filter((account) => totalOf(account) > 0n).length,
      amount: freshAccounts.reduce((all, account) => all + totalOf(account), 0n).toString(),
    },
    nonceFloor: Number(floor),
    released,
    recounted,
  };
}
