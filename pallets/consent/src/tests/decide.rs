use super::*;

/// A grant to Bob that permits, changed by `with`; returns the decision on Bob's usual request.
fn decision(with: impl FnOnce(&mut TermsOf<Test>)) -> Result<(), Denial> {
	let mut terms = terms(to(BOB));
	with(&mut terms);
	let grantee = terms.grantee.clone();
	let id = alice_grants(terms);
	Consent::decide(asks(grantee, id)).map(|_| ())
}

fn research_with(modifiers: DuoModifiers) -> Purpose {
	Purpose::Research(ResearchUse {
		modifiers,
		..ResearchUse::plain(DuoPermission::HealthResearch)
	})
}

/// A grant that requires `modifiers`; `grantee` accepts them and asks.
fn demanding(modifiers: DuoModifiers, grantee: GranteeOf<Test>) -> Result<(), Denial> {
	let purpose = research_with(modifiers);
	let id = alice_grants(Terms { purpose, ..terms(grantee.clone()) });
	Consent::decide(AccessRequest { purpose, ..asks(grantee, id) }).map(|_| ())
}

#[test]
fn decide_permits_what_is_granted() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_eq!(
			Consent::decide(asks(to(BOB), id)),
			Ok(Permit { grant: id, valid_until: START + 1000 * HOUR })
		);
		// The trait and the view function return the same.
		assert_eq!(
			<Consent as AccessDecision<_>>::decide(&asks(to(BOB), id)),
			Consent::decide(asks(to(BOB), id))
		);
	});
}

#[test]
fn decide_without_a_grant_denies() {
	ExtBuilder::build_and_execute(|| assert_eq!(bob_may(0), Err(Denial::NoGrant)));
}

#[test]
fn decide_for_another_subject_denies() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, terms(to(BOB)), None));
		assert_eq!(bob_may(0), Err(Denial::OtherSubject));
	});
}

#[test]
fn decide_for_another_grantee_denies() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(CHARLIE)));
		assert_eq!(bob_may(id), Err(Denial::OtherGrantee));
		assert_eq!(Consent::decide(asks(Grantee::Study(STUDY), id)), Err(Denial::OtherGrantee));
		// Not even for the study's sponsor in place of the study.
		let id = alice_grants(terms(Grantee::Study(STUDY)));
		assert_eq!(Consent::decide(asks(to(SPONSOR), id)), Err(Denial::OtherGrantee));
	});
}

#[test]
fn decide_after_revocation_denies() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(bob_may(id), Err(Denial::Revoked));
	});
}

#[test]
fn decide_keeps_to_the_dates() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms {
			valid_from: START + 10,
			valid_until: START + 20,
			..terms(to(BOB))
		});
		for (after, expected) in [
			(9, Err(Denial::NotYetValid)),
			(1, Ok(())),
			(9, Ok(())),
			(1, Err(Denial::Expired)),
			(1_000_000, Err(Denial::Expired)),
		] {
			pass(after);
			assert_eq!(bob_may(id), expected);
		}
		// Whether swept or not.
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		assert_eq!(bob_may(id), Err(Denial::Expired));
	});
}

#[test]
fn decide_keeps_to_the_uses() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms { uses: Some(1), ..terms(to(BOB)) });
		assert_eq!(bob_may(id), Ok(()));
		assert_eq!(bob_may(id), Ok(()), "asking is not using");
		assert_ok!(Consent::take(&asks(to(BOB), id)));
		assert_eq!(bob_may(id), Err(Denial::UsedUp));
	});
}

#[test]
fn decide_keeps_to_the_actions() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(decision(|t| t.actions = Actions(6)), Err(Denial::ActionNotGranted));
		let id = alice_grants(terms(to(BOB)));
		for action in [Action::Author, Action::Alert] {
			assert_eq!(
				Consent::decide(AccessRequest { action, ..asks(to(BOB), id) }),
				Err(Denial::ActionNotGranted)
			);
		}
	});
}

#[test]
fn decide_without_the_dataset_denies() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		world(|w| w.datasets.clear());
		assert_eq!(bob_may(id), Err(Denial::NoDataset));
		// Another subject's dataset with the same digest is not hers.
		world(|w| w.datasets.insert((CHARLIE, DATASET), (Modality::Wearable, 100, 110)));
		assert_eq!(bob_may(id), Err(Denial::NoDataset));
	});
}

