//! Deposits that a sponsorship pays, and that return to it.

#[cfg(feature = "runtime-benchmarks")]
use crate::fixtures;
use crate::{
	pallet::{Config, Error, MemberOf, Members, Pallet, Sponsorships},
	BalanceOf,
};
use codec::{Decode, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use epione_primitives::{CallKind, SponsorshipId};
#[cfg(feature = "runtime-benchmarks")]
use frame_support::traits::fungible::{Inspect, Mutate};
use frame_support::{
	defensive,
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude::Force, Precision::BestEffort},
		Consideration, Footprint, Get,
	},
	CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{CheckedAdd, Convert, Saturating, Zero},
	DispatchError,
};

/// A deposit for an item of state, held in the pot of its payer's sponsorship if that pays for such
/// items, or else on the payer itself. The ticket remembers which of the two, so the deposit
/// returns to whoever paid it, whatever became of the membership meanwhile.
///
/// `Reason` is the hold's reason, `Kind` the kind of call that makes such items, `Price` what a
/// footprint costs. After [`IdentifiedConsideration`] of `pallet-recovery`, which keeps an account
/// where this keeps a sponsorship's number: 5 bytes instead of 33 in every dataset.
///
/// [`IdentifiedConsideration`]: https://docs.rs/pallet-recovery/50.0.0
#[derive(
	CloneNoBound, EqNoBound, PartialEqNoBound, DebugNoBound, Encode, Decode, TypeInfo, MaxEncodedLen,
)]
#[scale_info(skip_type_params(T, Reason, Kind, Price))]
#[codec(mel_bound())]
pub struct SponsoredConsideration<T: Config, Reason, Kind, Price> {
	/// How much is held.
	amount: BalanceOf<T>,
	/// In whose pot; `None`: on the payer itself.
	sponsorship: Option<SponsorshipId>,
	#[codec(skip)]
	_types: PhantomData<fn() -> (T, Reason, Kind, Price)>,
}

impl<T: Config, Reason, Kind, Price> SponsoredConsideration<T, Reason, Kind, Price> {
	/// How much is held.
	pub fn amount(&self) -> BalanceOf<T> {
		self.amount
	}

	/// In whose pot it is held; `None`: on the payer itself.
	pub fn sponsorship(&self) -> Option<SponsorshipId> {
		self.sponsorship
	}

	fn ticket(amount: BalanceOf<T>, sponsorship: Option<SponsorshipId>) -> Self {
		Self { amount, sponsorship, _types: PhantomData }
	}

	/// On whose account it is held.
	fn holder(&self, who: &T::AccountId) -> T::AccountId {
		self.sponsorship.map_or_else(|| who.clone(), Pallet::<T>::pot)
	}
}

impl<T, Reason, Kind, Price> Consideration<T::AccountId, Footprint>
	for SponsoredConsideration<T, Reason, Kind, Price>
