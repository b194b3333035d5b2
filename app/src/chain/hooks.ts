import { useEffect, useEffectEvent, useState } from 'react';
import { api, head, phase, revision } from './connection';
import { useStore } from './store';
import type { Api } from './types';

/** What a page reads from the chain, and whether it is there yet. */
export interface Live<T> {
  value: T | undefined;
  failed: boolean;
}

/**
 * The chain's clock at the newest final block, in milliseconds; before the first block this
 * machine's, which goes on meanwhile.
 */
export function useNow(): number {
  const chain = useStore(head)?.now;
  const [machine, setMachine] = useState(Date.now);
  const waiting = chain === undefined;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setMachine(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [waiting]);
  return chain ?? machine;
}

/**
 * Reads now, and again whenever a final block changed something. An answer is passed on only if no
 * newer question was asked meanwhile. The returned function ends it.
 */
export function following<T>(
  read: () => Promise<T>,
  onValue: (value: T) => void,
  onError: (error: unknown) => void,
): () => void {
  let newest = 0;
  const ask = (): void => {
    newest += 1;
    const own = newest;
    read().then(
      (value) => own === newest && onValue(value),
      (error: unknown) => own === newest && onError(error),
    );
  };
  ask();
  const leave = revision.subscribe(ask);
  return () => {
    newest += 1;
    leave();
  };
}

/**
 * Reads from the chain, and again whenever a final block changed something. While it reads again,
 * the old value stays, so that nothing flickers; when `deps` change, what was read for others is
 * dropped.
 */
export function useLive<T>(read: (api: Api) => Promise<T>, deps: readonly unknown[]): Live<T> {
  const current = useStore(api);
  const ready = useStore(phase) === 'ready';
  const key = deps.join('|');
  const [state, setState] = useState<Live<T> & { key: string }>({ key, value: undefined, failed: false });
  // A new function at every rendering; `deps` say what it depends on.
  const newest = useEffectEvent(read);

  useEffect(() => {
    if (current === null || !ready) return undefined;
    return following(
      () => newest(current),
      (value) => setState({ key, value, failed: false }),
      (error) => {
        console.warn('reading the chain failed', error);
        setState((old) => ({ key, value: old.key === key ? old.value : undefined, failed: true }));
      },
    );
  }, [current, ready, key]);

  return state.key === key ? state : { value: undefined, failed: false };
}
