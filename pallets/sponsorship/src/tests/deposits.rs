//! Deposits that a sponsorship pays, and whom they return to.

use super::*;

fn free(who: &AccountId) -> Balance {
	Balances::free_balance(who)
}

#[test]
fn a_deposit_is_held_in_the_pot_and_returns_there() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		let budget = Sponsorship::budget(id);
		let ticket = Ticket::new(&member, item(300)).unwrap();
		assert_eq!((ticket.amount(), ticket.sponsorship()), (300, Some(id)));
		assert_eq!(Sponsorship::budget(id), budget - 300);
		assert_eq!((record(id).held, membership(id, &member).held), (300, 300));
		assert_eq!(held_in_pot(id), RECORD + 300);

		// A tombstone: most of it returns.
		let ticket = ticket.update(&member, item(120)).unwrap();
		assert_eq!((record(id).held, Sponsorship::budget(id)), (120, budget - 120));
		// It grows again.
		let ticket = ticket.update(&member, item(150)).unwrap();
		assert_eq!((record(id).held, Sponsorship::budget(id)), (150, budget - 150));
		let ticket = ticket.update(&member, item(150)).unwrap();

		assert_ok!(ticket.drop(&member));
		assert_eq!((record(id).held, Sponsorship::budget(id)), (0, budget));
		assert_eq!(free(&member), 0);
	});
}

#[test]
fn it_returns_to_the_sponsorship_after_the_membership() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		let ticket = Ticket::new(&member, item(300)).unwrap();
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		// By then the member has another sponsorship.
		let other = create();
		join(other, 1, &[]);
		let later = Ticket::new(&member, item(200)).unwrap();
		assert_eq!(later.sponsorship(), Some(other));
		let budget = Sponsorship::budget(id);
		assert_ok!(ticket.drop(&member));
		assert_eq!(Sponsorship::budget(id), budget + 300);
		assert_eq!((record(id).held, record(other).held), (0, 200));
	});
}

#[test]
fn what_the_subject_paid_returns_to_the_subject() {
	run(|| {
		let member = patient(1);
		<Balances as Mutate<_>>::transfer(&STRANGER, &member, 1_000, Preserve).unwrap();
		let ticket = Ticket::new(&member, item(300)).unwrap();
		assert_eq!((ticket.sponsorship(), free(&member)), (None, 700));
		let id = create();
		join(id, 1, &[]);
		let ticket = ticket.update(&member, item(200)).unwrap();
		let ticket = ticket.update(&member, item(250)).unwrap();
		assert_eq!((ticket.sponsorship(), free(&member), record(id).held), (None, 750, 0));
		assert_ok!(ticket.drop(&member));
		assert_eq!(free(&member), 1_000);
	});
}

#[test]
fn what_the_sponsorship_does_not_cover_is_the_subjects() {
	run(|| {
		let rich = |n| {
			<Balances as Mutate<_>>::transfer(&STRANGER, &patient(n), 5_000, Preserve).unwrap();
		};
		let payer = |n, amount| Ticket::new(&patient(n), item(amount)).unwrap().sponsorship();
		(1..=3).for_each(rich);
		let id = create();
		join(id, 1, &[]);
		// Limited by the member's allowance.
		assert_eq!(payer(1, DEPOSITS as u64 + 1), None);
		assert_eq!(payer(1, DEPOSITS as u64 - 100), Some(id));
		assert_eq!(payer(1, 101), None);
		assert_eq!(payer(1, 100), Some(id));
		assert_eq!(payer(1, 100), None);
		// Limited by the set of calls.
		let grants = Terms { calls: CallSet::of(&[CallKind::Grant]), ..terms() };
		join(create_with(grants, BUDGET), 2, &[]);
		assert_eq!(payer(2, 100), None);
		// Limited by the budget.
		let poor = create_with(terms(), RECORD + 199);
		join(poor, 3, &[]);
		assert_eq!(payer(3, 200), None);
		assert_eq!(payer(3, 199), Some(poor));
		assert_eq!(free(&Sponsorship::pot(poor)), ED);
	});
}

#[test]
fn a_subject_without_tokens_or_allowance_gets_no_ticket() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		assert!(Ticket::new(&member, item(DEPOSITS as u64 + 1)).is_err());
		assert!(Ticket::new(&patient(2), item(100)).is_err());
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert!(Ticket::new(&member, item(100)).is_err());
	});
}

#[test]
fn an_update_beyond_the_allowance_fails() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		let ticket = Ticket::new(&member, item(DEPOSITS as u64 - 1)).unwrap();
		let more = item(DEPOSITS as u64 + 1);
		assert_noop!(ticket.clone().update(&member, more), Error::<Test>::AllowanceExhausted);
		let ticket = ticket.update(&member, item(DEPOSITS as u64)).unwrap();
		// Nor does a sponsorship add to a deposit for which it no longer pays; it can shrink it,
		// though.
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		let less = ticket.update(&member, item(100)).unwrap();
		assert_noop!(less.clone().update(&member, item(101)), Error::<Test>::AllowanceExhausted);
		assert_eq!(record(id).held, 100);
	});
}

#[test]
fn a_burnt_deposit_is_nobodys() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		let (budget, issuance) = (Sponsorship::budget(id), Balances::total_issuance());
		Ticket::new(&member, item(300)).unwrap().burn(&member);
		assert_eq!((Sponsorship::budget(id), record(id).held), (budget - 300, 0));
		assert_eq!(Balances::total_issuance(), issuance - 300);
		<Balances as Mutate<_>>::transfer(&STRANGER, &patient(2), 500, Preserve).unwrap();
		Ticket::new(&patient(2), item(300)).unwrap().burn(&patient(2));
		assert_eq!(free(&patient(2)), 200);
	});
}

#[test]
fn a_ticket_takes_at_most_five_bytes_more_than_an_amount() {
	assert_eq!(Ticket::max_encoded_len(), Balance::max_encoded_len() + 5);
}
