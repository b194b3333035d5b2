//! Who is drawn, and by which block's hash.

use super::*;
use epione_primitives::{traits::ArbiterPool, Attributes, Role, Roles};
use std::collections::BTreeMap;

fn nobody_is_drawn_for(id: DisputeId) {
	assert_ok!(advance(id));
	assert!(events().contains(&Event::NobodyDrawn { dispute: id }));
}

#[test]
fn draw_waits_for_its_block() {
	run(|| {
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		// The hash of the draw's block is known only in the following block.
		blocks(DRAW_DELAY);
		assert_noop!(advance(0), Error::<Test>::NothingDue);
		idle();
		assert_eq!(phase_of(0), Some(Phase::Drawing));
		next_block();
		assert_ok!(advance(0));
		let arbiter = arbiter_of(0).unwrap();
		assert_eq!(
			last_event(),
			Event::ArbiterDrawn {
				dispute: 0,
				arbiter,
				key: [5; 32],
				decides_by: pallet_timestamp::Now::<Test>::get() + DEFAULT_PERIODS.decide,
			}
		);
	});
}

#[test]
fn draw_is_the_same_whoever_orders_it_and_when() {
	let drawn_after = |late: u32, by_the_chain: bool| {
		let mut found = None;
		run(|| {
			assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
			blocks(DRAW_DELAY + 1 + late);
			if by_the_chain {
				idle();
			} else {
				assert_ok!(advance(0));
			}
			found = arbiter_of(0);
		});
		found.unwrap()
	};
	let first = drawn_after(0, true);
	for late in 0..HASHES as u32 {
		assert_eq!(drawn_after(late, late % 2 == 0), first);
	}
}

#[test]
fn draw_after_the_hash_is_gone_goes_by_one_later_block() {
	run(|| {
		let block = System::block_number() as u32 + DRAW_DELAY;
		let kept = HASHES as u32;
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		assert_eq!(Disputes::lot_block(block), None);
		for now in block + 1..block + 5 * kept {
			System::set_block_number(now.into());
			let lot = Disputes::lot_block(block).unwrap();
			// Known, kept at this moment, and the only such block of its row.
			assert!(lot < now && lot + kept >= now, "{lot} at {now}");
			assert_eq!((lot - block) % kept, 0);
		}
	});
	run(|| {
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(7 * HASHES as u32);
		assert_ok!(advance(0));
		assert_eq!(phase_of(0), Some(Phase::Deciding));
	});
}

#[test]
fn draw_reaches_every_eligible_one_with_the_same_chance() {
	run(|| {
		let one = delivered(ALICE, 1);
		assert_ok!(open([one], Reason::Duplicate));
		let dispute = crate::Disputes::<Test>::get(0).unwrap();
		let mut drawn = BTreeMap::<AccountId, u32>::new();
		for n in 0..4_000u32 {
			let lot = sp_io::hashing::blake2_256(&n.to_be_bytes()).into();
			let (who, _) = Disputes::pick(0, &dispute, lot, Some(&judge(0))).unwrap();
			*drawn.entry(who).or_default() += 1;
		}
		assert!(!drawn.contains_key(&judge(0)), "who was silent is not drawn again");
		assert_eq!(drawn.len(), 3);
		// Six standard deviations. Walking on from a skipped arbiter would give its neighbour twice
		// as many.
		for (who, count) in drawn {
			assert!((1_154..1_513).contains(&count), "{who:?} {count} times");
		}
	});
}

#[test]
fn draw_never_takes_a_party() {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		// Sponsor and subject are the only arbiters.
		arbiter(SPONSOR, COURT);
		assert_ok!(Balances::transfer_keep_alive(signed(NOBODY), ALICE, 10_000));
		arbiter(ALICE, COURT);
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
	});
}

#[test]
fn draw_never_takes_an_arbiter_of_the_sponsors_accreditor() {
	ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
		arbiter(judge(1), ACC);
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		let dispute = crate::Disputes::<Test>::get(0).unwrap();
		for n in 0..100u32 {
			let lot = sp_io::hashing::blake2_256(&n.to_be_bytes()).into();
			assert_eq!(Disputes::pick(0, &dispute, lot, None).unwrap().0, judge(0));
		}
	});
}

#[test]
fn draw_never_takes_an_arbiter_of_a_subjects_accreditor() {
	ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
		// The court accredited a subject as a clinician; whether the credential is valid does not
		// matter.
		accredit(ALICE, Role::Clinician, COURT);
		assert_ok!(open([delivered(BOB, 2), delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
	});
}

#[test]
fn draw_never_takes_who_accredited_a_party_or_was_accredited_by_one() {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		// The sponsor's accreditor is itself an arbiter.
		arbiter(ACC, COURT);
		// The sponsor is an accreditor too, and accredited an arbiter.
		assert_ok!(Credentials::appoint(root(), SPONSOR, Roles::ALL));
		arbiter(judge(0), SPONSOR);
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
	});
}

#[test]
fn draw_never_takes_who_has_no_evidence_key() {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		accredit(judge(0), Role::Arbiter, COURT);
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
		assert_ok!(Disputes::set_evidence_key(signed(judge(0)), [6; 32]));
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(0));
		assert_eq!(arbiter_of(0), Some(judge(0)));
	});
}

#[test]
fn draw_prunes_what_is_void() {
	run(|| {
		arbiter(NOBODY, ACC);
		assert_ok!(Credentials::dismiss(root(), COURT));
		assert_eq!(Credentials::listed(), 5);
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
		// The one accredited by the sponsor's accreditor is left, and none of the dismissed one's.
		assert_eq!(Credentials::listed(), 1);
		assert_eq!(Credentials::nth(0), Some(NOBODY));
	});
}

#[test]
fn draw_looks_at_a_bounded_number() {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		for n in 0..2 * MAX_PICKS as u8 {
			let until = START + 100 * DAY;
			let who = AccountId::new([n + 20, 7, 7, 7].repeat(8).try_into().unwrap());
			let role = Role::Arbiter;
			let origin = signed(COURT);
			assert_ok!(Credentials::issue(origin, who, role, until, Attributes::NONE, [7; 32]));
		}
		assert_ok!(Credentials::dismiss(root(), COURT));
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(0));
		assert_eq!(Credentials::listed(), MAX_PICKS);
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(0));
		assert_eq!(Credentials::listed(), 0);
	});
}

#[test]
fn draw_that_finds_nobody_twice_pays_the_participant() {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		arbiter(judge(0), ACC);
		let one = delivered(ALICE, 1);
		assert_ok!(open([one.clone()], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		idle();
		let draws_at = System::block_number() as u32 + DRAW_DELAY;
		assert_eq!(last_event(), Event::DrawnAgain { dispute: 0, draws_at });
		blocks(DRAW_DELAY + 1);
		idle();
		assert_eq!(last_event(), Event::DisputeEnded { dispute: 0 });
		assert_eq!(state_of(&one), ledger::State::Settled);
		assert_eq!(free(&ALICE), PRICE);
		// Nobody was found wrong.
		assert_eq!(wealth(&SPONSOR), RICH - PRICE);
	});
}
