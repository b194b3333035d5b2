//! What the view functions return.

use super::*;

#[test]
fn sponsorship_returns_terms_and_state() {
	run(|| {
		assert_eq!(Sponsorship::sponsorship(0), None);
		let id = create();
		let member = join(id, 1, &[]);
		Ticket::new(&member, item(300)).unwrap();
		let expected = SponsorshipInfo {
			sponsor: hospital(),
			terms: terms(),
			pays: true,
			pot: Sponsorship::pot(id),
			budget: BUDGET - RECORD - 300,
			held: 300,
			members: 1,
		};
		assert_eq!(Sponsorship::sponsorship(id), Some(expected));
		pass(365 * DAY);
		assert!(!Sponsorship::sponsorship(id).unwrap().pays);
	});
}

#[test]
fn membership_returns_what_is_left() {
	run(|| {
		let id = create();
		assert_eq!(Sponsorship::membership(patient(1)), None);
		let member = join(id, 1, &[HUB]);
		assert!(pay(&member, &member, &[CallKind::Anchor], 20));
		Ticket::new(&member, item(300)).unwrap();
		let info = || Sponsorship::membership(patient(1)).unwrap();
		let expected = MembershipInfo {
			sponsorship: id,
			gateways: gateways(&[HUB]),
			calls: terms().calls,
			fees_left: DAILY - 20,
			deposits_left: DEPOSITS - 300,
		};
		assert_eq!(info(), expected);
		// A sponsor may set a limit below what is held.
		let stricter = Terms { deposits: 299, ..terms() };
		assert_ok!(Sponsorship::set_terms(signed(hospital()), id, stricter));
		assert_eq!(info().deposits_left, 0);
		assert_ok!(Sponsorship::set_terms(signed(hospital()), id, terms()));
		pass(DAY);
		assert_eq!(info().fees_left, DAILY);
		pass(365 * DAY);
		let over =
			MembershipInfo { calls: CallSet::NONE, fees_left: 0, deposits_left: 0, ..expected };
		assert_eq!(info(), over);
	});
}
