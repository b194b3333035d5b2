import type { Api } from './connection';

/**
 * Whether the calls and questions that this page needs most are in the node's runtime as they were when the page was built.
 * papi compares the types; a call that was changed is never sent by guesswork.
 */
export async function isCompatible(api: Api): Promise<boolean> {
  const { compat } = await api.getStaticApis();
  const needed = [
    compat.tx.Consent.grant, compat.tx.Consent.revoke, compat.tx.Consent.revoke_all, compat.tx.Consent.narrow,
    compat.tx.Datasets.tombstone, compat.tx.Studies.withdraw, compat.tx.Studies.create, compat.tx.Devices.claim,
    compat.tx.Proxy.add_proxy,
  ];
  const answers = [compat.view.Studies.receipt, compat.view.Studies.studies, compat.view.FreeLane.payer, compat.view.Devices.device];
  return needed.every((entry) => entry.isCompatible()) && answers.every((entry) => entry.args.isCompatible() && entry.value.isCompatible());
}
