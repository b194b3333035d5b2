//! A runtime with toy pallets in place of the real ones, under their names.

use crate::{
	charge::{CallRules, Fee, Kind, Payer, MAX_REFUSALS},
	free_lane, CarriesCalls, ChargeOrFree, CheckMortalityUnranked, CheckNonceInTurn,
	ForgetDelegates, LookThrough, NoDeposit, NoPureAccounts, ProxyDelegations, ProxyType,
};
use codec::Encode;
use epione_primitives::{CallKind, CallSet, RefusalCode};
use frame_support::{
	derive_impl,
	dispatch::{DispatchInfo, GetDispatchInfo},
	parameter_types,
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::{Contains, IsSubType, OnFinalize, OnInitialize},
	weights::{IdentityFee, Weight},
};
use frame_system::CheckWeight;
use pallet_transaction_payment::{ChargeTransactionPayment, FungibleAdapter};
use sp_runtime::{
	generic::{CheckedExtrinsic, Era, ExtrinsicFormat},
	traits::{Applyable, BlakeTwo256, IdentityLookup},
	transaction_validity::{
		TransactionSource, TransactionValidity, TransactionValidityError, ValidTransaction,
	},
	BuildStorage, DispatchResult, Perbill,
};

/// A toy of `pallet-consent`: numbered grants that their subject, or its guardian, ends.
#[frame_support::pallet]
pub mod consent {
	use super::ProxyDelegations;
	use crate::ProxyType;
	use epione_primitives::traits::{Delegation, DelegationCheck};
	use frame_support::{dispatch::DispatchClass, pallet_prelude::*};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config + pallet_proxy::Config<ProxyType = ProxyType> {}

	#[pallet::storage]
	pub type Grants<T: Config> = StorageMap<_, Twox64Concat, u32, (T::AccountId, u8)>;

	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		NotFound,
		NotSubject,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		#[pallet::call_index(0)]
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn grant(origin: OriginFor<T>, grant: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			frame_system::Pallet::<T>::inc_providers(&who);
			Grants::<T>::insert(grant, (who, 0));
			Ok(())
		}

		#[pallet::call_index(1)]
		#[pallet::weight((Weight::from_parts(2_000, 0), DispatchClass::Operational))]
		pub fn revoke(origin: OriginFor<T>, grant: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let (subject, _) = Self::check_revoke(&who, grant)?;
			Grants::<T>::remove(grant);
			frame_system::Pallet::<T>::dec_providers(&subject)?;
			Ok(())
		}

		/// Ends all; fails if there is none.
		#[pallet::call_index(2)]
		#[pallet::weight((Weight::from_parts(3_000, 0), DispatchClass::Operational))]
		pub fn revoke_all(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::check_revoke_all(&who)?;
			for (grant, (subject, _)) in Grants::<T>::iter() {
				if subject == who {
					Grants::<T>::remove(grant);
					frame_system::Pallet::<T>::dec_providers(&subject)?;
				}
			}
			Ok(())
		}

		/// Free once.
		#[pallet::call_index(3)]
		#[pallet::weight((Weight::from_parts(2_000, 0), DispatchClass::Operational))]
		pub fn narrow(origin: OriginFor<T>, grant: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let (subject, times) = Self::check_revoke(&who, grant)?;
			Grants::<T>::insert(grant, (subject, times.saturating_add(1)));
			Ok(())
		}
	}

	impl<T: Config> Pallet<T> {
		pub fn check_revoke(
			who: &T::AccountId,
			grant: u32,
		) -> Result<(T::AccountId, u8), Error<T>> {
			let (subject, times) = Grants::<T>::get(grant).ok_or(Error::<T>::NotFound)?;
			ensure!(
				ProxyDelegations::<T>::is_or_acts_for(who, &subject, Delegation::Guardian),
				Error::<T>::NotSubject
			);
			Ok((subject, times))
		}

		pub fn check_revoke_all(who: &T::AccountId) -> Result<(), Error<T>> {
			ensure!(Grants::<T>::iter().any(|(_, (s, _))| s == *who), Error::<T>::NotFound);
			Ok(())
		}
	}
}

/// A toy of `pallet-studies`: what is sent to it says whether it is right.
#[frame_support::pallet]
pub mod studies {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		#[pallet::call_index(0)]
		#[pallet::weight(Weight::from_parts(5_000, 0))]
		pub fn commit(origin: OriginFor<T>, _pot: T::AccountId, valid: bool) -> DispatchResult {
			ensure_signed(origin)?;
			ensure!(valid, DispatchError::Other("bad commitment"));
			Ok(())
		}

