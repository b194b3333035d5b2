//! The window of sequence numbers agrees with a model.

use crate::{types::SequenceRefusal, *};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What the window must do, by brute force: the set of all numbers ever accepted.
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

/// Numbers close to each other, and some at the ends of the range.
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
