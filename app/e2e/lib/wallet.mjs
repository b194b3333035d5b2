// A strict wallet: it holds keys, signs only for its own accounts and only complete payloads of
// this chain, wraps raw bytes, and can refuse, be locked, or take its time.
import { Keyring } from '@polkadot/keyring';
import { TypeRegistry } from '@polkadot/types';
import { hexToU8a, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { rolldown } from 'rolldown';

const PAYLOAD = [
  'address',
  'blockHash',
  'blockNumber',
  'era',
  'genesisHash',
  'method',
  'nonce',
  'signedExtensions',
  'specVersion',
  'tip',
  'transactionVersion',
  'version',
];
let script;

export class Wallet {
  mood = 'willing';
  /** What was signed: the calls' bytes. */
  signed = [];
  /** What it refused, and why. */
  refused = [];

  static async with(genesis, uris) {
    await cryptoWaitReady();
    const wallet = new Wallet();
    wallet.genesis = genesis;
    wallet.ring = new Keyring({ type: 'sr25519' });
    wallet.pairs = uris.map((uri) => wallet.ring.addFromUri(uri, { name: uri.slice(2) }));
    return wallet;
  }

  /** Puts it into every page of a browser context. */
  async into(context) {
    if (script === undefined) {
      const bundle = await rolldown({
        input: new URL('wallet-page.js', import.meta.url).pathname,
        onLog: () => undefined,
      });
      script = (await bundle.generate({ format: 'iife' })).output[0].code;
    }
    await context.exposeFunction('__wallet', (what, argument) =>
      this[what](argument).then(
        (ok) => ({ ok }),
        (error) => {
          this.refused.push(`${what}: ${error.message}`);
          return { error: error.message };
        },
      ),
    );
    await context.addInitScript(script);
  }

  async enable(origin) {
    if (typeof origin !== 'string' || origin.length === 0) throw new Error('who asks?');
  }

  async accounts() {
    return this.pairs.map((pair) => ({
      address: pair.address,
      genesisHash: null,
      name: pair.meta.name,
      type: 'sr25519',
    }));
  }

  async consent(address) {
    if (!this.pairs.some((pair) => pair.address === address))
      throw new Error(`Unable to retrieve keypair for ${address}`);
    if (this.mood === 'rejecting') throw new Error('Cancelled');
    if (this.mood === 'locked') throw new Error('Unable to decode using the supplied passphrase');
    if (this.mood === 'slow') await new Promise((resolve) => (this.answer = resolve));
    return this.ring.getPair(address);
  }

  async payload(payload) {
    for (const field of PAYLOAD) if (payload[field] === undefined) throw new Error(`the payload has no ${field}`);
    if (payload.genesisHash !== this.genesis) throw new Error('the payload is for another chain');
    const pair = await this.consent(payload.address);
    const registry = new TypeRegistry();
    registry.setSignedExtensions(payload.signedExtensions);
    const { signature } = registry.createType('ExtrinsicPayload', payload, { version: payload.version }).sign(pair);
    this.signed.push(payload.method);
    return { id: this.signed.length, signature };
  }

  async raw({ address, data, type }) {
    const pair = await this.consent(address);
    if (type !== 'bytes') throw new Error(`raw data of type ${type}`);
    return { id: 0, signature: u8aToHex(pair.sign(u8aWrapBytes(hexToU8a(data)))) };
  }
}
