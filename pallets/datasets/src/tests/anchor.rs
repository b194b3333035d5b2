//! `anchor`: what it accepts, and every refusal.

use crate::{mock::*, *};
use epione_primitives::{
	traits::DatasetLookup, Codec, DatasetStatus, Day, DeviceRefusal, Modality, DAY,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::fungible::Mutate};
use sp_runtime::{traits::Dispatchable, AccountId32, TokenError};

fn refused(item: AnchorOf<Test>, error: Error<Test>) {
	assert_noop!(anchor(vec![item]), error);
}

#[test]
fn anchor_plain_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		let record = Record {
			codec: Codec::Raw,
			key_commitment: POINT,
			root: [1; 32],
			depth: 9,
			source: None,
			modality: Modality::HomeMonitor,
			first_day: TODAY - 1,
			last_day: TODAY,
			size: 104,
			supersedes: None,
		};
		assert_eq!(Datasets::dataset(ALICE, [1; 32]), Some(DatasetState::Active(record.clone())));
		System::assert_last_event(
			Event::Anchored { subject: ALICE, digest: [1; 32], record, by: ALICE }.into(),
		);
		assert_eq!(held(&ALICE), (price(Datasets::dataset_footprint()), 0));
		assert_eq!(System::providers(&ALICE), 2);
	});
}

#[test]
fn anchor_signed_by_device_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 7)]));
		let state = Datasets::dataset(ALICE, [1; 32]).unwrap();
		let source = Source { device: METER, claim: 1, seq: 7, firmware: FIRMWARE };
		assert_eq!(state.record().unwrap().source, Some(source));
		assert_eq!(Windows::<Test>::get(METER).unwrap().window, SequenceWindow::first(1, 7));
	});
}

#[test]
fn anchor_by_gateway_works() {
	ExtBuilder.build_and_execute(|| {
		let items = vec![signed(1, 0)].try_into().unwrap();
		assert_ok!(Datasets::anchor(RuntimeOrigin::signed(GATEWAY), ALICE, items));
		let (dataset, window) =
			(price(Datasets::dataset_footprint()), price(Datasets::window_footprint()));
		assert_eq!(held(&ALICE), (dataset, window));
		assert_eq!(held(&GATEWAY), (0, 0));
		assert_eq!(Balances::free_balance(&GATEWAY), FUNDS);
		let record = Datasets::dataset(ALICE, [1; 32]).unwrap().record().unwrap().clone();
		System::assert_last_event(
			Event::Anchored { subject: ALICE, digest: [1; 32], record, by: GATEWAY }.into(),
		);
	});
}

#[test]
fn anchor_by_others_fails() {
	ExtBuilder.build_and_execute(|| {
		for who in [BOB, GUARDIAN, METER] {
			let items = vec![plain(1)].try_into().unwrap();
			assert_noop!(
				Datasets::anchor(RuntimeOrigin::signed(who), ALICE, items),
				Error::<Test>::NotSubjectOrGateway
			);
		}
		// A gateway of one subject is not a gateway of another.
		let items = vec![plain(1)].try_into().unwrap();
		assert_noop!(
			Datasets::anchor(RuntimeOrigin::signed(GATEWAY), BOB, items),
			Error::<Test>::NotSubjectOrGateway
		);
		let items = vec![plain(1)].try_into().unwrap();
		assert_noop!(
			Datasets::anchor(RuntimeOrigin::root(), ALICE, items),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn anchor_of_nothing_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(anchor(vec![]), Error::<Test>::NoItems);
	});
}

#[test]
fn anchor_of_sixteen_items_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor((0..16).map(|n| signed(n, u64::from(n))).collect()));
		assert_eq!(Entries::<Test>::iter_prefix(ALICE).count(), 16);
		assert_eq!(System::providers(&ALICE), 17);
		let many: Result<BoundedVec<_, ConstU32<MAX_ITEMS>>, _> =
			(0..17).map(plain).collect::<Vec<_>>().try_into();
		assert!(many.is_err());
	});
}

