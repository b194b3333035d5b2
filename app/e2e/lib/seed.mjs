// A chain with a lot on it: datasets and grants of one account.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aConcat } from '@polkadot/util';
import { randomAsU8a } from '@polkadot/util-crypto';

// Ristretto's generator will do as a key commitment: nobody opens these.
const COMMITMENT = '0xe2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76';
const DAY = 86_400_000;

export async function connected(url) {
  return ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
}

/** Anchors datasets and grants, and waits until all of it is final. */
export async function fill(api, uri, datasets, grants) {
  const ring = new Keyring({ type: 'sr25519' });
  const who = ring.addFromUri(uri);
  const now = (await api.query.timestamp.now()).toNumber();
  const today = Math.floor(now / DAY);
  const anchor = (i) => ({
    cid: u8aConcat([1, 0x55, 0x12, 0x20], randomAsU8a(32)),
    keyCommitment: COMMITMENT,
    root: randomAsU8a(32),
    depth: i % 17,
    modality: ['Wearable', 'HomeMonitor'][i % 2],
    firstDay: today - (i % 300) - 1,
    lastDay: today - (i % 300),
    size: 28_672,
    device: null,
    supersedes: null,
  });
  const grant = (i) =>
    api.tx.consent.grant(
      who.address,
      {
        grantee: { Account: ring.addFromUri(`//Reader${i}`).address },
        actions: 1,
        modalities: 3,
        datasets: null,
        days: null,
        purpose: 'Treatment',
        validFrom: now,
        validUntil: now + 90 * DAY,
        uses: null,
        document: randomAsU8a(32),
      },
      null,
    );
  const range = (from, to, make) => Array.from({ length: to - from }, (_, i) => make(from + i));
  const calls = [];
  for (let i = 0; i < datasets; i += 16)
    calls.push(api.tx.datasets.anchor(who.address, range(i, Math.min(i + 16, datasets), anchor)));
  for (let i = 0; i < grants; i += 50) calls.push(api.tx.utility.batchAll(range(i, Math.min(i + 50, grants), grant)));
  let nonce = (await api.rpc.system.accountNextIndex(who.address)).toNumber();
  await Promise.all(calls.map((call) => final(api, call, who, nonce++)));
  return who.address;
}

/** Gives each of them this much from //Alice. */
export async function endow(api, addresses, epi) {
  const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
  const amount = BigInt(epi) * 10n ** 12n;
  const calls = addresses.map((address) => api.tx.balances.transferKeepAlive(address, amount));
  await final(api, api.tx.utility.batchAll(calls), alice, -1);
}

/** Sends, and waits until it is final and succeeded. */
export function final(api, call, who, nonce) {
  return new Promise((resolve, reject) => {
    call
      .signAndSend(who, { nonce }, ({ status, dispatchError }) => {
        if (dispatchError)
          reject(
            new Error(
              dispatchError.isModule
                ? api.registry.findMetaError(dispatchError.asModule).name
                : dispatchError.toString(),
            ),
          );
        else if (status.isFinalized) resolve();
        else if (status.isInvalid || status.isDropped || status.isUsurped) reject(new Error(status.type));
      })
      .catch(reject);
  });
}
