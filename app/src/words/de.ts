import { codes } from './de/codes';
import { frame } from './de/frame';
import { patient } from './de/patient';
import { studies } from './de/studies';
import type { Texts } from './en';

/** German. */
export const de: Texts = {
  language: 'Deutsch',
  locale: 'de-DE',
  brand: { name: 'Epione', line: 'Ihre Daten, Ihr Wort.' },
  ...frame,
  ...codes,
  ...patient,
  ...studies,
};