		#[pallet::call_index(1)]
		#[pallet::weight(Weight::from_parts(9_000, 0))]
		pub fn deliver(origin: OriginFor<T>, _pot: T::AccountId, valid: bool) -> DispatchResult {
			ensure_signed(origin)?;
			ensure!(valid, DispatchError::Other("bad envelope"));
			Ok(())
		}
	}
}

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
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
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
	#[runtime::pallet_index(42)]
	pub type Consent = crate::mock::consent;
	#[runtime::pallet_index(44)]
	pub type Studies = crate::mock::studies;
}

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;

parameter_types! {
	/// What the runtime's call filter stops.
	pub static Paused: bool = false;
	pub static PerBlock: u32 = 40;
	pub static MaxAccounts: u32 = 40;
	pub const PerAccount: u32 = 20;
	/// The share of a block's weight for what is free.
	pub static LaneShare: Perbill = Perbill::from_percent(50);
	/// What a toy sponsorship, number 7, pays for.
	pub static Allowed: CallSet = CallSet::of(&[CallKind::Grant, CallKind::Refuse]);
	/// What is left of the allowance of its one member, [`MEMBER`], whose gateway is [`BOB`].
	pub static Allowance: u64 = 100_000_000_000;
}

/// Stops `create_pure`, and `revoke` while [`Paused`].
pub struct Filter;
impl Contains<RuntimeCall> for Filter {
	fn contains(call: &RuntimeCall) -> bool {
		let paused = Paused::get()
			&& matches!(
				call,
				RuntimeCall::Consent(consent::Call::revoke { .. })
					| RuntimeCall::Studies(studies::Call::deliver { .. })
			);
		NoPureAccounts::<Test>::contains(call) && !paused
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type BaseCallFilter = Filter;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<u64>;
	type OnKilledAccount = ForgetDelegates<Test>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

#[derive_impl(pallet_transaction_payment::config_preludes::TestDefaultConfig)]
impl pallet_transaction_payment::Config for Test {
	type OnChargeTransaction = FungibleAdapter<Balances, ()>;
	type WeightToFee = IdentityFee<u64>;
	type LengthToFee = IdentityFee<u64>;
}

impl pallet_proxy::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = NoDeposit<Test, Balances>;
	type ProxyType = ProxyType;
	type ProxyDepositBase = frame_support::traits::ConstU64<1>;
	type ProxyDepositFactor = frame_support::traits::ConstU64<0>;
	type MaxProxies = frame_support::traits::ConstU32<8>;
	type WeightInfo = ();
	type MaxPending = frame_support::traits::ConstU32<8>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = frame_support::traits::ConstU64<1>;
	type AnnouncementDepositFactor = frame_support::traits::ConstU64<0>;
	type BlockNumberProvider = System;
}

impl pallet_utility::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = ();
}

impl CarriesCalls for RuntimeCall {
	fn carried(&self) -> Vec<&Self> {
		use pallet_utility::Call as Utility;
		match self {
			Self::Utility(
				Utility::as_derivative { call, .. } | Utility::with_weight { call, .. },
			) => vec![call.as_ref()],
			Self::Utility(Utility::if_else { main, fallback }) => {
				vec![main.as_ref(), fallback.as_ref()]
			},
			Self::Utility(Utility::batch { calls }) => calls.iter().collect(),
			_ => vec![],
		}
	}
}

impl consent::Config for Test {}
impl studies::Config for Test {}

impl free_lane::Config for Test {
	type Policy = LookThrough<Test, Rules>;
	type Share = LaneShare;
	type MaxPerAccount = PerAccount;
	type MaxPerBlock = PerBlock;
	type MaxAccounts = MaxAccounts;
	type WeightInfo = ();
}

/// The toys' rules.
pub struct Rules;

fn reason(error: consent::Error<Test>) -> RefusalCode {
	match error {
		consent::Error::NotFound => RefusalCode::Consent(0),
		_ => RefusalCode::Consent(1),
	}
}

impl CallRules<AccountId, RuntimeCall> for Rules {
	fn kind(call: &RuntimeCall) -> Kind {
		match call {
			RuntimeCall::Consent(consent::Call::grant { .. }) => Kind::Ordinary,
			RuntimeCall::Consent(_) => Kind::Refusal,
			RuntimeCall::Studies(studies::Call::commit { .. }) => Kind::Checked,
			RuntimeCall::Studies(studies::Call::deliver { .. }) => Kind::Sealed,
			_ => match call.is_sub_type() {
				Some(pallet_proxy::Call::remove_proxy { .. }) => Kind::Refusal,
				_ => Kind::Ordinary,
			},
		}
	}

