// The rules of the move, one by one, over states that are made by hand: bytes are written out here, not taken from

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Refused } from './apply.mjs';
import {
  ALICE,
  account,
  at,
  BOB,
  bare,
  CHARLIE,
  DAVE,
  EPI,
  GRANT,
  hold,
  list,
  move,
  NEW_LOGIC,
  parachain,
  put,
  refusesWith,
  SESSION,
  simple,
  standalone,
  types,
  u32,
  u64,
  u128,
  who,
} from './chains.mjs';
import { compare } from './compare.mjs';
import { DEVELOPMENT_CHAIN_ID } from './constants.mjs';
import { blake2Entry, itemPrefix, twox64Entry, versionKey, wellKnown } from './keys.mjs';
import { blake2AsU8a, u8aToHex } from './polkadot.mjs';
import { TABLE } from './table.mjs';
import { stateRoot } from './trie.mjs';
import { differences, Types } from './types.mjs';

test('keys are those of every Substrate chain', () => {
  // As published for System.Account and Balances.TotalIssuance.
  assert.equal(itemPrefix('System.Account'), '0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9');
  assert.equal(
    itemPrefix('Balances.TotalIssuance'),
    '0xc2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80',
  );
  assert.equal(versionKey('Balances'), '0xc2261276cc9d1f8598ea4b6a74b15c2f4e7b9012096b41c4eb3aaf947f6ea429');
  assert.equal(wellKnown(':code'), '0x3a636f6465');
});

test("the trie's root is that of the specification", () => {
  const hash = (hex) => u8aToHex(blake2AsU8a(Buffer.from(hex, 'hex'), 256));
  assert.equal(stateRoot({}), '0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314');
  // A leaf: 01 and two nibbles, the key, a value of one byte.
  assert.equal(stateRoot({ '0x0a': '0x07' }), hash('420a0407'));
  // A value of 33 bytes stands by its hash, under a header of its own; one of 32 does not.
  const long = 'ee'.repeat(33);
  assert.equal(stateRoot({ '0x0a': `0x${long}` }), hash(`220a${bare(hash(long))}`));
  assert.equal(stateRoot({ '0x0a': `0x${'ee'.repeat(32)}` }), hash(`420a80${'ee'.repeat(32)}`));
  // A branch with a value at 0a, children under nibbles 1 and 2: bitmap 0006, each a leaf with one nibble left.
  assert.equal(
    stateRoot({ '0x0a': '0x01', '0x0a1f': '0x02', '0x0a23': '0x03' }),
    hash('c20a0600' + '0401' + '10410f0402' + '1041030403'),
  );
});

test('every item of the metadata has a fate, and every fate an item', () => {
  assert.deepEqual(
    [...types.items.keys()].filter((name) => !(name in TABLE)),
    [],
  );
  assert.deepEqual(
    Object.keys(TABLE).filter((name) => !types.items.has(name)),
    [],
  );
  for (const [name, { why }] of Object.entries(TABLE)) assert.ok(why, name);
});

test('what names block numbers is found by its types, and none of it moves as it is', () => {
  const found = Object.keys(TABLE).filter((name) => types.heights(name).length);
  assert.deepEqual(found.sort(), [
    'Council.ProposalOf',
    'Council.Voting',
    'Migrations.Cursor',
    'Multisig.Multisigs',
    'Proxy.Announcements',
    'Proxy.Proxies',
    'Recovery.Attempt',
    'Recovery.FriendGroups',
    'Scheduler.Agenda',
    'System.Events',
  ]);
  assert.deepEqual(
    found.filter((name) => TABLE[name].fate === 'moves'),
    [],
  );
  assert.deepEqual(
    found.filter((name) => TABLE[name].fate === 'rebuilt' && !TABLE[name].lengths),
    [],
  );
});

