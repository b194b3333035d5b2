//! A grant's end by date ends everything: nothing is committed that could not be delivered before
//! it, and what was delivered is served no longer.

use super::*;

const SLOT: HoldReason = HoldReason::Commitment;
const WEEKS: Moment = 21 * DAY;

/// The call and the pool's check refuse it.
fn too_soon(study: StudyId, subject: AccountId, dataset: Digest, grant: GrantId) {
	let checked = Studies::check_commit(&subject, study, &subject, &dataset, grant, &None);
	assert!(matches!(checked, Err(Error::GrantEndsTooSoon)));
	assert_noop!(commit(study, subject, dataset, grant), Error::<Test>::GrantEndsTooSoon);
}

fn lapses(study: StudyId, subject: AccountId) -> u32 {
	Participations::<Test>::get(Grantee::Study(study), subject).lapsed
}

/// Alice's dataset, committed under a grant that ends at `until`.
fn committed_until(study: StudyId, until: Moment) -> (Digest, GrantId) {
	let dataset = dataset(ALICE, 1);
	let grant = grant(ALICE, study);
	ends_at(grant, until);
	assert_ok!(commit(study, ALICE, dataset, grant));
	(dataset, grant)
}

#[test]
fn commit_under_a_grant_that_ends_before_the_delivery_fails() {
	run(|| {
		let study = open();
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		ends_at(grant, START + DAY - 1);
		too_soon(study, ALICE, dataset, grant);
		ends_at(grant, START + DAY);
		assert_ok!(commit(study, ALICE, dataset, grant));
		pass(DAY - 1);
		assert_ok!(deliver(study, ALICE, dataset));
	});
}

/// The audit's example: a cohort delivered 91 days after the grant had ended.
#[test]
fn commit_under_a_grant_that_ends_before_the_cohort_delivers_fails() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let of_alice = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		ends_at(grant, START + 11 * DAY - 1);
		too_soon(study, ALICE, of_alice, grant);
		ends_at(grant, START + 11 * DAY);
		assert_ok!(commit(study, ALICE, of_alice, grant));
		// Complete: whoever comes now has a day.
		committed(study, BOB, 1);
		let of_charlie = dataset(CHARLIE, 1);
		<Balances as Mutate<_>>::transfer(&BOARD, &CHARLIE, 5_000, Preservation::Preserve).unwrap();
		let short = super::grant(CHARLIE, study);
		ends_at(short, START + DAY - 1);
		too_soon(study, CHARLIE, of_charlie, short);
		ends_at(short, START + DAY);
		assert_ok!(commit(study, CHARLIE, of_charlie, short));
	});
}

/// A standstill since the study began moves the cohort's deadline; the grant must last as long.
#[test]
fn commit_to_a_cohort_after_a_standstill_needs_a_longer_grant() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		block(2 * DAY);
		let standstill = Clock::<Test>::get().standstill;
		assert_eq!(standstill, 2 * DAY - MAX_GAP);
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		ends_at(grant, START + 11 * DAY + standstill - 1);
		too_soon(study, ALICE, dataset, grant);
		ends_at(grant, START + 11 * DAY + standstill);
		assert_ok!(commit(study, ALICE, dataset, grant));
	});
}

#[test]
fn commit_of_a_share_under_a_grant_that_ends_before_the_delivery_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = shares::allow();
		ends_at(grant, START + DAY - 1);
		assert_noop!(shares::commit_share(dataset, grant, 0), Error::<Test>::GrantEndsTooSoon);
		ends_at(grant, START + DAY);
		assert_ok!(shares::commit_share(dataset, grant, 0));
	});
}

/// The standstill extends the time to deliver and not the grant: its end wins.
#[test]
fn a_standstill_beyond_the_grants_end_costs_nobody_anything() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed_until(study, START + DAY);
		assert_eq!((uses(grant), record(study).reserved), (1, COST));
		block_after(WEEKS, || {
			assert_noop!(deliver(study, ALICE, dataset), Error::<Test>::GrantExpired);
			assert_ok!(lapse(study, ALICE, dataset));
		});
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
		assert_eq!((uses(grant), record(study).reserved), (0, DEPOSIT));
		assert_eq!((lapses(study, ALICE), record(study).accepted), (0, 0));
		// Under another grant it may be committed anew.
		let grant = super::grant(ALICE, study);
		assert_ok!(commit(study, ALICE, dataset, grant));
		assert_ok!(deliver(study, ALICE, dataset));
	});
}

