//! Sequence numbers: each once, out of order within 64.

use crate::{mock::*, types::SequenceRefusal, *};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use std::collections::BTreeSet;

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
		// One step up, and 37 falls out; it is still not accepted again.
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
		// Were the device to answer for an old claim, the window would not.
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

/// What the window must do, said the long way: the set of all numbers ever accepted.
#[derive(Default)]
struct Model {
	claim: u32,
	accepted: BTreeSet<u64>,
}

impl Model {
	fn accept(&mut self, claim: u32, seq: u64) -> Result<(), SequenceRefusal> {
		if claim < self.claim {
			return Err(SequenceRefusal::OldClaim);
		}
		if claim > self.claim {
			*self = Self { claim, accepted: BTreeSet::new() };
		}
		if let Some(highest) = self.accepted.last() {
			if u128::from(seq) + 64 <= u128::from(*highest) {
				return Err(SequenceRefusal::TooOld);
			}
		}
		if !self.accepted.insert(seq) {
			return Err(SequenceRefusal::Replayed);
		}
		Ok(())
	}
}

/// Numbers close to one another, and some at the ends of the range.
fn numbers() -> impl Strategy<Value = Vec<(u32, u64)>> {
	let seq = prop_oneof![
		8 => 0..200u64,
		1 => Just(u64::MAX),
		1 => (u64::MAX - 130)..u64::MAX,
		1 => any::<u64>(),
	];
	let claim = prop_oneof![30 => Just(1u32), 1 => 0..3u32];
	prop::collection::vec((claim, seq), 1..200)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn sequence_window_agrees_with_the_model(numbers in numbers()) {
		let mut model = Model::default();
		let mut window: Option<SequenceWindow> = None;
		for (claim, seq) in numbers {
			let expected = model.accept(claim, seq);
			let got = match window {
				None => Ok(SequenceWindow::first(claim, seq)),
				Some(window) => window.accept(claim, seq),
			};
			prop_assert_eq!(got.map(|_| ()), expected, "claim {}, number {}", claim, seq);
			if let Ok(next) = got {
				window = Some(next);
				prop_assert_eq!(next.seen & 1, 1);
				prop_assert_eq!(Some(&next.highest), model.accepted.last());
				for seq in &model.accepted {
					prop_assert!(next.may_have_seen(*seq));
				}
			}
		}
	}
}
