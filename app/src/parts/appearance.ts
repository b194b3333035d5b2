import { keep, recall } from '../chain/store';

/** Light or dark, or as the system is set. */
export type Appearance = 'auto' | 'light' | 'dark';

/** The choice that was kept. */
export function appearance(): Appearance {
  const kept = recall('appearance');
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Puts the choice where the styles look for it. */
export function applyAppearance(): void {
  document.documentElement.dataset.appearance = appearance();
}

/** Keeps and applies a choice. */
export function chooseAppearance(value: Appearance): void {
  keep('appearance', value === 'auto' ? null : value);
  applyAppearance();
}
