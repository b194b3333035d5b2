//! Who is drawn, and by which block's hash.

use super::*;
use crate::draw::Drawn;
use codec::Encode;
use epione_primitives::{
	traits::ArbiterPool, Attributes, Role, Roles, MAX_FORMER_ACCREDITORS, SECOND,
};
use sp_io::hashing::blake2_256;
use std::collections::BTreeMap;

fn nobody_is_drawn_for(id: DisputeId) {
	assert_ok!(advance(id));
	assert!(events().contains(&Event::NobodyDrawn { dispute: id }));
	assert!(matches!(stage_of(id), Stage::Panel { .. }));
}

fn stage_of(id: DisputeId) -> StageOf<Test> {
	crate::Disputes::<Test>::get(id).unwrap().stage
}

/// Who is drawn for dispute 0 by the `n`th of many lots.
fn drawn_by(n: u32, silent: Option<&AccountId>) -> Drawn<AccountId> {
	let dispute = crate::Disputes::<Test>::get(0).unwrap();
	Disputes::draw(0, &dispute, blake2_256(&n.to_be_bytes()).into(), silent)
}

/// How often each is drawn by 4,000 lots.
fn frequencies(silent: Option<&AccountId>) -> BTreeMap<AccountId, u32> {
	let mut drawn = BTreeMap::<AccountId, u32>::new();
	for n in 0..4_000 {
		let Drawn::Arbiter(who, _) = drawn_by(n, silent) else { panic!("nobody by lot {n}") };
		*drawn.entry(who).or_default() += 1;
	}
	drawn
}

/// Candidates of one accreditor in the order of the draw for dispute 0.
fn in_order(mut candidates: Vec<AccountId>) -> Vec<AccountId> {
	let lot = System::block_hash(u64::from(stage_of(0).draws_at().unwrap()));
	candidates.sort_by_key(|who| (lot, 0u32, who).using_encoded(blake2_256));
	candidates
}

/// Another account, with enough for an evidence key.
fn another(n: u8) -> AccountId {
	let who = AccountId::new([n, 7, 7, 7].repeat(8).try_into().unwrap());
	assert_ok!(Balances::transfer_keep_alive(signed(NOBODY), who.clone(), 1_000));
	who
}

/// Makes `who` an arbiter until then, without an evidence key.
fn arbiter_until(who: AccountId, until: Moment) {
	let (court, role) = (signed(COURT), Role::Arbiter);
	assert_ok!(Credentials::issue(court, who, role, until, Attributes::NONE, [7; 32]));
}

