use super::*;

#[test]
fn fund_raises_the_budget_works() {
	run(|| {
		let study = open();
		assert_ok!(Studies::fund(signed(BOB), study, 700));
		assert_eq!(unallocated(study), BUDGET + 700);
		assert_eq!(last_event(), Event::StudyFunded { study, from: BOB, amount: 700 });
	});
}

#[test]
fn fund_of_an_unknown_or_closed_study_fails() {
	run(|| {
		assert_noop!(Studies::fund(signed(BOB), 7, 700), Error::<Test>::StudyNotFound);
		let study = open();
		set_closed(study);
		assert_noop!(Studies::fund(signed(BOB), study, 700), Error::<Test>::StudyClosed);
	});
}
