/** The chain's types, taken from the descriptors that are generated from its metadata. */
import type { epione } from '@polkadot-api/descriptors';
import type { TypedApi } from 'polkadot-api';

/** Typed access to the chain. */
export type Api = TypedApi<typeof epione>;

type Answer<F extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<F>>;
type Views = Api['view'];

/** A study as the view functions return it. */
export type Study = NonNullable<Answer<Views['Studies']['study']>>;
/** What a study offers and asks. */
export type StudyTerms = NonNullable<Study['terms']>;
/** One line of the receipt. */
export type ReceiptLine = Answer<Views['Studies']['receipt']>[number];
/** A grant as the receipt shows it. */
export type GrantLine = ReceiptLine['grant'];
/** Who is granted access. */
export type Grantee = GrantLine['grantee'];
/** What for. */
export type Purpose = GrantLine['purpose'];
/** A contribution as a study's sponsor sees it. */
export type Contribution = Answer<Views['Studies']['contributions']>[number];
/** A dataset's state. */
export type DatasetState = Answer<Views['Datasets']['datasets_of']>[number][1];
/** What the device registry knows. */
export type DeviceInfo = NonNullable<Answer<Views['Devices']['device']>>;
/** A model of device. */
export type Model = NonNullable<Answer<Views['Devices']['model']>>;
/** A provisioning batch. */
export type Batch = NonNullable<Answer<Views['Devices']['batch']>>;
/** Who pays for a transaction. */
export type WhoPays = Answer<Views['FreeLane']['payer']>;
/** A pending request for consent. */
export type ConsentRequest = Answer<Views['Consent']['requests_of']>[number];
/** A dispute. */
export type Dispute = NonNullable<Answer<Views['Disputes']['dispute']>>;
/** A credential. */
export type Credential = NonNullable<Answer<Views['Credentials']['credential']>>;
/** Any transaction of this chain. */
export type Call = ReturnType<Api['tx']['Consent']['revoke']>;

/** A contribution as it is stored, with its study and dataset. */
export type StoredContribution = NonNullable<Answer<Api['query']['Studies']['Contributions']['getValue']>> & {
  study: number;
  dataset: string;
};

/** A device with everything known about it. */
export interface Device {
  id: string;
  info: DeviceInfo;
  model: Model | undefined;
  batch: Batch | undefined;
  firmware: Model['firmware'][number][1] | undefined;
  /** Why it may not sign now; `null` if it may. */
  standing: string | null;
}
