use super::{shares::*, *};

#[test]
fn commit_share_at_another_price_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_noop!(commit_share(dataset, grant, PRICE), Error::<Test>::BidNotFound);
		assert_ok!(bid(dataset));
		assert_noop!(commit_share(dataset, grant, PRICE + 1), Error::<Test>::WrongPrice);
		// In particular, a gateway cannot give away what somebody bids for.
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
