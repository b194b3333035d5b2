//! Migrations, on state that a node of the commit before them stored.

use super::*;
use frame_support::{
	migrations::SteppedMigration,
	traits::{GetStorageVersion, StorageVersion},
	weights::{Weight, WeightMeter},
};
use pallet_datasets::{
	migrations::{v1, PinFirmware},
	DatasetState, Entries,
};
use sp_io::TestExternalities;

type Migration = PinFirmware<Runtime>;

/// Accounts, devices and datasets at the end of the ten steps, as a node of commit c860962 had
/// them: `System.Account`, `Datasets` and `Devices`, each key with its value.
const BEFORE: &str = include_str!("before/datasets-v1.json");

fn before() -> TestExternalities {
	let pairs: Vec<(String, String)> = serde_json::from_str(BEFORE).unwrap();
	let bytes = |hex: &str| sp_core::bytes::from_hex(hex).unwrap();
	let mut ext = TestExternalities::new_empty();
	ext.execute_with(|| {
		for (key, value) in &pairs {
			sp_io::storage::set(&bytes(key), &bytes(value));
		}
	});
	ext
}

/// Migrates with so much for each block, as `pallet-migrations` does. Returns the number of blocks.
fn migrate(each: Weight) -> u32 {
	let mut cursor = None;
	for blocks in 1.. {
		cursor = Migration::step(cursor, &mut WeightMeter::with_limit(each)).unwrap();
		if cursor.is_none() {
			return blocks;
		}
	}
	unreachable!()
}

#[test]
fn datasets_of_the_demo_get_their_devices_firmware() {
	before().execute_with(|| {
		let old: Vec<_> = v1::Entries::<Runtime>::iter().collect();
		assert_eq!(old.len(), 4);
		migrate(Weight::MAX);
		assert_eq!(Datasets::on_chain_storage_version(), StorageVersion::new(2));
		assert_eq!(Entries::<Runtime>::iter().count(), old.len());
		let mut pinned = 0;
		for (subject, digest, was) in old {
			let now = Entries::<Runtime>::get(&subject, digest).expect("none is lost");
			assert_eq!(now.ticket, was.ticket);
			match (was.state, now.state) {
				(v1::DatasetState::Tombstone, DatasetState::Tombstone) => {},
				(v1::DatasetState::Active(was), DatasetState::Active(now))
				| (v1::DatasetState::Superseded(was), DatasetState::Superseded(now)) => {
					let source = now.source.clone().expect("a device signed it");
					let device = Devices::device(source.device).expect("it is known");
					assert_eq!(source.firmware, device.firmware);
					assert_eq!(now, was.pin(|_| source.firmware));
					pinned += 1;
				},
				(was, now) => panic!("{was:?} became {now:?}"),
			}
		}
		assert!(pinned > 0, "the demo leaves a live dataset");
		assert_eq!(Datasets::do_try_state(), Ok(()));
	});
}

#[test]
fn datasets_are_migrated_in_as_many_blocks_as_it_takes() {
	let whole = |each| {
		let mut ext = before();
		let blocks = ext.execute_with(|| migrate(each));
		(blocks, ext.execute_with(|| Entries::<Runtime>::iter().collect::<Vec<_>>()))
	};
	// So little that a block does one of them.
	let Err(frame_support::migrations::SteppedMigrationError::InsufficientWeight { required }) =
		before()
			.execute_with(|| Migration::step(None, &mut WeightMeter::with_limit(Weight::zero())))
	else {
		panic!("a step says what it needs");
	};
	let (at_once, all) = whole(Weight::MAX);
	let (one_by_one, same) = whole(required);
	// The last block finds that there is nothing left.
	assert_eq!((at_once, one_by_one), (1, 5));
	assert_eq!(all, same);
}

#[test]
fn datasets_of_a_chain_that_began_later_are_left_alone() {
	on_development(|| {
		assert_eq!(Datasets::on_chain_storage_version(), StorageVersion::new(2));
		let mut meter = WeightMeter::new();
		assert!(matches!(Migration::step(None, &mut meter), Ok(None)));
	});
	before().execute_with(|| {
		migrate(Weight::MAX);
		let once: Vec<_> = Entries::<Runtime>::iter().collect();
		migrate(Weight::MAX);
		assert_eq!(once, Entries::<Runtime>::iter().collect::<Vec<_>>());
	});
}
