use super::*;

#[test]
fn settle_pays_when_the_window_is_over_works() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		let before = free(&ALICE);
		pass(WINDOW - 1);
		assert_noop!(settle(study, ALICE, dataset), Error::<Test>::WindowStillOpen);
		pass(1);
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
		assert_eq!(free(&PROTOCOL), ED + SHARE);
		assert_eq!(
			last_event(),
			Event::Settled {
				holder: Grantee::Study(study),
				subject: ALICE,
				dataset,
				paid: REWARD - SHARE,
				protocol_share: SHARE,
			}
		);
		let ledger = record(study);
		assert_eq!((ledger.owed, ledger.reserved, ledger.unsettled), (0, DEPOSIT, 0));
		assert_eq!(ledger.accepted, 1, "it still counts against the cap");
		let part = Participations::<Test>::get(Grantee::Study(study), ALICE);
		assert_eq!((part.settled, part.paid, part.pending), (1, REWARD - SHARE, 0));
		assert_noop!(settle(study, ALICE, dataset), Error::<Test>::NotDelivered);
	});
}

#[test]
fn settle_of_what_is_not_delivered_fails() {
	run(|| {
		let study = open();
		assert_noop!(settle(study, ALICE, [1; 32]), Error::<Test>::ContributionNotFound);
		let (dataset, _) = committed(study, ALICE, 1);
		pass(WINDOW);
		assert_noop!(settle(study, ALICE, dataset), Error::<Test>::NotDelivered);
	});
}

#[test]
fn settle_pays_an_account_that_does_not_exist_yet_works() {
	run(|| {
		// The lowest possible reward.
		let study = open_with(Terms { reward: 11, ..terms() }, BUDGET);
		let (dataset, _) = delivered(study, CHARLIE, 1);
		pass(WINDOW);
		assert_ok!(settle(study, CHARLIE, dataset));
		assert_eq!(free(&CHARLIE), ED);
	});
}

#[test]
fn settle_after_the_subject_has_revoked_works() {
	run(|| {
		let study = open();
		let (dataset, grant) = delivered(study, ALICE, 1);
		withdraw(grant, Denial::Revoked);
		pass(WINDOW);
		let before = free(&ALICE);
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
	});
}

#[test]
fn settle_gives_back_what_was_tombstoned_before_works() {
	run(|| {
		let study = open();
		let (kept, _) = delivered(study, ALICE, 1);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, kept));
		let before = free(&ALICE);
		let (stoned, _) = delivered(study, ALICE, 2);
		let (other, _) = delivered(study, ALICE, 3);
		tombstone(ALICE, stoned);
		// Tombstoning something that is already paid takes nothing back.
		tombstone(ALICE, kept);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, stoned));
		assert_eq!(
			last_event(),
			Event::Forfeited {
				holder: Grantee::Study(study),
				subject: ALICE,
				dataset: stoned,
				refunded: REWARD,
			}
		);
		assert_eq!(status(study, ALICE, stoned), Status::Voided);
		assert_eq!(free(&ALICE), before);
		// Only that record goes: the subject still participates.
		assert_ok!(settle(study, ALICE, other));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
		let part = Participations::<Test>::get(Grantee::Study(study), ALICE);
		assert_eq!((part.settled, part.delivered, part.pending), (2, 0, 0));
		assert_eq!((part.lapsed, part.barred), (1, false));
		let ledger = record(study);
		assert_eq!((ledger.owed, ledger.accepted, ledger.unsettled), (0, 2, 0));
		// A voided contribution is neither contributed again nor settled twice.
		assert_noop!(settle(study, ALICE, stoned), Error::<Test>::NotDelivered);
		committed(study, ALICE, 4);
	});
}

#[test]
fn settle_notifies_of_the_protocols_share_works() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(world(|w| w.shares.clone()), [(ALICE, SHARE)].into());
		// If the protocol receives nothing, nobody is notified.
		assert_ok!(Balances::transfer_all(signed(PROTOCOL), BOB, false));
		let cheap = open_with(Terms { reward: 50, ..terms() }, BUDGET);
		let (dataset, _) = delivered(cheap, BOB, 1);
		pass(WINDOW);
		assert_ok!(settle(cheap, BOB, dataset));
		assert_eq!(world(|w| w.shares.clone()), [(ALICE, SHARE)].into());
	});
}

#[test]
fn settle_without_the_protocols_account_works() {
	run(|| {
		let study = open_with(Terms { reward: 50, ..terms() }, BUDGET);
		let (dataset, _) = delivered(study, ALICE, 1);
		assert_ok!(Balances::transfer_all(signed(PROTOCOL), BOB, false));
		pass(WINDOW);
		let before = free(&ALICE);
		// 5 is below the existential deposit, so an account without money cannot receive it.
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(free(&ALICE), before + 50);
		assert!(matches!(last_event(), Event::Settled { paid: 50, protocol_share: 0, .. }));
	});
}

#[test]
fn settle_by_itself_in_order_works() {
	run(|| {
		let study = open();
		let (of_alice, _) = delivered(study, ALICE, 1);
		pass(1_000);
		let (of_bob, _) = delivered(study, BOB, 1);
		pass(WINDOW - 3_000);
		block(1_999);
		assert_eq!(status(study, ALICE, of_alice), Status::Delivered);
		block(1);
		assert_eq!(status(study, ALICE, of_alice), Status::Settled);
		assert_eq!(status(study, BOB, of_bob), Status::Delivered);
		block(1_000);
		assert_eq!(status(study, BOB, of_bob), Status::Settled);
	});
}

#[test]
fn settle_by_itself_keeps_to_the_weight_works() {
	run(|| {
		let study = open();
		for subject in [ALICE, BOB, CHARLIE] {
			delivered(study, subject, 1);
		}
		pass(WINDOW);
		let settled =
			|| Contributions::<Test>::iter_values().filter(|c| c.status == Status::Settled).count();
		let each =
			<() as WeightInfo>::settle().max(crate::acts::outcome::weight_of_lapse::<Test>());
		let peek = <() as WeightInfo>::peek();
		let idle = |weight: Weight| {
			let used = Studies::on_idle(1, weight);
			assert!(used.all_lte(weight), "{used} of {weight}");
		};
		idle(Weight::zero());
		idle(peek);
		idle((each + peek) - Weight::from_parts(1, 0));
		assert_eq!(settled(), 0);
		idle(each + peek);
		assert_eq!(settled(), 1);
		idle((each + peek) * 2);
		assert_eq!(settled(), 3);
		assert_eq!(Agenda::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn settle_by_itself_after_one_that_cannot_be_done_works() {
	run(|| {
		let study = open();
		let (bad, _) = delivered(study, ALICE, 1);
		pass(1);
		let (good, _) = delivered(study, BOB, 1);
		pass(WINDOW);
		// The state is corrupted on purpose: the pot is short of Alice's reward.
		let pot = pot_of(study);
		let all = free(&pot);
		let short = ED + REWARD / 2;
		<Balances as Mutate<_>>::transfer(&pot, &BOARD, all - short, Preservation::Preserve)
			.unwrap();
		block(1);
		assert_eq!(status(study, ALICE, bad), Status::Delivered);
		assert_eq!(Agenda::<Test>::iter_keys().count(), 0);
		// A call of `settle` works as soon as the money is back.
		<Balances as Mutate<_>>::transfer(&BOARD, &pot, all - short, Preservation::Preserve)
			.unwrap();
		assert_ok!(settle(study, ALICE, bad));
		assert_ok!(settle(study, BOB, good));
	});
}
