//! The pool's checks agree with the calls; `properties` compares them on random histories.

use super::*;

#[test]
fn checks_pass_for_what_would_work() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		let id = alice_grants(terms(to(BOB)));
		let change = Narrowing { uses: Some(1), ..Default::default() };
		let tags = [
			Consent::check_deny(&ALICE, 0),
			Consent::check_narrow(&ALICE, id, &change),
			Consent::check_revoke(&ALICE, id),
			Consent::check_revoke_grantee(&ALICE, &ALICE, &to(BOB)),
			Consent::check_revoke_all(&ALICE, &ALICE),
		]
		.map(|tag| tag.expect("would work"));
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		let acknowledge = Consent::check_acknowledge(&BOB, id).expect("would work");

		// No refusal blocks another: all tags differ.
		let mut all = tags.to_vec();
		all.push(acknowledge);
		all.sort();
		all.dedup();
		assert_eq!(all.len(), 6);
	});
}

#[test]
fn checks_give_one_tag_whoever_signs() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert!(Consent::check_revoke(&ALICE, id).is_ok());
		assert_eq!(Consent::check_revoke(&ALICE, id).ok(), Consent::check_revoke(&GRETA, id).ok());
		let two = alice_grants(terms(to(BOB)));
		assert_ne!(Consent::check_revoke(&ALICE, id).ok(), Consent::check_revoke(&ALICE, two).ok());
	});
}

#[test]
fn checks_refuse_repeats_and_strangers() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		let id = alice_grants(terms(to(BOB)));
		let change = Narrowing { uses: Some(1), ..Default::default() };
		let refusal = |result: Result<Vec<u8>, Failure>| result.err().map(DispatchError::from);
		let is = |failure: Failure| Some(DispatchError::from(failure));

		assert_eq!(refusal(Consent::check_deny(&BOB, 0)), is(Failure::NotSubject));
		assert_eq!(refusal(Consent::check_narrow(&BOB, id, &change)), is(Failure::NotSubject));
		assert_eq!(refusal(Consent::check_revoke(&BOB, id)), is(Failure::NotSubject));
		assert_eq!(
			refusal(Consent::check_revoke_grantee(&BOB, &ALICE, &to(BOB))),
			is(Failure::NotSubject)
		);
		assert_eq!(refusal(Consent::check_revoke_all(&BOB, &ALICE)), is(Failure::NotSubject));
		assert_eq!(refusal(Consent::check_acknowledge(&BOB, id)), is(Failure::NotEnded));

		assert_ok!(Consent::deny(signed(ALICE), 0));
		assert_ok!(Consent::narrow(signed(ALICE), id, change.clone()));
		assert_eq!(refusal(Consent::check_deny(&ALICE, 0)), is(Failure::RequestNotFound));
		assert_eq!(
			refusal(Consent::check_narrow(&ALICE, id, &change)),
			is(Failure::NothingNarrowed)
		);
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_eq!(refusal(Consent::check_revoke(&ALICE, id)), is(Failure::AlreadyRevoked));
		assert_eq!(
			refusal(Consent::check_revoke_grantee(&ALICE, &ALICE, &to(BOB))),
			is(Failure::NothingToRevoke)
		);
		assert_eq!(
			refusal(Consent::check_revoke_all(&ALICE, &ALICE)),
			is(Failure::NothingToRevoke)
		);
		assert_ok!(Consent::acknowledge(signed(BOB), id));
		assert_eq!(refusal(Consent::check_acknowledge(&BOB, id)), is(Failure::AlreadyAcknowledged));
	});
}

#[test]
fn free_narrowings_are_three() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		for (uses, left) in [(9, 3), (8, 2), (7, 1), (6, 0), (5, 0)] {
			assert_eq!(Consent::free_narrowings(id), left);
			let change = Narrowing { uses: Some(uses), ..Default::default() };
			assert_ok!(Consent::narrow(signed(ALICE), id, change));
		}
		assert_eq!(Consent::free_narrowings(99), 0);
	});
}

/// A refusal must not wait for space in a block, so it is in the class with reserved space.
#[test]
fn refusals_are_operational() {
	use frame_support::dispatch::{DispatchClass::*, GetDispatchInfo};
	let change = Narrowing::default();
	let calls = [
		(Call::<Test>::deny { request: 0 }, Operational),
		(Call::narrow { grant: 0, change }, Operational),
		(Call::revoke { grant: 0 }, Operational),
		(Call::revoke_grantee { subject: ALICE, grantee: to(BOB) }, Operational),
		(Call::revoke_all { subject: ALICE }, Operational),
		(Call::acknowledge { grant: 0 }, Operational),
		(Call::withdraw_request { request: 0 }, Normal),
		(Call::sweep { subject: ALICE, limit: 1 }, Normal),
	];
	for (call, class) in calls {
		assert_eq!(call.get_dispatch_info().class, class, "{call:?}");
	}
}
