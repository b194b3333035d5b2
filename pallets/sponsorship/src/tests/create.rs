use super::*;

fn create_fails(change: impl FnOnce(&mut TermsOf<Test>), error: Error<Test>) {
	run(|| {
		let mut terms = terms();
		change(&mut terms);
		assert_noop!(Sponsorship::create(signed(hospital()), terms, BUDGET), error);
	});
}

#[test]
fn create_works() {
	run(|| {
		let before = Balances::free_balance(hospital());
		let id = create();
		assert_eq!(id, 0);
		assert_eq!(Balances::free_balance(Sponsorship::pot(id)), BUDGET + ED);
		assert_eq!(Sponsorship::budget(id), BUDGET);
		let deposit = Balances::total_balance_on_hold(&hospital());
		assert!(deposit > 0);
		assert_eq!(Balances::free_balance(hospital()), before - BUDGET - ED - deposit);
		assert_eq!(
			last_event(),
			Event::Created { sponsorship: id, sponsor: hospital(), terms: terms(), budget: BUDGET }
				.into()
		);
		assert_eq!(create(), 1);
	});
}

#[test]
fn create_without_calls_fails() {
	create_fails(|terms| terms.calls = CallSet::NONE, Error::InvalidCalls);
	create_fails(|terms| terms.calls = CallSet(1 << 15), Error::InvalidCalls);
}

#[test]
fn create_for_nobody_fails() {
	create_fails(|terms| terms.max_members = 0, Error::NoMembers);
}

#[test]
fn create_of_the_past_fails() {
	create_fails(|terms| terms.valid_until = START, Error::InvalidPeriod);
	run(|| {
		let soon = Terms { valid_until: START + 1, ..terms() };
		assert_ok!(Sponsorship::create(signed(hospital()), soon, BUDGET));
	});
}

#[test]
fn create_beyond_all_numbers_fails() {
	run(|| {
		assert_noop!(
			Sponsorship::create(signed(hospital()), terms(), Balance::MAX),
			Error::<Test>::Overflow
		);
		NextSponsorshipId::<Test>::put(u32::MAX);
		assert_noop!(
			Sponsorship::create(signed(hospital()), terms(), BUDGET),
			Error::<Test>::Overflow
		);
	});
}

#[test]
fn create_with_less_money_than_needed_fails() {
	run(|| {
		assert!(Sponsorship::create(signed(hospital()), terms(), RICH).is_err());
		assert!(Sponsorship::create(signed(patient(1)), terms(), 0).is_err());
	});
}
