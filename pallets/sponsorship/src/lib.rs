#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_patient_with_nothing_is_paid_for)]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Encode;
use epione_envelope::statements;
use epione_primitives::{CallKind, CallSet, ChainId, Moment, SponsorshipId, DAY};
use frame_support::{
	defensive,
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{
			Precision,
			Preservation::{Expendable, Preserve},
		},
		Consideration, Footprint, UnixTime,
	},
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Zero},
	MultiSignature,
};

pub use deposits::SponsoredConsideration;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod deposits;
mod members;
#[cfg(test)]
mod mock;
mod paying;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::sponsorship";

/// The furthest ahead that a joining's expiry may lie.
pub const MAX_STATEMENT_LIFE: Moment = 7 * DAY;

/// Account of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// Amounts of the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// [`Terms`] of a runtime.
pub type TermsOf<T> = Terms<BalanceOf<T>>;
/// [`Sponsorship`] of a runtime.
pub type SponsorshipOf<T> = Sponsorship<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// [`Membership`] of a runtime.
pub type MembershipOf<T> = Membership<AccountIdOf<T>, BalanceOf<T>>;
/// [`Gateways`] of a runtime.
pub type GatewaysOf<T> = Gateways<AccountIdOf<T>>;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
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

	/// What happened. In order, the events suffice to rebuild who was paid for by whom.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A sponsorship was set up.
		Created {
			/// Its number.
			sponsorship: SponsorshipId,
			/// Who set it up.
			sponsor: T::AccountId,
			/// What it pays.
			terms: TermsOf<T>,
			/// What it can spend.
			budget: BalanceOf<T>,
		},
		/// Somebody added to the budget.
		Funded {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who.
			by: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// The sponsor changed what the sponsorship pays from now on.
		TermsSet {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// What it pays.
			terms: TermsOf<T>,
		},
		/// An account became a member.
		Joined {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who is paid for.
			member: T::AccountId,
			/// The accounts through which its calls may come.
			gateways: GatewaysOf<T>,
		},
		/// A member named other gateways.
		GatewaysSet {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// The member.
			member: T::AccountId,
			/// The accounts through which its calls may come.
			gateways: GatewaysOf<T>,
		},
		/// A member left: it is no longer paid for. What it has stays its own.
		Left {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who.
			member: T::AccountId,
		},
		/// A member was put out: it is no longer paid for. What it has stays its own.
		Evicted {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who.
			member: T::AccountId,
			/// By whom.
			by: T::AccountId,
		},
		/// A sponsorship pays nothing more.
		SponsorshipEnded {
			/// Which.
			sponsorship: SponsorshipId,
			/// By whom.
			by: T::AccountId,
		},
		/// What an ended sponsorship does not need went back to the sponsor.
		Refunded {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// The record of a former member is gone.
		MembershipPurged {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Whose.
			member: T::AccountId,
		},
		/// A sponsorship and its pot are gone. Its number is never used again.
		SponsorshipRemoved {
			/// Which.
			sponsorship: SponsorshipId,
		},
	}

	/// Why a call is refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// There is no such sponsorship.
		NotFound,
		/// The caller is not the sponsor.
		NotSponsor,
		/// The account is not a member.
		NotMember,
		/// The account is a member of a sponsorship. It leaves that one first, which is free.
		AlreadyMember,
		/// The set of calls is empty or has bits that stand for nothing.
		InvalidCalls,
		/// The sponsorship would take no member.
		NoMembers,
		/// The end does not lie in the future.
		InvalidPeriod,
		/// The sponsorship was ended, or its time is over.
		Ended,
		/// The sponsorship was not ended yet.
		StillRunning,
		/// A gateway is named twice, or the member names itself.
		InvalidGateways,
		/// The joining's time is over. Sign a new one.
		StatementExpired,
		/// The joining is valid for more than seven days. Sign a shorter one.
		ExpiryTooFar,
		/// This joining was used or made void before. Sign one with a later expiry.
		StatementUsed,
		/// The sponsorship has as many members as it takes.
		TooManyMembers,
		/// The joining was not signed by the member, for this sponsorship, these gateways and this
		/// chain.
		InvalidConsent,
		/// Only the sponsor itself adds members without the sponsor's signature.
		NotInvited,
		/// The joining was not signed by the sponsor.
		InvalidInvitation,
		/// The pot cannot pay the deposit for another member's record.
		BudgetExhausted,
		/// What the sponsorship may hold for this member does not cover a larger deposit.
		AllowanceExhausted,
		/// Nothing is free in the pot.
		NothingToRefund,
		/// The account still is a member.
		StillMember,
		/// Deposits are held for the former member still.
		DepositsHeld,
		/// A joining that was signed before could still be used.
		TooEarly,
		/// No number is left, or an amount is too great.
		Overflow,
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

		/// The sponsorship of an account, and what it can expect of it now. The budget may be smaller
		/// than what is left of the allowances.
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
		/// Origin: anybody with the money. The existential deposit for the pot and the deposit for
		/// the record come on top of the budget; both return.
		///
		/// Errors: `InvalidCalls`, `NoMembers`, `InvalidPeriod`, `Overflow`. Emits `Created`.
		/// Fee: by weight.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		pub fn create(
			origin: OriginFor<T>,
			terms: TermsOf<T>,
			budget: BalanceOf<T>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			Self::ensure_terms(&terms)?;
			let id = NextSponsorshipId::<T>::get();
			NextSponsorshipId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
			let ticket = T::Consideration::new(&sponsor, Self::footprint())?;
			let filling =
				budget.checked_add(&T::Currency::minimum_balance()).ok_or(Error::<T>::Overflow)?;
			T::Currency::transfer(&sponsor, &Self::pot(id), filling, Preserve)?;
			let sponsorship = Sponsorship {
				sponsor: sponsor.clone(),
				terms: terms.clone(),
				ended: false,
				members: 0,
				records: 0,
				held: Zero::zero(),
				ticket,
			};
			Sponsorships::<T>::insert(id, sponsorship);
			Self::deposit_event(Event::Created { sponsorship: id, sponsor, terms, budget });
			Ok(())
		}

		/// Adds to a sponsorship's budget.
		///
		/// Origin: anybody. Errors: `NotFound`, `Ended`. Emits `Funded`. Fee: by weight.
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

		/// Changes what a sponsorship pays from now on. Deposits that are held stay held, members stay
		/// members. One whose time is over goes on if its new end lies in the future.
		///
		/// Origin: the sponsor. Errors: `NotFound`, `NotSponsor`, `Ended`, `InvalidCalls`, `NoMembers`,
		/// `InvalidPeriod`. Emits `TermsSet`. Fee: by weight.
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

		/// Makes `member` a member, with up to four gateways. From then on it and they can sign without
		/// a balance.
		///
		/// Both sides sign `"epione/v1/sponsorship-join" || chain id || u32(sponsorship) || member ||
		/// gateways || u64(expiry)`, plain or wrapped in `<Bytes>..</Bytes>`: the member (`consent`) and,
		/// unless it submits the call itself, the sponsor (`invitation`). It counts once, and for at most
		/// seven days.
		///
		/// Origin: the sponsor, or anybody who has both signatures and pays. The deposit for the member's
		/// record is held in the pot.
		///
		/// Errors, in this order: `NotFound`, `Ended`, `InvalidGateways`, `StatementExpired`,
		/// `ExpiryTooFar`, `AlreadyMember`, `TooManyMembers`, `StatementUsed`, `InvalidConsent`,
		/// `NotInvited`, `InvalidInvitation`, `BudgetExhausted`. Emits `Joined`. Fee: by weight.
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

		/// Names other gateways, at most four: the accounts through which the member's calls may come.
		/// That they act for the member at all is a matter of proxies, not of this call.
		///
		/// Origin: a member. Errors: `NotMember`, `InvalidGateways`. Emits `GatewaysSet`. Fee: by weight;
		/// the sponsorship may pay it.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_gateways())]
		pub fn set_gateways(origin: OriginFor<T>, gateways: GatewaysOf<T>) -> DispatchResult {
			let member = ensure_signed(origin)?;
			let sponsorship = MemberOf::<T>::get(&member).ok_or(Error::<T>::NotMember)?;
			Self::ensure_gateways(&member, &gateways)?;
			// First the new ones: who is named again must not lose its account in between.
			gateways.iter().for_each(Self::refer);
			let former = Members::<T>::mutate(sponsorship, &member, |membership| {
				membership.as_mut().map(|membership| {
					core::mem::replace(&mut membership.gateways, gateways.clone())
				})
			});
			former.unwrap_or_default().iter().for_each(Self::unrefer);
			Self::deposit_event(Event::GatewaysSet { sponsorship, member, gateways });
			Ok(())
		}

		/// Leaves the sponsorship. That ends only its paying: what the member has (grants, devices,
		/// datasets, contributions) stays, and what keeps it alive is those pallets' own. Every joining
		/// that was signed before is void.
		///
		/// Origin: a member. Errors: `NotMember`. Emits `Left`. Fee: none. Needs no balance.
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::leave(), DispatchClass::Operational))]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let member = ensure_signed(origin)?;
			let sponsorship = MemberOf::<T>::get(&member).ok_or(Error::<T>::NotMember)?;
			Self::part(sponsorship, &member);
			Self::deposit_event(Event::Left { sponsorship, member });
			Ok(())
		}

		/// Puts a member out. As with leaving, only the paying ends.
		///
		/// Origin: the sponsor; anybody once the sponsorship pays no more. Errors: `NotFound`,
		/// `NotSponsor`, `NotMember`. Emits `Evicted`. Fee: by weight.
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
			Self::part(sponsorship, &member);
			Self::deposit_event(Event::Evicted { sponsorship, member, by });
			Ok(())
		}

		/// Ends a sponsorship for good: it pays nothing more, and what is free in its pot returns to the
		/// sponsor. Deposits that are held follow with [`refund`](Self::refund) as they come free.
		///
		/// Origin: the sponsor; anybody once its time is over. Errors: `NotFound`, `Ended`,
		/// `NotSponsor`. Emits `SponsorshipEnded`, `Refunded`. Fee: by weight.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::end())]
		pub fn end(origin: OriginFor<T>, sponsorship: SponsorshipId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let mut found = Sponsorships::<T>::get(sponsorship).ok_or(Error::<T>::NotFound)?;
			ensure!(!found.ended, Error::<T>::Ended);
			ensure!(found.sponsor == by || !Self::pays(&found), Error::<T>::NotSponsor);
			found.ended = true;
			Self::deposit_event(Event::SponsorshipEnded { sponsorship, by });
			if let Err(error) = Self::pay_back(sponsorship, &found.sponsor) {
				// The sponsor's account cannot take it now. The end does not wait for that.
				log::warn!(target: LOG_TARGET, "refund of {sponsorship} put off: {error:?}");
			}
			Sponsorships::<T>::insert(sponsorship, found);
			Ok(())
		}

		/// Returns to the sponsor what has come free in the pot of an ended sponsorship. Once no member's
		/// record and no deposit is left, removes the sponsorship with its pot and its deposit.
		///
		/// Origin: anybody. Errors: `NotFound`, `StillRunning`, `NothingToRefund`. Emits `Refunded`,
		/// `SponsorshipRemoved`. Fee: by weight.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::refund())]
		pub fn refund(origin: OriginFor<T>, sponsorship: SponsorshipId) -> DispatchResult {
			ensure_signed(origin)?;
			let found = Sponsorships::<T>::get(sponsorship).ok_or(Error::<T>::NotFound)?;
			ensure!(found.ended, Error::<T>::StillRunning);
			if found.records > 0 || !found.held.is_zero() {
				ensure!(!Self::budget(sponsorship).is_zero(), Error::<T>::NothingToRefund);
				return Self::pay_back(sponsorship, &found.sponsor);
			}
			let pot = Self::pot(sponsorship);
			let amount = T::Currency::balance(&pot);
			T::Currency::transfer(&pot, &found.sponsor, amount, Expendable)?;
			Self::deposit_event(Event::Refunded { sponsorship, amount });
			found.ticket.drop(&found.sponsor)?;
			Sponsorships::<T>::remove(sponsorship);
			Self::deposit_event(Event::SponsorshipRemoved { sponsorship });
			Ok(())
		}

		/// Removes the record of a former member for whom nothing is held; the deposit for it returns
		/// to the pot.
		///
		/// Origin: anybody. Errors: `NotMember`, `StillMember`, `DepositsHeld`, `TooEarly` (seven days
		/// after the parting). Emits `MembershipPurged`. Fee: by weight.
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
			// A joining with this expiry is void for being expired from this moment on.
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

impl<T: Config> Pallet<T> {
	fn footprint() -> Footprint {
		Footprint::from_mel::<(SponsorshipId, SponsorshipOf<T>)>()
	}

	fn ensure_terms(terms: &TermsOf<T>) -> Result<(), Error<T>> {
		ensure!(terms.calls.is_valid(), Error::<T>::InvalidCalls);
		ensure!(terms.max_members > 0, Error::<T>::NoMembers);
		ensure!(Self::now() < terms.valid_until, Error::<T>::InvalidPeriod);
		Ok(())
	}

	/// Pays what is free in the pot to the sponsor.
	fn pay_back(id: SponsorshipId, sponsor: &T::AccountId) -> DispatchResult {
		let amount = Self::budget(id);
		if !amount.is_zero() {
			T::Currency::transfer(&Self::pot(id), sponsor, amount, Preserve)?;
			Self::deposit_event(Event::Refunded { sponsorship: id, amount });
		}
		Ok(())
	}
}
