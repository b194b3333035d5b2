//! Each invariant fires on the state that it forbids.

use crate::{mock::*, *};

fn fires(corrupt: impl FnOnce(), name: &'static str) {
	ExtBuilder::default().build().execute_with(|| {
		Validators::do_try_state().unwrap();
		corrupt();
		assert_eq!(Validators::do_try_state(), Err(name.into()));
	});
}

#[test]
fn chosen_is_sorted_fires() {
	fires(|| Chosen::<Test>::put(BoundedVec::truncate_from(vec![BOB, ALICE])), "chosen_is_sorted");
	fires(|| Chosen::<Test>::put(BoundedVec::truncate_from(vec![BOB, BOB])), "chosen_is_sorted");
}

#[test]
fn chosen_is_not_too_small_fires() {
	fires(Chosen::<Test>::kill, "chosen_is_not_too_small");
}

#[test]
fn history_is_bounded_fires() {
	fires(|| historical::StoredRange::<Test>::put((0, 6)), "history_is_bounded");
}

#[test]
fn fewest_is_in_bounds_fires() {
	fires(|| Fewest::<Test>::put(0), "fewest_is_in_bounds");
	fires(|| Fewest::<Test>::put(2), "fewest_is_in_bounds");
}

#[test]
fn settled_is_sorted_fires() {
	let unsorted = || BoundedVec::truncate_from(vec![BOB, ALICE]);
	fires(|| Settled::<Test>::put((0, unsorted())), "settled_is_sorted");
}

#[test]
fn offenders_are_validators_fires() {
	let stranger = || BoundedVec::truncate_from(vec![(EVE, 0)]);
	fires(|| Offenders::<Test>::put(stranger()), "offenders_are_validators");
}

#[test]
fn used_keys_have_sessions_fires() {
	fires(|| UsedSince::<Test>::remove(0), "used_keys_have_sessions");
	fires(|| UsedKeys::<Test>::remove(0), "used_keys_have_sessions");
}
