import { describe, expect, it } from 'vitest';
import type { ConsentRequest, Study } from '../src/chain/types';
import { purposeOf, startForm, termsOf, wrong } from '../src/pages/grant-form';
import { startStudy, studyTerms, wrongWith } from '../src/pages/study-form';
import { dateField } from '../src/words/format';

const NOW = Date.UTC(2026, 10, 26, 12);
const DAY = 86_400_000;
const OWN = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
const OTHER = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty';

describe('the consent form', () => {
  const form = { ...startForm(NOW, null, null), address: OTHER, modalities: ['Wearable' as const] };

  it('says what is wrong in each step', () => {
    expect(wrong({ ...form, address: 'x' }, 'who', NOW, OWN)).toBe('who');
    expect(wrong({ ...form, address: OWN }, 'who', NOW, OWN)).toBe('self');
    expect(wrong({ ...form, kind: 'study' }, 'who', NOW, OWN)).toBe('who');
    expect(wrong({ ...form, modalities: [] }, 'what', NOW, OWN)).toBe('what');
    expect(wrong({ ...form, which: 'some' }, 'what', NOW, OWN)).toBe('which');
    expect(wrong({ ...form, which: 'some', datasets: Array(17).fill('0x') }, 'what', NOW, OWN)).toBe('which');
    expect(wrong({ ...form, window: true, from: '2026-02-02', to: '2026-02-01' }, 'what', NOW, OWN)).toBe('days');
    expect(wrong({ ...form, until: dateField(NOW - DAY) }, 'long', NOW, OWN)).toBe('until');
    expect(wrong({ ...form, limited: true, uses: '0' }, 'long', NOW, OWN)).toBe('uses');
    for (const step of ['who', 'what', 'why', 'long', 'check'] as const) expect(wrong(form, step, NOW, OWN)).toBeNull();
  });

  it('makes the terms that it shows', () => {
    expect(termsOf(form, OWN, NOW, null)).toMatchObject({
      subject: OWN,
      grantee: { type: 'Account', value: OTHER },
      modalities: 1,
      datasets: null,
      days: null,
      validFrom: NOW,
      uses: null,
    });
    expect(purposeOf({ ...form, purpose: 'HealthResearch', conditions: ['NCU'] })).toMatchObject({
      type: 'Research',
      value: { permission: { type: 'HealthResearch' }, modifiers: 1 << 17 },
    });
  });

  it('for a study begins with what the study asks, and grants its own purpose', () => {
    const purpose = { type: 'PublicHealth', value: undefined } as const;
    const study = {
      study: 4,
      terms: { modalities: 0b10, purpose, closes: BigInt(NOW + 10 * DAY), per_participant: 5 },
    } as unknown as Study;
    const started = startForm(NOW, study, null);
    expect(started).toMatchObject({
      kind: 'study',
      study: 4,
      modalities: ['HomeMonitor'],
      uses: '5',
      limited: true,
      until: dateField(NOW + 10 * DAY),
    });
    expect(purposeOf(started)).toEqual(purpose);
  });

  it('upon a request never gives more time than was asked', () => {
    const until = BigInt(NOW + 3 * DAY);
    const asked = [
      9,
      OTHER,
      {
        grantee: { type: 'Account', value: OTHER },
        modalities: 1,
        purpose: { type: 'Treatment', value: undefined },
        valid_until: until,
      },
    ] as unknown as ConsentRequest;
    const started = startForm(NOW, null, asked);
    expect(started.request).toBe(9);
    expect(termsOf(started, OWN, NOW, Number(until)).validUntil).toBe(Number(until));
  });
});

describe('the study form', () => {
  const form = {
    ...startStudy(),
    document: 'A study.',
    modalities: ['Wearable' as const],
    reward: '2',
    budget: '100',
    closes: dateField(NOW + 30 * DAY),
  };

  it('takes a whole study and makes its terms', () => {
    expect(wrongWith(form, NOW)).toEqual([]);
    expect(studyTerms(form, NOW, '0xd0', null)).toMatchObject({
      document: '0xd0',
      modalities: 1,
      min_depth: 5,
      device_signed: true,
      reward: 2_000_000_000_000n,
      per_participant: 10,
      max_contributions: 100,
      opens: BigInt(NOW),
      dispute_window: BigInt(3 * DAY),
      cohort: undefined,
      eligibility: { collected: undefined, models: [], not_in: [] },
    });
  });

  it('names each field that is wrong', () => {
    const field = (change: object) => wrongWith({ ...form, ...change }, NOW).map((error) => error.field);
    expect(field({ document: ' ' })).toEqual(['document']);
    expect(field({ permission: 'DiseaseSpecific', disease: '5148' })).toEqual(['disease']);
    expect(field({ modifiers: ['TS'] })).toEqual(['timeLimit']);
    expect(field({ modalities: [] })).toEqual(['modalities']);
    expect(field({ reward: '0' })).toEqual(['reward']);
    expect(field({ max: '1.5' })).toEqual(['max']);
    expect(field({ closes: dateField(NOW - DAY) })).toEqual(['closes']);
    expect(field({ cohort: true, cohortMin: '1' })).toEqual(['cohortMin', 'cohortBy']);
    expect(field({ models: '1, x' })).toEqual(['models']);
  });
});
