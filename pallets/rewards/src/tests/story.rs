use super::*;

#[docify::export]
#[test]
fn a_days_data_is_bought_and_rewarded() {
	ExtBuilder::default().build_and_execute(|| {
		// 1. A fifth of a 5 % share goes to the author, half to the pool; four fifths are counted.
		trade(&SPONSOR, &ALICE, 1_000);
		trade(&SPONSOR, &BOB, 2_000);
		assert_eq!(Counted::<Test>::get(epoch(), ALICE), Some(40));
		assert_eq!(Counted::<Test>::get(epoch(), BOB), Some(80));

		// 2. The pool has 75 from the trades, less the pot's existential deposit, plus 25.
		donate(25);

		// 3. The day ends: 90 for a total count of 120.
		epochs(1);
		let (alice, bob) = (free(&ALICE), free(&BOB));
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_ok!(Rewards::claim_for(signed(DONOR), BOB, 1));
		assert_eq!((free(&ALICE) - alice, free(&BOB) - bob), (30, 60));

		// 4. A reward is paid once.
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::NothingToClaim);
		assert_eq!(Rewards::pool().available, 0);
	});
}
