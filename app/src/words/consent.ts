/**
 * A consent in one sentence, and as a FHIR Consent document: both from the same terms, so that they
 * agree.
 */
import type { Grantee, Purpose } from '../chain/types';
import { conditions, granteeCode, kinds, MODIFIERS, modalitiesOf, modifiersOf, purposeWords } from './codes';
import type { Texts } from './en';
import { day, dayOf, list } from './format';

/** What is granted. Times are milliseconds, days are days since 1970. */
export interface ConsentTerms {
  subject: string;
  grantee: Grantee;
  modalities: number;
  /** Digests with 0x; `null`: all. */
  datasets: string[] | null;
  days: [number, number] | null;
  purpose: Purpose;
  validFrom: number;
  validUntil: number;
  uses: number | null;
}

/** The sentence that a person signs. */
export function sentence(t: Texts, terms: ConsentTerms): string {
  const { grantee } = terms;
  const demands = conditions(t, terms.purpose);
  return t.sentence.consent({
    who: grantee.type === 'Study' ? t.sentence.whoStudy(grantee.value) : t.sentence.whoAccount(grantee.value),
    what: kinds(t, terms.modalities),
    which: terms.datasets === null ? t.sentence.allData : t.sentence.someData(terms.datasets.length),
    collected: terms.days === null ? '' : t.sentence.collected(dayOf(t, terms.days[0]), dayOf(t, terms.days[1])),
    purpose: purposeWords(t, terms.purpose),
    terms: demands.length === 0 ? '' : t.sentence.terms(list(t, demands)),
    from: day(t, terms.validFrom),
    until: day(t, terms.validUntil),
    uses: terms.uses === null ? '' : t.sentence.uses(terms.uses),
  });
}

/** HL7 v3 codes of the purposes. */
const PURPOSE_CODES: Record<Purpose['type'], string> = {
  Treatment: 'TREAT',
  EmergencyTreatment: 'ETREAT',
  Research: 'HRESCH',
  PublicHealth: 'PUBHLTH',
  Payment: 'HPAYMT',
  Operations: 'HOPERAT',
  PatientRequest: 'PATRQT',
};
/** DUO numbers of the permissions. */
const PERMISSION_CODES = {
  NoRestriction: 4,
  GeneralResearch: 42,
  HealthResearch: 6,
  DiseaseSpecific: 7,
  PopulationOrigins: 11,
} as const;

const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const duo = (number: number): { system: string; code: string } => ({
  system: 'http://purl.obolibrary.org/obo/duo.owl',
  code: `DUO:${String(number).padStart(7, '0')}`,
});
const iso = (moment: number): string => new Date(moment).toISOString();
const isoDay = (days: number): string => iso(days * 86_400_000).slice(0, 10);
const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function purposeCodings(purpose: Purpose): { system: string; code: string }[] {
  const codings = [{ system: `${HL7}v3-ActReason`, code: PURPOSE_CODES[purpose.type] }];
  if (purpose.type !== 'Research') return codings;
  const numbers = new Map<string, number>(MODIFIERS);
  codings.push(duo(PERMISSION_CODES[purpose.value.permission.type]));
  for (const name of modifiersOf(purpose.value.modifiers)) codings.push(duo(numbers.get(name) ?? 0));
  return codings;
}

/**
 * The consent as HL7 FHIR R4 Consent. The narrative is the sentence; the codes say the same to
 * machines.
 */
export function fhirConsent(t: Texts, terms: ConsentTerms): object {
  const study = terms.grantee.type === 'Study';
  const research = terms.purpose.type === 'Research';
  return {
    resourceType: 'Consent',
    language: t.locale.slice(0, 2),
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escapeXml(sentence(t, terms))}</p></div>`,
    },
    status: 'active',
    scope: { coding: [{ system: `${HL7}consentscope`, code: research ? 'research' : 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { identifier: { system: 'urn:epione:account', value: terms.subject } },
    dateTime: iso(terms.validFrom),
    policyRule: { coding: [{ system: `${HL7}v3-ActCode`, code: 'OPTIN' }] },
    provision: {
      ...(terms.uses === null ? {} : { extension: [{ url: 'urn:epione:uses', valueUnsignedInt: terms.uses }] }),
      type: 'permit',
      period: { start: iso(terms.validFrom), end: iso(terms.validUntil) },
      actor: [
        {
          role: { coding: [{ system: `${HL7}v3-ParticipationType`, code: 'IRCP' }] },
          reference: {
            ...(study ? { type: 'ResearchStudy' } : {}),
            identifier: { system: 'urn:epione:grantee', value: granteeCode(terms.grantee) },
          },
        },
      ],
      action: [{ coding: [{ system: `${HL7}consentaction`, code: 'access' }] }],
      purpose: purposeCodings(terms.purpose),
      class: modalitiesOf(terms.modalities).map((kind) => ({ system: 'urn:epione:modality', code: kind })),
      ...(terms.days === null ? {} : { dataPeriod: { start: isoDay(terms.days[0]), end: isoDay(terms.days[1]) } }),
      ...(terms.datasets === null
        ? {}
        : {
            data: terms.datasets.map((digest) => ({
              meaning: 'instance',
              reference: { identifier: { system: 'urn:epione:dataset', value: digest.replace(/^0x/, '') } },
            })),
          }),
    },
  };
}
