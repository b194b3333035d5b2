import { InvalidTxError, type TxBroadcastEvent } from 'polkadot-api';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Head, Phase } from '../src/chain/connection';
import { Store } from '../src/chain/store';
import { type Watched, watch } from '../src/tx/watch';

/** A watched transaction, on a chain that the test simulates. */
function watched() {
  const chain = { phase: new Store<Phase>('ready'), head: new Store<Head | null>({ number: 10, now: 0 }) };
  const attempts: Subject<TxBroadcastEvent>[] = [];
  const told: Watched[] = [];
  const send = () => {
    const attempt = new Subject<TxBroadcastEvent>();
    attempts.push(attempt);
    return attempt;
  };
  const stop = watch(send, chain, (event) => told.push(event));
  const at = (n: number) => attempts[n] ?? expect.fail(`there was no attempt ${n}`);
  return { chain, attempts, at, told, stop, types: () => told.map((event) => event.type) };
}

const event = (type: TxBroadcastEvent['type'], more: object = {}) =>
  ({ type, txHash: '0x00', ...more }) as TxBroadcastEvent;
const invalid = (type: string) => new InvalidTxError({ type: 'Invalid', value: { type, value: undefined } });
const lose = ({ chain }: ReturnType<typeof watched>) => {
  chain.phase.set('lost');
  chain.phase.set('ready');
};

describe('a transaction that was signed', () => {
  it('is told of until it is final', () => {
    const tx = watched();
    tx.at(0).next(event('broadcasted'));
    tx.at(0).next(event('txBestBlocksState', { found: true }));
    tx.at(0).next(event('finalized'));
    expect(tx.types()).toEqual(['broadcasted', 'txBestBlocksState', 'finalized']);
    lose(tx);
    expect(tx.attempts).toHaveLength(1);
  });

  it('is sent again when a lost connection is there again, and ends once', () => {
    const tx = watched();
    tx.at(0).next(event('broadcasted'));
    tx.chain.phase.set('lost');
    tx.at(0).error(new Error('socket closed'));
    expect(tx.attempts).toHaveLength(1);
    tx.chain.phase.set('ready');
    expect(tx.attempts).toHaveLength(2);
    tx.at(1).next(event('broadcasted'));
    tx.at(1).next(event('finalized'));
    expect(tx.types()).toEqual(['broadcasted', 'finalized']);
  });

  it('is seen by the first attempt when the second comes too late', () => {
    const tx = watched();
    lose(tx);
    tx.at(1).error(invalid('Stale'));
    tx.at(0).next(event('finalized'));
    expect(tx.types()).toEqual(['finalized']);
  });

  it('may have happened when its number is used and nobody saw it', () => {
    const tx = watched();
    lose(tx);
    tx.at(1).error(invalid('Stale'));
    tx.chain.head.set({ number: 25, now: 0 });
    expect(tx.types()).toEqual([]);
    tx.chain.head.set({ number: 26, now: 0 });
    tx.chain.head.set({ number: 27, now: 0 });
    expect(tx.types()).toEqual(['unknown']);
  });

  it('that the pool refuses ends there, at once and later', () => {
    const stale = watched();
    stale.at(0).error(invalid('Stale'));
    expect(stale.types()).toEqual(['invalid']);
    const later = watched();
    lose(later);
    later.at(1).error(invalid('Payment'));
    expect(later.types()).toEqual(['invalid']);
  });

  it('is told of no more once that was stopped', () => {
    const tx = watched();
    tx.stop();
    lose(tx);
    tx.at(0).next(event('finalized'));
    expect([tx.told, tx.attempts.length]).toEqual([[], 1]);
  });
});
