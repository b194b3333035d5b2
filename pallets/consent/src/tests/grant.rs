use super::*;

#[test]
fn grant_works() {
	ExtBuilder::build_and_execute(|| {
		let terms = terms(to(BOB));
		let before = providers(&ALICE);
		assert_ok!(Consent::grant(signed(ALICE), ALICE, terms.clone(), None));
		assert_eq!(
			last_event(),
			Event::Granted {
				grant: 0,
				subject: ALICE,
				by: ALICE,
				terms: terms.clone(),
				request: None
			}
		);
		assert_eq!(held(&ALICE), live_price());
		assert_eq!(providers(&ALICE), before + 1);
		let info = Consent::grant_info(0).expect("exists");
		assert_eq!(info.line, Grants::<Test>::get(0).expect("exists").line(0, None, None));
		assert_eq!(info.document, Some(terms.document));
		assert_eq!(info.guardian, None);
		assert_eq!(bob_may(0), Ok(()));
	});
}

#[test]
fn grant_with_terms_at_the_edge_works() {
	ExtBuilder::build_and_execute(|| {
		for terms in just_well_formed() {
			assert_ok!(Consent::grant(signed(ALICE), ALICE, terms, None));
		}
	});
}

#[test]
fn grant_by_guardian_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::grant(signed(GRETA), ALICE, terms(to(BOB)), None));
		assert_eq!((held(&ALICE), held(&GRETA)), (0, live_price()));
		assert_eq!(Consent::grant_info(0).expect("exists").guardian, Some(GRETA));
		// Whoever revokes, the deposit is Greta's.
		assert_ok!(Consent::revoke(signed(ALICE), 0));
		assert_eq!((held(&ALICE), held(&GRETA)), (0, remnant_price(0)));
		assert_eq!(Balances::free_balance(GRETA) + held(&GRETA), FUNDS);
	});
}

#[test]
fn grant_upon_a_request_works() {
	ExtBuilder::build_and_execute(|| {
		let terms = terms(to(BOB));
		assert_ok!(Consent::request(signed(BOB), ALICE, terms.clone()));
		assert_ok!(Consent::grant(signed(ALICE), ALICE, terms.clone(), Some(0)));
		assert_eq!(
			last_event(),
			Event::Granted {
				grant: 0,
				subject: ALICE,
				by: ALICE,
				terms: terms.clone(),
				request: Some(0)
			}
		);
		assert_eq!(held_for_requests(&BOB), 0);
		assert_noop!(
			Consent::grant(signed(ALICE), ALICE, terms, Some(0)),
			Failure::RequestNotFound
		);
	});
}

/// Bob's request in the tests below.
fn asked() -> TermsOf<Test> {
	Terms {
		actions: Actions(3),
		modalities: Modalities::of(&[Modality::Wearable, Modality::Implant]),
		datasets: Some(list(&[1, 2, 3])),
		days: Some((100, 110)),
		uses: Some(5),
		..terms(to(BOB))
	}
}

#[test]
fn grant_of_less_than_asked_works() {
	ExtBuilder::build_and_execute(|| {
		let (asked, now) = (asked(), Consent::now());
		let disease =
			Purpose::Research(ResearchUse::plain(DuoPermission::DiseaseSpecific([1; 32])));
		let mut stricter = ResearchUse::plain(DuoPermission::HealthResearch);
		stricter.modifiers = DuoModifiers::PUB;
		let less = [
			asked.clone(),
			Terms { actions: Actions::READ, ..asked.clone() },
			Terms { modalities: Modalities::of(&[Modality::Implant]), ..asked.clone() },
			Terms { datasets: Some(list(&[3, 1])), ..asked.clone() },
			Terms { days: Some((101, 109)), ..asked.clone() },
			Terms { purpose: disease, ..asked.clone() },
			Terms { purpose: Purpose::Research(stricter), ..asked.clone() },
			Terms { valid_from: now + 1, ..asked.clone() },
			Terms { valid_until: asked.valid_until - 1, ..asked.clone() },
			Terms { uses: Some(4), ..asked.clone() },
			Terms { document: [1; 32], ..asked.clone() },
		];
		for terms in less {
			let id = NextRequest::<Test>::get();
			assert_ok!(Consent::request(signed(BOB), ALICE, asked.clone()));
			assert_ok!(Consent::grant(signed(ALICE), ALICE, terms, Some(id)));
		}
	});
}

