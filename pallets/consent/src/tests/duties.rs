//! What is handed over and then ended makes the grantee a debtor, until it confirms.

use super::*;
use epione_primitives::traits::{Duties, Duty};

/// What `pallet-studies` tells.
type Told = crate::Pallet<Test>;

/// A grant of Alice's to the study, under which a key was delivered.
fn handed_over() -> GrantId {
	let id = alice_grants(terms(Grantee::Study(STUDY)));
	Told::delivered(id, true);
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
		let id = handed_over();
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
fn no_duty_where_nothing_was_delivered() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(Grantee::Study(STUDY)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		Told::ended(id);
		assert_eq!((duty(id), lines()), (None, vec![]));
	});
}

/// Revoked together: the sweep notes what each grant makes due.
#[test]
fn duties_arise_with_the_sweep() {
	ExtBuilder::build_and_execute(|| {
		let (one, two) = (handed_over(), handed_over());
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

/// Confirmed between closing and sweep: the sweep does not ask again.
#[test]
fn no_duty_after_an_early_acknowledgement() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		Told::ended(id);
		assert_eq!((duty(id), lines()), (None, vec![]));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::AlreadyAcknowledged);
	});
}

/// A tombstone, or a narrowing, under a grant that lives on.
#[test]
fn a_duty_under_a_living_grant_comes_and_goes_and_comes() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
		Told::ended(id);
		let first = duty(id).expect("arose");
		pass(1);
		// Another end before the first is confirmed: the same duty, the same deadline.
		Told::ended(id);
		assert_eq!(duty(id), Some(first));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_eq!((duty(id), lines()), (None, vec![]));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::NotEnded);
		// What else was delivered is still in use, so its end is a duty anew; even in the same block.
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(duty(id).map(|duty| duty.since), Some(START + 1));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_eq!(duty(id), None);
	});
}

/// What is delivered after an early confirmation is to be confirmed as well.
#[test]
fn a_delivery_after_the_end_by_date_makes_a_debtor_again() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
		pass(1000 * HOUR);
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		// Committed before, so it may be delivered still.
		Told::delivered(id, true);
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::AlreadyAcknowledged);
		Told::delivered(id, true);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert!(duty(id).is_some());
	});
}

#[test]
fn overdue_is_marked_by_itself_and_cleared_by_confirming() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK - 1);
		idle();
		assert_eq!((count(), duty(id).map(|d| d.overdue)), (0, Some(false)));
		pass(1);
		// Seen before the chain comes by.
		assert_eq!((count(), duty(id).map(|d| d.overdue)), (0, Some(true)));
		idle();
		assert_eq!(count(), 1);
		assert_eq!(
			last_event(),
			Event::AcknowledgementOverdue { grant: id, subject: ALICE, controller: SPONSOR }
		);
		idle();
		assert_eq!(count(), 1, "once");
		// Late is better than never.
		assert_ok!(Consent::acknowledge(signed(SPONSOR), id));
		assert_eq!((count(), lines()), (0, vec![]));
		assert!(!Overdue::<Test>::contains_key(SPONSOR));
	});
}

/// Nobody is made a debtor who asked for nothing; it is still seen.
#[test]
fn what_was_handed_over_unasked_does_not_count() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		Told::delivered(id, false);
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

/// Asked for once, it counts, whatever comes after.
#[test]
fn what_was_asked_for_stays_asked_for() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		for asked in [false, true, false] {
			Told::delivered(id, asked);
		}
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(duty(id).map(|duty| duty.counts), Some(true));
	});
}

/// A deadline does not run out while the chain stands still.
#[test]
fn a_standstill_moves_the_deadline() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
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

#[test]
fn report_overdue_works_for_anybody() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::NoDuty);
		assert_noop!(Consent::report_overdue(signed(BOB), 9), Failure::NotFound);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::NotOverdue);
		pass(ACK);
		assert_ok!(Consent::report_overdue(signed(BOB), id));
		assert_eq!(count(), 1);
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::AlreadyOverdue);
	});
}

/// The duty is paid for by what is left of the deposit.
#[test]
fn the_stones_deposit_covers_the_duty() {
	ExtBuilder::build_and_execute(|| {
		let id = handed_over();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(held(&ALICE), stone_price(id));
		let entry = DutiesOf::<Test>::hashed_key_for(SPONSOR, id.to_be_bytes()).len()
			+ DutyAgenda::<Test>::hashed_key_for([0; 12]).len()
			+ Overdue::<Test>::hashed_key_for(SPONSOR).len()
			+ 4;
		let listed = GrantsOf::<Test>::hashed_key_for(ALICE, id.to_be_bytes()).len();
		let record = GrantOf::<Test>::max_encoded_len();
		assert!(stone_price(id) >= price(Footprint::from_parts(1, record - 513 + listed + entry)));
	});
}
