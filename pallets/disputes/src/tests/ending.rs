//! Who pays whom when a dispute ends.

use super::*;
use frame_support::traits::{fungible::MutateHold, tokens::Precision};

/// Opens, decides and ends a dispute over contributions of these prices. Returns the
/// wealth of the sponsor with its pot, what ALICE has, and what the arbiter earned.
fn ended(
	reason: Reason,
	items: &[(Balance, Verdict)],
	before_the_end: impl Fn(DisputeId, &AccountId),
) -> (Balance, Balance, Balance) {
	let mut result = (0, 0, 0);
	run(|| {
		let set: Vec<_> = items
			.iter()
			.enumerate()
			.map(|(n, (price, _))| delivered_for(ALICE, n as u8, *price))
			.collect();
		let (id, arbiter) = drawn(set, reason);
		assert_ok!(decide(id, items.iter().map(|(_, verdict)| *verdict)));
		let had = wealth(&arbiter);
		before_the_end(id, &arbiter);
		let given_away = had - wealth(&arbiter);
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		assert_eq!(Disputes::dispute(id), None);
		assert_eq!((bond(&SPONSOR), deposits(&SPONSOR)), (0, 0));
		assert_eq!(Disputed::<Test>::iter_keys().count(), 0);
		let left = free(&Ledger::pot(STUDY)) - ED;
		result = (wealth(&SPONSOR) + left, free(&ALICE), wealth(&arbiter) + given_away - had);
	});
	result
}

fn usual(reason: Reason, items: &[(Balance, Verdict)]) -> (Balance, Balance, Balance) {
	ended(reason, items, |_, _| {})
}

const PART: Balance = BASE_FEE + FEE;

#[test]
fn a_rejected_complaint_costs_the_sponsor_its_bond() {
	let paid = PRICE + COMPENSATION;
	assert_eq!(usual(Reason::Duplicate, &[(PRICE, GOOD)]), (RICH - paid - PART, paid, PART));
}

#[test]
fn an_upheld_complaint_costs_the_participant_its_price() {
	assert_eq!(usual(Reason::Duplicate, &[(PRICE, BAD)]), (RICH - PART, 0, PART));
}

#[test]
fn a_cured_complaint_costs_the_sponsor_the_fee_alone() {
	let items = [(PRICE, Verdict::Cured)];
	assert_eq!(usual(Reason::Unavailable, &items), (RICH - PRICE - PART, PRICE, PART));
}

#[test]
fn the_arbiter_earns_the_same_by_any_verdict() {
	let fee = BASE_FEE + 3 * FEE;
	for prices in [[PRICE; 3], [ED, 30, PRICE], [20; 3]] {
		for verdicts in [[GOOD; 3], [BAD; 3], [GOOD, BAD, GOOD], [Verdict::Cured, BAD, GOOD]] {
			let items: Vec<_> = prices.into_iter().zip(verdicts).collect();
			let (.., earned) = usual(Reason::Unavailable, &items);
			assert_eq!(earned, fee, "{items:?}");
		}
	}
}

#[test]
fn a_cheap_contribution_pays_the_arbiter_what_it_can_and_the_sponsor_the_rest() {
	let cheap = 30;
	let (sponsor, participant, earned) = usual(Reason::Duplicate, &[(cheap, BAD)]);
	assert_eq!((participant, earned), (0, PART));
	// The price was not enough for the fee, so the sponsor paid the rest.
	assert_eq!(sponsor, RICH - PART);
}

#[test]
fn an_arbiter_whose_account_is_gone_holds_nobody_up() {
	// An amount below the existential deposit does not create the account again.
	let (least, dust) = (ED, ED - 1);
	for (verdict, price, earns) in [
		(GOOD, PRICE, PART),
		(Verdict::Cured, PRICE, PART),
		(BAD, least, PART),
		(BAD, dust, PART - dust),
	] {
		let items = [(price, verdict)];
		let (sponsor, participant, earned) = ended(Reason::Unavailable, &items, |_, arbiter| {
			let origin = signed(arbiter.clone());
			assert_ok!(Disputes::remove_evidence_key(origin.clone()));
			assert_ok!(Balances::transfer_all(origin, NOBODY, false));
			assert_eq!(wealth(arbiter), 0);
		});
		assert_eq!(earned, earns);
		assert_eq!(sponsor + participant + earned, RICH);
	}
}

#[test]
fn what_an_account_cannot_take_is_the_sponsors_again() {
	run(|| {
		let one = delivered(BOB, 1);
		let (id, _) = drawn([one.clone()], Reason::Duplicate);
		// The only payment is a compensation below the existential deposit: BOB tombstoned what it
		// delivered.
		let less = COMPENSATION - (ED - 1);
		crate::Disputes::<Test>::mutate(id, |d| d.as_mut().unwrap().compensation -= less);
		let reason = HoldReason::Bond.into();
		assert_ok!(Balances::release(&reason, &SPONSOR, less, Precision::Exact));
		ledger::Tombstoned::<Test>::insert((STUDY, BOB, dataset(1)), ());
		assert_ok!(decide(id, [GOOD]));
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		assert_eq!(Disputes::dispute(id), None);
		assert_eq!(state_of(&one), ledger::State::Void);
		assert_eq!(wealth(&BOB), 0);
		assert_eq!(wealth(&SPONSOR), RICH - PRICE - PART);
	});
}

#[test]
fn good_data_is_paid_before_bad_data_voids_the_rest() {
	run(|| {
		let (bad, good) = (delivered(ALICE, 1), delivered(ALICE, 2));
		let (id, _) = drawn([bad.clone(), good.clone()], Reason::RootMismatch);
		assert_ok!(decide(id, [BAD, GOOD]));
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		assert_eq!(state_of(&good), ledger::State::Settled);
		assert_eq!(state_of(&bad), ledger::State::Void);
		assert_eq!(free(&ALICE), PRICE + COMPENSATION);
	});
}

