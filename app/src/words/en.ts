import { codes } from './en/codes';
import { frame } from './en/frame';
import { patient } from './en/patient';
import { studies } from './en/studies';

/**
 * English, and the type that every other language must fill: without a text it does not compile.
 * Say grant, revoke, study, contribution, anchor, tombstone. Plain sentences; no promise that
 * nobody can keep.
 */
export const en = {
  language: 'English',
  locale: 'en-GB',
  brand: { name: 'Epione', line: 'Your health data, your say.' },
  ...frame,
  ...codes,
  ...patient,
  ...studies,
};

/** Every text of the page. */
export type Texts = typeof en;
