/** Reads from the chain, through the same view functions that the runtime and the command use. */
import type { Api, Contribution, DatasetState, Device, Dispute, ReceiptLine, StoredContribution, Study } from './types';

/** The most items that a view function returns at once. */
const PAGE = 100;

/** Reads page after page. */
export async function everything<T, C>(
  page: (after: C | undefined) => Promise<T[]>,
  cursor: (last: T) => C,
): Promise<T[]> {
  const all: T[] = [];
  let after: C | undefined;
  for (;;) {
    const items = await page(after);
    all.push(...items);
    const last = items.at(-1);
    if (items.length < PAGE || last === undefined) return all;
    after = cursor(last);
  }
}

/** Every grant of a subject, ended ones included, with what was paid. */
export const receipt = (api: Api, subject: string): Promise<ReceiptLine[]> =>
  everything(
    (after: number | undefined) => api.view.Studies.receipt(subject, after, PAGE),
    (line) => line.grant.grant,
  );

/** Every study that the chain still stores. */
export const studies = (api: Api): Promise<Study[]> =>
  everything(
    (after: number | undefined) => api.view.Studies.studies(after, PAGE),
    (study) => study.study,
  );

/** Every dataset of a subject, tombstones included. */
export const datasets = (api: Api, subject: string): Promise<[string, DatasetState][]> =>
  everything(
    (after: string | undefined) => api.view.Datasets.datasets_of(subject, after, PAGE),
    (item) => item[0],
  );

/** Everything that was contributed to a study. */
export const contributions = (api: Api, study: number): Promise<Contribution[]> =>
  everything(
    (after: [string, string] | undefined) =>
      api.view.Studies.contributions({ type: 'Study', value: study }, after, PAGE),
    (item): [string, string] => [item.subject, item.dataset],
  );

/** What one subject contributed to one study. */
export async function ownContributions(api: Api, study: number, subject: string): Promise<StoredContribution[]> {
  const entries = await api.query.Studies.Contributions.getEntries({ type: 'Study', value: study }, subject);
  return entries.map(({ keyArgs, value }) => ({ ...value, study, dataset: keyArgs[2] }));
}

/** The disputes over contributions to a study that have not ended. */
export const disputesOf = (api: Api, study: number): Promise<Dispute[]> =>
  everything(
    (after: number | undefined) => api.view.Disputes.disputes_of(study, after, PAGE),
    (dispute) => dispute.dispute,
  );

/** The numbers of the studies among the grantees of a receipt. */
export const studiesOf = (lines: readonly ReceiptLine[]): number[] => [
  ...new Set(lines.flatMap((line) => (line.grant.grantee.type === 'Study' ? [line.grant.grantee.value] : []))),
];

/** What a subject contributed to all studies that it ever granted access. */
export async function allOwnContributions(api: Api, subject: string): Promise<StoredContribution[]> {
  const numbers = studiesOf(await receipt(api, subject));
  return (await Promise.all(numbers.map((study) => ownContributions(api, study, subject)))).flat();
}

/** Every device of an owner, with everything known about it. */
export async function devices(api: Api, owner: string): Promise<Device[]> {
  const ids = await everything(
    (after: string | undefined) => api.view.Devices.devices_of(owner, after, PAGE),
    (id) => id,
  );
  const known = await Promise.all(ids.map((id) => device(api, id, owner)));
  return known.flatMap((item) => (item === null ? [] : [item])).sort((a, b) => a.id.localeCompare(b.id));
}

/** One device. */
export async function device(api: Api, id: string, owner: string): Promise<Device | null> {
  const [info, standing] = await Promise.all([api.view.Devices.device(id), api.view.Devices.standing(id, owner)]);
  if (info === undefined) return null;
  const [model, batch] = await Promise.all([api.view.Devices.model(info.model), api.view.Devices.batch(info.batch)]);
  const firmware = model?.firmware.find(([digest]) => digest === info.firmware)?.[1];
  return { id, info, model, batch, firmware, standing: standing.success ? null : standing.value.type };
}

/** What a controller has to confirm as destroyed. */
export const duties = (api: Api, controller: string) =>
  everything(
    (after: number | undefined) => api.view.Consent.duties_of(controller, after, PAGE),
    (line) => line.grant,
  );
