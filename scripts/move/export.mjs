// Reads a standalone chain's state and writes the parachain's specification that goes on from there.
// `scripts/move-to-parachain --help` says how it is called.
import { apply } from './apply.mjs';
import { PARACHAIN_BLOCK_MS } from './constants.mjs';
import { MoveError } from './keys.mjs';
import {
  jsonWithTop,
  options,
  progressLine,
  refuseToOverwrite,
  run,
  say,
  table,
  tokens,
  writeWhole,
} from './output.mjs';
import { encodeAddress } from './polkadot.mjs';
import { isUrl, loadState, Node, readSpec } from './state.mjs';
import { TABLE } from './table.mjs';
import { stateRoot } from './trie.mjs';
import { differences, Types } from './types.mjs';

const COMMAND = './scripts/move-to-parachain';

await run(async (args) => {
  const given = options(
    args,
    {
      flags: ['json', 'force', 'end-pending'],
      values: ['from', 'at', 'spec', 'out', 'snapshot', 'parachain', 'block-ms'],
    },
    COMMAND,
  );
  if (given.rest.length) throw new MoveError(`'${given.rest[0]}' has no place: see ${COMMAND} --help`);
  const { from, at, spec: specFile, out, snapshot, force, parachain, json } = given;
  if (!from)
    throw new MoveError(`--from is missing, the standalone node's address or a snapshot: see ${COMMAND} --help`);
  if (Boolean(specFile) !== Boolean(out))
    throw new MoveError(`--spec and --out belong together: see ${COMMAND} --help`);
  if (!out && !snapshot)
    throw new MoveError(`neither --out nor --snapshot is given, so nothing would be written: see ${COMMAND} --help`);
  const blockMs = Number(given['block-ms'] ?? PARACHAIN_BLOCK_MS);
  if (!Number.isInteger(blockMs) || blockMs < 1)
    throw new MoveError(`--block-ms ${given['block-ms']} is no number of milliseconds`);
  // Before the work, not after it.
  if (out) refuseToOverwrite(out, force);
  if (snapshot) refuseToOverwrite(snapshot, force);
  const target = specFile ? readSpec(specFile) : null;

  const progress = progressLine('keys read');
  const state = await loadState(from, { at, progress: (count) => progress.at(count) });
  progress.end();
  const keys = Object.keys(state.top).length;
  say(
    `${keys.toLocaleString('en')} keys of ${state.chain} after block ${state.block.number} (${state.block.hash}), whose header has their root`,
  );
  if (state.newestFinal > state.block.number) {
    say(
      `note: that chain is at block ${state.newestFinal}. What happened after block ${state.block.number} does not move`,
    );
  }
  if (snapshot) {
    const { newestFinal, ...kept } = state;
    writeWhole(
      snapshot,
      jsonWithTop((mark) => ({ ...kept, top: mark }), state.top),
      { force },
    );
    say(`wrote ${snapshot}`);
  }
  if (!target) {
    if (json) console.log(JSON.stringify({ ok: true, block: state.block, keys, snapshot }));
    return 0;
  }

  const types = new Types(state.metadata);
  let compared = 0;
  if (parachain) compared = await compare(types, parachain);
  const { top, report } = apply(target.top, state.top, types, { endPending: given['end-pending'], blockMs });
  const sha256 = writeWhole(
    out,
    jsonWithTop((mark) => ({ ...target.spec, genesis: { raw: { top: mark, childrenDefault: {} } } }), top),
    { force },
  );
  const whole = {
    ok: true,
    out,
    sha256,
    genesisStateRoot: stateRoot(top),
    comparedItems: compared,
    source: { chain: state.chain, genesisHash: state.genesisHash, block: state.block, specVersion: state.specVersion },
    ...report,
  };
  tell(whole);
  if (json) console.log(JSON.stringify(whole));
  return 0;
});

