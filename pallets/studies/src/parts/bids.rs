//! Bids: offers to buy one dataset, the price on hold.

use crate::{
	ground::{clock, deposits, ledger},
	parts::keys,
	BalanceOf, Bid, Bids, Config, Contributions, Error, GranteeOf, MAX_BID_LIFETIME,
};
use epione_primitives::{traits::DatasetLookup, Digest, Grantee, Moment};
use epione_support::deposits::release;
use frame_support::{ensure, traits::Consideration};
use sp_runtime::{traits::Zero, DispatchResult};

/// Puts the price on hold and stores the bid.
pub(crate) fn place<T: Config>(
	recipient: &T::AccountId,
	subject: &T::AccountId,
	dataset: &Digest,
	price: BalanceOf<T>,
	expires: Moment,
) -> DispatchResult {
	ensure!(recipient != subject, Error::<T>::OwnData);
	let now = clock::now::<T>();
	let latest = now.saturating_add(MAX_BID_LIFETIME);
	ensure!(now < expires && expires <= latest, Error::<T>::InvalidExpiry);
	ledger::ensure_price::<T>(price)?;
	let holder = Grantee::Account(recipient.clone());
	keys::usable::<T>(&holder)?;
	ensure!(!Bids::<T>::contains_key((subject, dataset, recipient)), Error::<T>::AlreadyBid);
	ensure!(
		!Contributions::<T>::contains_key((&holder, subject, dataset)),
		Error::<T>::AlreadyContributed
	);
	ensure!(T::Datasets::facts(subject, dataset).is_some(), Error::<T>::DatasetNotFound);
	ledger::hold_price::<T>(recipient, price)?;
	let ticket = T::Consideration::new(recipient, deposits::bid_footprint::<T>())?;
	Bids::<T>::insert((subject, dataset, recipient), Bid { price, expires, ticket });
	Ok(())
}

/// Removes a bid that was not taken up; price and deposit go back.
pub(crate) fn withdraw<T: Config>(
	recipient: &T::AccountId,
	subject: &T::AccountId,
	dataset: &Digest,
) -> DispatchResult {
	let bid = Bids::<T>::take((subject, dataset, recipient)).ok_or(Error::<T>::BidNotFound)?;
	ledger::release_price::<T>(recipient, bid.price);
	release(bid.ticket, recipient);
	Ok(())
}

/// A commitment takes the bid's place: its price stays on hold until the sale is settled.
pub(crate) fn take_up<T: Config>(
	holder: &GranteeOf<T>,
	subject: &T::AccountId,
	dataset: &Digest,
	price: BalanceOf<T>,
) {
	let Grantee::Account(recipient) = holder else { return };
	if price.is_zero() {
		return;
	}
	if let Some(bid) = Bids::<T>::take((subject, dataset, recipient)) {
		release(bid.ticket, recipient);
	}
}
