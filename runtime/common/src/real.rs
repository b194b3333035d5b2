//! A runtime of the real pallets, wired as the runtimes wire them, for tests of the policy.

use crate::{
	constants::currency::{deposit, EPI, EXISTENTIAL_DEPOSIT},
	fees,
	policy::DeliverFee,
	sponsored::{Anchoring, Claiming, Granting, Sharing, SponsoredDeposit, StoragePrice},
	AccountId, Balance, ChargeOrFree, CheckNonceInTurn, EpioneRules, LookThrough, ProxyDelegations,
	ProxyType,
};
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, Holder, RecipientSecret},
	rand_core::OsRng,
	statements,
};
use epione_primitives::{
	Actions, Attributes, CallKind, CallSet, Digest, DisputeId, DuoPermission, EnvelopeBytes,
	GrantId, Grantee, KeyScheme, Modalities, Modality, Moment, Purpose, RequestId, ResearchUse,
	Role, Roles, RootsBy, SponsorshipId, StudyId, DAY, SECOND,
};
use frame_support::{
	assert_ok, derive_impl,
	dispatch::GetDispatchInfo,
	parameter_types,
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::{fungible::HoldConsideration, ConstU128, ConstU32, ConstU64, OnFinalize},
	PalletId,
};
use frame_system::{CheckWeight, EnsureRoot};
use pallet_transaction_payment::{ChargeTransactionPayment, FungibleAdapter};
use sp_core::{sr25519, Pair};
use sp_runtime::{
	generic::{CheckedExtrinsic, ExtrinsicFormat},
	traits::{AccountIdConversion, Applyable, BlakeTwo256, Dispatchable, IdentityLookup},
	transaction_validity::{TransactionSource, TransactionValidity, TransactionValidityError},
	BuildStorage, DispatchResult, MultiSignature, Permill,
};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Real;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(15)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(17)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(30)]
	pub type FreeLane = crate::free_lane;
	#[runtime::pallet_index(40)]
	pub type Credentials = pallet_credentials;
	#[runtime::pallet_index(41)]
	pub type Devices = pallet_devices;
	#[runtime::pallet_index(42)]
	pub type Consent = pallet_consent;
	#[runtime::pallet_index(43)]
	pub type Datasets = pallet_datasets;
	#[runtime::pallet_index(44)]
	pub type Studies = pallet_studies;
	#[runtime::pallet_index(46)]
	pub type Sponsorship = pallet_sponsorship;
	#[runtime::pallet_index(47)]
	pub type Disputes = pallet_disputes;
}

