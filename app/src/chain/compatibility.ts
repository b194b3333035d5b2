import type { Api } from './connection';

type Compat = Awaited<ReturnType<Api['getStaticApis']>>['compat'];

/** The calls that the page makes. */
const calls = ({ tx }: Compat) => [
  tx.Consent.grant, tx.Consent.narrow, tx.Consent.revoke, tx.Consent.revoke_all, tx.Consent.deny, tx.Consent.acknowledge, tx.Datasets.tombstone,
  tx.Devices.claim, tx.Devices.suspend, tx.Devices.resume, tx.Devices.report_lost, tx.Devices.retire, tx.Devices.offer_transfer,
  tx.Devices.cancel_transfer, tx.Proxy.add_proxy, tx.Proxy.remove_proxy, tx.Rewards.claim, tx.Studies.create, tx.Studies.add_key,
  tx.Studies.fund, tx.Studies.close, tx.Studies.finish, tx.Studies.withdraw,
];

/** The questions that it asks. */
const questions = ({ view }: Compat) => [
  view.Studies.receipt, view.Studies.studies, view.Studies.study, view.Studies.contributions, view.Consent.requests_of, view.Consent.duties_of,
  view.Consent.overdue_of, view.Datasets.datasets_of, view.Devices.devices_of, view.Devices.device, view.Devices.standing, view.Devices.model,
  view.Devices.batch, view.Credentials.credential, view.Disputes.disputes_of, view.FreeLane.payer, view.Rewards.rewards, view.Sponsorship.membership,
];

/**
 * Whether all that the page asks and sends is in the node's runtime as it was when the page was built. papi compares the types; a call that was
 * changed is never sent by guesswork.
 */
export async function isCompatible(api: Api): Promise<boolean> {
  const { compat } = await api.getStaticApis();
  return (
    calls(compat).every((entry) => entry.isCompatible()) &&
    questions(compat).every((entry) => entry.args.isCompatible() && entry.value.isCompatible())
  );
}