	fn check_refusal(who: &AccountId, call: &RuntimeCall) -> Result<Fee, RefusalCode> {
		match call {
			RuntimeCall::Consent(consent::Call::revoke { grant }) => {
				let (subject, _) = Consent::check_revoke(who, *grant).map_err(reason)?;
				Ok(Fee::Waived((subject, grant).encode()))
			},
			RuntimeCall::Consent(consent::Call::narrow { grant }) => {
				let (subject, times) = Consent::check_revoke(who, *grant).map_err(reason)?;
				Ok(if times == 0 { Fee::Waived((subject, grant).encode()) } else { Fee::Due })
			},
			RuntimeCall::Consent(consent::Call::revoke_all {}) => {
				Consent::check_revoke_all(who).map_err(reason)?;
				Ok(Fee::Waived(who.encode()))
			},
			RuntimeCall::Proxy(pallet_proxy::Call::remove_proxy {
				delegate,
				proxy_type,
				delay,
			}) => pallet_proxy::Proxies::<Test>::get(who)
				.0
				.iter()
				.find(|entry| {
					(entry.delegate, entry.proxy_type, entry.delay)
						== (*delegate, *proxy_type, *delay)
				})
				.map(|entry| Fee::Waived((who, entry).encode()))
				.ok_or(RefusalCode::NoSuchDelegation),
			_ => Err(RefusalCode::Unlisted),
		}
	}

	fn check_direct(
		_: &AccountId,
		call: &RuntimeCall,
		_: &DispatchInfo,
		_: usize,
	) -> Result<Payer<AccountId>, RefusalCode> {
		match call {
			RuntimeCall::Studies(
				studies::Call::commit { pot, valid: true }
				| studies::Call::deliver { pot, valid: true },
			) => Ok(Payer::Study { study: 3, pot: *pot }),
			_ => Err(RefusalCode::Studies(7)),
		}
	}

	fn sponsorable(call: &RuntimeCall) -> bool {
		sponsored_as(call).is_some()
	}

	fn beneficiary(who: &AccountId, call: &RuntimeCall) -> Option<(CallKind, AccountId)> {
		sponsored_as(call).map(|kind| (kind, *who))
	}

	fn sponsor(
		signer: &AccountId,
		member: &AccountId,
		calls: CallSet,
		info: &DispatchInfo,
		len: usize,
	) -> Option<Payer<AccountId>> {
		let fee = TransactionPayment::compute_fee(len as u32, info, 0);
		let covers = *member == MEMBER
			&& [MEMBER, BOB].contains(signer)
			&& calls.is_subset(Allowed::get())
			&& fee <= Allowance::get();
		covers.then_some(Payer::Sponsorship { sponsorship: 7, member: MEMBER, pot: HOSPITAL })
	}

	fn sponsor_weight() -> Weight {
		Weight::from_parts(50_000, 0)
	}

	fn before_charge(payer: &Payer<AccountId>, _: &RuntimeCall, info: &DispatchInfo, len: usize) {
		if let Payer::Sponsorship { sponsorship: 7, member: MEMBER, pot: HOSPITAL } = payer {
			let fee = TransactionPayment::compute_fee(len as u32, info, 0);
			Allowance::mutate(|left| *left -= fee);
		}
	}
}

/// Returns the sponsored kind of a call, if the toy sponsorship pays for it.
fn sponsored_as(call: &RuntimeCall) -> Option<CallKind> {
	match call {
		RuntimeCall::Consent(consent::Call::grant { .. }) => Some(CallKind::Grant),
		RuntimeCall::Consent(_) => Some(CallKind::Refuse),
		RuntimeCall::System(frame_system::Call::remark_with_event { .. }) => Some(CallKind::Share),
		RuntimeCall::Studies(studies::Call::commit { .. }) => Some(CallKind::Share),
		_ => None,
	}
}

pub type Payment = ChargeTransactionPayment<Test>;
pub type Extension = (
	CheckMortalityUnranked<Test>,
	CheckNonceInTurn<Test>,
	CheckWeight<Test>,
	ChargeOrFree<Test, Payment>,
);
type Xt = CheckedExtrinsic<AccountId, RuntimeCall, Extension>;

/// Rich; makes grants.
pub const ALICE: AccountId = 1;
/// Rich.
pub const BOB: AccountId = 2;
/// A patient without tokens.
pub const POOR: AccountId = 3;
/// A study's money.
pub const POT: AccountId = 4;
/// A patient without tokens whom a sponsorship pays for.
pub const MEMBER: AccountId = 5;
/// The sponsorship's money.
pub const HOSPITAL: AccountId = 6;
/// Length of every test transaction.
pub const LEN: usize = 100;

