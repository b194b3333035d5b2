//! Epione's own pallets, and how they are connected.

use super::{governance::CouncilMajority, payment::ProtocolAccount};
use crate::{
	weights, AccountId, Balance, Balances, Consent, Credentials, Datasets, Devices, Disputes,
	Rewards, Runtime, RuntimeHoldReason, Studies, Timestamp,
};
use epione_primitives::{Moment, DAY};
use epione_runtime_common::{
	constants::{
		currency::{deposit, MILLI},
		time::MAX_GAP,
	},
	policy::DeliverFee,
	sponsored::{Anchoring, Claiming, Granting, Sharing, SponsoredDeposit, StoragePrice},
	ProxyDelegations,
};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU128, ConstU32},
	PalletId,
};
use pallet_devices::ChainIdOf;
use sp_runtime::Permill;

/// A deposit for an item of state and its bytes, held for `Reason`.
type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, StoragePrice>;

/// The same, paid by the payer's sponsorship if it pays for calls of the kind `Kind`.
type Sponsored<Reason, Kind> = SponsoredDeposit<Runtime, Reason, Kind>;

/// Who acts for whom: the proxies.
type Delegations = ProxyDelegations<Runtime>;

/// Sets the time, so that benchmarks can.
#[cfg(feature = "runtime-benchmarks")]
pub struct Clock;

#[cfg(feature = "runtime-benchmarks")]
impl epione_primitives::traits::SetTime for Clock {
	fn set_time(now: Moment) {
		// Not `set_timestamp`, which has Aura check the slot.
		pallet_timestamp::Now::<Runtime>::put(now);
	}
}

parameter_types! {
	/// Hold for credentials.
	pub const CredentialHold: RuntimeHoldReason =
		RuntimeHoldReason::Credentials(pallet_credentials::HoldReason::Credential);
	/// Hold for device models.
	pub const ModelHold: RuntimeHoldReason =
		RuntimeHoldReason::Devices(pallet_devices::HoldReason::Model);
	/// Hold for batches of devices.
	pub const BatchHold: RuntimeHoldReason =
		RuntimeHoldReason::Devices(pallet_devices::HoldReason::Batch);
	/// Hold for devices.
	pub const DeviceHold: RuntimeHoldReason =
		RuntimeHoldReason::Devices(pallet_devices::HoldReason::Device);
	/// Hold for grants.
	pub const GrantHold: RuntimeHoldReason =
		RuntimeHoldReason::Consent(pallet_consent::HoldReason::Grant);
	/// Hold for requests.
	pub const RequestHold: RuntimeHoldReason =
		RuntimeHoldReason::Consent(pallet_consent::HoldReason::Request);
	/// Hold for datasets.
	pub const DatasetHold: RuntimeHoldReason =
		RuntimeHoldReason::Datasets(pallet_datasets::HoldReason::Dataset);
	/// Hold for the windows of sequence numbers.
	pub const WindowHold: RuntimeHoldReason =
		RuntimeHoldReason::Datasets(pallet_datasets::HoldReason::SequenceWindow);
	/// Hold for studies, bids' records, keys and shares.
	pub const StudyHold: RuntimeHoldReason =
		RuntimeHoldReason::Studies(pallet_studies::HoldReason::StorageDeposit);
	/// Hold for commitments to studies with a cohort.
	pub const CommitHold: RuntimeHoldReason =
		RuntimeHoldReason::Studies(pallet_studies::HoldReason::Commitment);
	/// Hold for sponsorships.
	pub const SponsorshipHold: RuntimeHoldReason =
		RuntimeHoldReason::Sponsorship(pallet_sponsorship::HoldReason::Sponsorship);
	/// Hold for disputes and evidence keys.
	pub const DisputeHold: RuntimeHoldReason =
		RuntimeHoldReason::Disputes(pallet_disputes::HoldReason::StorageDeposit);

	/// How long a grantee may take to acknowledge that what ended is destroyed: as long as GDPR 12
	/// (3) allows for a reply.
	pub const AckPeriod: Moment = 30 * DAY;
	/// From which the accounts of studies' pots are derived.
	pub const StudyPalletId: PalletId = PalletId(*b"epi/stdy");
	/// From which the accounts of sponsorships' pots are derived.
	pub const SponsorshipPalletId: PalletId = PalletId(*b"epi/spon");
	/// What a pot keeps back for each member's record, and its entry in the index.
	pub const MemberDeposit: Balance = deposit(2, 400);
	/// What the protocol takes of every price.
	pub const ProtocolShare: Permill = Permill::from_percent(5);
	/// What a pot keeps back for each contribution in state.
	pub const ContributionDeposit: Balance = deposit(2, 512);
	/// Time between commit and deliver: a gateway may be off for a night.
	pub const DeliveryPeriod: Moment = DAY;
	/// If blocks are further apart than this, the chain stood still.
	pub const MaxGap: Moment = MAX_GAP;
	/// How long a finished study's contributions stay.
	pub const Retention: Moment = 30 * DAY;
}

