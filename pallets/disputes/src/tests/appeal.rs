use super::*;

/// Decided: ALICE's first is good, BOB's is bad, the third (ALICE's) was served late.
fn decided() -> DisputeId {
	let set = [delivered(ALICE, 1), delivered(BOB, 2), delivered(ALICE, 3)];
	let (id, _) = drawn(set, Reason::Unavailable);
	assert_ok!(decide(id, [GOOD, BAD, Verdict::Cured]));
	id
}

#[test]
fn appeal_by_the_sponsor_works() {
	run(|| {
		let id = decided();
		assert_ok!(appeal(SPONSOR, id));
		let bonds = 2 * APPEAL_BOND;
		assert_eq!(
			last_event(),
			Event::Appealed { dispute: id, by: SPONSOR, count: 2, bond: bonds, grounds: [8; 32] }
		);
		assert_eq!(bond(&SPONSOR), bond_of(3) + bonds);
		let appealed = Appeal::Sponsor { bond: APPEAL_BOND, lost: false };
		let items = Disputes::dispute(id).unwrap().items;
		let appeals: Vec<_> = items.iter().map(|item| item.appeal).collect();
		assert_eq!(appeals, [Some(appealed), None, Some(appealed)]);
	});
}

#[test]
fn appeal_by_a_subject_without_a_balance_works() {
	run(|| {
		let id = decided();
		assert_eq!(wealth(&BOB), 0);
		assert_ok!(Disputes::check_free_appeal(&BOB, id));
		assert_ok!(appeal(BOB, id));
		assert_eq!(
			last_event(),
			Event::Appealed { dispute: id, by: BOB, count: 1, bond: 0, grounds: [8; 32] }
		);
		assert_eq!(bond(&SPONSOR), bond_of(3));
	});
}

#[test]
fn appeal_by_both_sides_works() {
	run(|| {
		let id = decided();
		assert_ok!(appeal(BOB, id));
		assert_ok!(appeal(SPONSOR, id));
		assert!(Disputes::dispute(id).unwrap().items.iter().all(|item| item.appeal.is_some()));
	});
}

#[test]
fn appeal_twice_fails() {
	run(|| {
		let id = decided();
		for who in [BOB, SPONSOR] {
			assert_ok!(appeal(who.clone(), id));
			assert_noop!(appeal(who, id), Error::<Test>::NothingToAppeal);
		}
		assert!(matches!(Disputes::check_free_appeal(&BOB, id), Err(Error::NothingToAppeal)));
	});
}

#[test]
fn appeal_by_the_winner_fails() {
	run(|| {
		let id = decided();
		assert_noop!(appeal(ALICE, id), Error::<Test>::NothingToAppeal);
	});
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		assert_ok!(decide(id, [BAD]));
		assert_noop!(appeal(SPONSOR, id), Error::<Test>::NothingToAppeal);
	});
}

#[test]
fn appeal_by_another_fails() {
	run(|| {
		let id = decided();
		for who in [NOBODY, judge(0)] {
			assert_noop!(appeal(who, id), Error::<Test>::NotParty);
		}
		assert_noop!(Disputes::appeal(root(), id, [8; 32]), sp_runtime::DispatchError::BadOrigin);
		// A sponsor's appeal is not free.
		assert!(matches!(Disputes::check_free_appeal(&SPONSOR, id), Err(Error::NotParty)));
	});
}

#[test]
fn appeal_before_the_decision_fails() {
	run(|| {
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		assert_noop!(appeal(ALICE, 0), Error::<Test>::NotDecided);
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(0));
		assert_noop!(appeal(ALICE, 0), Error::<Test>::NotDecided);
	});
}

#[test]
fn appeal_at_the_last_moment_works_and_later_fails() {
	run(|| {
		let id = decided();
		pass(DEFAULT_PERIODS.appeal - 1);
		assert_ok!(appeal(BOB, id));
		pass(1);
		assert_noop!(appeal(SPONSOR, id), Error::<Test>::TooLate);
		assert_ok!(advance(id));
		assert_noop!(appeal(SPONSOR, id), Error::<Test>::NotDecided);
	});
}

#[test]
fn appeal_without_the_bond_fails() {
	run(|| {
		let id = decided();
		let spare = free(&SPONSOR) - ED - 2 * APPEAL_BOND;
		assert_ok!(Balances::transfer_keep_alive(signed(SPONSOR), NOBODY, spare + 1));
		assert_noop!(appeal(SPONSOR, id), sp_runtime::TokenError::FundsUnavailable);
	});
}

#[test]
fn appeal_in_an_unknown_dispute_fails() {
	run(|| {
		assert_noop!(appeal(SPONSOR, 5), Error::<Test>::DisputeNotFound);
		assert!(matches!(Disputes::check_free_appeal(&BOB, 5), Err(Error::DisputeNotFound)));
	});
}

#[test]
fn appeal_that_delays_nothing_else_works() {
	run(|| {
		let id = decided();
		assert_ok!(appeal(BOB, id));
		pass(DEFAULT_PERIODS.appeal);
		idle();
		let decides_by = pallet_timestamp::Now::<Test>::get() + DEFAULT_PERIODS.panel;
		assert_eq!(last_event(), Event::PanelCalled { dispute: id, decides_by });
		// ALICE is paid for both: one complaint was rejected, the other cured.
		assert_eq!(free(&ALICE), 2 * PRICE + COMPENSATION);
		assert_eq!(Disputes::dispute(id).unwrap().items.len(), 1);
		assert_eq!(phase_of(id), Some(Phase::Appealed));
	});
}