where
	T: Config,
	Reason: Get<T::RuntimeHoldReason> + 'static,
	Kind: Get<CallKind> + 'static,
	Price: Convert<Footprint, BalanceOf<T>> + 'static,
{
	fn new(who: &T::AccountId, footprint: Footprint) -> Result<Self, DispatchError> {
		let amount = Price::convert(footprint);
		let reason = Reason::get();
		if let Some(id) = Pallet::<T>::sponsor_of_deposit(who, Kind::get(), amount) {
			T::Currency::hold(&reason, &Pallet::<T>::pot(id), amount)?;
			Pallet::<T>::count_deposit(id, who, amount);
			return Ok(Self::ticket(amount, Some(id)));
		}
		T::Currency::hold(&reason, who, amount)?;
		Ok(Self::ticket(amount, None))
	}

	fn update(self, who: &T::AccountId, footprint: Footprint) -> Result<Self, DispatchError> {
		let amount = Price::convert(footprint);
		let (reason, holder) = (Reason::get(), self.holder(who));
		if amount < self.amount {
			let less = self.amount.saturating_sub(amount);
			T::Currency::release(&reason, &holder, less, BestEffort)?;
			if let Some(id) = self.sponsorship {
				Pallet::<T>::uncount_deposit(id, who, less);
			}
		} else if amount > self.amount {
			let more = amount.saturating_sub(self.amount);
			if let Some(id) = self.sponsorship {
				// Not a second ticket: either the same sponsorship pays for the rest, or nobody
				// does.
				let payer = Pallet::<T>::sponsor_of_deposit(who, Kind::get(), more);
				ensure!(payer == Some(id), Error::<T>::AllowanceExhausted);
			}
			T::Currency::hold(&reason, &holder, more)?;
			if let Some(id) = self.sponsorship {
				Pallet::<T>::count_deposit(id, who, more);
			}
		}
		Ok(Self::ticket(amount, self.sponsorship))
	}

	fn drop(self, who: &T::AccountId) -> DispatchResult {
		T::Currency::release(&Reason::get(), &self.holder(who), self.amount, BestEffort)?;
		if let Some(id) = self.sponsorship {
			Pallet::<T>::uncount_deposit(id, who, self.amount);
		}
		Ok(())
	}

	fn burn(self, who: &T::AccountId) {
		let holder = self.holder(who);
		let _ = T::Currency::burn_held(&Reason::get(), &holder, self.amount, BestEffort, Force);
		if let Some(id) = self.sponsorship {
			Pallet::<T>::uncount_deposit(id, who, self.amount);
		}
	}

	/// Gives `who` the money, and a sponsorship as well: a deposit that a sponsorship pays takes
	/// more weight, and benchmarks must measure that.
	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(who: &T::AccountId, footprint: Footprint) {
		let plenty = T::Currency::minimum_balance().saturating_add(Price::convert(footprint));
		let _ = T::Currency::mint_into(who, plenty);
		fixtures::sponsor_everything::<T>(who);
	}
}

impl<T: Config> Pallet<T> {
	/// The sponsorship of `who`, if it pays a deposit of `amount` for an item that calls of `kind`
	/// make.
	fn sponsor_of_deposit(
		who: &T::AccountId,
		kind: CallKind,
		amount: BalanceOf<T>,
	) -> Option<SponsorshipId> {
		let id = MemberOf::<T>::get(who)?;
		let (membership, sponsorship) = (Members::<T>::get(id, who)?, Sponsorships::<T>::get(id)?);
		let covers = !amount.is_zero()
			&& sponsorship.terms.calls.contains(kind)
			&& Self::pays(&sponsorship)
			&& membership
				.held
				.checked_add(&amount)
				.is_some_and(|sum| sum <= sponsorship.terms.deposits)
			&& amount <= Self::budget(id);
		covers.then_some(id)
	}

	/// Writes down that `amount` is held for `who`.
	fn count_deposit(id: SponsorshipId, who: &T::AccountId, amount: BalanceOf<T>) {
		Self::change_deposits(id, who, |held| held.saturating_accrue(amount));
	}

	/// Writes down that `amount` is no longer held for `who`.
	fn uncount_deposit(id: SponsorshipId, who: &T::AccountId, amount: BalanceOf<T>) {
		Self::change_deposits(id, who, |held| held.saturating_reduce(amount));
	}

	/// Changes what is held for `who`, and the sum for all members, alike.
	fn change_deposits(id: SponsorshipId, who: &T::AccountId, change: impl Fn(&mut BalanceOf<T>)) {
		Members::<T>::mutate(id, who, |membership| match membership {
			Some(membership) => change(&mut membership.held),
			None => {
				defensive!("a record stays as long as something is held for it");
			},
		});
		Sponsorships::<T>::mutate(id, |sponsorship| match sponsorship {
			Some(sponsorship) => change(&mut sponsorship.held),
			None => {
				defensive!("a sponsorship stays as long as something is held in its pot");
			},
		});
	}
}
