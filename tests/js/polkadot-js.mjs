// polkadot.js works with an Epione node, as wallets and Apps use it: `@polkadot/api` from npm, no
// custom types, a plain keyring account.
//
//   node polkadot-js.mjs [ws://127.0.0.1:9944] [--no-finality]
//
// Needs a node of the development preset: a fresh account is funded by //Alice. Prints a line for
// each thing that holds, or stops at the first that does not with exit code 1.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady, mnemonicGenerate } from '@polkadot/util-crypto';
import { account, aDayOfReading, check, Failure, find, ok, submit, within } from './lib.mjs';
import { sponsored } from './sponsored.mjs';

const args = process.argv.slice(2);
const url = args.find((arg) => !arg.startsWith('--')) ?? 'ws://127.0.0.1:9944';
const finality = !args.includes('--no-finality');

/** Every type, constant, call, event and error of the metadata can be decoded. */
function decodeMetadata(api) {
  const { registry } = api;
  const bad = [];
  const attempt = (what, decode) => {
    try {
      decode();
    } catch (error) {
      bad.push(`${what}: ${error.message}`);
    }
  };

  let types = 0;
  for (const { id, type } of registry.lookup.types) {
    const path = type.path.map(String).join('::') || `type ${id}`;
    // An enum without variants has no values (such as the error type of a pallet without errors).
    if (type.def.isVariant && type.def.asVariant.variants.length === 0) {
      continue;
    }
    types += 1;
    attempt(path, () => {
      registry.lookup.getTypeDef(id);
      registry.createType(registry.createLookupType(id));
    });
  }
  let constants = 0;
  for (const [section, items] of Object.entries(api.consts)) {
    for (const [name, value] of Object.entries(items)) {
      constants += 1;
      attempt(`constant ${section}.${name}`, () => value.toHuman());
    }
  }
  let calls = 0;
  for (const [section, items] of Object.entries(api.tx)) {
    for (const [name, { meta }] of Object.entries(items)) {
      calls += 1;
      attempt(`call ${section}.${name}`, () => {
        for (const { type } of meta.args) registry.createType(type.toString());
      });
    }
  }
  let events = 0;
  for (const [section, items] of Object.entries(api.events)) {
    for (const [name, { meta }] of Object.entries(items)) {
      events += 1;
      attempt(`event ${section}.${name}`, () => {
        for (const { type } of meta.fields) registry.createType(registry.createLookupType(type));
      });
    }
  }
  const errors = Object.values(api.errors).reduce((sum, items) => sum + Object.keys(items).length, 0);
  check(bad.length === 0, `metadata that polkadot.js cannot read:\n    ${bad.join('\n    ')}`);

  for (const pallet of ['credentials', 'devices', 'consent', 'datasets', 'studies']) {
    check(api.tx[pallet] != null, `the metadata has no calls of ${pallet}`);
    // Wallets show these texts to whoever signs.
    for (const [name, { meta }] of Object.entries(api.tx[pallet])) {
      check(meta.docs.length > 0, `call ${pallet}.${name} has no description`);
    }
  }
  ok(
    `metadata version ${api.runtimeMetadata.version}: ${types} types, ${calls} calls, ` +
      `${events} events, ${errors} errors, ${constants} constants`,
  );
}

/** Everything in the state decodes. */
async function decodeState(api) {
  let entries = 0;
  let items = 0;
  for (const section of Object.values(api.query)) {
    for (const entry of Object.values(section)) {
      // The well-known keys (such as `:code`) belong to no pallet.
      if (entry.creator.section === 'substrate') {
        continue;
      }
      items += 1;
      if (entry.creator.meta.type.isPlain) {
        await entry();
        entries += 1;
        continue;
      }
      let startKey;
      for (;;) {
        const page = await entry.entriesPaged({ args: [], pageSize: 200, startKey });
        for (const [key, value] of page) {
          key.toHuman();
          value.toHuman();
        }
        entries += page.length;
        if (page.length < 200) {
          break;
        }
        startKey = page[page.length - 1][0].toHex();
      }
    }
  }
  ok(`state: ${entries} entries of ${items} storage items decode`);
}

