use super::*;

/// A grant with something in every field.
fn full() -> TermsOf<Test> {
	Terms {
		actions: Actions(3),
		datasets: Some(list(&[0xda, 2, 3])),
		days: Some((100, 110)),
		uses: Some(5),
		..terms(to(BOB))
	}
}

fn narrow(grant: GrantId, change: Narrowing) -> DispatchResult {
	Consent::narrow(signed(ALICE), grant, change)
}

#[test]
fn narrow_of_each_field_works() {
	ExtBuilder::build_and_execute(|| {
		let now = Consent::now();
		let until = full().valid_until;
		let changes = [
			Narrowing { actions: Some(Actions::READ), ..Default::default() },
			Narrowing {
				modalities: Some(Modalities::of(&[Modality::Wearable])),
				..Default::default()
			},
			Narrowing { datasets: Some(list(&[0xda])), ..Default::default() },
			Narrowing { days: Some((100, 109)), ..Default::default() },
			Narrowing { days: Some((101, 110)), ..Default::default() },
			Narrowing { valid_until: Some(until - 1), ..Default::default() },
			Narrowing { valid_until: Some(now), ..Default::default() },
			Narrowing { uses: Some(4), ..Default::default() },
			Narrowing { uses: Some(0), ..Default::default() },
		];
		for change in changes {
			let id = alice_grants(full());
			let old = Grants::<Test>::get(id).expect("exists");
			assert_ok!(narrow(id, change.clone()));
			assert_eq!(
				last_event(),
				Event::Narrowed { grant: id, subject: ALICE, by: ALICE, change: change.clone() }
			);
			let new = Grants::<Test>::get(id).expect("exists");
			// The named fields have changed. All others, such as purpose, start, grantee, deposit
			// and document, have not.
			let mut expected = old.clone();
			expected.narrowed = 1;
			expected.actions = change.actions.unwrap_or(old.actions);
			expected.modalities = change.modalities.unwrap_or(old.modalities);
			expected.datasets = change.datasets.or(old.datasets);
			expected.days = change.days.or(old.days);
			expected.valid_until = change.valid_until.unwrap_or(old.valid_until);
			expected.uses_left = change.uses.or(old.uses_left);
			assert_eq!(new, expected);
			check_all();
		}
	});
}

#[test]
fn narrow_from_unlimited_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		let sixteen = (0..16).collect::<Vec<u8>>();
		let change = Narrowing {
			datasets: Some(list(&sixteen)),
			days: Some((1, 2)),
			uses: Some(u32::MAX),
			..Default::default()
		};
		// Without any money: the deposit covers the longest list from the start.
		spend_all(&ALICE);
		assert_ok!(narrow(id, change));
	});
}

#[test]
fn narrow_by_guardian_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(full());
		let change = Narrowing { uses: Some(1), ..Default::default() };
		assert_ok!(Consent::narrow(signed(GRETA), id, change));
	});
}

#[test]
fn narrow_before_a_decision_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(full());
		assert_eq!(bob_may(id), Ok(()));
		assert_ok!(narrow(id, Narrowing { days: Some((100, 109)), ..Default::default() }));
		assert_eq!(bob_may(id), Err(Denial::DaysOutOfScope));
		assert_ok!(narrow(id, Narrowing { datasets: Some(list(&[2])), ..Default::default() }));
		assert_eq!(bob_may(id), Err(Denial::DatasetOutOfScope));
		assert_ok!(narrow(id, Narrowing { uses: Some(0), ..Default::default() }));
		assert_eq!(bob_may(id), Err(Denial::UsedUp));
		let now = Consent::now();
		assert_ok!(narrow(id, Narrowing { valid_until: Some(now), ..Default::default() }));
		assert_eq!(bob_may(id), Err(Denial::Expired));
	});
}

#[test]
fn narrow_of_the_end_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(full());
		let end = Consent::now() + HOUR;
		assert_ok!(narrow(id, Narrowing { valid_until: Some(end), ..Default::default() }));
		pass(HOUR);
		assert_ok!(Consent::sweep(signed(CHARLIE), ALICE, 1));
		assert!(Grants::<Test>::get(id).expect("exists").remnant);
	});
}

