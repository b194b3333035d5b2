//! Benchmarks of every call, in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn remove_delegate() {
		let who: T::AccountId = whitelisted_caller();
		let (delegate, proxy_type, _) = T::Delegates::set_up(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), delegate, proxy_type);

		assert!(!T::Delegates::has_any(&who));
	}

	#[benchmark]
	fn remove_delegates() {
		let who: T::AccountId = whitelisted_caller();
		T::Delegates::set_up(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!T::Delegates::has_any(&who));
	}

	#[benchmark]
	fn reject_announcement() {
		let who: T::AccountId = whitelisted_caller();
		let (delegate, _, call_hash) = T::Delegates::set_up(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), delegate.clone(), call_hash);

		assert!(!T::Delegates::has_announced(&who, &delegate, &call_hash));
	}

	#[benchmark]
	fn cancel_attempt() {
		let who: T::AccountId = whitelisted_caller();
		let friend_group = T::Recovery::set_up(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), friend_group);

		assert!(!T::Recovery::has_attempt(&who, friend_group));
	}

	#[benchmark]
	fn slash_attempt() {
		let who: T::AccountId = whitelisted_caller();
		let friend_group = T::Recovery::set_up(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), friend_group);

		assert!(!T::Recovery::has_attempt(&who, friend_group));
	}

	#[benchmark]
	fn revoke_inheritor() {
		let who: T::AccountId = whitelisted_caller();
		T::Recovery::set_up(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!T::Recovery::has_inheritor(&who));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
