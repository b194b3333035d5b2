use super::*;

fn purge(limit: u32) {
	assert_ok!(Studies::purge(signed(NOBODY), limit));
}

#[test]
fn purge_removes_what_the_subject_no_longer_lets_be_served_works() {
	run(|| {
		let study = open();
		let (kept, _) = delivered(study, ALICE, 1);
		let (revoked, grant) = delivered(study, BOB, 1);
		let (stoned, _) = delivered(study, CHARLIE, 1);
		purge(10);
		assert_eq!(Envelopes::<Test>::iter().count(), 3, "nobody has said no");
		withdraw(grant, Denial::Revoked);
		tombstone(CHARLIE, stoned);
		purge(10);
		assert_eq!(Envelopes::<Test>::iter().count(), 1);
		assert!(Envelopes::<Test>::contains_key((Grantee::Study(study), ALICE, kept)));
		assert!(events().contains(&Event::EnvelopeRemoved {
			holder: Grantee::Study(study),
			subject: BOB,
			dataset: revoked,
		}));
		// Whoever had them has to confirm their destruction; `Duties` is notified once.
		let stoned_grant = Contributions::<Test>::get((Grantee::Study(study), CHARLIE, stoned))
			.expect("stays")
			.grant;
		let told = || world(|w| std::collections::BTreeSet::from_iter(w.ended.clone()));
		assert_eq!(told(), [grant, stoned_grant].into());
		purge(10);
		assert_eq!(world(|w| w.ended.len()), 2);
		// Revoking cancels no payment; tombstoning does.
		pass(WINDOW);
		assert_ok!(settle(study, BOB, revoked));
		assert_ok!(settle(study, CHARLIE, stoned));
		assert_eq!(status(study, BOB, revoked), Status::Settled);
		assert_eq!(status(study, CHARLIE, stoned), Status::Voided);
	});
}

#[test]
fn purge_continues_where_it_stopped_works() {
	run(|| {
		let study = open();
		let people: Vec<AccountId> = (0..7).map(|n| AccountId::new([100 + n; 32])).collect();
		let grants: Vec<GrantId> =
			people.iter().map(|one| delivered(study, one.clone(), 1).1).collect();
		for grant in grants {
			withdraw(grant, Denial::Revoked);
		}
		for left in [5, 3, 1, 0] {
			purge(2);
			assert_eq!(Envelopes::<Test>::iter().count(), left);
		}
		// Seven is odd: the last look reached the end, so the search starts again.
		assert!(PurgeCursor::<Test>::get().is_none());
	});
}

#[test]
fn purge_reports_how_much_it_looked_at_works() {
	run(|| {
		let study = open();
		delivered(study, ALICE, 1);
		let info = Studies::purge(signed(NOBODY), 100).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::purge(1)));
		assert_ok!(Studies::purge(signed(NOBODY), 0));
		assert_noop!(Studies::purge(signed(NOBODY), MAX_PAGE + 1), Error::<Test>::LimitTooHigh);
	});
}

#[test]
fn purge_by_itself_keeps_to_the_weight_works() {
	run(|| {
		let study = open();
		for subject in [ALICE, BOB, CHARLIE] {
			let (_, grant) = delivered(study, subject, 1);
			withdraw(grant, Denial::Revoked);
		}
		let peek = <() as WeightInfo>::peek();
		let base = <() as WeightInfo>::purge(0);
		let each = <() as WeightInfo>::purge(1) - base;
		let mut left = 3;
		for (weight, removed) in [
			(peek + base - Weight::from_parts(1, 0), 0),
			(peek + base + each - Weight::from_parts(1, 0), 0),
			(peek + base + each, 1),
			(peek + base + each * 2, 2),
		] {
			let used = Studies::on_idle(1, weight);
			assert!(used.all_lte(weight));
			left -= removed;
			assert_eq!(Envelopes::<Test>::iter().count(), left);
		}
	});
}

#[test]
fn purge_removes_a_finished_studys_records_one_by_one_works() {
	run(|| {
		let before = free(&sponsor()) + on_hold(&sponsor());
		let study = open();
		for subject in [ALICE, BOB, CHARLIE] {
			delivered(study, subject, 1);
		}
		set_closed(study);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		pass(WINDOW);
		block(1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Finished);
		pass(RETENTION);
		for left in [2, 1] {
			purge(1);
			assert_eq!(record(study).records, left);
			Studies::do_try_state().unwrap();
		}
		purge(1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Ended);
		assert_eq!(free(&sponsor()) + on_hold(&sponsor()), before - 3 * REWARD);
	});
}
