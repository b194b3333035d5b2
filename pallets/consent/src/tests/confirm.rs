use super::*;

/// One use is taken under terms that depend on the grantee's standing and on dates.
fn taken() -> AccessRequestOf<Test> {
	let mut purpose = ResearchUse::plain(DuoPermission::HealthResearch);
	purpose.modifiers = DuoModifiers::IRB.union(DuoModifiers::NPUNCU).union(DuoModifiers::TS);
	purpose.time_limit = Some(START + 10 * HOUR);
	let purpose = Purpose::Research(purpose);
	world(|w| {
		w.studies.insert(STUDY, (SPONSOR, true));
		w.credentials.insert(SPONSOR, Attributes(3));
	});
	let study = Grantee::Study(STUDY);
	let id = alice_grants(Terms {
		purpose,
		uses: Some(1),
		datasets: Some(list(&[1, 0xda])),
		days: Some((90, 120)),
		..terms(study.clone())
	});
	let request = AccessRequest { purpose, ..asks(study, id) };
	assert_ok!(Consent::take(&request));
	request
}

/// Only the subject's own will stops a commitment.
#[test]
fn confirm_works_whatever_happens_to_the_grantee() {
	ExtBuilder::build_and_execute(|| {
		let request = taken();
		assert_eq!(Consent::decide(request.clone()), Err(Denial::UsedUp));
		assert_ok!(Consent::confirm(&request));
		world(|w| {
			w.studies.insert(STUDY, (SPONSOR, false));
			w.credentials.clear();
		});
		assert_ok!(Consent::confirm(&request));
		world(|w| w.studies.clear());
		assert_ok!(Consent::confirm(&request));
	});
}

/// The audit's finding M9: whatever was delivered was served on after the date that the subject
/// had set.
#[test]
fn confirm_after_the_end_by_date_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		let request = asks(to(BOB), id);
		assert_ok!(Consent::take(&request));
		pass(1000 * HOUR - 1);
		assert_ok!(Consent::confirm(&request));
		assert_eq!(<Consent as AccessDecision<_>>::ended_by_date(id), None);
		pass(1);
		assert_eq!(Consent::confirm(&request), Err(Denial::Expired));
		let ended = Some(START + 1000 * HOUR);
		assert_eq!(<Consent as AccessDecision<_>>::ended_by_date(id), ended);
		// Whether swept or not, and whatever the subject does afterwards.
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		assert_eq!(Consent::confirm(&request), Err(Denial::Expired));
		pass(1);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(<Consent as AccessDecision<_>>::ended_by_date(id), ended);
	});
}

#[test]
fn a_grant_that_was_revoked_first_did_not_end_by_date() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		pass(1);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(1000 * HOUR);
		assert_eq!(<Consent as AccessDecision<_>>::ended_by_date(id), None);
		assert_eq!(<Consent as AccessDecision<_>>::ended_by_date(9), None);
	});
}

/// The last moment within a time limit (DUO TS) is the limit itself.
#[test]
fn confirm_after_the_time_limit_fails() {
	ExtBuilder::build_and_execute(|| {
		let request = taken();
		pass(10 * HOUR);
		assert_ok!(Consent::confirm(&request));
		pass(1);
		assert_eq!(Consent::confirm(&request), Err(Denial::Expired));
		// A grant from before this rule, whose end lies behind its time limit.
		Grants::<Test>::mutate(request.grant, |grant| {
			grant.as_mut().expect("exists").valid_until = Moment::MAX;
		});
		let late = Err(Denial::Purpose(PurposeMismatch::TimeLimit));
		assert_eq!(Consent::confirm(&request), late);
		Grants::<Test>::mutate(request.grant, |grant| {
			grant.as_mut().expect("exists").valid_until = START + 10 * HOUR + 1;
		});
	});
}

#[test]
fn confirm_after_revocation_fails() {
	ExtBuilder::build_and_execute(|| {
		let ways: [fn(&AccessRequestOf<Test>) -> DispatchResult; 3] = [
			|request| Consent::revoke(signed(ALICE), request.grant),
			|request| Consent::revoke_grantee(signed(ALICE), ALICE, request.grantee.clone()),
			|_| Consent::revoke_all(signed(ALICE), ALICE),
		];
		for revoke in ways {
			let request = taken();
			assert_ok!(revoke(&request));
			assert_eq!(Consent::confirm(&request), Err(Denial::Revoked));
			let _ = Consent::sweep(signed(BOB), ALICE, 10);
			assert_eq!(Consent::confirm(&request), Err(Denial::Revoked));
		}
	});
}

#[test]
fn confirm_after_narrowing_below_it_fails() {
	ExtBuilder::build_and_execute(|| {
		for (change, denial) in [
			(
				Narrowing { datasets: Some(list(&[1])), ..Default::default() },
				Some(Denial::DatasetOutOfScope),
			),
			(
				Narrowing { days: Some((100, 109)), ..Default::default() },
				Some(Denial::DaysOutOfScope),
			),
			(
				Narrowing {
					modalities: Some(Modalities::of(&[Modality::Implant])),
					..Default::default()
				},
				Some(Denial::ModalityOutOfScope),
			),
			// Narrowed without excluding it.
			(Narrowing { datasets: Some(list(&[0xda])), ..Default::default() }, None),
			(Narrowing { days: Some((100, 110)), ..Default::default() }, None),
			(Narrowing { valid_until: Some(START + 1), ..Default::default() }, None),
			// The end, set to now.
			(Narrowing { valid_until: Some(START), ..Default::default() }, Some(Denial::Expired)),
		] {
			let request = taken();
			assert_ok!(Consent::narrow(signed(ALICE), request.grant, change));
			assert_eq!(Consent::confirm(&request).err(), denial);
		}
	});
}

#[test]
fn confirm_after_the_tombstone_fails() {
	ExtBuilder::build_and_execute(|| {
		let request = taken();
		world(|w| w.datasets.clear());
		assert_eq!(Consent::confirm(&request), Err(Denial::NoDataset));
	});
}

#[test]
fn confirm_of_what_was_never_granted_fails() {
	ExtBuilder::build_and_execute(|| {
		let request = taken();
		let ask = |with: &dyn Fn(&mut AccessRequestOf<Test>)| {
			let mut request = request.clone();
			with(&mut request);
			Consent::confirm(&request)
		};
		assert_eq!(ask(&|r| r.grant = 9), Err(Denial::NoGrant));
		assert_eq!(ask(&|r| r.subject = CHARLIE), Err(Denial::OtherSubject));
		assert_eq!(ask(&|r| r.grantee = to(BOB)), Err(Denial::OtherGrantee));
		assert_eq!(ask(&|r| r.action = Action::Author), Err(Denial::ActionNotGranted));
		assert_eq!(ask(&|r| r.dataset = [1; 32]), Err(Denial::NoDataset));
		assert_eq!(
			ask(&|r| r.purpose = Purpose::Treatment),
			Err(Denial::Purpose(PurposeMismatch::Kind))
		);
	});
}
