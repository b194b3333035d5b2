//! What the view functions and `facts` return.

use crate::{mock::*, *};
use epione_envelope::merkle::BatchTree;
use epione_primitives::{traits::DatasetLookup, DatasetFacts, DatasetStatus};
use frame_support::{assert_ok, traits::fungible::Mutate};
use std::collections::BTreeSet;

#[test]
fn facts_are_those_of_the_record() {
	ExtBuilder.build_and_execute(|| {
		assert_eq!(Datasets::facts(&ALICE, &[1; 32]), None);
		assert_ok!(anchor(vec![signed(1, 0), plain(2)]));
		let item = plain(1);
		let facts = DatasetFacts {
			codec: epione_primitives::Codec::Raw,
			key_commitment: POINT,
			root: item.root,
			depth: item.depth,
			device: Some(METER),
			modality: item.modality,
			first_day: item.first_day,
			last_day: item.last_day,
			status: DatasetStatus::Active,
		};
		assert_eq!(Datasets::facts(&ALICE, &[1; 32]), Some(facts));
		assert_eq!(Datasets::facts(&ALICE, &[2; 32]).unwrap().device, None);
		assert_eq!(Datasets::facts(&BOB, &[1; 32]), None);
	});
}

#[test]
fn datasets_of_pages_through_all() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(Balances::mint_into(&ALICE, FUNDS));
		for from in (0..240).step_by(16) {
			assert_ok!(anchor((from..from + 16).map(plain).collect()));
		}
		assert_ok!(tombstone(7));
		let items = vec![plain(250)].try_into().unwrap();
		assert_ok!(Datasets::anchor(RuntimeOrigin::signed(BOB), BOB, items));

		for limit in [1, 7, 100] {
			let mut seen = BTreeSet::new();
			let mut after = None;
			loop {
				let page = Datasets::datasets_of(ALICE, after, limit);
				assert!(page.len() <= limit as usize);
				let Some((last, _)) = page.last() else { break };
				after = Some(*last);
				for (digest, state) in &page {
					assert!(seen.insert(*digest), "listed twice");
					assert_eq!(Some(state), Datasets::dataset(ALICE, *digest).as_ref());
				}
			}
			assert_eq!(seen, (0..240).map(|n| [n; 32]).collect());
		}
		// Bounded, however many are requested.
		assert_eq!(Datasets::datasets_of(ALICE, None, u32::MAX).len(), 100);
		assert!(Datasets::datasets_of(ALICE, None, 0).is_empty());
		assert_eq!(Datasets::datasets_of(BOB, None, 100).len(), 1);
		// A cursor need not name a dataset.
		assert!(Datasets::datasets_of(ALICE, Some([255; 32]), 100).len() <= 100);
		assert!(Datasets::datasets_of(GATEWAY, Some([0; 32]), 100).is_empty());
	});
}

#[test]
fn verify_inclusion_knows_the_records_of_a_live_dataset() {
	ExtBuilder.build_and_execute(|| {
		// Five records, padded to eight.
		let records: Vec<Vec<u8>> = (0..5u8).map(|n| vec![n; 20]).collect();
		let tree = BatchTree::new(&[9; 32], &records).unwrap();
		let item = Anchor { root: tree.root(), depth: tree.depth(), ..plain(1) };
		assert_ok!(anchor(vec![item]));
		let ask = |digest, leaf, index, path| {
			Datasets::verify_inclusion(ALICE, digest, leaf, index, path)
		};
		for index in 0..8 {
			let (leaf, path) = (tree.leaf(index).unwrap(), tree.path(index).unwrap());
			assert!(ask([1; 32], leaf, index, path.clone()));
			assert!(!ask([1; 32], leaf, index ^ 1, path.clone()));
			assert!(!ask([1; 32], leaf, index + 8, path.clone()));
			assert!(!ask([1; 32], [0; 32], index, path.clone()));
			assert!(!ask([2; 32], leaf, index, path.clone()));
			assert!(!Datasets::verify_inclusion(BOB, [1; 32], leaf, index, path.clone()));
			assert!(!ask([1; 32], leaf, index, path[1..].to_vec()));
			let long = [path.clone(), vec![[0; 32]; 100_000]].concat();
			assert!(!ask([1; 32], leaf, index, long));
			let mut changed = path;
			changed[2][0] ^= 1;
			assert!(!ask([1; 32], leaf, index, changed));
		}
		// A tombstone has none.
		let (leaf, path) = (tree.leaf(0).unwrap(), tree.path(0).unwrap());
		assert_ok!(tombstone(1));
		assert!(!ask([1; 32], leaf, 0, path));
	});
}

#[test]
fn verify_inclusion_in_a_batch_of_one_record() {
	ExtBuilder.build_and_execute(|| {
		let tree = BatchTree::new(&[9; 32], [b"one"]).unwrap();
		assert_ok!(anchor(vec![Anchor { root: tree.root(), depth: 0, ..plain(1) }]));
		assert!(Datasets::verify_inclusion(ALICE, [1; 32], tree.root(), 0, vec![]));
		assert!(!Datasets::verify_inclusion(ALICE, [1; 32], tree.root(), 1, vec![]));
	});
}
