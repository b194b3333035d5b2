// What is written, to files and to people.

import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MoveError } from './keys.mjs';

/**
 * The file is there whole or not at all, and what was there stays unless `force`. `pieces` of text, since a state may be
 * longer than a string can be. Returns the SHA-256.
 */
export function writeWhole(file, pieces, { force = false } = {}) {
  const digest = createHash('sha256');
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    const handle = openSync(temporary, 'wx', 0o644);
    try {
      for (const piece of pieces) {
        const bytes = Buffer.from(piece);
        for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
        digest.update(bytes);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    // A link is refused where a file is, also where one appeared meanwhile.
    if (force) renameSync(temporary, file);
    else linkSync(temporary, file);
  } catch (error) {
    if (error.code === 'EEXIST') throw new MoveError(`${file} is there already: name another file, or give --force`);
    throw new MoveError(
      `${file} cannot be written (${error.code ?? error.message}): does its folder exist, and may you write there?`,
    );
  } finally {
    rmSync(temporary, { force: true });
  }
  return digest.digest('hex');
}

export function refuseToOverwrite(file, force) {
  if (!force && existsSync(file)) throw new MoveError(`${file} is there already: name another file, or give --force`);
  if (!existsSync(dirname(file))) throw new MoveError(`the folder of ${file} is not there: make it first`);
}

/**
 * JSON with a state in it, in pieces, and the same for everybody who makes it of the same state: keys in order.
 * `frame(top)` returns the object with `top` in the state's place.
 */
export function* jsonWithTop(frame, top) {
  const mark = 'the state goes here';
  const [head, tail] = JSON.stringify(frame(mark), null, 2).split(`"${mark}"`);
  yield `${head}{`;
  let piece = [];
  let comma = '';
  for (const key of Object.keys(top).sort()) {
    piece.push(`${comma}\n"${key}": "${top[key]}"`);
    comma = ',';
    if (piece.length === 1000) {
      yield piece.join('');
      piece = [];
    }
  }
  yield `${piece.join('')}\n}${tail}\n`;
}

export const say = (text) => process.stderr.write(`${text}\n`);

/** A line that is written over, on a terminal; every tenth one elsewhere. */
export function progressLine(what) {
  let told = 0;
  return {
    at(count) {
      if (process.stderr.isTTY) process.stderr.write(`\r${what}: ${count.toLocaleString('en')}`);
      else if (count - told >= 50_000) {
        told = count;
        say(`${what}: ${count.toLocaleString('en')}`);
      }
    },
    end() {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}

const DECIMALS = 12n;
export function tokens(amount) {
  const value = BigInt(amount);
  const whole = value / 10n ** DECIMALS;
  const rest = (value % 10n ** DECIMALS).toString().padStart(Number(DECIMALS), '0').replace(/0+$/, '');
  return `${whole.toLocaleString('en')}${rest ? `.${rest}` : ''} EPI`;
}

/** Columns that line up. */
export function table(head, rows) {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Runs a command's main function: an error for people has no stack, and its JSON form if that was asked for. */
export async function run(main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof MoveError)) throw error;
    if (process.argv.includes('--json'))
      console.log(JSON.stringify({ ok: false, error: error.message, pending: error.pending }));
    say(`error: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Options of a command: `{ flags, values, rest }`; an unknown one is an error. */
export function options(args, { flags = [], values = [] }, command) {
  const out = { rest: [] };
  for (let i = 0; i < args.length; i += 1) {
    const [name, inline] = args[i].startsWith('--') ? args[i].slice(2).split(/=(.*)/s) : [];
    if (name === undefined) out.rest.push(args[i]);
    else if (flags.includes(name) && inline === undefined) out[name] = true;
    else if (values.includes(name)) {
      if (inline === undefined) i += 1;
      const value = inline ?? args[i];
      if (value === undefined || (inline === undefined && value.startsWith('--')))
        throw new MoveError(`--${name} needs a value: see ${command} --help`);
      if (name in out) throw new MoveError(`--${name} is given twice`);
      out[name] = value;
    } else throw new MoveError(`unknown option '${args[i]}': see ${command} --help`);
  }
  return out;
}
