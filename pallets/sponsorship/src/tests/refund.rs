use super::*;

#[test]
fn refund_of_everything_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		assert!(pay(&member, &member, &[CallKind::Anchor], 123));
		let ticket = Ticket::new(&member, item(300)).unwrap();
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert_eq!(Sponsorship::budget(id), 0);
		// What is held remains until the member's items end; the member need not hurry.
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
fn refund_while_it_runs_fails() {
	run(|| {
		let id = create();
		assert_noop!(Sponsorship::refund(signed(hospital()), id), Error::<Test>::StillRunning);
		// Also after its term: somebody has to end it first.
		pass(365 * DAY);
		assert_noop!(Sponsorship::refund(signed(hospital()), id), Error::<Test>::StillRunning);
	});
}