#[test]
fn good_data_is_paid_although_the_sponsor_appealed_it() {
	for panel in [Some(GOOD), None] {
		run(|| {
			let (bad, good) = (delivered(ALICE, 1), delivered(ALICE, 2));
			let (id, _) = drawn([bad.clone(), good.clone()], Reason::RootMismatch);
			assert_ok!(decide(id, [BAD, GOOD]));
			assert_ok!(appeal(SPONSOR, id));
			pass(DEFAULT_PERIODS.appeal);
			assert_ok!(advance(id));
			// What nobody appealed ends first, and bars ALICE.
			assert_eq!(state_of(&bad), ledger::State::Void);
			assert!(ledger::Voided::<Test>::contains_key((STUDY, ALICE)));
			match panel {
				Some(verdict) => {
					assert_ok!(Disputes::decide_appeal(root(), id, list([verdict])));
				},
				None => {
					pass(DEFAULT_PERIODS.panel);
					assert_ok!(advance(id));
				},
			}
			assert_eq!(state_of(&good), ledger::State::Settled);
			let won = if panel.is_some() { APPEAL_BOND } else { 0 };
			assert_eq!(free(&ALICE), PRICE + COMPENSATION + won);
		});
	}
}

#[test]
fn good_data_is_paid_although_another_dispute_was_lost_meanwhile() {
	for (verdict, more) in [(GOOD, COMPENSATION), (Verdict::Cured, 0)] {
		run(|| {
			let (good, bad) = (delivered(ALICE, 1), delivered(ALICE, 2));
			let (first, _) = drawn([good.clone()], Reason::Unavailable);
			let (second, _) = drawn([bad.clone()], Reason::RootMismatch);
			assert_ok!(decide(second, [BAD]));
			pass(DEFAULT_PERIODS.appeal);
			assert_ok!(advance(second));
			assert_eq!(state_of(&bad), ledger::State::Void);
			assert_ok!(decide(first, [verdict]));
			pass(DEFAULT_PERIODS.appeal);
			assert_ok!(advance(first));
			assert_eq!((state_of(&good), free(&ALICE)), (ledger::State::Settled, PRICE + more));
		});
	}
}

#[test]
fn what_nobody_judged_is_not_paid_after_another_dispute_was_lost() {
	run(|| {
		let (unjudged, bad) = (delivered(ALICE, 1), delivered(ALICE, 2));
		let (second, _) = drawn([bad], Reason::RootMismatch);
		assert_ok!(open([unjudged.clone()], Reason::RootMismatch));
		let first = NextDisputeId::<Test>::get() - 1;
		assert_ok!(decide(second, [BAD]));
		for _ in 0..2 {
			blocks(DRAW_DELAY + 1);
			idle();
			pass(DEFAULT_PERIODS.decide);
			idle();
		}
		assert_eq!((phase_of(first), arbiter_of(first)), (Some(Phase::Appealed), None));
		pass(DEFAULT_PERIODS.panel);
		idle();
		assert_eq!(Disputes::dispute(first), None);
		assert_eq!((state_of(&unjudged), free(&ALICE)), (ledger::State::Void, 0));
	});
}

#[test]
fn a_payment_that_fails_is_tried_again_and_holds_nobody_up() {
	run(|| {
		let (stuck, other) = (delivered(ALICE, 1), delivered(BOB, 2));
		let (id, arbiter) = drawn([stuck.clone(), other.clone()], Reason::RootMismatch);
		assert_ok!(decide(id, [GOOD, GOOD]));
		pass(DEFAULT_PERIODS.appeal);
		ledger::Broken::<Test>::put(ALICE);
		idle();
		assert_eq!(state_of(&other), ledger::State::Settled);
		assert_eq!(state_of(&stuck), ledger::State::Frozen);
		assert_eq!(phase_of(id), Some(Phase::Ending));
		let at = pallet_timestamp::Now::<Test>::get() + RETRY;
		assert_eq!(last_event(), Event::PutOff { dispute: id, at });
		check();
		// It is not tried in every block.
		idle();
		assert_noop!(advance(id), Error::<Test>::NothingDue);
		// The arbiter may no longer read the data.
		assert_eq!(Disputes::arbiter(STUDY, &ALICE, &dataset(1)), None);

		pass(RETRY);
		assert_ok!(advance(id));
		assert_eq!(phase_of(id), Some(Phase::Ending));
		ledger::Broken::<Test>::kill();
		pass(RETRY);
		idle();
		assert_eq!(Disputes::dispute(id), None);
		assert_eq!(free(&ALICE), PRICE + COMPENSATION);
		assert_eq!(wealth(&arbiter), RICH + BASE_FEE + 2 * FEE);
	});
}

#[test]
fn a_payment_that_fails_during_an_appeal_waits_for_the_panel() {
	run(|| {
		let set = [delivered(ALICE, 1), delivered(BOB, 2)];
		let (id, _) = drawn(set, Reason::RootMismatch);
		assert_ok!(decide(id, [GOOD, BAD]));
		assert_ok!(appeal(BOB, id));
		pass(DEFAULT_PERIODS.appeal);
		ledger::Broken::<Test>::put(ALICE);
		assert_ok!(advance(id));
		assert_eq!(phase_of(id), Some(Phase::Appealed));
		ledger::Broken::<Test>::kill();
		// One verdict: the one on ALICE's contribution was not appealed.
		assert_ok!(Disputes::decide_appeal(root(), id, list([GOOD])));
		assert_eq!((free(&ALICE), free(&BOB)), (PRICE + COMPENSATION, PRICE + COMPENSATION));
	});
}