#[test]
fn decide_keeps_to_the_modalities() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(
			decision(|t| t.modalities = Modalities::of(&[Modality::Implant])),
			Err(Denial::ModalityOutOfScope)
		);
		assert_eq!(decision(|t| t.modalities = Modalities::of(&[Modality::Wearable])), Ok(()));
	});
}

#[test]
fn decide_keeps_to_the_datasets() {
	ExtBuilder::build_and_execute(|| {
		assert_eq!(decision(|t| t.datasets = Some(list(&[1, 2]))), Err(Denial::DatasetOutOfScope));
		assert_eq!(decision(|t| t.datasets = Some(list(&[1, 0xda]))), Ok(()));
	});
}

/// The dataset was collected on days 100 to 110.
#[test]
fn decide_keeps_to_the_days() {
	ExtBuilder::build_and_execute(|| {
		for (days, expected) in [
			((100, 110), Ok(())),
			((0, u16::MAX), Ok(())),
			((101, 110), Err(Denial::DaysOutOfScope)),
			((100, 109), Err(Denial::DaysOutOfScope)),
			((111, 120), Err(Denial::DaysOutOfScope)),
			((0, 99), Err(Denial::DaysOutOfScope)),
		] {
			assert_eq!(decision(|t| t.days = Some(days)), expected, "{days:?}");
		}
	});
}

#[test]
fn decide_keeps_to_the_purpose() {
	ExtBuilder::build_and_execute(|| {
		use PurposeMismatch::*;
		let plain = |permission| Purpose::Research(ResearchUse::plain(permission));
		for (purpose, expected) in [
			(Purpose::Treatment, Err(Denial::Purpose(Kind))),
			(plain(DuoPermission::NoRestriction), Ok(())),
			(plain(DuoPermission::GeneralResearch), Ok(())),
			(plain(DuoPermission::DiseaseSpecific([1; 32])), Err(Denial::Purpose(Permission))),
			(plain(DuoPermission::PopulationOrigins), Err(Denial::Purpose(Permission))),
			(research_with(DuoModifiers::PUB), Err(Denial::Purpose(Modifiers))),
		] {
			assert_eq!(decision(|t| t.purpose = purpose), expected, "{purpose:?}");
		}
		let disease = |d| plain(DuoPermission::DiseaseSpecific([d; 32]));
		let id = alice_grants(Terms { purpose: disease(1), ..terms(to(BOB)) });
		let ask =
			|purpose| Consent::decide(AccessRequest { purpose, ..asks(to(BOB), id) }).map(|_| ());
		assert_eq!(ask(disease(1)), Ok(()));
		assert_eq!(ask(disease(2)), Err(Denial::Purpose(Disease)));
	});
}

#[test]
fn decide_keeps_to_time_limit_and_moratorium() {
	ExtBuilder::build_and_execute(|| {
		let limited = |limit| {
			Purpose::Research(ResearchUse {
				modifiers: DuoModifiers::TS,
				time_limit: Some(limit),
				..ResearchUse::plain(DuoPermission::HealthResearch)
			})
		};
		let limit = START + 10;
		let id = alice_grants(Terms { purpose: limited(limit), ..terms(to(BOB)) });
		let ask =
			|purpose| Consent::decide(AccessRequest { purpose, ..asks(to(BOB), id) }).map(|_| ());
		let late = Err(Denial::Purpose(PurposeMismatch::TimeLimit));
		assert_eq!(ask(limited(limit)), Ok(()));
		assert_eq!(ask(limited(limit + 1)), late);
		pass(10);
		assert_eq!(ask(limited(limit)), Ok(()));
		pass(1);
		assert_eq!(ask(limited(limit)), Err(Denial::Expired));
		// A grant from before grants ended with their time limit.
		Grants::<Test>::mutate(id, |grant| {
			grant.as_mut().expect("exists").valid_until = Moment::MAX;
		});
		assert_eq!(ask(limited(limit)), late);
		Grants::<Test>::mutate(id, |grant| {
			grant.as_mut().expect("exists").valid_until = limit + 1;
		});

		let embargoed = |until| {
			Purpose::Research(ResearchUse {
				modifiers: DuoModifiers::MOR,
				moratorium: Some(until),
				..ResearchUse::plain(DuoPermission::HealthResearch)
			})
		};
		let id = alice_grants(Terms { purpose: embargoed(50), ..terms(to(BOB)) });
		let ask =
			|purpose| Consent::decide(AccessRequest { purpose, ..asks(to(BOB), id) }).map(|_| ());
		assert_eq!(ask(embargoed(50)), Ok(()));
		assert_eq!(ask(embargoed(49)), Err(Denial::Purpose(PurposeMismatch::Moratorium)));
	});
}

