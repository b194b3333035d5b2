//! `tombstone`: free, at once, whatever the balance.

use crate::{mock::*, *};
use codec::Encode;
use epione_primitives::{traits::DatasetLookup, DatasetStatus, SignedUnder};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::AccountId32;

#[test]
fn tombstone_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0)]));
		assert_ok!(tombstone(1));
		assert_eq!(Datasets::dataset(ALICE, [1; 32]), Some(DatasetState::Tombstone));
		assert_eq!(Datasets::facts(&ALICE, &[1; 32]), None);
		System::assert_last_event(
			Event::Tombstoned { subject: ALICE, digest: [1; 32], by: ALICE }.into(),
		);
		// All but the tombstone's part returned; the window remains, or the batch could be anchored
		// again.
		assert_eq!(held(&ALICE).0, price(Datasets::tombstone_footprint()));
		assert_eq!(held(&ALICE).1, price(Datasets::window_footprint()));
		assert_eq!(System::providers(&ALICE), 1);
		let again = Anchor { cid: cid(2), ..signed(1, 0) };
		assert_noop!(anchor(vec![again]), Error::<Test>::SequenceReplayed);
	});
}

#[test]
fn tombstone_of_what_a_device_signed_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0), plain(2)]));
		let under = SignedUnder { device: METER, claim: 1, firmware: FIRMWARE };
		assert_eq!(Datasets::signed_under(&ALICE, &[1; 32]), Some(under));
		assert_eq!(Datasets::signed_under(&ALICE, &[2; 32]), None);
		assert_ok!(tombstone(1));
		assert_eq!(Datasets::signed_under(&ALICE, &[1; 32]), None);
	});
}

#[test]
fn tombstone_of_a_superseded_dataset_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1), Anchor { supersedes: Some([1; 32]), ..plain(2) }]));
		assert_ok!(tombstone(1));
		assert_eq!(status(1), Some(DatasetStatus::Tombstone));
		assert_eq!(status(2), Some(DatasetStatus::Active));
	});
}

#[test]
fn tombstone_by_guardian_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		assert_ok!(Datasets::tombstone(RuntimeOrigin::signed(GUARDIAN), ALICE, [1; 32]));
		System::assert_last_event(
			Event::Tombstoned { subject: ALICE, digest: [1; 32], by: GUARDIAN }.into(),
		);
		// The deposit belongs to the subject.
		assert_eq!(Balances::free_balance(&GUARDIAN), FUNDS);
		let kept = price(Datasets::tombstone_footprint());
		assert_eq!(Balances::free_balance(&ALICE), FUNDS - kept);
	});
}

#[test]
fn tombstone_by_others_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		for who in [BOB, GATEWAY, METER] {
			assert_noop!(
				Datasets::tombstone(RuntimeOrigin::signed(who.clone()), ALICE, [1; 32]),
				Error::<Test>::NotSubjectOrGuardian
			);
			assert_eq!(
				Datasets::check_tombstone(&who, &ALICE, &[1; 32]).map_err(|e| e.encode()),
				Err(Error::<Test>::NotSubjectOrGuardian.encode())
			);
		}
		assert_noop!(
			Datasets::tombstone(RuntimeOrigin::root(), ALICE, [1; 32]),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn tombstone_of_what_is_not_there_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(tombstone(1), Error::<Test>::NotFound);
		let items = vec![plain(1)].try_into().unwrap();
		assert_ok!(Datasets::anchor(RuntimeOrigin::signed(BOB), BOB, items));
		assert_noop!(tombstone(1), Error::<Test>::NotFound);
	});
}

#[test]
fn tombstone_twice_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		assert_ok!(tombstone(1));
		assert_noop!(tombstone(1), Error::<Test>::Tombstoned);
	});
}

#[test]
fn check_tombstone_agrees_with_the_call_and_changes_nothing() {
	ExtBuilder.build_and_execute(|| {
		let check = |n| {
			let before = state_root();
			let answer =
				Datasets::check_tombstone(&ALICE, &ALICE, &[n; 32]).map_err(|e| e.encode());
			assert_eq!(state_root(), before);
			answer
		};
		assert_ok!(anchor(vec![plain(1), plain(2)]));
		assert_eq!(check(1), Ok((ALICE, [1u8; 32]).encode()));
		assert_ne!(check(1), check(2));
		assert_eq!(check(3), Err(Error::<Test>::NotFound.encode()));
		assert_ok!(tombstone(1));
		assert_eq!(check(1), Err(Error::<Test>::Tombstoned.encode()));
		// The same refusal has the same name, whoever signs it.
		assert_eq!(
			Datasets::check_tombstone(&GUARDIAN, &ALICE, &[2; 32]).map_err(|e| e.encode()),
			check(2)
		);
	});
}

/// Takes every free token of `who`.
fn empty(who: &AccountId32) {
	let all = Balances::free_balance(who);
	assert_ok!(Balances::burn_from(
		who,
		all,
		Preservation::Expendable,
		Precision::Exact,
		Fortitude::Force
	));
	assert_eq!(Balances::free_balance(who), 0);
}

#[test]
fn tombstone_by_a_subject_without_tokens_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0), plain(2)]));
		empty(&ALICE);
		// The account can sign.
		assert!(System::account_exists(&ALICE));
		assert_ok!(Datasets::check_tombstone(&ALICE, &ALICE, &[1; 32]).map_err(|_| ()));
		let back = price(Datasets::dataset_footprint()) - price(Datasets::tombstone_footprint());
		assert_ok!(tombstone(1));
		assert_eq!(Balances::free_balance(&ALICE), back);
		assert_ok!(tombstone(2));
		assert_eq!(Balances::free_balance(&ALICE), 2 * back);
	});
}

/// The amount to return is below the existential deposit and cannot be paid out: the dataset is
/// tombstoned all the same, and the hold remains accounted for.
#[test]
fn tombstone_without_returning_the_deposit_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1), plain(2)]));
		empty(&ALICE);
		let full = price(Datasets::dataset_footprint());
		ExistentialDepositRaised::set(true);
		assert_ok!(tombstone(1));
		assert_eq!(status(1), Some(DatasetStatus::Tombstone));
		assert_eq!(held(&ALICE).0, 2 * full);
		ExistentialDepositRaised::set(false);
		assert_ok!(tombstone(2));
		assert_eq!(status(2), Some(DatasetStatus::Tombstone));
		assert_eq!(held(&ALICE).0, full + price(Datasets::tombstone_footprint()));
	});
}

#[test]
fn tombstone_is_operational() {
	let call = Call::<Test>::tombstone { subject: ALICE, digest: [1; 32] };
	assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational);
}
