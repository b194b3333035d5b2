use crate::{mock::*, *};

fn broken(corrupt: impl FnOnce(), name: &'static str) {
	ExtBuilder::default().build().execute_with(|| {
		Validators::do_try_state().unwrap();
		corrupt();
		assert_eq!(Validators::do_try_state(), Err(name.into()));
	});
}

#[test]
fn chosen_is_sorted() {
	broken(|| Chosen::<Test>::put(BoundedVec::truncate_from(vec![BOB, ALICE])), "chosen_is_sorted");
	broken(|| Chosen::<Test>::put(BoundedVec::truncate_from(vec![BOB, BOB])), "chosen_is_sorted");
}

#[test]
fn chosen_is_not_too_small() {
	broken(|| MinValidators::set(5), "chosen_is_not_too_small");
}

#[test]
fn history_is_bounded() {
	broken(|| historical::StoredRange::<Test>::put((0, 6)), "history_is_bounded");
}
