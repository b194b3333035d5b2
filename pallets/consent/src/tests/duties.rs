//! When access to something delivered ends, the grantee has to confirm that it is destroyed.

use super::*;
use epione_primitives::traits::Duty;

/// A grant of Alice's to the study, under which a key was delivered.
fn delivered() -> GrantId {
	let id = alice_grants(terms(Grantee::Study(STUDY)));
	<Consent as Duties<_>>::delivered(id, true);
	id
}

fn lines() -> Vec<DutyLine<sp_runtime::AccountId32>> {
	Consent::duties_of(SPONSOR, None, 100)
}

fn duty(id: GrantId) -> Option<Duty> {
	Consent::grant_info(id).expect("exists").line.duty
}

fn count() -> u32 {
	Consent::overdue_of(SPONSOR)
}

fn idle() {
	Consent::on_idle(1, frame_support::weights::Weight::MAX);
}

#[test]
fn a_duty_arises_with_the_revocation() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_eq!((duty(id), lines()), (None, vec![]));
		pass(7);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		let (since, due) = (START + 7, START + 7 + ACK);
		assert_eq!(duty(id), Some(Duty { since, due, overdue: false, counts: true }));
		assert_eq!(
			lines(),
			[DutyLine {
				grant: id,
				subject: ALICE,
				grantee: Grantee::Study(STUDY),
				since,
				due,
				overdue: false,
				counts: true,
			}]
		);
		System::assert_has_event(
			Event::AcknowledgementDue { grant: id, subject: ALICE, controller: SPONSOR, due }
				.into(),
		);
	});
}

#[test]
fn without_a_delivery_there_is_no_duty() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(Grantee::Study(STUDY)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		<Consent as Duties<_>>::ended(id);
		assert_eq!((duty(id), lines()), (None, vec![]));
	});
}

/// When grants are revoked together, their duties arise with the sweep.
#[test]
fn duties_arise_with_the_sweep() {
	ExtBuilder::build_and_execute(|| {
		let (one, two) = (delivered(), delivered());
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_eq!(lines(), vec![]);
		pass(3);
		idle();
		let grants: Vec<_> = lines().iter().map(|line| (line.grant, line.since)).collect();
		assert_eq!(grants, [(one, START + 3), (two, START + 3)]);
		assert_eq!(Consent::duties_of(SPONSOR, Some(one), 100).len(), 1);
		assert_eq!(Consent::duties_of(SPONSOR, None, 1).len(), 1);
	});
}

/// Confirmed between closing and sweep: the sweep creates no second duty.
#[test]
fn no_duty_after_an_early_acknowledgement() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		<Consent as Duties<_>>::ended(id);
		assert_eq!((duty(id), lines()), (None, vec![]));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::AlreadyAcknowledged);
	});
}

/// A tombstone or a narrowing, under a grant that continues.
#[test]
fn a_duty_under_a_living_grant_comes_and_goes_and_comes() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		<Consent as Duties<_>>::ended(id);
		let first = duty(id).expect("arose");
		pass(1);
		// Another end before the first is confirmed: the same duty, the same deadline.
		<Consent as Duties<_>>::ended(id);
		assert_eq!(duty(id), Some(first));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_eq!((duty(id), lines()), (None, vec![]));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::NotEnded);
		// Other deliveries are in use, so their end creates a new duty, even in the same block.
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(duty(id).map(|duty| duty.since), Some(START + 1));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_eq!(duty(id), None);
	});
}

/// Ending by date is ending: by itself in a block that has room, or by anybody's `sweep`.
#[test]
fn a_duty_arises_when_the_grant_ends_by_date() {
	for by_itself in [true, false] {
		ExtBuilder::build_and_execute(|| {
			let (id, unused) = (delivered(), alice_grants(terms(Grantee::Study(STUDY))));
			pass(1000 * HOUR - 1);
			idle();
			assert_eq!(lines(), vec![]);
			pass(1);
			if by_itself {
				idle();
			} else {
				assert_ok!(Consent::sweep(signed(BOB), ALICE, 2));
			}
			let since = START + 1000 * HOUR;
			let expected = Duty { since, due: since + ACK, overdue: false, counts: true };
			assert_eq!((duty(id), duty(unused)), (Some(expected), None));
			assert_eq!(lines().iter().map(|line| line.grant).collect::<Vec<_>>(), [id]);
			// One duty, however it is looked at again, and none after it is confirmed.
			<Consent as Duties<_>>::ended(id);
			assert_eq!(duty(id), Some(expected));
			assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
			<Consent as Duties<_>>::ended(id);
			assert_ok!(Consent::revoke(signed(ALICE), id));
			assert_eq!((duty(id), lines()), (None, vec![]));
		});
	}
}