#[test]
fn grant_of_more_than_asked_fails() {
	ExtBuilder::build_and_execute(|| {
		let (asked, now) = (asked(), Consent::now());
		assert_ok!(Consent::request(signed(BOB), ALICE, asked.clone()));
		let more = [
			Terms { grantee: to(CHARLIE), ..asked.clone() },
			Terms { actions: Actions::ALL, ..asked.clone() },
			Terms { modalities: Modalities::ALL, ..asked.clone() },
			Terms { datasets: None, ..asked.clone() },
			Terms { datasets: Some(list(&[1, 4])), ..asked.clone() },
			Terms { days: None, ..asked.clone() },
			Terms { days: Some((99, 110)), ..asked.clone() },
			Terms { days: Some((100, 111)), ..asked.clone() },
			Terms { purpose: Purpose::Treatment, ..asked.clone() },
			Terms {
				purpose: Purpose::Research(ResearchUse::plain(DuoPermission::GeneralResearch)),
				..asked.clone()
			},
			Terms { valid_from: now - 1, ..asked.clone() },
			Terms { valid_until: asked.valid_until + 1, ..asked.clone() },
			Terms { uses: None, ..asked.clone() },
			Terms { uses: Some(6), ..asked.clone() },
		];
		for terms in more {
			assert_noop!(
				Consent::grant(signed(ALICE), ALICE, terms, Some(0)),
				Failure::BeyondRequest
			);
		}
	});
}

#[test]
fn grant_upon_somebody_elses_request_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), CHARLIE, terms(to(BOB))));
		assert_noop!(
			Consent::grant(signed(ALICE), ALICE, terms(to(BOB)), Some(0)),
			Failure::OtherSubject
		);
	});
}

#[test]
fn grant_of_ill_formed_terms_fails() {
	ExtBuilder::build_and_execute(|| {
		for (terms, refusal) in ill_formed() {
			assert_noop!(Consent::grant(signed(ALICE), ALICE, terms, None), refusal);
		}
	});
}

#[test]
fn grant_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		for who in [BOB, CHARLIE] {
			assert_noop!(
				Consent::grant(signed(who), ALICE, terms(to(BOB)), None),
				Failure::NotSubject
			);
		}
		// A guardian of Alice, not of Charlie.
		assert_noop!(
			Consent::grant(signed(GRETA), CHARLIE, terms(to(BOB)), None),
			Failure::NotSubject
		);
	});
}

#[test]
fn grant_to_an_unknown_study_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::grant(signed(ALICE), ALICE, terms(Grantee::Study(STUDY)), None));
		assert_noop!(
			Consent::grant(signed(ALICE), ALICE, terms(Grantee::Study(99)), None),
			Failure::GranteeNotFound
		);
	});
}

#[test]
fn grant_without_money_for_the_deposit_fails() {
	ExtBuilder::build_and_execute(|| {
		spend_all(&ALICE);
		assert_noop!(
			Consent::grant(signed(ALICE), ALICE, terms(to(BOB)), None),
			sp_runtime::TokenError::FundsUnavailable
		);
	});
}

#[test]
fn grant_beyond_the_last_number_fails() {
	ExtBuilder::build_and_execute(|| {
		NextGrant::<Test>::put(GrantId::MAX);
		assert_noop!(
			Consent::grant(signed(ALICE), ALICE, terms(to(BOB)), None),
			Failure::TooManyGrants
		);
	});
}

/// With a time limit (DUO TS) a grant has one end: the earlier of the two.
#[test]
fn grant_ends_with_its_time_limit_works() {
	ExtBuilder::build_and_execute(|| {
		let limited = |limit| {
			Purpose::Research(ResearchUse {
				modifiers: DuoModifiers::TS,
				time_limit: Some(limit),
				..ResearchUse::plain(DuoPermission::HealthResearch)
			})
		};
		let end = START + 1000 * HOUR;
		for (limit, expected) in
			[(START, START + 1), (end - 2, end - 1), (end, end), (end + 9, end)]
		{
			let id = alice_grants(Terms { purpose: limited(limit), ..terms(to(BOB)) });
			let Event::Granted { terms, .. } = last_event() else { panic!("granted") };
			assert_eq!(terms.valid_until, expected, "limit {limit}");
			let info = Consent::grant_info(id).expect("exists");
			assert_eq!(info.line.valid_until, expected, "limit {limit}");
		}
		let over = Terms { purpose: limited(START - 1), ..terms(to(BOB)) };
		assert_noop!(Consent::grant(signed(ALICE), ALICE, over, None), Failure::InvalidPeriod);
	});
}
