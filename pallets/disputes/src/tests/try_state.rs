//! Each invariant fires on the state that it forbids.

use super::*;
use frame_support::traits::fungible::MutateHold;

/// Corrupts a sound state, with dispute 0 decided and dispute 1 to be drawn, and expects the
/// invariant of that name to fire.
fn fires(name: &str, corrupt: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		let (id, _) = drawn([delivered(ALICE, 1), delivered(BOB, 2)], Reason::RootMismatch);
		assert_ok!(decide(id, [GOOD, BAD]));
		assert_ok!(open([delivered(ALICE, 3)], Reason::RootMismatch));
		assert_ok!(Disputes::do_try_state());
		corrupt();
		let error = Disputes::do_try_state().unwrap_err();
		let sp_runtime::DispatchError::Other(text) = error else { panic!("{error:?}") };
		assert!(text.starts_with(name), "{text}");
	});
}

fn change(id: DisputeId, f: impl FnOnce(&mut DisputeOf<Test>)) {
	crate::Disputes::<Test>::mutate(id, |dispute| f(dispute.as_mut().unwrap()));
}

#[test]
fn disputes_are_numbered_fires() {
	fires("DisputesAreNumbered", || NextDisputeId::<Test>::put(1));
}

#[test]
fn disputes_are_sound_fires() {
	let name = "DisputesAreSound";
	fires(name, || change(0, |d| d.items[0].verdict = None));
	fires(name, || change(0, |d| d.items[1].verdict = Some(Verdict::Cured)));
	fires(name, || change(1, |d| d.items[0].verdict = Some(GOOD)));
	fires(name, || change(1, |d| d.items[0].appeal = Some(Appeal::Subject)));
	fires(name, || change(1, |d| d.items = Default::default()));
	fires(name, || {
		change(0, |d| d.stage = Stage::Decided { arbiter: SPONSOR, due: 5 });
	});
	fires(name, || {
		change(0, |d| {
			d.stage = Stage::Ending { arbiter: None, due: 5 };
			d.items[0].verdict = None;
		});
	});
	fires(name, || change(0, |d| d.stage = Stage::Panel { due: 5 }));
}

#[test]
fn contributions_are_indexed_fires() {
	let name = "ContributionsAreIndexed";
	fires(name, || Disputed::<Test>::remove((STUDY, ALICE, dataset(1))));
	fires(name, || Disputed::<Test>::insert((STUDY, ALICE, dataset(1)), 1));
	fires(name, || Disputed::<Test>::insert((STUDY, ALICE, dataset(8)), 1));
	fires(name, || {
		change(0, |d| {
			let twice = d.items[0].clone();
			d.items.try_push(twice).unwrap();
		});
	});
}

#[test]
fn studies_are_indexed_fires() {
	let name = "StudiesAreIndexed";
	fires(name, || OfStudy::<Test>::remove(STUDY, 0u32.to_be_bytes()));
	fires(name, || OfStudy::<Test>::insert(STUDY, 9u32.to_be_bytes(), ()));
}

#[test]
fn arbiters_are_indexed_fires() {
	let name = "ArbitersAreIndexed";
	fires(name, || OfArbiter::<Test>::remove(arbiter_of(0).unwrap(), 0u32.to_be_bytes()));
	fires(name, || OfArbiter::<Test>::insert(NOBODY, 1u32.to_be_bytes(), ()));
}

#[test]
fn lines_are_complete_fires() {
	let name = "LinesAreComplete";
	fires(name, || {
		let (due, id) = Agenda::<Test>::iter_keys().next().unwrap();
		Agenda::<Test>::remove(due, id);
	});
	fires(name, || {
		let (block, id) = Draws::<Test>::iter_keys().next().unwrap();
		Draws::<Test>::remove(block, id);
	});
	fires(name, || Agenda::<Test>::insert([9; 8], 0, ()));
	fires(name, || Draws::<Test>::insert([9; 4], 1, ()));
}

#[test]
fn bonds_add_up_fires() {
	let name = "BondsAddUp";
	fires(name, || change(0, |d| d.compensation += 1));
	fires(name, || change(0, |d| d.sponsor = AccountId::new([66; 32])));
	fires(name, || {
		assert_ok!(Balances::hold(&HoldReason::Bond.into(), &NOBODY, 5));
	});
}

#[test]
fn periods_are_bounded_fires() {
	let name = "PeriodsAreBounded";
	fires(name, || PeriodLengths::<Test>::put(Periods { decide: 0, ..DEFAULT_PERIODS }));
	fires(name, || {
		PeriodLengths::<Test>::put(Periods { panel: MAX_PERIOD + 1, ..DEFAULT_PERIODS });
	});
}

#[test]
fn evidence_keys_are_sound_fires() {
	fires("EvidenceKeysAreSound", || {
		let arbiter = arbiter_of(0).unwrap();
		EvidenceKeys::<Test>::mutate(arbiter, |record| record.as_mut().unwrap().key = [0; 32]);
	});
}

#[test]
fn exclusions_belong_to_disputes_fires() {
	let name = "ExclusionsBelongToDisputes";
	fires(name, || {
		let some = Exclusions::<Test>::get(0).unwrap();
		Exclusions::<Test>::insert(9, some);
	});
	fires(name, || {
		let (arbiter, mut exclusion) =
			(arbiter_of(0).unwrap(), Exclusions::<Test>::get(0).unwrap());
		exclusion.courts.try_push(arbiter).unwrap();
		Exclusions::<Test>::insert(0, exclusion);
	});
}

#[test]
fn scans_belong_to_draws_fires() {
	let name = "ScansBelongToDraws";
	let scan = |left| Scan { lot: Default::default(), left, first: None };
	// Decided; drawn by a block that has not come; not at all; with nothing to look at.
	fires(name, || Scans::<Test>::insert(0, scan(5)));
	fires(name, || Scans::<Test>::insert(1, scan(5)));
	fires(name, || Scans::<Test>::insert(9, scan(5)));
	fires(name, || {
		blocks(DRAW_DELAY + 1);
		Scans::<Test>::insert(1, scan(5));
		assert_ok!(Disputes::do_try_state());
		Scans::<Test>::insert(1, scan(0));
	});
}
