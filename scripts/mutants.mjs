// What ./scripts/mutants does besides running cargo-mutants: chooses the mutants, and reports what became of them.
//
// Usage: node scripts/mutants.mjs choose FOLDER core
//        node scripts/mutants.mjs choose FOLDER sample COUNT SEED
//        node scripts/mutants.mjs left FOLDER [again]
//        node scripts/mutants.mjs report FOLDER
//
// FOLDER/list.json is what `cargo mutants --list --json` printed; `choose` writes FOLDER/chosen.json once. Each run of
// cargo-mutants has a folder in FOLDER/runs, those with the runtime's tests too in FOLDER/again. `left` writes
// FOLDER/left/PACKAGE, arguments for cargo-mutants, a line each, and prints the packages; `report` prints Markdown.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where a mistake costs most: envelopes, the decision, who pays, a study's escrow. */
const CORE = [
  /^envelope\/src\//,
  /^pallets\/consent\/src\/decision\.rs$/,
  /^primitives\/src\/(purpose|purpose\/duo|access)\.rs$/,
  /^runtime\/common\/src\/(policy|charge|charge_or_free)\.rs$/,
  /^pallets\/studies\/src\/ground\/ledger\.rs$/,
];

/** A mutant's outcomes, the first of which wins where runs differ. */
const OUTCOMES = ['CaughtMutant', 'Timeout', 'MissedMutant', 'Unviable'];

export const isCore = ({ file }) => CORE.some((pattern) => pattern.test(file));

/** All mutants of the core. */
export const core = (mutants) => mutants.filter(isCore);

/** `count` of the others: those whose names have the smallest digests. The same seed and names give the same ones. */
export function sample(mutants, count, seed) {
  const digest = (name) => createHash('sha256').update(`${seed}\n${name}`).digest('hex');
  const others = mutants.filter((mutant) => !isCore(mutant)).map((mutant) => [digest(mutant.name), mutant]);
  others.sort(([a], [b]) => (a < b ? -1 : 1));
  return others.slice(0, count).map(([, mutant]) => mutant);
}

/** The outcomes in cargo-mutants' `outcomes.json` files, by the mutants' names. */
export function outcomes(files) {
  const found = new Map();
  for (const { outcomes: list } of files) {
    for (const { scenario, summary } of list) {
      // The run without a mutant is a plain word.
      if (!scenario.Mutant || !OUTCOMES.includes(summary)) continue;
      const before = found.get(scenario.Mutant.name);
      const first = before === undefined || OUTCOMES.indexOf(summary) < OUTCOMES.indexOf(before);
      if (first) found.set(scenario.Mutant.name, summary);
    }
  }
  return found;
}

/** An argument of cargo-mutants that matches this name and no other. `\<` and `\>` would be ends of words in Rust. */
export const only = ({ name }) => `--re=^${name.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')}$`;

/** The chosen mutants, by package, that still have to be run. */
export function left(chosen, done) {
  const packages = new Map();
  for (const mutant of chosen) {
    if (done.has(mutant.name)) continue;
    packages.set(mutant.package, [...(packages.get(mutant.package) ?? []), mutant]);
  }
  return packages;
}

/** A table by package, and those that survived. */
export function report(chosen, found) {
  const rows = new Map();
  for (const { name, package: of } of chosen) {
    const row = rows.get(of) ?? { all: 0 };
    const outcome = found.get(name) ?? 'none';
    rows.set(of, { ...row, all: row.all + 1, [outcome]: (row[outcome] ?? 0) + 1 });
  }
  const count = (row, outcome) => row[outcome] ?? 0;
  const line = (name, row) => {
    const caught = count(row, 'CaughtMutant') + count(row, 'Timeout');
    const viable = caught + count(row, 'MissedMutant');
    const share = viable === 0 ? '–' : `${((100 * caught) / viable).toFixed(1)} %`;
    const cells = [...OUTCOMES, 'none'].map((outcome) => count(row, outcome));
    return `| ${[name, row.all, ...cells, share].join(' | ')} |`;
  };
  const sum = { all: 0 };
  for (const row of rows.values()) {
    for (const [outcome, n] of Object.entries(row)) sum[outcome] = (sum[outcome] ?? 0) + n;
  }
  const missed = chosen.filter(({ name }) => found.get(name) === 'MissedMutant').map(({ name }) => name);
  const lines = [
    '| package | mutants | caught | timeout | missed | unviable | not run | caught or timeout, of the viable |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...[...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, row]) => line(name, row)),
    line('all', sum),
    '',
    missed.length === 0 ? 'None survived.' : 'Survivors:',
    '',
    ...missed.sort().map((name) => `- \`${name}\``),
  ];
  return lines.join('\n').trimEnd();
}

const json = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

/** The `outcomes.json` of every run in `folder`, one that was interrupted too. */
function runs(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).map((run) => join(folder, run, 'mutants.out', 'outcomes.json'));
  return files.filter((file) => existsSync(file)).map((file) => json(file));
}

function main([command, folder, ...rest]) {
  const chosenFile = folder && join(folder, 'chosen.json');
  const [own, again] = ['runs', 'again'].map((name) => (folder ? runs(join(folder, name)) : []));
  if (command === 'choose' && rest[0] === 'core') {
    writeFileSync(chosenFile, JSON.stringify(core(json(folder, 'list.json'))));
  } else if (command === 'choose' && rest[0] === 'sample') {
    const [, count, seed] = rest;
    writeFileSync(chosenFile, JSON.stringify(sample(json(folder, 'list.json'), Number(count), seed)));
  } else if (command === 'left') {
    const chosen = json(chosenFile);
    const survivors = outcomes(own);
    const packages =
      rest[0] === 'again'
        ? left(
            chosen.filter(({ name }) => survivors.get(name) === 'MissedMutant'),
            outcomes(again),
          )
        : left(chosen, survivors);
    const to = join(folder, 'left');
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to);
    for (const [name, mutants] of packages) {
      writeFileSync(join(to, name), mutants.map((mutant) => `${only(mutant)}\n`).join(''));
      console.log(name);
    }
  } else if (command === 'report') {
    console.log(report(json(chosenFile), outcomes([...own, ...again])));
  } else {
    throw new Error(`'${[command, folder, ...rest].join(' ')}'? The head of scripts/mutants.mjs says what there is`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
