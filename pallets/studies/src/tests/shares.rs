//! Sales and free shares from beginning to end, and what their calls' tests start from.

use super::*;

pub const PRICE: Balance = 2_000;
pub const PRICE_SHARE: Balance = 200;

pub fn holder() -> Grantee<AccountId> {
	Grantee::Account(CLINICIAN)
}

pub fn allow() -> GrantId {
	grant_for(ALICE, holder(), Purpose::Treatment)
}

pub fn bid(dataset: Digest) -> sp_runtime::DispatchResult {
	Studies::bid(signed(CLINICIAN), ALICE, dataset, PRICE, now() + DAY)
}

pub fn commit_share(dataset: Digest, grant: GrantId, price: Balance) -> sp_runtime::DispatchResult {
	Studies::commit_share(signed(ALICE), CLINICIAN, ALICE, dataset, grant, price)
}

pub fn deliver_share(dataset: Digest) -> sp_runtime::DispatchResult {
	let envelope = envelope(&holder(), &ALICE, dataset);
	Studies::deliver_share(signed(GATEWAY), CLINICIAN, ALICE, dataset, envelope)
}

pub fn share_of(dataset: Digest) -> Option<ContributionOf<Test>> {
	Contributions::<Test>::get((holder(), ALICE, dataset))
}

pub fn bid_hold() -> Balance {
	use frame_support::traits::fungible::InspectHold;
	<Balances as InspectHold<_>>::balance_on_hold(
		&RuntimeHoldReason::Studies(HoldReason::Bid),
		&CLINICIAN,
	)
}

#[test]
fn a_free_share_is_settled_at_once() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_ok!(Studies::check_commit_share(&GATEWAY, &CLINICIAN, &ALICE, &dataset, grant, 0)
			.map(|_| ()));
		assert_ok!(commit_share(dataset, grant, 0));
		assert_eq!(uses(grant), 1);
		assert!(on_hold(&ALICE) > 0, "the subject pays for the record");
		assert_ok!(deliver_share(dataset));
		let share = share_of(dataset).unwrap();
		assert_eq!((share.status, share.purpose), (Status::Settled, Purpose::Treatment));
		let served = Studies::contributions(holder(), None, 10);
		let opened =
			epione_envelope::envelope::open(&served[0].envelope.unwrap(), &recipient_secret(200));
		assert_eq!(opened.unwrap().to_bytes(), data_key(dataset).secret().to_bytes());
	});
}

#[test]
fn a_free_share_that_is_revoked_leaves_nothing_and_can_be_given_again() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		let before = free(&ALICE);
		assert_ok!(commit_share(dataset, grant, 0));
		assert_ok!(deliver_share(dataset));
		assert_noop!(commit_share(dataset, grant, 0), Error::<Test>::AlreadyContributed);
		withdraw(grant, Denial::Revoked);
		assert_eq!(Studies::contributions(holder(), None, 10)[0].envelope, None, "not served");
		block(1_000);
		assert!(share_of(dataset).is_none());
		assert_eq!(Participations::<Test>::iter().count(), 0);
		assert_eq!((free(&ALICE), on_hold(&ALICE)), (before, 0));
		let again = allow();
		assert_ok!(commit_share(dataset, again, 0));
	});
}

#[test]
fn a_sale_is_paid_out_of_the_bid() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let deposit = on_hold(&CLINICIAN);
		assert_ok!(bid(dataset));
		assert_eq!(
			last_event(),
			Event::BidPlaced {
				recipient: CLINICIAN,
				subject: ALICE,
				dataset,
				price: PRICE,
				expires: START + DAY,
			}
		);
		assert_eq!(bid_hold(), PRICE);
		assert_eq!(Studies::bids(ALICE, 10).len(), 1);
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, PRICE));
		// The bid is accepted: its deposit is returned, its price remains on hold.
		assert_eq!(on_hold(&CLINICIAN), deposit + PRICE);
		assert_noop!(
			Studies::withdraw_bid(signed(CLINICIAN), ALICE, dataset),
			Error::<Test>::BidNotFound
		);
		assert_ok!(deliver_share(dataset));
		// A lock on the bidder's whole balance does not prevent the payment.
		use frame_support::traits::{LockableCurrency, WithdrawReasons};
		Balances::set_lock(*b"mischief", &CLINICIAN, RICH, WithdrawReasons::all());
		let settle = || Studies::settle(signed(NOBODY), holder(), ALICE, dataset);
		pass(WINDOW - 1);
		assert_noop!(settle(), Error::<Test>::WindowStillOpen);
		pass(1);
		let before = free(&ALICE);
		assert_ok!(settle());
		assert_eq!(free(&ALICE), before + PRICE - PRICE_SHARE);
		assert_eq!(free(&PROTOCOL), ED + PRICE_SHARE);
		assert_eq!(on_hold(&CLINICIAN), deposit);
	});
}

#[test]
fn a_sale_that_lapses_leaves_nothing() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let (alice, clinician) = (free(&ALICE), free(&CLINICIAN));
		assert_ok!(bid(dataset));
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, PRICE));
		let lapse = || Studies::lapse(signed(NOBODY), holder(), ALICE, dataset);
		pass(DAY - 1);
		assert_noop!(lapse(), Error::<Test>::DeliveryStillOpen);
		pass(1);
		assert_ok!(lapse());
		assert!(share_of(dataset).is_none());
		assert_eq!(uses(grant), 0, "nothing was delivered");
		assert_eq!((free(&ALICE), on_hold(&ALICE)), (alice, 0));
		assert_eq!(free(&CLINICIAN), clinician);
		assert_eq!(Participations::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_sale_revoked_after_its_delivery_is_paid_and_then_removed() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		assert_ok!(bid(dataset));
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, PRICE));
		assert_ok!(deliver_share(dataset));
		withdraw(grant, Denial::Revoked);
		block(1_000);
		// The envelope is removed, but the debt remains.
		assert!(Envelopes::<Test>::iter().next().is_none());
		assert_eq!(share_of(dataset).unwrap().status, Status::Delivered);
		let before = free(&ALICE) + on_hold(&ALICE);
		pass(WINDOW - 1_000);
		block(1);
		assert_eq!(free(&ALICE) + on_hold(&ALICE), before + PRICE - PRICE_SHARE);
		block(1);
		assert!(share_of(dataset).is_none());
		assert_eq!(on_hold(&ALICE), 0);
	});
}
