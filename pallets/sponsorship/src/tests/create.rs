//! Setting up, funding, changing terms.

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

#[test]
fn fund_works_for_anybody() {
	run(|| {
		let id = create();
		assert_ok!(Sponsorship::fund(signed(STRANGER), id, 77));
		assert_eq!(Sponsorship::budget(id), BUDGET + 77);
		assert_eq!(
			last_event(),
			Event::Funded { sponsorship: id, by: STRANGER, amount: 77 }.into()
		);
	});
}

#[test]
fn fund_fails() {
	run(|| {
		assert_noop!(Sponsorship::fund(signed(STRANGER), 0, 77), Error::<Test>::NotFound);
		let id = create();
		pass(365 * DAY);
		assert_noop!(Sponsorship::fund(signed(STRANGER), id, 77), Error::<Test>::Ended);
	});
}

#[test]
fn set_terms_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		assert!(pay(&member, &member, &[CallKind::Anchor], 1));
		let stricter = Terms { calls: CallSet::of(&[CallKind::Grant]), ..terms() };
		assert_ok!(Sponsorship::set_terms(signed(hospital()), id, stricter.clone()));
		assert_eq!(last_event(), Event::TermsSet { sponsorship: id, terms: stricter }.into());
		assert!(!pay(&member, &member, &[CallKind::Anchor], 1));
		assert!(pay(&member, &member, &[CallKind::Grant], 1));
		// One whose time is over goes on.
		pass(365 * DAY);
		assert!(!pay(&member, &member, &[CallKind::Grant], 1));
		let longer = Terms { valid_until: now() + DAY, ..terms() };
		assert_ok!(Sponsorship::set_terms(signed(hospital()), id, longer));
		assert!(pay(&member, &member, &[CallKind::Grant], 1));
	});
}

#[test]
fn set_terms_fails() {
	run(|| {
		let set = |who, id, terms| Sponsorship::set_terms(signed(who), id, terms);
		assert_noop!(set(hospital(), 0, terms()), Error::<Test>::NotFound);
		let id = create();
		assert_noop!(set(STRANGER, id, terms()), Error::<Test>::NotSponsor);
		let none = Terms { calls: CallSet::NONE, ..terms() };
		assert_noop!(set(hospital(), id, none), Error::<Test>::InvalidCalls);
		let nobody = Terms { max_members: 0, ..terms() };
		assert_noop!(set(hospital(), id, nobody), Error::<Test>::NoMembers);
		let past = Terms { valid_until: START, ..terms() };
		assert_noop!(set(hospital(), id, past), Error::<Test>::InvalidPeriod);
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert_noop!(set(hospital(), id, terms()), Error::<Test>::Ended);
	});
}