type Block = frame_system::mocking::MockBlock<Real>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Real {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Real {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Real {}

parameter_types! {
	pub Protocol: AccountId = fees::ProtocolPalletId::get().into_account_truncating();
	pub static BlockAuthor: Option<AccountId> = Some(AUTHOR);
	pub const StudiesPalletId: PalletId = PalletId(*b"epi/stdy");
	pub const ProtocolShare: Permill = Permill::from_percent(5);
	pub const HoldCredential: RuntimeHoldReason =
		RuntimeHoldReason::Credentials(pallet_credentials::HoldReason::Credential);
	pub const HoldModel: RuntimeHoldReason =
		RuntimeHoldReason::Devices(pallet_devices::HoldReason::Model);
	pub const HoldBatch: RuntimeHoldReason =
		RuntimeHoldReason::Devices(pallet_devices::HoldReason::Batch);
	pub const HoldDevice: RuntimeHoldReason =
		RuntimeHoldReason::Devices(pallet_devices::HoldReason::Device);
	pub const HoldGrant: RuntimeHoldReason =
		RuntimeHoldReason::Consent(pallet_consent::HoldReason::Grant);
	pub const HoldRequest: RuntimeHoldReason =
		RuntimeHoldReason::Consent(pallet_consent::HoldReason::Request);
	pub const HoldDataset: RuntimeHoldReason =
		RuntimeHoldReason::Datasets(pallet_datasets::HoldReason::Dataset);
	pub const HoldWindow: RuntimeHoldReason =
		RuntimeHoldReason::Datasets(pallet_datasets::HoldReason::SequenceWindow);
	pub const HoldStudy: RuntimeHoldReason =
		RuntimeHoldReason::Studies(pallet_studies::HoldReason::StorageDeposit);
	pub const HoldCommitment: RuntimeHoldReason =
		RuntimeHoldReason::Studies(pallet_studies::HoldReason::Commitment);
	pub const HoldSponsorship: RuntimeHoldReason =
		RuntimeHoldReason::Sponsorship(pallet_sponsorship::HoldReason::Sponsorship);
	pub const HoldDispute: RuntimeHoldReason =
		RuntimeHoldReason::Disputes(pallet_disputes::HoldReason::StorageDeposit);
	pub const SponsorshipPalletId: PalletId = PalletId(*b"epi/spon");
}

type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, StoragePrice>;
type Sponsored<Reason, Kind> = SponsoredDeposit<Real, Reason, Kind>;

impl pallet_transaction_payment::Config for Real {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction =
		FungibleAdapter<Balances, fees::DealWithFees<Balances, Protocol, BlockAuthor>>;
	type WeightToFee = fees::WeightToFee;
	type LengthToFee = fees::LengthToFee;
	type FeeMultiplierUpdate = fees::FeeMultiplierUpdate<Self>;
	type OperationalFeeMultiplier = frame_support::traits::ConstU8<5>;
	type WeightInfo = ();
}

impl pallet_proxy::Config for Real {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ConstU128<0>;
	type ProxyDepositFactor = ConstU128<0>;
	type MaxProxies = ConstU32<8>;
	type WeightInfo = ();
	type MaxPending = ConstU32<8>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = ConstU128<0>;
	type AnnouncementDepositFactor = ConstU128<0>;
	type BlockNumberProvider = System;
}

impl pallet_utility::Config for Real {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = ();
}

impl crate::free_lane::Config for Real {
	type Policy = LookThrough<Real, EpioneRules<Real>>;
	type MaxPerAccount = ConstU32<16>;
	type MaxPerBlock = ConstU32<256>;
	type MaxAccounts = ConstU32<256>;
	type WeightInfo = ();
}

/// Sets the clock for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct Clock;
#[cfg(feature = "runtime-benchmarks")]
impl epione_primitives::traits::SetTime for Clock {
	fn set_time(now: Moment) {
		pallet_timestamp::Now::<Real>::put(now);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_consent::BenchmarkHelper for Clock {
	fn set_time(now: Moment) {
		pallet_timestamp::Now::<Real>::put(now);
	}
}

impl pallet_credentials::Config for Real {
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type CredentialConsideration = Deposit<HoldCredential>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_devices::Config for Real {
	type Credentials = Credentials;
	type Delegations = ProxyDelegations<Real>;
	type Time = Timestamp;
	type ModelConsideration = Deposit<HoldModel>;
	type BatchConsideration = Deposit<HoldBatch>;
	type DeviceConsideration = Sponsored<HoldDevice, Claiming>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_consent::Config for Real {
	type Time = Timestamp;
	type GrantConsideration = Sponsored<HoldGrant, Granting>;
	type RequestConsideration = Deposit<HoldRequest>;
	type Credentials = Credentials;
	type Datasets = Datasets;
	type Grantees = Studies;
	type Delegations = ProxyDelegations<Real>;
	type LiveClock = Studies;
	type AckPeriod = ConstU64<{ 7 * DAY }>;
	type MaxRequests = ConstU32<4>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_datasets::Config for Real {
	type Time = Timestamp;
	type Devices = Devices;
	type Delegations = ProxyDelegations<Real>;
	type DatasetConsideration = Sponsored<HoldDataset, Anchoring>;
	type WindowConsideration = Sponsored<HoldWindow, Anchoring>;
	type WeightInfo = ();
}

impl pallet_studies::Config for Real {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Sponsored<HoldStudy, Sharing>;
	type CommitConsideration = Sponsored<HoldCommitment, Sharing>;
	type Credentials = Credentials;
	type Devices = Devices;
	type Datasets = Datasets;
	type Access = Consent;
	type Grants = Consent;
	type Delegations = ProxyDelegations<Real>;
	type Duties = Consent;
	type MaxOverdue = ConstU32<3>;
	type Disputes = Disputes;
	type OnSettled = ();
	type ChainId = pallet_devices::ChainIdOf<Real>;
	type Time = Timestamp;
	type PalletId = StudiesPalletId;
	type ProtocolShare = ProtocolShare;
	type ProtocolAccount = Protocol;
	type DeliverFee = DeliverFee<Real>;
	type ContributionDeposit = ConstU128<{ deposit(1, 500) }>;
	type DeliveryPeriod = ConstU64<DAY>;
	type MaxGap = ConstU64<{ 30 * SECOND }>;
	type Retention = ConstU64<{ 30 * DAY }>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_sponsorship::Config for Real {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Deposit<HoldSponsorship>;
	type MemberDeposit = ConstU128<{ deposit(2, 300) }>;
	type ChainId = pallet_devices::ChainIdOf<Real>;
	type Time = Timestamp;
	type PalletId = SponsorshipPalletId;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Clock;
}

impl pallet_disputes::Config for Real {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Deposit<HoldDispute>;
	type Credentials = Credentials;
	type Contributions = Studies;
	type PanelOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type BaseFee = ConstU128<{ EPI / 5 }>;
	type FeePerContribution = ConstU128<{ EPI / 50 }>;
	type Compensation = ConstU128<{ EPI / 10 }>;
	type AppealBond = ConstU128<{ EPI / 5 }>;
	type DrawDelay = ConstU32<5>;
	type WeightInfo = ();
}

pub type Extension =
	(CheckNonceInTurn<Real>, CheckWeight<Real>, ChargeOrFree<Real, ChargeTransactionPayment<Real>>);
type Xt = CheckedExtrinsic<AccountId, RuntimeCall, Extension>;

pub const CHAIN_ID: [u8; 32] = [0xC1; 32];
pub const START: Moment = 1_800_000_000_000;
pub const LEN: usize = 350;
pub const REWARD: Balance = EPI;

pub const AUTHOR: AccountId = AccountId::new([1; 32]);
pub const BOARD: AccountId = AccountId::new([2; 32]);
/// The patient. Has tokens until a test takes them away.
pub const ALICE: AccountId = AccountId::new([3; 32]);
/// Acts for the patient. Holds the existential deposit.
pub const GATEWAY: AccountId = AccountId::new([4; 32]);
/// Acts for the patient. Holds the existential deposit.
pub const GUARDIAN: AccountId = AccountId::new([5; 32]);
/// Anybody else, with tokens.
pub const BOB: AccountId = AccountId::new([6; 32]);
pub const MAKER: AccountId = AccountId::new([7; 32]);
const ACCREDITOR: AccountId = AccountId::new([8; 32]);

pub fn sponsor_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[11; 32])
}

pub fn sponsor() -> AccountId {
	AccountId::new(sponsor_pair().public().0)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Runs a test in block 1, then checks every pallet's invariants that it shows.
pub fn run(test: impl FnOnce()) {
	let mut storage = frame_system::GenesisConfig::<Real>::default().build_storage().unwrap();
	let rich = [ALICE, BOB, MAKER, sponsor()].map(|who| (who, 100_000 * EPI));
	let bare = [AUTHOR, BOARD, GATEWAY, GUARDIAN, Protocol::get()];
	pallet_balances::GenesisConfig::<Real> {
		balances: rich.into_iter().chain(bare.map(|who| (who, EXISTENTIAL_DEPOSIT))).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let credential = |holder, role| (holder, role, Moment::MAX, Attributes::NONE, ACCREDITOR);
	pallet_credentials::GenesisConfig::<Real> {
		accreditors: vec![(ACCREDITOR, Roles::ALL)],
		credentials: vec![
			credential(sponsor(), Role::Researcher),
			credential(BOARD, Role::EthicsBoard),
			credential(MAKER, Role::Manufacturer),
		],
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	pallet_devices::GenesisConfig::<Real> { chain_id: CHAIN_ID, ..Default::default() }
		.assimilate_storage(&mut storage)
		.unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		System::set_block_number(1);
		pallet_timestamp::Now::<Real>::put(START);
		Proxy::add_proxy(signed(ALICE), GATEWAY, ProxyType::Gateway, 0).unwrap();
		Proxy::add_proxy(signed(ALICE), GUARDIAN, ProxyType::Guardian, 0).unwrap();
		test();
		FreeLane::do_try_state().unwrap();
		FreeLane::on_finalize(1);
	});
}

/// A transaction with the signer's next nonce.
pub fn tx(who: &AccountId, call: RuntimeCall, tip: Balance) -> Xt {
	let extension = (
		CheckNonceInTurn::from(System::account(who).nonce),
		CheckWeight::new(),
		ChargeOrFree::new(ChargeTransactionPayment::from(tip)),
	);
	CheckedExtrinsic { format: ExtrinsicFormat::Signed(who.clone(), extension), function: call }
}

/// What the pool says of it.
pub fn pool(who: &AccountId, call: impl Into<RuntimeCall>) -> TransactionValidity {
	pool_tipped(who, call, 0)
}

/// What the pool says of it with a tip.
pub fn pool_tipped(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
	tip: Balance,
) -> TransactionValidity {
	let xt = tx(who, call.into(), tip);
	let info = xt.get_dispatch_info();
	xt.validate::<Real>(TransactionSource::External, &info, LEN)
}

/// Applies it as a block's author does.
pub fn apply_tipped(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
	tip: Balance,
) -> Result<DispatchResult, TransactionValidityError> {
	let xt = tx(who, call.into(), tip);
	let info = xt.get_dispatch_info();
	with_transaction_unchecked(|| match xt.apply::<Real>(&info, LEN) {
		Ok(result) => {
			TransactionOutcome::Commit(Ok(result.map(|_| ()).map_err(|error| error.error)))
		},
		Err(error) => TransactionOutcome::Rollback(Err(error)),
	})
}

/// [`apply_tipped`] without a tip.
pub fn apply(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
) -> Result<DispatchResult, TransactionValidityError> {
	apply_tipped(who, call, 0)
}

/// Whom the transactions of this block charged, and what.
pub fn paid() -> Vec<(AccountId, Balance)> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { who, actual_fee, .. },
			) => Some((who, actual_fee)),
			_ => None,
		})
		.collect()
}

/// Takes all that is free from an account: only what is held is left.
pub fn impoverish(who: &AccountId) {
	assert_ok!(Balances::transfer_all(signed(who.clone()), BOB, false));
	assert_eq!(Balances::free_balance(who), 0);
}

pub fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}

pub fn consent_terms(grantee: Grantee<AccountId>) -> pallet_consent::Terms<AccountId> {
	pallet_consent::Terms {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::ALL,
		datasets: None,
		days: None,
		purpose: purpose(),
		valid_from: START,
		valid_until: START + 100 * DAY,
		uses: None,
		document: [0xD0; 32],
	}
}

/// ALICE grants; the grant's number.
pub fn grant(grantee: Grantee<AccountId>) -> GrantId {
	let id = pallet_consent::NextGrant::<Real>::get();
	assert_ok!(Consent::grant(signed(ALICE), ALICE, consent_terms(grantee), None));
	id
}

/// BOB asks ALICE; the request's number.
pub fn request() -> RequestId {
	let id = pallet_consent::NextRequest::<Real>::get();
	assert_ok!(Consent::request(signed(BOB), ALICE, consent_terms(Grantee::Account(BOB))));
	id
}

pub fn data_key(n: u8) -> DataKey {
	let mut secret = [0; 32];
	secret[0] = n;
	DataKey::from_bytes(&secret).unwrap()
}

/// A call that anchors dataset number `n`.
pub fn anchor(subject: AccountId, n: u8) -> pallet_datasets::Call<Real> {
	let cid =
		epione_primitives::ContentId { codec: epione_primitives::Codec::Raw, digest: [n; 32] };
	let item = pallet_datasets::Anchor {
		cid: cid.to_bytes(),
		key_commitment: data_key(n).commitment(),
		root: [0xAA; 32],
		depth: 9,
		modality: Modality::Wearable,
		first_day: 20_000,
		last_day: 20_001,
		size: 1024,
		device: None,
		supersedes: None,
	};
	pallet_datasets::Call::anchor { subject, items: vec![item].try_into().unwrap() }
}

/// ALICE anchors dataset number `n`; its digest.
pub fn dataset(n: u8) -> Digest {
	assert_ok!(RuntimeCall::from(anchor(ALICE, n)).dispatch(signed(ALICE)));
	[n; 32]
}

/// ALICE's device: provisioned by MAKER, and claimed.
pub fn device() -> AccountId {
	let (device, claim) = claim(&ALICE);
	assert_ok!(RuntimeCall::from(claim).dispatch(signed(ALICE)));
	device
}

/// A device that MAKER has provisioned, and the call with which `owner` claims it.
pub fn claim(owner: &AccountId) -> (AccountId, pallet_devices::Call<Real>) {
	let pair = sr25519::Pair::from_seed(&[12; 32]);
	let key = pallet_devices::DeviceKey { scheme: KeyScheme::Sr25519, key: pair.public().0 };
	assert_ok!(Devices::register_model(
		signed(MAKER),
		[0xD1; 32],
		Modalities::ALL,
		RootsBy::Device,
		[0xF1; 32]
	));
	let keys = vec![key.clone()].try_into().unwrap();
	assert_ok!(Devices::provision_list(signed(MAKER), 0, keys, [0xF1; 32]));
	let expiry = START + SECOND;
	let statement = statements::claim(&CHAIN_ID, &key.key, owner.as_ref(), 1, expiry);
	let provenance = Some(pallet_devices::Provenance {
		batch: 0,
		proof: pallet_devices::InclusionProof { index: 0, path: Default::default() },
	});
	let (device, signature) = (AccountId::new(key.key), pair.sign(&statement).0);
	(device, pallet_devices::Call::claim { device: key, provenance, counter: 1, expiry, signature })
}

pub fn recipient() -> RecipientSecret {
	let mut secret = [0; 32];
	secret[0] = 0x77;
	RecipientSecret::from_bytes(&secret).unwrap()
}

/// An approved study that invites, with this budget.
pub fn study(budget: Balance) -> StudyId {
	let id = pallet_studies::NextStudyId::<Real>::get();
	let terms = pallet_studies::Terms {
		purpose: purpose(),
		document: [0xD0; 32],
		modalities: Modalities::ALL,
		min_depth: 1,
		device_signed: false,
		reward: REWARD,
		per_participant: 5,
		max_contributions: 20,
		opens: START,
		closes: START + 90 * DAY,
		dispute_window: 3 * DAY,
		cohort: None,
		eligibility: Default::default(),
	};
	let hash = terms.hash();
	assert_ok!(Studies::create(signed(sponsor()), terms, budget));
	let secret = recipient();
	let proof = secret.prove_possession(&CHAIN_ID, &Holder::Study(id), 0, &mut OsRng);
	assert_ok!(Studies::add_key(signed(sponsor()), id, 0, secret.public(), proof));
	assert_ok!(Studies::approve(signed(BOARD), id, hash));
	id
}

/// What one contribution binds in a study's pot, before the commitment's own fee.
pub fn cost() -> Balance {
	REWARD + <DeliverFee<Real> as frame_support::traits::Get<_>>::get() + deposit(1, 500)
}

pub fn commit(study: StudyId, dataset: Digest, grant: GrantId) -> RuntimeCall {
	let expiry = START + DAY;
	let statement = statements::invitation(&CHAIN_ID, study, ALICE.as_ref(), expiry);
	let signature = MultiSignature::Sr25519(sponsor_pair().sign(&statement));
	let invitation = Some(pallet_studies::Invitation { expiry, signature });
	pallet_studies::Call::commit { study, subject: ALICE, dataset, grant, invitation }.into()
}

/// The right envelope for dataset number `n`, committed to a study under `grant`.
pub fn envelope(study: StudyId, n: u8, grant: GrantId) -> EnvelopeBytes {
	let context = Context {
		chain_id: CHAIN_ID,
		subject: ALICE.into(),
		digest: [n; 32],
		holder: Holder::Study(study),
		grant,
		key_version: 0,
	};
	seal(&data_key(n), &recipient().public(), &context, &mut OsRng).unwrap()
}

pub fn deliver(study: StudyId, dataset: Digest, envelope: EnvelopeBytes) -> RuntimeCall {
	pallet_studies::Call::deliver { study, subject: ALICE, dataset, envelope }.into()
}

/// A patient without a token, and its wallet.
/// A dispute over ALICE's `dataset` that an arbiter decided against her.
pub fn upheld(study: StudyId, dataset: Digest) -> DisputeId {
	use frame_support::traits::{Consideration, Footprint};
	let item = pallet_disputes::Item {
		subject: ALICE,
		dataset,
		price: REWARD,
		fee: EPI / 50,
		verdict: Some(pallet_disputes::Verdict::Upheld),
		appeal: None,
	};
	let due = pallet_studies::Pallet::<Real>::live_moment() + DAY;
	let dispute = pallet_disputes::Dispute {
		study,
		sponsor: sponsor(),
		reason: pallet_disputes::Reason::Undecryptable,
		evidence: [7; 32],
		opened_at: START,
		compensation: EPI / 10,
		items: vec![item].try_into().unwrap(),
		stage: pallet_disputes::Stage::Decided { arbiter: BOB, due },
		ticket: Deposit::<HoldDispute>::new(&sponsor(), Footprint::from_parts(1, 500)).unwrap(),
	};
	pallet_disputes::Disputes::<Real>::insert(3, dispute);
	3
}

pub fn patient_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[21; 32])
}

