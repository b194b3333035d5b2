use super::*;

#[test]
fn purge_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		pass(MAX_STATEMENT_LIFE);
		assert_ok!(Sponsorship::purge(signed(STRANGER), id, member.clone()));
		assert_eq!(last_event(), Event::MembershipPurged { sponsorship: id, member }.into());
		assert_eq!((held_in_pot(id), Sponsorship::budget(id)), (0, BUDGET));
		assert_eq!(record(id).records, 0);
	});
}

#[test]
fn purge_fails() {
	run(|| {
		let id = create();
		let purge = |who: &AccountId| Sponsorship::purge(signed(STRANGER), id, who.clone());
		assert_noop!(purge(&patient(1)), Error::<Test>::NotMember);
		let member = join(id, 1, &[]);
		assert_noop!(purge(&member), Error::<Test>::StillMember);
		let ticket = Ticket::new(&member, item(100)).unwrap();
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert_noop!(purge(&member), Error::<Test>::DepositsHeld);
		assert_ok!(ticket.drop(&member));
		pass(MAX_STATEMENT_LIFE - 1);
		assert_noop!(purge(&member), Error::<Test>::TooEarly);
		pass(1);
		assert_ok!(purge(&member));
	});
}
