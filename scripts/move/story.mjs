// What the test of the move plays with polkadot.js: a small story on the standalone chain, and its continuation on the
// chain that goes on from it, with what devices signed before the move.
import { createHash } from 'node:crypto';
import { account, aDayOfReading, check, DAY, find, submit } from '../../tests/js/lib.mjs';
import {
  ApiPromise,
  blake2AsU8a,
  bnToU8a,
  cryptoWaitReady,
  decodeAddress,
  hexToU8a,
  Keyring,
  stringToU8a,
  u8aConcat,
  u8aToHex,
  WsProvider,
} from './polkadot.mjs';

const HOUR = DAY / 24;
const sha256 = (...parts) =>
  new Uint8Array(
    createHash('sha256')
      .update(u8aConcat(...parts))
      .digest(),
  );
const be = (value, bytes) => bnToU8a(value, { bitLength: 8 * bytes, isLe: false });
/** The base point of ristretto255, as a commitment: RFC 9496, A.1. */
const POINT = '0xe2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76';
const DEVICE_ROOTS = 'Device';

const device = (name) => new Keyring({ type: 'ed25519' }).addFromUri(`//device//${name}`);
// Leaf and node of a provisioning tree: docs/protocol.md.
const leaf = (pair) => sha256(Uint8Array.of(0), Uint8Array.of(0), pair.publicKey);
const node = (left, right) => sha256(Uint8Array.of(1), left, right);

async function open(url) {
  await cryptoWaitReady();
  const api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true, throwOnConnect: true });
  const keyring = new Keyring({ type: 'sr25519' });
  const people = Object.fromEntries(
    ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map((name) => [
      name.toLowerCase(),
      keyring.addFromUri(`//${name}`),
    ]),
  );
  const now = async () => (await api.query.timestamp.now()).toNumber();
  return { api, now, ...people };
}

const batch = (chainId, pair, owner, seq, root, depth) =>
  pair.sign(
    u8aConcat(
      stringToU8a('epione/v1/device-batch'),
      hexToU8a(chainId),
      pair.publicKey,
      decodeAddress(owner),
      be(1, 4),
      be(seq, 8),
      hexToU8a(root),
      be(depth, 1),
    ),
  );
const claim = (chainId, pair, owner, expiry) =>
  pair.sign(
    u8aConcat(
      stringToU8a('epione/v1/device-claim'),
      hexToU8a(chainId),
      pair.publicKey,
      decodeAddress(owner),
      be(1, 4),
      be(expiry, 8),
    ),
  );

function anchor(pair, seq, root, depth, signature, day) {
  const digest = u8aToHex(sha256(stringToU8a(`ciphertext ${seq}`)));
  return {
    digest,
    item: {
      cid: `0x01551220${digest.slice(2)}`,
      keyCommitment: POINT,
      root,
      depth,
      modality: 'HomeMonitor',
      firstDay: day,
      lastDay: day,
      size: 1024,
      device: { device: pair.publicKey, claim: 1, seq, signature: u8aToHex(signature) },
      supersedes: null,
    },
  };
}

/** Plays on the standalone chain. Returns what the continuation needs, including the statements that were signed here. */
export async function before(url) {
  const { api, now, alice, bob, charlie, dave, eve } = await open(url);
  try {
    const chainId = (await api.query.devices.chainId()).toHex();
    const day = Math.floor((await now()) / DAY);
    // A maker, a model, a batch of two devices under one root.
    await submit(
      'credential',
      api.tx.credentials.issue(dave.address, 'Manufacturer', (await now()) + 300 * DAY, 0, `0x${'11'.repeat(32)}`),
      eve,
    );
    const firmware = `0x${'22'.repeat(32)}`;
    const model = find(
      (await submit('model', api.tx.devices.registerModel(`0x${'33'.repeat(32)}`, 0b11, DEVICE_ROOTS, firmware), dave))
        .events,
      'devices',
      'ModelRegistered',
    ).data.model.toNumber();
    const [first, second] = [device('first'), device('second')];
    const root = u8aToHex(node(leaf(first), leaf(second)));
    const number = find(
      (await submit('batch', api.tx.devices.provision(model, root, 2, firmware), dave)).events,
      'devices',
      'Provisioned',
    ).data.batch.toNumber();
    const provenance = (index, sibling) => ({ batch: number, proof: { index, path: [u8aToHex(leaf(sibling))] } });
    const expiry = (await now()) + HOUR;

    // Charlie claims the first device, anchors what it signed, and lets Bob read.
    await submit(
      'claim',
      api.tx.devices.claim(
        { scheme: 'Ed25519', key: first.publicKey },
        provenance(0, second),
        1,
        expiry,
        u8aToHex(claim(chainId, first, charlie.address, expiry)),
      ),
      charlie,
    );
    const data = `0x${'44'.repeat(32)}`;
    const anchored = anchor(first, 0, data, 3, batch(chainId, first, charlie.address, 0, data, 3), day);
    await submit('anchor', api.tx.datasets.anchor(charlie.address, [anchored.item]), charlie);
    const grant = find(
      (
        await submit(
          'grant',
          api.tx.consent.grant(charlie.address, aDayOfReading(bob.address, await now()), null),
          charlie,
        )
      ).events,
      'consent',
      'Granted',
    ).data.grant.toNumber();

    // Delays in blocks, and a deposit for session keys.
    await submit('delegate', api.tx.proxy.addProxy(dave.address, 'NonTransfer', 301), charlie);
    await submit(
      'friends',
      api.tx.recovery.setFriendGroups([
        {
          friends: [alice.address, bob.address].sort(byBytes),
          friendsNeeded: 2,
          inheritor: alice.address,
          inheritanceDelay: 43_200,
          inheritancePriority: 0,
          cancelDelay: 1,
        },
      ]),
      charlie,
    );
    const { keys, proof } = await api._rpcCore.provider.send('author_rotateKeysWithOwner', [u8aToHex(bob.publicKey)]);
    await submit('session keys', api.tx.session.setKeys(keys, proof), bob);
    const held = (await api.query.balances.holds(bob.address)).filter(({ id }) => id.type === 'Session');
    check(held.length === 1 && held[0].amount.toBigInt() > 0n, 'the session keys took no deposit');

    // What devices sign now and nobody submits before the move: as calls, in the bytes that this chain would take.
    const later = (await now()) + 23 * HOUR;
    const late = anchor(first, 1, data, 3, batch(chainId, first, charlie.address, 1, data, 3), day);
    return {
      chainId,
      grant,
      digest: anchored.digest,
      keyDeposit: held[0].amount.toBigInt(),
      late: {
        // With an old proof of inclusion and an old statement: the second device becomes Charlie's.
        claim: api.tx.devices
          .claim(
            { scheme: 'Ed25519', key: second.publicKey },
            provenance(1, first),
            1,
            later,
            u8aToHex(claim(chainId, second, charlie.address, later)),
          )
          .method.toHex(),
        // With an old batch, of the first device.
        anchor: api.tx.datasets.anchor(charlie.address, [late.item]).method.toHex(),
        device: u8aToHex(second.publicKey),
        digest: late.digest,
      },
      people: Object.fromEntries(
        await Promise.all(
          Object.entries({ bob, charlie, dave }).map(async ([name, { address }]) => [
            name,
            await account(api, address),
          ]),
        ),
      ),
    };
  } finally {
    await api.disconnect();
  }
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(decodeAddress(a)), Buffer.from(decodeAddress(b)));

