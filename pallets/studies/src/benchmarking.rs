//! Benchmarks: every call in its worst case, with real keys, proofs and envelopes.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use epione_primitives::{
	traits::{AccessDecision, CredentialCheck, Delegation, DelegationCheck, SetTime},
	Role, DAY,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use sp_runtime::traits::Zero;

mod setup;

pub(crate) use setup::delivered_to;
use setup::*;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create() {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), terms::<T>(), budget::<T>());

		assert!(Studies::<T>::contains_key(0));
	}

	#[benchmark]
	fn add_key() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let origin = RawOrigin::Signed(sponsor);
		Pallet::<T>::create(origin.clone().into(), terms::<T>(), budget::<T>())?;
		let (key, proof) = possession::<T>(&Grantee::Study(0));

		#[extrinsic_call]
		_(origin, 0, 0, key, proof);

		assert!(RecipientKeys::<T>::contains_key(GranteeOf::<T>::Study(0)));
		Ok(())
	}

	#[benchmark]
	fn approve() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		Pallet::<T>::create(RawOrigin::Signed(sponsor).into(), terms::<T>(), budget::<T>())?;
		let board = person::<T>("board");
		T::Credentials::set_up(&board, Role::EthicsBoard);

		#[extrinsic_call]
		_(RawOrigin::Signed(board), 0, terms::<T>().hash());

		assert!(Studies::<T>::get(0).is_some_and(|study| study.approval.is_some()));
		Ok(())
	}

	#[benchmark]
	fn suspend_approval() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		open::<T>(&sponsor::<T>())?;
		let board = person::<T>("board");

		#[extrinsic_call]
		_(RawOrigin::Signed(board), 0);

		assert!(SuspendedApprovals::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn resume_approval() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		open::<T>(&sponsor::<T>())?;
		let board = person::<T>("board");
		Pallet::<T>::suspend_approval(RawOrigin::Signed(board.clone()).into(), 0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(board), 0);

		assert!(!SuspendedApprovals::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn fund() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let study = open::<T>(&sponsor)?;
		let before = Pallet::<T>::unallocated(study);

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), study, reward::<T>());

		assert_eq!(Pallet::<T>::unallocated(study), before + reward::<T>());
		Ok(())
	}

	#[benchmark]
	fn commit() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (sponsor, subject) = (sponsor::<T>(), person::<T>("subject"));
		let study = open::<T>(&sponsor)?;
		let dataset = dataset::<T>(&subject);
		let grant = T::Access::set_up(&subject, Grantee::Study(study), purpose());
		let invitation = invitation::<T>(study, &sponsor, &subject);
		make_selective::<T>(study, &sponsor)?;
		let origin = RawOrigin::Signed(subject.clone());

		#[extrinsic_call]
		_(origin, study, subject, dataset, grant, Some(invitation));

		let gathering = Studies::<T>::get(study).and_then(|study| study.gathering);
		assert!(gathering.is_some_and(|gathering| gathering.completed_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn deliver() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, _, subject) = committed::<T>()?;
		let envelope = envelope::<T>(&Grantee::Study(study), &subject)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(subject.clone()), study, subject.clone(), DATASET, envelope);

		assert!(Envelopes::<T>::contains_key((GranteeOf::<T>::Study(study), subject, DATASET)));
		Ok(())
	}

	#[benchmark]
	fn lapse() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, sponsor, subject) = committed::<T>()?;
		undo_completion::<T>(study);
		close_and_finish::<T>(study, &sponsor)?;
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), Grantee::Study(study), subject, DATASET);

		assert!(Studies::<T>::get(study).is_some_and(|study| study.finished_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn settle() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, sponsor, subject) = committed::<T>()?;
		let envelope = envelope::<T>(&Grantee::Study(study), &subject)?;
		let origin = RawOrigin::Signed(subject.clone());
		Pallet::<T>::deliver(origin.into(), study, subject.clone(), DATASET, envelope)?;
		close_and_finish::<T>(study, &sponsor)?;
		set_now::<T>(START + MAX_DISPUTE_WINDOW + DAY);
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), Grantee::Study(study), subject, DATASET);

		assert!(Studies::<T>::get(study).is_some_and(|study| study.finished_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let study = open::<T>(&sponsor)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), study);

		assert!(Studies::<T>::get(study).is_some_and(|study| study.closing_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn finish() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let study = open::<T>(&sponsor)?;
		Pallet::<T>::close(RawOrigin::Signed(sponsor).into(), study)?;
		set_now::<T>(START + CLOSING_NOTICE);
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), study);

		assert!(EndedStudies::<T>::contains_key(study));
		Ok(())
	}

	#[benchmark]
	fn register_key() {
		set_now::<T>(START);
		let caller = person::<T>("recipient");
		let holder = Grantee::Account(caller.clone());
		let (key, proof) = possession::<T>(&holder);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), 0, key, proof);

		assert!(RecipientKeys::<T>::contains_key(holder));
	}

	#[benchmark]
	fn bid() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, _) = share::<T>(false)?;
		let origin = RawOrigin::Signed(recipient.clone());

		#[extrinsic_call]
		_(origin, subject.clone(), DATASET, reward::<T>(), START + DAY);

		assert!(Bids::<T>::contains_key((subject, DATASET, recipient)));
		Ok(())
	}

	#[benchmark]
	fn withdraw_bid() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, _) = share::<T>(true)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(recipient), subject, DATASET);

		assert!(Bids::<T>::iter_keys().next().is_none());
		Ok(())
	}

	#[benchmark]
	fn commit_share() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, grant) = share::<T>(true)?;
		let origin = RawOrigin::Signed(subject.clone());

		#[extrinsic_call]
		_(origin, recipient, subject, DATASET, grant, reward::<T>());

		assert!(Contributions::<T>::iter_keys().next().is_some());
		Ok(())
	}

	#[benchmark]
	fn deliver_share() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, grant) = share::<T>(false)?;
		let origin = RawOrigin::Signed(subject.clone());
		Pallet::<T>::commit_share(
			origin.clone().into(),
			recipient.clone(),
			subject.clone(),
			DATASET,
			grant,
			Zero::zero(),
		)?;
		let envelope = envelope::<T>(&Grantee::Account(recipient.clone()), &subject)?;

		#[extrinsic_call]
		_(origin, recipient, subject, DATASET, envelope);

		assert!(Contributions::<T>::iter_values().all(|one| one.status == Status::Settled));
		Ok(())
	}

	#[benchmark]
	fn purge(n: Linear<0, MAX_PAGE>) -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		for index in 0..n {
			remains::<T>(&sponsor, account("subject", index, 0))?;
		}
		set_now::<T>(START + T::Retention::get());
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), n);

		assert_eq!(EndedStudies::<T>::iter_keys().count() as u32, n);
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, _, subject) = committed::<T>()?;
		undo_completion::<T>(study);
		let guardian: T::AccountId = account("guardian", 0, 0);
		let found = T::Delegations::set_up(&guardian, &subject, Delegation::Guardian);
		let who = if found { guardian } else { subject.clone() };

		#[extrinsic_call]
		_(RawOrigin::Signed(who), study, subject.clone());

		assert!(Participations::<T>::get(GranteeOf::<T>::Study(study), subject).withdrawn);
		Ok(())
	}

	#[benchmark]
	fn tick() {
		set_now::<T>(START);
		T::BenchmarkHelper::set_time(START + DAY);

		#[block]
		{
			clock::tick::<T>();
		}

		assert!(Clock::<T>::get().standstill > 0);
	}

	#[benchmark]
	fn peek() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		committed::<T>()?;
		let first;

		#[block]
		{
			let live = clock::live_now::<T>();
			first = Agenda::<T>::iter_keys().next().filter(|(due, _)| *due > live.to_be_bytes());
		}

		assert!(first.is_some());
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
