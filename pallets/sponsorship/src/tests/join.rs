use super::*;

#[test]
fn join_works() {
	run(|| {
		let id = create();
		let member = patient(1);
		assert!(!exists(&member) && !exists(&GATEWAY));
		assert_ok!(try_join(id, 1, &[GATEWAY, HUB], now() + DAY));
		// Both can sign without tokens.
		for who in [&member, &GATEWAY, &HUB] {
			assert!(exists(who));
			assert_eq!(Balances::free_balance(who), 0);
		}
		assert_eq!(MemberOf::<Test>::get(&member), Some(id));
		assert_eq!(held_in_pot(id), RECORD);
		assert_eq!(Sponsorship::budget(id), BUDGET - RECORD);
		let gateways = gateways(&[GATEWAY, HUB]);
		assert_eq!(last_event(), Event::Joined { sponsorship: id, member, gateways }.into());
	});
}

#[test]
fn join_by_anybody_with_both_signatures_works() {
	run(|| {
		let id = create();
		let (member, expiry) = (patient(1), now() + DAY);
		let statement = statement(id, &member, &[], expiry);
		let consent = sign(&patient_pair(1), &statement);
		let wrapped = sign(&hospital_pair(), &statements::wrapped(&statement));
		let join = |invitation| {
			let (member, consent) = (member.clone(), consent.clone());
			let by = signed(STRANGER);
			Sponsorship::join(by, id, member, gateways(&[]), expiry, consent, invitation)
		};
		assert_noop!(join(None), Error::<Test>::NotInvited);
		// A member cannot invite itself.
		assert_noop!(join(Some(consent.clone())), Error::<Test>::InvalidInvitation);
		assert_ok!(join(Some(wrapped)));
	});
}

#[test]
fn join_signed_by_a_wallet_of_another_scheme_works() {
	run(|| {
		let id = create();
		let (pair, member) = other_scheme();
		let expiry = now() + MAX_STATEMENT_LIFE;
		// As polkadot.js signs: wrapped.
		let message = statements::wrapped(&statement(id, &member, &[HUB], expiry));
		let consent = MultiSignature::Ed25519(pair.sign(&message));
		let by = signed(hospital());
		assert_ok!(Sponsorship::join(by, id, member, gateways(&[HUB]), expiry, consent, None));
	});
}

#[test]
fn join_of_what_is_not_there_or_over_fails() {
	run(|| {
		assert_noop!(try_join(0, 1, &[], now() + DAY), Error::<Test>::NotFound);
		let id = create();
		pass(365 * DAY - 1);
		assert_ok!(try_join(id, 1, &[], now() + DAY));
		pass(1);
		assert_noop!(try_join(id, 2, &[], now() + DAY), Error::<Test>::Ended);
		let ended = create_with(Terms { valid_until: now() + DAY, ..terms() }, BUDGET);
		assert_ok!(Sponsorship::end(signed(hospital()), ended));
		assert_noop!(try_join(ended, 2, &[], now() + DAY), Error::<Test>::Ended);
	});
}

#[test]
fn join_with_wrong_gateways_fails() {
	run(|| {
		let id = create();
		for list in [&[GATEWAY, HUB, GATEWAY][..], &[patient(1)]] {
			assert_noop!(try_join(id, 1, list, now() + DAY), Error::<Test>::InvalidGateways);
		}
	});
}

#[test]
fn join_out_of_time_fails() {
	run(|| {
		let id = create();
		assert_noop!(try_join(id, 1, &[], now()), Error::<Test>::StatementExpired);
		let far = now() + MAX_STATEMENT_LIFE;
		assert_noop!(try_join(id, 1, &[], far + 1), Error::<Test>::ExpiryTooFar);
		assert_ok!(try_join(id, 1, &[], far));
		assert_ok!(try_join(id, 2, &[], now() + 1));
	});
}

