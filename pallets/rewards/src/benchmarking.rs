//! Benchmarks of every call, and of what the hooks do, in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use epione_primitives::traits::{OnSettled, SetTime};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use sp_runtime::traits::Saturating;

const NOW: Moment = 20_000 * DAY;

/// Enough to be counted, and for each part to create an account.
fn share<T: Config>() -> BalanceOf<T> {
	let much = T::Currency::minimum_balance().max(T::LeastCounted::get());
	much.saturating_mul(1_000u32.into())
}

/// Lets epochs end.
fn epochs<T: Config>(count: u32) {
	for _ in 0..count {
		let ends = Current::<T>::get().ends.max(NOW);
		T::BenchmarkHelper::set_time(ends);
		Pallet::<T>::end_epoch_if_over();
	}
}

/// Settles a contribution of `who`: a share arrives in the protocol's account and is split.
fn settle<T: Config>(who: &T::AccountId) -> Result<(), BenchmarkError> {
	T::Currency::mint_into(&T::ProtocolAccount::get(), share::<T>())?;
	Pallet::<T>::settled(who, share::<T>());
	Ok(())
}

/// A poor pool, in which `who` and somebody else have rewards. Returns their epoch.
fn rewarded<T: Config>(who: &T::AccountId) -> Result<EpochIndex, BenchmarkError> {
	epochs::<T>(1);
	T::Currency::mint_into(&Pallet::<T>::pot(), T::Currency::minimum_balance())?;
	settle::<T>(who)?;
	settle::<T>(&account("other", 0, 0))?;
	let epoch = Current::<T>::get().number;
	epochs::<T>(1);
	Ok(epoch)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn claim() -> Result<(), BenchmarkError> {
		let who: T::AccountId = whitelisted_caller();
		let epoch = rewarded::<T>(&who)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), epoch);

		assert!(!T::Currency::balance(&who).is_zero());
		assert!(!Counted::<T>::contains_key(epoch, who));
		Ok(())
	}

	/// The reward creates the account.
	#[benchmark]
	fn claim_for() -> Result<(), BenchmarkError> {
		let who: T::AccountId = account("contributor", 0, 0);
		let epoch = rewarded::<T>(&who)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), who.clone(), epoch);

		assert!(!T::Currency::balance(&who).is_zero());
		Ok(())
	}

	/// The donation creates the pot.
	#[benchmark]
	fn donate() -> Result<(), BenchmarkError> {
		let donor: T::AccountId = whitelisted_caller();
		let amount = share::<T>();
		T::Currency::mint_into(&donor, amount.saturating_add(amount))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(donor), amount);

		assert_eq!(T::Currency::balance(&Pallet::<T>::pot()), amount);
		Ok(())
	}

	#[benchmark]
	fn set_split() -> Result<(), BenchmarkError> {
		let origin =
			T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Split::DEFAULT);

		assert_eq!(CurrentSplit::<T>::get(), Split::DEFAULT);
		Ok(())
	}

	/// All steps but the last remove records; the last removes their epoch.
	#[benchmark]
	fn clean(n: Linear<0, { MAX_PAGE }>) -> Result<(), BenchmarkError> {
		epochs::<T>(1);
		let epoch = Current::<T>::get().number;
		CleanFrom::<T>::put(epoch);
		for i in 1..n {
			settle::<T>(&account("contributor", i, 0))?;
		}
		epochs::<T>(T::ClaimEpochs::get().saturating_add(1));
		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), n);

		assert_eq!(Counted::<T>::iter_prefix(epoch).count(), 0);
		assert_eq!(CleanFrom::<T>::get(), epoch.saturating_add(n.min(1)));
		Ok(())
	}

	#[benchmark]
	fn look_at_clock() {
		epochs::<T>(1);
		let ended;
		#[block]
		{
			ended = Pallet::<T>::end_epoch_if_over();
		}

		assert!(!ended);
	}

	/// The epoch has rewards, and an older one expires.
	#[benchmark]
	fn end_epoch() -> Result<(), BenchmarkError> {
		let expires = rewarded::<T>(&account("contributor", 0, 0))?;
		epochs::<T>(T::ClaimEpochs::get().saturating_sub(1));
		settle::<T>(&account("contributor", 0, 0))?;
		let Running { number, ends, .. } = Current::<T>::get();
		T::BenchmarkHelper::set_time(ends);
		let ended;
		#[block]
		{
			ended = Pallet::<T>::end_epoch_if_over();
		}

		assert!(ended && !Epochs::<T>::contains_key(expires));
		assert!(Epochs::<T>::contains_key(number));
		Ok(())
	}

	/// A contributor's first settlement in its epoch. The cost of paying the author is included
	/// only if the runtime knows the author.
	#[benchmark]
	fn settled() -> Result<(), BenchmarkError> {
		epochs::<T>(1);
		T::Currency::mint_into(&T::ProtocolAccount::get(), share::<T>())?;
		let who: T::AccountId = account("contributor", 0, 0);
		#[block]
		{
			<Pallet<T> as OnSettled<_, _>>::settled(&who, share::<T>());
		}

		assert!(Counted::<T>::contains_key(Current::<T>::get().number, who));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
