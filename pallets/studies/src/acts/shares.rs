//! Commitments outside a study: one-off sales to a bidder, and free shares.

use crate::{
	acts::commit::CommitPlan,
	ground::{clock, ledger},
	parts::{access, eligibility, keys},
	BalanceOf, Bids, Config, Contributions, Error, MinDisputeWindow, Participations,
};
use epione_primitives::{traits::GrantList, Digest, GrantId, Grantee};
use frame_support::ensure;
use sp_runtime::traits::Zero;

/// Everything that `commit_share` checks but the grant.
pub(crate) fn plan<T: Config>(
	who: &T::AccountId,
	recipient: &T::AccountId,
	subject: &T::AccountId,
	dataset: &Digest,
	grant: GrantId,
	price: BalanceOf<T>,
) -> Result<CommitPlan<T>, Error<T>> {
	access::ensure_gateway::<T>(who, subject)?;
	ensure!(recipient != subject, Error::<T>::OwnData);
	let holder = Grantee::Account(recipient.clone());
	let recipient_key = keys::usable::<T>(&holder)?;
	let facts = eligibility::sound_facts::<T>(subject, dataset)?;
	ensure!(
		!Contributions::<T>::contains_key((&holder, subject, dataset)),
		Error::<T>::AlreadyContributed
	);
	// Nothing is given away for less than somebody holds ready for it, least of all by a gateway.
	match Bids::<T>::get((subject, dataset, recipient)) {
		Some(bid) if clock::now::<T>() < bid.expires => {
			ensure!(price == bid.price, Error::<T>::WrongPrice);
			// The protocol's share may have risen since the bid.
			ledger::ensure_price::<T>(price)?;
		},
		Some(_) => ensure!(price.is_zero(), Error::<T>::BidExpired),
		None => ensure!(price.is_zero(), Error::<T>::BidNotFound),
	}
	// The recipient states no purpose of its own: it may use the data for what it was granted for.
	let purpose = T::Grants::grants_of(subject, grant.checked_sub(1), 1)
		.into_iter()
		.find(|line| line.grant == grant)
		.map(|line| line.purpose)
		.ok_or(Error::<T>::GrantNotFound)?;
	Ok(CommitPlan {
		request: access::request::<T>(&holder, subject, dataset, purpose, grant),
		participation: Participations::<T>::get(&holder, subject),
		holder,
		needed: price,
		study: None,
		former: None,
		facts,
		recipient_key,
		price,
		delivery_fee: Zero::zero(),
		window: MinDisputeWindow::<T>::get(),
	})
}
