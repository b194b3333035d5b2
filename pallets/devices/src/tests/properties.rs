//! Any sequence of calls keeps the invariants, and each deposit with whoever paid it.

use super::*;
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
	First(u8, u32),
	Offered(u8, u32, u8),
	Offer(u8, u32, u8),
	Cancel(u8, u32),
	Suspend(u8, u32),
	Resume(u8, u32),
	Lost(u8, u32),
	Retire(u8, u32),
	Rekey(u32, u32),
	Maintain(u8, u32),
	RecallBatch,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let who = 0..3u8;
	let device = 0..4u32;
	let pair = (who.clone(), device.clone());
	let step = prop_oneof![
		4 => pair.clone().prop_map(|(w, d)| Step::First(w, d)),
		4 => (who.clone(), device.clone(), 2..4u8).prop_map(|(w, d, c)| Step::Offered(w, d, c)),
		4 => (who.clone(), device.clone(), who).prop_map(|(w, d, t)| Step::Offer(w, d, t)),
		1 => pair.clone().prop_map(|(w, d)| Step::Cancel(w, d)),
		2 => pair.clone().prop_map(|(w, d)| Step::Suspend(w, d)),
		2 => pair.clone().prop_map(|(w, d)| Step::Resume(w, d)),
		2 => pair.clone().prop_map(|(w, d)| Step::Lost(w, d)),
		1 => pair.clone().prop_map(|(w, d)| Step::Retire(w, d)),
		2 => (device.clone(), device).prop_map(|(l, n)| Step::Rekey(l, n)),
		1 => pair.prop_map(|(w, d)| Step::Maintain(w, d)),
		1 => Just(Step::RecallBatch),
	];
	prop::collection::vec(step, 1..40)
}

fn person(n: u8) -> AccountId {
	[ALICE, BOB, CAROL][n as usize].clone()
}

/// Whether the step was accepted.
fn play(step: Step) -> bool {
	let by = |n| signed(person(n));
	match step {
		Step::First(w, d) => claim_first(person(w), d),
		Step::Offered(w, d, counter) => claim_offered(person(w), &dev(d), counter.into()),
		Step::Offer(w, d, to) => Devices::offer_transfer(by(w), dev(d).id(), person(to)),
		Step::Cancel(w, d) => Devices::cancel_transfer(by(w), dev(d).id()),
		Step::Suspend(w, d) => Devices::suspend(by(w), dev(d).id()),
		Step::Resume(w, d) => Devices::resume(by(w), dev(d).id()),
		Step::Lost(w, d) => Devices::report_lost(by(w), dev(d).id()),
		Step::Retire(w, d) => Devices::retire(by(w), dev(d).id()),
		Step::Rekey(lost, new) => {
			let Provenance { batch, proof } = provenance(0, new);
			Devices::rekey(signed(MAKER), dev(lost).id(), dev(new).key(), batch, proof)
		},
		Step::Maintain(w, d) => Devices::log_maintenance(by(w), dev(d).id(), [1; 32]),
		Step::RecallBatch => Devices::recall_batch(signed(MAKER), 0, RecallReason::Safety),
	}
	.is_ok()
}

/// What each account must have on hold for devices, calculated from the state.
fn owed(who: &AccountId) -> Balance {
	let devices = Owned::<Test>::iter_values().filter(|d| d.owner == *who).count() as u128;
	let remnants = Remnants::<Test>::iter_values().filter(|r| r.payer == *who).count() as u128;
	devices * price(Devices::device_footprint()) + remnants * price(Devices::remnant_footprint())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn any_sequence_keeps_invariants_and_deposits(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			register();
			provision(0);
			let mut claims = [0; 4];
			for step in steps {
				play(step);
				Devices::do_try_state().unwrap();
				for who in [ALICE, BOB, CAROL, MAKER] {
					assert_eq!(held(&who), owed(&who), "{who:?} after {step:?}");
					let devices = Devices::devices_of(who.clone(), None, 100).len() as u32;
					assert_eq!(System::providers(&who), 1 + devices);
				}
				// A claim number never goes back.
				for (index, claim) in claims.iter_mut().enumerate() {
					let now = Devices::device(dev(index as u32).id()).map_or(0, |d| d.claim);
					assert!(now >= *claim);
					*claim = now;
				}
			}
		});
	}
}
