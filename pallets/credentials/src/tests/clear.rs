use super::*;

const ROLE: Role = Role::Manufacturer;

fn cleared() {
	assert_eq!(held(&ACC), deposit());
	assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
	System::assert_last_event(Event::Cleared { holder: ALICE, role: ROLE, accreditor: ACC }.into());
	assert_eq!(Credentials::credential(ALICE, ROLE), None);
	// Who it was stays known, and so does a part of the deposit.
	assert_eq!(held(&ACC), former_deposit());
}

#[test]
fn clear_of_one_that_is_over_works() {
	with_credential(|| {
		at(START + 1_000);
		cleared();
	});
}

#[test]
fn clear_of_a_revoked_one_works() {
	with_credential(|| {
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, RevocationReason::RoleEnded));
		cleared();
	});
}

#[test]
fn clear_of_a_void_one_works() {
	with_credential(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		cleared();
	});
}

#[test]
fn clear_of_a_genesis_one_works() {
	ExtBuilder {
		accreditors: vec![(ACC, Roles::ALL)],
		credentials: vec![(ALICE, ROLE, START + 1, Attributes::NONE, ACC)],
	}
	.build_and_execute(|| {
		at(START + 1);
		assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
		assert_eq!(Balances::free_balance(ACC), FUNDS);
	});
}

#[test]
fn clear_of_one_that_holds_fails() {
	with_credential(|| {
		at(START + 999);
		for who in [BOB, ACC, ALICE] {
			assert_noop!(Credentials::clear(signed(who), ALICE, ROLE), Error::<Test>::StillValid);
		}
	});
}

#[test]
fn clear_of_nothing_fails() {
	with_credential(|| {
		assert_noop!(Credentials::clear(signed(BOB), BOB, ROLE), Error::<Test>::NotFound);
	});
}

#[test]
fn clear_unsigned_fails() {
	with_credential(|| {
		at(START + 1_000);
		assert_noop!(Credentials::clear(root(), ALICE, ROLE), BadOrigin);
	});
}
