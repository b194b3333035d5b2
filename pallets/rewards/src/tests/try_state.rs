//! Each invariant fires on the state that it forbids.

use super::*;

/// Corrupts a sound state and expects the invariant of that name to fire.
fn fires(name: &'static str, corrupt: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		donate(200);
		trade(&SPONSOR, &ALICE, 10_000);
		trade(&SPONSOR, &BOB, 20_000);
		epochs(1);
		trade(&SPONSOR, &ALICE, 10_000);
		assert_ok!(Rewards::do_try_state());
		corrupt();
		assert_eq!(Rewards::do_try_state(), Err(name.into()));
	});
}

fn change(f: impl FnOnce(&mut EndedOf<Test>)) {
	Epochs::<Test>::mutate(1, |ended| f(ended.as_mut().unwrap()));
}

#[test]
fn pot_covers_owed_fires() {
	fires("pot_covers_owed", || {
		// One unit less than what is owed plus the existential deposit.
		let least = Owed::<Test>::get() + ED;
		let taken = free(&Rewards::pot()) - least;
		let take = |amount| {
			<Balances as Mutate<AccountId>>::transfer(&Rewards::pot(), &DONOR, amount, Preserve)
		};
		assert_ok!(take(taken));
		assert_ok!(Rewards::do_try_state());
		assert_ok!(take(1));
	});
}

#[test]
fn owed_adds_up_fires() {
	fires("owed_adds_up", || Owed::<Test>::mutate(|owed| *owed += 1));
	fires("owed_adds_up", || change(|ended| ended.left -= 1));
}

#[test]
fn counted_adds_up_fires() {
	let name = "counted_adds_up";
	fires(name, || Current::<Test>::mutate(|running| running.counted += 1));
	fires(name, || Counted::<Test>::remove(1, ALICE));
	fires(name, || change(|ended| ended.unclaimed -= 1));
}

#[test]
fn left_covers_claims_fires() {
	fires("left_covers_claims", || {
		// Two units: rounding can leave one.
		change(|ended| ended.left -= 2);
		Owed::<Test>::mutate(|owed| *owed -= 2);
	});
}

#[test]
fn epochs_are_sound_fires() {
	let name = "epochs_are_sound";
	let sound = Ended { counted: 5, payable: 4, left: 3, unclaimed: 2 };
	for epoch in [2, 3] {
		fires(name, || Epochs::<Test>::insert(epoch, sound));
	}
	for unsound in [
		Ended { payable: 0, left: 0, ..sound },
		Ended { payable: 6, ..sound },
		Ended { left: 5, ..sound },
		Ended { unclaimed: 0, ..sound },
		Ended { unclaimed: 6, ..sound },
	] {
		fires(name, || Epochs::<Test>::insert(0, unsound));
	}
	fires(name, || {
		Epochs::<Test>::insert(0, sound);
		Current::<Test>::mutate(|running| running.number = CLAIMABLE + 1);
	});
}

#[test]
fn records_have_an_epoch_fires() {
	let name = "records_have_an_epoch";
	fires(name, || Counted::<Test>::insert(3, ALICE, 5));
	fires(name, || Counted::<Test>::insert(0, ALICE, 0));
	fires(name, || CleanFrom::<Test>::put(2));
}

#[test]
fn split_is_within_bounds_fires() {
	fires("split_is_within_bounds", || CurrentSplit::<Test>::put(split(31, 40)));
}

#[test]
fn epochs_take_time_fires() {
	fires("epochs_take_time", || EpochLength::<Test>::put(0));
}
