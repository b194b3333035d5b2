//! Deliveries outside a study: one-off sales to a bidder, and free shares.

use super::*;
use frame_support::traits::tokens::{Fortitude, Precision, Restriction};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	/// Puts the price on hold and writes the bid down.
	pub(crate) fn place_bid(
		recipient: &T::AccountId,
		subject: &T::AccountId,
		dataset: &Digest,
		price: BalanceOf<T>,
		expires: Moment,
	) -> DispatchResult {
		ensure!(recipient != subject, Error::<T>::OwnData);
		let now = Self::now();
		let latest = now.saturating_add(MAX_BID_LIFETIME);
		ensure!(now < expires && expires <= latest, Error::<T>::InvalidExpiry);
		Self::ensure_price(price)?;
		let holder = Grantee::Account(recipient.clone());
		Self::usable_key(&holder)?;
		ensure!(!Bids::<T>::contains_key((subject, dataset, recipient)), Error::<T>::AlreadyBid);
		ensure!(
			!Contributions::<T>::contains_key((&holder, subject, dataset)),
			Error::<T>::AlreadyContributed
		);
		ensure!(T::Datasets::facts(subject, dataset).is_some(), Error::<T>::DatasetNotFound);
		T::Currency::hold(&HoldReason::Bid.into(), recipient, price)?;
		let ticket = T::Consideration::new(recipient, Self::bid_footprint())?;
		Bids::<T>::insert((subject, dataset, recipient), Bid { price, expires, ticket });
		Ok(())
	}

	/// Gives price and deposit of a bid back.
	pub(crate) fn drop_bid(
		recipient: &T::AccountId,
		subject: &T::AccountId,
		dataset: &Digest,
	) -> DispatchResult {
		let bid = Bids::<T>::take((subject, dataset, recipient)).ok_or(Error::<T>::BidNotFound)?;
		Self::release_hold(recipient, bid.price);
		Self::release_ticket(bid.ticket, recipient);
		Ok(())
	}

	/// Everything that `commit_share` checks but the grant.
	pub(crate) fn plan_share(
		who: &T::AccountId,
		recipient: &T::AccountId,
		subject: &T::AccountId,
		dataset: &Digest,
		grant: GrantId,
		price: BalanceOf<T>,
	) -> Result<CommitPlan<T>, Error<T>> {
		Self::ensure_acts_for(who, subject)?;
		ensure!(recipient != subject, Error::<T>::OwnData);
		let holder = Grantee::Account(recipient.clone());
		let key = Self::usable_key(&holder)?;
		let facts = Self::sound_facts(subject, dataset)?;
		ensure!(
			!Contributions::<T>::contains_key((&holder, subject, dataset)),
			Error::<T>::AlreadyContributed
		);
		// Nothing is given away for less than somebody holds ready for it, least of all by a gateway.
		match Bids::<T>::get((subject, dataset, recipient)) {
			Some(bid) if Self::now() < bid.expires => {
				ensure!(price == bid.price, Error::<T>::WrongPrice);
				// The protocol's share may have risen since the bid.
				Self::ensure_price(price)?;
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
			request: Self::request(&holder, subject, dataset, purpose, grant),
			participation: Participations::<T>::get(&holder, subject),
			holder,
			needed: price,
			study: None,
			former: None,
			facts,
			key,
			price,
			delivery_fee: Zero::zero(),
			window: MinDisputeWindow::<T>::get(),
		})
	}

	/// A commitment takes the bid's place: its price stays on hold until the sale is settled.
	pub(crate) fn take_up_bid(
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
			Self::release_ticket(bid.ticket, recipient);
		}
	}

	/// Sets a price free that is not to be paid.
	pub(crate) fn release_hold(recipient: &T::AccountId, price: BalanceOf<T>) {
		if price.is_zero() {
			return;
		}
		let released =
			T::Currency::release(&HoldReason::Bid.into(), recipient, price, Precision::BestEffort);
		if released != Ok(price) {
			defensive!("the price of a bid or sale is on hold");
		}
	}

	/// Pays out of a bidder's hold. By force: locks on the bidder's account do not stand in the way.
	pub(crate) fn pay_from_hold(
		recipient: &T::AccountId,
		to: &T::AccountId,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Bid.into(),
			recipient,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)
		.map(|_| ())
	}

	pub(crate) fn share_footprint() -> Footprint {
		Footprint::from_mel::<(ContributionKey<T>, ContributionOf<T>, EnvelopeBytes)>()
	}

	fn bid_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, Digest, T::AccountId, BidOf<T>)>()
	}
}