#[test]
fn anchor_of_other_cids_fails() {
	ExtBuilder.build_and_execute(|| {
		let with = |index: usize, value| {
			let mut item = plain(1);
			item.cid[index] = value;
			item
		};
		refused(with(0, 0), Error::CidVersion);
		refused(with(0, 2), Error::CidVersion);
		// A CIDv0 starts with its multihash.
		refused(with(0, 0x12), Error::CidVersion);
		refused(with(1, 0x71), Error::CidCodec);
		refused(with(2, 0x00), Error::CidIdentityHash);
		refused(with(2, 0x13), Error::CidHash);
		refused(with(3, 0x1f), Error::CidHash);
		assert_ok!(anchor(vec![with(1, 0x70)]));
		let state = Datasets::dataset(ALICE, [1; 32]).unwrap();
		assert_eq!(state.record().unwrap().codec, Codec::DagPb);
	});
}

#[test]
fn anchor_of_one_content_under_two_codecs_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		let mut other = plain(1);
		other.cid[1] = 0x70;
		refused(other, Error::AlreadyExists);
	});
}

#[test]
fn anchor_of_a_known_digest_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		refused(plain(1), Error::AlreadyExists);
		assert_ok!(anchor(vec![Anchor { supersedes: Some([1; 32]), ..plain(2) }]));
		refused(plain(1), Error::AlreadyExists);
		assert_noop!(anchor(vec![plain(3), plain(3)]), Error::<Test>::AlreadyExists);
		assert_ok!(tombstone(1));
		refused(plain(1), Error::Tombstoned);
	});
}

#[test]
fn anchor_of_a_digest_that_another_has_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![plain(1)]));
		let items = vec![plain(1)].try_into().unwrap();
		assert_ok!(Datasets::anchor(RuntimeOrigin::signed(BOB), BOB, items));
		assert_ok!(tombstone(1));
		assert!(Datasets::facts(&BOB, &[1; 32]).is_some());
	});
}

#[test]
fn anchor_of_too_deep_a_tree_fails() {
	ExtBuilder.build_and_execute(|| {
		refused(Anchor { depth: 17, ..plain(1) }, Error::DepthTooLarge);
		refused(Anchor { depth: 255, ..plain(1) }, Error::DepthTooLarge);
		assert_ok!(anchor(vec![Anchor { depth: 16, ..plain(1) }, Anchor { depth: 0, ..plain(2) }]));
	});
}

#[test]
fn anchor_of_reversed_or_future_days_fails() {
	ExtBuilder.build_and_execute(|| {
		let days = |n, first_day, last_day| Anchor { first_day, last_day, ..plain(n) };
		refused(days(1, TODAY, TODAY - 1), Error::DaysReversed);
		refused(days(1, TODAY, TODAY + 2), Error::DaysInFuture);
		refused(days(1, TODAY + 2, TODAY + 2), Error::DaysInFuture);
		refused(days(1, 0, Day::MAX), Error::DaysInFuture);
		assert_ok!(anchor(vec![
			days(1, TODAY + 1, TODAY + 1),
			days(2, TODAY, TODAY),
			days(3, 0, 0)
		]));
		// The day changes at midnight UTC, to the millisecond.
		let midnight = u64::from(TODAY + 1) * DAY;
		pallet_timestamp::Now::<Test>::put(midnight - 1);
		refused(days(4, TODAY, TODAY + 2), Error::DaysInFuture);
		pallet_timestamp::Now::<Test>::put(midnight);
		assert_ok!(anchor(vec![days(4, TODAY, TODAY + 2)]));
		// Past the last day that a `Day` can hold, nothing overflows.
		pallet_timestamp::Now::<Test>::put(u64::MAX);
		assert_ok!(anchor(vec![days(5, 0, Day::MAX)]));
	});
}

