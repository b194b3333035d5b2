/**
 * Reads and checks a device's signed claim, as `epione device sign-claim` prints it; says what is
 * wrong.
 */
import { fromPublicKey } from '../chain/address';
import type { Api } from '../chain/types';

/** A claim that can be sent to the chain. */
export interface Claim {
  /** The device's account. */
  id: string;
  scheme: 'Ed25519' | 'Sr25519';
  /** 0x and 64 hexadecimal digits. */
  key: string;
  counter: number;
  expiry: number;
  /** 0x and 128 hexadecimal digits. */
  signature: string;
  provenance: { batch: number; index: number; path: string[] } | null;
}

/** What is wrong with a text that should be a claim. */
export type ClaimError =
  | { kind: 'json' }
  | { kind: 'secret' }
  | { kind: 'kind' }
  | { kind: 'field'; name: string }
  | { kind: 'expired' }
  | { kind: 'provenance' };

const SCHEMES: Record<string, Claim['scheme']> = { ed25519: 'Ed25519', sr25519: 'Sr25519' };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown, least: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) < 2 ** 32;
const hex = (value: unknown, bytes: number): string | null => {
  if (typeof value !== 'string') return null;
  const digits = value.replace(/^0x/, '').toLowerCase();
  return new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(digits) ? `0x${digits}` : null;
};

/** Reads a claim at a moment of the chain's clock. */
export function parseClaim(text: string, now: number): { claim: Claim } | { error: ClaimError } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { error: { kind: 'json' } };
  }
  if (!isObject(json)) return { error: { kind: 'json' } };
  // The file of a simulated device holds its secret: it must not end up in a web page.
  if ('seed' in json || 'secret' in json) return { error: { kind: 'secret' } };
  if (!('signature' in json) && 'provenance' in json) return { error: { kind: 'kind' } };
  const field = (name: string): { error: ClaimError } => ({ error: { kind: 'field', name } });

  const key = hex(json.device, 32);
  if (key === null) return field('device');
  const scheme = typeof json.scheme === 'string' ? SCHEMES[json.scheme.toLowerCase()] : undefined;
  if (scheme === undefined) return field('scheme');
  const { counter, expiry } = json;
  if (!isCount(counter, 1)) return field('counter');
  if (typeof expiry !== 'number' || !Number.isSafeInteger(expiry) || expiry <= 0) return field('expiry');
  const signature = hex(json.signature, 64);
  if (signature === null) return field('signature');
  const provenance = readProvenance(json.provenance);
  if (provenance === undefined) return field('provenance');
  if (expiry <= now) return { error: { kind: 'expired' } };
  if (counter === 1 && provenance === null) return { error: { kind: 'provenance' } };
  return { claim: { id: fromPublicKey(key), scheme, key, counter, expiry, signature, provenance } };
}

function readProvenance(value: unknown): Claim['provenance'] | undefined {
  if (value === undefined || value === null) return null;
  if (
    !isObject(value) ||
    !isCount(value.batch, 0) ||
    !isCount(value.index, 0) ||
    !Array.isArray(value.path) ||
    value.path.length > 32
  )
    return undefined;
  const path = value.path.map((item) => hex(item, 32));
  return path.some((item) => item === null)
    ? undefined
    : { batch: value.batch, index: value.index, path: path as string[] };
}

/** The transaction. */
export function claimCall(api: Api, claim: Claim) {
  const { provenance } = claim;
  return api.tx.Devices.claim({
    device: { scheme: { type: claim.scheme, value: undefined }, key: claim.key },
    provenance:
      provenance === null
        ? undefined
        : { batch: provenance.batch, proof: { index: provenance.index, path: provenance.path } },
    counter: claim.counter,
    expiry: BigInt(claim.expiry),
    signature: claim.signature,
  });
}
