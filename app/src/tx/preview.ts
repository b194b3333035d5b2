import { useEffect, useMemo, useState } from 'react';
import { api, phase } from '../chain/connection';
import { following } from '../chain/hooks';
import { useStore } from '../chain/store';
import type { Api, WhoPays } from '../chain/types';
import type { Plan } from './plan';

/** What signing would cost, and who pays. */
export interface Cost {
  payer: WhoPays;
  /** The signer's fee; 0 if somebody else or nobody pays. */
  fee: bigint;
  /** The signer's free balance. */
  has: bigint;
}

/**
 * Asks the chain who pays, and how much, through the view function that the pool also decides by.
 */
async function cost(api: Api, plan: Plan, account: string): Promise<Cost> {
  const call = plan.call(api);
  const [payer, info] = await Promise.all([
    call.getEncodedData().then((bytes) => api.view.FreeLane.payer(account, bytes)),
    api.query.System.Account.getValue(account),
  ]);
  const fee = payer.type === 'Signer' ? await call.getEstimatedFees(account) : 0n;
  return { payer, fee, has: info.data.free };
}

/** What is known about the cost. */
interface Answer {
  found: Cost | null;
  /**
   * The question failed, as it may after a runtime upgrade. One can sign all the same: revoking
   * must not depend on it.
   */
  failed: boolean;
}

const NONE: Answer = { found: null, failed: false };

/**
 * What a plan costs an account. Asked again whenever a final block changed something, since what is
 * free now may be refused when it is signed. Nothing is carried over to another plan, account or
 * connection.
 */
export function useCost(plan: Plan, account: string | undefined): Answer {
  const chain = useStore(api);
  const ready = useStore(phase) === 'ready';
  const question = useMemo(
    () => (chain === null || account === undefined || !ready ? null : { chain, plan, account }),
    [chain, plan, account, ready],
  );
  const [state, setState] = useState<Answer & { question: typeof question }>({ question, ...NONE });

  useEffect(() => {
    if (question === null) return undefined;
    const tell = (part: Partial<Answer>): void =>
      setState((old) => ({ ...(old.question === question ? old : NONE), question, ...part }));
    return following(
      () => cost(question.chain, question.plan, question.account),
      (found) => tell({ found }),
      (error) => {
        console.warn('the cost could not be asked', error);
        tell({ failed: true });
      },
    );
  }, [question]);

  return state.question === question ? state : NONE;
}
