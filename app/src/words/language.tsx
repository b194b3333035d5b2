import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { keep, recall, Store, useStore } from '../chain/store';
import { en, type Texts } from './en';

/** The languages. English comes with the page, another is loaded when it is chosen. */
const LOADERS = {
  en: async (): Promise<Texts> => en,
  it: async (): Promise<Texts> => (await import('./it')).it,
  de: async (): Promise<Texts> => (await import('./de')).de,
};

/** The code of a language. */
export type Language = keyof typeof LOADERS;

/** Their names, each in its own words. */
export const LANGUAGES: Record<Language, string> = { en: 'English', it: 'Italiano', de: 'Deutsch' };

const isLanguage = (code: string | undefined): code is Language => code !== undefined && code in LOADERS;

function preferred(): Language {
  const kept = recall('language') ?? undefined;
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

const state = new Store<{ code: Language; texts: Texts }>({ code: 'en', texts: en });

/** Changes the language, for this visit and the next. */
export async function setLanguage(code: Language): Promise<void> {
  const texts = await LOADERS[code]();
  state.set({ code, texts });
  keep('language', code);
}

/** Loads the language that this person wants, before anything is drawn. */
export async function startLanguage(): Promise<void> {
  const code = preferred();
  state.set({ code, texts: await LOADERS[code]() });
}

const Context = createContext<Texts>(en);

/** Provides the texts to the components inside. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const { code, texts } = useStore(state);
  useEffect(() => {
    document.documentElement.lang = code;
  }, [code]);
  return <Context.Provider value={texts}>{children}</Context.Provider>;
}

/** The texts, in the language in use. */
export const useTexts = (): Texts => useContext(Context);

/** The language in use. */
export const useLanguage = (): Language => useStore(state).code;
