//! Pots, budgets, and who pays which fee.

use super::*;
use sp_runtime::traits::{AccountIdConversion, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// The account that holds a sponsorship's money.
	pub fn pot(id: SponsorshipId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(id)
	}

	/// What a sponsorship can spend: all that is free in its pot but the existential deposit, which
	/// keeps the pot alive.
	pub fn budget(id: SponsorshipId) -> BalanceOf<T> {
		T::Currency::balance(&Self::pot(id)).saturating_sub(T::Currency::minimum_balance())
	}

	/// Whether the sponsorship pays now.
	pub fn pays(sponsorship: &SponsorshipOf<T>) -> bool {
		!sponsorship.ended && Self::now() < sponsorship.terms.valid_until
	}

	/// Which sponsorship pays `fee` for a transaction of `calls` that `signer` sends for `member`.
	///
	/// Demands that `signer` is the member or one of the gateways that it named, that the sponsorship
	/// pays for every one of the calls, and that today's allowance and the budget cover the fee.
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
	/// withdrawn from the pot. What the pot gets back of it is not given back to the allowance: that
	/// would need a second look at the membership after each transaction.
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

	pub(crate) fn now() -> Moment {
		T::Time::now().as_millis().try_into().unwrap_or(Moment::MAX)
	}

	pub(crate) fn today() -> u32 {
		(Self::now() / DAY).try_into().unwrap_or(u32::MAX)
	}
}
