// What the tool reads and writes: files, options, bad input.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { refusesWith, u32 } from './chains.mjs';
import { jsonWithTop, options, writeWhole } from './output.mjs';
import { readSnapshot, readSpec } from './state.mjs';
import { stateRoot } from './trie.mjs';

const dir = mkdtempSync(join(tmpdir(), 'epione-move.'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a file is written whole or not at all, and never over another', () => {
  const file = join(dir, 'out.json');
  assert.equal(writeWhole(file, ['fir', 'st']), createHash('sha256').update('first').digest('hex'));
  refusesWith(/is there already.*--force/, () => writeWhole(file, ['second']));
  assert.equal(readFileSync(file, 'utf8'), 'first');
  writeWhole(file, ['second'], { force: true });
  assert.equal(readFileSync(file, 'utf8'), 'second');
  refusesWith(/cannot be written/, () => writeWhole(join(dir, 'no', 'out.json'), ['third']));
  // What cannot be written leaves neither itself nor a temporary file.
  refusesWith(/cannot be written/, () =>
    writeWhole(
      join(dir, 'never.json'),
      (function* () {
        yield 'a piece';
        throw new Error('no more');
      })(),
    ),
  );
  assert.ok(!existsSync(join(dir, 'never.json')));
  assert.deepEqual(readdirSync(dir), ['out.json']);
});

test('the same state is the same file, whatever the order in which it was read', () => {
  const text = (top) =>
    [...jsonWithTop((mark) => ({ name: 'x', genesis: { raw: { top: mark, childrenDefault: {} } } }), top)].join('');
  const many = Object.fromEntries(
    Array.from({ length: 2500 }, (_, i) => [`0x${i.toString(16).padStart(4, '0')}`, `0x${u32(i)}`]),
  );
  const other = Object.fromEntries(Object.entries(many).reverse());
  assert.equal(text(many), text(other));
  assert.deepEqual(JSON.parse(text(many)), { name: 'x', genesis: { raw: { top: many, childrenDefault: {} } } });
  assert.deepEqual(JSON.parse(text({})).genesis.raw.top, {});
});

test('bad input says what and what to do', () => {
  const file = (name, text) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  refusesWith(/cannot be read \(ENOENT\)/, () => readSpec(join(dir, 'none')));
  refusesWith(/is no JSON/, () => readSpec(file('a', '{')));
  refusesWith(/plain specification: make it raw/, () =>
    readSpec(file('b', JSON.stringify({ genesis: { runtimeGenesis: {} } }))),
  );
  refusesWith(/no genesis\.raw\.top/, () => readSpec(file('c', '{}')));
  refusesWith(/child tries/, () =>
    readSpec(file('d', JSON.stringify({ genesis: { raw: { top: {}, childrenDefault: { '0x00': {} } } } }))),
  );
  refusesWith(/is no hex/, () => readSpec(file('e', JSON.stringify({ genesis: { raw: { top: { '0x0': '0x' } } } }))));
  refusesWith(/no snapshot/, () => readSnapshot(file('f', '{}')));
  const snapshot = {
    format: 'epione-state/1',
    block: { number: 1, hash: '0x01', stateRoot: stateRoot({ '0x01': '0x02' }) },
    stateVersion: 1,
    metadata: '0x',
    top: { '0x01': '0x02' },
  };
  assert.deepEqual(readSnapshot(file('g', JSON.stringify(snapshot))).top, { '0x01': '0x02' });
  refusesWith(/is not whole/, () => readSnapshot(file('h', JSON.stringify({ ...snapshot, top: { '0x01': '0x03' } }))));
  refusesWith(/is not whole/, () => readSnapshot(file('i', JSON.stringify({ ...snapshot, top: {} }))));
  const parse = (...args) => options(args, { flags: ['json'], values: ['from'] }, 'move');
  assert.deepEqual(parse('--json', '--from', 'a'), { rest: [], json: true, from: 'a' });
  assert.deepEqual(parse('--from=b=c'), { rest: [], from: 'b=c' });
  refusesWith(/unknown option '--form'/, () => parse('--form', 'a'));
  refusesWith(/--from needs a value/, () => parse('--from'));
  refusesWith(/--from needs a value/, () => parse('--from', '--json'));
  refusesWith(/given twice/, () => parse('--from', 'a', '--from', 'b'));
});
