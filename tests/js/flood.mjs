// The free lane under attack, measured against a real node: does a flood of free calls hold up an
// honest revoke or a paid transfer, and does an invalid one ever get into a block?
//
//   node flood.mjs [ws://127.0.0.1:9944] [--accounts 100] [--each 100] [--tipped 8192]
//                  [--batch 16] [--era 8] [--only singles|batches|denies]
//
// Needs a node of the development preset. `accounts` attackers have `each` things to refuse. A third
// of them revoke one by one, in transactions of `era` blocks, which end sooner than any client's; a
// third in batches of `batch`; a third deny requests in such batches (`--only`: all of them do one
// of these). Besides: as many invalid ones, of what is not the sender's, and a pool full of tipped
// transfers. While it lasts, honest patients revoke one grant each, and others pay for a transfer,
// with a tip above the flood's. Prints what it saw; exit code 1 if one of these was held up for more
// than two blocks, or an invalid one is in a block.
//
// The flood of issue 15: --only batches --accounts 1000 --each 16 --tipped 4000, and again denies.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady, randomAsHex } from '@polkadot/util-crypto';

const args = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(args[at + 1]);
};
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
const KINDS = ['singles', 'batches', 'denies'];
if (only !== undefined && !KINDS.includes(only)) throw new Error(`--only: one of ${KINDS.join(', ')}`);
const url = args.find((arg) => /^wss?:/.test(arg)) ?? 'ws://127.0.0.1:9944';
const ACCOUNTS = option('accounts', 100);
const EACH = option('each', 100);
const TIPPED = option('tipped', 8192);
const BATCH = option('batch', 16);
const ERA = option('era', 8);
const HONEST = 8;
// Requests that one account may have waiting with one subject, and how many may be asked at once.
const ASKED = 4;
// In the next block means one after the head; held up for two blocks means three.
const LATEST = 3;
const DAY = 24 * 60 * 60 * 1000;
// As many requests at once as a connection is allowed, and some to spare.
const AT_ONCE = 200;

await cryptoWaitReady();
// polkadot.js logs every refusal; they are counted here.
console.warn = () => {};
console.error = () => {};
const api = await ApiPromise.create({ provider: new WsProvider(url, 2_500, {}, 600_000), noInitWarn: true });
const unit = 10n ** BigInt(api.registry.chainDecimals[0]);
const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
const alice = keyring.addFromUri('//Alice');
const people = (name, count) => Array.from({ length: count }, (_, i) => keyring.addFromUri(`//${name}//${i}`));
const attackers = people('Attacker', ACCOUNTS);
const liars = people('Liar', ACCOUNTS);
const tippers = people('Tipper', 64);
const honest = people('Honest', HONEST);
const payers = people('Payer', HONEST);
/** What an attacker's flood is made of. */
const kindOf = (at) => only ?? KINDS[at % KINDS.length];
const askers = attackers.some((_, at) => kindOf(at) === 'denies') ? people('Asker', Math.ceil(EACH / ASKED)) : [];

const genesisHash = api.genesisHash;
const nonceOf = async (who) => (await api.rpc.system.accountNextIndex(who.address)).toNumber();
const sign = (call, who, nonce, tip = 0, { blockHash, era } = { blockHash: genesisHash, era: 0 }) =>
  call.sign(who, { blockHash, genesisHash, nonce, runtimeVersion: api.runtimeVersion, era, tip }).toHex();

