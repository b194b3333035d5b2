/** What the form for a new study holds, what of it is wrong, and the terms that it makes. */

import type { Purpose, StudyTerms } from '../chain/types';
import { type Modality, type Modifier, modalityBits, modifierBits } from '../words/codes';
import { dayNumber, endOfDay, parseAmount } from '../words/format';

/** Permissions, in the order of the form. */
export const PERMISSIONS = [
  'HealthResearch',
  'GeneralResearch',
  'NoRestriction',
  'DiseaseSpecific',
  'PopulationOrigins',
] as const;
/** One of them. */
export type Permission = (typeof PERMISSIONS)[number];

const DAY = 86_400_000;

/** The form, as typed. */
export interface StudyForm {
  document: string;
  permission: Permission;
  disease: string;
  modifiers: Modifier[];
  timeLimit: string;
  moratorium: string;
  modalities: Modality[];
  minDepth: number;
  deviceSigned: boolean;
  reward: string;
  perParticipant: string;
  max: string;
  budget: string;
  closes: string;
  window: string;
  cohort: boolean;
  cohortMin: string;
  cohortBy: string;
  collected: boolean;
  from: string;
  to: string;
  models: string;
  notIn: string;
}

/** An empty form. */
export const startStudy = (): StudyForm => ({
  document: '',
  permission: 'HealthResearch',
  disease: '',
  modifiers: ['IRB'],
  timeLimit: '',
  moratorium: '',
  modalities: [],
  minDepth: 5,
  deviceSigned: true,
  reward: '',
  perParticipant: '10',
  max: '100',
  budget: '',
  closes: '',
  window: '3',
  cohort: false,
  cohortMin: '10',
  cohortBy: '',
  collected: false,
  from: '',
  to: '',
  models: '',
  notIn: '',
});

/** A key of `t.create.errors`, with the field that it is about. */
export type StudyError =
  | { field: keyof StudyForm; key: 'document' | 'modalities' | 'disease' | 'date' | 'numbers' | 'closes' }
  | { field: keyof StudyForm; key: 'amount' };

const isCount = (text: string): boolean => /^[1-9]\d{0,8}$/.test(text.trim());
const numbers = (text: string): number[] | null => {
  if (text.trim() === '') return [];
  const parts = text.split(',').map((part) => part.trim());
  return parts.length <= 8 && parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : null;
};

/** Everything that is wrong; empty if the study can be opened. */
export function wrongWith(form: StudyForm, now: number): StudyError[] {
  const found: StudyError[] = [];
  if (form.document.trim() === '') found.push({ field: 'document', key: 'document' });
  if (form.permission === 'DiseaseSpecific' && !/^MONDO:\d{7}$/.test(form.disease.trim()))
    found.push({ field: 'disease', key: 'disease' });
  if (form.modifiers.includes('TS') && endOfDay(form.timeLimit) === null)
    found.push({ field: 'timeLimit', key: 'date' });
  if (form.modifiers.includes('MOR') && endOfDay(form.moratorium) === null)
    found.push({ field: 'moratorium', key: 'date' });
  if (form.modalities.length === 0) found.push({ field: 'modalities', key: 'modalities' });
  for (const field of ['reward', 'budget'] as const)
    if ((parseAmount(form[field]) ?? 0n) === 0n) found.push({ field, key: 'amount' });
  for (const field of ['perParticipant', 'max'] as const)
    if (!isCount(form[field])) found.push({ field, key: 'numbers' });
  if (!/^\d{1,2}(\.\d+)?$/.test(form.window.trim()) || Number(form.window) <= 0)
    found.push({ field: 'window', key: 'numbers' });
  if ((endOfDay(form.closes) ?? 0) <= now) found.push({ field: 'closes', key: 'closes' });
  if (form.cohort && !(isCount(form.cohortMin) && Number(form.cohortMin) >= 2))
    found.push({ field: 'cohortMin', key: 'numbers' });
  if (form.cohort && (endOfDay(form.cohortBy) ?? 0) <= now) found.push({ field: 'cohortBy', key: 'closes' });
  const [from, to] = [dayNumber(form.from), dayNumber(form.to)];
  if (form.collected && (from === null || to === null || from > to)) found.push({ field: 'to', key: 'date' });
  for (const field of ['models', 'notIn'] as const)
    if (numbers(form[field]) === null) found.push({ field, key: 'numbers' });
  return found;
}

/** The purpose; a disease goes in as its salted digest. */
export function studyPurpose(form: StudyForm, disease: string | null): Purpose {
  return {
    type: 'Research',
    value: {
      permission:
        form.permission === 'DiseaseSpecific'
          ? { type: 'DiseaseSpecific', value: disease ?? '' }
          : { type: form.permission, value: undefined },
      modifiers: modifierBits(form.modifiers),
      time_limit: form.modifiers.includes('TS') ? BigInt(endOfDay(form.timeLimit) ?? 0) : undefined,
      moratorium: form.modifiers.includes('MOR') ? BigInt(endOfDay(form.moratorium) ?? 0) : undefined,
    },
  };
}

/** The terms, once nothing is wrong. */
export function studyTerms(form: StudyForm, now: number, document: string, disease: string | null): StudyTerms {
  return {
    purpose: studyPurpose(form, disease),
    document,
    modalities: modalityBits(form.modalities),
    min_depth: form.minDepth,
    device_signed: form.deviceSigned,
    reward: parseAmount(form.reward) ?? 0n,
    per_participant: Number(form.perParticipant),
    max_contributions: Number(form.max),
    opens: BigInt(now),
    closes: BigInt(endOfDay(form.closes) ?? now),
    dispute_window: BigInt(Math.round(Number(form.window) * DAY)),
    cohort: form.cohort ? { min: Number(form.cohortMin), deadline: BigInt(endOfDay(form.cohortBy) ?? now) } : undefined,
    eligibility: {
      collected: form.collected ? [dayNumber(form.from) ?? 0, dayNumber(form.to) ?? 0] : undefined,
      models: numbers(form.models) ?? [],
      not_in: numbers(form.notIn) ?? [],
    },
  };
}
