import { useSyncExternalStore } from 'react';

/** A value that components can watch. */
export class Store<T> {
  private listeners = new Set<() => void>();

  constructor(private value: T) {}

  get = (): T => this.value;

  set = (value: T): void => {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** The store's value, live. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get);

/** Reads what was kept in this browser; `null` if there is nothing. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`epione.${key}`);
  } catch {
    return null;
  }
}

/**
 * Keeps something in this browser. If the browser refuses (private mode, no space), that is not an
 * error.
 */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`epione.${key}`);
    else localStorage.setItem(`epione.${key}`, value);
  } catch {
    // The page works without it.
  }
}
