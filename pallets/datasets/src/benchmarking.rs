//! Benchmarks of the calls, each in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use codec::Encode;
use epione_primitives::{traits::DatasetLookup, Codec, ContentId, Modality, Point, MAX_DEPTH};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

/// The generator of ristretto255 (RFC 9496, A.1): decoding costs the same for every point.
const POINT: Point = [
	0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f,
	0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
];

fn digest(tag: u8, index: u32) -> Digest {
	sp_io::hashing::blake2_256(&(tag, index).encode())
}

/// The account that signs for `subject`: a delegate if the runtime can make one, so that the
/// benchmark includes the look-up.
fn delegate<T: Config>(subject: &T::AccountId, kind: Delegation) -> T::AccountId {
	let delegate: T::AccountId = account("delegate", 0, 0);
	if T::Delegations::set_up(&delegate, subject, kind) {
		delegate
	} else {
		subject.clone()
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Each item supersedes another; each of the `s` signed ones comes from a device of its own,
	/// under a new claim, whose former owner gets a deposit back.
	#[benchmark]
	fn anchor(p: Linear<0, 8>, s: Linear<0, 8>) {
		let subject: T::AccountId = account("subject", 0, 0);
		let mut items = Vec::new();
		for index in 0..p.saturating_add(s) {
			let former = digest(0, index);
			Pallet::<T>::set_up(&subject, former, POINT);
			let cid = ContentId { codec: Codec::DagPb, digest: digest(1, index) };
			let root = digest(2, index);
			let modality = Modality::Wearable;
			let device = (index >= p).then(|| {
				let seq = u64::from(index);
				let statement = T::Devices::set_up(&subject, seq, &root, MAX_DEPTH, modality);
				let payer: T::AccountId = account("former owner", index, 0);
				let footprint = Pallet::<T>::window_footprint();
				T::WindowConsideration::ensure_successful(&payer, footprint);
				let ticket = T::WindowConsideration::new(&payer, footprint)
					.expect("the deposit was just ensured");
				let window = SequenceWindow::first(statement.claim.saturating_sub(1), seq);
				Windows::<T>::insert(&statement.device, WindowEntry { window, payer, ticket });
				T::WindowConsideration::ensure_successful(&subject, footprint);
				statement
			});
			T::DatasetConsideration::ensure_successful(&subject, Pallet::<T>::dataset_footprint());
			items.push(Anchor {
				cid: cid.to_bytes(),
				key_commitment: POINT,
				root,
				depth: MAX_DEPTH,
				modality,
				first_day: 0,
				last_day: 0,
				size: 1 << 20,
				device,
				supersedes: Some(former),
			});
		}
		let last = items.last().and_then(|item| ContentId::from_bytes(&item.cid).ok());
		let items = items.try_into().expect("at most 16");

		let signer = delegate::<T>(&subject, Delegation::Gateway);

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), subject.clone(), items);

		if let Some(cid) = last {
			assert!(Entries::<T>::contains_key(&subject, cid.digest));
		}
	}

	#[benchmark]
	fn tombstone() {
		let subject: T::AccountId = account("subject", 0, 0);
		let device: T::AccountId = account("device", 0, 0);
		let digest = digest(0, 0);
		Pallet::<T>::set_up(&subject, digest, POINT);
		Entries::<T>::mutate(&subject, digest, |entry| {
			let entry = entry.as_mut().expect("set up above");
			let source = Source { device, claim: 1, seq: 1, firmware: [6; 32] };
			entry.state = DatasetState::Superseded(Record::for_benchmarks(POINT, Some(source)));
		});

		let signer = delegate::<T>(&subject, Delegation::Guardian);

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), subject.clone(), digest);

		let entry = Entries::<T>::get(&subject, digest);
		assert!(entry.is_some_and(|entry| entry.state.record().is_none()));
	}

	#[benchmark]
	fn release_window() {
		let payer: T::AccountId = account("payer", 0, 0);
		let (root, modality) = ([0; 32], Modality::Wearable);
		let device = T::Devices::set_up(&payer, 0, &root, MAX_DEPTH, modality).device;
		T::Devices::set_up_end(&device);
		let footprint = Pallet::<T>::window_footprint();
		T::WindowConsideration::ensure_successful(&payer, footprint);
		let ticket =
			T::WindowConsideration::new(&payer, footprint).expect("the deposit was just ensured");
		let window = SequenceWindow::first(1, 0);
		Windows::<T>::insert(&device, WindowEntry { window, payer: payer.clone(), ticket });

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), device.clone());

		assert!(!Windows::<T>::contains_key(&device));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
