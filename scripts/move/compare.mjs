// Whether a chain that goes on from a standalone one has what that had. A pure function over two states: what the move
// said of itself plays no part in it.
import { balanceRefs, palletProviders, readAccounts, readHolds, totalOf } from './accounts.mjs';
import { firstNonce, NONCES_PER_BLOCK } from './constants.mjs';
import { itemPrefix, readLe } from './keys.mjs';
import { encodeAddress } from './polkadot.mjs';
import { TABLE } from './table.mjs';

const who = (account) => encodeAddress(account, 42);

function grouped(top) {
  const items = new Map();
  const names = new Map(Object.keys(TABLE).map((name) => [itemPrefix(name), name]));
  for (const [key, value] of Object.entries(top)) {
    const name = names.get(key.slice(0, 2 + 64));
    if (!name) continue;
    if (!items.has(name)) items.set(name, []);
    items.get(name).push([key, value]);
  }
  return (name) => items.get(name) ?? [];
}

/**
 * Compares the state `now` with `old`; `types` are those of the standalone runtime. Returns a list of
 * `{ what, ok, detail }`.
 */
export function compare(old, now, types) {
  const [before, after] = [grouped(old), grouped(now)];
  const checks = [];
  const check = (what, problems, detail) =>
    checks.push({ what, ok: problems.length === 0, detail: problems.length ? problems : [detail] });
  const single = (entries, name) => entries(name)[0]?.[1];

  const chainIds = [before, after].map((entries) => single(entries, 'Devices.ChainId'));
  check(
    'chain id',
    chainIds[0] && chainIds[0] === chainIds[1] ? [] : [`${chainIds[0]} before, ${chainIds[1]} now`],
    chainIds[0],
  );

  const accounts = [before, after].map((entries) => readAccounts(entries('System.Account')));
  const sums = accounts.map((all) => [...all.values()].reduce((sum, account) => sum + totalOf(account), 0n));
  const issuances = [before, after].map((entries) =>
    single(entries, 'Balances.TotalIssuance') ? readLe(single(entries, 'Balances.TotalIssuance'), 0, 16) : 0n,
  );
  check(
    'total issuance',
    [
      ...(issuances[0] === issuances[1] ? [] : [`${issuances[0]} before, ${issuances[1]} now`]),
      ...(sums[1] === issuances[1] ? [] : [`the accounts hold ${sums[1]}, and the issuance is ${issuances[1]}`]),
    ],
    `${issuances[0]}, and all accounts together hold it`,
  );

  const balances = [];
  const nonces = [];
  const floorKey = itemPrefix('EpioneNonces.NonceFloor');
  const floor = now[floorKey] ? Number(readLe(now[floorKey], 0, 4)) : 0;
  for (const [account, then] of accounts[0]) {
    const there = accounts[1].get(account);
    if (!there) {
      if (totalOf(then) > 0n) balances.push(`${who(account)} had ${totalOf(then)} and is not there`);
      if (then.nonce > floor)
        nonces.push(`${who(account)} is not there, and would begin anew below its nonce ${then.nonce}`);
      continue;
    }
    if (totalOf(then) !== totalOf(there))
      balances.push(`${who(account)} had ${totalOf(then)} and has ${totalOf(there)}`);
    if (then.frozen !== there.frozen)
      balances.push(`${who(account)} had ${then.frozen} frozen and has ${there.frozen}`);
    if (then.nonce !== there.nonce) nonces.push(`${who(account)} had nonce ${then.nonce} and has ${there.nonce}`);
  }
  for (const [account, there] of accounts[1]) {
    if (!accounts[0].has(account) && totalOf(there) > 0n)
      balances.push(`${who(account)} was not there and has ${totalOf(there)}`);
    if (!accounts[0].has(account) && there.nonce < floor)
      nonces.push(`${who(account)} is new and begins at nonce ${there.nonce}, below ${floor}`);
  }
  const height = single(before, 'System.Number') ? readLe(single(before, 'System.Number'), 0, 4) : 0n;
  if (BigInt(floor) < firstNonce(height)) {
    nonces.push(`new accounts begin at ${floor}, below ${NONCES_PER_BLOCK} times the old height ${height}`);
  }
  check('balances, account by account', balances, `${accounts[0].size} accounts`);
  check('nonces', nonces, `${accounts[0].size} accounts; new ones begin at ${floor}`);

  // Holds: all but those of consensus are what they were, unless something was ended.
  const holds = [before, after].map((entries) => readHolds(entries('Balances.Holds'), types));
  const differing = [];
  const held = (list = []) =>
    list
      .filter(({ pallet }) => pallet !== 'Session' && pallet !== 'Recovery')
      .map(({ id, amount }) => `${id}:${amount}`)
      .sort()
      .join();
  for (const account of new Set([...holds[0].keys(), ...holds[1].keys()])) {
    if (held(holds[0].get(account)) !== held(holds[1].get(account)))
      differing.push(`deposits of ${who(account)} differ`);
  }
  check('deposits', differing, `of ${holds[1].size} accounts, beside those of session keys`);

  // References as they should be: by balances, by this project's pallets, by the new chain's session keys.
  const existentialDeposit = types.constant('Balances', 'ExistentialDeposit');
  const providers = palletProviders(after, types);
  const sessions = new Set(after('Session.NextKeys').map(([key]) => `0x${key.slice(-64)}`));
  const wrong = [];
  for (const [account, there] of accounts[1]) {
    const balance = balanceRefs(there, existentialDeposit);
    // A collator without tokens lives by a reference of its own.
    const consumers = balance.consumers + (sessions.has(account) ? 1 : 0);
    const least = Math.max(balance.providers + (providers.get(account) ?? 0), 1);
    const most = least + (sessions.has(account) ? 1 : 0);
    const counted = there.consumers === consumers || (sessions.has(account) && there.consumers === balance.consumers);
    if (!counted || there.providers < least || there.providers > most || there.sufficients !== 0) {
      wrong.push(
        `${who(account)} has ${there.consumers} consumers and ${there.providers} providers instead of ${consumers} and ${least}`,
      );
    }
  }
  for (const account of providers.keys())
    if (!accounts[1].has(account)) wrong.push(`${who(account)} has something live, and is not there`);
  check('references', wrong, `${accounts[1].size} accounts`);

  const same = (what, names) => {
    const problems = [];
    let count = 0;
    for (const name of names) {
      const there = new Map(after(name));
      for (const [key, value] of before(name)) {
        count += 1;
        if (there.get(key) !== value)
          problems.push(`${name}: ${there.has(key) ? 'another value' : 'nothing'} at ${key}`);
        there.delete(key);
      }
      for (const key of there.keys()) problems.push(`${name}: was not there before: ${key}`);
    }
    check(what, problems.slice(0, 10), `${count} entries`);
  };
  const moving = Object.entries(TABLE)
    .filter(([, { fate }]) => fate === 'moves')
    .map(([name]) => name);
  const of = (...pallets) => moving.filter((name) => pallets.includes(name.split('.')[0]));
  const parts = {
    credentials: of('Credentials'),
    'models, batches and devices': of('Devices'),
    grants: of('Consent'),
    datasets: of('Datasets'),
    'studies, contributions, envelopes': of('Studies'),
    'reward pool': of('Rewards'),
    sponsorships: of('Sponsorship'),
    disputes: of('Disputes'),
    council: of('Council', 'CouncilMembership'),
  };
  for (const [what, names] of Object.entries(parts)) same(what, names);
  same(
    'everything else that moves',
    moving.filter((name) => !Object.values(parts).flat().includes(name)),
  );

  const gone = Object.entries(TABLE)
    .filter(([name, { fate }]) => fate === 'pending' && after(name).length && name !== 'Council.Proposals')
    .map(([name]) => name);
  check(
    'nothing that names old blocks',
    gone.map((name) => `${name} is not empty`),
    'none',
  );
  return checks;
}
