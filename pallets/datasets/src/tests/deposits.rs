//! Who pays a deposit, and who gets it back.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn anchor_for(who: sp_runtime::AccountId32, item: AnchorOf<Test>) -> sp_runtime::DispatchResult {
	Datasets::anchor(RuntimeOrigin::signed(who.clone()), who, vec![item].try_into().unwrap())
}

#[test]
fn deposit_of_a_window_is_taken_once_and_returns_with_the_next_claim() {
	ExtBuilder.build_and_execute(|| {
		let window = price(Datasets::window_footprint());
		assert_ok!(anchor(vec![signed(1, 0), signed(2, 1)]));
		assert_ok!(anchor(vec![signed(3, 2)]));
		assert_eq!(held(&ALICE).1, window);

		// BOB becomes the owner. The window remains ALICE's until he anchors.
		own(&METER, &BOB, 2);
		assert_eq!(held(&ALICE).1, window);
		// Numbers start again from the beginning.
		assert_ok!(anchor_for(BOB, signed_by(plain(4), &METER, &BOB, 2, 0)));
		assert_eq!(held(&ALICE).1, 0);
		assert_eq!(held(&BOB).1, window);
		assert_eq!(Windows::<Test>::get(METER).unwrap().payer, BOB);

		// And back again, under a third claim; the first claim's numbers no longer count.
		own(&METER, &ALICE, 3);
		assert_ok!(anchor(vec![signed_by(plain(5), &METER, &ALICE, 3, 1)]));
		assert_eq!(held(&BOB).1, 0);
		assert_eq!(held(&ALICE).1, window);
		assert_noop!(
			anchor(vec![signed_by(plain(6), &METER, &ALICE, 3, 1)]),
			Error::<Test>::SequenceReplayed
		);
	});
}

#[test]
fn deposit_of_a_window_that_cannot_return_does_not_stop_the_next_owner() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0)]));
		let window = price(Datasets::window_footprint());
		// The former owner has nothing left, and the returned amount would be too little for an
		// account.
		let free = Balances::free_balance(ALICE);
		use frame_support::traits::{fungible::Mutate, tokens::*};
		assert_ok!(Balances::burn_from(
			&ALICE,
			free,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Force
		));
		own(&METER, &BOB, 2);
		ExistentialDepositRaised::set(true);
		assert_ok!(anchor_for(BOB, signed_by(plain(2), &METER, &BOB, 2, 0)));
		assert_eq!(held(&BOB).1, window);
		// It remains where it was: nothing is burnt or given to somebody else.
		assert_eq!(held(&ALICE).1, window);
		// Needed for the builder's count of deposits.
		ExistentialDepositRaised::set(false);
		use frame_support::traits::fungible::MutateHold;
		assert_ok!(Balances::release(&WindowHold::get(), &ALICE, window, Precision::Exact));
	});
}

#[test]
fn a_tombstone_keeps_less_than_a_record() {
	let (record, tombstone) = (Datasets::dataset_footprint(), Datasets::tombstone_footprint());
	assert!(tombstone.size * 2 < record.size);
}