test('a table that lets heights move, or forgets an item, is refused', () => {
  const { fate } = TABLE['Council.Voting'];
  TABLE['Council.Voting'].fate = 'moves';
  try {
    refusesWith(/Council\.Voting move, but it names block numbers/, () => move(simple()));
  } finally {
    TABLE['Council.Voting'].fate = fate;
  }
  const kept = TABLE['Studies.Bids'];
  delete TABLE['Studies.Bids'];
  try {
    refusesWith(/does not say what happens to Studies\.Bids/, () => move(simple()));
  } finally {
    TABLE['Studies.Bids'] = kept;
  }
});

test('an unknown key is an error', () => {
  refusesWith(/1 keys of the state belong to no item/, () => move(simple({ [itemPrefix('Nobody.Knows')]: '0x01' })));
  refusesWith(/belong to no item/, () => move(simple({ '0x1234': '0x01' })));
  refusesWith(/child trie/, () => move(simple({ [wellKnown(':child_storage:default:x')]: '0x01' })));
});

test("what moves replaces the parachain's own, what stays is the parachain's, and neither input changes", () => {
  const old = simple({
    [wellKnown(':code')]: '0x0061736d01',
    [itemPrefix('Council.Members')]: list(bare(ALICE), bare(BOB)),
    [itemPrefix('Session.Validators')]: list(bare(ALICE)),
    [itemPrefix('Grandpa.CurrentSetId')]: `0x${u64(3)}`,
    [itemPrefix('Scheduler.IncompleteSince')]: `0x${u32(101)}`,
    [itemPrefix('Studies.Clock')]: `0x01${u64(1_700_000_000_000)}${u64(5)}`,
  });
  const fresh = parachain();
  const { top, report } = move(Object.freeze(old), Object.freeze(fresh));
  assert.equal(top[wellKnown(':code')], '0x0061736d02');
  assert.equal(top[itemPrefix('Council.Members')], list(bare(ALICE), bare(BOB)));
  assert.equal(top[itemPrefix('Session.Validators')], list(bare(DAVE)));
  assert.equal(top[itemPrefix('ParachainInfo.ParachainId')], `0x${u32(2000)}`);
  assert.equal(top[itemPrefix('Timestamp.Now')], old[itemPrefix('Timestamp.Now')]);
  assert.equal(top[itemPrefix('Studies.Clock')], old[itemPrefix('Studies.Clock')]);
  for (const gone of ['System.Number', 'Grandpa.CurrentSetId', 'Scheduler.IncompleteSince'])
    assert.ok(!(itemPrefix(gone) in top), gone);
  assert.equal(report.height, 100);
  assert.equal(report.chainId, DEVELOPMENT_CHAIN_ID);
});

test("money and nonces are what they were; the parachain's own endowments are gone", () => {
  const { top, report } = move(
    standalone(
      {
        [ALICE]: { nonce: 7, providers: 1, free: 5n * EPI },
        [BOB]: { nonce: 1, providers: 1, consumers: 1, free: 2n * EPI, reserved: 1n * EPI, frozen: 1n * EPI },
      },
      { [blake2Entry('Balances.Holds', BOB)]: list(hold(...GRANT, 1n * EPI)) },
    ),
  );
  assert.equal(at(top, ALICE), account({ nonce: 7, providers: 1, free: 5n * EPI }));
  assert.equal(
    at(top, BOB),
    account({ nonce: 1, providers: 1, consumers: 1, free: 2n * EPI, reserved: 1n * EPI, frozen: 1n * EPI }),
  );
  assert.equal(at(top, who(0x99)), undefined);
  assert.equal(top[blake2Entry('Balances.Holds', BOB)], list(hold(...GRANT, 1n * EPI)));
  assert.equal(top[itemPrefix('Balances.TotalIssuance')], `0x${u128(8n * EPI)}`);
  assert.deepEqual(report.issuance, { before: String(8n * EPI), after: String(8n * EPI) });
  assert.deepEqual(report.endowments, { accounts: 2, amount: String(30n * EPI) });
});

