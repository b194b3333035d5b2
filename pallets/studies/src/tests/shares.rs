use super::*;

const PRICE: Balance = 2_000;
const PRICE_SHARE: Balance = 200;

fn holder() -> Grantee<AccountId> {
	Grantee::Account(CLINICIAN)
}

fn allow() -> GrantId {
	grant_for(ALICE, holder(), Purpose::Treatment)
}

fn bid(dataset: Digest) -> sp_runtime::DispatchResult {
	Studies::bid(signed(CLINICIAN), ALICE, dataset, PRICE, now() + DAY)
}

fn commit_share(dataset: Digest, grant: GrantId, price: Balance) -> sp_runtime::DispatchResult {
	Studies::commit_share(signed(ALICE), CLINICIAN, ALICE, dataset, grant, price)
}

fn deliver_share(dataset: Digest) -> sp_runtime::DispatchResult {
	let envelope = envelope(&holder(), &ALICE, dataset);
	Studies::deliver_share(signed(GATEWAY), CLINICIAN, ALICE, dataset, envelope)
}

fn share_of(dataset: Digest) -> Option<ContributionOf<Test>> {
	Contributions::<Test>::get((holder(), ALICE, dataset))
}

fn bid_hold() -> Balance {
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
		// The bid is taken up: its deposit is back, its price stays on hold.
		assert_eq!(on_hold(&CLINICIAN), deposit + PRICE);
		assert_noop!(
			Studies::withdraw_bid(signed(CLINICIAN), ALICE, dataset),
			Error::<Test>::BidNotFound
		);
		assert_ok!(deliver_share(dataset));
		// A lock on all that the bidder has does not keep the price back.
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
		assert_eq!((free(&ALICE), on_hold(&ALICE)), (alice, 0));
		assert_eq!(free(&CLINICIAN), clinician);
		assert_eq!(Participations::<Test>::iter().count(), 0);
	});
}

#[test]
fn bid_with_bad_terms_fails() {
	run(|| {
		let dataset = dataset(ALICE, 1);
		assert_noop!(bid(dataset), Error::<Test>::KeyNotFound);
		clinician_key();
		let with = |subject, dataset, price, expires| {
			Studies::bid(signed(CLINICIAN), subject, dataset, price, expires)
		};
		let (soon, latest) = (now() + DAY, now() + MAX_BID_LIFETIME);
		assert_noop!(with(CLINICIAN, dataset, PRICE, soon), Error::<Test>::OwnData);
		assert_noop!(with(ALICE, dataset, PRICE, now()), Error::<Test>::InvalidExpiry);
		assert_noop!(with(ALICE, dataset, PRICE, latest + 1), Error::<Test>::InvalidExpiry);
		assert_noop!(with(ALICE, dataset, 10, soon), Error::<Test>::PriceTooLow);
		assert_noop!(with(ALICE, dataset, 0, soon), Error::<Test>::PriceTooLow);
		assert_noop!(with(ALICE, [9; 32], PRICE, soon), Error::<Test>::DatasetNotFound);
		assert_ok!(with(ALICE, dataset, PRICE, latest));
		assert_noop!(bid(dataset), Error::<Test>::AlreadyBid);
		pass(90 * DAY);
		assert_noop!(
			with(ALICE, super::dataset(ALICE, 2), PRICE, now() + 1),
			Error::<Test>::KeyExpired
		);
	});
}

#[test]
fn bid_without_the_money_or_for_what_one_has_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let all = free(&CLINICIAN);
		assert_noop!(
			Studies::bid(signed(CLINICIAN), ALICE, dataset, all, now() + DAY),
			sp_runtime::TokenError::FundsUnavailable
		);
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, 0));
		assert_noop!(bid(dataset), Error::<Test>::AlreadyContributed);
	});
}

#[test]
fn withdraw_bid_returns_everything() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let before = free(&CLINICIAN);
		let withdraw = || Studies::withdraw_bid(signed(CLINICIAN), ALICE, dataset);
		assert_noop!(withdraw(), Error::<Test>::BidNotFound);
		assert_ok!(bid(dataset));
		assert_ok!(withdraw());
		assert_eq!(
			last_event(),
			Event::BidWithdrawn { recipient: CLINICIAN, subject: ALICE, dataset }
		);
		assert_eq!(free(&CLINICIAN), before);
		// It is the bidder's own, when it likes.
		assert_ok!(bid(dataset));
		pass(2 * DAY);
		assert_ok!(withdraw());
	});
}

#[test]
fn commit_share_at_another_price_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_noop!(commit_share(dataset, grant, PRICE), Error::<Test>::BidNotFound);
		assert_ok!(bid(dataset));
		assert_noop!(commit_share(dataset, grant, PRICE + 1), Error::<Test>::WrongPrice);
		// Least of all does a gateway give away what somebody pays for.
		assert_noop!(commit_share(dataset, grant, 0), Error::<Test>::WrongPrice);
		ProtocolShare::set(Permill::from_parts(999_000));
		assert_noop!(commit_share(dataset, grant, PRICE), Error::<Test>::PriceTooLow);
		ProtocolShare::set(Permill::from_percent(10));
		pass(DAY);
		assert_noop!(commit_share(dataset, grant, PRICE), Error::<Test>::BidExpired);
		assert_ok!(commit_share(dataset, grant, 0));
		assert_ok!(Studies::withdraw_bid(signed(CLINICIAN), ALICE, dataset));
	});
}

