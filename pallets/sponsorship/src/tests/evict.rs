use super::*;

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
fn evict_by_anybody_after_the_end_works() {
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
