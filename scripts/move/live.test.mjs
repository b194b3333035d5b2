// The move on a real chain. EPIONE_NODE is the standalone node's binary; without it this is skipped. What the state
// moves to here is a second chain of that node, from its own fresh genesis: it runs without a relay chain.
// EPIONE_PARACHAIN is a folder with the parachain's fresh raw specification, parachain.json: the state is moved into that
// as well, and left there as moved.json with late.json, what devices signed before. The parachain's own tests go on from
// there (runtime/parachain/tests/pov/moved.rs).
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as atEnd, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { itemPrefix } from './keys.mjs';
import { Node } from './state.mjs';
import { after, before, leaveOpen } from './story.mjs';

const NODE = process.env.EPIONE_NODE;
const PARACHAIN = process.env.EPIONE_PARACHAIN;
const SCRIPT = fileURLToPath(new URL('../move-to-parachain', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'epione-move.'));
const children = [];
atEnd(async () => {
  await Promise.all(
    children.map(
      (child) =>
        new Promise((done) => {
          if (child.exitCode !== null) return done();
          child.once('exit', done);
          child.kill();
        }),
    ),
  );
  rmSync(dir, { recursive: true, force: true });
});

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts a validator with Alice's keys; returns its address once it has made a block. */
async function start(name, ...flags) {
  const port = await freePort();
  const child = spawn(NODE, [
    '--base-path',
    join(dir, name),
    '--rpc-port',
    String(port),
    '--listen-addr',
    '/ip4/127.0.0.1/tcp/0',
    '--unsafe-force-node-key-generation',
    '--no-mdns',
    '--no-telemetry',
    '--no-prometheus',
    '--state-pruning',
    'archive',
    ...flags,
  ]);
  children.push(child);
  let log = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no block within two minutes:\n${log.slice(-3000)}`)), 120_000);
    child.on('exit', () => reject(new Error(`the node ended:\n${log.slice(-3000)}`)));
    child.stderr.on('data', (text) => {
      log += text;
      if (/Imported #1\b/.test(log)) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
  return `ws://127.0.0.1:${port}`;
}

/** Runs the command; returns its exit code, its output, and the JSON of its last line. */
const run = (...args) =>
  new Promise((resolve) => {
    execFile(SCRIPT, [...args, '--json'], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({
        code: error ? error.code : 0,
        said: stderr,
        json: stdout ? JSON.parse(stdout.trim().split('\n').at(-1)) : null,
      }),
    );
  });

const exec = (...args) =>
  new Promise((resolve, reject) =>
    execFile(NODE, args, { maxBuffer: 1 << 26 }, (error) => (error ? reject(error) : resolve())),
  );

test('a played chain goes on elsewhere: same balances, grants and receipts; old proofs and old batches hold', {
  skip: !NODE && 'EPIONE_NODE is not set',
}, async () => {
  const [fresh, moved, snapshot] = ['fresh.json', 'moved.json', 'snapshot.json'].map((name) => join(dir, name));
  const old = await start('old', '--dev');
  await exec('export-chain-spec', '--chain', 'development', '--raw', '--output', fresh);
  const memo = await before(old);
  const open = await leaveOpen(old);

  const refused = await run('--from', old, '--spec', fresh, '--out', moved);
  assert.equal(refused.code, 1);
  assert.deepEqual(refused.json.pending.map(({ item, count }) => [item, count]).sort(), [
    ['Council.Proposals', 1],
    ['Multisig.Multisigs', 1],
    ['Recovery.Attempt', 1],
  ]);

  const done = await run(
    '--from',
    old,
    '--spec',
    fresh,
    '--out',
    moved,
    '--snapshot',
    snapshot,
    '--parachain',
    old,
    '--end-pending',
    '--block-ms',
    '6000',
  );
  assert.equal(done.code, 0, done.said);
  assert.deepEqual(
    done.json.lengths.map(({ item, field, from, to }) => [item, field, from, to]),
    [
      ['Proxy.Proxies', 'delay', 301, 101],
      ['Recovery.FriendGroups', 'inheritanceDelay', 43_200, 14_400],
      ['Recovery.FriendGroups', 'cancelDelay', 1, 1],
    ],
  );
  assert.deepEqual(done.json.recounted, [], 'what is counted anew is what the chain had counted');
  assert.deepEqual(done.json.released.map(({ why }) => why).sort(), [
    'multisig call ended',
    'recovery attempt ended',
    'recovery attempt ended',
    'session keys of the standalone chain',
  ]);
  assert.equal(
    done.json.released.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    open.reserved,
    'all that Bob had on hold returned',
  );

  // The same again of the snapshot: everybody who moves a state makes the same file.
  const again = await run(
    '--from',
    snapshot,
    '--spec',
    fresh,
    '--out',
    join(dir, 'again.json'),
    '--end-pending',
    '--block-ms',
    '6000',
  );
  assert.equal(again.json.sha256, done.json.sha256);
  assert.equal(readFileSync(join(dir, 'again.json'), 'utf8'), readFileSync(moved, 'utf8'));
  assert.equal((await run('--from', snapshot, '--spec', fresh, '--out', moved)).code, 1, 'nothing is overwritten');

  const next = await start('new', '--chain', moved, '--alice', '--validator', '--force-authoring');
  const node = await Node.open(next);
  assert.equal((await node.block('genesis')).stateRoot, done.json.genesisStateRoot);
  await node.close();
  const verified = await run('verify', '--old', old, '--at', done.json.source.block.hash, '--new', next);
  assert.equal(verified.code, 0, verified.said);
  assert.match(verified.json.checks.find(({ what }) => what === 'receipts').detail[0], /^1 lines of 1 subjects/);
  // And it sees a difference.
  const spec = JSON.parse(readFileSync(moved, 'utf8'));
  const { top } = spec.genesis.raw;
  const grant = Object.keys(top).find((key) => key.startsWith(itemPrefix('Consent.Grants')));
  delete top[grant];
  writeFileSync(join(dir, 'less.json'), JSON.stringify(spec));
  const less = await run('verify', '--old', snapshot, '--new', join(dir, 'less.json'));
  assert.equal(less.code, 1);
  assert.deepEqual(
    less.json.checks.filter(({ ok }) => !ok).map(({ what }) => what),
    ['references', 'grants'],
  );

  if (PARACHAIN) {
    const there = await run(
      '--from',
      snapshot,
      '--spec',
      join(PARACHAIN, 'parachain.json'),
      '--out',
      join(PARACHAIN, 'moved.json'),
      '--end-pending',
    );
    assert.equal(there.code, 0, there.said);
    writeFileSync(join(PARACHAIN, 'late.json'), JSON.stringify(memo.late));
  }

  memo.people.bob = open;
  await after(next, memo);
});