/** Sends them all, several at once; returns what became of each. A function signs when it is sent. */
async function submitAll(transactions, onEach = () => {}) {
  const outcome = { accepted: 0, refused: 0, reasons: new Map() };
  let next = 0;
  const worker = async () => {
    while (next < transactions.length) {
      const at = next++;
      try {
        if (typeof transactions[at] === 'function') transactions[at] = transactions[at]();
        await api.rpc.author.submitExtrinsic(transactions[at]);
        outcome.accepted += 1;
      } catch ({ message }) {
        outcome.refused += 1;
        outcome.reasons.set(message, (outcome.reasons.get(message) ?? 0) + 1);
      }
      onEach(at);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcome;
}

const head = async () => (await api.rpc.chain.getHeader()).number.toNumber();

/** Waits until `holds` of the state at a new block, for so many minutes at most. */
async function until(what, holds, minutes = 5) {
  let stop;
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${what}: not within ${minutes} minutes`)), minutes * 60_000);
    api.rpc.chain
      .subscribeNewHeads(async () => {
        if (await holds()) {
          clearTimeout(late);
          resolve();
        }
      })
      .then((unsubscribe) => {
        stop = unsubscribe;
      }, reject);
  });
  stop?.();
}

console.log('preparing: accounts and grants');
const everybody = [...attackers, ...liars, ...askers, ...tippers, ...honest, ...payers];
// What refusing and asking take in deposits, at most, and something for fees.
const modest = new Map([...attackers, ...liars].map((who) => [who.address, BigInt(20 + EACH)]));
let nonce = await nonceOf(alice);
const funding = [];
for (let i = 0; i < everybody.length; i += 50) {
  const transfers = everybody
    .slice(i, i + 50)
    .map((who) => api.tx.balances.transferKeepAlive(who.address, (modest.get(who.address) ?? 2_000n) * unit));
  funding.push(sign(api.tx.utility.batchAll(transfers), alice, nonce++));
}
await submitAll(funding);
await until('funding', async () =>
  (
    await Promise.all(
      [everybody[0], everybody.at(-1)].map(
        async (who) => !(await api.query.system.account(who.address)).data.free.isZero(),
      ),
    )
  ).every(Boolean),
);
await until('all are funded', async () =>
  (await api.query.system.account.multi(everybody.map((who) => who.address))).every(({ data }) => !data.free.isZero()),
);

const now = (await api.query.timestamp.now()).toNumber();
const terms = (grantee = alice) => ({
  grantee: { Account: grantee.address },
  actions: 1,
  modalities: 0b11,
  datasets: null,
  days: null,
  purpose: 'Treatment',
  validFrom: now,
  validUntil: now + DAY,
  uses: null,
  document: randomAsHex(32),
});
const granting = [];
const CHUNK = 20;
const deniers = attackers.filter((_, at) => kindOf(at) === 'denies');
const revokers = attackers.filter((_, at) => kindOf(at) !== 'denies');
for (const who of [...revokers, ...honest]) {
  let nonce = await nonceOf(who);
  const count = honest.includes(who) ? 1 : EACH;
  for (let i = 0; i < count; i += CHUNK) {
    const grants = Array.from({ length: Math.min(CHUNK, count - i) }, () =>
      api.tx.consent.grant(who.address, terms(), null),
    );
    granting.push(sign(api.tx.utility.batchAll(grants), who, nonce++));
  }
}
for (const [at, who] of askers.entries()) {
  let nonce = await nonceOf(who);
  const count = Math.min(ASKED, EACH - at * ASKED);
  const asking = deniers.flatMap((denier) =>
    Array.from({ length: count }, () => api.tx.consent.request(denier.address, terms(who))),
  );
  for (let i = 0; i < asking.length; i += CHUNK) {
    granting.push(sign(api.tx.utility.batchAll(asking.slice(i, i + CHUNK)), who, nonce++));
  }
}
const prepared = await submitAll(granting);
if (prepared.refused > 0) throw new Error(`grants were refused: ${[...prepared.reasons.keys()].join('; ')}`);
const total = revokers.length * EACH + HONEST;
await until('the grants', async () => (await api.query.consent.nextGrant()).toNumber() >= total);
const asked = deniers.length * EACH;
await until('the requests', async () => (await api.query.consent.nextRequest()).toNumber() >= asked);

const owned = new Map(everybody.map((who) => [who.address, []]));
for (const [key, value] of await api.query.consent.grants.entries()) {
  const { subject } = value.unwrap();
  owned.get(subject.toString())?.push(key.args[0].toNumber());
}

const requested = new Map(deniers.map((who) => [who.address, []]));
if (asked > 0) {
  for (const [key, value] of await api.query.consent.requests.entries()) {
    requested.get(value.unwrap().subject.toString())?.push(key.args[0].toNumber());
  }
}

console.log('signing the flood');
const valid = [];
const invalid = [];
const nonces = new Map();
for (const who of [...attackers, ...liars]) nonces.set(who.address, await nonceOf(who));
// The newest block: where the era of a short-lived transaction begins.
let newest = await api.rpc.chain.getHeader();
const unfollow = await api.rpc.chain.subscribeNewHeads((header) => {
  newest = header;
});
const shortLived = () => ({
  blockHash: newest.hash,
  era: api.registry.createType('ExtrinsicEra', { current: newest.number.toNumber(), period: ERA }),
});
/** What an attacker sends, one call for each transaction. */
const callsOf = (who, kind) => {
  const calls =
    kind === 'denies'
      ? requested.get(who.address).map((request) => api.tx.consent.deny(request))
      : owned.get(who.address).map((grant) => api.tx.consent.revoke(grant));
  if (kind === 'singles') return calls;
  const batches = [];
  for (let i = 0; i < calls.length; i += BATCH) batches.push(api.tx.utility.batch(calls.slice(i, i + BATCH)));
  return batches;
};
const plans = attackers.map((who, at) => callsOf(who, kindOf(at)));
for (let i = 0; i < Math.max(...plans.map((plan) => plan.length)); i++) {
  attackers.forEach((who, at) => {
    const call = plans[at][i];
    if (call === undefined) return;
    const nonce = nonces.get(who.address) + i;
    // polkadot.js signs the object itself, so each transaction has its own.
    const again = () => api.tx(call.method);
    valid.push(kindOf(at) === 'singles' ? () => sign(again(), who, nonce, 0, shortLived()) : sign(again(), who, nonce));
    // What is somebody else's, which this account may never refuse.
    const liar = liars[at];
    invalid.push(sign(again(), liar, nonces.get(liar.address)));
  });
}
const tipped = [];
for (const [at, who] of tippers.entries()) {
  const from = await nonceOf(who);
  for (let i = at, n = 0; i < TIPPED; i += tippers.length, n++) {
    tipped.push(sign(api.tx.balances.transferKeepAlive(alice.address, 1_000n), who, from + n, unit / 10n));
  }
}
const honestly = await Promise.all(
  honest.map(async (who) => sign(api.tx.consent.revoke(owned.get(who.address)[0]), who, await nonceOf(who))),
);
const paidFor = await Promise.all(
  payers.map(async (who) =>
    sign(api.tx.balances.transferKeepAlive(alice.address, 1_000n), who, await nonceOf(who), unit),
  ),
);

console.log(
  `flooding: ${valid.length} valid, ${invalid.length} invalid free transactions, ${tipped.length} tipped transfers`,
);
const first = await head();
const filling = await submitAll(tipped);
const pending = (await api.rpc.author.pendingExtrinsics()).length;
const flood = [];
for (let i = 0; i < valid.length; i++) flood.push(valid[i], invalid[i]);
let sent = 0;
const honestResults = [];
const paidResults = [];
/** Sends it, and notes the head before which it was accepted. */
async function submit(mine) {
  await api.rpc.author.submitExtrinsic(mine);
  return { mine, accepted: await head() };
}
const every = Math.floor(flood.length / (HONEST + 1));
const started = Date.now();
const result = await submitAll(flood, (at) => {
  // Spread evenly over the flood.
  if (at > 0 && at % every === 0 && sent < HONEST) {
    honestResults.push(submit(honestly[sent]));
    paidResults.push(submit(paidFor[sent]));
    sent += 1;
  }
});
unfollow();
const seconds = (Date.now() - started) / 1000;
const times = await Promise.all(honestResults);
const paidTimes = await Promise.all(paidResults);
const backlog = (await api.rpc.author.pendingExtrinsics()).length;

const blocks = new Map();
const places = new Map();
async function read(number) {
  if (blocks.has(number)) return;
  const { block } = await api.rpc.chain.getBlock(await api.rpc.chain.getBlockHash(number));
  blocks.set(number, block.extrinsics.length);
  for (const extrinsic of block.extrinsics) places.set(extrinsic.toHex(), number);
}
let read_to = first;
await until('the honest revokes and transfers', async () => {
  const last = await head();
  while (read_to < last) await read(++read_to);
  return [...times, ...paidTimes].every(({ mine }) => places.has(mine));
});
const delaysOf = (results) => results.map(({ mine, accepted }) => places.get(mine) - accepted);
const delays = delaysOf(times);
const paidDelays = delaysOf(paidTimes);
console.log(`blocks after acceptance: revokes ${delays.join(' ')}, transfers ${paidDelays.join(' ')}; ${backlog} wait`);
// So that none of the invalid ones comes in later. A thousand accounts' batches take many blocks.
await until(
  'the backlog',
  async () => {
    const last = await head();
    while (read_to < last) await read(++read_to);
    return (await api.rpc.author.pendingExtrinsics()).length === 0;
  },
  20,
);

const worst = Math.max(...delays);
const worstPaid = Math.max(...paidDelays);
// The flood holds what was signed when it was sent.
const inBlocks = (parity) => flood.filter((one, at) => at % 2 === parity && places.has(one)).length;
const validInBlocks = inBlocks(0);
const invalidInBlocks = inBlocks(1);
const report = {
  pool: { pendingAfterFilling: pending, tippedAccepted: filling.accepted, pendingAfterFlood: backlog },
  flood: {
    seconds,
    accepted: result.accepted,
    refused: result.refused,
    reasons: Object.fromEntries(result.reasons),
  },
  blocks: { first, last: read_to, validInBlocks, invalidInBlocks },
  honest: { blocksAfterAcceptance: delays, worst },
  paid: { blocksAfterAcceptance: paidDelays, worst: worstPaid },
};
console.log(JSON.stringify(report, null, 2));
await api.disconnect();
const fine = invalidInBlocks === 0 && Math.max(worst, worstPaid) <= LATEST && times.length === HONEST;
console.log(fine ? 'ok  the flood held up no honest revoke and no paid transfer by more than two blocks' : 'FAIL');
process.exit(fine ? 0 : 1);
