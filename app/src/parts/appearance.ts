import { keep, recall } from '../chain/store';

/** Light or dark, or as the system has it. */
export type Appearance = 'auto' | 'light' | 'dark';

/** What was chosen. */
export function appearance(): Appearance {
  const kept = recall('appearance');
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Puts the choice where the styles look for it. */
export function applyAppearance(): void {
  document.documentElement.dataset.appearance = appearance();
}

/** Chooses. */
export function chooseAppearance(value: Appearance): void {
  keep('appearance', value === 'auto' ? null : value);
  applyAppearance();
}