test('the deposit for session keys returns, and their reference goes', () => {
  const deposit = (16n * EPI) / 1000n;
  const { top, report } = move(
    standalone(
      {
        // Nothing else on hold: no consumer is left. With a grant on hold besides, one is.
        [ALICE]: { providers: 1, consumers: 2, free: EPI, reserved: deposit },
        [BOB]: { providers: 1, consumers: 2, free: EPI, reserved: deposit + EPI },
        // Keys from genesis: no deposit.
        [CHARLIE]: { providers: 1, consumers: 1, free: EPI },
      },
      {
        [blake2Entry('Balances.Holds', ALICE)]: list(hold(...SESSION, deposit)),
        [blake2Entry('Balances.Holds', BOB)]: list(hold(...SESSION, deposit), hold(...GRANT, EPI)),
        ...Object.fromEntries(
          [ALICE, BOB, CHARLIE].map((id) => [twox64Entry('Session.NextKeys', id), `0x${'aa'.repeat(64)}`]),
        ),
      },
    ),
  );
  assert.equal(at(top, ALICE), account({ providers: 1, free: EPI + deposit }));
  assert.equal(at(top, BOB), account({ providers: 1, consumers: 1, free: EPI + deposit, reserved: EPI }));
  assert.equal(at(top, CHARLIE), account({ providers: 1, free: EPI }));
  assert.ok(!(blake2Entry('Balances.Holds', ALICE) in top));
  assert.equal(top[blake2Entry('Balances.Holds', BOB)], list(hold(...GRANT, EPI)));
  assert.ok(!(twox64Entry('Session.NextKeys', ALICE) in top));
  assert.equal(report.released.length, 2);
  assert.deepEqual(report.recounted, []);
});

test("the parachain's collators have their references: with tokens, and without", () => {
  const rich = move(standalone({ [DAVE]: { nonce: 3, providers: 1, free: EPI } }));
  assert.equal(at(rich.top, DAVE), account({ nonce: 3, providers: 1, consumers: 1, free: EPI }));
  assert.deepEqual(rich.report.accounts.begun, []);
  // It begins where no account that is gone ever was: 16 × 100.
  const poor = move(simple());
  assert.equal(at(poor.top, DAVE), account({ nonce: 1600, providers: 1, consumers: 1 }));
  assert.deepEqual(poor.report.accounts.begun, [DAVE]);
});

test('provider references are counted from what they are for', () => {
  const stateless = { providers: 1 };
  const twice = `${bare(u8aToHex(blake2AsU8a(Buffer.alloc(32, 9), 128)))}${'09'.repeat(32)}`;
  const entry = (name, id, second) => blake2Entry(name, id) + second;
  const old = standalone(
    { [ALICE]: { providers: 3, free: EPI }, [BOB]: stateless, [CHARLIE]: { providers: 9, free: EPI } },
    {
      [entry('Devices.DevicesOf', ALICE, twice)]: '0x',
      [entry('Consent.RequestsOf', ALICE, '00000001')]: '0x',
      [entry('Consent.RequestsOf', BOB, '00000002')]: '0x',
    },
  );
  const { top, report } = move(old);
  // Balance, device, request; request alone; balance alone.
  assert.equal(at(top, ALICE), account({ providers: 3, free: EPI }));
  assert.equal(at(top, BOB), account({ providers: 1 }));
  assert.equal(at(top, CHARLIE), account({ providers: 1, free: EPI }));
  assert.deepEqual(report.recounted, [{ account: CHARLIE, providers: [9, 1], consumers: [0, 0] }]);
});

