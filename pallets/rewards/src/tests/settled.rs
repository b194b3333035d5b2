use super::*;

fn last() -> (Balance, Balance, Balance) {
	match last_event() {
		Event::ShareSplit { to_author, to_pool, counted, .. } => (to_author, to_pool, counted),
		other => panic!("{other:?}"),
	}
}

#[test]
fn settled_splits_the_share() {
	ExtBuilder::default().build_and_execute(|| {
		let (author, treasury) = (free(&AUTHOR), free(&PROTOCOL));
		trade(&SPONSOR, &ALICE, 10_000);
		assert_eq!(free(&AUTHOR) - author, 100);
		assert_eq!(free(&Rewards::pot()), 250);
		assert_eq!(free(&PROTOCOL) - treasury, 150);
		assert_eq!(Counted::<Test>::get(epoch(), ALICE), Some(400));
		assert_eq!(Current::<Test>::get().counted, 400);
		assert_eq!(
			last_event(),
			Event::ShareSplit {
				contributor: ALICE,
				share: 500,
				to_author: 100,
				to_pool: 250,
				counted: 400
			}
		);
	});
}

#[test]
fn settled_rounds_against_the_contributor() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 1_000);
		trade(&SPONSOR, &ALICE, 420);
		// A fifth of 21 is 4.2: 5 for the author, 10 for the pool.
		assert_eq!(last(), (5, 10, 16));
	});
}

#[test]
fn settled_adds_up_over_contributions() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &ALICE, 5_000);
		assert_eq!(Counted::<Test>::get(epoch(), ALICE), Some(600));
	});
}

#[test]
fn settled_of_nothing_does_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		Rewards::settled(&ALICE, 0);
		assert_eq!(events(), []);
		assert_eq!(Counted::<Test>::iter().count(), 0);
	});
}

#[test]
fn settled_counts_from_the_least_on() {
	ExtBuilder::default().build_and_execute(|| {
		// Of a share of 10, 8 are counted; of a share of 9, only 7 would be.
		trade(&SPONSOR, &ALICE, 200);
		assert_eq!(Counted::<Test>::get(epoch(), ALICE), Some(LEAST));
		trade(&SPONSOR, &BOB, 180);
		assert_eq!(last().2, 0);
		assert_eq!(Counted::<Test>::get(epoch(), BOB), None);
		// An existing record does not change that.
		trade(&SPONSOR, &ALICE, 180);
		assert_eq!(Counted::<Test>::get(epoch(), ALICE), Some(LEAST));
	});
}

#[test]
fn settled_without_author_leaves_its_part_in_the_treasury() {
	ExtBuilder::default().build_and_execute(|| {
		BlockAuthor::set(None);
		let treasury = free(&PROTOCOL);
		trade(&SPONSOR, &ALICE, 10_000);
		assert_eq!(last(), (0, 250, 400));
		assert_eq!(free(&PROTOCOL) - treasury, 250);
	});
}

#[test]
fn settled_with_an_author_that_cannot_be_paid_works() {
	ExtBuilder::default().build_and_execute(|| {
		BlockAuthor::set(Some(NOBODY));
		// 9 are below the existential deposit, 10 are not.
		trade(&SPONSOR, &ALICE, 900);
		assert_eq!(last(), (0, 22, 36));
		trade(&SPONSOR, &ALICE, 1_000);
		assert_eq!(last(), (10, 25, 40));
		assert_eq!(free(&NOBODY), 10);
	});
}

#[test]
fn settled_before_the_pot_exists_works() {
	ExtBuilder::default().build_and_execute(|| {
		// The pool's part is below the existential deposit: the treasury keeps it, but it is
		// counted all the same.
		trade(&SPONSOR, &ALICE, 360);
		assert_eq!(last(), (4, 0, 14));
		assert_eq!(free(&Rewards::pot()), 0);
	});
}

/// The share did not arrive. Settlements continue.
#[test]
fn settled_with_an_empty_protocol_account_works() {
	ExtBuilder::default().build_and_execute(|| {
		Rewards::settled(&ALICE, 1_000);
		assert_eq!(last(), (0, 0, 800));
		epochs(1);
		assert_noop!(Rewards::claim(signed(ALICE), 1), Error::<Test>::PoolWasEmpty);
	});
}

#[test]
fn settled_goes_by_the_split_of_its_block() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		assert_ok!(Rewards::set_split(RuntimeOrigin::root(), split(0, 60)));
		trade(&SPONSOR, &ALICE, 10_000);
		assert_eq!(last(), (0, 300, 500));
		// The first one remains as it was counted.
		assert_eq!(Counted::<Test>::get(epoch(), ALICE), Some(900));
	});
}
