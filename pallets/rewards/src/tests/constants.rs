//! Which values genesis and the runtime's constants may have.

use super::*;

fn genesis(split: Split, epoch_length: Moment) {
	GenesisConfig::<Test> { split, epoch_length, ..Default::default() }.build_storage().unwrap();
}

#[test]
fn genesis_sets_split_and_length() {
	let config =
		GenesisConfig::<Test> { split: split(10, 60), epoch_length: 60_000, ..Default::default() };
	sp_io::TestExternalities::from(config.build_storage().unwrap()).execute_with(|| {
		assert_eq!(Rewards::split(), split(10, 60));
		System::set_block_number(1);
		Timestamp::set_timestamp(90_000);
		after(0);
		assert_eq!((epoch(), Current::<Test>::get().ends), (1, 120_000));
	});
}

#[test]
#[should_panic(expected = "rewards.split is outside the bounds")]
fn genesis_with_a_split_out_of_bounds_fails() {
	genesis(split(31, 40), DAY);
}

#[test]
#[should_panic(expected = "rewards.epochLength is zero")]
fn genesis_without_an_epochs_length_fails() {
	genesis(Split::DEFAULT, 0);
}

#[test]
fn constants_are_sound() {
	Rewards::integrity_test();
}

#[test]
#[should_panic(expected = "pool: least part above the greatest")]
fn constants_in_the_wrong_order_fail() {
	SplitBounds::set(Bounds { pool: Range::percent(60, 50), ..BOUNDS });
	Rewards::integrity_test();
}

#[test]
#[should_panic(expected = "nothing left of a share but the author's part")]
fn constants_that_give_all_to_the_author_fail() {
	SplitBounds::set(Bounds { author: Range::percent(0, 100), ..BOUNDS });
	Rewards::integrity_test();
}

#[test]
#[should_panic(expected = "default split outside the bounds")]
fn constants_that_exclude_the_default_fail() {
	SplitBounds::set(Bounds { treasury: Range::percent(0, 29), ..BOUNDS });
	Rewards::integrity_test();
}

#[test]
#[should_panic(expected = "time to claim: 1 to 100 epochs")]
fn constants_without_time_to_claim_fail() {
	ClaimEpochs::set(0);
	Rewards::integrity_test();
}

#[test]
#[should_panic(expected = "time to claim: 1 to 100 epochs")]
fn constants_with_too_much_time_to_claim_fail() {
	ClaimEpochs::set(101);
	Rewards::integrity_test();
}

#[test]
#[should_panic(expected = "records would cost nothing")]
fn constants_that_count_everything_fail() {
	LeastCounted::set(0);
	Rewards::integrity_test();
}
