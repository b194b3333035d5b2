use super::*;

#[test]
fn close_by_the_sponsor_gives_an_hours_notice_works() {
	run(|| {
		let study = open();
		assert_ok!(Studies::close(signed(sponsor()), study));
		assert_eq!(last_event(), Event::StudyClosing { study, closing_at: START + CLOSING_NOTICE });
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Closing);
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		let check = || {
			Studies::check_commit(&ALICE, study, &ALICE, &dataset, grant, &None)
				.map(|_| ())
				.map_err(sp_runtime::DispatchError::from)
		};
		pass(CLOSING_NOTICE - 1);
		assert_ok!(check());
		pass(1);
		assert_eq!(check(), Err(Error::<Test>::StudyClosed.into()));
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Closed);
	});
}

#[test]
fn close_by_others_before_the_terms_close_it_fails() {
	run(|| {
		assert_noop!(Studies::close(signed(sponsor()), 0), Error::<Test>::StudyNotFound);
		let study = open_with(Terms { closes: START + DAY, ..terms() }, BUDGET);
		pass(DAY - 1);
		assert_noop!(Studies::close(signed(NOBODY), study), Error::<Test>::NotSponsor);
		pass(1);
		assert_ok!(Studies::close(signed(NOBODY), study));
		assert_eq!(last_event(), Event::StudyClosing { study, closing_at: now() });
	});
}

#[test]
fn close_twice_fails() {
	run(|| {
		let study = open();
		assert_ok!(Studies::close(signed(sponsor()), study));
		pass(10);
		assert_noop!(Studies::close(signed(sponsor()), study), Error::<Test>::AlreadyClosing);
	});
}
