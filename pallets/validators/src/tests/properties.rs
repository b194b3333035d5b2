use crate::{mock::*, *};
use alloc::collections::BTreeSet;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Add(AccountId),
	Remove(AccountId),
	Offence(AccountId),
	Session,
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		(1u64..8).prop_map(Step::Add),
		(1u64..8).prop_map(Step::Remove),
		(1u64..8).prop_map(Step::Offence),
		Just(Step::Session),
	]
}

proptest! {
	/// Whatever happens, the chosen validators equal a model's set, at least one remains, and two
	/// sessions later they are the ones that validate.
	#[test]
	fn set_follows_the_calls(steps in prop::collection::vec(step(), 0..40)) {
		ExtBuilder::default().build_and_execute(|| {
			(5..8).for_each(with_keys);
			let mut model: BTreeSet<_> = [ALICE, BOB, CHARLIE, DAVE].into();
			// The last validator, if it misbehaved.
			let mut waiting = None;
			for step in steps {
				match step {
					Step::Add(who) => {
						let ok = !model.contains(&who) && model.len() < 5;
						assert_eq!(Validators::add(RuntimeOrigin::root(), who).is_ok(), ok);
						if ok {
							model.insert(who);
							if let Some(offender) = waiting.take() {
								model.remove(&offender);
							}
						}
					},
					Step::Remove(who) => {
						let ok = model.contains(&who) && model.len() > 1;
						assert_eq!(Validators::remove(RuntimeOrigin::root(), who).is_ok(), ok);
						if ok {
							model.remove(&who);
						}
					},
					Step::Offence(who) => {
						offence(&[who]);
						if model.len() > 1 {
							model.remove(&who);
						} else if model.contains(&who) {
							waiting = Some(who);
						}
					},
					Step::Session => sessions(1),
				}
				assert!(Validators::chosen().iter().eq(&model));
				Validators::do_try_state().unwrap();
			}
			sessions(2);
			assert!(Session::validators().iter().eq(&model));
		});
	}
}