#[test]
fn join_of_a_member_fails() {
	run(|| {
		let (id, other) = (create(), create());
		join(id, 1, &[]);
		for id in [id, other] {
			assert_noop!(try_join(id, 1, &[], now() + 2 * DAY), Error::<Test>::AlreadyMember);
		}
	});
}

#[test]
fn join_of_too_many_fails() {
	run(|| {
		let id = create();
		for n in 1..=3 {
			join(id, n, &[]);
		}
		assert_noop!(try_join(id, 4, &[], now() + DAY), Error::<Test>::TooManyMembers);
		assert_ok!(Sponsorship::leave(signed(patient(2))));
		join(id, 4, &[]);
	});
}

#[test]
fn join_with_a_statement_that_was_used_fails() {
	run(|| {
		let id = create();
		let expiry = now() + DAY;
		assert_ok!(try_join(id, 1, &[], expiry));
		assert_ok!(Sponsorship::leave(signed(patient(1))));
		// Neither this statement nor any other that could have been signed before the member left.
		for expiry in [expiry, now() + MAX_STATEMENT_LIFE] {
			assert_noop!(try_join(id, 1, &[], expiry), Error::<Test>::StatementUsed);
		}
		pass(1);
		assert_ok!(try_join(id, 1, &[], now() + MAX_STATEMENT_LIFE));
		// The old record is used again.
		assert_eq!((record(id).records, held_in_pot(id)), (1, RECORD));
	});
}

#[test]
fn join_that_the_member_did_not_sign_fails() {
	run(|| {
		let (id, other) = (create(), create());
		let (member, expiry) = (patient(1), now() + DAY);
		let right = statement(id, &member, &[HUB], expiry);
		let of_chain = |chain| {
			let list = [HUB];
			let list = list.iter().map(AsRef::as_ref);
			statements::sponsorship_join(&chain, id, member.as_ref(), list, expiry)
		};
		for (key, bytes) in [
			(2, right.clone()),
			(1, statement(other, &member, &[HUB], expiry)),
			(1, statement(id, &patient(2), &[HUB], expiry)),
			(1, statement(id, &member, &[], expiry)),
			(1, statement(id, &member, &[GATEWAY], expiry)),
			(1, statement(id, &member, &[HUB], expiry + 1)),
			(1, of_chain([0; 32])),
			(1, statements::wrapped(&statements::wrapped(&right))),
		] {
			let consent = sign(&patient_pair(key), &bytes);
			let by = signed(hospital());
			let (member, through) = (member.clone(), gateways(&[HUB]));
			assert_noop!(
				Sponsorship::join(by, id, member, through, expiry, consent, None),
				Error::<Test>::InvalidConsent
			);
		}
		assert_eq!(of_chain(CHAIN_ID), right);
	});
}

#[test]
fn join_that_the_pot_cannot_pay_fails() {
	run(|| {
		let id = create_with(terms(), 2 * RECORD - 1);
		join(id, 1, &[]);
		assert_noop!(try_join(id, 2, &[], now() + DAY), Error::<Test>::BudgetExhausted);
		assert_ok!(Sponsorship::fund(signed(STRANGER), id, 1));
		join(id, 2, &[]);
		assert_eq!(Sponsorship::budget(id), 0);
		assert_eq!(Balances::free_balance(Sponsorship::pot(id)), ED);
	});
}

#[test]
fn join_with_a_statement_older_than_the_purge_fails() {
	run(|| {
		let id = create();
		let expiry = now() + MAX_STATEMENT_LIFE;
		assert_ok!(try_join(id, 1, &[], expiry));
		assert_ok!(Sponsorship::leave(signed(patient(1))));
		pass(MAX_STATEMENT_LIFE - 1);
		assert_noop!(try_join(id, 1, &[], expiry), Error::<Test>::StatementUsed);
		pass(1);
		assert_ok!(Sponsorship::purge(signed(STRANGER), id, patient(1)));
		assert_noop!(try_join(id, 1, &[], expiry), Error::<Test>::StatementExpired);
	});
}
