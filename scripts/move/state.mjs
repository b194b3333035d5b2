// Where a state comes from: a node, a snapshot of one, or a raw chain specification.
import { readFileSync } from 'node:fs';
import { MoveError } from './keys.mjs';
import { hexToU8a, u8aToHex, WsProvider } from './polkadot.mjs';
import { stateRoot } from './trie.mjs';

const SNAPSHOT = 'epione-state/1';
const PAGE = 500;
/** How long a node may take to respond. */
const PATIENCE_MS = 60_000;

export const isUrl = (source) => /^wss?:\/\//.test(source);

export function readJson(file, what) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new MoveError(`${file} cannot be read (${error.code ?? error.message}): give the path of ${what}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MoveError(`${file} is no JSON (${error.message}): give the path of ${what}`);
  }
}

/** The `genesis.raw.top` of a raw specification, its keys checked and in small letters, and all the rest of it. */
export function readSpec(file) {
  const spec = readJson(file, 'a raw chain specification');
  if (spec?.genesis?.runtimeGenesis) {
    throw new MoveError(
      `${file} is a plain specification: make it raw first (polkadot-omni-node chain-spec-builder convert-to-raw; scripts/chain-specs does it)`,
    );
  }
  const raw = spec?.genesis?.raw;
  if (!raw?.top || typeof raw.top !== 'object')
    throw new MoveError(`${file} has no genesis.raw.top: give a raw chain specification`);
  if (Object.keys(raw.childrenDefault ?? {}).length)
    throw new MoveError(`${file} has child tries (genesis.raw.childrenDefault): no preset of this project makes any`);
  return { spec, top: checked(raw.top, file) };
}

function checked(top, file) {
  const out = {};
  for (const [key, value] of Object.entries(top)) {
    for (const text of [key, value]) {
      if (typeof text !== 'string' || !/^0x([0-9a-f]{2})*$/i.test(text))
        throw new MoveError(`${file}: ${JSON.stringify(text)} at ${key} is no hex with 0x`);
    }
    out[key.toLowerCase()] = value.toLowerCase();
  }
  return out;
}

export function readSnapshot(file) {
  const snapshot = readJson(file, 'a snapshot that --snapshot wrote');
  if (snapshot?.format !== SNAPSHOT)
    throw new MoveError(
      `${file} is no snapshot (format ${JSON.stringify(snapshot?.format)}, not ${SNAPSHOT}): make one with --snapshot`,
    );
  const state = { ...snapshot, top: checked(snapshot.top, file) };
  proveWhole(state, file);
  return state;
}

/** The root of an export must be that of its block's header. */
function proveWhole({ block, top, stateVersion }, source) {
  if (stateVersion !== 1)
    throw new MoveError(`${source}: its state has version ${stateVersion}, and only version 1 can be checked here`);
  const root = stateRoot(top);
  if (root !== block.stateRoot) {
    throw new MoveError(
      `the state read from ${source} has the root ${root}, but the header of block ${block.number} says ${block.stateRoot}: it is not whole; read it again`,
    );
  }
}

/** One connection to a node. Every request is answered, or throws an error that names it. */
export class Node {
  static async open(url) {
    const provider = new WsProvider(url, false, undefined, PATIENCE_MS);
    // The provider prints the same to the console.
    const { error: print } = console;
    console.error = () => {};
    try {
      await within(
        new Promise((resolve, reject) => {
          provider.on('connected', resolve);
          provider.on('error', (error) => reject(new Error(error?.message ?? 'no connection')));
          provider.connect().catch(reject);
        }),
        'it does not answer',
      );
    } catch (error) {
      await provider.disconnect().catch(() => {});
      throw new MoveError(`no node at ${url} (${error.message}): start one, or give its websocket address`);
    } finally {
      console.error = print;
    }
    return new Node(url, provider);
  }

  constructor(url, provider) {
    this.url = url;
    this.provider = provider;
  }

  async ask(method, ...params) {
    try {
      return await within(this.provider.send(method, params), 'no answer');
    } catch (error) {
      throw new MoveError(`${this.url} refuses ${method}: ${error.message}`);
    }
  }

  close() {
    return this.provider.disconnect();
  }

  /** The header of a block: `at` is a hash, a number, "finalized" or "genesis". It must be final. */
  async block(at = 'finalized') {
    const finalHash = await this.ask('chain_getFinalizedHead');
    const finalHeader = await this.ask('chain_getHeader', finalHash);
    let hash = at;
    if (at === 'finalized') hash = finalHash;
    else if (at === 'genesis') hash = await this.ask('chain_getBlockHash', 0);
    else if (/^\d+$/.test(at)) {
      hash = await this.ask('chain_getBlockHash', Number(at));
      if (!hash)
        throw new MoveError(`${this.url} has no block ${at}: its newest final one is ${Number(finalHeader.number)}`);
    }
    if (!/^0x[0-9a-f]{64}$/.test(hash))
      throw new MoveError(`'${hash}' is neither the number nor the hash (0x and 64 digits) of a block`);
    const header = await this.ask('chain_getHeader', hash);
    if (!header) throw new MoveError(`${this.url} has no block ${hash}`);
    const number = Number(header.number);
    if (number > Number(finalHeader.number))
      throw new MoveError(
        `block ${number} is not final at ${this.url}: the newest final one is ${Number(finalHeader.number)}; wait`,
      );
    if ((await this.ask('chain_getBlockHash', number)) !== hash)
      throw new MoveError(`block ${hash} is on another branch than what is final at ${this.url}`);
    return { number, hash, stateRoot: header.stateRoot, newestFinal: Number(finalHeader.number) };
  }

  async call(name, input, at) {
    return this.ask('state_call', name, input, at);
  }

  /** Everything that a chain's state was after a block. `progress(keys)` is called with the number of keys so far. */
  async state(at, progress = () => {}) {
    const block = await this.block(at);
    const [chain, genesisHash, version, metadata] = await Promise.all([
      this.ask('system_chain'),
      this.ask('chain_getBlockHash', 0),
      this.ask('state_getRuntimeVersion', block.hash),
      this.ask('state_getMetadata', block.hash),
    ]);
    const top = {};
    let count = 0;
    let start = null;
    for (;;) {
      const keys = await this.ask('state_getKeysPaged', '0x', PAGE, start, block.hash);
      await this.values(keys, block.hash, top);
      count += keys.length;
      progress(count);
      if (keys.length < PAGE) break;
      start = keys.at(-1);
    }
    const state = {
      format: SNAPSHOT,
      chain,
      genesisHash,
      block: { number: block.number, hash: block.hash, stateRoot: block.stateRoot },
      newestFinal: block.newestFinal,
      specName: version.specName,
      specVersion: version.specVersion,
      // The runtime's system version, under its older name; from 1 on the trie's is 1.
      stateVersion: Math.min(version.systemVersion ?? version.stateVersion, 1),
      metadata,
      top,
    };
    proveWhole(state, this.url);
    return state;
  }

  /** Values of keys; in smaller pieces if a response would be too long for the node. */
  async values(keys, at, into) {
    if (keys.length === 0) return;
    let changes;
    try {
      [{ changes }] = await this.ask('state_queryStorageAt', keys, at);
    } catch (error) {
      if (keys.length === 1 || !/too (big|large|long)|size|exceed/i.test(error.message)) throw error;
      const half = keys.length >> 1;
      await this.values(keys.slice(0, half), at, into);
      return this.values(keys.slice(half), at, into);
    }
    for (const [key, value] of changes) {
      if (value === null)
        throw new MoveError(`${this.url} lists the key ${key} and has no value for it: read it again`);
      into[key] = value;
    }
  }

  /** Metadata of version 16, which names view functions. */
  async metadata16(at) {
    const bytes = hexToU8a(await this.call('Metadata_metadata_at_version', '0x10000000', at));
    if (bytes[0] !== 1) throw new MoveError(`${this.url} has no metadata of version 16`);
    const skip = [1, 2, 4, (bytes[1] >> 2) + 5][bytes[1] & 3];
    return u8aToHex(bytes.subarray(1 + skip));
  }
}

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The state at a node (`at`: see `Node.block`) or in a snapshot. */
export async function loadState(source, { at, progress } = {}) {
  if (!isUrl(source)) {
    const state = readSnapshot(source);
    if (at && at !== state.block.hash && at !== String(state.block.number))
      throw new MoveError(`${source} is of block ${state.block.number} (${state.block.hash}), not of ${at}`);
    return state;
  }
  const node = await Node.open(source);
  try {
    return await node.state(at ?? 'finalized', progress);
  } finally {
    await node.close();
  }
}
