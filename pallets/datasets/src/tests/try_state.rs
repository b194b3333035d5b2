//! Each invariant fires on a state that violates it.

use crate::{mock::*, *};
use frame_support::assert_ok;

/// Corrupts a good state; the invariant of this name fires, and no other.
fn fires(name: &str, corrupt: impl FnOnce()) {
	ExtBuilder.build().execute_with(|| {
		assert_ok!(anchor(vec![
			plain(1),
			Anchor { supersedes: Some([1; 32]), ..signed(2, 100) },
			signed(3, 101),
		]));
		assert_ok!(Datasets::do_try_state());
		corrupt();
		let Err(sp_runtime::DispatchError::Other(message)) = Datasets::do_try_state() else {
			panic!("{name} does not fire");
		};
		assert!(message.starts_with(name), "{message}");
	});
}

fn change(n: u8, change: impl FnOnce(&mut RecordOf<Test>)) {
	Entries::<Test>::mutate(ALICE, [n; 32], |entry| {
		let entry = entry.as_mut().unwrap();
		let (DatasetState::Active(record) | DatasetState::Superseded(record)) = &mut entry.state
		else {
			panic!("a live dataset");
		};
		change(record)
	});
}

fn set_state(n: u8, to: impl FnOnce(RecordOf<Test>) -> DatasetStateOf<Test>) {
	Entries::<Test>::mutate(ALICE, [n; 32], |entry| {
		let entry = entry.as_mut().unwrap();
		entry.state = to(entry.state.record().unwrap().clone());
	});
}

fn window(change: impl FnOnce(&mut SequenceWindow)) {
	Windows::<Test>::mutate_extant(METER, |entry| change(&mut entry.window));
}

#[test]
fn well_formed_fires() {
	fires("WellFormed", || change(2, |record| record.depth = 17));
	fires("WellFormed", || change(2, |record| record.first_day = record.last_day + 1));
	fires("WellFormed", || change(2, |record| record.size = 0));
	fires("WellFormed", || change(2, |record| record.size = 9));
	fires("WellFormed", || change(1, |record| record.key_commitment = [0; 32]));
}

#[test]
fn chains_fires() {
	fires("Chains", || set_state(1, DatasetState::Active));
	fires("Chains", || change(2, |record| record.supersedes = Some([9; 32])));
	fires("Chains", || change(3, |record| record.supersedes = Some([1; 32])));
}

#[test]
fn no_sequence_twice_fires() {
	fires("NoSequenceTwice", || {
		change(3, |record| record.source.as_mut().unwrap().seq = 100);
	});
}

#[test]
fn windows_fires() {
	fires("Windows", || window(|window| window.seen = 2));
	fires("Windows", || window(|window| window.seen = 1));
	fires("Windows", || window(|window| window.highest = 99));
	fires("Windows", || window(|window| window.claim = 0));
	fires("Windows", || Windows::<Test>::remove(METER));
}

#[test]
fn providers_fires() {
	fires("Providers", || {
		frame_system::Account::<Test>::mutate(ALICE, |account| account.providers = 2);
	});
}
