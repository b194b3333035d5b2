/** Signs and sends one transaction and reports each step. */
import { InvalidTxError } from 'polkadot-api';
import { head, phase, send } from '../chain/connection';
import type { Api } from '../chain/types';
import type { Account } from '../wallet/wallet';
import type { Texts } from '../words/en';
import type { Plan } from './plan';
import { ofDispatch, ofValidity, type Refusal } from './refusals';
import { type Watched, watch } from './watch';

/** How far a transaction has come. */
export type Progress =
  | { step: 'signing' }
  | { step: 'sent' }
  | { step: 'inBlock'; block: number }
  | { step: 'final'; block: number; fee: bigint | null }
  | { step: 'failed'; refusal: Refusal; block: number }
  | { step: 'refused'; refusal: Refusal }
  | { step: 'rejected' }
  | { step: 'locked' }
  | { step: 'dropped' };

/**
 * Blocks for which a signature is valid. At two seconds each that is about eight minutes: enough to
 * find the wallet's password, and not so long that a forgotten transaction takes effect later.
 */
const MORTALITY = 256;

/**
 * Signs and sends. The returned function ends the reports; called before the wallet has signed, it
 * also keeps the transaction from being sent.
 */
export function submit(
  api: Api,
  plan: Plan,
  account: Account,
  t: Texts,
  tell: (progress: Progress) => void,
): () => void {
  let stopped = false;
  let stop = (): void => undefined;
  tell({ step: 'signing' });
  plan
    .call(api)
    .sign(account.signer, { mortality: { mortal: true, period: MORTALITY } })
    .then(
      (signed) => {
        if (stopped) return;
        tell({ step: 'sent' });
        stop = watch(
          () => send(signed),
          { phase, head },
          (event) => {
            const progress = ofEvent(event, account.address, t);
            if (progress === null) return;
            tell(progress);
            if (progress.step === 'final') plan.onFinal?.();
          },
        );
      },
      (error: unknown) => {
        if (!stopped) tell(ofError(error, t));
      },
    );
  return () => {
    stopped = true;
    stop();
  };
}

function ofEvent(event: Watched, payer: string, t: Texts): Progress | null {
  switch (event.type) {
    case 'broadcasted':
      return { step: 'sent' };
    case 'txBestBlocksState':
      return event.found ? { step: 'inBlock', block: event.block.number } : { step: 'sent' };
    case 'finalized': {
      if (!event.ok) return { step: 'failed', refusal: ofDispatch(t, event.dispatchError), block: event.block.number };
      return { step: 'final', block: event.block.number, fee: feeOf(event.events, payer) };
    }
    case 'invalid':
      return ofError(event.error, t);
    case 'unknown':
      return { step: 'dropped' };
    default:
      return null;
  }
}

interface ChainEvent {
  type: string;
  value: { type: string; value: unknown };
}

/** The fee that the signer paid, from the events; `null` if somebody else or nobody paid. */
export function feeOf(events: readonly ChainEvent[], payer: string): bigint | null {
  for (const { type, value } of events) {
    if (type !== 'TransactionPayment' || value.type !== 'TransactionFeePaid') continue;
    const { who, actual_fee } = value.value as { who: string; actual_fee: bigint };
    if (who === payer && actual_fee > 0n) return actual_fee;
  }
  return null;
}

/** Wallets have no common error for a refusal: these are the words that they use. */
const REJECTED = /reject|cancel|denied|declin|abort/i;

/** Why nothing took effect: the pool or the wallet refused. */
export function ofError(error: unknown, t: Texts): Progress {
  if (error instanceof InvalidTxError) return { step: 'refused', refusal: ofValidity(t, error.error) };
  const text = error instanceof Error ? error.message : String(error);
  return REJECTED.test(text) ? { step: 'rejected' } : { step: 'locked' };
}