test('what is over refers to nobody: remnants, tombstones, former members', () => {
  // Encoded by polkadot.js; what is not named is its type's default.
  const encode = (name, fields) =>
    types.registry.createType(types.registry.createLookupType(types.item(name).value), fields).toHex();
  const [SUBJECT, OVER, GATEWAY, SELLER] = [0x21, 0x22, 0x23, 0x24].map(who);
  const twox = (name, n) => twox64Entry(name, `0x${u32(n)}`);
  const second = (id) => bare(u8aToHex(blake2AsU8a(Buffer.from(bare(id), 'hex'), 128))) + bare(id);
  const holder = (name, grantee, id) =>
    itemPrefix(name) + bare(u8aToHex(blake2AsU8a(Buffer.from(grantee, 'hex'), 128))) + grantee + second(id);
  const member = (id, fields) => [twox('Sponsorship.Members', 1) + second(id), encode('Sponsorship.Members', fields)];
  const providersOf = (counts) =>
    Object.fromEntries(Object.entries(counts).map(([id, providers]) => [id, { providers, free: EPI }]));
  const { top, report } = move(
    standalone(
      providersOf({ [SUBJECT]: 5, [OVER]: 1, [GATEWAY]: 2, [SELLER]: 3 }),
      Object.fromEntries([
        [twox('Consent.Grants', 0), encode('Consent.Grants', { subject: SUBJECT, remnant: false })],
        [twox('Consent.Grants', 1), encode('Consent.Grants', { subject: OVER, remnant: true })],
        [
          blake2Entry('Datasets.Entries', SUBJECT) + second(who(1)),
          encode('Datasets.Entries', { state: { Active: {} } }),
        ],
        [
          blake2Entry('Datasets.Entries', SUBJECT) + second(who(2)),
          encode('Datasets.Entries', { state: { Superseded: {} } }),
        ],
        [blake2Entry('Datasets.Entries', OVER) + second(who(3)), encode('Datasets.Entries', { state: 'Tombstone' })],
        // A part in study 7, and sales to an account: keys of two lengths.
        [holder('Studies.Participations', `01${u32(7)}`, SELLER), encode('Studies.Participations', { records: 1 })],
        [
          holder('Studies.Participations', `00${bare(ALICE)}`, SELLER),
          encode('Studies.Participations', { records: 2 }),
        ],
        member(SUBJECT, { active: true, gateways: [GATEWAY] }),
        member(OVER, { active: false, gateways: [] }),
      ]),
    ),
  );
  assert.deepEqual(report.recounted, []);
  for (const [id, providers] of [
    [SUBJECT, 5],
    [OVER, 1],
    [GATEWAY, 2],
    [SELLER, 3],
  ])
    assert.equal(at(top, id), account({ providers, free: EPI }));
});

test('an account with a deposit alone lives by a last reference; one with nothing goes, and its nonces with it', () => {
  const { top, report } = move(
    standalone(
      {
        [ALICE]: { providers: 1, consumers: 1, reserved: EPI },
        [BOB]: { nonce: 5000, providers: 1 },
      },
      { [blake2Entry('Balances.Holds', ALICE)]: list(hold(...GRANT, EPI)) },
    ),
  );
  assert.equal(at(top, ALICE), account({ providers: 1, consumers: 1, reserved: EPI }));
  assert.equal(at(top, BOB), undefined);
  assert.deepEqual(report.accounts.gone, [BOB]);
  assert.equal(report.nonceFloor, 5000);
  assert.equal(top[itemPrefix('EpioneNonces.NonceFloor')], `0x${u32(5000)}`);
});

test('no account begins at a nonce that was used', () => {
  const floor = (more) => move(simple(more)).report.nonceFloor;
  assert.equal(floor(), 1600);
  assert.equal(floor({ [itemPrefix('EpioneNonces.NonceFloor')]: `0x${u32(1599)}` }), 1600);
  assert.equal(floor({ [itemPrefix('EpioneNonces.NonceFloor')]: `0x${u32(9999)}` }), 9999);
  assert.equal(floor({ [itemPrefix('System.Number')]: `0x${u32(0xf000_0000)}` }), 0xffff_ffff);
});