#[test]
fn decide_demands_ethics_approval() {
	ExtBuilder::build_and_execute(|| {
		let study = Grantee::Study(STUDY);
		let irb = DuoModifiers::IRB;
		assert_eq!(demanding(irb, study.clone()), Err(Denial::NoEthicsApproval));
		assert_eq!(demanding(irb, to(BOB)), Err(Denial::NoEthicsApproval));
		world(|w| w.studies.insert(STUDY, (SPONSOR, true)));
		assert_eq!(demanding(irb, study), Ok(()));
		assert_eq!(demanding(irb, to(BOB)), Err(Denial::NoEthicsApproval));
	});
}

#[test]
fn decide_demands_attributes_of_the_controllers_credential() {
	ExtBuilder::build_and_execute(|| {
		let (npu, ncu, both) = (DuoModifiers::NPU, DuoModifiers::NCU, DuoModifiers::NPUNCU);
		let profit = Err(Denial::NotForProfitOnly);
		let commercial = Err(Denial::NonCommercialOnly);
		for grantee in [to(SPONSOR), Grantee::Study(STUDY)] {
			for (attributes, expected) in [
				(None, [profit, commercial, profit]),
				(Some(Attributes::NONE), [profit, commercial, profit]),
				(Some(Attributes::NOT_FOR_PROFIT), [Ok(()), commercial, commercial]),
				(Some(Attributes::NON_COMMERCIAL), [profit, Ok(()), profit]),
				(Some(Attributes(3)), [Ok(()), Ok(()), Ok(())]),
			] {
				world(|w| {
					w.credentials.clear();
					w.credentials.extend(attributes.map(|a| (SPONSOR, a)));
				});
				let got = [npu, ncu, both].map(|m| demanding(m, grantee.clone()));
				assert_eq!(got, expected, "{grantee:?} {attributes:?}");
			}
		}
	});
}

#[test]
fn decide_demands_a_specific_grantee() {
	ExtBuilder::build_and_execute(|| {
		let study = Grantee::Study(STUDY);
		for (modifier, account, of_study) in [
			(DuoModifiers::US, true, false),
			(DuoModifiers::IS, true, false),
			(DuoModifiers::PS, false, true),
			(DuoModifiers::US.union(DuoModifiers::PS), false, false),
		] {
			let expected = |ok: bool| if ok { Ok(()) } else { Err(Denial::NotSpecificGrantee) };
			assert_eq!(demanding(modifier, to(BOB)), expected(account), "{modifier:?}");
			assert_eq!(demanding(modifier, study.clone()), expected(of_study), "{modifier:?}");
		}
	});
}

/// Where the chain cannot check a term, it relies on the researcher's statement.
#[test]
fn decide_lets_pass_what_the_chain_cannot_see() {
	ExtBuilder::build_and_execute(|| {
		use DuoModifiers as M;
		for modifier in [M::NMDS, M::GSO, M::PUB, M::COL, M::RTN, M::CC, M::NPOA] {
			assert_eq!(demanding(modifier, to(BOB)), Ok(()), "{modifier:?}");
		}
	});
}

/// Nobody can tell whether two regions, or two kinds of research, are the same: a grant does not
/// name its own. So "Italy" does not pass for "US".
#[test]
fn decide_under_an_unnamed_restriction_denies() {
	ExtBuilder::build_and_execute(|| {
		for modifier in [DuoModifiers::RS, DuoModifiers::GS] {
			let denied = Err(Denial::Purpose(PurposeMismatch::Modifiers));
			assert_eq!(demanding(modifier, to(BOB)), denied, "{modifier:?}");
		}
	});
}

