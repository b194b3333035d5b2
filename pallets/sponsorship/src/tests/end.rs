use super::*;

#[test]
fn end_by_anybody_after_its_time_works() {
	run(|| {
		let id = create();
		assert_noop!(Sponsorship::end(signed(STRANGER), id), Error::<Test>::NotSponsor);
		pass(365 * DAY);
		assert_ok!(Sponsorship::end(signed(STRANGER), id));
		assert_eq!(hospitals(), RICH - ED);
	});
}

#[test]
fn end_fails() {
	run(|| {
		assert_noop!(Sponsorship::end(signed(hospital()), 0), Error::<Test>::NotFound);
		let id = create();
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert_noop!(Sponsorship::end(signed(hospital()), id), Error::<Test>::Ended);
	});
}

#[test]
fn end_with_a_sponsor_that_cannot_be_paid_works() {
	run(|| {
		let id = create_with(terms(), RECORD + 5);
		join(id, 1, &[]);
		// The hospital's account has only the deposit that is held on it; five units are below the
		// existential deposit.
		let all = Balances::free_balance(hospital());
		System::inc_providers(&hospital());
		<Balances as Mutate<_>>::transfer(&hospital(), &STRANGER, all, Expendable).unwrap();
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert!(record(id).ended);
		assert_eq!(Sponsorship::budget(id), 5);
		assert!(Sponsorship::refund(signed(STRANGER), id).is_err());
		<Balances as Mutate<_>>::transfer(&STRANGER, &hospital(), ED, Preserve).unwrap();
		assert_ok!(Sponsorship::refund(signed(STRANGER), id));
		assert_eq!(Balances::free_balance(hospital()), ED + 5);
	});
}
