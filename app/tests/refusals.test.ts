import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidTxError } from 'polkadot-api';
import { codeName, named, ofCode, ofDispatch, ofValidity } from '../src/tx/refusals';
import { feeOf, ofError } from '../src/tx/submit';
import { en } from '../src/words/en';
import { it as italian } from '../src/words/it';
import { de } from '../src/words/de';

const languages = [en, italian, de];

describe('codes of the pool', () => {
  // The table that the runtime's own code writes.
  const table = readFileSync(new URL('../../docs/charge-or-free.md', import.meta.url), 'utf8');
  const rows = [...table.matchAll(/^\| (\d+) \| `([\w.]+)` \|/gm)].map(([, code, name]) => [Number(code), name] as const);

  it('are those of docs/charge-or-free.md, each of them', () => {
    expect(rows.length).toBeGreaterThan(150);
    for (const [code, name] of rows) expect([code, codeName(code)]).toEqual([code, name]);
  });

  it('that stand for nothing have no name', () => {
    expect(codeName(0)).toBeNull();
    expect(codeName(30)).toBeNull();
    expect(ofCode(en, 30).why).toContain('30');
  });

  it('are said in every language, with what to do', () => {
    for (const t of languages) {
      const refusal = ofCode(t, 98);
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
    const errors: Record<string, string[][]> = JSON.parse(readFileSync(new URL('../src/chain/generated/errors.json', import.meta.url), 'utf8'));
    const all = new Set(Object.values(errors).flatMap((list) => list.map(([name]) => name)));
    for (let code = 0; code < 32; code += 1) all.add(codeName(code) ?? '');
    for (const name of Object.keys(en.refusal.known)) expect(all.has(name), name).toBe(true);
  });
});

describe('errors', () => {
  it('of a dispatch are named by pallet and error', () => {
    const error = { type: 'Module', value: { type: 'Devices', value: { type: 'BadSignature', value: undefined } } };
    expect(ofDispatch(en, error)).toMatchObject({ name: 'Devices.BadSignature', why: en.refusal.known.BadSignature?.[0] });
  });

  it('about money say that money is missing', () => {
    expect(ofDispatch(en, { type: 'Token', value: { type: 'FundsUnavailable' } }).why).toBe(en.refusal.Funds.why);
  });

  it('of the pool are decoded', () => {
    const verdict = (value: object): object => ({ type: 'Invalid', value });
    expect(ofValidity(en, verdict({ type: 'Custom', value: 243 })).name).toBe('Studies.NothingToWithdraw');
    expect(ofValidity(en, verdict({ type: 'Payment' })).why).toBe(en.refusal.Payment.why);
    expect(ofValidity(en, verdict({ type: 'BadMandatory' })).why).toContain('BadMandatory');
    expect(ofError(new InvalidTxError(verdict({ type: 'Custom', value: 10 })), true, en)).toMatchObject({ step: 'refused', refusal: { name: 'StudyCannotPay' } });
  });

  it('of a wallet are told apart: a no, a locked wallet, a connection that broke', () => {
    expect(ofError(new Error('Cancelled'), false, en)).toEqual({ step: 'rejected' });
    expect(ofError(new Error('Rejected by user'), false, en)).toEqual({ step: 'rejected' });
    expect(ofError(new Error('Unable to decode using the supplied passphrase'), false, en)).toEqual({ step: 'locked' });
    expect(ofError(new Error('socket closed'), true, en)).toEqual({ step: 'dropped' });
  });
});

describe('the fee', () => {
  const paid = (who: string, actual_fee: bigint) => ({ type: 'TransactionPayment', value: { type: 'TransactionFeePaid', value: { who, actual_fee, tip: 0n } } });
  it('is what this account paid, and nothing that another did', () => {
    expect(feeOf([paid('study', 5n)], 'me')).toBeNull();
    expect(feeOf([paid('study', 5n), paid('me', 7n)], 'me')).toBe(7n);
    expect(feeOf([paid('me', 0n)], 'me')).toBeNull();
  });
});
