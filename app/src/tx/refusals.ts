/** Refusals in words: the pool's one-byte codes, dispatch errors, and what wallets say. */
import codes from '../chain/generated/codes.json';
import errors from '../chain/generated/errors.json';
import type { Texts } from '../words/en';

/** A refusal, for people. */
export interface Refusal {
  /** `Consent.NotFound`, `Payment`, ... */
  name: string;
  why: string;
  /** What to do; empty if there is nothing to do. */
  todo: string;
  /** The chain's own words, if there are none in this language. */
  english?: string;
}

/** The errors of each pallet, in order: name and words. */
const PALLETS: Record<string, string[][]> = errors;

/**
 * The pool's codes: the name of each (`Pallet.Error`, or a reason of the pool's own) and its words.
 */
const CODES: Record<string, string[]> = codes;

/** The name behind a code of the pool; `null` for an unused code. */
export const codeName = (code: number): string | null => CODES[code]?.[0] ?? null;

/** A code of the pool, in words. */
export function ofCode(t: Texts, code: number): Refusal {
  const name = codeName(code);
  if (name === null) return { name: String(code), why: t.refusal.unknown(`code ${code}`), todo: '' };
  return named(t, name);
}

/** An error by its name: `Pallet.Error`, or a reason of the pool's own. */
export function named(t: Texts, name: string): Refusal {
  const [pallet, error] = name.includes('.') ? name.split('.', 2) : [null, name];
  const known = t.refusal.known[error ?? name];
  if (known !== undefined) return { name, why: known[0], todo: known[1] };
  const docs =
    pallet === null || pallet === undefined
      ? Object.values(CODES).find(([found]) => found === name)?.[1]
      : PALLETS[pallet]?.find(([found]) => found === error)?.[1];
  return { name, why: t.refusal.unknown(name), todo: '', english: docs };
}

interface Tagged {
  type: string;
  value?: unknown;
}

const isTagged = (value: unknown): value is Tagged =>
  typeof value === 'object' && value !== null && 'type' in value && typeof (value as Tagged).type === 'string';

/** A failed dispatch, in words. */
export function ofDispatch(t: Texts, error: unknown): Refusal {
  if (!isTagged(error)) return { name: 'Other', why: t.refusal.unknown(String(error)), todo: '' };
  if (error.type === 'Module' && isTagged(error.value) && isTagged(error.value.value))
    return named(t, `${error.value.type}.${error.value.value.type}`);
  if (error.type === 'Token') return { name: 'Token', ...t.refusal.Funds };
  return { name: error.type, why: t.refusal.unknown(error.type), todo: '' };
}

/**
 * The pool's verdict on a transaction: `{ type: 'Invalid', value: { type: 'Custom', value: 85 } }`.
 */
export function ofValidity(t: Texts, verdict: unknown): Refusal {
  if (!isTagged(verdict) || !isTagged(verdict.value))
    return { name: 'Invalid', why: t.refusal.unknown('invalid'), todo: '' };
  const { type, value } = verdict.value;
  if (type === 'Custom' && typeof value === 'number') return ofCode(t, value);
  if (
    type === 'Payment' ||
    type === 'Stale' ||
    type === 'Future' ||
    type === 'BadSigner' ||
    type === 'BadProof' ||
    type === 'AncientBirthBlock' ||
    type === 'ExhaustsResources'
  )
    return { name: type, ...t.refusal[type] };
  return { name: type, why: t.refusal.unknown(type), todo: '' };
}