/** Whether the parachain's runtime reads what moves. */
async function compare(types, source) {
  let hex;
  if (isUrl(source)) {
    const node = await Node.open(source);
    try {
      hex = await node.ask('state_getMetadata');
    } finally {
      await node.close();
    }
  } else {
    const { readFileSync } = await import('node:fs');
    try {
      hex = `0x${readFileSync(source).toString('hex')}`;
    } catch (error) {
      throw new MoveError(
        `${source} cannot be read (${error.code}): give the address of a node of the parachain's runtime, or its metadata as scripts/metadata.mjs writes it`,
      );
    }
  }
  const theirs = new Types(hex);
  const moved = Object.entries(TABLE)
    .filter(([name, { fate }]) => (fate === 'moves' || fate === 'rebuilt') && types.items.has(name))
    .map(([name]) => name);
  const found = moved.flatMap((name) => differences(types, theirs, name).map((what) => `  ${name}: ${what}`));
  if (found.length)
    throw new MoveError(`the parachain's runtime does not read what this chain wrote:\n${found.join('\n')}`);
  const deposit = (side) => side.constant('Balances', 'ExistentialDeposit');
  if (deposit(types) !== deposit(theirs))
    throw new MoveError(`the existential deposit is ${deposit(theirs)} there and ${deposit(types)} here`);
  return moved.length;
}

function tell(whole) {
  const pallets = new Map();
  for (const [name, { fate, entries }] of Object.entries(whole.items)) {
    const pallet = name.split('.')[0];
    const row = pallets.get(pallet) ?? { moves: 0, rebuilt: 0, stays: 0, pending: 0 };
    row[fate] += entries;
    pallets.set(pallet, row);
  }
  const rows = [...pallets].map(([pallet, row]) => [pallet, row.moves, row.rebuilt, row.stays, row.pending]);
  say('');
  say(
    table(
      ['pallet', 'moved', 'rebuilt', 'dropped', 'ended'],
      rows.sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
  say('');
  const { accounts, issuance, endowments, released, recounted, lengths, ended } = whole;
  const some = (list, line) => {
    for (const one of list.slice(0, 10)) say(`  ${line(one)}`);
    if (list.length > 10) say(`  and ${list.length - 10} more: --json has all`);
  };
  const who = (account) => encodeAddress(account, 42);
  say(
    `${accounts.moved} accounts, ${tokens(issuance.after)} in all, as before (${issuance.before === issuance.after ? 'equal' : 'NOT EQUAL'})`,
  );
  say(
    `${endowments.accounts} accounts with ${tokens(endowments.amount)} of the parachain's own genesis were replaced by these`,
  );
  if (accounts.begun.length)
    say(
      `${accounts.begun.length} accounts begin without tokens, since the parachain's genesis refers to them: ${accounts.begun.map(who).join(', ')}`,
    );
  if (accounts.gone.length) say(`${accounts.gone.length} empty accounts that nothing kept are gone`);
  say(`new accounts begin at nonce ${whole.nonceFloor}`);
  if (released.length) {
    say('deposits returned to their owners:');
    some(released, (one) => `${who(one.account)}: ${tokens(one.amount)}, ${one.why}`);
  }
  if (whole.items['System.AuthorizedUpgrade'])
    say('an upgrade of the standalone runtime was authorised: it was dropped');
  if (ended.length) say(`ended: ${ended.map(({ item, count }) => `${count} of ${item}`).join(', ')}`);
  if (lengths.length) {
    say('delays in blocks, as long as before:');
    some(lengths, (one) => `${who(one.account)}: ${one.item} ${one.field} ${one.from}, now ${one.to}`);
  }
  if (recounted.length) {
    say('references that were counted otherwise than they are:');
    some(
      recounted,
      (one) =>
        `${who(one.account)}: providers ${one.providers.join(', now ')}; consumers ${one.consumers.join(', now ')}`,
    );
  }
  say(`chain id ${whole.chainId}, as before`);
  say(
    whole.comparedItems
      ? `${whole.comparedItems} items have the same types in both runtimes`
      : 'types of both runtimes were not compared: --parachain does it',
  );
  say(`state root of the new genesis ${whole.genesisStateRoot}`);
  say(`wrote ${whole.out}, SHA-256 ${whole.sha256}`);
}
