//! Benchmarks: the worst case of every call. Somebody other than the subject pays the deposits,
//! lists are full, and closing a grant removes everything that can be removed with it.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::types::ordered_key;
use alloc::vec;
use epione_primitives::{
	traits::{Delegation, SetTime},
	Actions, DuoModifiers, DuoPermission, Modalities, Modality, Purpose, ResearchUse, DAY,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

const NOW: Moment = 1_800_000_000_000;

/// Terms of the maximum size.
fn full_terms<T: Config>(grantee: GranteeOf<T>) -> TermsOf<T> {
	let list = (0..MAX_DATASETS).map(|i| [i as u8; 32]).collect::<Vec<_>>();
	Terms {
		grantee,
		actions: Actions::ALL,
		modalities: Modalities::ALL,
		datasets: list.try_into().ok(),
		days: Some((100, 200)),
		purpose: Purpose::Research(ResearchUse {
			permission: DuoPermission::DiseaseSpecific([1; 32]),
			modifiers: DuoModifiers::MOR.union(DuoModifiers::TS),
			time_limit: Some(NOW + DAY),
			moratorium: Some(NOW + DAY),
		}),
		valid_from: NOW,
		valid_until: NOW + DAY,
		uses: Some(100),
		document: [9; 32],
	}
}

/// A subject, and an account that signs for it: a guardian if the runtime can make one.
fn subject_and_signer<T: Config>() -> (T::AccountId, T::AccountId) {
	T::BenchmarkHelper::set_time(NOW);
	let subject = account("subject", 0, 0);
	let guardian = whitelisted_caller();
	if T::Delegations::set_up(&guardian, &subject, Delegation::Guardian) {
		(subject, guardian)
	} else {
		(guardian.clone(), guardian)
	}
}

/// A controller and its grantee: a study if the runtime can make one.
fn grantee<T: Config>(i: u32) -> (T::AccountId, GranteeOf<T>) {
	let controller = account("controller", i, 0);
	let grantee = T::Grantees::set_up(&controller);
	(controller, grantee)
}

fn make_request<T: Config>(
	subject: &T::AccountId,
) -> Result<(T::AccountId, RequestId), DispatchError> {
	let (requester, grantee) = grantee::<T>(0);
	T::RequestConsideration::ensure_successful(&requester, Pallet::<T>::footprint_of_request());
	let terms = full_terms::<T>(grantee);
	let id = Pallet::<T>::add_request(requester.clone(), subject.clone(), terms)?;
	Ok((requester, id))
}

/// A grant of `subject` to the `i`th grantee, paid for by the `i`th payer. A key was delivered
/// under it, so that its end creates a duty.
fn make_grant<T: Config>(subject: &T::AccountId, i: u32) -> Result<GrantId, DispatchError> {
	let payer = account("payer", i, 0);
	T::GrantConsideration::ensure_successful(&payer, Pallet::<T>::footprint_of_live());
	let (_, grantee) = grantee::<T>(i);
	let id = Pallet::<T>::add_grant(&payer, subject.clone(), full_terms::<T>(grantee))?;
	<Pallet<T> as Duties<T::AccountId>>::delivered(id, true);
	Ok(id)
}

/// A duty that is overdue but not marked.
fn make_due<T: Config>(subject: &T::AccountId) -> Result<GrantId, DispatchError> {
	let id = make_grant::<T>(subject, 0)?;
	Pallet::<T>::mark_revoked(id, Grants::<T>::get(id).ok_or("made")?, NOW);
	// The clock does not move in benchmarks, so the deadline is moved instead.
	let mut grant = Grants::<T>::get(id).ok_or("made")?;
	let mut duty = grant.duty.ok_or("owed")?;
	let _ = DutyAgenda::<T>::clear(1, None);
	duty.due = T::LiveClock::live_now();
	DutyAgenda::<T>::insert(ordered_key(duty.due, id), ());
	grant.duty = Some(duty);
	Grants::<T>::insert(id, grant);
	Ok(id)
}

fn stored<T: Config>(grant: GrantId) -> Result<GrantOf<T>, BenchmarkError> {
	Grants::<T>::get(grant).ok_or(BenchmarkError::Stop("the grant is there"))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn request() {
		T::BenchmarkHelper::set_time(NOW);
		let (requester, grantee) = grantee::<T>(0);
		T::RequestConsideration::ensure_successful(&requester, Pallet::<T>::footprint_of_request());
		let subject = account("subject", 0, 0);
		let terms = full_terms::<T>(grantee);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), subject, terms);

		assert!(Requests::<T>::contains_key(0));
	}

	#[benchmark]
	fn withdraw_request() -> Result<(), BenchmarkError> {
		let (subject, _) = subject_and_signer::<T>();
		let (requester, id) = make_request::<T>(&subject)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), id);

		assert!(!Requests::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn deny() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let (_, id) = make_request::<T>(&subject)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), id);

		assert!(!Requests::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn grant() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let (_, asked) = make_request::<T>(&subject)?;
		T::GrantConsideration::ensure_successful(&signer, Pallet::<T>::footprint_of_live());
		let terms = Requests::<T>::get(asked).map(|found| found.terms);
		let terms = terms.ok_or(BenchmarkError::Stop("the request is there"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), subject, terms, Some(asked));

		assert!(Grants::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn narrow() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let id = make_grant::<T>(&subject, 0)?;
		let change = Narrowing {
			actions: Some(Actions::READ),
			modalities: Some(Modalities::of(&[Modality::Wearable])),
			datasets: (1..MAX_DATASETS).map(|i| [i as u8; 32]).collect::<Vec<_>>().try_into().ok(),
			days: Some((101, 199)),
			valid_until: Some(NOW + DAY - 1),
			uses: Some(99),
		};

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), id, change);

		assert_eq!(stored::<T>(id)?.narrowed, 1);
		Ok(())
	}

	/// The only grant of its strand and round.
	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let id = make_grant::<T>(&subject, 0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), id);

		assert_eq!(stored::<T>(id)?.revoked_at, Some(NOW));
		Ok(())
	}

	/// The only strand of its round.
	#[benchmark]
	fn revoke_grantee() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let id = make_grant::<T>(&subject, 0)?;
		let grantee = stored::<T>(id)?.grantee;

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), subject, grantee);

		assert_eq!(Pallet::<T>::revoked_at(&stored::<T>(id)?), Some(NOW));
		Ok(())
	}

	#[benchmark]
	fn revoke_all() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let id = make_grant::<T>(&subject, 0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), subject);

		assert_eq!(Pallet::<T>::revoked_at(&stored::<T>(id)?), Some(NOW));
		Ok(())
	}

	#[benchmark]
	fn acknowledge() -> Result<(), BenchmarkError> {
		let (subject, _) = subject_and_signer::<T>();
		let id = make_due::<T>(&subject)?;
		Pallet::<T>::mark_overdue(id).map_err(DispatchError::from)?;
		let (controller, _) = grantee::<T>(0);
		let controller = T::Grantees::controller(&stored::<T>(id)?.grantee).unwrap_or(controller);

		#[extrinsic_call]
		_(RawOrigin::Signed(controller), id);

		assert_eq!(stored::<T>(id)?.acknowledged_at, Some(NOW));
		Ok(())
	}

	#[benchmark]
	fn report_overdue() -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let id = make_due::<T>(&subject)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), id);

		assert_eq!(Overdue::<T>::iter_values().collect::<Vec<_>>(), [1]);
		Ok(())
	}

	/// Every grant in a strand and a closed round of its own.
	#[benchmark]
	fn sweep(n: Linear<1, 100>) -> Result<(), BenchmarkError> {
		let (subject, signer) = subject_and_signer::<T>();
		let mut ids = vec![];
		for i in 0..n {
			let id = make_grant::<T>(&subject, i)?;
			Pallet::<T>::close_round(&subject, id, NOW);
			ids.push(id);
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(signer), subject, n);

		for id in ids {
			assert!(stored::<T>(id)?.remnant);
		}
		assert_eq!(Closed::<T>::iter_keys().count(), 0);
		Ok(())
	}

	/// A grant will expire, but not yet.
	#[benchmark]
	fn on_idle_empty() -> Result<(), BenchmarkError> {
		let (subject, _) = subject_and_signer::<T>();
		make_grant::<T>(&subject, 0)?;

		#[block]
		{
			Pallet::<T>::on_idle(Default::default(), Weight::MAX);
		}

		assert_eq!(Expiries::<T>::iter_keys().count(), 1);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