test('delays in blocks stay as long in time, rounded up', () => {
  // Blocks of two seconds, then of six.
  const proxies = (delay) => list(`${bare(BOB)}01${u32(delay)}`, `${bare(CHARLIE)}00${u32(0)}`) + u128(0n);
  const key = twox64Entry('Proxy.Proxies', ALICE);
  const group = (inherit, cancel) =>
    list(list(bare(BOB), bare(CHARLIE)).slice(2) + u32(2) + bare(DAVE) + u32(inherit) + u32(1) + u32(cancel)) +
    u128(EPI);
  const friends = blake2Entry('Recovery.FriendGroups', ALICE);
  const { top, report } = move(simple({ [key]: proxies(301), [friends]: group(43_200, 1) }));
  assert.equal(top[key], proxies(101));
  assert.equal(top[friends], group(14_400, 1));
  assert.deepEqual(
    report.lengths.map(({ field, from, to }) => [field, from, to]),
    [
      ['delay', 301, 101],
      ['inheritanceDelay', 43_200, 14_400],
      ['cancelDelay', 1, 1],
    ],
  );
  assert.equal(move(simple({ [key]: proxies(301) }), parachain(), { blockMs: 2_000 }).top[key], proxies(301));
});

const HASH = who(0x77);
const multisig = (depositor, deposit) => `0x${u32(90)}${u32(1)}${u128(deposit)}${bare(depositor)}04${bare(depositor)}`;
const attempt = (initiator, ticket, security) =>
  // Group, initiator, two heights, a bitfield of one word, the ticket with its depositor, the security deposit.
  `0x${u32(0)}${bare(initiator)}${u32(80)}${u32(81)}040100${bare(initiator)}01${u128(ticket)}${u128(security)}`;
const PENDING = {
  'System.BlocksTillUpgrade': [itemPrefix('System.BlocksTillUpgrade'), '0x02'],
  'Balances.Account': [blake2Entry('Balances.Account', ALICE), `0x${u128(1n)}${u128(0n)}${u128(0n)}${NEW_LOGIC}`],
  'Proxy.Announcements': [
    twox64Entry('Proxy.Announcements', BOB),
    `${list(bare(ALICE) + bare(HASH) + u32(99))}${u128(0n)}`,
  ],
  'Multisig.Multisigs': [twox64Entry('Multisig.Multisigs', ALICE) + bare(HASH), multisig(BOB, EPI)],
  'Recovery.Attempt': [blake2Entry('Recovery.Attempt', ALICE) + u32(0), attempt(BOB, EPI, 10n * EPI)],
  'Scheduler.Agenda': [itemPrefix('Scheduler.Agenda') + u32(120), null],
  'Scheduler.Retries': [itemPrefix('Scheduler.Retries') + u32(120), `0x0101${u32(5)}`],
  'Scheduler.Lookup': [itemPrefix('Scheduler.Lookup') + bare(HASH), `0x${u32(120)}${u32(0)}`],
  'Council.Proposals': [itemPrefix('Council.Proposals'), list(bare(HASH))],
  'Council.Voting': [itemPrefix('Council.Voting') + bare(HASH), `0x${u32(0)}${u32(2)}0000${u32(500)}`],
  'Council.CostOf': [itemPrefix('Council.CostOf') + bare(HASH), ALICE],
  // System.remark of nothing.
  'Council.ProposalOf': [itemPrefix('Council.ProposalOf') + bare(HASH), '0x000000'],
  'Whitelist.WhitelistedCall': [itemPrefix('Whitelist.WhitelistedCall') + bare(HASH), '0x'],
  'Whitelist.DeferredDispatch': [itemPrefix('Whitelist.DeferredDispatch') + bare(HASH), `0x${u32(700)}`],
  'Migrations.Cursor': [itemPrefix('Migrations.Cursor'), '0x01'],
  'Disputes.Draws': [`${itemPrefix('Disputes.Draws')}00000069${'00'.repeat(8)}${u32(4)}`, '0x'],
};
// A call by its hash, at no priority in particular, by Root.
PENDING['Scheduler.Agenda'][1] = `0x0401000001${bare('0x0c000000')}000000`;

