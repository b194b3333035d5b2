import type { Api } from '../chain/connection';
import type { WhoPays } from '../chain/types';
import type { Plan } from './plan';

/** What signing would cost, and whom. */
export interface Cost {
  payer: WhoPays;
  /** The signer's fee; 0 where somebody else or nobody pays. */
  fee: bigint;
  /** What the signer has to spend. */
  has: bigint;
}

/** Asks the chain who pays, and how much. The same view function decides in the pool. */
export async function cost(api: Api, plan: Plan, account: string): Promise<Cost> {
  const call = plan.call(api);
  const [payer, info] = await Promise.all([
    call.getEncodedData().then((bytes) => api.view.FreeLane.payer(account, bytes)),
    api.query.System.Account.getValue(account),
  ]);
  const fee = payer.type === 'Signer' ? await call.getEstimatedFees(account) : 0n;
  return { payer, fee, has: info.data.free };
}
