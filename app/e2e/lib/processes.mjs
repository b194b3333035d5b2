// The programs under test, a node and the `epione` command, as child processes. They listen on the
// loopback and are ended by their process id.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: ./scripts/test web sets it`);
  return value;
};
const NODE = need('EPIONE_NODE');
const CLI = need('EPIONE_CLI');

export const root = mkdtempSync(join(tmpdir(), 'epione-web.'));
const children = new Set();
export function clean() {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
}

/** A port of the loopback that is free now. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * Starts a program; `until` matches the line that it prints when it is ready. Returns the process
 * and that line.
 */
function started(program, args, until, env = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  children.add(child);
  child.lines = [];
  child.once('exit', () => children.delete(child));
  // Among the lines printed from `from` on, or still to come.
  child.waitFor = (text, from = 0) =>
    new Promise((resolve, reject) => {
      const seen = child.lines.slice(from).find((line) => line.includes(text));
      if (seen) return resolve(seen);
      const look = (line) => line.includes(text) && finish(() => resolve(line));
      const gone = () =>
        finish(() =>
          reject(new Error(`${program} ${args[0]} ended without "${text}":\n${child.lines.slice(-20).join('\n')}`)),
        );
      const timer = setTimeout(
        () =>
          finish(() =>
            reject(
              new Error(
                `no "${text}" from ${program} ${args.join(' ')} in two minutes:\n${child.lines.slice(-20).join('\n')}`,
              ),
            ),
          ),
        120_000,
      );
      const finish = (end) => {
        clearTimeout(timer);
        child.off('line', look);
        child.off('exit', gone);
        end();
      };
      child.on('line', look);
      child.once('exit', gone);
    });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        child.lines.push(line);
        child.emit('line', line);
      }
    });
  }
  return child.waitFor(until).then((line) => ({ child, line }));
}

export const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/**
 * The development chain, but with time for a person to appeal: its eight seconds are meant for a
 * demo.
 */
async function unhurried(path) {
  execFileSync(NODE, ['export-chain-spec', '--chain', 'dev', '--output', path], { stdio: 'pipe' });
  const spec = JSON.parse(readFileSync(path, 'utf8'));
  const { patch, config } = spec.genesis.runtimeGenesis;
  (patch ?? config).disputes.appealPeriod = 90_000;
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

/** A development node. Started again after `down`, it continues its chain. */
export class Node {
  async up() {
    this.port ??= await freePort();
    this.dir ??= join(root, `node-${this.port}`);
    this.url = `ws://127.0.0.1:${this.port}`;
    mkdirSync(this.dir, { recursive: true });
    this.chain ??= await unhurried(join(this.dir, 'chain.json'));
    const args = [
      '--dev',
      '--chain',
      this.chain,
      '--base-path',
      this.dir,
      '--rpc-port',
      String(this.port),
      '--listen-addr',
      '/ip4/127.0.0.1/tcp/0',
      '--unsafe-force-node-key-generation',
      '--no-mdns',
      '--no-telemetry',
      '--no-prometheus',
    ];
    ({ child: this.child } = await started(NODE, args, 'Imported #'));
    return this;
  }
  async down(signal = 'SIGTERM') {
    this.child.kill(signal);
    await ended(this.child);
  }
}

/** A person with a home folder and the command. */
export class Person {
  constructor(name, url, uri = `//${name}`) {
    Object.assign(this, { name, url, uri, home: join(root, name) });
    mkdirSync(this.home, { recursive: true });
  }
  args(args) {
    return ['--home', this.home, '--url', this.url, '--signer', this.uri, ...args];
  }
  env = { EPIONE_PASSPHRASE: 'correct horse' };
  /** Runs the command; returns what it printed for people, or throws what it said. */
  say(...args) {
    return new Promise((resolve, reject) => {
      execFile(
        CLI,
        this.args(args),
        { env: { ...process.env, ...this.env }, maxBuffer: 1 << 24 },
        (error, out, err) => {
          if (error) return reject(new Error(`epione ${args.join(' ')}: ${out}${err}`));
          resolve(out);
        },
      );
    });
  }
  /** Runs the command; returns its JSON. */
  async run(...args) {
    return JSON.parse((await this.say('--json', ...args)).trim().split('\n').pop());
  }
  start(until, ...args) {
    return started(CLI, this.args(args), until, this.env);
  }
}

/** The page, as `epione app` serves it. */
export async function page(url, dir) {
  const server = new Person(`server-${await freePort()}`, url);
  const { child, line } = await server.start('The page is at', 'app', '--listen', '127.0.0.1:0', '--dir', dir);
  return { child, base: line.match(/http:\S+/)[0] };
}
