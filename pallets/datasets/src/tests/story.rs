//! The README's scenario.

use crate::{mock::*, *};
use epione_primitives::{traits::DatasetLookup, DatasetStatus};
use frame_support::{assert_noop, assert_ok};

#[docify::export]
#[test]
fn a_batch_is_anchored_corrected_and_taken_out() {
	ExtBuilder.build_and_execute(|| {
		// 1. The gateway anchors what the device signed.
		let items = vec![signed(1, 0)].try_into().unwrap();
		assert_ok!(Datasets::anchor(RuntimeOrigin::signed(GATEWAY), ALICE, items));

		// 2. The device's statement counts once.
		let again = Anchor { cid: cid(2), ..signed(1, 0) };
		assert_noop!(anchor(vec![again]), Error::<Test>::SequenceReplayed);

		// 3. A corrected batch takes its place.
		assert_ok!(anchor(vec![Anchor { supersedes: Some([1; 32]), ..signed(3, 1) }]));
		assert_eq!(status(1), Some(DatasetStatus::Superseded));
		assert_eq!(status(3), Some(DatasetStatus::Active));

		// 4. Both are tombstoned, and neither digest can be used again.
		assert_ok!(tombstone(1));
		assert_ok!(tombstone(3));
		assert!(<Datasets as DatasetLookup<_>>::facts(&ALICE, &[3; 32]).is_none());
		assert_noop!(anchor(vec![signed(3, 2)]), Error::<Test>::Tombstoned);
	});
}