/// See [`patient_pair`].
pub fn patient() -> AccountId {
	AccountId::new(patient_pair().public().0)
}

/// A gateway without a token.
pub const POOR_GATEWAY: AccountId = AccountId::new([22; 32]);

/// The hospital's terms: a token a day, ten for deposits.
pub fn sponsorship_terms(calls: &[CallKind]) -> pallet_sponsorship::Terms<Balance> {
	pallet_sponsorship::Terms {
		calls: CallSet::of(calls),
		daily_fees: EPI,
		deposits: 10 * EPI,
		max_members: 10,
		valid_until: START + 100 * DAY,
	}
}

/// A sponsorship for `calls`, and [`patient`] in it with [`POOR_GATEWAY`]; its number.
pub fn sponsored_patient(calls: &[CallKind]) -> SponsorshipId {
	let id = pallet_sponsorship::NextSponsorshipId::<Real>::get();
	assert_ok!(Sponsorship::create(signed(sponsor()), sponsorship_terms(calls), 100 * EPI));
	let (member, expiry) = (patient(), START + DAY);
	let list = [POOR_GATEWAY];
	let gateways = list.iter().map(AsRef::as_ref);
	let statement = statements::sponsorship_join(&CHAIN_ID, id, member.as_ref(), gateways, expiry);
	let consent = MultiSignature::Sr25519(patient_pair().sign(&statements::wrapped(&statement)));
	let gateways = list.to_vec().try_into().unwrap();
	assert_ok!(Sponsorship::join(signed(sponsor()), id, member, gateways, expiry, consent, None));
	id
}
