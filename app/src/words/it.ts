import type { Texts } from './en';
import { codes } from './it/codes';
import { frame } from './it/frame';
import { patient } from './it/patient';
import { studies } from './it/studies';

/** Italian. */
export const it: Texts = {
  language: 'Italiano',
  locale: 'it-IT',
  brand: { name: 'Epione', line: 'I tuoi dati, la tua parola.' },
  ...frame,
  ...codes,
  ...patient,
  ...studies,
};