/// The audit's finding M7: clinical care passed under a grant for research alone.
#[test]
fn decide_takes_clinical_care_for_a_permission() {
	ExtBuilder::build_and_execute(|| {
		let (research, care) = (research(), research_with(DuoModifiers::CC));
		for (granted, asked, expected) in [
			(research, care, Err(Denial::Purpose(PurposeMismatch::Modifiers))),
			(care, research, Ok(())),
			(care, care, Ok(())),
		] {
			let id = alice_grants(Terms { purpose: granted, ..terms(to(BOB)) });
			let request = AccessRequest { purpose: asked, ..asks(to(BOB), id) };
			assert_eq!(Consent::decide(request).map(|_| ()), expected);
		}
		// Nor does a grant upon a request give it unasked.
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		let wider = Terms { purpose: care, ..terms(to(BOB)) };
		assert_noop!(Consent::grant(signed(ALICE), ALICE, wider, Some(0)), Failure::BeyondRequest);
	});
}

/// At first every reason applies; removing them one by one shows the order of `Denial`.
#[test]
fn decide_gives_the_first_reason_in_order() {
	ExtBuilder::build_and_execute(|| {
		let study = Grantee::Study(STUDY);
		let modifiers = [DuoModifiers::IRB, DuoModifiers::NPUNCU, DuoModifiers::US]
			.into_iter()
			.fold(DuoModifiers::NONE, DuoModifiers::union);
		let grant = Terms {
			actions: Actions(2),
			modalities: Modalities::of(&[Modality::Implant]),
			datasets: Some(list(&[1])),
			days: Some((1, 2)),
			purpose: research_with(modifiers),
			valid_from: START + 100,
			valid_until: START + 200,
			uses: Some(1),
			..terms(study.clone())
		};
		let mut request = AccessRequest { grant: 1, ..asks(to(BOB), 0) };
		let ask = |request: &AccessRequestOf<Test>| Consent::decide(request.clone());
		world(|w| w.datasets.clear());

		assert_eq!(ask(&request), Err(Denial::NoGrant));
		assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, grant.clone(), None));
		assert_ok!(Consent::revoke_all(signed(CHARLIE), CHARLIE));
		alice_grants(grant);
		assert_ok!(Consent::revoke(signed(ALICE), 1));
		request.grant = 0;
		assert_eq!(ask(&request), Err(Denial::OtherSubject));
		request.grant = 1;
		assert_eq!(ask(&request), Err(Denial::OtherGrantee));
		request.grantee = study;
		assert_eq!(ask(&request), Err(Denial::Revoked));

		// From here on the stored grant is changed by hand.
		let heal = |with: &dyn Fn(&mut GrantOf<Test>)| {
			Grants::<Test>::mutate(1, |grant| with(grant.as_mut().expect("exists")));
		};
		let backup = Grants::<Test>::get(1);
		heal(&|grant| grant.revoked_at = None);
		assert_eq!(ask(&request), Err(Denial::NotYetValid));
		heal(&|grant| {
			grant.valid_from = START;
			grant.valid_until = START;
			grant.uses_left = Some(0);
		});
		assert_eq!(ask(&request), Err(Denial::Expired));
		heal(&|grant| grant.valid_until = START + 1);
		assert_eq!(ask(&request), Err(Denial::UsedUp));
		heal(&|grant| grant.uses_left = None);
		assert_eq!(ask(&request), Err(Denial::ActionNotGranted));
		heal(&|grant| grant.actions = Actions::READ);
		assert_eq!(ask(&request), Err(Denial::NoDataset));
		world(|w| w.datasets.insert((ALICE, DATASET), (Modality::Wearable, 100, 110)));
		assert_eq!(ask(&request), Err(Denial::ModalityOutOfScope));
		heal(&|grant| grant.modalities = Modalities::ALL);
		assert_eq!(ask(&request), Err(Denial::DatasetOutOfScope));
		heal(&|grant| grant.datasets = None);
		assert_eq!(ask(&request), Err(Denial::DaysOutOfScope));
		heal(&|grant| grant.days = None);
		assert_eq!(ask(&request), Err(Denial::Purpose(PurposeMismatch::Modifiers)));
		request.purpose = research_with(modifiers);
		assert_eq!(ask(&request), Err(Denial::NoEthicsApproval));
		world(|w| w.studies.insert(STUDY, (SPONSOR, true)));
		assert_eq!(ask(&request), Err(Denial::NotForProfitOnly));
		world(|w| w.credentials.insert(SPONSOR, Attributes::NOT_FOR_PROFIT));
		assert_eq!(ask(&request), Err(Denial::NonCommercialOnly));
		world(|w| w.credentials.insert(SPONSOR, Attributes(3)));
		assert_eq!(ask(&request), Err(Denial::NotSpecificGrantee));
		Grants::<Test>::set(1, backup);
	});
}