impl pallet_credentials::Config for Runtime {
	type CouncilOrigin = CouncilMajority;
	type Time = Timestamp;
	type CredentialConsideration = Deposit<CredentialHold>;
	type WeightInfo = weights::pallet_credentials::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_devices::Config for Runtime {
	type Credentials = Credentials;
	type Delegations = Delegations;
	type Time = Timestamp;
	type ModelConsideration = Deposit<ModelHold>;
	type BatchConsideration = Deposit<BatchHold>;
	type DeviceConsideration = Sponsored<DeviceHold, Claiming>;
	type WeightInfo = weights::pallet_devices::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_consent::Config for Runtime {
	type Time = Timestamp;
	type GrantConsideration = Sponsored<GrantHold, Granting>;
	type RequestConsideration = Deposit<RequestHold>;
	type Credentials = Credentials;
	type Datasets = Datasets;
	type Grantees = Studies;
	type Delegations = Delegations;
	type LiveClock = Studies;
	type AckPeriod = AckPeriod;
	type MaxRequests = ConstU32<4>;
	type WeightInfo = weights::pallet_consent::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_datasets::Config for Runtime {
	type Time = Timestamp;
	type Devices = Devices;
	type Delegations = Delegations;
	type DatasetConsideration = Sponsored<DatasetHold, Anchoring>;
	type WindowConsideration = Sponsored<WindowHold, Anchoring>;
	type WeightInfo = weights::pallet_datasets::WeightInfo<Runtime>;
}

impl pallet_studies::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Sponsored<StudyHold, Sharing>;
	type CommitConsideration = Sponsored<CommitHold, Sharing>;
	type Credentials = Credentials;
	type Devices = Devices;
	type Datasets = Datasets;
	type Access = Consent;
	type Grants = Consent;
	type Delegations = Delegations;
	type Duties = Consent;
	type MaxOverdue = ConstU32<3>;
	type Disputes = Disputes;
	type OnSettled = Rewards;
	type ChainId = ChainIdOf<Runtime>;
	type Time = Timestamp;
	type PalletId = StudyPalletId;
	type ProtocolShare = ProtocolShare;
	type ProtocolAccount = ProtocolAccount;
	type DeliverFee = DeliverFee<Runtime>;
	type ContributionDeposit = ContributionDeposit;
	type DeliveryPeriod = DeliveryPeriod;
	type MaxGap = MaxGap;
	type Retention = Retention;
	type WeightInfo = weights::pallet_studies::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_sponsorship::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Deposit<SponsorshipHold>;
	type MemberDeposit = MemberDeposit;
	type ChainId = ChainIdOf<Runtime>;
	type Time = Timestamp;
	type PalletId = SponsorshipPalletId;
	type WeightInfo = weights::pallet_sponsorship::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_disputes::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Deposit<DisputeHold>;
	type Credentials = Credentials;
	type Contributions = Studies;
	type PanelOrigin = CouncilMajority;
	type Time = Timestamp;
	type LiveClock = Studies;
	// docs/disputes.md has the sums.
	type BaseFee = ConstU128<{ 200 * MILLI }>;
	type FeePerContribution = ConstU128<{ 20 * MILLI }>;
	type Compensation = ConstU128<{ 100 * MILLI }>;
	type AppealBond = ConstU128<{ 200 * MILLI }>;
	// Later than whoever opens the dispute can foresee, and early enough for the demo to go on at
	// once.
	type DrawDelay = ConstU32<5>;
	type WeightInfo = weights::pallet_disputes::WeightInfo<Runtime>;
}
