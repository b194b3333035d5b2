//! Sequence numbers: each once, out of order within 64.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn sequence_numbers_count_once() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 100)]));
		assert_noop!(anchor(vec![signed(2, 100)]), Error::<Test>::SequenceReplayed);
		// Also within one call.
		assert_noop!(anchor(vec![signed(2, 101), signed(3, 101)]), Error::<Test>::SequenceReplayed);
	});
}

#[test]
fn sequence_window_is_64_wide() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 100)]));
		assert_noop!(anchor(vec![signed(2, 36)]), Error::<Test>::SequenceTooOld);
		assert_ok!(anchor(vec![signed(2, 37)]));
		// One step up, and 37 leaves the window; it is refused all the same.
		assert_ok!(anchor(vec![signed(3, 101)]));
		assert_noop!(anchor(vec![signed(4, 37)]), Error::<Test>::SequenceTooOld);
		assert_ok!(anchor(vec![signed(4, 38)]));
		assert_noop!(anchor(vec![signed(5, 100)]), Error::<Test>::SequenceReplayed);
	});
}

#[test]
fn sequence_numbers_may_leap() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0), signed(2, 63), signed(3, 1)]));
		assert_ok!(anchor(vec![signed(4, 127)]));
		assert_noop!(anchor(vec![signed(5, 63)]), Error::<Test>::SequenceTooOld);
		assert_ok!(anchor(vec![signed(5, 64)]));
		assert_ok!(anchor(vec![signed(6, u64::MAX)]));
		assert_noop!(anchor(vec![signed(7, u64::MAX)]), Error::<Test>::SequenceReplayed);
		assert_noop!(anchor(vec![signed(7, 0)]), Error::<Test>::SequenceTooOld);
		assert_ok!(anchor(vec![signed(7, u64::MAX - 63)]));
	});
}

#[test]
fn sequence_numbers_start_anew_with_a_claim() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 5)]));
		own(&METER, &ALICE, 2);
		assert_ok!(anchor(vec![signed_by(plain(2), &METER, &ALICE, 2, 5)]));
		// Even if the device returned to an old claim, the window refuses.
		own(&METER, &ALICE, 1);
		assert_noop!(anchor(vec![signed(3, 9)]), Error::<Test>::DeviceWrongClaim);
	});
}

#[test]
fn sequence_numbers_are_counted_for_each_device() {
	ExtBuilder.build_and_execute(|| {
		let scale = sp_runtime::AccountId32::new([6; 32]);
		own(&scale, &ALICE, 1);
		assert_ok!(anchor(vec![signed(1, 5), signed_by(plain(2), &scale, &ALICE, 1, 5)]));
		assert_noop!(
			anchor(vec![signed_by(plain(3), &scale, &ALICE, 1, 5)]),
			Error::<Test>::SequenceReplayed
		);
	});
}