test('each kind of pending state is refused, by name, with what to do', () => {
  assert.deepEqual(
    Object.entries(TABLE)
      .filter(([, { fate }]) => fate === 'pending')
      .map(([name]) => name)
      .sort(),
    Object.keys(PENDING).sort(),
  );
  for (const [name, [key, value]] of Object.entries(PENDING)) {
    assert.throws(
      () => move(simple({ [key]: value })),
      (error) => {
        assert.ok(error instanceof Refused, `${name}: ${error.stack}`);
        assert.deepEqual(
          error.pending.map(({ item, count }) => [item, count]),
          [[name, 1]],
        );
        assert.ok(error.message.includes(name) && error.message.includes(TABLE[name].remedy));
        return true;
      },
    );
  }
  assert.throws(() => move(simple({ [wellKnown(':pending_code')]: '0x00' })), Refused);
});

test('empty lists wait for nothing', () => {
  const { top } = move(
    simple({ [itemPrefix('Council.Proposals')]: '0x00', [itemPrefix('Scheduler.Agenda') + u32(120)]: '0x080000' }),
  );
  assert.ok(
    !Object.keys(top).some(
      (key) => key.startsWith(itemPrefix('Scheduler.Agenda')) || key.startsWith(itemPrefix('Council.Proposals')),
    ),
  );
});

test('what users left open can be ended, and its deposits return', () => {
  const give = Object.fromEntries(
    [
      'Multisig.Multisigs',
      'Proxy.Announcements',
      'Recovery.Attempt',
      'Council.Proposals',
      'Council.Voting',
      'Council.ProposalOf',
    ].map((name) => PENDING[name]),
  );
  const old = standalone(
    { [ALICE]: { providers: 1, free: EPI }, [BOB]: { providers: 1, consumers: 1, free: EPI, reserved: 12n * EPI } },
    {
      ...give,
      [blake2Entry('Balances.Holds', BOB)]: list(hold(18, 1, EPI), hold(18, 3, 10n * EPI)),
    },
  );
  const { top, report } = move(old, parachain(), { endPending: true });
  assert.equal(at(top, BOB), account({ providers: 1, free: 13n * EPI }));
  assert.ok(!(blake2Entry('Balances.Holds', BOB) in top));
  for (const key of Object.keys(give)) assert.ok(!(key in top), key);
  assert.deepEqual(report.ended.map(({ item }) => item).sort(), [
    'Council.Proposals',
    'Multisig.Multisigs',
    'Proxy.Announcements',
    'Recovery.Attempt',
  ]);
  assert.equal(
    report.released.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    12n * EPI,
  );
  // What Root or the council decided is never ended by the tool.
  const [key, value] = PENDING['Whitelist.WhitelistedCall'];
  assert.throws(
    () => move({ ...old, [key]: value }, parachain(), { endPending: true }),
    (error) => {
      assert.deepEqual(
        error.pending.map(({ item }) => item),
        ['Whitelist.WhitelistedCall'],
      );
      return true;
    },
  );
});

