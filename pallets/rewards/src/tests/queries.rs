use super::*;

#[test]
fn queries_return_what_can_be_claimed_and_what_is_counted() {
	ExtBuilder::default().build_and_execute(|| {
		// The pot: 10 + 250 + 500 for epoch 1.
		donate(ED);
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &BOB, 20_000);
		epochs(2);
		trade(&SPONSOR, &ALICE, 20_000);
		let info = |epoch, counted, reward| RewardInfo { epoch, counted, reward };
		assert_eq!(Rewards::rewards(ALICE), [info(1, 400, Some(250)), info(3, 800, None)]);
		assert_eq!(Rewards::rewards(DONOR), []);
		assert_eq!(
			Rewards::pool(),
			PoolInfo {
				pot: Rewards::pot(),
				epoch: 3,
				ends: (FIRST_DAY + 3) * DAY,
				counted: 800,
				available: 500,
				owed: 750,
				claimable_from: 0,
			}
		);
		assert_eq!(Rewards::epoch(1).unwrap().payable, 750);
		assert_eq!(Rewards::epoch(2), None);

		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_eq!(Rewards::rewards(ALICE), [info(3, 800, None)]);
		// Expired, though not yet cleaned.
		epochs(CLAIMABLE);
		assert_eq!(Rewards::rewards(BOB), []);
		assert_eq!(Counted::<Test>::get(1, BOB), Some(800));
	});
}

#[test]
fn queries_return_a_reward_of_zero_where_the_pool_was_empty() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 360);
		epochs(1);
		assert_eq!(
			Rewards::rewards(ALICE),
			[RewardInfo { epoch: 1, counted: 14, reward: Some(0) }]
		);
	});
}
