use super::*;

/// ALICE has 400 counted in epoch 1, BOB 800, and 2,000 were donated. Epoch 2 is current.
fn with_rewards(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		donate(2_000);
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &BOB, 20_000);
		epochs(1);
		test();
	});
}

#[test]
fn claim_from_a_rich_pool_works() {
	with_rewards(|| {
		let (before, pot) = (free(&ALICE), free(&Rewards::pot()));
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_eq!(free(&ALICE) - before, 400);
		assert_eq!(pot - free(&Rewards::pot()), 400);
		assert_eq!(Owed::<Test>::get(), 800);
		assert_eq!(last_event(), Event::Claimed { contributor: ALICE, epoch: 1, amount: 400 });
	});
}

#[test]
fn claim_from_a_poor_pool_works() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &BOB, 20_000);
		epochs(1);
		// 250 + 500 less the pot's existential deposit, for a count of 1,200.
		let ended = Epochs::<Test>::get(1).unwrap();
		assert_eq!(ended, Ended { counted: 1_200, payable: 740, left: 740, unclaimed: 1_200 });
		let before = free(&ALICE);
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_eq!(free(&ALICE) - before, 246);
		let ended = Epochs::<Test>::get(1).unwrap();
		assert_eq!(ended, Ended { counted: 1_200, payable: 740, left: 494, unclaimed: 800 });
	});
}

#[test]
fn claim_by_the_last_works() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &BOB, 20_000);
		epochs(1);
		assert_eq!(Rewards::pool().available, 0);
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_ok!(Rewards::claim(signed(BOB), 1));
		// 246 and 493 of 740.
		assert_eq!(Rewards::pool().available, 1);
		assert_eq!((Owed::<Test>::get(), Epochs::<Test>::get(1)), (0, None));
	});
}

#[test]
fn claim_twice_fails() {
	with_rewards(|| {
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_of_one_who_sold_nothing_fails() {
	with_rewards(|| {
		assert_noop!(Rewards::claim(signed(DONOR), 1), Error::<Test>::NothingToClaim);
		assert_noop!(Rewards::claim(signed(SPONSOR), 1), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_of_an_epoch_that_runs_or_comes_fails() {
	with_rewards(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		assert_noop!(Rewards::claim(signed(ALICE), 2), Error::<Test>::EpochNotOver);
		assert_noop!(Rewards::claim(signed(ALICE), 3), Error::<Test>::EpochNotOver);
	});
}

#[test]
fn claim_in_the_last_epoch_works_and_one_later_fails() {
	with_rewards(|| {
		// Epoch 2 is current; the last in which epoch 1 can be claimed is 1 + CLAIMABLE.
		epochs(CLAIMABLE - 1);
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		epochs(1);
		assert_noop!(Rewards::claim(signed(BOB), 1), Error::<Test>::ClaimPeriodOver);
	});
}

#[test]
fn claim_from_an_empty_pool_fails() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 360);
		epochs(1);
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::PoolWasEmpty);
		// Too late: a donation changes nothing.
		donate(1_000);
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::PoolWasEmpty);
	});
}

#[test]
fn claim_that_rounds_to_nothing_fails() {
	ExtBuilder::default().build_and_execute(|| {
		// The pool has 12 for 8 + 400,000.
		assert_ok!(Rewards::set_split(RuntimeOrigin::root(), split(20, 30)));
		trade(&SPONSOR, &ALICE, 200);
		BlockAuthor::set(None);
		Rewards::settled(&BOB, 500_000);
		donate(22);
		epochs(1);
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::RewardTooSmall);
	});
}

/// The account was emptied after its contribution was paid.
#[test]
fn claim_below_the_existential_deposit_without_an_account_fails() {
	ExtBuilder::default().build_and_execute(|| {
		donate(1_000);
		trade(&SPONSOR, &NOBODY, 200);
		let all = Balances::transfer_all(signed(NOBODY), BOB, false);
		assert_ok!(all);
		epochs(1);
		assert_eq!(Rewards::rewards(NOBODY)[0].reward, Some(8));
		assert_noop!(Rewards::claim_for(signed(BOB), NOBODY, 1), Error::<Test>::RewardTooSmall);
		// The reward alone is two units below the existential deposit; an existing account receives
		// it.
		assert_ok!(Balances::transfer_allow_death(signed(BOB), NOBODY, ED));
		assert_ok!(Rewards::claim_for(signed(BOB), NOBODY, 1));
		assert_eq!(free(&NOBODY), ED + 8);
	});
}

#[test]
fn claim_of_the_existential_deposit_without_an_account_works() {
	ExtBuilder::default().build_and_execute(|| {
		donate(1_000);
		// A share of 13, of which 3 go to the author.
		trade(&SPONSOR, &NOBODY, 260);
		assert_ok!(Balances::transfer_all(signed(NOBODY), BOB, false));
		epochs(1);
		assert_ok!(Rewards::claim_for(signed(BOB), NOBODY, 1));
		assert_eq!(free(&NOBODY), ED);
	});
}

#[test]
fn claim_by_root_or_nobody_fails() {
	with_rewards(|| {
		assert_noop!(Rewards::claim(RuntimeOrigin::root(), 1), BadOrigin);
		assert_noop!(Rewards::claim(RuntimeOrigin::none(), 1), BadOrigin);
	});
}
