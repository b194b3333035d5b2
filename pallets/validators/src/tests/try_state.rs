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
	fires(|| MinValidators::set(5), "chosen_is_not_too_small");
}

#[test]
fn history_is_bounded_fires() {
	fires(|| historical::StoredRange::<Test>::put((0, 6)), "history_is_bounded");
}
