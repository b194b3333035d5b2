//! How epochs end and expire.

use super::*;

#[test]
fn an_epoch_ends_with_the_first_block_after_its_day() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!((epoch(), Current::<Test>::get().ends), (1, (FIRST_DAY + 1) * DAY));
		after(DAY / 2 - 1);
		assert_eq!(epoch(), 1);
		after(1);
		assert_eq!((epoch(), Current::<Test>::get().ends), (2, (FIRST_DAY + 2) * DAY));
		after(DAY - 1);
		assert_eq!(epoch(), 2);
	});
}

#[test]
fn no_epoch_ends_in_the_first_block_before_which_there_is_no_time() {
	let storage = GenesisConfig::<Test>::default().build_storage().unwrap();
	sp_io::TestExternalities::from(storage).execute_with(|| {
		assert_eq!(Rewards::on_initialize(1), <() as WeightInfo>::look_at_clock());
		assert_eq!(epoch(), 0);
		Timestamp::set_timestamp(FIRST_DAY * DAY);
		Rewards::on_initialize(2);
		assert_eq!(epoch(), 1);
	});
}

#[test]
fn an_epoch_says_what_it_pays_and_what_rolls_over() {
	ExtBuilder::default().build_and_execute(|| {
		donate(1_000 + ED);
		trade(&SPONSOR, &ALICE, 10_000);
		epochs(1);
		assert_eq!(
			last_event(),
			Event::EpochEnded { epoch: 1, counted: 400, payable: 400, rolled_over: 850 }
		);
		assert_eq!((Rewards::pool().available, Rewards::pool().owed), (850, 400));
		// A quiet day: nothing is written, and everything rolls over.
		epochs(1);
		assert_eq!(
			last_event(),
			Event::EpochEnded { epoch: 2, counted: 0, payable: 0, rolled_over: 850 }
		);
		assert_eq!(Epochs::<Test>::get(2), None);
	});
}

#[test]
fn what_nobody_claims_is_in_the_pool_again() {
	ExtBuilder::default().build_and_execute(|| {
		donate(1_000 + ED);
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &BOB, 10_000);
		epochs(1);
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_eq!(Rewards::pool().available, 700);
		epochs(CLAIMABLE - 1);
		assert_eq!(Rewards::pool().available, 700);
		System::reset_events();
		epochs(1);
		assert_eq!(Rewards::pool().available, 1_100);
		assert_eq!(events()[0], Event::EpochExpired { epoch: 1, returned: 400 });
	});
}

#[test]
fn what_expires_can_be_paid_for_the_epoch_that_ends() {
	ExtBuilder::default().build_and_execute(|| {
		donate(ED);
		trade(&SPONSOR, &ALICE, 10_000);
		epochs(CLAIMABLE);
		// Epoch 1 expires when 1 + CLAIMABLE ends.
		trade(&SPONSOR, &BOB, 10_000);
		epochs(1);
		assert_eq!(Epochs::<Test>::get(1 + CLAIMABLE).unwrap().payable, 400);
		assert_eq!(Rewards::pool().available, 100);
	});
}

/// A month without a block costs nobody anything: it is one epoch.
#[test]
fn the_time_to_claim_does_not_run_while_the_chain_stands_still() {
	ExtBuilder::default().build_and_execute(|| {
		donate(1_000);
		trade(&SPONSOR, &ALICE, 10_000);
		after(30 * DAY);
		assert_eq!(epoch(), 2);
		after(30 * DAY + 1);
		assert_eq!((epoch(), Current::<Test>::get().ends), (3, (FIRST_DAY + 61) * DAY));
		assert_ok!(Rewards::claim(signed(ALICE), 1));
	});
}

#[test]
fn the_hook_says_what_it_did() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Rewards::on_initialize(2), <() as WeightInfo>::look_at_clock());
		Timestamp::set_timestamp(Timestamp::get() + DAY);
		assert_eq!(Rewards::on_initialize(3), <() as WeightInfo>::end_epoch());
	});
}
