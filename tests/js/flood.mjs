// The free lane under attack, measured against a real node: does a flood of free calls hold up an
// honest revoke, and does an invalid one ever get into a block?
//
//   node flood.mjs [ws://127.0.0.1:9944] [--accounts 100] [--each 100] [--tipped 8192]
//
// Needs a node of the development preset. `accounts` attackers hold `each` grants; the flood is the
// revokes of all of them, as many invalid revokes of what is not theirs, and a pool full of tipped
// transfers. While it lasts, honest patients revoke one grant each. Prints what it saw; exit code 1
// if a revoke was held up for more than one block, or an invalid one is in a block.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady, randomAsHex } from '@polkadot/util-crypto';

const args = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(args[at + 1]);
};
const url = args.find((arg) => /^wss?:/.test(arg)) ?? 'ws://127.0.0.1:9944';
const ACCOUNTS = option('accounts', 100);
const EACH = option('each', 100);
const TIPPED = option('tipped', 8192);
const HONEST = 8;
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

const genesisHash = api.genesisHash;
const nonceOf = async (who) => (await api.rpc.system.accountNextIndex(who.address)).toNumber();
const sign = (call, who, nonce, tip = 0) =>
  call
    .sign(who, { blockHash: genesisHash, genesisHash, nonce, runtimeVersion: api.runtimeVersion, era: 0, tip })
    .toHex();

/** Sends them all, several at once; returns what became of each. */
async function submitAll(transactions, onEach = () => {}) {
  const outcome = { accepted: 0, refused: 0, reasons: new Map() };
  let next = 0;
  const worker = async () => {
    while (next < transactions.length) {
      const at = next++;
      try {
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

/** Waits until `holds` of the state at a new block. */
async function until(what, holds) {
  let stop;
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${what}: not within five minutes`)), 300_000);
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
const everybody = [...attackers, ...liars, ...tippers, ...honest];
let nonce = await nonceOf(alice);
const funding = [];
for (let i = 0; i < everybody.length; i += 50) {
  const transfers = everybody
    .slice(i, i + 50)
    .map((who) => api.tx.balances.transferKeepAlive(who.address, 2_000n * unit));
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
const terms = () => ({
  grantee: { Account: alice.address },
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
for (const who of [...attackers, ...honest]) {
  let nonce = await nonceOf(who);
  const count = honest.includes(who) ? 1 : EACH;
  for (let i = 0; i < count; i += CHUNK) {
    const grants = Array.from({ length: Math.min(CHUNK, count - i) }, () =>
      api.tx.consent.grant(who.address, terms(), null),
    );
    granting.push(sign(api.tx.utility.batchAll(grants), who, nonce++));
  }
}
const prepared = await submitAll(granting);
if (prepared.refused > 0) throw new Error(`grants were refused: ${[...prepared.reasons.keys()].join('; ')}`);
const total = ACCOUNTS * EACH + HONEST;
await until('the grants', async () => (await api.query.consent.nextGrant()).toNumber() >= total);

const owned = new Map(everybody.map((who) => [who.address, []]));
for (const [key, value] of await api.query.consent.grants.entries()) {
  const { subject } = value.unwrap();
  owned.get(subject.toString())?.push(key.args[0].toNumber());
}

console.log('signing the flood');
const valid = [];
const invalid = [];
const nonces = new Map();
for (const who of [...attackers, ...liars]) nonces.set(who.address, await nonceOf(who));
for (let i = 0; i < EACH; i++) {
  attackers.forEach((who, at) => {
    const own = owned.get(who.address)[i];
    valid.push(sign(api.tx.consent.revoke(own), who, nonces.get(who.address) + i));
    // Somebody else's grant, which this account may never revoke.
    const liar = liars[at];
    invalid.push(sign(api.tx.consent.revoke(own), liar, nonces.get(liar.address)));
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

console.log(`flooding: ${valid.length} valid, ${invalid.length} invalid free calls, ${tipped.length} tipped transfers`);
const first = await head();
const filling = await submitAll(tipped);
const pending = (await api.rpc.author.pendingExtrinsics()).length;
const flood = [];
for (let i = 0; i < valid.length; i++) flood.push(valid[i], invalid[i]);
const sent = [];
const honestResults = [];
const every = Math.floor(flood.length / (HONEST + 1));
const started = Date.now();
const result = await submitAll(flood, (at) => {
  // Spread evenly over the flood.
  if (at > 0 && at % every === 0 && sent.length < HONEST) {
    const mine = honestly[sent.length];
    sent.push(mine);
    honestResults.push(
      (async () => {
        const before = await head();
        await api.rpc.author.submitExtrinsic(mine);
        return { mine, before, accepted: await head() };
      })(),
    );
  }
});
const seconds = (Date.now() - started) / 1000;
const times = await Promise.all(honestResults);
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
await until('the honest revokes', async () => {
  const last = await head();
  while (read_to < last) await read(++read_to);
  return honestly.every((mine) => places.has(mine));
});
await until('the backlog', async () => {
  const last = await head();
  while (read_to < last) await read(++read_to);
  return (await api.rpc.author.pendingExtrinsics()).length === 0;
});

const delays = times.map(({ mine, accepted }) => places.get(mine) - accepted);
const worst = Math.max(...delays);
const invalidInBlocks = invalid.filter((one) => places.has(one)).length;
const validInBlocks = valid.filter((one) => places.has(one)).length;
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
};
console.log(JSON.stringify(report, null, 2));
await api.disconnect();
// In the next block means one after the head; held up for one block means two.
const fine = invalidInBlocks === 0 && worst <= 2 && times.length === HONEST;
console.log(fine ? 'ok  the flood held up no honest revoke by more than one block' : 'FAIL');
process.exit(fine ? 0 : 1);