#[test]
fn anchor_of_an_unpadded_size_fails() {
	ExtBuilder.build_and_execute(|| {
		for size in [0, 9, 103, 105, 1_000_001] {
			refused(Anchor { size, ..plain(1) }, Error::SizeNotPadded);
		}
		assert_ok!(anchor(vec![
			Anchor { size: 1, ..plain(1) },
			Anchor { size: 10, ..plain(2) },
			Anchor { size: 1 << 40, ..plain(3) },
		]));
	});
}

#[test]
fn anchor_of_a_bad_key_commitment_fails() {
	ExtBuilder.build_and_execute(|| {
		let bad = |key_commitment| {
			refused(Anchor { key_commitment, ..plain(1) }, Error::InvalidKeyCommitment);
		};
		// The identity point.
		bad([0; 32]);
		// Not a field element below the prime, and a negative one (RFC 9496, A.2).
		bad([0xff; 32]);
		let mut negative = [0; 32];
		negative[0] = 1;
		bad(negative);
		// The correct point with one more bit set.
		let mut high = POINT;
		high[31] |= 0x80;
		bad(high);
	});
}

#[test]
fn anchor_refused_by_the_device_fails() {
	use DeviceRefusal::*;
	ExtBuilder.build_and_execute(|| {
		for (refusal, error) in [
			(Suspended, Error::DeviceSuspended),
			(Lost, Error::DeviceLost),
			(Recalled, Error::DeviceRecalled),
			(Retired, Error::DeviceRetired),
		] {
			own(&METER, &ALICE, 1);
			refuse(&METER, refusal);
			refused(signed(1, 0), error);
		}
		own(&METER, &ALICE, 1);
		refused(signed_by(plain(1), &GATEWAY, &ALICE, 1, 0), Error::DeviceUnknown);
		refused(signed_by(plain(1), &METER, &ALICE, 0, 0), Error::DeviceWrongClaim);
		refused(signed_by(plain(1), &METER, &ALICE, 2, 0), Error::DeviceWrongClaim);
		let genomic = Anchor { modality: Modality::Genomic, ..plain(1) };
		refused(signed_by(genomic, &METER, &ALICE, 1, 0), Error::DeviceWrongModality);
		own(&METER, &BOB, 1);
		refused(signed(1, 0), Error::DeviceNotOwned);
		// None of these used up the number.
		own(&METER, &ALICE, 1);
		assert_ok!(anchor(vec![signed(1, 0)]));
	});
}

#[test]
fn anchor_of_what_the_device_did_not_sign_fails() {
	ExtBuilder.build_and_execute(|| {
		let item = signed(1, 0);
		refused(Anchor { root: [9; 32], ..item.clone() }, Error::DeviceBadSignature);
		refused(Anchor { depth: 8, ..item.clone() }, Error::DeviceBadSignature);
		let mut other = item.clone();
		other.device.as_mut().unwrap().seq = 1;
		refused(other, Error::DeviceBadSignature);
		// Signed for another owner.
		refused(signed_by(plain(1), &METER, &BOB, 1, 0), Error::DeviceBadSignature);
		assert_ok!(anchor(vec![item]));
	});
}

#[test]
fn anchor_superseding_what_is_not_active_fails() {
	ExtBuilder.build_and_execute(|| {
		let over = |n, former| Anchor { supersedes: Some([former; 32]), ..plain(n) };
		refused(over(2, 1), Error::SupersededNotFound);
		// A dataset cannot supersede itself.
		refused(over(2, 2), Error::SupersededNotFound);
		// Nor another subject's dataset.
		let items = vec![plain(1)].try_into().unwrap();
		assert_ok!(Datasets::anchor(RuntimeOrigin::signed(BOB), BOB, items));
		refused(over(2, 1), Error::SupersededNotFound);

		// A chain, its last link in one call.
		assert_ok!(anchor(vec![plain(1)]));
		assert_ok!(anchor(vec![over(2, 1), over(3, 2)]));
		assert_eq!(status(1), Some(DatasetStatus::Superseded));
		assert_eq!(status(2), Some(DatasetStatus::Superseded));
		assert_eq!(status(3), Some(DatasetStatus::Active));
		// No two records supersede the same one.
		refused(over(4, 1), Error::SupersededNotActive);
		assert_noop!(anchor(vec![over(4, 3), over(5, 3)]), Error::<Test>::SupersededNotActive);
		// A tombstone cannot be superseded.
		assert_ok!(tombstone(3));
		refused(over(4, 3), Error::SupersededNotActive);
		// A dataset superseded by one that is tombstoned does not become active again.
		assert_eq!(status(2), Some(DatasetStatus::Superseded));
		// Superseding changes nothing else about the older dataset.
		assert_eq!(Datasets::facts(&ALICE, &[2; 32]).unwrap().status, DatasetStatus::Superseded);
	});
}

