use super::*;

fn finish(study: StudyId) -> sp_runtime::DispatchResult {
	Studies::finish(signed(NOBODY), study)
}

#[test]
fn finish_of_a_study_that_is_open_or_unknown_fails() {
	run(|| {
		assert_noop!(finish(0), Error::<Test>::StudyNotFound);
		let study = open();
		assert_noop!(finish(study), Error::<Test>::StudyStillOpen);
		assert_ok!(Studies::close(signed(sponsor()), study));
		pass(CLOSING_NOTICE - 1);
		assert_noop!(finish(study), Error::<Test>::StudyStillOpen);
		pass(1);
		assert_ok!(finish(study));
	});
}

#[test]
fn finish_of_an_unused_study_returns_all_but_the_remnants_deposit_works() {
	run(|| {
		let before = free(&sponsor()) + on_hold(&sponsor());
		let study = open();
		let deposit = on_hold(&sponsor());
		set_closed(study);
		assert_ok!(finish(study));
		assert!(matches!(last_event(), Event::StudyEnded { returned: ED, .. }));
		assert_eq!(free(&sponsor()) + on_hold(&sponsor()), before);
		let remnant = on_hold(&sponsor());
		assert!(remnant > 0 && remnant < deposit, "what is left is paid for ever");
		assert!(!System::account_exists(&pot_of(study)));
		assert!(Studies::recipient_key(Grantee::Study(study)).is_none());
		// The study's sponsor remains known, and its number is never used again.
		use epione_primitives::traits::GranteeLookup;
		assert_eq!(Studies::controller(&Grantee::Study(study)), Some(sponsor()));
		assert!(Studies::ethics_approved(&Grantee::Study(study)));
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Ended);
		assert_eq!(open(), study + 1);
	});
}

#[test]
fn finish_before_all_is_settled_works() {
	run(|| {
		let before = free(&sponsor()) + on_hold(&sponsor());
		let study = open();
		let (of_alice, _) = delivered(study, ALICE, 1);
		let (of_bob, _) = committed(study, BOB, 1);
		set_closed(study);
		assert_ok!(finish(study));
		assert_eq!(
			last_event(),
			Event::StudyRefunded { study, amount: BUDGET - REWARD - DEPOSIT - COST }
		);
		assert_eq!(unallocated(study), 0);
		assert_noop!(finish(study), Error::<Test>::NothingToRefund);
		pass(WINDOW);
		assert_ok!(lapse(study, BOB, of_bob));
		assert!(record(study).finished_at.is_none());
		// Money freed in between can be collected; the last settlement returns it by itself.
		assert_ok!(settle(study, ALICE, of_alice));
		assert!(events().contains(&Event::StudyFinished { study }));
		assert_eq!(record(study).finished_at, Some(now()));
		assert_eq!(unallocated(study), 0);
		assert_eq!(free(&pot_of(study)), ED + 2 * DEPOSIT);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Finished);
		// The sponsor can fetch from the records for a time; then they go and the deposits return.
		pass(RETENTION - 1);
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert!(contribution_of(study, ALICE, of_alice).is_some());
		pass(1);
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert!(contribution_of(study, ALICE, of_alice).is_none());
		assert!(contribution_of(study, BOB, of_bob).is_none());
		assert!(matches!(last_event(), Event::StudyEnded { .. }));
		assert!(!System::account_exists(&pot_of(study)));
		assert_eq!(free(&sponsor()) + on_hold(&sponsor()), before - REWARD);
		assert_eq!(Participations::<Test>::iter().count(), 0);
		assert_eq!(DeviceUses::<Test>::iter().count(), 0);
		assert_eq!(Envelopes::<Test>::iter().count(), 0);
	});
}

#[test]
fn finish_when_the_terms_have_closed_the_study_works() {
	run(|| {
		let study = open_with(Terms { closes: START + DAY, ..terms() }, BUDGET);
		pass(DAY);
		// It is not necessary to call `close` first.
		assert_ok!(finish(study));
	});
}

#[test]
fn finish_returns_what_somebody_sent_later_works() {
	run(|| {
		let study = open();
		set_closed(study);
		assert_ok!(finish(study));
		assert_noop!(finish(study), Error::<Test>::NothingToRefund);
		assert_ok!(Balances::transfer_keep_alive(signed(BOARD), pot_of(study), 500));
		let before = free(&sponsor());
		assert_ok!(finish(study));
		assert_eq!(free(&sponsor()), before + 500);
		assert_eq!(last_event(), Event::StudyRefunded { study, amount: 500 });
	});
}
