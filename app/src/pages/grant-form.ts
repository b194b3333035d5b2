/** What the consent form holds, what of it is wrong, and the terms that it makes. */
import { normalise } from '../chain/address';
import type { ConsentRequest, Purpose, Study } from '../chain/types';
import { type Modality, type Modifier, modalitiesOf, modalityBits, modifierBits } from '../words/codes';
import type { ConsentTerms } from '../words/consent';
import { dateField, dayNumber, endOfDay } from '../words/format';

/** Purposes that the form offers when the reader is not a study. */
export const PURPOSES = [
  'Treatment',
  'EmergencyTreatment',
  'HealthResearch',
  'GeneralResearch',
  'PublicHealth',
  'Payment',
  'Operations',
  'PatientRequest',
] as const;
/** One of them. */
export type PurposeChoice = (typeof PURPOSES)[number];

/** Conditions that need no date and that one can set when granting. */
export const CONDITIONS: readonly Modifier[] = ['IRB', 'NCU', 'NPU', 'NPOA', 'RTN', 'PUB'];

const DAY = 86_400_000;

/** The form, as typed. */
export interface GrantForm {
  kind: 'study' | 'account';
  study: number | null;
  address: string;
  modalities: Modality[];
  which: 'all' | 'some';
  datasets: string[];
  window: boolean;
  from: string;
  to: string;
  purpose: PurposeChoice;
  conditions: Modifier[];
  /** The purpose of the study or the request, which is granted unchanged. */
  given: Purpose | null;
  until: string;
  limited: boolean;
  uses: string;
  /** The request that this answers. */
  request: number | null;
}

/** The form at the start: empty, or with what a study or a request asks for. */
export function startForm(now: number, study: Study | null, request: ConsentRequest | null): GrantForm {
  const form: GrantForm = {
    kind: 'account',
    study: null,
    address: '',
    modalities: [],
    which: 'all',
    datasets: [],
    window: false,
    from: '',
    to: dateField(now),
    purpose: 'Treatment',
    conditions: [],
    given: null,
    until: dateField(now + 90 * DAY),
    limited: false,
    uses: '',
    request: null,
  };
  if (request !== null) {
    const [id, , terms] = request;
    return {
      ...form,
      request: id,
      kind: terms.grantee.type === 'Study' ? 'study' : 'account',
      study: terms.grantee.type === 'Study' ? terms.grantee.value : null,
      address: terms.grantee.type === 'Account' ? terms.grantee.value : '',
      modalities: modalitiesOf(terms.modalities),
      which: terms.datasets === undefined ? 'all' : 'some',
      datasets: terms.datasets ?? [],
      window: terms.days !== undefined,
      from: terms.days?.map(isoDay)[0] ?? '',
      to: terms.days?.map(isoDay)[1] ?? form.to,
      given: terms.purpose,
      until: dateField(Number(terms.valid_until)),
      limited: terms.uses !== undefined,
      uses: terms.uses === undefined ? '' : String(terms.uses),
    };
  }
  return study === null ? form : withStudy(form, study);
}

const isoDay = (days: number): string => new Date(days * DAY).toISOString().slice(0, 10);

/** The form with a study chosen: its kinds of data, its purpose, and until it closes. */
export function withStudy(form: GrantForm, study: Study): GrantForm {
  const { terms } = study;
  if (terms === undefined) return { ...form, kind: 'study', study: study.study };
  return {
    ...form,
    kind: 'study',
    study: study.study,
    modalities: modalitiesOf(terms.modalities),
    given: terms.purpose,
    until: dateField(Number(terms.closes)),
    limited: true,
    uses: String(terms.per_participant),
  };
}

/** The steps of the form. */
export type Step = 'who' | 'what' | 'why' | 'long' | 'check';
/** In their order. */
export const STEPS: readonly Step[] = ['who', 'what', 'why', 'long', 'check'];

/** What is wrong in a step: a key of `t.grant.errors`. */
export type GrantError = 'who' | 'self' | 'what' | 'which' | 'days' | 'until' | 'uses';

/** The first thing that is wrong in a step, or nothing. */
export function wrong(form: GrantForm, step: Step, now: number, own: string): GrantError | null {
  if (step === 'who') {
    if (form.kind === 'study') return form.study === null ? 'who' : null;
    const address = normalise(form.address);
    return address === null ? 'who' : address === own ? 'self' : null;
  }
  if (step === 'what') {
    if (form.modalities.length === 0) return 'what';
    if (form.which === 'some' && (form.datasets.length === 0 || form.datasets.length > 16)) return 'which';
    const [from, to] = [dayNumber(form.from), dayNumber(form.to)];
    return form.window && (from === null || to === null || from > to) ? 'days' : null;
  }
  if (step === 'long') {
    if ((endOfDay(form.until) ?? 0) <= now) return 'until';
    return form.limited && !/^[1-9]\d{0,8}$/.test(form.uses) ? 'uses' : null;
  }
  return null;
}

/** The purpose that is granted. */
export function purposeOf(form: GrantForm): Purpose {
  if (form.given !== null) return form.given;
  if (form.purpose === 'HealthResearch' || form.purpose === 'GeneralResearch')
    return {
      type: 'Research',
      value: {
        permission: { type: form.purpose, value: undefined },
        modifiers: modifierBits(form.conditions),
        time_limit: undefined,
        moratorium: undefined,
      },
    };
  return { type: form.purpose, value: undefined };
}

/** The terms, once no step is wrong. */
export function termsOf(form: GrantForm, subject: string, now: number, latest: number | null): ConsentTerms {
  const until = endOfDay(form.until) ?? now;
  return {
    subject,
    grantee:
      form.kind === 'study'
        ? { type: 'Study', value: form.study ?? 0 }
        : { type: 'Account', value: normalise(form.address) ?? '' },
    modalities: modalityBits(form.modalities),
    datasets: form.which === 'some' ? form.datasets : null,
    days: form.window ? [dayNumber(form.from) ?? 0, dayNumber(form.to) ?? 0] : null,
    purpose: purposeOf(form),
    validFrom: now,
    // A request ends at a moment, a date field names a day: never grant more than was asked.
    validUntil: latest === null ? until : Math.min(until, latest),
    uses: form.limited ? Number(form.uses) : null,
  };
}
