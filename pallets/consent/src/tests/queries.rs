use super::*;

#[test]
fn grants_of_pages_in_the_order_of_numbers() {
	ExtBuilder::build_and_execute(|| {
		// Beyond 256, so that the byte order of the numbers matters.
		NextGrant::<Test>::put(250);
		for i in 0..12 {
			if i % 3 == 0 {
				assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, terms(to(BOB)), None));
			} else {
				alice_grants(terms(to(BOB)));
			}
		}
		let numbers = |after, limit| {
			Consent::grants_of(ALICE, after, limit).into_iter().map(|l| l.grant).collect::<Vec<_>>()
		};
		let all = vec![251, 252, 254, 255, 257, 258, 260, 261];
		assert_eq!(numbers(None, 100), all);
		assert_eq!(numbers(None, 3), all[..3]);
		assert_eq!(numbers(Some(254), 3), all[3..6]);
		assert_eq!(numbers(Some(253), 100), all[2..], "of a number that is not hers");
		assert!(numbers(Some(261), 100).is_empty());
		assert!(numbers(None, 0).is_empty());
		assert_eq!(<Consent as GrantList<_>>::grants_of(&ALICE, Some(260), 9).len(), 1);
	});
}

#[test]
fn grants_of_gives_at_most_100() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..101 {
			alice_grants(terms(to(BOB)));
		}
		assert_eq!(Consent::grants_of(ALICE, None, u32::MAX).len(), 100);
	});
}

#[test]
fn grants_of_shows_revoked_ones_swept_or_not() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..2 {
			alice_grants(terms(to(BOB)));
		}
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		let lines = Consent::grants_of(ALICE, None, 100);
		assert_eq!(lines.len(), 2);
		assert!(lines.iter().all(|line| line.revoked_at == Some(START)));
	});
}

#[test]
fn requests_of_gives_the_oldest_first() {
	ExtBuilder::build_and_execute(|| {
		for i in 0..4u8 {
			let terms = Terms { document: [i; 32], ..terms(to(BOB)) };
			assert_ok!(Consent::request(signed(BOB), ALICE, terms));
		}
		assert_ok!(Consent::deny(signed(ALICE), 1));
		let ids = Consent::requests_of(ALICE).into_iter().map(|r| r.0).collect::<Vec<_>>();
		assert_eq!(ids, vec![0, 2, 3]);
	});
}

/// Whoever pays for a hundred requests hides no later one.
#[test]
fn requests_after_reaches_what_lies_behind_a_hundred() {
	ExtBuilder::build_and_execute(|| {
		// A requester has four at once, so there are many.
		for n in 0..26u8 {
			let who = sp_runtime::AccountId32::new([0x80 + n; 32]);
			use frame_support::traits::fungible::Mutate;
			assert_ok!(<Balances as Mutate<_>>::mint_into(&who, FUNDS));
			for _ in 0..4 {
				assert_ok!(Consent::request(signed(who.clone()), ALICE, terms(to(who.clone()))));
			}
		}
		assert_ok!(Consent::request(signed(BOB), CHARLIE, terms(to(BOB))));
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		let numbers = |after, limit| {
			Consent::requests_after(ALICE, after, limit).iter().map(|r| r.0).collect::<Vec<_>>()
		};
		let first = (0..100).collect::<Vec<RequestId>>();
		assert_eq!(numbers(None, u32::MAX), first, "at most 100");
		assert_eq!(Consent::requests_of(ALICE), Consent::requests_after(ALICE, None, 100));
		assert_eq!(numbers(Some(99), 100), [100, 101, 102, 103, 105]);
		assert_eq!(numbers(Some(99), 2), [100, 101]);
		assert_eq!(numbers(Some(104), 100), [105], "after a number that is not hers");
		assert!(numbers(Some(105), 100).is_empty());
		assert!(numbers(None, 0).is_empty());
		let last = Consent::requests_after(ALICE, Some(104), 1);
		assert_eq!(last.first().map(|(_, who, _)| who.clone()), Some(BOB));
	});
}

#[test]
fn views_of_nothing_are_empty() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(Consent::grant_info(0), None);
		assert_eq!(Consent::grants_of(ALICE, None, 100), vec![]);
		assert_eq!(Consent::requests_of(ALICE), vec![]);
	});
}
