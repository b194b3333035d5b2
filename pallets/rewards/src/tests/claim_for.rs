use super::*;

#[test]
fn claim_for_works() {
	ExtBuilder::default().build_and_execute(|| {
		donate(2_000);
		trade(&SPONSOR, &ALICE, 10_000);
		epochs(1);
		let (alice, bob) = (free(&ALICE), free(&BOB));
		assert_ok!(Rewards::claim_for(signed(BOB), ALICE, 1));
		assert_eq!((free(&ALICE) - alice, free(&BOB)), (400, bob));
		assert_eq!(last_event(), Event::Claimed { contributor: ALICE, epoch: 1, amount: 400 });
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_for_fails() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		let claim = |who, epoch| Rewards::claim_for(signed(BOB), who, epoch);
		assert_noop!(claim(ALICE, 1), Error::<Test>::EpochNotOver);
		epochs(1);
		assert_noop!(claim(BOB, 1), Error::<Test>::NothingToClaim);
		epochs(CLAIMABLE);
		assert_noop!(claim(ALICE, 1), Error::<Test>::ClaimPeriodOver);
	});
}

#[test]
fn claim_for_by_root_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Rewards::claim_for(RuntimeOrigin::root(), ALICE, 1), BadOrigin);
	});
}