async function run(api) {
  const [chain, name, version] = await Promise.all([
    api.rpc.system.chain(),
    api.rpc.system.name(),
    api.rpc.system.version(),
  ]);
  ok(
    `connected to ${name} ${version}, chain ${chain}, spec ${api.runtimeVersion.specName} ` +
      `${api.runtimeVersion.specVersion}, at ${url}`,
  );
  decodeMetadata(api);
  await decodeState(api);

  const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
  const alice = keyring.addFromUri('//Alice');
  const bob = keyring.addFromUri('//Bob');
  const patient = keyring.addFromUri(mnemonicGenerate());
  const unit = 10n ** BigInt(api.registry.chainDecimals[0]);

  await submit('funding', api.tx.balances.transferKeepAlive(patient.address, 10n * unit), alice, finality);
  const funded = await account(api, patient.address);
  check(funded.total === 10n * unit, `the new account has ${funded.total}, not ten tokens`);
  ok(`//Alice funded ${patient.address} with 10 ${api.registry.chainTokens[0]}`);

  // The block's own clock, never this machine's.
  const now = (await api.query.timestamp.now()).toNumber();
  const terms = aDayOfReading(bob.address, now);
  const given = await submit('grant', api.tx.consent.grant(patient.address, terms, null), patient, finality);
  const granted = find(given.events, 'consent', 'Granted');
  const grant = granted.data.grant;
  check(granted.data.subject.eq(patient.address), 'consent.Granted names another subject');
  check(granted.data.terms.grantee.asAccount.eq(bob.address), 'consent.Granted names another grantee');
  check(granted.data.terms.document.toHex() === terms.document, 'the document is another');
  const fee = find(given.events, 'transactionPayment', 'TransactionFeePaid').data.actualFee;
  const before = await account(api, patient.address);
  check(before.total === funded.total - fee.toBigInt(), 'the grant cost something beside its fee');
  check(before.reserved > 0n, 'the grant took no deposit');
  ok(`consent.grant: grant ${grant} in block ${given.block.toHex()}, fee ${fee.toHuman()}`);

  const signed = (await api.rpc.chain.getHeader()).number.toNumber();
  const taken = await submit('revoke', api.tx.consent.revoke(grant), patient, finality);
  const revoked = find(taken.events, 'consent', 'Revoked');
  check(revoked.data.grant.eq(grant), 'consent.Revoked names another grant');
  const paid = taken.events.filter(
    ({ method, section }) => section === 'transactionPayment' && method === 'TransactionFeePaid',
  );
  check(
    paid.every(({ data }) => data.actualFee.isZero()),
    'the revocation shows a fee',
  );
  const after = await account(api, patient.address);
  check(
    after.total === before.total,
    `the revocation cost ${before.total - after.total}: ${before.total} before, ${after.total} after`,
  );
  check(after.reserved < before.reserved, 'no part of the deposit returned');
  check(after.nonce === before.nonce + 1, 'the nonce did not advance by one');
  const included = (await api.rpc.chain.getHeader(taken.block)).number.toNumber();
  ok(
    `consent.revoke: cost nothing, ${before.reserved - after.reserved} of the deposit returned, ` +
      `in block ${included}, ${included - signed} after the head when it was signed`,
  );

  let refusal;
  try {
    await within(api.tx.consent.revoke(grant).signAndSend(patient), 'the second revocation');
  } catch (error) {
    refusal = error;
  }
  check(refusal != null, 'a second revocation of the same grant got into the pool');
  // Code 1010 of the author RPC: invalid, refused before any block.
  check(refusal.code === 1010, `the second revocation was refused otherwise: ${refusal.message}`);
  const unchanged = await account(api, patient.address);
  check(unchanged.total === after.total && unchanged.nonce === after.nonce, 'the refused revocation left a trace');
  ok(`a second revocation is refused by the pool: ${refusal.message}`);

  await sponsored(api, keyring, alice, finality);
}

await cryptoWaitReady();
// polkadot.js only warns about types that it does not know.
const warnings = [];
const say = (...parts) => {
  const text = parts
    .join(' ')
    .replace(/^[\d-]+ [\d:]+\s+/, '')
    .trim();
  if (!warnings.includes(text)) {
    warnings.push(text);
  }
};
const { error: realError } = console;
console.warn = say;
console.error = say;

const provider = new WsProvider(url, 2_500);
let api;
let exit = 1;
try {
  api = await within(
    ApiPromise.create({ provider, noInitWarn: true }),
    `connecting to ${url} (is the node running?)`,
    30_000,
  );
  await run(api);
  const unknown = warnings.filter((warning) => /unknown type|no.*type.*found|unable to/i.test(warning));
  check(unknown.length === 0, `polkadot.js warned:\n    ${unknown.join('\n    ')}`);
  for (const warning of warnings) {
    console.log(`    (polkadot.js says: ${warning})`);
  }
  ok(`polkadot.js ${api.libraryInfo} works with this node`);
  exit = 0;
} catch (error) {
  for (const warning of warnings) {
    realError(`    (polkadot.js says: ${warning})`);
  }
  realError(`FAIL  ${error instanceof Failure ? error.message : (error?.stack ?? error)}`);
} finally {
  await api?.disconnect().catch(() => {});
  provider.disconnect().catch(() => {});
}
process.exit(exit);
