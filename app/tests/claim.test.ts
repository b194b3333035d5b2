import { describe, expect, it } from 'vitest';
import { fromPublicKey } from '../src/chain/address';
import { parseClaim } from '../src/words/claim';
import { parseRecipientKey } from '../src/words/recipient-key';

const NOW = 1_795_000_000_000;
const valid = {
  kind: 'epione-device-claim',
  device: '11'.repeat(32),
  scheme: 'ed25519',
  counter: 1,
  expiry: NOW + 1000,
  signature: '22'.repeat(64),
  provenance: { batch: 3, index: 5, path: ['33'.repeat(32), `0x${'44'.repeat(32)}`] },
};
const read = (change: object) => parseClaim(JSON.stringify({ ...valid, ...change }), NOW);
const error = (change: object) => {
  const found = read(change);
  return 'error' in found ? found.error : null;
};

describe('a device’s claim', () => {
  it('is read', () => {
    expect(read({})).toEqual({
      claim: {
        id: fromPublicKey('11'.repeat(32)),
        scheme: 'Ed25519',
        key: `0x${'11'.repeat(32)}`,
        counter: 1,
        expiry: NOW + 1000,
        signature: `0x${'22'.repeat(64)}`,
        provenance: { batch: 3, index: 5, path: [`0x${'33'.repeat(32)}`, `0x${'44'.repeat(32)}`] },
      },
    });
  });

  it('needs no proof of its maker once it was claimed before', () => {
    expect(error({ counter: 2, provenance: null })).toBeNull();
    expect(error({ counter: 1, provenance: null })).toEqual({ kind: 'provenance' });
  });

  it('is refused at the very moment at which it expires', () => {
    expect(error({ expiry: NOW + 1 })).toBeNull();
    expect(error({ expiry: NOW })).toEqual({ kind: 'expired' });
  });

  it('is refused with the field that is wrong', () => {
    expect(error({ device: '11' })).toEqual({ kind: 'field', name: 'device' });
    expect(error({ scheme: 'ecdsa' })).toEqual({ kind: 'field', name: 'scheme' });
    expect(error({ counter: 0 })).toEqual({ kind: 'field', name: 'counter' });
    expect(error({ counter: 1.5 })).toEqual({ kind: 'field', name: 'counter' });
    expect(error({ expiry: 'soon' })).toEqual({ kind: 'field', name: 'expiry' });
    expect(error({ signature: 'zz'.repeat(64) })).toEqual({ kind: 'field', name: 'signature' });
    expect(error({ provenance: { batch: 0, index: 0, path: ['12'] } })).toEqual({ kind: 'field', name: 'provenance' });
    expect(error({ provenance: { batch: 0, index: 0, path: Array(33).fill('33'.repeat(32)) } })).toEqual({
      kind: 'field',
      name: 'provenance',
    });
  });

  it('is not the device itself, which holds a secret', () => {
    const found = parseClaim(JSON.stringify({ scheme: 'ed25519', seed: '00'.repeat(32), memory: {} }), NOW);
    expect(found).toEqual({ error: { kind: 'secret' } });
  });

  it('is not the file that came with the device', () => {
    expect(parseClaim(JSON.stringify({ device: valid.device, model: 0, provenance: valid.provenance }), NOW)).toEqual({
      error: { kind: 'kind' },
    });
  });

  it('is not just any text', () => {
    for (const text of ['', 'hello', '[]', '7', 'null'])
      expect(parseClaim(text, NOW)).toEqual({ error: { kind: 'json' } });
  });
});

describe('a recipient key', () => {
  const key = { version: 0, key: 'aa'.repeat(32), proof: 'bb'.repeat(64) };
  it('is read', () => {
    expect(parseRecipientKey(JSON.stringify(key))).toEqual({
      key: { version: 0, key: `0x${'aa'.repeat(32)}`, proof: `0x${'bb'.repeat(64)}` },
    });
  });
  it('never with a secret beside it', () => {
    expect(parseRecipientKey(JSON.stringify({ ...key, secret: 'cc' }))).toEqual({ error: 'secret' });
  });
  it('is refused when it is not whole', () => {
    for (const change of [{ version: -1 }, { key: 'aa' }, { proof: undefined }])
      expect(parseRecipientKey(JSON.stringify({ ...key, ...change }))).toEqual({ error: 'invalid' });
    expect(parseRecipientKey('no')).toEqual({ error: 'invalid' });
  });
});
