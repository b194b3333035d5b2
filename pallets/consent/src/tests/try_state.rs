//! Every invariant fires when the state is corrupted.

use super::*;
use frame_support::assert_err;
use sp_runtime::TryRuntimeError;

/// One of everything: live, revoked, expired remnant, closed strand, closed round, request.
fn lived_in() {
	let until = |hours| Terms { valid_until: START + hours * HOUR, ..terms(to(BOB)) };
	alice_grants(until(9)); // 0: closed round
	assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
	alice_grants(until(9)); // 1: revoked
	assert_ok!(Consent::revoke(signed(ALICE), 1));
	alice_grants(terms(to(CHARLIE))); // 2: closed strand
	alice_grants(until(9)); // 3: live
	assert_ok!(Consent::revoke_grantee(signed(ALICE), ALICE, to(CHARLIE)));
	assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, until(1), None)); // 4: expired remnant
	pass(HOUR);
	assert_ok!(Consent::sweep(signed(BOB), CHARLIE, 1));
	assert_ok!(Consent::request(signed(BOB), ALICE, until(9)));
}

fn fires(name: &'static str, corruptions: &[fn()]) {
	for (i, corrupt) in corruptions.iter().enumerate() {
		new_test_ext().execute_with(|| {
			lived_in();
			check_all();
			corrupt();
			assert_err!(Consent::do_try_state(), TryRuntimeError::Other(name));
			let _ = i;
		});
	}
}

fn change(id: GrantId, with: impl FnOnce(&mut GrantOf<Test>)) {
	Grants::<Test>::mutate(id, |grant| with(grant.as_mut().expect("exists")));
}

#[test]
fn numbers_never_reused_fires() {
	fires("NumbersNeverReused", &[|| NextGrant::<Test>::put(4), || NextRequest::<Test>::put(0)]);
}

#[test]
fn lists_are_complete_fires() {
	fires(
		"ListsAreComplete",
		&[
			|| GrantsOf::<Test>::remove(ALICE, 3u32.to_be_bytes()),
			|| GrantsOf::<Test>::insert(BOB, 3u32.to_be_bytes(), ()),
			|| RequestsOf::<Test>::remove(ALICE, 0u32.to_be_bytes()),
			|| RequestsOf::<Test>::insert(ALICE, 9u32.to_be_bytes(), ()),
		],
	);
}

#[test]
fn grants_are_well_formed_fires() {
	fires(
		"GrantsAreWellFormed",
		&[
			|| change(3, |grant| grant.actions = Actions(0)),
			|| change(3, |grant| grant.modalities = Modalities(0)),
			|| change(3, |grant| grant.days = Some((2, 1))),
			|| change(3, |grant| grant.datasets = Some(list(&[]))),
			|| change(3, |grant| grant.datasets = Some(list(&[1, 1]))),
			|| change(1, |grant| grant.datasets = Some(list(&[1]))),
			|| change(3, |grant| grant.guardian = Some(ALICE)),
		],
	);
}

#[test]
fn remnants_have_ended_fires() {
	fires(
		"RemnantsHaveEnded",
		&[
			|| change(3, |grant| grant.remnant = true),
			|| change(3, |grant| grant.document = None),
			|| change(1, |grant| grant.document = Some([1; 32])),
			|| {
				change(1, |grant| {
					grant.remnant = false;
					grant.document = Some([1; 32]);
				})
			},
		],
	);
}

#[test]
fn open_until_marked_fires() {
	fires(
		"OpenUntilMarked",
		&[
			|| Open::<Test>::remove((2, 3, 3u32.to_be_bytes())),
			|| Open::<Test>::insert((2, 3, 9u32.to_be_bytes()), ()),
			|| change(4, |grant| grant.revoked_at = Some(START)),
			|| Expiries::<Test>::insert([0; 12], ()),
			|| change(3, |grant| grant.valid_until += 1),
		],
	);
}

#[test]
fn counts_match_fires() {
	fires(
		"CountsMatch",
		&[
			|| Rounds::<Test>::mutate(2, |round| round.as_mut().expect("exists").open += 1),
			|| Strands::<Test>::mutate(3, |strand| strand.as_mut().expect("exists").open = 0),
			|| Strands::<Test>::remove(2),
			|| Rounds::<Test>::remove(0),
			|| Rounds::<Test>::insert(9, Round::default()),
			|| Strands::<Test>::insert(9, Strand::default()),
		],
	);
}

#[test]
fn closed_are_queued_fires() {
	fires(
		"ClosedAreQueued",
		&[
			|| Closed::<Test>::remove(ALICE, (0, None::<StrandId>)),
			|| Closed::<Test>::remove(ALICE, (2, Some(2))),
			|| Closed::<Test>::insert(ALICE, (2, Some(3)), ()),
			|| Closed::<Test>::insert(ALICE, (9, None::<StrandId>), ()),
			|| CurrentRound::<Test>::remove(ALICE),
			|| CurrentRound::<Test>::insert(BOB, 9),
			|| CurrentStrand::<Test>::remove(ALICE, to(BOB)),
			|| CurrentStrand::<Test>::insert(ALICE, to(CHARLIE), 2),
			|| CurrentStrand::<Test>::insert(BOB, to(CHARLIE), 9),
		],
	);
}

#[test]
fn requests_are_counted_fires() {
	fires(
		"RequestsAreCounted",
		&[
			|| Waiting::<Test>::insert(BOB, ALICE, 2),
			|| Waiting::<Test>::remove(BOB, ALICE),
			|| Waiting::<Test>::insert(CHARLIE, ALICE, 1),
		],
	);
}

#[test]
#[should_panic(expected = "Consent(")]
fn holds_that_no_ticket_explains_fire() {
	new_test_ext().execute_with(|| {
		lived_in();
		use frame_support::traits::fungible::MutateHold;
		assert_ok!(Balances::hold(&GrantReason::get(), &ALICE, 1));
		check_holds();
	});
}

/// One overdue, one not yet.
fn owed() {
	for _ in 0..2 {
		let id = alice_grants(terms(to(BOB)));
		<Consent as Duties<_>>::delivered(id, true);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK);
		let _ = Consent::report_overdue(signed(BOB), 0);
	}
}

#[test]
fn duties_are_listed_fires() {
	let corruptions: [fn(); 9] = [
		|| DutiesOf::<Test>::remove(BOB, 0u32.to_be_bytes()),
		|| DutiesOf::<Test>::insert(CHARLIE, 0u32.to_be_bytes(), ()),
		|| DutyAgenda::<Test>::insert([0; 12], ()),
		|| drop(DutyAgenda::<Test>::clear(9, None)),
		|| Overdue::<Test>::insert(BOB, 2),
		|| Overdue::<Test>::remove(BOB),
		|| change(0, |grant| grant.duty = None),
		|| change(1, |grant| grant.delivery = KeyDelivery::Nothing),
		|| change(0, |grant| grant.duty.as_mut().expect("owed").overdue = false),
	];
	for corrupt in corruptions {
		new_test_ext().execute_with(|| {
			owed();
			check_all();
			corrupt();
			assert_err!(Consent::do_try_state(), TryRuntimeError::Other("DutiesAreListed"));
		});
	}
}