/// Many ends in one block wait for their turn, the earliest first.
#[test]
fn ends_by_date_are_bounded_work() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..MAX_IDLE_SWEEPS + 3 {
			delivered();
		}
		pass(1000 * HOUR);
		let before = Consent::on_idle(1, frame_support::weights::Weight::zero());
		assert_eq!((before, lines().len()), (frame_support::weights::Weight::zero(), 0));
		idle();
		assert_eq!(DutiesOf::<Test>::iter().count(), MAX_IDLE_SWEEPS as usize);
		idle();
		assert_eq!(DutiesOf::<Test>::iter().count(), MAX_IDLE_SWEEPS as usize + 3);
	});
}

#[test]
fn no_duty_after_an_acknowledgement_between_the_end_and_the_sweep() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		pass(1000 * HOUR);
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		idle();
		assert_eq!((duty(id), lines()), (None, vec![]));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::AlreadyAcknowledged);
	});
}

#[test]
fn overdue_duties_are_marked_on_idle_and_cleared_by_acknowledging() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK - 1);
		idle();
		assert_eq!((count(), duty(id).map(|d| d.overdue)), (0, Some(false)));
		pass(1);
		// Shown before the chain marks it.
		assert_eq!((count(), duty(id).map(|d| d.overdue)), (0, Some(true)));
		idle();
		assert_eq!(count(), 1);
		assert_eq!(
			last_event(),
			Event::AcknowledgementOverdue { grant: id, subject: ALICE, controller: SPONSOR }
		);
		idle();
		assert_eq!(count(), 1, "once");
		// A late confirmation is accepted.
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_eq!((count(), lines()), (0, vec![]));
		assert!(!Overdue::<Test>::contains_key(SPONSOR));
	});
}

/// Unsolicited deliveries create a duty that is shown but never counts.
#[test]
fn an_unsolicited_delivery_does_not_count() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		<Consent as Duties<_>>::delivered(id, false);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK);
		idle();
		assert_eq!(Consent::overdue_of(BOB), 0);
		let shown = Consent::duties_of(BOB, None, 1);
		assert_eq!(
			shown.iter().map(|l| (l.overdue, l.counts)).collect::<Vec<_>>(),
			[(true, false)]
		);
		assert_ok!(Consent::acknowledge(signed(BOB), id));
	});
}

/// Once a key was requested, the duty counts, whatever is delivered later.
#[test]
fn a_delivery_asked_for_counts() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		for asked in [false, true, false] {
			<Consent as Duties<_>>::delivered(id, asked);
		}
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(duty(id).map(|duty| duty.counts), Some(true));
	});
}

/// A deadline does not expire while the chain stands still.
#[test]
fn a_standstill_moves_the_deadline() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK);
		world(|w| w.standstill = ACK - 5);
		idle();
		let shown = duty(id).expect("open");
		assert_eq!((shown.due, shown.overdue), (START + 2 * ACK - 5, false));
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::NotOverdue);
		pass(ACK - 5);
		idle();
		assert_eq!(count(), 1);
	});
}

/// The remaining deposit pays for the duty.
#[test]
fn the_remnants_deposit_covers_the_duty() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(held(&ALICE), remnant_price(id));
		let entry = DutiesOf::<Test>::hashed_key_for(SPONSOR, id.to_be_bytes()).len()
			+ DutyAgenda::<Test>::hashed_key_for([0; 12]).len()
			+ Overdue::<Test>::hashed_key_for(SPONSOR).len()
			+ 4;
		let listed = GrantsOf::<Test>::hashed_key_for(ALICE, id.to_be_bytes()).len();
		let record = GrantOf::<Test>::max_encoded_len();
		assert!(
			remnant_price(id) >= price(Footprint::from_parts(1, record - 513 + listed + entry))
		);
	});
}