/** Leaves a multisig call, a motion and a recovery attempt behind. Returns their deposits. */
export async function leaveOpen(url) {
  const { api, alice, bob, charlie } = await open(url);
  try {
    const call = api.tx.system.remark('0x01');
    const hash = u8aToHex(blake2AsU8a(call.method.toU8a(), 256));
    await submit(
      'multisig',
      api.tx.multisig.approveAsMulti(2, [alice.address, charlie.address].sort(byBytes), null, hash, {
        refTime: 0,
        proofSize: 0,
      }),
      bob,
    );
    await submit('motion', api.tx.council.propose(2, api.tx.system.remark('0x02'), 100), alice);
    await submit('recovery', api.tx.recovery.initiateAttempt(charlie.address, 0), bob);
    return await account(api, bob.address);
  } finally {
    await api.disconnect();
  }
}

/** Goes on where `before` was, on the chain that the state moved to. */
export async function after(url, memo) {
  const { api, bob, charlie, dave } = await open(url);
  try {
    const chainId = (await api.query.devices.chainId()).toHex();
    check(chainId === memo.chainId, `the chain id is ${chainId}, and was ${memo.chainId}`);
    const at = await account(api, charlie.address);
    check(
      at.nonce === memo.people.charlie.nonce && at.total === memo.people.charlie.total,
      'Charlie has another nonce or other tokens',
    );
    check((await api.query.consent.grants(memo.grant)).unwrap().subject.eq(charlie.address), 'the grant is another');

    // An old proof of inclusion, and an old batch.
    const old = (call) => api.tx(api.createType('Call', call));
    await submit('a claim with an old proof', old(memo.late.claim), charlie);
    check(
      (await api.query.devices.owned(memo.late.device)).unwrap().owner.eq(charlie.address),
      "the second device is not Charlie's",
    );
    await submit('an old batch', old(memo.late.anchor), charlie);
    check((await api.query.datasets.entries(charlie.address, memo.late.digest)).isSome, 'the old batch is not there');
    // A deposit that was taken there returns here, and a refusal is free.
    const kept = await account(api, charlie.address);
    await submit('a tombstone', api.tx.datasets.tombstone(charlie.address, memo.digest), charlie);
    await submit('a revocation', api.tx.consent.revoke(memo.grant), charlie);
    const freed = await account(api, charlie.address);
    check(freed.total === kept.total && freed.reserved < kept.reserved, 'refusals cost something, or returned nothing');
    check(freed.nonce === memo.people.charlie.nonce + 4, `Charlie signed four times and has nonce ${freed.nonce}`);

    const holds = (await api.query.balances.holds(bob.address)).filter(({ id }) => id.type === 'Session');
    check(holds.length === 0, "the deposit for the standalone chain's session keys is held still");
    const { consumers, data } = await api.query.system.account(bob.address);
    check(consumers.toNumber() === (data.reserved.isZero() ? 0 : 1), `Bob has ${consumers} consumers`);
    // All of it can go: nothing keeps the account by mistake.
    await submit('emptying an account', api.tx.balances.transferAll(dave.address, false), bob);
    check((await account(api, bob.address)).total === 0n, "Bob's account could not be emptied");
    check((await api.query.system.account(bob.address)).providers.isZero(), "Bob's account lives on without tokens");
    return { blocks: (await api.rpc.chain.getHeader()).number.toNumber() };
  } finally {
    await api.disconnect();
  }
}
