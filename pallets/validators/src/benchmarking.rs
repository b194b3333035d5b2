//! Benchmarks of every call, in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use codec::Decode;
use frame_benchmarking::v2::*;
use sp_runtime::traits::TrailingZeroInput;

/// An account with session keys.
fn candidate<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("validator", index, 0);
	let seed = sp_io::hashing::blake2_256(&index.to_le_bytes());
	let keys = T::Keys::decode(&mut TrailingZeroInput::new(&seed)).expect("never too short");
	pallet_session::NextKeys::<T>::insert(&who, keys);
	who
}

/// `count` validators, in order.
fn chosen<T: Config>(count: u32) -> Vec<T::AccountId> {
	let mut chosen: Vec<_> = (0..count).map(candidate::<T>).collect();
	chosen.sort();
	Chosen::<T>::put(BoundedVec::truncate_from(chosen.clone()));
	chosen
}

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set(n: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;
		let validators: Vec<_> = (0..n).rev().map(candidate::<T>).collect();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, BoundedVec::truncate_from(validators));

		assert_eq!(Chosen::<T>::decode_len(), Some(n as usize));
		Ok(())
	}

	#[benchmark]
	fn add() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;
		let max = T::MaxValidators::get();
		chosen::<T>(max - 1);
		let who = candidate::<T>(max);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who);

		assert_eq!(Chosen::<T>::decode_len(), Some(max as usize));
		Ok(())
	}

	#[benchmark]
	fn remove() -> Result<(), BenchmarkError> {
		let origin = council::<T>()?;
		let max = T::MaxValidators::get();
		// The first one, so that all others move up.
		let who = chosen::<T>(max).remove(0);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who);

		assert_eq!(Chosen::<T>::decode_len(), Some(max as usize - 1));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
