//! The check of a node's database, on states that are well and states that are not.

use super::charges::fixture;
use crate::{
	presets::CONSORTIUM_PRESET,
	try_state::{ensure_readable, Unreadable, ALL},
	Runtime, VERSION,
};
use epione_primitives::{Grantee, StudyId};
use frame_support::assert_ok;
use frame_system::{LastRuntimeUpgrade, LastRuntimeUpgradeInfo};
use sp_runtime::traits::Zero;

/// A pallet, and what its check says.
type Broken = (&'static str, String);

const NONE: [Broken; 0] = [];

/// The pallets with a broken invariant.
fn broken() -> Vec<Broken> {
	ALL.iter().filter_map(|one| Some((one.pallet, one.check().err()?))).collect()
}

/// A study with one delivered contribution.
fn delivered() -> StudyId {
	let study = fixture::study(10 * fixture::cost());
	let digest = fixture::dataset(1);
	let grant = fixture::grant(Grantee::Study(study));
	assert_ok!(fixture::apply(&fixture::GATEWAY, fixture::commit(study, digest, grant)).unwrap());
	let envelope = fixture::envelope(study, 1, grant);
	let deliver = fixture::deliver(study, digest, envelope);
	assert_ok!(fixture::apply(&fixture::GATEWAY, deliver).unwrap());
	study
}

#[test]
fn everything_holds_at_genesis_and_after_a_block() {
	for preset in crate::presets::names() {
		// The template has gaps that somebody fills in first.
		if preset == CONSORTIUM_PRESET {
			continue;
		}
		let mut genesis = super::build(&super::genesis(&preset)).unwrap();
		genesis.execute_with(|| {
			assert_eq!(ensure_readable(), Ok(()));
			assert_eq!(broken(), NONE, "genesis of {preset}");
			super::begin_block();
			super::next_block();
			assert_eq!(broken(), NONE, "{preset} after a block");
		});
	}
}

#[test]
fn a_study_that_owes_what_nobody_delivered_is_found() {
	fixture::run(|| {
		let study = delivered();
		assert_eq!(broken(), NONE);
		pallet_studies::Studies::<Runtime>::mutate(study, |study| {
			let study = study.as_mut().unwrap();
			assert!(!study.owed.is_zero());
			study.owed = 0;
		});
		let broken = broken();
		let [(pallet, what)] = &broken[..] else { panic!("{broken:?}") };
		assert_eq!(*pallet, "Studies");
		assert!(what.starts_with("LedgersAddUp: "), "{what}");
	});
}

#[test]
fn a_grant_that_no_list_has_is_found() {
	fixture::run(|| {
		let study = delivered();
		let grant = fixture::grant(Grantee::Study(study));
		assert_eq!(broken(), NONE);
		pallet_consent::GrantsOf::<Runtime>::remove(fixture::ALICE, grant.to_be_bytes());
		assert_eq!(broken(), [("Consent", "ListsAreComplete".to_string())]);
	});
}

#[test]
fn keys_are_those_of_one_pallet() {
	fixture::run(|| {
		let keys = || ALL.iter().find(|one| one.pallet == "Studies").unwrap().keys();
		let before = keys();
		pallet_consent::NextGrant::<Runtime>::put(7);
		assert_eq!(keys(), before);
		pallet_studies::SuspendedApprovals::<Runtime>::insert(7, fixture::START);
		assert_eq!(keys(), before + 1);
	});
}

#[test]
fn a_state_of_other_code_is_not_read() {
	fixture::run(|| {
		let (name, version) = (VERSION.spec_name.to_string(), VERSION.spec_version);
		let written_by = |name: &str, version: u32| {
			LastRuntimeUpgrade::<Runtime>::put(LastRuntimeUpgradeInfo {
				spec_version: version.into(),
				spec_name: name.to_string().into(),
			});
			ensure_readable()
		};
		assert_eq!(written_by(&name, version), Ok(()));
		for (name, version) in [(&name[..], version + 1), (&name[..], version - 1), ("x", version)]
		{
			let other = Unreadable::OtherCode { name: name.to_string(), version };
			assert_eq!(written_by(name, version), Err(other));
		}
		LastRuntimeUpgrade::<Runtime>::kill();
		assert_eq!(ensure_readable(), Err(Unreadable::NoVersion));
	});
}

#[test]
fn a_state_in_the_middle_of_a_migration_is_not_read() {
	fixture::run(|| {
		assert_eq!(ensure_readable(), Ok(()));
		pallet_migrations::Cursor::<Runtime>::put(pallet_migrations::MigrationCursor::Stuck);
		assert_eq!(ensure_readable(), Err(Unreadable::Migrating));
	});
}
