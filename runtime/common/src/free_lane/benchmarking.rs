//! Benchmarks of what the extension does besides the checks, which are measured as parts of their
//! calls.

use super::*;
use crate::{
	charge::{Charge, ChargePolicy, Payer, MAX_REFUSALS},
	ProxyType,
};
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{GetCallMetadata, Hooks, InstanceFilter},
};

#[benchmarks(
	where
		T: pallet_proxy::Config<
			ProxyType = ProxyType,
			RuntimeCall = <T as frame_system::Config>::RuntimeCall,
		>,
		<T as frame_system::Config>::RuntimeCall: GetCallMetadata,
)]
mod benches {
	use super::*;

	#[benchmark]
	fn classify() {
		let who: T::AccountId = whitelisted_caller();
		let call =
			<T as frame_system::Config>::RuntimeCall::from(frame_system::Call::<T>::remark {
				remark: Default::default(),
			});
		let info = call.get_dispatch_info();
		let charge;
		#[block]
		{
			// As the extensions do: for the weight, for era and turn, and when they validate.
			let weight = T::Policy::weight(&call);
			let refusals = [(); 3].map(|()| T::Policy::refusals(&call));
			charge = (weight, refusals, T::Policy::decide(&who, &call, &info, 100)).2;
		}
		assert_eq!(charge, Charge::Paid(Payer::Signer));
	}

	#[benchmark]
	fn take() {
		let who: T::AccountId = whitelisted_caller();
		// Not its first: that costs a counter less.
		let weight = Weight::from_parts(1, 1);
		let first = Pallet::<T>::take(&who, 1, weight);
		let taken;
		#[block]
		{
			taken = first && Pallet::<T>::take(&who, MAX_REFUSALS - 1, weight);
			// Its counter is removed with the block.
			<Pallet<T> as Hooks<_>>::on_finalize(1u32.into());
		}
		assert!(taken);
		assert_eq!(Taken::<T>::get(&who), 0);
	}

	#[benchmark]
	fn look_through() -> Result<(), BenchmarkError> {
		let real: T::AccountId = account("real", 0, 0);
		let who: T::AccountId = account("delegate", 0, 0);
		crate::delegation::fill::<T>(&real, &who, ProxyType::NonTransfer)
			.map_err(|_| BenchmarkError::Stop("the proxies cannot be filled"))?;
		// The last name on the longest list.
		let call =
			<T as frame_system::Config>::RuntimeCall::from(frame_system::Call::<T>::remark {
				remark: Default::default(),
			});
		let allowed;
		#[block]
		{
			let found = pallet_proxy::Pallet::<T>::find_proxy(&real, &who, None)?;
			allowed = found.proxy_type.filter(&call);
		}
		assert!(allowed);
		Ok(())
	}

	#[benchmark]
	fn on_finalize() {
		#[block]
		{
			<Pallet<T> as Hooks<_>>::on_finalize(1u32.into());
		}
		assert_eq!(Accounts::<T>::get(), 0);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
