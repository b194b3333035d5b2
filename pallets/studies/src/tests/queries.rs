use super::*;

#[test]
fn studies_are_listed_in_pages() {
	run(|| {
		for _ in 0..3 {
			open();
		}
		set_closed(1);
		assert_ok!(Studies::finish(signed(NOBODY), 1));
		let numbers = |after, limit| -> Vec<StudyId> {
			Studies::studies(after, limit).into_iter().map(|info| info.study).collect()
		};
		assert_eq!(numbers(None, 100), [0, 1, 2]);
		assert_eq!(numbers(None, 2), [0, 1]);
		assert_eq!(numbers(Some(1), 2), [2]);
		assert_eq!(numbers(Some(2), 2), [0; 0]);
		assert_eq!(numbers(Some(u32::MAX), 2), [0; 0]);
		assert_eq!(Studies::study(1).unwrap().phase, Phase::Ended);
		assert_eq!(Studies::study(3), None);
	});
}

#[test]
fn a_study_tells_its_phase() {
	run(|| {
		let terms = Terms { opens: START + DAY, closes: START + 3 * DAY, ..terms() };
		let study = create(terms, BUDGET);
		let phase = || Studies::study(study).unwrap().phase;
		assert_eq!(phase(), Phase::Proposed);
		approve(study);
		assert_eq!(phase(), Phase::Approved);
		pass(DAY);
		assert_eq!(phase(), Phase::Open);
		assert_ok!(Studies::close(signed(sponsor()), study));
		assert_eq!(phase(), Phase::Closing);
		pass(2 * DAY);
		assert_eq!(phase(), Phase::Closed);
	});
}

#[test]
fn contributions_are_listed_in_pages() {
	run(|| {
		let study = open();
		let other = open();
		for subject in [ALICE, BOB, CHARLIE] {
			delivered(study, subject, 1);
		}
		committed(other, ALICE, 2);
		let holder = Grantee::Study(study);
		let all = Studies::contributions(holder.clone(), None, 100);
		assert_eq!(all.len(), 3);
		assert!(all.iter().all(|one| one.envelope.is_some() && one.facts.is_some()));
		let mut after = None;
		let mut paged = Vec::new();
		loop {
			let page = Studies::contributions(holder.clone(), after, 2);
			let Some(last) = page.last() else { break };
			after = Some((last.subject.clone(), last.dataset));
			paged.extend(page);
		}
		assert_eq!(paged, all);
		let promised = &Studies::contributions(Grantee::Study(other), None, 100)[0];
		assert_eq!((promised.status, promised.envelope), (Status::Committed, None));
		assert_eq!(
			Studies::contribution(holder.clone(), all[0].subject.clone(), all[0].dataset),
			Some(all[0].clone())
		);
		assert_eq!(Studies::contribution(holder, ALICE, [9; 32]), None);
	});
}

#[test]
fn envelopes_are_not_served_after_a_no() {
	run(|| {
		let study = open();
		let (_, grant) = delivered(study, ALICE, 1);
		let (stoned, _) = delivered(study, BOB, 1);
		withdraw(grant, Denial::Revoked);
		tombstone(BOB, stoned);
		// At once, before anything was removed.
		assert_eq!(Envelopes::<Test>::iter().count(), 2);
		let all = Studies::contributions(Grantee::Study(study), None, 100);
		assert!(all.iter().all(|one| one.envelope.is_none()));
		let bobs = all.iter().find(|one| one.subject == BOB).unwrap();
		assert_eq!(bobs.facts, None);
	});
}

#[test]
fn a_receipt_tells_who_can_read_what_and_what_was_paid() {
	run(|| {
		let study = open();
		let (dataset, first) = delivered(study, ALICE, 1);
		let unused = grant_for(ALICE, Grantee::Account(CLINICIAN), Purpose::Treatment);
		let lines = Studies::receipt(ALICE, None, 100);
		assert_eq!(lines.iter().map(|l| l.grant.grant).collect::<Vec<_>>(), [first, unused]);
		assert_eq!(lines[1].participation, None);
		let part = lines[0].participation.clone().unwrap();
		assert_eq!((part.delivered, part.settled), (1, 0));
		assert_eq!((part.paid, part.pending), (0, REWARD - SHARE));
		assert_eq!(part.last_key, Some(START));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		let part = Studies::receipt(ALICE, None, 1)[0].participation.clone().unwrap();
		assert_eq!((part.paid, part.pending), (REWARD - SHARE, 0));
		assert_eq!(Studies::receipt(ALICE, Some(first), 100).len(), 1);
		assert!(Studies::receipt(BOB, None, 100).is_empty());
	});
}

#[test]
fn an_account_stands_for_itself() {
	use epione_primitives::traits::GranteeLookup;
	run(|| {
		assert_eq!(Studies::controller(&Grantee::Account(ALICE)), Some(ALICE));
		assert!(!Studies::ethics_approved(&Grantee::Account(BOARD)));
		assert_eq!(Studies::controller(&Grantee::Study(0)), None);
		let study = create(terms(), BUDGET);
		assert_eq!(Studies::controller(&Grantee::Study(study)), Some(sponsor()));
		assert!(!Studies::ethics_approved(&Grantee::Study(study)));
		approve(study);
		assert!(Studies::ethics_approved(&Grantee::Study(study)));
	});
}

#[test]
fn a_contribution_has_its_own_copy_of_the_facts_until_it_is_settled() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		let facts = <World as traits::DatasetLookup<_>>::facts(&ALICE, &dataset).unwrap();
		tombstone(ALICE, dataset);
		let info = || Studies::contribution(Grantee::Study(study), ALICE, dataset).unwrap();
		assert_eq!(info().facts, None);
		let DatasetFacts { codec, key_commitment, root, depth, .. } = facts;
		let pinned = Pinned { codec, key_commitment, root, depth };
		assert_eq!(info().pinned, Some(pinned));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		let record = contribution_of(study, ALICE, dataset).unwrap().encode();
		for secret in [facts.key_commitment, facts.root] {
			assert!(!record.windows(32).any(|part| part == secret));
		}
		// A digest of facts: whoever knows them can check what was delivered.
		assert_eq!(info().facts_hash.len(), 32);
	});
}