#[test]
fn commit_share_of_what_may_not_be_shared_fails() {
	run(|| {
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_noop!(commit_share(dataset, grant, 0), Error::<Test>::KeyNotFound);
		clinician_key();
		let by = |who, recipient, subject, dataset, grant| {
			Studies::commit_share(signed(who), recipient, subject, dataset, grant, 0)
		};
		assert_noop!(by(BOB, CLINICIAN, ALICE, dataset, grant), Error::<Test>::NotSubjectOrGateway);
		assert_noop!(by(ALICE, ALICE, ALICE, dataset, grant), Error::<Test>::OwnData);
		assert_noop!(by(ALICE, CLINICIAN, ALICE, [9; 32], grant), Error::<Test>::DatasetNotFound);
		assert_noop!(by(ALICE, CLINICIAN, ALICE, dataset, 55), Error::<Test>::GrantNotFound);
		let of_bob = grant_for(BOB, holder(), Purpose::Treatment);
		assert_noop!(by(ALICE, CLINICIAN, ALICE, dataset, of_bob), Error::<Test>::GrantNotFound);
		let to_bob = grant_for(ALICE, Grantee::Account(BOB), Purpose::Treatment);
		assert_noop!(
			by(ALICE, CLINICIAN, ALICE, dataset, to_bob),
			Error::<Test>::GrantForOtherGrantee
		);
		change_dataset(ALICE, dataset, |facts| facts.status = DatasetStatus::Superseded);
		assert_noop!(by(ALICE, CLINICIAN, ALICE, dataset, grant), Error::<Test>::DatasetSuperseded);
		change_dataset(ALICE, dataset, |facts| {
			facts.status = DatasetStatus::Active;
			facts.device = Some(DEVICE);
		});
		refuse_device(DEVICE, DeviceRefusal::Lost);
		assert_noop!(by(ALICE, CLINICIAN, ALICE, dataset, grant), Error::<Test>::DeviceLost);
		deny(grant, Denial::UsedUp);
		refuse_device(DEVICE, DeviceRefusal::Recalled);
		change_dataset(ALICE, dataset, |facts| facts.device = None);
		assert_noop!(by(ALICE, CLINICIAN, ALICE, dataset, grant), Error::<Test>::GrantUsedUp);
	});
}

#[test]
fn commit_share_by_the_gateway_works() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_ok!(Studies::commit_share(signed(GATEWAY), CLINICIAN, ALICE, dataset, grant, 0));
		assert_eq!(on_hold(&GATEWAY), 0);
	});
}

#[test]
fn commit_share_without_money_for_the_deposit_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(CHARLIE, 1);
		let grant = grant_for(CHARLIE, holder(), Purpose::Treatment);
		let result = Studies::commit_share(signed(CHARLIE), CLINICIAN, CHARLIE, dataset, grant, 0);
		assert!(result.is_err());
		assert!(Contributions::<Test>::iter().next().is_none());
	});
}

#[test]
fn deliver_share_refuses_like_deliver() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_ok!(bid(dataset));
		assert_noop!(
			Studies::deliver_share(signed(ALICE), CLINICIAN, ALICE, dataset, [0; 160]),
			Error::<Test>::ContributionNotFound
		);
		assert_ok!(commit_share(dataset, grant, PRICE));
		let sealed = envelope(&holder(), &ALICE, dataset);
		let send = |who, envelope| {
			Studies::deliver_share(signed(who), CLINICIAN, ALICE, dataset, envelope)
		};
		assert_noop!(send(BOB, sealed), Error::<Test>::NotSubjectOrGateway);
		assert_noop!(send(CLINICIAN, sealed), Error::<Test>::NotSubjectOrGateway);
		let mut bad = sealed;
		bad[64] ^= 1;
		assert_noop!(send(ALICE, bad), Error::<Test>::InvalidEnvelopeProof);
		bad = sealed;
		bad[..32].copy_from_slice(&[0; 32]);
		assert_noop!(send(ALICE, bad), Error::<Test>::InvalidEnvelopePoint);
		bad = sealed;
		bad[128..].copy_from_slice(&keys::GROUP_ORDER);
		assert_noop!(send(ALICE, bad), Error::<Test>::InvalidEnvelopeScalar);
		let checked = Studies::check_deliver_share(&ALICE, &CLINICIAN, &ALICE, &dataset, &bad);
		assert!(matches!(checked.err(), Some(Error::InvalidEnvelopeScalar)));
		// A new key of the recipient changes nothing: the old one is pinned.
		let (key, proof) = possession(201, &holder(), 1);
		assert_ok!(Studies::register_key(signed(CLINICIAN), 1, key, proof));
		pass(DAY - 1);
		assert_ok!(send(ALICE, sealed));
		assert_noop!(send(ALICE, sealed), Error::<Test>::AlreadyDelivered);
		withdraw(grant, Denial::Revoked);
	});
}

#[test]
fn deliver_share_after_a_revocation_or_too_late_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, 0));
		let sealed = envelope(&holder(), &ALICE, dataset);
		let send = || Studies::deliver_share(signed(ALICE), CLINICIAN, ALICE, dataset, sealed);
		pass(DAY);
		assert_noop!(send(), Error::<Test>::DeliveryOverdue);
		withdraw(grant, Denial::Revoked);
		Clock::<Test>::mutate(|clock| clock.standstill = 1);
		assert_noop!(send(), Error::<Test>::GrantRevoked);
		Clock::<Test>::mutate(|clock| clock.standstill = 0);
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
		// The envelope is gone, the debt is not.
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
