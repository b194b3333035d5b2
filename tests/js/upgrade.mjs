// A running node takes new code whose migration lasts several blocks, and polkadot.js goes on
// without connecting again.
//
//   node upgrade.mjs ws://127.0.0.1:9944 NEXT.wasm
//
// Needs a node of the development preset with some datasets (`epione demo`), and the Wasm that
// `runtime/rehearsal` builds. Sudo stands for the council here; its road is rehearsed in
// `runtime/rehearsal/tests/upgrade`.

import { readFileSync } from 'node:fs';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { hexToBn, u8aToHex } from '@polkadot/util';
import { cryptoWaitReady, mnemonicGenerate, xxhashAsHex } from '@polkadot/util-crypto';
import { account, aDayOfReading, check, Failure, find, ok, submit, within } from './lib.mjs';

const [url, path] = process.argv.slice(2);
const MIGRATION_TIMEOUT = 300_000;
const EVENTS = xxhashAsHex('System', 128) + xxhashAsHex('Events', 128).slice(2);

const version = (api) => api.runtimeVersion.specVersion.toNumber();

async function seesNewVersion(api, old) {
  while (version(api) === old) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Reads blocks, each with the types of the code that made it. polkadot.js cannot do this: it keeps
 * the types of the blocks that it has read by reference, and changes them in place at an upgrade.
 */
class Blocks {
  types = new Map();

  constructor(provider) {
    this.provider = provider;
  }

  hash = (number) => this.provider.send('chain_getBlockHash', [number]);

  /** The types of the code in force after that block. */
  async after(hash) {
    const { specVersion } = await this.provider.send('state_getRuntimeVersion', [hash]);
    if (!this.types.has(specVersion)) {
      const registry = new TypeRegistry();
      registry.setMetadata(new Metadata(registry, await this.provider.send('state_getMetadata', [hash])));
      this.types.set(specVersion, registry);
    }
    return this.types.get(specVersion);
  }

  async read(number) {
    const hash = await this.hash(number);
    const { block } = await this.provider.send('chain_getBlock', [hash]);
    const registry = await this.after(block.header.parentHash);
    const records = registry.createType(
      'Vec<EventRecord>',
      await this.provider.send('state_getStorage', [EVENTS, hash]),
    );
    return {
      number,
      events: records.map(({ event }) => event),
      extrinsics: block.extrinsics.map((extrinsic) => registry.createType('Extrinsic', extrinsic)),
    };
  }
}

/** Calls back with the events of each block from now on, in order, until that returns true. */
async function follow(api, blocks, onBlock) {
  let next = (await api.rpc.chain.getHeader()).number.toNumber();
  let stop = () => {};
  let busy = Promise.resolve();
  const done = new Promise((resolve, reject) => {
    const upTo = async (last) => {
      while (next <= last) {
        if (await onBlock(await blocks.read(next))) {
          resolve();
          return;
        }
        next += 1;
      }
    };
    api.rpc.chain
      .subscribeNewHeads(({ number }) => {
        busy = busy.then(() => upTo(number.toNumber())).catch(reject);
      })
      .then((unsubscribe) => {
        stop = unsubscribe;
      }, reject);
  });
  try {
    await within(done, 'the upgrade', MIGRATION_TIMEOUT);
  } finally {
    stop();
  }
}

/** The map that the migration fills. It has no metadata, since no released code has it. */
async function migrated(api) {
  const prefix = xxhashAsHex('EpioneRehearsal', 128) + xxhashAsHex('DatasetsOf', 128).slice(2);
  const keys = await api.rpc.state.getKeysPaged(prefix, 1000);
  const counts = await Promise.all(
    keys.map(async (key) => {
      return hexToBn(await api.rpc.state.getStorage.raw(key), { isLe: true }).toNumber();
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function run(api, provider) {
  const old = version(api);
  const code = u8aToHex(readFileSync(path));
  const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
  const alice = keyring.addFromUri('//Alice');
  const patient = keyring.addFromUri(mnemonicGenerate());
  const unit = 10n ** BigInt(api.registry.chainDecimals[0]);

  await submit('funding', api.tx.balances.transferKeepAlive(patient.address, 10n * unit), alice, false);
  const now = (await api.query.timestamp.now()).toNumber();
  const terms = aDayOfReading(alice.address, now);
  const given = await submit('grant', api.tx.consent.grant(patient.address, terms, null), patient, false);
  const { grant } = find(given.events, 'consent', 'Granted').data;
  const before = await account(api, patient.address);
  const datasets = (await api.query.datasets.entries.keys()).length;
  check(datasets > 1, 'the chain has no datasets to migrate: play `epione demo` first');
  ok(`spec ${old}: a grant, and ${datasets} datasets`);

  const steps = [];
  let revoked;
  const following = follow(api, new Blocks(provider), async ({ number, events, extrinsics }) => {
    const refused = events.find(({ method, section }) => section === 'sudo' && method === 'Sudid')?.data[0].isErr;
    check(!refused, 'the code was refused');
    const of = events.filter(({ section }) => section === 'migrations').map(({ method }) => method);
    if (of.includes('UpgradeStarted')) {
      // Signed for the new code, in the pool while nothing but inherents enters blocks.
      await within(seesNewVersion(api, old), 'the new version');
      revoked = submit('revoke', api.tx.consent.revoke(grant), patient, false);
      revoked.catch(() => {});
    }
    if (of.length > 0) {
      steps.push({ number, of });
      const transactions = extrinsics.filter(({ isSigned }) => isSigned).length;
      check(transactions === 0, `block ${number} of the migration has ${transactions} transactions`);
    }
    check(!of.includes('UpgradeFailed'), `the migration failed: ${JSON.stringify(steps)}`);
    return of.includes('UpgradeCompleted');
  });
  following.catch(() => {});
  // Not watched, since its events come just when polkadot.js changes its types; `follow` sees the
  // outcome.
  await within(api.tx.sudo.sudo(api.tx.system.setCode(code)).signAndSend(alice), 'setCode');
  ok(`sudo set code of ${(code.length / 2 - 1).toLocaleString('en')} bytes`);
  await following;
  const first = steps[0].number;
  const last = steps.at(-1).number;
  check(
    steps.length === last - first + 1 && steps.length === datasets + 1,
    `${steps.length} blocks of migration for ${datasets} datasets: ${JSON.stringify(steps)}`,
  );
  ok(`blocks ${first} to ${last} migrated, and took no transactions`);

  check(version(api) === old + 1, `the api sees version ${version(api)}, not ${old + 1}`);
  const count = await migrated(api);
  check(count === datasets, `the migration counted ${count} datasets, there are ${datasets}`);
  ok(`the api sees spec ${version(api)} on the same connection; the migrated map counts ${count} datasets`);

  const { events, block } = await revoked;
  const included = (await api.rpc.chain.getHeader(block)).number.toNumber();
  find(events, 'consent', 'Revoked');
  const after = await account(api, patient.address);
  check(included > last, `the revocation is in block ${included}, the migration ended in ${last}`);
  check(after.total === before.total && after.nonce === before.nonce + 1, 'the revocation cost something');
  ok(`the account that signed before signed during the migration: taken in block ${included}, at no cost`);

  await submit('another grant', api.tx.consent.grant(patient.address, terms, null), patient, false);
  ok('and signs after it');
}

await cryptoWaitReady();
// polkadot.js logs each upgrade.
console.warn = () => {};
const provider = new WsProvider(url, false);
let exit = 1;
try {
  // Only once: an upgrade is no reason to reconnect.
  await provider.connect();
  let lost = 0;
  provider.on('disconnected', () => {
    lost += 1;
  });
  const api = await within(ApiPromise.create({ provider, noInitWarn: true }), `connecting to ${url}`, 30_000);
  await run(api, provider);
  check(lost === 0, 'the connection was lost on the way');
  exit = 0;
} catch (error) {
  console.error(`FAIL  ${error instanceof Failure ? error.message : (error?.stack ?? error)}`);
} finally {
  provider.disconnect().catch(() => {});
}
process.exit(exit);
