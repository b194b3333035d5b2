//! Leaving and being put out.

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
fn what_is_alive_keeps_the_account_alive() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		// As the other pallets do for each grant, device, dataset.
		System::inc_providers(&member);
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert!(exists(&member));
	});
}

#[test]
fn a_deposit_of_its_own_keeps_the_account_alive() {
	run(|| {
		let id = create_with(Terms { deposits: 0, ..terms() }, BUDGET);
		let member = join(id, 1, &[]);
		let fund = |to: &AccountId, amount| {
			<Balances as Mutate<_>>::transfer(&STRANGER, to, amount, Preserve).unwrap();
		};
		fund(&member, 200);
		// The last token goes into the deposit; the sponsorship's reference is all that is left.
		let ticket = Ticket::new(&member, item(200)).unwrap();
		assert_eq!((ticket.sponsorship(), Balances::free_balance(&member)), (None, 0));
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert!(exists(&member));
		assert_ok!(ticket.drop(&member));
		assert_eq!(Balances::free_balance(&member), 200);
	});
}

#[test]
fn evict_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		assert_ok!(Sponsorship::evict(signed(hospital()), id, member.clone()));
		assert!(!exists(&member) && !exists(&GATEWAY));
		assert_eq!(last_event(), Event::Evicted { sponsorship: id, member, by: hospital() }.into());
		// An invitation that the sponsor gave away before is void.
		assert_noop!(try_join(id, 1, &[], now() + 6 * DAY), Error::<Test>::StatementUsed);
	});
}

#[test]
fn evict_fails() {
	run(|| {
		let (id, other) = (create(), create());
		let member = join(id, 1, &[]);
		let evict = |by, id, who: &AccountId| Sponsorship::evict(signed(by), id, who.clone());
		assert_noop!(evict(hospital(), 9, &member), Error::<Test>::NotFound);
		assert_noop!(evict(STRANGER, id, &member), Error::<Test>::NotSponsor);
		assert_noop!(evict(hospital(), other, &member), Error::<Test>::NotMember);
		assert_noop!(evict(hospital(), id, &STRANGER), Error::<Test>::NotMember);
	});
}

#[test]
fn evict_by_anybody_works_once_nothing_is_paid() {
	run(|| {
		let id = create();
		let (one, two) = (join(id, 1, &[]), join(id, 2, &[]));
		pass(365 * DAY - 1);
		assert_noop!(
			Sponsorship::evict(signed(STRANGER), id, one.clone()),
			Error::<Test>::NotSponsor
		);
		pass(1);
		assert_ok!(Sponsorship::evict(signed(STRANGER), id, one));
		assert_ok!(Sponsorship::end(signed(STRANGER), id));
		assert_ok!(Sponsorship::evict(signed(STRANGER), id, two));
	});
}
