use super::*;

fn set(author: u32, pool: u32) -> DispatchResult {
	Rewards::set_split(RuntimeOrigin::root(), split(author, pool))
}

#[test]
fn set_split_works() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Rewards::split(), Split::DEFAULT);
		assert_ok!(set(10, 70));
		assert_eq!(Rewards::split(), split(10, 70));
		assert_eq!(last_event(), Event::SplitSet { split: split(10, 70) });
	});
}

#[test]
fn set_split_on_each_bound_works_and_beyond_fails() {
	ExtBuilder::default().build_and_execute(|| {
		// Author 0 to 30, pool 30 to 80, treasury 10 to 50.
		for (author, pool) in [(0, 50), (30, 30), (30, 60), (20, 30), (10, 80), (0, 80)] {
			assert_ok!(set(author, pool));
		}
		assert_noop!(set(31, 40), Error::<Test>::AuthorPartOutOfBounds);
		assert_noop!(set(30, 29), Error::<Test>::PoolPartOutOfBounds);
		assert_noop!(set(5, 81), Error::<Test>::PoolPartOutOfBounds);
		assert_noop!(set(11, 80), Error::<Test>::TreasuryPartOutOfBounds);
		assert_noop!(set(0, 49), Error::<Test>::TreasuryPartOutOfBounds);
	});
}

#[test]
fn set_split_below_an_authors_least_part_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let author = Range::percent(5, 30);
		SplitBounds::set(Bounds { author, ..BOUNDS });
		assert_noop!(set(4, 60), Error::<Test>::AuthorPartOutOfBounds);
		assert_ok!(set(5, 60));
	});
}

#[test]
fn set_split_of_more_than_the_whole_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(50, 51), Error::<Test>::PartsExceedWhole);
		assert_noop!(set(100, 100), Error::<Test>::PartsExceedWhole);
	});
}

#[test]
fn set_split_by_anybody_else_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Rewards::set_split(signed(ALICE), split(10, 70)), BadOrigin);
	});
}
