#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_patient_with_nothing_is_paid_for)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use epione_primitives::{CallSet, ChainId, Moment, SponsorshipId, DAY};
use epione_support::providers;
use frame_support::{
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{Precision, Preservation::Preserve},
		Consideration, Footprint, UnixTime,
	},
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::{
	traits::{Saturating, Zero},
	MultiSignature,
};

pub use deposits::SponsoredConsideration;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod deposits;
mod errors;
mod events;
#[cfg(feature = "runtime-benchmarks")]
mod fixtures;
mod members;
#[cfg(test)]
mod mock;
mod paying;
mod sponsorships;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::sponsorship";

/// The furthest ahead that a joining's expiry may lie.
pub const MAX_STATEMENT_LIFE: Moment = 7 * DAY;

/// The runtime's account.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// An amount in the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// The runtime's [`Terms`].
pub type TermsOf<T> = Terms<BalanceOf<T>>;
/// The runtime's [`Sponsorship`].
pub type SponsorshipOf<T> = Sponsorship<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// The runtime's [`Membership`].
pub type MembershipOf<T> = Membership<AccountIdOf<T>, BalanceOf<T>>;
/// The runtime's [`Gateways`].
pub type GatewaysOf<T> = Gateways<AccountIdOf<T>>;

/// The pallet.
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs from its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId: AsRef<[u8; 32]>, RuntimeEvent: From<Event<Self>>>
	{
		/// The currency. Pots are plain accounts in it, so that fees can be charged to them.
		type Currency: Mutate<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Storage deposit of a sponsorship, on the sponsor.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Storage deposit of a member's record, in the pot.
		#[pallet::constant]
		type MemberDeposit: Get<BalanceOf<Self>>;

		/// The 32 bytes that every statement binds.
		type ChainId: Get<ChainId>;

		/// The wall clock.
		type Time: UnixTime;

		/// Makes the pots' accounts, one for each sponsorship.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Weight of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
	}

	/// Number of the next sponsorship.
	#[pallet::storage]
	pub type NextSponsorshipId<T> = StorageValue<_, SponsorshipId, ValueQuery>;

	/// Sponsorships, until the last deposit has returned.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Sponsorships<T: Config> = StorageMap<_, Twox64Concat, SponsorshipId, SponsorshipOf<T>>;

	/// Members and former members of each sponsorship.
	// Twox, then Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type Members<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		SponsorshipId,
		Blake2_128Concat,
		T::AccountId,
		MembershipOf<T>,
	>;

	/// The sponsorship of each member. An account is a member of one at a time.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type MemberOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, SponsorshipId>;

	/// Why tokens are on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposit for the record of a sponsorship, on its sponsor.
		#[codec(index = 0)]
		Sponsorship,
		/// Deposits for the records of members, in the sponsorship's pot.
		#[codec(index = 1)]
		Membership,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Most gateways that a member names.
		fn max_gateways() -> u32 {
			MAX_GATEWAYS
		}

		/// The furthest ahead that a joining's expiry may lie, in milliseconds.
		fn max_statement_life() -> Moment {
			MAX_STATEMENT_LIFE
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What a sponsorship is, and what it has left.
		pub fn sponsorship(
			id: SponsorshipId,
		) -> Option<SponsorshipInfo<T::AccountId, BalanceOf<T>>> {
			Sponsorships::<T>::get(id).map(|found| SponsorshipInfo {
				pays: Self::pays(&found),
				pot: Self::pot(id),
				budget: Self::budget(id),
				sponsor: found.sponsor,
				terms: found.terms,
				held: found.held,
				members: found.members,
			})
		}

		/// The sponsorship of an account, and what it pays for the account now. The budget may be
		/// smaller than what is left of the allowances.
		pub fn membership(
			member: T::AccountId,
		) -> Option<MembershipInfo<T::AccountId, BalanceOf<T>>> {
			let id = MemberOf::<T>::get(&member)?;
			let membership = Members::<T>::get(id, &member)?;
			let found = Sponsorships::<T>::get(id)?;
			let pays = Self::pays(&found);
			let left = |amount: BalanceOf<T>| if pays { amount } else { Zero::zero() };
			let deposits = found.terms.deposits.saturating_sub(membership.held);
			Some(MembershipInfo {
				sponsorship: id,
				calls: if pays { found.terms.calls } else { CallSet::NONE },
				fees_left: left(Self::fees_left(&found.terms, &membership)),
				deposits_left: left(deposits),
				gateways: membership.gateways,
			})
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets up a sponsorship, with `budget` in its pot.
		///
		/// The existential deposit for the pot and the deposit for the record come on top of the
		/// budget; both return at the end.
		///
		/// - Origin: anyone.
		/// - Checks: the terms name known kinds of call, at least one member, and an end in the
		///   future; the signer has the money.
		/// - Errors: `InvalidCalls`, `NoMembers`, `InvalidPeriod`, `Overflow`; a token error if the
		///   signer does not have the money.
		/// - Events: `Created`.
		/// - Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		pub fn create(
			origin: OriginFor<T>,
			terms: TermsOf<T>,
			budget: BalanceOf<T>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			Self::do_create(sponsor, terms, budget)
		}

		/// Adds to a sponsorship's budget.
		///
		/// - Origin: anyone.
		/// - Checks: the sponsorship still pays; the signer has the amount.
		/// - Errors: `NotFound`, `Ended`; a token error if the signer does not have the amount.
		/// - Events: `Funded`.
		/// - Fee: the signer.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(
			origin: OriginFor<T>,
			sponsorship: SponsorshipId,
			amount: BalanceOf<T>,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let found = Sponsorships::<T>::get(sponsorship).ok_or(Error::<T>::NotFound)?;
			ensure!(Self::pays(&found), Error::<T>::Ended);
			T::Currency::transfer(&by, &Self::pot(sponsorship), amount, Preserve)?;
			Self::deposit_event(Event::Funded { sponsorship, by, amount });
			Ok(())
		}

		/// Changes what a sponsorship pays from now on.
		///
		/// Deposits that are held stay held, members stay members. A sponsorship whose time is over
		/// goes on with the new terms.
		///
		/// - Origin: the sponsor.
		/// - Checks: the sponsorship was not ended; the terms name known kinds of call, at least
		///   one member, and an end in the future.
		/// - Errors: `NotFound`, `NotSponsor`, `Ended`, `InvalidCalls`, `NoMembers`,
		///   `InvalidPeriod`.
		/// - Events: `TermsSet`.
		/// - Fee: the signer.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_terms())]
		pub fn set_terms(
			origin: OriginFor<T>,
			sponsorship: SponsorshipId,
			terms: TermsOf<T>,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let mut found = Sponsorships::<T>::get(sponsorship).ok_or(Error::<T>::NotFound)?;
			ensure!(found.sponsor == by, Error::<T>::NotSponsor);
			ensure!(!found.ended, Error::<T>::Ended);
			Self::ensure_terms(&terms)?;
			found.terms = terms.clone();
			Sponsorships::<T>::insert(sponsorship, found);
			Self::deposit_event(Event::TermsSet { sponsorship, terms });
			Ok(())
		}

		/// Makes `member` a member, with up to four gateways. From then on all of them can sign
		/// without a balance.
		///
		/// Both sides sign `"epione/v1/sponsorship-join" || chain id || u32(sponsorship) || member
		/// || gateways || u64(expiry)`, plain or wrapped in `<Bytes>..</Bytes>`: the member
		/// (`consent`) and, unless it submits the call itself, the sponsor (`invitation`). It
		/// counts once, and for at most seven days. The deposit for the member's record is held in
		/// the pot.
		///
		/// - Origin: the sponsor; with the sponsor's signature anyone.
		/// - Checks: the sponsorship pays and has room; the gateways are different accounts, none
		///   of them the member; the statement is not expired, not valid for more than seven days,
		///   and was not used or made void; the account is no member; both signatures; the pot can
		///   pay the deposit.
		/// - Errors, in this order: `NotFound`, `Ended`, `InvalidGateways`, `StatementExpired`,
		///   `ExpiryTooFar`, `AlreadyMember`, `TooManyMembers`, `StatementUsed`, `InvalidConsent`,
		///   `NotInvited`, `InvalidInvitation`, `BudgetExhausted`, `Overflow`.
		/// - Events: `Joined`.
		/// - Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::join())]
		pub fn join(
			origin: OriginFor<T>,
			sponsorship: SponsorshipId,
			member: T::AccountId,
			gateways: GatewaysOf<T>,
			expiry: Moment,
			consent: MultiSignature,
			invitation: Option<MultiSignature>,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let invitation = invitation.as_ref();
			Self::do_join(&by, sponsorship, member, gateways, expiry, &consent, invitation)
		}

		/// Names other gateways, at most four: the accounts through which the member's calls may
		/// come.
		///
		/// Whether they act for the member at all is a matter of proxies, not of this call.
		///
		/// - Origin: a member.
		/// - Checks: no gateway is named twice, and the member does not name itself.
		/// - Errors: `NotMember`, `InvalidGateways`.
		/// - Events: `GatewaysSet`.
		/// - Fee: the signer, or the sponsorship.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_gateways())]
		pub fn set_gateways(origin: OriginFor<T>, gateways: GatewaysOf<T>) -> DispatchResult {
			let member = ensure_signed(origin)?;
			let sponsorship = MemberOf::<T>::get(&member).ok_or(Error::<T>::NotMember)?;
			Self::ensure_gateways(&member, &gateways)?;
			// First the new ones: one that is named again must not lose its account in between.
			gateways.iter().for_each(providers::add::<T>);
			let former = Members::<T>::mutate(sponsorship, &member, |membership| {
				membership.as_mut().map(|membership| {
					core::mem::replace(&mut membership.gateways, gateways.clone())
				})
			});
			former.unwrap_or_default().iter().for_each(providers::remove::<T>);
			Self::deposit_event(Event::GatewaysSet { sponsorship, member, gateways });
			Ok(())
		}

		/// Leaves the sponsorship.
		///
		/// Only the paying ends: what the member has (grants, devices, datasets, contributions)
		/// stays, and the pallets that hold these keep the account alive. Every joining that was
		/// signed before is void.
		///
		/// - Origin: a member.
		/// - Checks: the signer is a member.
		/// - Errors: `NotMember`.
		/// - Events: `Left`.
		/// - Fee: nobody; the call needs no balance.
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::leave(), DispatchClass::Operational))]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let member = ensure_signed(origin)?;
			let sponsorship = MemberOf::<T>::get(&member).ok_or(Error::<T>::NotMember)?;
			Self::end_membership(sponsorship, &member);
			Self::deposit_event(Event::Left { sponsorship, member });
			Ok(())
		}

		/// Ends an account's membership. As with leaving, only the paying ends.
		///
		/// - Origin: the sponsor; anyone once the sponsorship pays no more.
		/// - Checks: the account is a member of this sponsorship.
		/// - Errors: `NotFound`, `NotSponsor`, `NotMember`.
		/// - Events: `Evicted`.
		/// - Fee: the signer.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::evict())]
		pub fn evict(
			origin: OriginFor<T>,
			sponsorship: SponsorshipId,
			member: T::AccountId,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let found = Sponsorships::<T>::get(sponsorship).ok_or(Error::<T>::NotFound)?;
			ensure!(found.sponsor == by || !Self::pays(&found), Error::<T>::NotSponsor);
			ensure!(MemberOf::<T>::get(&member) == Some(sponsorship), Error::<T>::NotMember);
			Self::end_membership(sponsorship, &member);
			Self::deposit_event(Event::Evicted { sponsorship, member, by });
			Ok(())
		}

		/// Ends a sponsorship for good: it pays nothing more, and its budget returns to the
		/// sponsor.
		///
		/// Deposits that are held follow with `refund` as they come free. If the sponsor's account
		/// cannot take the money now, it stays in the pot for `refund`.
		///
		/// - Origin: the sponsor; anyone once the sponsorship's time is over.
		/// - Checks: it was not ended before.
		/// - Errors: `NotFound`, `Ended`, `NotSponsor`.
		/// - Events: `SponsorshipEnded`, `Refunded`.
		/// - Fee: the signer.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::end())]
		pub fn end(origin: OriginFor<T>, sponsorship: SponsorshipId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_end(by, sponsorship)
		}

		/// Returns to the sponsor what has come free in the pot of an ended sponsorship.
		///
		/// Once no member's record and no deposit is left, removes the sponsorship with its pot and
		/// returns its deposit.
		///
		/// - Origin: anyone.
		/// - Checks: the sponsorship was ended; something is free in the pot, or nothing is held
		///   there.
		/// - Errors: `NotFound`, `StillRunning`, `NothingToRefund`; a token error if the sponsor's
		///   account cannot take the money.
		/// - Events: `Refunded`, `SponsorshipRemoved`.
		/// - Fee: the signer.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::refund())]
		pub fn refund(origin: OriginFor<T>, sponsorship: SponsorshipId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_refund(sponsorship)
		}

		/// Removes the record of a former member; the deposit for it returns to the pot.
		///
		/// - Origin: anyone.
		/// - Checks: the account is no member any more, nothing is held for it, and no joining that
		///   was signed before could be used: at the latest seven days after the membership ended.
		/// - Errors: `NotMember`, `StillMember`, `DepositsHeld`, `TooEarly`.
		/// - Events: `MembershipPurged`.
		/// - Fee: the signer.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::purge())]
		pub fn purge(
			origin: OriginFor<T>,
			sponsorship: SponsorshipId,
			member: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let found = Members::<T>::get(sponsorship, &member).ok_or(Error::<T>::NotMember)?;
			ensure!(!found.active, Error::<T>::StillMember);
			ensure!(found.held.is_zero(), Error::<T>::DepositsHeld);
			// From this moment on, every joining with this expiry or an earlier one is expired.
			ensure!(found.void_until <= Self::now(), Error::<T>::TooEarly);
			T::Currency::release(
				&HoldReason::Membership.into(),
				&Self::pot(sponsorship),
				found.deposit,
				Precision::BestEffort,
			)?;
			Members::<T>::remove(sponsorship, &member);
			Sponsorships::<T>::mutate(sponsorship, |record| {
				if let Some(record) = record {
					record.records = record.records.saturating_sub(1);
				}
			});
			Self::deposit_event(Event::MembershipPurged { sponsorship, member });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
