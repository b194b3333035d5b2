//! Any sequence of calls keeps the invariants, and each deposit with the accreditor that paid it.

use super::*;
use epione_primitives::ACCREDITOR_RETENTION;
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
	Appoint(u8),
	Dismiss(u8),
	Issue(u8, u8, u64),
	Renew(u8, u8, u64),
	Revoke(u8, u8),
	Clear(u8),
	Prune(u8),
	Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let pair = (0..2u8, 0..2u8);
	let step = prop_oneof![
		2 => (0..2u8).prop_map(Step::Appoint),
		1 => (0..2u8).prop_map(Step::Dismiss),
		4 => (pair.clone(), 0..50u64).prop_map(|((a, h), t)| Step::Issue(a, h, t)),
		2 => (pair.clone(), 0..50u64).prop_map(|((a, h), t)| Step::Renew(a, h, t)),
		2 => pair.prop_map(|(a, h)| Step::Revoke(a, h)),
		2 => (0..2u8).prop_map(Step::Clear),
		2 => (0..2u8).prop_map(Step::Prune),
		2 => (1..30u64).prop_map(Step::Wait),
		1 => Just(Step::Wait(ACCREDITOR_RETENTION)),
	];
	prop::collection::vec(step, 1..60)
}

fn play(step: Step, now: &mut Moment) {
	let accreditor = |n| if n == 0 { ACC } else { OTHER };
	let holder = |n| if n == 0 { ALICE } else { BOB };
	let role = Role::Arbiter;
	// Refusals are expected.
	let _ = match step {
		Step::Appoint(a) => Credentials::appoint(root(), accreditor(a), Roles::ALL),
		Step::Dismiss(a) => Credentials::dismiss(root(), accreditor(a)),
		Step::Issue(a, h, t) => {
			let by = signed(accreditor(a));
			Credentials::issue(by, holder(h), role, *now + t, Attributes::NONE, [0; 32])
		},
		Step::Renew(a, h, t) => {
			Credentials::renew(signed(accreditor(a)), holder(h), role, *now + t)
		},
		Step::Revoke(a, h) => {
			let reason = RevocationReason::RoleEnded;
			Credentials::revoke(signed(accreditor(a)), holder(h), role, reason)
		},
		Step::Clear(h) => Credentials::clear(signed(BOB), holder(h), role),
		Step::Prune(h) => {
			<Credentials as ArbiterPool<AccountId>>::prune(&holder(h));
			Ok(())
		},
		Step::Wait(t) => {
			*now += t;
			at(*now);
			Ok(())
		},
	};
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn any_sequence_keeps_invariants_and_deposits(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let mut now = START;
			for step in steps {
				play(step, &mut now);
				Credentials::do_try_state().unwrap();
				for who in [ACC, OTHER] {
					let issued =
						Holders::<Test>::iter_values().filter(|c| c.accreditor == who).count();
					let former = Former::<Test>::iter_values()
						.map(|list| list.iter().filter(|one| one.accreditor == who).count())
						.sum::<usize>();
					let expected = deposit_for(Role::Arbiter) * issued as u128
						+ former_deposit() * former as u128;
					assert_eq!(held(&who), expected, "after {step:?}");
				}
				// The trait and the view function always agree.
				for who in [ALICE, BOB] {
					assert_eq!(
						holds(&who, Role::Arbiter),
						status(who, Role::Arbiter) == Some(CredentialStatus::Valid)
					);
				}
			}
		});
	}
}