#[test]
fn a_standstill_beyond_the_grants_end_costs_nobody_anything_by_itself() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed_until(study, START + DAY);
		block(WEEKS);
		assert_eq!(status(study, ALICE, dataset), Status::Committed);
		pass(DAY);
		block(1);
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
		assert_eq!((uses(grant), lapses(study, ALICE)), (0, 0));
	});
}

#[test]
fn a_slot_whose_grant_ends_in_a_standstill_costs_nobody_anything() {
	run(|| {
		for complete in [true, false] {
			let study = open_with(
				Terms { cohort: Some(Cohort { min: 2, deadline: now() + 10 * DAY }), ..terms() },
				BUDGET / 4,
			);
			let number = if complete { 1 } else { 2 };
			let dataset = dataset_of(ALICE, number, AccountId::new([number; 32]));
			let grant = grant(ALICE, study);
			ends_at(grant, now() + 11 * DAY);
			assert_ok!(commit(study, ALICE, dataset, grant));
			if complete {
				committed(study, BOB, number);
			}
			assert!(held(SLOT, &ALICE) > 0);
			block_after(WEEKS, || {
				assert_ok!(lapse(study, ALICE, dataset));
				assert!(events().contains(&Event::CommitDepositReturned {
					study,
					subject: ALICE,
					dataset
				}));
			});
			assert_eq!((held(SLOT, &ALICE), lapses(study, ALICE), uses(grant)), (0, 0, 0));
			if !complete {
				// The cohort counts it no more.
				assert_eq!(record(study).gathering.unwrap().committed, 0);
			}
		}
	});
}

/// A subject that brings the end of its grant forward drops its commitment itself: nobody can make
/// a sponsor pay for commitments for nothing.
#[test]
fn an_end_brought_forward_is_a_lapse_like_any_other() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed_until(study, Moment::MAX);
		ends_at(grant, START + HOUR);
		pass(HOUR);
		assert_noop!(deliver(study, ALICE, dataset), Error::<Test>::GrantExpired);
		assert_noop!(lapse(study, ALICE, dataset), Error::<Test>::DeliveryStillOpen);
		pass(DAY - HOUR);
		assert_ok!(lapse(study, ALICE, dataset));
		assert_eq!((lapses(study, ALICE), uses(grant)), (1, 0));
	});
}

/// Nor is a grant that ends with the time to deliver an excuse: it left the subject all of that.
#[test]
fn a_grant_that_ends_with_the_time_to_deliver_excuses_nobody() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed_until(study, START + DAY);
		pass(DAY);
		block(1_000);
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
		assert_eq!((lapses(study, ALICE), uses(grant)), (1, 0));
	});
}

#[test]
fn a_cohort_that_failed_gives_the_uses_back() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (dataset, grant) = committed_until(study, Moment::MAX);
		pass(10 * DAY);
		assert_eq!(uses(grant), 1);
		assert_ok!(lapse(study, ALICE, dataset));
		assert_eq!((lapses(study, ALICE), uses(grant)), (0, 0));
	});
}

/// The audit's attack M9: deliver; the end passes; the envelope was served for ever.
#[test]
fn what_was_delivered_is_not_served_beyond_the_end_and_must_be_destroyed() {
	run(|| {
		let study = open();
		let (dataset, grant) = delivered(study, ALICE, 1);
		ends_at(grant, START + DAY);
		let envelope =
			|| Studies::contribution(Grantee::Study(study), ALICE, dataset).unwrap().envelope;
		pass(DAY - 1);
		assert!(envelope().is_some());
		pass(1);
		assert!(envelope().is_none());
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert_eq!(world(|w| w.ended.clone()), [grant]);
		assert_eq!(Envelopes::<Test>::iter().count(), 0);
		// What was delivered in time is paid for.
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(status(study, ALICE, dataset), Status::Settled);
	});
}
