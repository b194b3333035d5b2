import { useEffect, useState } from 'react';
import { api, head, phase, revision, type Api } from './connection';
import { useStore } from './store';

/** What a page reads from the chain, and whether it is there yet. */
export interface Live<T> {
  value: T | undefined;
  failed: boolean;
}

/** The chain's clock at the newest final block, in milliseconds; before the first block this machine's. */
export function useNow(): number {
  return useStore(head)?.now ?? Date.now();
}

/**
 * Reads from the chain, and again whenever a final block changed something. While it reads anew the old value stays, so that nothing
 * flickers; when `deps` change, what was read for others is dropped.
 */
export function useLive<T>(read: (api: Api) => Promise<T>, deps: readonly unknown[]): Live<T> {
  const current = useStore(api);
  const version = useStore(revision);
  const ready = useStore(phase) === 'ready';
  const key = deps.join('|');
  const [state, setState] = useState<Live<T> & { key: string }>({ key, value: undefined, failed: false });

  useEffect(() => {
    if (current === null || !ready) return undefined;
    let stopped = false;
    read(current).then(
      (value) => !stopped && setState({ key, value, failed: false }),
      (error: unknown) => {
        if (stopped) return;
        console.warn('reading the chain failed', error);
        setState((old) => ({ key, value: old.key === key ? old.value : undefined, failed: true }));
      },
    );
    return () => {
      stopped = true;
    };
    // `read` is made anew at every rendering; `deps` say what it depends on.
  }, [current, version, ready, key]);

  return state.key === key ? state : { value: undefined, failed: false };
}
