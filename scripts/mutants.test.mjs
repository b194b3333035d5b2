// Which mutants ./scripts/mutants chooses, and how it counts what became of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { core, left, only, outcomes, report, sample } from './mutants.mjs';

const mutant = (file, n, of = 'pallet-x') => ({ name: `${file}:${n}:1: replace f with ()`, package: of, file });
const result = (name, summary) => ({ scenario: { Mutant: { name } }, summary });

test('the core is the files where a mistake costs most', () => {
  const inside = [
    'envelope/src/payload/size.rs',
    'pallets/consent/src/decision.rs',
    'primitives/src/purpose/duo.rs',
    'runtime/common/src/charge_or_free.rs',
    'pallets/studies/src/ground/ledger.rs',
  ];
  const outside = ['pallets/consent/src/rounds.rs', 'runtime/common/src/proxy.rs', 'pallets/x/envelope/src/a.rs'];
  const chosen = core([...inside, ...outside].map((file) => mutant(file, 1)));
  assert.deepEqual(
    chosen.map(({ file }) => file),
    inside,
  );
});

test('a seed chooses the same others, whatever their order, and none of the core', () => {
  const all = Array.from({ length: 1000 }, (_, n) => mutant('pallets/rewards/src/shares.rs', n));
  all.push(mutant('envelope/src/keys.rs', 1));
  const names = (list) => list.map(({ name }) => name);
  const chosen = names(sample(all, 300, '1'));
  assert.equal(new Set(chosen).size, 300);
  assert.ok(chosen.every((name) => name.startsWith('pallets/')));
  assert.deepEqual(names(sample(all.toReversed(), 300, '1')), chosen);
  assert.notDeepEqual(names(sample(all, 300, '2')), chosen);
  // One that is gone takes nobody else's place away.
  const without = names(sample(all.slice(1), 300, '1'));
  assert.ok(chosen.filter((name) => name !== all[0].name).every((name) => without.includes(name)));
  assert.equal(sample(all, 5000, '1').length, 1000);
});

test('an argument matches one name only', () => {
  const name = 'a/b.rs:1:2: replace <impl Foo<T> for Bar>::f -> Option<u8> with Some(vec![0, 1])[..] + a?b*{c}';
  const [flag, pattern] = [only({ name }).slice(0, 5), only({ name }).slice(5)];
  assert.equal(flag, '--re=');
  const matches = new RegExp(pattern, 'u');
  assert.ok(matches.test(name));
  for (const other of [`${name} `, ` ${name}`, name.replace('b.rs', 'bxrs'), name.replace('+', '')]) {
    assert.ok(!matches.test(other), other);
  }
  // In Rust's regexes these would be the beginning and the end of a word.
  assert.ok(!/\\[<>]/.test(pattern));
});

test('what several runs say of a mutant is one outcome, and an interrupted run counts', () => {
  const found = outcomes([
    { outcomes: [{ scenario: 'Baseline', summary: 'Success' }, result('a', 'MissedMutant'), result('b', 'Unviable')] },
    { outcomes: [result('a', 'CaughtMutant'), result('c', 'Timeout'), result('d', 'Failure')] },
    { outcomes: [result('a', 'MissedMutant'), result('c', 'MissedMutant')] },
  ]);
  assert.deepEqual(Object.fromEntries(found), { a: 'CaughtMutant', b: 'Unviable', c: 'Timeout' });
});

test('what is left is by package', () => {
  const [a, b, c] = [mutant('a.rs', 1), mutant('b.rs', 2, 'pallet-y'), mutant('a.rs', 3)];
  const packages = [...left([a, b, c], new Map([[a.name, 'MissedMutant']]))];
  assert.deepEqual(packages, [
    ['pallet-y', [b]],
    ['pallet-x', [c]],
  ]);
});

test('the report counts a timeout as caught, leaves the unviable out, and names survivors', () => {
  const chosen = ['p', 'q', 'r', 's', 't', 'u'].map((name) => ({ name, package: 'pallet-x', file: 'a.rs' }));
  chosen.push({ name: 'v', package: 'pallet-a', file: 'b.rs' });
  const found = new Map([
    ['p', 'CaughtMutant'],
    ['q', 'CaughtMutant'],
    ['r', 'Timeout'],
    ['s', 'MissedMutant'],
    ['t', 'Unviable'],
    ['v', 'Unviable'],
  ]);
  const lines = report(chosen, found).split('\n');
  assert.deepEqual(lines.slice(2, 5), [
    '| pallet-a | 1 | 0 | 0 | 0 | 1 | 0 | – |',
    '| pallet-x | 6 | 2 | 1 | 1 | 1 | 1 | 75.0 % |',
    '| all | 7 | 2 | 1 | 1 | 2 | 1 | 75.0 % |',
  ]);
  assert.deepEqual(lines.slice(5), ['', 'Survivors:', '', '- `s`']);
  assert.equal(
    report(chosen, new Map([['p', 'CaughtMutant']]))
      .split('\n')
      .at(-1),
    'None survived.',
  );
});