/// The state in which tests begin.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: [ALICE, BOB, POT, HOSPITAL].map(|who| (who, 1_000_000_000_000)).to_vec(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	storage.into()
}

/// Runs a test in block 1, then checks the invariants.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		start();
		test();
		free_lane::Pallet::<Test>::do_try_state().unwrap();
	});
}

fn start() {
	let next = System::block_number() + 1;
	System::initialize(&next, &Default::default(), &Default::default());
	System::set_block_consumed_resources(Weight::zero(), 0);
	FreeLane::on_initialize(next);
}

/// Ends the block and starts the next.
pub fn next_block() {
	FreeLane::on_finalize(System::block_number());
	start();
}

/// A transaction with the signer's next nonce.
pub fn tx(who: AccountId, call: impl Into<RuntimeCall>, tip: u64) -> Xt {
	tx_after(who, 0, call, tip)
}

/// A transaction after `before_it` others of the signer's.
pub fn tx_after(who: AccountId, before_it: u32, call: impl Into<RuntimeCall>, tip: u64) -> Xt {
	let extension = (
		CheckMortalityUnranked::from(Era::Immortal),
		CheckNonceInTurn::from(System::account(who).nonce + before_it),
		CheckWeight::new(),
		ChargeOrFree::new(Payment::from(tip)),
	);
	CheckedExtrinsic { format: ExtrinsicFormat::Signed(who, extension), function: call.into() }
}

/// The root of the state.
pub fn root() -> Vec<u8> {
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Returns the pool's validity for it (the state is that between two blocks).
pub fn pool_tipped(who: AccountId, call: impl Into<RuntimeCall>, tip: u64) -> TransactionValidity {
	let before = root();
	let xt = tx(who, call, tip);
	let info = xt.get_dispatch_info();
	let answer = xt.validate::<Test>(TransactionSource::External, &info, LEN);
	assert_eq!(before, root(), "validation changed the state");
	answer
}

/// [`pool_tipped`] without a tip.
pub fn pool(who: AccountId, call: impl Into<RuntimeCall>) -> TransactionValidity {
	pool_tipped(who, call, 0)
}

/// Applies it in this block; like a block's author, forgets a transaction that does not go in.
pub fn apply_tipped(
	who: AccountId,
	call: impl Into<RuntimeCall>,
	tip: u64,
) -> Result<DispatchResult, TransactionValidityError> {
	let xt = tx(who, call, tip);
	let info = xt.get_dispatch_info();
	with_transaction_unchecked(|| match xt.apply::<Test>(&info, LEN) {
		Ok(result) => {
			TransactionOutcome::Commit(Ok(result.map(|_| ()).map_err(|error| error.error)))
		},
		Err(error) => TransactionOutcome::Rollback(Err(error)),
	})
}

/// [`apply_tipped`] without a tip.
pub fn apply(
	who: AccountId,
	call: impl Into<RuntimeCall>,
) -> Result<DispatchResult, TransactionValidityError> {
	apply_tipped(who, call, 0)
}

/// Makes a grant at no cost, as a test's set-up.
pub fn given_grant(subject: AccountId, grant: u32) {
	Consent::grant(RuntimeOrigin::signed(subject), grant).unwrap();
}

/// Makes a delegate.
pub fn given_proxy(subject: AccountId, delegate: AccountId, kind: ProxyType, delay: u64) {
	Proxy::add_proxy(RuntimeOrigin::signed(subject), delegate, kind, delay).unwrap();
}

pub fn grant(grant: u32) -> RuntimeCall {
	consent::Call::grant { grant }.into()
}

pub fn narrow(grant: u32) -> RuntimeCall {
	consent::Call::narrow { grant }.into()
}

/// Whom the transactions of this block charged, and what.
pub fn paid() -> Vec<(AccountId, u64)> {
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

pub fn revoke(grant: u32) -> RuntimeCall {
	consent::Call::revoke { grant }.into()
}

pub fn commit(valid: bool) -> RuntimeCall {
	studies::Call::commit { pot: POT, valid }.into()
}

pub fn deliver(valid: bool) -> RuntimeCall {
	studies::Call::deliver { pot: POT, valid }.into()
}

pub fn proxied(real: AccountId, call: RuntimeCall) -> RuntimeCall {
	pallet_proxy::Call::proxy { real, force_proxy_type: None, call: Box::new(call) }.into()
}

pub fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::batch { calls }.into()
}

pub fn batch_all(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::batch_all { calls }.into()
}

pub fn force_batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::force_batch { calls }.into()
}

pub fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![] }.into()
}

const _: () = assert!(MAX_REFUSALS <= 20);

/// So that tests can name what the pool returned.
pub type Valid = ValidTransaction;
