//! Benchmarks of `pallet-session`. The SDK's own need `pallet-staking`; these do not.

use alloc::vec::Vec;
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use pallet_session::{Call, NextKeys, Pallet as Session};

/// `pallet-session`, as it is measured here.
pub struct Pallet<T: Config>(pallet_session::Pallet<T>);

/// What its benchmarks need from the runtime.
pub trait Config: pallet_session::Config {
	/// Session keys, and the proof that `owner` has their secrets.
	fn keys_and_proof(owner: &Self::AccountId) -> (Self::Keys, Vec<u8>);
}

impl Config for crate::Runtime {
	fn keys_and_proof(owner: &Self::AccountId) -> (Self::Keys, Vec<u8>) {
		let generated = crate::SessionKeys::generate(&owner.encode(), None);
		(generated.keys, generated.proof.encode())
	}
}

/// The deposit, and as much again to stay alive.
fn fund<T: Config>(who: &T::AccountId) -> Result<(), BenchmarkError> {
	Session::<T>::ensure_can_pay_key_deposit(who)?;
	Ok(Session::<T>::ensure_can_pay_key_deposit(who)?)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn set_keys() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who)?;
		let (keys, proof) = T::keys_and_proof(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), keys, proof);

		assert_eq!(NextKeys::<T>::iter_keys().filter(|id| id.encode() == who.encode()).count(), 1);
		Ok(())
	}

	#[benchmark]
	fn purge_keys() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		fund::<T>(&who)?;
		let (keys, proof) = T::keys_and_proof(&who);
		Session::<T>::set_keys(RawOrigin::Signed(who.clone()).into(), keys, proof)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert_eq!(NextKeys::<T>::iter_keys().filter(|id| id.encode() == who.encode()).count(), 0);
		Ok(())
	}
}