#[test]
fn anchor_with_one_bad_item_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 0)]));
		// Everything that the good items did is undone: records, windows, deposits, references,
		// events.
		let good =
			vec![signed(2, 1), Anchor { supersedes: Some([1; 32]), ..plain(3) }, signed(4, 2)];
		for bad in [
			plain(1),
			signed(5, 2),
			Anchor { size: 0, ..plain(5) },
			Anchor { key_commitment: [0; 32], ..plain(5) },
		] {
			let events = System::event_count();
			let mut items = good.clone();
			items.push(bad);
			assert!(hypothetically_noop(items));
			assert_eq!(System::event_count(), events);
		}
		assert_eq!(status(1), Some(DatasetStatus::Active));
		assert_ok!(anchor(good));
	});
}

/// Whether the call fails and leaves the state as it was.
fn hypothetically_noop(items: Vec<AnchorOf<Test>>) -> bool {
	let before = state_root();
	let call =
		RuntimeCall::Datasets(Call::anchor { subject: ALICE, items: items.try_into().unwrap() });
	let failed = call.dispatch(RuntimeOrigin::signed(ALICE)).is_err();
	failed && before == state_root()
}

#[test]
fn anchor_without_the_deposit_fails() {
	ExtBuilder.build_and_execute(|| {
		let poor = AccountId32::new([9; 32]);
		let one = price(Datasets::dataset_footprint());
		let call = |n| {
			let items = vec![plain(n)].try_into().unwrap();
			Datasets::anchor(RuntimeOrigin::signed(poor.clone()), poor.clone(), items)
		};
		// One unit less than deposit plus existential deposit.
		assert_ok!(Balances::mint_into(&poor, one + ED - 1));
		assert_noop!(call(1), TokenError::FundsUnavailable);
		assert_ok!(Balances::mint_into(&poor, 1));
		assert_ok!(call(1));
		assert_noop!(call(2), TokenError::FundsUnavailable);
	});
}

#[test]
fn anchor_without_the_window_deposit_fails() {
	ExtBuilder.build_and_execute(|| {
		let poor = AccountId32::new([9; 32]);
		own(&METER, &poor, 1);
		let both = price(Datasets::dataset_footprint()) + price(Datasets::window_footprint());
		let call = || {
			let items = vec![signed_by(plain(1), &METER, &poor, 1, 0)].try_into().unwrap();
			Datasets::anchor(RuntimeOrigin::signed(poor.clone()), poor.clone(), items)
		};
		assert_ok!(Balances::mint_into(&poor, both + ED - 1));
		assert_noop!(call(), TokenError::FundsUnavailable);
		assert_ok!(Balances::mint_into(&poor, 1));
		assert_ok!(call());
	});
}

#[test]
fn anchor_of_several_is_cheaper_than_several_calls() {
	let weight = |items: Vec<AnchorOf<Test>>| {
		RuntimeCall::Datasets(Call::anchor { subject: ALICE, items: items.try_into().unwrap() })
			.get_dispatch_info()
			.call_weight
	};
	for one in [plain(1), signed(1, 0)] {
		let together = weight(vec![one.clone(); 16]);
		assert!(together.all_lt(weight(vec![one]) * 16));
	}
	// Each signature is paid for.
	assert!(weight(vec![plain(1)]).all_lt(weight(vec![signed(1, 0)])));
}
