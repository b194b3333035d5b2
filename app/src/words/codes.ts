/** The chain's codes, in words. */

import { short } from '../chain/address';
import type { Grantee, Purpose } from '../chain/types';
import type { Texts } from './en';
import { day, list } from './format';

/** Kinds of data, in the order of their bits. */
export const MODALITIES = [
  'Wearable',
  'HomeMonitor',
  'Implant',
  'BedsideMonitor',
  'Imaging',
  'Laboratory',
  'Questionnaire',
  'ClinicalNote',
  'Genomic',
] as const;
/** A kind of data. */
export type Modality = (typeof MODALITIES)[number];

/** DUO modifiers with their numbers, in the order of their bits. */
export const MODIFIERS = [
  ['RS', 12],
  ['NMDS', 15],
  ['GSO', 16],
  ['NPUNCU', 18],
  ['PUB', 19],
  ['COL', 20],
  ['IRB', 21],
  ['GS', 22],
  ['MOR', 24],
  ['TS', 25],
  ['US', 26],
  ['PS', 27],
  ['IS', 28],
  ['RTN', 29],
  ['CC', 43],
  ['NPOA', 44],
  ['NPU', 45],
  ['NCU', 46],
] as const;
/** A DUO modifier. */
export type Modifier = (typeof MODIFIERS)[number][0];

/** The kinds in a set. */
export const modalitiesOf = (bits: number): Modality[] => MODALITIES.filter((_, bit) => (bits & (1 << bit)) !== 0);
/** The set of some kinds. */
export const modalityBits = (kinds: readonly Modality[]): number =>
  kinds.reduce((bits, kind) => bits | (1 << MODALITIES.indexOf(kind)), 0);
/** The modifiers in a set. */
export const modifiersOf = (bits: number): Modifier[] =>
  MODIFIERS.flatMap(([name], bit) => ((bits & (1 << bit)) !== 0 ? [name] : []));
/** The set of some modifiers. */
export const modifierBits = (names: readonly Modifier[]): number =>
  MODIFIERS.reduce((bits, [name], bit) => (names.includes(name) ? bits | (1 << bit) : bits), 0);

/** Kinds of data in words: "wearables and home monitors". */
export const kinds = (t: Texts, bits: number): string =>
  list(
    t,
    modalitiesOf(bits).map((kind) => t.code.modality[kind]),
  );

/** A purpose in words, without its conditions. */
export function purposeWords(t: Texts, purpose: Purpose): string {
  return purpose.type === 'Research' ? t.code.permission[purpose.value.permission.type] : t.code.purpose[purpose.type];
}

/** The conditions of a purpose, each in words. */
export function conditions(t: Texts, purpose: Purpose): string[] {
  if (purpose.type !== 'Research') return [];
  const { modifiers, time_limit, moratorium } = purpose.value;
  return modifiersOf(modifiers).map((name) => {
    const date = name === 'TS' ? time_limit : name === 'MOR' ? moratorium : undefined;
    return date === undefined ? t.code.modifier[name] : t.sentence.limitDate(t.code.modifier[name], day(t, date));
  });
}

/** Who is granted access. */
export const granteeWords = (t: Texts, grantee: Grantee): string =>
  grantee.type === 'Study' ? t.common.study(grantee.value) : short(grantee.value);

/** The grantee as the command writes it: `study:3` or an address. */
export const granteeCode = (grantee: Grantee): string =>
  grantee.type === 'Study' ? `study:${grantee.value}` : grantee.value;

/** How many readings a tree of this depth holds at most. */
export const readings = (depth: number): number => 2 ** depth;
