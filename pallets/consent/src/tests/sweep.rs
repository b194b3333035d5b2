use super::*;

fn remnants() -> usize {
	Grants::<Test>::iter_values().filter(|grant| grant.remnant).count()
}

fn idle(weight: Weight) -> Weight {
	<Consent as Hooks<u64>>::on_idle(1, weight)
}

#[test]
fn sweep_of_revoked_works() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..5 {
			alice_grants(terms(to(BOB)));
		}
		let before = providers(&ALICE);
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		pass(7);
		let info = Consent::sweep(signed(CHARLIE), ALICE, 2).expect("works");
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::sweep(2)));
		assert_eq!(remnants(), 2);
		assert_eq!(providers(&ALICE), before - 2);
		assert!(matches!(
			last_event(),
			Event::Swept { subject: ALICE, revoked_at: Some(START), .. }
		));
		// The limit exceeds what there is; only what there was is charged.
		let info = Consent::sweep(signed(CHARLIE), ALICE, 100).expect("works");
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::sweep(3)));
		assert_eq!(held(&ALICE), 5 * remnant_price(0));
		// Only remnants and the list of them are left.
		assert_eq!(Open::<Test>::iter().count() + Closed::<Test>::iter().count(), 0);
		assert_eq!(Rounds::<Test>::iter().count() + Strands::<Test>::iter().count(), 0);
		assert_eq!(CurrentStrand::<Test>::iter().count() + Expiries::<Test>::iter().count(), 0);
	});
}

#[test]
fn sweep_of_expired_works() {
	ExtBuilder::build_and_execute(|| {
		let mut terms = terms(to(BOB));
		terms.datasets = Some(list(&[0xda]));
		let id = alice_grants(terms);
		pass(1000 * HOUR - 1);
		assert_noop!(Consent::sweep(signed(CHARLIE), ALICE, 9), Failure::NothingToSweep);
		pass(1);
		assert_ok!(Consent::sweep(signed(CHARLIE), ALICE, 9));
		assert_eq!(last_event(), Event::Swept { grant: id, subject: ALICE, revoked_at: None });
		// It can be revoked, which drops the list; until then the list remains, and costs.
		let info = Consent::grant_info(id).expect("exists");
		assert_eq!(info.line.datasets, Some(vec![DATASET]));
		assert_eq!(info.document, None);
		assert!(held(&ALICE) < live_price());
		assert_eq!(bob_may(id), Err(Denial::Expired));
		assert_eq!(Consent::confirm(&asks(to(BOB), id)), Err(Denial::Expired));
	});
}

#[test]
fn sweep_of_the_subjects_own_first_works() {
	ExtBuilder::build_and_execute(|| {
		let until = |hours| Terms { valid_until: START + hours * HOUR, ..terms(to(BOB)) };
		let late = alice_grants(until(20));
		let early = alice_grants(until(10));
		assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, until(30), None));
		assert_ok!(Consent::revoke_all(signed(CHARLIE), CHARLIE));
		pass(25 * HOUR);
		let is_remnant = |id| Grants::<Test>::get(id).expect("exists").remnant;
		// Alice closed nothing, so the grant that expired first is swept.
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		assert!(is_remnant(early) && !is_remnant(late) && !is_remnant(2));
		// Charlie's closed grant is swept before Alice's expired one.
		assert_ok!(Consent::sweep(signed(BOB), CHARLIE, 1));
		assert!(!is_remnant(late) && is_remnant(2));
		assert_ok!(Consent::sweep(signed(BOB), CHARLIE, 1));
		assert!(is_remnant(late));
	});
}

/// A grant in a closed round can be swept because it expired.
#[test]
fn sweep_of_expired_and_revoked_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		pass(1000 * HOUR);
		assert_ok!(Consent::sweep(signed(BOB), CHARLIE, 1));
		assert_eq!(
			last_event(),
			Event::Swept { grant: id, subject: ALICE, revoked_at: Some(START) }
		);
		assert_noop!(Consent::sweep(signed(BOB), ALICE, 1), Failure::NothingToSweep);
	});
}

#[test]
fn sweep_of_nothing_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(Consent::sweep(signed(BOB), ALICE, 9), Failure::NothingToSweep);
		alice_grants(terms(to(BOB)));
		assert_noop!(Consent::sweep(signed(BOB), ALICE, 9), Failure::NothingToSweep);
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_noop!(Consent::sweep(signed(BOB), ALICE, 0), Failure::NothingToSweep);
	});
}

#[test]
fn on_idle_sweeps_within_its_weight() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..5 {
			alice_grants(terms(to(BOB)));
		}
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		let (empty, each) = (<() as WeightInfo>::on_idle_empty(), <() as WeightInfo>::sweep(1));
		let one = Weight::from_parts(1, 1);

		assert_eq!(idle(empty - one), Weight::zero());
		assert_eq!(idle(empty + each - one), empty);
		assert_eq!(remnants(), 0);
		// Bounded in both dimensions.
		assert_eq!(idle(Weight::from_parts(u64::MAX, (empty + each).proof_size() - 1)), empty);
		assert_eq!(remnants(), 0);

		assert_eq!(idle(empty + each), empty + each);
		assert_eq!(remnants(), 1);
		assert_eq!(idle(Weight::MAX), empty + each * 4);
		assert_eq!(remnants(), 5);
		assert_eq!(idle(Weight::MAX), empty);
	});
}

#[test]
fn on_idle_sweeps_both_closed_and_expired_of_everybody() {
	ExtBuilder::build_and_execute(|| {
		alice_grants(terms(to(BOB)));
		alice_grants(terms(to(CHARLIE)));
		assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, terms(to(BOB)), None));
		assert_ok!(Consent::revoke_grantee(signed(ALICE), ALICE, to(BOB)));
		pass(1000 * HOUR);
		idle(Weight::MAX);
		assert_eq!(remnants(), 3);
	});
}

#[test]
fn on_idle_leaves_room_for_others() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..MAX_IDLE_SWEEPS + 1 {
			alice_grants(terms(to(BOB)));
		}
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		idle(Weight::MAX);
		assert_eq!(remnants(), MAX_IDLE_SWEEPS as usize);
	});
}
