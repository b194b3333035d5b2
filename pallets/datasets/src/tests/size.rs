//! What a dataset takes in state, measured on the state itself.

use crate::{mock::*, *};
use frame_support::assert_ok;

/// Bytes of all keys and values under the pallet's prefix.
fn state_size() -> usize {
	let prefix = frame_support::storage::storage_prefix(b"Datasets", b"")[..16].to_vec();
	let mut total = 0;
	let mut key = prefix.clone();
	while let Some(next) = sp_io::storage::next_key(&key) {
		if !next.starts_with(&prefix) {
			break;
		}
		total += next.len() + sp_io::storage::get(&next).map_or(0, |value| value.len());
		key = next;
	}
	total
}

fn grown_by(change: impl FnOnce() -> sp_runtime::DispatchResult) -> usize {
	let before = state_size();
	assert_ok!(change());
	state_size() - before
}

#[test]
fn state_per_dataset_is_at_most_350_bytes() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0), plain(2)]));
		// The longest record: signed by a device, superseding another, every number at its highest.
		let worst = Anchor {
			supersedes: Some([2; 32]),
			last_day: TODAY + 1,
			size: 1 << 60,
			..signed(3, u64::MAX)
		};
		let worst = grown_by(|| anchor(vec![worst]));
		assert!(worst <= 350, "{worst} bytes");
		// The figures in the README.
		assert_eq!(worst, 334);
		assert_eq!(worst as u64, Datasets::dataset_footprint().size);

		let plain = grown_by(|| anchor(vec![plain(4)]));
		assert_eq!(plain, 334 - 76 - 32);
	});
}

#[test]
fn state_per_device_is_one_window() {
	ExtBuilder.build_and_execute(|| {
		let first = grown_by(|| anchor(vec![signed(1, 0)]));
		let second = grown_by(|| anchor(vec![signed(2, 1)]));
		assert_eq!(first - second, 148);
		assert_eq!((first - second) as u64, Datasets::window_footprint().size);
	});
}

#[test]
fn state_of_a_tombstone_is_its_name() {
	ExtBuilder.build_and_execute(|| {
		let before = state_size();
		assert_ok!(anchor(vec![plain(1)]));
		assert_ok!(tombstone(1));
		let tombstone = state_size() - before;
		assert_eq!(tombstone as u64, Datasets::tombstone_footprint().size);
		assert_eq!(tombstone, 145);
	});
}
