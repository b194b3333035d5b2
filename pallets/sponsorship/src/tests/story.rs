//! The story of the README.

use super::*;

#[docify::export]
#[test]
fn a_patient_with_nothing_is_paid_for() {
	run(|| {
		// A hospital sets up a sponsorship with a budget.
		let id = NextSponsorshipId::<Test>::get();
		assert_ok!(Sponsorship::create(signed(hospital()), terms(), BUDGET));

		// A patient signs the joining statement, which names its gateway, with its wallet; the
		// hospital submits it.
		let (member, expiry) = (patient(1), now() + DAY);
		let message = statements::wrapped(&statement(id, &member, &[GATEWAY], expiry));
		let consent = sign(&patient_pair(1), &message);
		let through = gateways(&[GATEWAY]);
		let by = signed(hospital());
		assert_ok!(Sponsorship::join(by, id, member.clone(), through, expiry, consent, None));

		// From now on the pot pays the fees and deposits of both.
		assert!(pay(&member, &member, &[CallKind::ClaimDevice], 20));
		assert!(pay(&member, &GATEWAY, &[CallKind::Anchor], 30));
		let dataset = Ticket::new(&member, item(300)).unwrap();
		assert_eq!(Sponsorship::budget(id), BUDGET - RECORD - 20 - 30 - 300);

		// The patient leaves. The dataset and its deposit remain until it is tombstoned: then the
		// deposit returns to the hospital.
		assert_ok!(Sponsorship::leave(signed(member.clone())));
		assert!(!pay(&member, &member, &[CallKind::Anchor], 1));
		assert_ok!(dataset.drop(&member));
		assert_eq!(Sponsorship::budget(id), BUDGET - RECORD - 20 - 30);

		// The hospital ends the sponsorship and has everything back except the fees.
		assert_ok!(Sponsorship::end(signed(hospital()), id));
		pass(MAX_STATEMENT_LIFE);
		assert_ok!(Sponsorship::purge(signed(STRANGER), id, member));
		assert_ok!(Sponsorship::refund(signed(STRANGER), id));
		assert_eq!(Balances::free_balance(hospital()), RICH - 20 - 30);
	});
}
