import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesHex, hexBytes } from '../src/chain/address';
import { modalityBits, modifierBits } from '../src/words/codes';
import { type ConsentTerms, fhirConsent, sentence } from '../src/words/consent';
import { de } from '../src/words/de';
import { saltedDigest, seal } from '../src/words/document';
import { en } from '../src/words/en';
import { it as italian } from '../src/words/it';

const SUBJECT = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
const OTHER = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty';

const study: ConsentTerms = {
  subject: SUBJECT,
  grantee: { type: 'Study', value: 7 },
  modalities: modalityBits(['Wearable', 'HomeMonitor']),
  datasets: null,
  days: [20_000, 20_030],
  purpose: {
    type: 'Research',
    value: {
      permission: { type: 'HealthResearch', value: undefined },
      modifiers: modifierBits(['IRB', 'TS']),
      time_limit: 1_800_000_000_000n,
      moratorium: undefined,
    },
  },
  validFrom: Date.UTC(2026, 10, 26, 12),
  validUntil: Date.UTC(2027, 1, 24, 12),
  uses: 3,
};
const account: ConsentTerms = {
  ...study,
  grantee: { type: 'Account', value: OTHER },
  datasets: [`0x${'ab'.repeat(32)}`],
  days: null,
  purpose: { type: 'Treatment', value: undefined },
  uses: null,
};

describe('the sentence', () => {
  it('says who, what, which days, what for, under which conditions, how long and how often', () => {
    expect(sentence(en, study)).toBe(
      'I allow study 7 to read my data from wearables (watch, patch, ring) and home monitors (glucose meter, ' +
        'cuff, scale), collected from 4 Oct 2024 to 3 Nov 2024, ' +
        'for health and medical research (only with an ethics approval and only until a date: 15 Jan 2027), from ' +
        '26 Nov 2026 until 24 Feb 2027, at most 3 times. ' +
        'I can take this back at any time, at no cost, and from then on no further key is handed over; what was ' +
        'already read cannot be called back.',
    );
  });

  it('says one dataset, an account, and nothing of what is not limited', () => {
    const words = sentence(en, account);
    expect(words).toContain(`the account ${OTHER}`);
    expect(words).toContain('one dataset of mine');
    expect(words).toContain('for my treatment, from');
    expect(words).not.toContain('times');
    expect(words).not.toContain('collected');
  });

  it('leaves no gap in any language', () => {
    for (const t of [en, italian, de])
      for (const terms of [study, account]) {
        const words = sentence(t, terms);
        expect(words).not.toMatch(/undefined|NaN|\s\s|\s,/);
        expect(words.endsWith('.')).toBe(true);
      }
  });
});

describe('the FHIR Consent', () => {
  const document = fhirConsent(en, study) as Record<string, unknown>;

  it('says the same in codes', () => {
    expect(document).toMatchObject({
      resourceType: 'Consent',
      status: 'active',
      scope: { coding: [{ code: 'research' }] },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: { identifier: { value: SUBJECT } },
      provision: {
        type: 'permit',
        period: { start: '2026-11-26T12:00:00.000Z', end: '2027-02-24T12:00:00.000Z' },
        actor: [{ reference: { type: 'ResearchStudy', identifier: { value: 'study:7' } } }],
        purpose: [{ code: 'HRESCH' }, { code: 'DUO:0000006' }, { code: 'DUO:0000021' }, { code: 'DUO:0000025' }],
        class: [{ code: 'Wearable' }, { code: 'HomeMonitor' }],
        dataPeriod: { start: '2024-10-04', end: '2024-11-03' },
        extension: [{ url: 'urn:epione:uses', valueUnsignedInt: 3 }],
      },
    });
  });

  it('carries the sentence as its narrative, and a policy as R4 demands (ppc-1)', () => {
    const { text, policyRule } = document as { text: { div: string }; policyRule: unknown };
    expect(text.div).toContain(sentence(en, study));
    expect(policyRule).toBeDefined();
  });

  it('names the datasets, and leaves out what is not limited', () => {
    const other = fhirConsent(en, account) as { provision: Record<string, unknown>; scope: unknown };
    expect(other.provision.data).toEqual([
      { meaning: 'instance', reference: { identifier: { system: 'urn:epione:dataset', value: 'ab'.repeat(32) } } },
    ]);
    expect(other.provision).not.toHaveProperty('dataPeriod');
    expect(other.provision).not.toHaveProperty('extension');
    expect(other.scope).toEqual({
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    });
  });

  it('escapes what would be markup', () => {
    const odd = { ...en, sentence: { ...en.sentence, whoStudy: () => '<script>&' } };
    expect((fhirConsent(odd, study) as { text: { div: string } }).text.div).toContain('&lt;script&gt;&amp;');
  });
});

describe('the salted digest', () => {
  it('is SHA-256 of salt and value', () => {
    // head -c 32 /dev/zero | cat - <(printf abc) | sha256sum
    // client/src/papers/documents.rs has the same vector.
    const digest = saltedDigest(new Uint8Array(32), new TextEncoder().encode('abc'));
    expect(bytesHex(digest)).toBe('365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370');
  });

  it('is that of the text in the file, byte for byte, by another implementation too', () => {
    const { document, digest } = seal('consent', '{"grüße":"—"}');
    const again = createHash('sha256').update(hexBytes(document.salt)).update(document.text, 'utf8').digest('hex');
    expect(digest).toBe(`0x${again}`);
    expect(document.salt).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another each time', () => {
    expect(seal('x', 'MONDO:0005148').digest).not.toBe(seal('x', 'MONDO:0005148').digest);
  });
});