#[test]
fn narrow_to_more_fails() {
	ExtBuilder::build_and_execute(|| {
		let (now, until) = (Consent::now(), full().valid_until);
		let id = alice_grants(full());
		let wider = [
			Narrowing { actions: Some(Actions::ALL), ..Default::default() },
			Narrowing { actions: Some(Actions(4)), ..Default::default() },
			Narrowing { actions: Some(Actions(0)), ..Default::default() },
			Narrowing { modalities: Some(Modalities::ALL), ..Default::default() },
			Narrowing { modalities: Some(Modalities(0)), ..Default::default() },
			Narrowing {
				modalities: Some(Modalities::of(&[Modality::Genomic])),
				..Default::default()
			},
			Narrowing { datasets: Some(list(&[0xda, 4])), ..Default::default() },
			Narrowing { datasets: Some(list(&[0xda, 2, 3, 4])), ..Default::default() },
			Narrowing { datasets: Some(list(&[])), ..Default::default() },
			Narrowing { datasets: Some(list(&[2, 2])), ..Default::default() },
			Narrowing { days: Some((99, 110)), ..Default::default() },
			Narrowing { days: Some((100, 111)), ..Default::default() },
			Narrowing { days: Some((105, 104)), ..Default::default() },
			Narrowing { valid_until: Some(until + 1), ..Default::default() },
			Narrowing { valid_until: Some(now - 1), ..Default::default() },
			Narrowing { uses: Some(6), ..Default::default() },
			// If one field grants more, the whole change is refused.
			Narrowing {
				datasets: Some(list(&[0xda, 2, 3, 4])),
				uses: Some(1),
				..Default::default()
			},
			Narrowing { uses: Some(6), actions: Some(Actions::READ), ..Default::default() },
		];
		for change in wider {
			assert_noop!(narrow(id, change), Failure::NotNarrower);
		}
	});
}

#[test]
fn narrow_to_the_same_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(full());
		let same = [
			Narrowing::default(),
			Narrowing {
				actions: Some(Actions(3)),
				modalities: Some(full().modalities),
				datasets: Some(list(&[0xda, 2, 3])),
				days: Some((100, 110)),
				valid_until: Some(full().valid_until),
				uses: Some(5),
			},
			// In another order.
			Narrowing { datasets: Some(list(&[3, 0xda, 2])), ..Default::default() },
		];
		for change in same {
			assert_noop!(narrow(id, change), Failure::NothingNarrowed);
		}
	});
}

#[test]
fn narrow_to_more_uses_than_are_left_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(full());
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		// Five were granted, four are left.
		assert_noop!(
			narrow(id, Narrowing { uses: Some(5), ..Default::default() }),
			Failure::NotNarrower
		);
	});
}

#[test]
fn narrow_of_what_has_ended_fails() {
	ExtBuilder::build_and_execute(|| {
		let change = Narrowing { uses: Some(1), ..Default::default() };
		assert_noop!(narrow(0, change.clone()), Failure::NotFound);
		let (one, two, three) = (alice_grants(full()), alice_grants(full()), alice_grants(full()));
		assert_ok!(Consent::revoke(signed(ALICE), one));
		assert_noop!(narrow(one, change.clone()), Failure::AlreadyRevoked);
		pass(1000 * HOUR - 1);
		assert_ok!(narrow(two, change.clone()));
		pass(1);
		assert_noop!(narrow(two, change.clone()), Failure::AlreadyExpired);
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_noop!(narrow(three, change), Failure::AlreadyRevoked);
	});
}

#[test]
fn narrow_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(full());
		for who in [BOB, CHARLIE] {
			assert_noop!(
				Consent::narrow(signed(who), id, Narrowing { uses: Some(1), ..Default::default() }),
				Failure::NotSubject
			);
		}
	});
}
