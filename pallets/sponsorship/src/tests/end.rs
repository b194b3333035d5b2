//! The end of a sponsorship, and what returns.

use super::*;

fn hospitals() -> Balance {
	Balances::free_balance(hospital()) + Balances::total_balance_on_hold(&hospital())
}

#[test]
fn end_and_refund_return_everything() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		assert!(pay(&member, &member, &[CallKind::Anchor], 123));
		let ticket = Ticket::new(&member, item(300)).unwrap();
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert_eq!(Sponsorship::budget(id), 0);
		// What is held waits for the member's items; the member is in no hurry.
		assert_eq!(hospitals(), RICH - 123 - 300 - RECORD - ED);
		assert_noop!(Sponsorship::refund(signed(STRANGER), id), Error::<Test>::NothingToRefund);

		assert_ok!(ticket.drop(&member));
		assert_ok!(Sponsorship::refund(signed(STRANGER), id));
		assert_eq!(last_event(), Event::Refunded { sponsorship: id, amount: 300 }.into());
		assert_eq!(hospitals(), RICH - 123 - RECORD - ED);

		assert_ok!(Sponsorship::leave(signed(member.clone())));
		pass(MAX_STATEMENT_LIFE);
		assert_ok!(Sponsorship::purge(signed(STRANGER), id, member));
		assert_ok!(Sponsorship::refund(signed(STRANGER), id));
		assert_eq!(last_event(), Event::SponsorshipRemoved { sponsorship: id }.into());
		assert_eq!(hospitals(), RICH - 123);
		assert!(!exists(&Sponsorship::pot(id)));
		assert_eq!(Sponsorships::<Test>::iter().count(), 0);
		assert_noop!(Sponsorship::refund(signed(STRANGER), id), Error::<Test>::NotFound);
	});
}

#[test]
fn end_by_anybody_works_once_its_time_is_over() {
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
fn refund_while_it_runs_fails() {
	run(|| {
		let id = create();
		assert_noop!(Sponsorship::refund(signed(hospital()), id), Error::<Test>::StillRunning);
		// Also when its time is over: somebody ends it first.
		pass(365 * DAY);
		assert_noop!(Sponsorship::refund(signed(hospital()), id), Error::<Test>::StillRunning);
	});
}

#[test]
fn the_end_does_not_wait_for_a_sponsor_that_cannot_be_paid() {
	run(|| {
		let id = create_with(terms(), RECORD + 5);
		join(id, 1, &[]);
		// The hospital's account has nothing but the deposit that is held on it; five units are below
		// the existential deposit.
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
