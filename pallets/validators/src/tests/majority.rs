//! How much of the set a majority of the council may change.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

fn majority() -> RuntimeOrigin {
	RuntimeOrigin::signed(MAJORITY)
}

fn list(validators: &[AccountId]) -> BoundedVec<AccountId, ConstU32<5>> {
	validators.to_vec().try_into().unwrap()
}

/// Four validators, four that might be, and the minimum of a real network.
fn on_a_real_network(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		MinValidators::set(4);
		(5..9).for_each(with_keys);
		test();
		MinValidators::set(1);
	});
}

#[test]
fn set_of_strangers_by_a_majority_fails() {
	on_a_real_network(|| {
		let strangers = || list(&[5, 6, 7, 8]);
		let refused = Error::<Test>::TooManyReplaced;
		assert_noop!(Validators::set(majority(), strangers()), refused);
		assert_ok!(Validators::set(RuntimeOrigin::root(), strangers()));
		assert_eq!(Validators::chosen(), [5, 6, 7, 8]);
	});
}

#[test]
fn set_with_a_third_replaced_by_a_majority_works_and_beyond_fails() {
	on_a_real_network(|| {
		let two = list(&[ALICE, BOB, EVE, FERDIE]);
		assert_noop!(Validators::set(majority(), two), Error::<Test>::TooManyReplaced);
		assert_ok!(Validators::set(majority(), list(&[ALICE, BOB, CHARLIE, EVE])));
	});
	// Exactly a third of three.
	ExtBuilder::validators(&[ALICE, BOB, CHARLIE]).build_and_execute(|| {
		with_keys(DAVE);
		assert_ok!(Validators::set(majority(), list(&[ALICE, BOB, DAVE])));
	});
}

#[test]
fn set_step_by_step_by_a_majority_fails() {
	on_a_real_network(|| {
		assert_ok!(Validators::add(majority(), EVE));
		assert_ok!(Validators::remove(majority(), ALICE));
		let two = list(&[BOB, CHARLIE, EVE, FERDIE]);
		assert_noop!(Validators::set(majority(), two), Error::<Test>::TooManyReplaced);
		// Nor may it outnumber the others by adding alone.
		assert_noop!(Validators::add(majority(), FERDIE), Error::<Test>::TooManyReplaced);
		// To undo what it did it may.
		assert_ok!(Validators::add(majority(), ALICE));
	});
}

#[test]
fn add_after_a_whole_term_by_a_majority_works() {
	on_a_real_network(|| {
		assert_ok!(Validators::set(majority(), list(&[BOB, CHARLIE, DAVE, EVE])));
		sessions(3);
		assert_noop!(Validators::add(majority(), FERDIE), Error::<Test>::TooManyReplaced);
		sessions(1);
		assert_ok!(Validators::add(majority(), FERDIE));
		// Its term begins anew, whatever it changes.
		sessions(3);
		assert_ok!(Validators::remove(majority(), BOB));
		sessions(3);
		assert_noop!(Validators::remove(majority(), FERDIE), Error::<Test>::TooFew);
		let two = list(&[CHARLIE, EVE, FERDIE, 7]);
		assert_noop!(Validators::set(majority(), two), Error::<Test>::TooManyReplaced);
	});
}

#[test]
fn add_after_three_quarters_agreed_is_measured_anew() {
	on_a_real_network(|| {
		assert_ok!(Validators::set(RuntimeOrigin::root(), list(&[5, 6, 7, 8])));
		assert_ok!(Validators::add(majority(), ALICE));
		assert_noop!(
			Validators::set(majority(), list(&[ALICE, BOB, 7, 8])),
			Error::<Test>::TooManyReplaced
		);
	});
}

#[test]
fn remove_below_four_fails_with_any_majority() {
	on_a_real_network(|| {
		for origin in [majority(), RuntimeOrigin::root()] {
			let three = list(&[BOB, CHARLIE, DAVE]);
			assert_noop!(Validators::remove(origin.clone(), ALICE), Error::<Test>::TooFew);
			assert_noop!(Validators::set(origin, three), Error::<Test>::TooFew);
		}
	});
}

#[test]
fn remove_below_four_works_where_genesis_says_so() {
	on_a_real_network(|| {
		Fewest::<Test>::put(3);
		assert_ok!(Validators::remove(majority(), ALICE));
		assert_noop!(Validators::remove(RuntimeOrigin::root(), BOB), Error::<Test>::TooFew);
		Fewest::<Test>::kill();
	});
}

#[test]
fn add_to_a_set_below_four_works_and_remove_fails() {
	ExtBuilder::validators(&[ALICE, BOB, CHARLIE]).build_and_execute(|| {
		MinValidators::set(4);
		assert_noop!(Validators::remove(RuntimeOrigin::root(), BOB), Error::<Test>::TooFew);
		with_keys(DAVE);
		assert_ok!(Validators::set(majority(), list(&[ALICE, BOB, DAVE])));
		with_keys(EVE);
		assert_ok!(Validators::add(RuntimeOrigin::root(), EVE));
		assert_eq!(Validators::chosen(), [ALICE, BOB, DAVE, EVE]);
		MinValidators::set(1);
	});
}
