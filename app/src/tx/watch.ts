/** What becomes of a signed transaction, over lost connections and nodes that forget. */
import { InvalidTxError, type TxBroadcastEvent } from 'polkadot-api';
import type { Observable, Subscription } from 'rxjs';
import type { Head, Phase } from '../chain/connection';
import type { Store } from '../chain/store';

/** What is told of it. `unknown`: it may have happened or not. */
export type Watched = TxBroadcastEvent | { type: 'invalid'; error: unknown } | { type: 'unknown' };

/** Final blocks after which a transaction that the chain takes for sent already should have been seen in one. */
const PATIENCE = 15;
/** Milliseconds until it is sent again after an error that has nothing to do with the connection. */
const PAUSE = 2000;

const isStale = (error: unknown): boolean => error instanceof InvalidTxError && error.error.type === 'Invalid' && error.error.value.type === 'Stale';

/**
 * Sends a signed transaction and tells what becomes of it. Whenever a connection was lost and is there again, the same bytes are sent
 * again, since a node that stopped has forgotten what waited in it; they can come into force only once. The returned function stops
 * telling.
 */
export function watch(send: () => Observable<TxBroadcastEvent>, chain: { phase: Store<Phase>; head: Store<Head | null> }, tell: (event: Watched) => void): () => void {
  const subscriptions: Subscription[] = [];
  const ends: (() => void)[] = [];
  let over = false;
  const stop = (): void => {
    over = true;
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    ends.forEach((end) => end());
  };
  const end = (event: Watched): void => {
    if (over) return;
    stop();
    tell(event);
  };

  const attempt = (first: boolean): void => {
    subscriptions.push(
      send().subscribe({
        next: (event) => {
          if (event.type === 'finalized') return end(event);
          // Sent once more it may stand in a block already: no step back.
          if (!over && (first || event.type === 'txBestBlocksState')) tell(event);
        },
        error: (error: unknown) => {
          if (over) return;
          // Its number is used: by itself, most likely, in a block that the earlier attempt tells of.
          if (!first && isStale(error)) return expire();
          if (error instanceof InvalidTxError) return end({ type: 'invalid', error });
          if (chain.phase.get() === 'ready') {
            const timer = setTimeout(() => attempt(false), PAUSE);
            ends.push(() => clearTimeout(timer));
          }
        },
      }),
    );
  };
  const expire = (): void => {
    const from = chain.head.get()?.number ?? 0;
    ends.push(chain.head.subscribe(() => (chain.head.get()?.number ?? 0) > from + PATIENCE && end({ type: 'unknown' })));
  };

  let ready = chain.phase.get() === 'ready';
  ends.push(
    chain.phase.subscribe(() => {
      const now = chain.phase.get() === 'ready';
      if (now && !ready) attempt(false);
      ready = now;
    }),
  );
  attempt(true);
  return stop;
}