test('a sudo key moves on the development chain only', () => {
  const key = itemPrefix('Sudo.Key');
  assert.equal(move(simple({ [key]: ALICE }), parachain({ [key]: DAVE })).top[key], ALICE);
  assert.ok(!(key in move(simple(), parachain({ [key]: DAVE })).top), "and the parachain's own is gone");
  const real = { [itemPrefix('Devices.ChainId')]: who(0x42) };
  refusesWith(/standalone chain has a sudo key/, () => move(simple({ ...real, [key]: ALICE }), parachain(real)));
  refusesWith(/parachain's genesis has a sudo key/, () => move(simple(real), parachain({ ...real, [key]: DAVE })));
  assert.equal(move(simple(real), parachain(real)).report.chainId, who(0x42));
});

test('both sides must be meant for each other', () => {
  refusesWith(/has chain id 0x4242.*make the/, () =>
    move(simple(), parachain({ [itemPrefix('Devices.ChainId')]: who(0x42) })),
  );
  refusesWith(/no chain id/, () => move(simple({ [itemPrefix('Devices.ChainId')]: who(0) })));
  refusesWith(/Consent: 1 here, 2 there.*upgrade/, () =>
    move(simple({ [versionKey('Consent')]: '0x0100' }), parachain({ [versionKey('Consent')]: '0x0200' })),
  );
  // Of what is dropped, the version does not matter.
  move(simple({ [versionKey('Grandpa')]: '0x0500' }), parachain());
  refusesWith(/nobody could make its first block/, () =>
    move(simple(), parachain({ [itemPrefix('Aura.Authorities')]: '0x00' })),
  );
  refusesWith(/no block yet/, () => move(simple({ [itemPrefix('System.Number')]: `0x${u32(0)}` })));
  refusesWith(/Balances\.Locks, which would be lost/, () =>
    move(simple(), parachain({ [blake2Entry('Balances.Locks', DAVE)]: '0x00' })),
  );
});

test('damaged money is refused', () => {
  refusesWith(/hold 5000000000000 in all.*says 1/, () =>
    move(simple({ [itemPrefix('Balances.TotalIssuance')]: `0x${u128(1n)}` })),
  );
  refusesWith(/are on hold in account/, () =>
    move(simple({ [blake2Entry('Balances.Holds', ALICE)]: list(hold(...GRANT, EPI)) })),
  );
  refusesWith(/sufficient references/, () =>
    move(standalone({ [ALICE]: { providers: 1, sufficients: 1, free: EPI } })),
  );
  refusesWith(/live, and the account is not there/, () =>
    move(simple({ [`${blake2Entry('Consent.RequestsOf', BOB)}00000001`]: '0x' })),
  );
});

test('types of both runtimes are compared', () => {
  assert.deepEqual(
    Object.keys(TABLE).flatMap((name) => differences(types, types, name)),
    [],
  );
  const other = new Types(
    `0x${readFileSync(new URL('../../client/metadata/epione.scale', import.meta.url)).toString('hex')}`,
  );
  other.items.get('Consent.Grants').value = other.items.get('Consent.Requests').value;
  assert.match(
    differences(types, other, 'Consent.Grants').join(),
    /its value has fields requester,.* there, subject,.* here/,
  );
  other.items.get('Consent.Rounds').index = 43;
  assert.match(differences(types, other, 'Consent.Rounds').join(), /index 43 there, 42 here/);
  other.items.delete('Datasets.Windows');
  assert.match(differences(types, other, 'Datasets.Windows').join(), /no such item/);
});

test('verify agrees with a move, and sees each thing that differs', () => {
  const entry = `${blake2Entry('Consent.RequestsOf', ALICE)}00000001`;
  const old = standalone(
    { [ALICE]: { nonce: 7, providers: 2, free: 5n * EPI }, [BOB]: { nonce: 2, providers: 1, free: EPI } },
    { [entry]: '0x' },
  );
  const { top } = move(old);
  const failing = (change) => {
    const now = { ...top };
    change(now);
    return compare(old, now, types)
      .filter(({ ok }) => !ok)
      .map(({ what }) => what);
  };
  assert.deepEqual(
    failing(() => {}),
    [],
  );
  const set = (fields) => (now) => {
    now[blake2Entry('System.Account', BOB)] = account({ nonce: 2, providers: 1, free: EPI, ...fields });
  };
  assert.deepEqual(failing(set({ nonce: 1 })), ['nonces']);
  assert.deepEqual(failing(set({ free: EPI + 1n })), ['total issuance', 'balances, account by account']);
  assert.deepEqual(failing(set({ providers: 4 })), ['references']);
  assert.deepEqual(failing(set({ consumers: 1 })), ['references']);
  assert.deepEqual(
    failing((now) => put(now, 'EpioneNonces.NonceFloor', `0x${u32(1599)}`)),
    ['nonces'],
  );
  assert.deepEqual(
    failing((now) => put(now, 'Devices.ChainId', who(5))),
    ['chain id', 'models, batches and devices'],
  );
  assert.deepEqual(
    failing((now) => delete now[entry]),
    ['references', 'grants'],
  );
  assert.deepEqual(
    failing((now) => put(now, 'Timestamp.Now', `0x${u64(1)}`)),
    ['everything else that moves'],
  );
  assert.deepEqual(
    failing((now) => Object.assign(now, Object.fromEntries([PENDING['Multisig.Multisigs']]))),
    ['nothing that names old blocks'],
  );
});
