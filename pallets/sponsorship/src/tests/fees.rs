//! Who pays which fee.

use super::*;
use CallKind::*;

#[test]
fn a_members_fees_are_paid() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		let budget = Sponsorship::budget(id);
		assert!(pay(&member, &member, &[Anchor], 100));
		assert!(pay(&member, &GATEWAY, &[Anchor, Grant], 50));
		assert_eq!(Sponsorship::budget(id), budget - 150);
		assert_eq!(membership(id, &member).spent, 150);
	});
}

#[test]
fn nobody_elses_fees_are_paid() {
	run(|| {
		let id = create();
		let (one, two) = (join(id, 1, &[GATEWAY]), join(id, 2, &[]));
		// Neither for an account that is not a gateway of that member, nor for a gateway itself.
		for (member, signer) in [
			(&one, &two),
			(&one, &HUB),
			(&two, &GATEWAY),
			(&GATEWAY, &GATEWAY),
			(&STRANGER, &STRANGER),
		] {
			assert!(!pay(member, signer, &[Anchor], 1));
		}
	});
}

#[test]
fn calls_beyond_the_set_are_not_paid() {
	run(|| {
		let member = join(create(), 1, &[]);
		assert!(!pay(&member, &member, &[Share], 1));
		assert!(!pay(&member, &member, &[Anchor, Share], 1));
		assert!(!pay(&member, &member, &[], 1));
		assert!(pay(&member, &member, &[Anchor, Grant, ClaimDevice], 1));
	});
}

#[test]
fn the_days_allowance_is_a_bound() {
	run(|| {
		let id = create();
		let (member, other) = (join(id, 1, &[]), join(id, 2, &[]));
		assert!(!pay(&member, &member, &[Anchor], DAILY + 1));
		assert!(pay(&member, &member, &[Anchor], DAILY - 1));
		assert!(!pay(&member, &member, &[Anchor], 2));
		assert!(pay(&member, &member, &[Anchor], 1));
		assert!(!pay(&member, &member, &[Anchor], 1));
		// Each member has its own allowance.
		assert!(pay(&other, &other, &[Anchor], DAILY));

		// Days are UTC days, so the allowance renews at midnight UTC.
		set_now((START / DAY + 1) * DAY - 1);
		assert!(!pay(&member, &member, &[Anchor], 1));
		pass(1);
		assert!(pay(&member, &member, &[Anchor], DAILY));
		assert!(!pay(&member, &member, &[Anchor], 1));
	});
}

#[test]
fn leaving_and_joining_again_does_not_renew_the_allowance() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[]);
		assert!(pay(&member, &member, &[Anchor], DAILY));
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		pass(1);
		assert_ok!(try_join(id, 1, &[], now() + MAX_STATEMENT_LIFE));
		assert!(!pay(&member, &member, &[Anchor], 1));
	});
}

#[test]
fn the_budget_is_a_bound_and_the_pot_lives() {
	run(|| {
		let id = create_with(terms(), RECORD + 100);
		let member = join(id, 1, &[]);
		assert!(!pay(&member, &member, &[Anchor], 101));
		assert!(pay(&member, &member, &[Anchor], 100));
		assert!(!pay(&member, &member, &[Anchor], 1));
		assert_eq!(Balances::free_balance(Sponsorship::pot(id)), ED);
		// Money that anybody sends to the pot adds to the budget.
		let pot = Sponsorship::pot(id);
		<Balances as Mutate<_>>::transfer(&STRANGER, &pot, 5, Preserve).unwrap();
		assert!(pay(&member, &member, &[Anchor], 5));
	});
}

#[test]
fn nothing_is_paid_after_the_end() {
	run(|| {
		let (id, other) = (create(), create());
		let (one, two) = (join(id, 1, &[]), join(other, 2, &[]));
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		assert!(!pay(&one, &one, &[Anchor], 1));
		assert!(pay(&two, &two, &[Anchor], 1));
		pass(365 * DAY);
		assert!(!pay(&two, &two, &[Anchor], 1));
	});
}

#[test]
fn charging_a_stranger_does_nothing() {
	run(|| {
		create();
		assert_storage_noop!(Sponsorship::charge(&STRANGER, 5));
	});
}
