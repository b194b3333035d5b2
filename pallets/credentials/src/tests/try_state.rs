//! Each invariant fires on the state that it forbids.

use super::*;

/// Corrupts a sound state and expects the invariant of that name to fire.
fn fires(name: &'static str, corrupt: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		appoint_acc();
		issue(ALICE, Role::Manufacturer);
		assert_ok!(Credentials::do_try_state());
		corrupt();
		assert_eq!(Credentials::do_try_state(), Err(name.into()));
	});
}

fn change(f: impl FnOnce(&mut CredentialOf<Test>)) {
	Holders::<Test>::mutate(ALICE, Role::Manufacturer, |c| f(c.as_mut().unwrap()));
}

#[test]
fn accreditors_have_roles_fires() {
	for roles in [Roles(0), Roles(0xff)] {
		fires("accreditors_have_roles", || {
			Accreditors::<Test>::insert(OTHER, Accreditor { roles, appointment: 1 });
			Accreditors::<Test>::remove(ACC);
		});
	}
}

#[test]
fn appointments_are_unique_fires() {
	for appointment in [0, 1, 2] {
		fires("appointments_are_unique", || {
			Accreditors::<Test>::insert(OTHER, Accreditor { roles: Roles::ALL, appointment });
		});
	}
}

#[test]
fn credentials_are_well_formed_fires() {
	let name = "credentials_are_well_formed";
	fires(name, || change(|c| c.attributes = Attributes(4)));
	fires(name, || change(|c| c.accreditor = ALICE));
	fires(name, || change(|c| c.revoked = Some((START - 1, RevocationReason::RoleEnded))));
	fires(name, || change(|c| c.appointment = 0));
	fires(name, || change(|c| c.appointment = 2));
}

#[test]
fn former_accreditors_are_well_formed_fires() {
	let fires_with = |accreditors: &[AccountId], removed_at| {
		fires("former_accreditors_are_well_formed", || {
			let list: Vec<_> = accreditors
				.iter()
				.map(|who| FormerAccreditor {
					accreditor: who.clone(),
					role: Role::Researcher,
					removed_at,
					ticket: None,
				})
				.collect();
			Former::<Test>::insert(ALICE, BoundedVec::truncate_from(list));
		})
	};
	fires_with(&[], START);
	fires_with(&[ALICE], START);
	fires_with(&[ACC, ACC], START);
	fires_with(&[ACC], START + 1);
}

#[test]
fn accreditors_keep_within_their_roles_fires() {
	fires("accreditors_keep_within_their_roles", || {
		Accreditors::<Test>::mutate(ACC, |a| {
			a.as_mut().unwrap().roles = Roles::of(&[Role::Researcher])
		});
	});
}

/// Corrupts a sound state with ALICE and BOB as arbiters.
fn fires_with_arbiters(name: &'static str, corrupt: impl FnOnce()) {
	fires(name, || {
		assert_ok!(Credentials::appoint(root(), ACC, Roles::ALL));
		issue(ALICE, Role::Arbiter);
		issue(BOB, Role::Arbiter);
		assert_ok!(Credentials::do_try_state());
		corrupt();
	});
}

#[test]
fn arbiter_list_is_dense_fires() {
	let name = "arbiter_list_is_dense";
	fires_with_arbiters(name, || ArbiterCount::<Test>::put(3));
	fires_with_arbiters(name, || ArbiterAt::<Test>::remove(0));
	fires_with_arbiters(name, || ArbiterIndex::<Test>::remove(ALICE));
	fires_with_arbiters(name, || ArbiterIndex::<Test>::insert(ALICE, 1));
	fires_with_arbiters(name, || {
		ArbiterAt::<Test>::insert(7, BOB);
		ArbiterAt::<Test>::remove(1);
		ArbiterIndex::<Test>::insert(BOB, 7);
	});
}

#[test]
fn arbiters_are_listed_fires() {
	fires_with_arbiters("arbiters_are_listed", || {
		Credentials::unlist_if_arbiter(&ALICE, Role::Arbiter)
	});
}

#[test]
fn listed_arbiters_have_records_fires() {
	let name = "listed_arbiters_have_records";
	fires_with_arbiters(name, || Holders::<Test>::remove(ALICE, Role::Arbiter));
	fires_with_arbiters(name, || {
		Holders::<Test>::mutate(BOB, Role::Arbiter, |c| {
			c.as_mut().unwrap().revoked = Some((START, RevocationReason::RoleEnded));
		});
	});
}
