// An IPFS node of others (Helia 7, JavaScript), to try Epione's embedded node against.
//
//   node peer.js fetch MULTIADDR CID [--out FILE] [--timeout SECONDS] [--seed N]
//   node peer.js serve SIZE|FILE [--connect MULTIADDR] [--listen MULTIADDR] [--seed N]
//   node peer.js id --seed N
//   node peer.js selftest
//
// `fetch` dials the node, gets the whole DAG under CID over bitswap, hashes every block again, and
// prints one JSON object; exit code 0 only if all of it came and was right. `serve` builds a file
// with the JavaScript importer under profile unixfs-v1-2025 (SIZE: that many bytes, byte i is i mod
// 251), prints one JSON object with its CID and addresses, and serves until its standard input ends
// or it is killed. With `--connect` it dials that node, so that one which listens to nobody can
// ask. `--seed` gives a fixed peer id, for a node that lets only named peers in.
//
// It knows no other peers: no bootstrap, no DHT, no mDNS, no HTTP gateways.

import './node20.js';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { withBitswap } from '@helia/bitswap';
import { withLibp2pLight } from '@helia/libp2p';
import * as dagPb from '@ipld/dag-pb';
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { identify } from '@libp2p/identify';
import { noise } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createHeliaLight } from 'helia';
import { importer } from 'ipfs-unixfs-importer';
import { CID } from 'multiformats/cid';

const RAW = 0x55;
const DAG_PB = 0x70;
const SHA2_256 = 0x12;

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** The key of seed `n`: always the same, so that its peer id is known beforehand. */
async function keyOf(seed) {
  if (seed == null) {
    return generateKeyPair('Ed25519');
  }
  return generateKeyPairFromSeed('Ed25519', createHash('sha256').update(`epione peer ${seed}`).digest());
}

async function start({ seed, listen = [] } = {}) {
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight(), {
      privateKey: await keyOf(seed),
      addresses: { listen },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify() },
    }),
  );
  await helia.start();
  return helia;
}

/** Everything that a block store yields for a block, as one array. */
async function bytesOf(blocks) {
  if (blocks instanceof Uint8Array) {
    return blocks;
  }
  const parts = [];
  for await (const part of blocks) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The file under `root`, its blocks fetched one level of the tree at a time. */
async function fetchFile(helia, root, { timeout = 30 } = {}) {
  const signal = AbortSignal.timeout(timeout * 1000);
  const stats = { blocks: 0 };
  async function walk(cid) {
    if (cid.version !== 1 || cid.multihash.code !== SHA2_256) {
      throw new Error(`${cid} is no CIDv1 with SHA-256`);
    }
    const block = await bytesOf(await helia.blockstore.get(cid, { signal }));
    const digest = createHash('sha256').update(block).digest();
    if (!digest.equals(cid.multihash.digest)) {
      throw new Error(`the block of ${cid} has another hash`);
    }
    stats.blocks += 1;
    if (cid.code === RAW) {
      return [block];
    }
    if (cid.code !== DAG_PB) {
      throw new Error(`${cid} is neither raw nor dag-pb`);
    }
    const parts = [];
    for (const link of dagPb.decode(block).Links) {
      parts.push(...(await walk(link.Hash)));
    }
    return parts;
  }
  const content = Buffer.concat(await walk(root));
  return { content, blocks: stats.blocks };
}

function pattern(size) {
  const content = Buffer.alloc(size);
  for (let i = 0; i < size; i++) {
    content[i] = i % 251;
  }
  return content;
}

async function addFile(helia, content) {
  let last;
  const store = { put: async (cid, block) => helia.blockstore.put(cid, await bytesOf(block)) };
  for await (const entry of importer([{ content }], store, { profile: 'unixfs-v1-2025' })) {
    last = entry;
  }
  return last.cid;
}

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

async function fetchCommand(address, cid, { out, timeout, seed }) {
  const helia = await start({ seed });
  try {
    const from = Date.now();
    await helia.libp2p.dial(multiaddr(address));
    const { content, blocks } = await fetchFile(helia, CID.parse(cid), { timeout });
    if (out != null) {
      await writeFile(out, content);
    }
    return {
      ok: true,
      cid,
      bytes: content.length,
      blocks,
      sha256: sha256(content),
      milliseconds: Date.now() - from,
    };
  } finally {
    await helia.stop();
  }
}

async function serve(what, { connect, listen = '/ip4/127.0.0.1/tcp/0', seed }) {
  const content = /^\d+$/.test(what) ? pattern(Number(what)) : await readFile(what);
  const helia = await start({ seed, listen: [listen] });
  const cid = await addFile(helia, content);
  if (connect != null) {
    await helia.libp2p.dial(multiaddr(connect));
  }
  const addresses = helia.libp2p.getMultiaddrs().map(String);
  const answer = {
    ok: true,
    cid: cid.toString(),
    bytes: content.length,
    sha256: sha256(content),
    peer: helia.libp2p.peerId.toString(),
    addresses,
  };
  return { helia, answer };
}

/** Two Helia nodes and the files around the profile's edges: that this program works. */
async function selftest() {
  for (const size of [0, 1, 1 << 20, (1 << 20) + 1, 3 * (1 << 20) + 7]) {
    const { helia, answer } = await serve(String(size), { seed: 1 });
    const got = await fetchCommand(answer.addresses[0], answer.cid, { seed: 2 });
    await helia.stop();
    if (got.sha256 !== answer.sha256 || got.bytes !== size) {
      fail(`${size} bytes came back as ${got.bytes} others`);
    }
    console.log(`${size} bytes in ${got.blocks} blocks over bitswap in ${got.milliseconds} ms`);
  }
}

const options = {};
const words = [];
for (let args = process.argv.slice(2); args.length > 0; ) {
  const arg = args.shift();
  if (arg.startsWith('--')) {
    options[arg.slice(2)] = args.shift() ?? fail(`${arg} needs a value`);
  } else {
    words.push(arg);
  }
}
if (options.timeout != null) {
  options.timeout = Number(options.timeout);
}

const [command, ...rest] = words;
try {
  if (command === 'fetch' && rest.length === 2) {
    console.log(JSON.stringify(await fetchCommand(rest[0], rest[1], options)));
  } else if (command === 'serve' && rest.length === 1) {
    const { helia, answer } = await serve(rest[0], options);
    console.log(JSON.stringify(answer));
    // The program that started this one is gone: end, too.
    process.stdin.resume();
    await new Promise((resolve) => {
      process.stdin.once('end', resolve);
      process.stdin.once('error', resolve);
      process.once('SIGTERM', resolve);
      process.once('SIGINT', resolve);
    });
    await helia.stop();
  } else if (command === 'id' && options.seed != null) {
    const helia = await start({ seed: options.seed });
    console.log(JSON.stringify({ ok: true, peer: helia.libp2p.peerId.toString() }));
    await helia.stop();
  } else if (command === 'selftest') {
    await selftest();
  } else {
    fail('usage: peer.js fetch MULTIADDR CID | serve SIZE|FILE | id --seed N | selftest');
  }
  process.exit(0);
} catch (error) {
  // One line for whoever reads the output by program, the trace for people.
  console.log(JSON.stringify({ ok: false, error: `${error.name}: ${error.message}` }));
  console.error(error);
  process.exit(1);
}
