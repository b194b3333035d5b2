use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

fn list(validators: &[AccountId]) -> BoundedVec<AccountId, ConstU32<5>> {
	validators.to_vec().try_into().unwrap()
}

#[test]
fn set_works() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Validators::set(RuntimeOrigin::root(), list(&[DAVE, BOB])));
		assert_eq!(Validators::chosen(), [BOB, DAVE]);
		assert_eq!(last_event(), Event::Set { validators: vec![BOB, DAVE] });
	});
}

#[test]
fn set_by_others_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Validators::set(RuntimeOrigin::signed(ALICE), list(&[ALICE])), BadOrigin);
	});
}

#[test]
fn set_to_nobody_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Validators::set(RuntimeOrigin::root(), list(&[])), Error::<Test>::TooFew);
	});
}

#[test]
fn set_with_a_repetition_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Validators::set(RuntimeOrigin::root(), list(&[BOB, ALICE, BOB])),
			Error::<Test>::Duplicate
		);
	});
}

#[test]
fn set_with_somebody_without_keys_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Validators::set(RuntimeOrigin::root(), list(&[ALICE, EVE])),
			Error::<Test>::NoKeys
		);
	});
}