fn revoke(who: &AccountId) {
	let reason = pallet_credentials::RevocationReason::RoleEnded;
	assert_ok!(Credentials::revoke(signed(COURT), who.clone(), Role::Arbiter, reason));
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
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		let drawn = frequencies(Some(&judge(0)));
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
fn draw_gives_no_accreditor_more_weight_for_accrediting_more() {
	ExtBuilder { judges: 2, ..Default::default() }.build_and_execute(|| {
		assert_ok!(Credentials::appoint(root(), NOBODY, Roles::ALL));
		for n in 0..20 {
			arbiter(another(n), NOBODY);
		}
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		let drawn = frequencies(None);
		assert_eq!(drawn.len(), 22);
		// One in two falls on COURT, and one in four on each of its two. Six standard deviations.
		for n in 0..2 {
			let count = drawn[&judge(n)];
			assert!((836..1_164).contains(&count), "{count} times");
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
		for n in 0..100 {
			assert_eq!(drawn_by(n, None), Drawn::Arbiter(judge(0), [5; 32]));
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
		for n in 0..2 {
			assert_ok!(open([delivered(ALICE, n)], Reason::Duplicate));
		}
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
		// A key that comes before the draw comes in time: it is its own place that it takes.
		assert_ok!(Disputes::set_evidence_key(signed(judge(0)), [6; 32]));
		assert_ok!(advance(1));
		assert_eq!(arbiter_of(1), Some(judge(0)));
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
		assert_eq!((Credentials::listed(), phase_of(0)), (MAX_PICKS, Some(Phase::Drawing)));
		nobody_is_drawn_for(0);
		assert_eq!(Credentials::listed(), 0);
	});
}

/// Seventy arbiters, and a dispute whose lot is known.
fn with_a_long_list(test: impl FnOnce(Vec<AccountId>)) {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		let all: Vec<_> = (0..70).map(another).collect();
		for who in &all {
			arbiter(who.clone(), COURT);
		}
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		test(all);
	});
}

fn left() -> Option<u32> {
	Scans::<Test>::get(0).map(|scan| scan.left)
}

#[test]
fn draw_from_a_long_list_takes_several_steps() {
	with_a_long_list(|all| {
		let first = in_order(all.clone()).remove(0);
		for (step, rest) in [Some(38), Some(6), None].into_iter().enumerate() {
			assert_ok!(advance(0));
			assert_eq!(left(), rest);
			assert_eq!(arbiter_of(0).is_some(), rest.is_none());
			assert_ok!(Disputes::do_try_state());
			// Whoever leaves in between, the last takes its number.
			let other = all.iter().skip(step * 2).find(|who| **who != first).unwrap();
			revoke(other);
		}
		assert_eq!(arbiter_of(0), Some(first));
	});
	with_a_long_list(|all| {
		idle();
		assert_eq!(phase_of(0), Some(Phase::Deciding), "in one block's idle time");
		assert_eq!(left(), None);
		assert!(all.contains(&arbiter_of(0).unwrap()));
	});
}

#[test]
fn draw_begins_anew_if_its_first_is_lost() {
	with_a_long_list(|all| {
		assert_ok!(advance(0));
		assert_ok!(advance(0));
		assert_eq!(left(), Some(6));
		let lost = Scans::<Test>::get(0).and_then(|scan| scan.first).unwrap();
		revoke(&lost);
		let next = in_order(all.into_iter().filter(|who| *who != lost).collect()).remove(0);
		assert_ok!(advance(0));
		assert_eq!(left(), Some(69 - MAX_PICKS));
		assert_ok!(advance(0));
		assert_ok!(advance(0));
		assert_eq!((left(), arbiter_of(0)), (None, Some(next)));
	});
}

#[test]
fn draw_of_several_steps_keeps_its_lot() {
	with_a_long_list(|all| {
		let first = in_order(all).remove(0);
		assert_ok!(advance(0));
		// By now another block's hash would count.
		blocks(HASHES as u32);
		assert_ok!(advance(0));
		assert_ok!(advance(0));
		assert_eq!(arbiter_of(0), Some(first));
	});
}

/// Who is drawn if somebody does this once the lot is known. Besides the four arbiters, three are
/// listed whose credentials are over, and a second dispute waits for the same draw.
fn drawn_although(meddle: impl FnOnce()) -> AccountId {
	let mut drawn = None;
	run(|| {
		for n in 0..3 {
			arbiter_until(another(n), START + SECOND);
		}
		assert_ok!(Credentials::appoint(root(), NOBODY, Roles::ALL));
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		assert_ok!(open([delivered(BOB, 2)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		meddle();
		assert_ok!(advance(0));
		drawn = arbiter_of(0);
	});
	drawn.expect("somebody is drawn")
}

fn expired(n: u8) -> AccountId {
	AccountId::new([n, 7, 7, 7].repeat(8).try_into().unwrap())
}

#[test]
fn clearing_after_the_lot_is_known_changes_no_draw() {
	let first = drawn_although(|| {});
	let orders: [&[u8]; 15] = [
		&[0],
		&[1],
		&[2],
		&[0, 1],
		&[1, 0],
		&[0, 2],
		&[2, 0],
		&[1, 2],
		&[2, 1],
		&[0, 1, 2],
		&[0, 2, 1],
		&[1, 0, 2],
		&[1, 2, 0],
		&[2, 0, 1],
		&[2, 1, 0],
	];
	for order in orders {
		let drawn = drawn_although(|| {
			for n in order {
				assert_ok!(Credentials::clear(signed(NOBODY), expired(*n), Role::Arbiter));
			}
		});
		assert_eq!(drawn, first, "after {order:?} were cleared");
	}
}

#[test]
fn nothing_that_others_do_after_the_lot_is_known_changes_a_draw() {
	let first = drawn_although(|| {});
	let others: Vec<_> = (0..4).map(judge).filter(|who| *who != first).collect();
	for more in 1..8 {
		// By any accreditor, one without arbiters so far included; each with an evidence key.
		for by in [COURT, NOBODY] {
			let drawn = drawn_although(|| {
				for n in 0..more {
					arbiter(another(100 + n), by.clone());
				}
			});
			assert_eq!(drawn, first, "after {more} were accredited");
		}
	}
	for n in 0..3 {
		let drawn = drawn_although(|| {
			let until = START + 100 * DAY;
			let origin = signed(COURT);
			assert_ok!(Credentials::renew(origin, expired(n), Role::Arbiter, until));
			assert_ok!(Disputes::set_evidence_key(signed(expired(n)), [8; 32]));
		});
		assert_eq!(drawn, first, "after another was renewed");
	}
	for who in &others {
		assert_eq!(drawn_although(|| revoke(who)), first, "after another was revoked");
		let drawn = drawn_although(|| {
			revoke(who);
			accredit(who.clone(), Role::Arbiter, COURT);
		});
		assert_eq!(drawn, first, "after another was accredited anew");
		let drawn = drawn_although(|| {
			assert_ok!(Disputes::remove_evidence_key(signed(who.clone())));
		});
		assert_eq!(drawn, first, "after another removed its key");
	}
	// The other dispute's draw takes the void ones off the list.
	let drawn = drawn_although(|| {
		assert_ok!(advance(1));
		assert_eq!(Credentials::listed(), 4);
	});
	assert_eq!(drawn, first);
}

#[test]
fn draw_takes_the_next_if_the_first_is_none_any_more_and_the_panel_after_the_last() {
	let mut found = Vec::new();
	for _ in 0..4 {
		run(|| {
			assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
			blocks(DRAW_DELAY + 1);
			let order = in_order((0..4).map(judge).collect());
			found.iter().for_each(revoke);
			assert_ok!(advance(0));
			let next = arbiter_of(0).unwrap();
			assert_eq!(Some(&next), order.get(found.len()));
			found.push(next);
		});
	}
	run(|| {
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		found.iter().for_each(revoke);
		nobody_is_drawn_for(0);
	});
}

#[test]
fn draw_never_takes_who_became_an_arbiter_after_the_opening() {
	ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
		// Its credential is over when the dispute is opened, and renewed later.
		arbiter_until(judge(1), START + SECOND);
		assert_ok!(Disputes::set_evidence_key(signed(judge(1)), [6; 32]));
		next_block();
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		// In the block of the opening nobody knows the lot.
		arbiter(judge(2), COURT);
		next_block();
		let (until, role) = (START + 100 * DAY, Role::Arbiter);
		assert_ok!(Credentials::renew(signed(COURT), judge(1), role, until));
		arbiter(judge(3), COURT);
		// It held a credential at the opening, but not this one.
		revoke(&judge(0));
		accredit(judge(0), role, COURT);
		for n in 0..100 {
			assert_eq!(drawn_by(n, None), Drawn::Arbiter(judge(2), [5; 32]));
		}
	});
}

#[test]
fn draw_goes_by_the_associations_at_the_opening() {
	ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
		arbiter(judge(1), ACC);
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		// ACC erases that it accredited the sponsor, and COURT accredits the subject unasked.
		let reason = pallet_credentials::RevocationReason::HolderRequest;
		let role = Role::Researcher;
		assert_ok!(Credentials::revoke(signed(ACC), SPONSOR, role, reason));
		assert_ok!(Credentials::clear(signed(SPONSOR), SPONSOR, role));
		accredit(ALICE, Role::Clinician, COURT);
		for n in 0..100 {
			assert_eq!(drawn_by(n, None), Drawn::Arbiter(judge(0), [5; 32]));
		}
		// A dispute from before exclusions were recorded goes by what there is now.
		Exclusions::<Test>::remove(0);
		for n in 0..100 {
			assert_eq!(drawn_by(n, None), Drawn::Nobody);
		}
	});
}

