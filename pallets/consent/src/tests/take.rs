use super::*;

#[test]
fn take_counts_uses() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms { uses: Some(2), ..terms(to(BOB)) });
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		assert_eq!(last_event(), Event::UseTaken { grant: id, subject: ALICE, uses_left: 1 });
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		assert_eq!(Consent::grant_info(id).expect("exists").line.uses_left, Some(0));
		assert_noop!(Consent::take(&asks(to(BOB), id)), Denial::UsedUp);
	});
}

#[test]
fn take_of_an_uncounted_grant_writes_nothing() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
	});
}

#[test]
fn take_of_what_is_denied_changes_nothing() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms { uses: Some(2), ..terms(to(BOB)) });
		assert_noop!(Consent::take(&asks(to(CHARLIE), id)), Denial::OtherGrantee);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_noop!(Consent::take(&asks(to(BOB), id)), Denial::Revoked);
	});
}
