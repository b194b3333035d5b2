use super::*;

#[test]
fn leave_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		assert_eq!(Sponsorship::check_leave(&member), Ok((&member, id).encode()));
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert!(!exists(&member) && !exists(&GATEWAY));
		assert!(!pay(&member, &member, &[CallKind::Anchor], 1));
		assert_eq!(last_event(), Event::Left { sponsorship: id, member }.into());
	});
}

#[test]
fn leave_by_somebody_else_fails() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		for who in [GATEWAY, STRANGER, hospital()] {
			assert_eq!(Sponsorship::check_leave(&who), Err(Error::<Test>::NotMember));
			assert_noop!(Sponsorship::leave(signed(who)), Error::<Test>::NotMember);
		}
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert_noop!(Sponsorship::leave(signed(member)), Error::<Test>::NotMember);
	});
}

#[test]
fn leave_with_another_reference_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		// As the other pallets do for each grant, device and dataset.
		System::inc_providers(&member);
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert!(exists(&member));
	});
}

#[test]
fn leave_with_a_deposit_of_its_own_works() {
	run(|| {
		let id = create_with(Terms { deposits: 0, ..terms() }, BUDGET);
		let member = join(id, 1, &[]);
		let fund = |to: &AccountId, amount| {
			<Balances as Mutate<_>>::transfer(&STRANGER, to, amount, Preserve).unwrap();
		};
		fund(&member, 200);
		// The last token goes into the deposit; only the sponsorship's provider reference is left.
		let ticket = Ticket::new(&member, item(200)).unwrap();
		assert_eq!((ticket.sponsorship(), Balances::free_balance(&member)), (None, 0));
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert!(exists(&member));
		assert_ok!(ticket.drop(&member));
		assert_eq!(Balances::free_balance(&member), 200);
	});
}
