//! Pots, budgets, and who pays which fee.

use crate::{
	pallet::{Config, MemberOf, Members, Pallet, Sponsorships},
	types::Terms,
	BalanceOf, MembershipOf, SponsorshipOf,
};
use epione_primitives::{CallSet, Moment, SponsorshipId, DAY};
use epione_support::clock;
use frame_support::traits::{fungible::Inspect, Get};
use sp_runtime::traits::{AccountIdConversion, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// The account that holds a sponsorship's money.
	pub fn pot(id: SponsorshipId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(id)
	}

	/// What a sponsorship can spend: the free balance of its pot less the existential deposit,
	/// which keeps the pot alive.
	pub fn budget(id: SponsorshipId) -> BalanceOf<T> {
		T::Currency::balance(&Self::pot(id)).saturating_sub(T::Currency::minimum_balance())
	}

	/// Whether the sponsorship pays now.
	pub fn pays(sponsorship: &SponsorshipOf<T>) -> bool {
		!sponsorship.ended && Self::now() < sponsorship.terms.valid_until
	}

	/// Which sponsorship pays `fee` for a transaction of `calls` that `signer` sends for `member`.
	///
	/// `signer` must be the member or one of the gateways that it named, the sponsorship must pay
	/// for every one of the calls, and today's allowance and the budget must cover the fee.
	pub fn payer(
		member: &T::AccountId,
		signer: &T::AccountId,
		calls: CallSet,
		fee: BalanceOf<T>,
	) -> Option<SponsorshipId> {
		let id = MemberOf::<T>::get(member)?;
		let membership = Members::<T>::get(id, member)?;
		if member != signer && !membership.gateways.contains(signer) {
			return None;
		}
		let sponsorship = Sponsorships::<T>::get(id)?;
		let covers = calls.is_valid()
			&& calls.is_subset(sponsorship.terms.calls)
			&& Self::pays(&sponsorship)
			&& fee <= Self::fees_left(&sponsorship.terms, &membership)
			&& fee <= Self::budget(id);
		covers.then_some(id)
	}

	/// Counts a fee against today's allowance of `member`. To be called just before the fee is
	/// withdrawn from the pot. What the pot gets back later is not given back to the allowance:
	/// that would take a second look at the membership after each transaction.
	pub fn charge(member: &T::AccountId, fee: BalanceOf<T>) {
		let Some(id) = MemberOf::<T>::get(member) else { return };
		let today = Self::today();
		Members::<T>::mutate(id, member, |membership| {
			let Some(membership) = membership else { return };
			if membership.day != today {
				membership.day = today;
				membership.spent = Zero::zero();
			}
			membership.spent.saturating_accrue(fee);
		});
	}

	/// What is left of today's allowance.
	pub(crate) fn fees_left(
		terms: &Terms<BalanceOf<T>>,
		membership: &MembershipOf<T>,
	) -> BalanceOf<T> {
		let spent = if membership.day == Self::today() { membership.spent } else { Zero::zero() };
		terms.daily_fees.saturating_sub(spent)
	}

	/// The present block's time.
	pub(crate) fn now() -> Moment {
		clock::now::<T::Time>()
	}

	/// The day (UTC), in days since 1970-01-01.
	fn today() -> u32 {
		(Self::now() / DAY).try_into().unwrap_or(u32::MAX)
	}
}
