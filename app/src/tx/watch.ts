/** Follows a signed transaction through lost connections and restarted nodes. */
import { InvalidTxError, type TxBroadcastEvent } from 'polkadot-api';
import type { Observable, Subscription } from 'rxjs';
import type { Head, Phase } from '../chain/connection';
import type { Store } from '../chain/store';

/** What is reported. `unknown`: it may or may not have happened. */
export type Watched = TxBroadcastEvent | { type: 'invalid'; error: unknown } | { type: 'unknown' };

/** Final blocks within which a transaction whose nonce is used should have been seen in a block. */
const PATIENCE = 15;
/** Milliseconds before sending again after an error other than a lost connection. */
const PAUSE = 2000;

const isStale = (error: unknown): boolean =>
  error instanceof InvalidTxError && error.error.type === 'Invalid' && error.error.value.type === 'Stale';

/**
 * Sends a signed transaction and reports what becomes of it. After each reconnection it sends the
 * same bytes again, since a node that stopped has lost its pool; they can take effect only once.
 * The returned function ends the reports.
 */
export function watch(
  send: () => Observable<TxBroadcastEvent>,
  chain: { phase: Store<Phase>; head: Store<Head | null> },
  tell: (event: Watched) => void,
): () => void {
  const subscriptions: Subscription[] = [];
  const ends: (() => void)[] = [];
  let over = false;
  const stop = (): void => {
    over = true;
    for (const subscription of subscriptions) subscription.unsubscribe();
    for (const end of ends) end();
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
          // When sent again it may be in a block already: the progress never goes back.
          if (!over && (first || event.type === 'txBestBlocksState')) tell(event);
        },
        error: (error: unknown) => {
          if (over) return;
          // Its nonce is used, most likely by itself, in a block that the earlier attempt reports.
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
    ends.push(
      chain.head.subscribe(() => (chain.head.get()?.number ?? 0) > from + PATIENCE && end({ type: 'unknown' })),
    );
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
