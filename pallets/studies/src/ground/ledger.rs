//! Studies' pots, bidders' holds, and the payments out of both.
//!
//! A pot is an account, so that fees can be charged to it. Its balance beyond the existential
//! deposit is `owed + reserved + unallocated`; the first two are stored, the third is what is left.

use crate::{BalanceOf, Config, Error, GranteeOf, HoldReason, StudyOf, Terms, LOG_TARGET};
use epione_primitives::{traits::OnSettled, Grantee, StudyId};
use frame_support::{
	defensive, ensure,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{
			Fortitude, Precision,
			Preservation::{Expendable, Preserve},
			Restriction,
		},
		Get,
	},
};
use sp_runtime::{
	traits::{AccountIdConversion, CheckedAdd, Saturating, Zero},
	DispatchError, DispatchResult,
};

/// The account that holds a study's money.
pub(crate) fn pot<T: Config>(study: StudyId) -> T::AccountId {
	T::PalletId::get().into_sub_account_truncating(study)
}

/// The pot's unallocated balance: neither owed nor kept back.
pub(crate) fn unallocated<T: Config>(id: StudyId, study: &StudyOf<T>) -> BalanceOf<T> {
	T::Currency::balance(&pot::<T>(id))
		.saturating_sub(T::Currency::minimum_balance())
		.saturating_sub(study.owed)
		.saturating_sub(study.reserved)
}

/// What one contribution binds in the pot: reward, delivery fee and, for a new record, its deposit.
/// (A lapsed record that is committed anew has its deposit already.)
pub(crate) fn cost_of_one<T: Config>(
	terms: &Terms<BalanceOf<T>>,
	is_new: bool,
) -> Result<BalanceOf<T>, Error<T>> {
	let deposit = if is_new { T::ContributionDeposit::get() } else { Zero::zero() };
	terms
		.reward
		.checked_add(&T::DeliverFee::get())
		.and_then(|sum| sum.checked_add(&deposit))
		.ok_or(Error::<T>::Overflow)
}

/// The protocol's share of a price.
pub(crate) fn protocol_share<T: Config>(price: BalanceOf<T>) -> BalanceOf<T> {
	T::ProtocolShare::get().mul_floor(price)
}

/// A price that can be paid even to an account that does not exist yet.
pub(crate) fn ensure_price<T: Config>(price: BalanceOf<T>) -> Result<(), Error<T>> {
	let net = price.saturating_sub(protocol_share::<T>(price));
	ensure!(!price.is_zero() && net >= T::Currency::minimum_balance(), Error::<T>::PriceTooLow);
	Ok(())
}

/// Pays for a contribution: first the participant its part, then the protocol its share. Returns
/// both. `pay_or_forfeit` in `acts/outcome.rs` decides that it is paid, and calls this.
pub(crate) fn pay<T: Config>(
	holder: &GranteeOf<T>,
	subject: &T::AccountId,
	price: BalanceOf<T>,
	share: BalanceOf<T>,
) -> Result<(BalanceOf<T>, BalanceOf<T>), DispatchError> {
	let net = price.saturating_sub(share);
	transfer::<T>(holder, subject, net)?;
	if share.is_zero() {
		return Ok((net, share));
	}
	if transfer::<T>(holder, &T::ProtocolAccount::get(), share).is_ok() {
		T::OnSettled::settled(subject, share);
		return Ok((net, share));
	}
	// The protocol's account is gone. The participant gets the share.
	log::warn!(target: LOG_TARGET, "the protocol's account cannot take its share");
	transfer::<T>(holder, subject, share)?;
	Ok((price, Zero::zero()))
}

/// Moves money to `to`: out of a study's pot, or out of what a bidder has on hold. From a hold by
/// force: locks on the bidder's account do not stand in the way.
fn transfer<T: Config>(
	holder: &GranteeOf<T>,
	to: &T::AccountId,
	amount: BalanceOf<T>,
) -> DispatchResult {
	if amount.is_zero() {
		return Ok(());
	}
	match holder {
		Grantee::Study(study) => {
			T::Currency::transfer(&pot::<T>(*study), to, amount, Preserve).map(|_| ())
		},
		Grantee::Account(recipient) => T::Currency::transfer_on_hold(
			&HoldReason::Bid.into(),
			recipient,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)
		.map(|_| ()),
	}
}

/// Pays an arbiter out of a price that goes back to its study, and returns how much. If the arbiter
/// cannot be paid, the study keeps the fee.
pub(crate) fn pay_arbiter<T: Config>(
	holder: &GranteeOf<T>,
	arbiter: Option<(T::AccountId, BalanceOf<T>)>,
	price: BalanceOf<T>,
) -> BalanceOf<T> {
	let (Grantee::Study(study), Some((arbiter, fee))) = (holder, arbiter) else {
		return Zero::zero();
	};
	let fee = fee.min(price);
	match T::Currency::transfer(&pot::<T>(*study), &arbiter, fee, Preserve) {
		Ok(paid) => paid,
		Err(error) => {
			log::warn!(target: LOG_TARGET, "an arbiter cannot be paid: {error:?}");
			Zero::zero()
		},
	}
}

/// Fills a new study's pot: the budget and the existential deposit.
pub(crate) fn fill<T: Config>(
	sponsor: &T::AccountId,
	study: StudyId,
	budget: BalanceOf<T>,
) -> DispatchResult {
	let amount = budget.checked_add(&T::Currency::minimum_balance()).ok_or(Error::<T>::Overflow)?;
	T::Currency::transfer(sponsor, &pot::<T>(study), amount, Preserve).map(|_| ())
}

/// Adds to a study's pot.
pub(crate) fn fund<T: Config>(
	from: &T::AccountId,
	study: StudyId,
	amount: BalanceOf<T>,
) -> DispatchResult {
	T::Currency::transfer(from, &pot::<T>(study), amount, Preserve).map(|_| ())
}

/// Returns part of a pot to the sponsor; the existential deposit stays.
pub(crate) fn refund<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
	amount: BalanceOf<T>,
) -> DispatchResult {
	T::Currency::transfer(&pot::<T>(study), sponsor, amount, Preserve).map(|_| ())
}

/// All that is in a pot, the existential deposit included.
pub(crate) fn whole_pot<T: Config>(study: StudyId) -> BalanceOf<T> {
	T::Currency::balance(&pot::<T>(study))
}

/// Returns all that is in an ended study's pot to the sponsor.
pub(crate) fn empty_pot<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
) -> Result<BalanceOf<T>, DispatchError> {
	T::Currency::transfer(&pot::<T>(study), sponsor, whole_pot::<T>(study), Expendable)
}

/// Puts the price of a bid on hold.
pub(crate) fn hold_price<T: Config>(
	recipient: &T::AccountId,
	price: BalanceOf<T>,
) -> DispatchResult {
	T::Currency::hold(&HoldReason::Bid.into(), recipient, price)
}

/// Releases the hold of a price that will not be paid.
pub(crate) fn release_price<T: Config>(recipient: &T::AccountId, price: BalanceOf<T>) {
	if price.is_zero() {
		return;
	}
	let released =
		T::Currency::release(&HoldReason::Bid.into(), recipient, price, Precision::BestEffort);
	if released != Ok(price) {
		defensive!("the price of a bid or sale is on hold");
	}
}
