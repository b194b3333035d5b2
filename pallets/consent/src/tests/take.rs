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

/// What ended without a delivery was no use.
#[test]
fn give_back_undoes_take() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms { uses: Some(1), ..terms(to(BOB)) });
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		assert_noop!(Consent::take(&asks(to(BOB), id)), Denial::UsedUp);
		<Consent as AccessDecision<_>>::give_back(id);
		assert_eq!(last_event(), Event::UseGivenBack { grant: id, subject: ALICE, uses_left: 1 });
		assert_ok!(Consent::take(&asks(to(BOB), id)));
	});
}

#[test]
fn give_back_of_an_uncounted_grant_writes_nothing() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		<Consent as AccessDecision<_>>::give_back(id);
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
	});
}

/// A subject that narrows a grant to no further use has said so: a commitment from before that
/// lapses makes no new one possible.
#[test]
fn give_back_undoes_no_narrowing() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms { uses: Some(2), ..terms(to(BOB)) });
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		let change = Narrowing { uses: Some(0), ..Default::default() };
		assert_ok!(Consent::narrow(signed(ALICE), id, change));
		<Consent as AccessDecision<_>>::give_back(id);
		assert_eq!(Consent::grant_info(id).expect("exists").line.uses_left, Some(0));
		assert_noop!(Consent::take(&asks(to(BOB), id)), Denial::UsedUp);
	});
}