/// F13 of the audit: between the delivery and the opening nobody gets rid of an association,
/// neither by clearing it nor by another accreditor's taking its place.
#[test]
fn draw_goes_by_the_associations_at_the_delivery() {
	let erase: [fn(); 2] = [
		|| {
			assert_ok!(Credentials::clear(signed(SPONSOR), SPONSOR, Role::Researcher));
		},
		|| accredit(SPONSOR, Role::Researcher, NOBODY),
	];
	for erase in erase {
		ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
			assert_ok!(Credentials::appoint(root(), NOBODY, Roles::ALL));
			arbiter(judge(1), ACC);
			let contribution = delivered(ALICE, 1);
			let reason = pallet_credentials::RevocationReason::HolderRequest;
			assert_ok!(Credentials::revoke(signed(ACC), SPONSOR, Role::Researcher, reason));
			erase();
			assert_ok!(open([contribution], Reason::Duplicate));
			for n in 0..100 {
				assert_eq!(drawn_by(n, None), Drawn::Arbiter(judge(0), [5; 32]));
			}
		});
	}
}

#[test]
fn draw_takes_colleagues_of_an_arbiter_that_contributed() {
	run(|| {
		assert_ok!(open([delivered(judge(0), 1)], Reason::Duplicate));
		let drawn = frequencies(None);
		assert_eq!(drawn.into_keys().collect::<Vec<_>>(), [judge(1), judge(2), judge(3)]);
	});
}

#[test]
fn draw_never_takes_who_accredited_an_arbiter_that_contributed() {
	ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
		assert_ok!(Credentials::appoint(root(), NOBODY, Roles::ALL));
		arbiter(COURT, NOBODY);
		assert_ok!(open([delivered(judge(0), 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		nobody_is_drawn_for(0);
	});
}

#[test]
fn an_exclusion_has_room_for_everybody() {
	assert_eq!(MAX_PARTIES, MAX_CONTRIBUTIONS + 1);
	let other_roles = Role::ALL.len() as u32 - 1;
	assert_eq!(MAX_ACCREDITORS, MAX_PARTIES * (other_roles + MAX_FORMER_ACCREDITORS));
	assert_eq!(MAX_COURTS, MAX_PARTIES * (1 + MAX_FORMER_ACCREDITORS));
}
