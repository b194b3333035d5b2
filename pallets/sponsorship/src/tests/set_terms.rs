use super::*;

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
		// A sponsorship that has expired runs again.
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
