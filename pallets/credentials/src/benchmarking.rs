//! Benchmarks of every call, in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use epione_primitives::traits::{CredentialCheck, SetTime};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

// The costliest role: an arbiter is listed too.
const ROLE: Role = Role::Arbiter;
const NOW: Moment = 1_700_000_000_000;

fn accreditor<T: Config>() -> T::AccountId {
	T::BenchmarkHelper::set_time(NOW);
	let who: T::AccountId = whitelisted_caller();
	let _ = Pallet::<T>::do_appoint(&who, Roles::ALL);
	T::CredentialConsideration::ensure_successful(&who, Pallet::<T>::footprint(ROLE));
	who
}

fn issued<T: Config>() -> Result<(T::AccountId, T::AccountId), BenchmarkError> {
	let who = accreditor::<T>();
	let holder: T::AccountId = account("holder", 0, 0);
	let origin = RawOrigin::Signed(who.clone()).into();
	let until = NOW + 1_000;
	Pallet::<T>::issue(origin, holder.clone(), ROLE, until, Attributes::NONE, [0; 32])?;
	Ok((who, holder))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn appoint() -> Result<(), BenchmarkError> {
		let origin =
			T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let who: T::AccountId = account("accreditor", 0, 0);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone(), Roles::ALL);

		assert!(Accreditors::<T>::contains_key(who));
		Ok(())
	}

	#[benchmark]
	fn dismiss() -> Result<(), BenchmarkError> {
		let origin =
			T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (who, _) = issued::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(!Accreditors::<T>::contains_key(who));
		Ok(())
	}

	/// Replaces an expired credential of another accreditor, so that two deposits move.
	#[benchmark]
	fn issue() -> Result<(), BenchmarkError> {
		let (_, holder) = issued::<T>()?;
		T::BenchmarkHelper::set_time(NOW + 1_000);
		let who: T::AccountId = account("accreditor", 1, 0);
		let _ = Pallet::<T>::do_appoint(&who, Roles::ALL);
		T::CredentialConsideration::ensure_successful(&who, Pallet::<T>::footprint(ROLE));
		let origin = RawOrigin::Signed(who.clone());
		#[extrinsic_call]
		_(origin, holder.clone(), ROLE, NOW + 5_000, Attributes(3), [1; 32]);

		assert_eq!(Holders::<T>::get(holder, ROLE).map(|c| c.accreditor), Some(who));
		Ok(())
	}

	#[benchmark]
	fn renew() -> Result<(), BenchmarkError> {
		let (who, holder) = issued::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who), holder.clone(), ROLE, NOW + 5_000);

		assert_eq!(Holders::<T>::get(holder, ROLE).map(|c| c.valid_until), Some(NOW + 5_000));
		Ok(())
	}

	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let (who, holder) = issued::<T>()?;
		// The last arbiter takes its number.
		Pallet::<T>::set_up_credential(&account("other", 0, 0), ROLE, &who, Moment::MAX);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), holder.clone(), ROLE, RevocationReason::Misconduct);

		assert!(!<Pallet<T> as CredentialCheck<_>>::holds(&holder, ROLE));
		Ok(())
	}

	#[benchmark]
	fn clear() -> Result<(), BenchmarkError> {
		let (who, holder) = issued::<T>()?;
		// The last arbiter takes its number.
		Pallet::<T>::set_up_credential(&account("other", 0, 0), ROLE, &who, Moment::MAX);
		T::BenchmarkHelper::set_time(NOW + 1_000);
		let anybody: T::AccountId = account("anybody", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(anybody), holder.clone(), ROLE);

		assert!(!Holders::<T>::contains_key(holder, ROLE));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
