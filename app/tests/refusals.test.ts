import { readFileSync } from 'node:fs';
import { InvalidTxError } from 'polkadot-api';
import { describe, expect, it } from 'vitest';
import { codeName, named, ofCode, ofDispatch, ofValidity } from '../src/tx/refusals';
import { feeOf, ofError } from '../src/tx/submit';
import { de } from '../src/words/de';
import { en } from '../src/words/en';
import { it as italian } from '../src/words/it';

const languages = [en, italian, de];

const generated = (name: string) =>
  JSON.parse(readFileSync(new URL(`../src/chain/generated/${name}.json`, import.meta.url), 'utf8'));
const errors: Record<string, [string, string][]> = generated('errors');
const codes: Record<string, [string, string]> = generated('codes');
/** The code of a reason. */
const codeOf = (name: string): number =>
  Number(Object.entries(codes).find(([, [found]]) => found === name)?.[0] ?? Number.NaN);

describe('codes of the pool', () => {
  it('are a pallet’s first code and the place of the error in the metadata', () => {
    const first = new Map<string, number>();
    let checked = 0;
    for (const [code, [name, words]] of Object.entries(codes)) {
      const [pallet, error] = name.split('.');
      if (error === undefined || pallet === undefined) continue;
      const place = errors[pallet]?.findIndex(([found]) => found === error) ?? -1;
      expect(place, name).toBeGreaterThanOrEqual(0);
      expect(errors[pallet]?.[place]?.[1]).toBe(words);
      if (!first.has(pallet)) first.set(pallet, Number(code) - place);
      expect(Number(code)).toBe((first.get(pallet) ?? 0) + place);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(150);
  });

  it('that stand for nothing have no name', () => {
    expect(codeName(0)).toBeNull();
    const free = [...Array(256).keys()].find((code) => code > 20 && !(code in codes)) ?? 0;
    expect(codeName(free)).toBeNull();
    expect(ofCode(en, free).why).toContain(String(free));
  });

  it('are said in every language, with what to do', () => {
    for (const t of languages) {
      const refusal = ofCode(t, codeOf('Consent.AlreadyRevoked'));
      expect(refusal.name).toBe('Consent.AlreadyRevoked');
      expect(refusal.why).not.toBe('');
      expect(refusal.todo).not.toBe('');
    }
  });

  it('without words of ours come with the chain’s own', () => {
    const refusal = named(italian, 'Studies.Barred');
    expect(refusal.why).toContain('Studies.Barred');
    expect(refusal.english).toContain('lost a dispute');
  });
});

describe('languages', () => {
  it('know the same refusals', () => {
    const keys = Object.keys(en.refusal.known).sort();
    for (const t of languages) expect(Object.keys(t.refusal.known).sort()).toEqual(keys);
  });

  it('know no refusal that the chain does not', () => {
    const all = new Set(Object.values(errors).flatMap((list) => list.map(([name]) => name)));
    for (const [name] of Object.values(codes)) all.add(name);
    for (const name of Object.keys(en.refusal.known)) expect(all.has(name), name).toBe(true);
  });
});

describe('errors', () => {
  it('of a dispatch are named by pallet and error', () => {
    const error = { type: 'Module', value: { type: 'Devices', value: { type: 'BadSignature', value: undefined } } };
    expect(ofDispatch(en, error)).toMatchObject({
      name: 'Devices.BadSignature',
      why: en.refusal.known.BadSignature?.[0],
    });
  });

  it('about money say that money is missing', () => {
    expect(ofDispatch(en, { type: 'Token', value: { type: 'FundsUnavailable' } }).why).toBe(en.refusal.Funds.why);
  });

  it('of the pool are decoded', () => {
    const verdict = (value: object): object => ({ type: 'Invalid', value });
    expect(ofValidity(en, verdict({ type: 'Custom', value: codeOf('Studies.NothingToWithdraw') })).name).toBe(
      'Studies.NothingToWithdraw',
    );
    expect(ofValidity(en, verdict({ type: 'Payment' })).why).toBe(en.refusal.Payment.why);
    expect(ofValidity(en, verdict({ type: 'BadMandatory' })).why).toContain('BadMandatory');
    expect(ofError(new InvalidTxError(verdict({ type: 'Custom', value: codeOf('StudyCannotPay') })), en)).toMatchObject(
      { step: 'refused', refusal: { name: 'StudyCannotPay' } },
    );
  });

  it('of a wallet are told apart: a no, a locked wallet', () => {
    expect(ofError(new Error('Cancelled'), en)).toEqual({ step: 'rejected' });
    expect(ofError(new Error('Rejected by user'), en)).toEqual({ step: 'rejected' });
    expect(ofError(new Error('Unable to decode using the supplied passphrase'), en)).toEqual({ step: 'locked' });
  });
});

describe('the fee', () => {
  const paid = (who: string, actual_fee: bigint) => ({
    type: 'TransactionPayment',
    value: { type: 'TransactionFeePaid', value: { who, actual_fee, tip: 0n } },
  });
  it('is what this account paid, and nothing that another did', () => {
    expect(feeOf([paid('study', 5n)], 'me')).toBeNull();
    expect(feeOf([paid('study', 5n), paid('me', 7n)], 'me')).toBe(7n);
    expect(feeOf([paid('me', 0n)], 'me')).toBeNull();
  });
});
