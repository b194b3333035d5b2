//! Benchmarks of every call, in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::fungible::Mutate;
use frame_system::RawOrigin;
use sp_runtime::traits::{Bounded, Hash, SaturatedConversion};

const KEY: EvidenceKeyBytes = [9; 32];

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who = account(name, index, 0);
	// Enough for the payments to others.
	let amount = BalanceOf::<T>::max_value() / 1_000_000_000u32.into();
	T::Currency::set_balance(&who, amount);
	who
}

/// A dispute over `n` contributions of as many subjects, to be drawn.
fn opened<T: Config>(n: u32) -> Result<(DisputeId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let sponsor = rich::<T>("sponsor", 0);
	listed::<T>(&account("listed", 0, 0));
	let (study, contributions) = set_up::<T>(&sponsor, n)?;
	let id = NextDisputeId::<T>::get();
	let origin = RawOrigin::Signed(sponsor.clone()).into();
	Pallet::<T>::open(origin, study, contributions, Reason::Unavailable, [0; 32])?;
	Ok((id, sponsor))
}

fn set_up<T: Config>(
	sponsor: &T::AccountId,
	n: u32,
) -> Result<(StudyId, PerContribution<(T::AccountId, Digest)>), BenchmarkError> {
	let mut study = 0;
	let mut set = PerContribution::new();
	for number in 0..n {
		let (of, subject, dataset) = T::Contributions::set_up(sponsor, number);
		study = of;
		set.try_push((subject, dataset))
			.map_err(|_| BenchmarkError::Stop("at most 16 contributions"))?;
	}
	Ok((study, set))
}

/// Lists an arbiter.
fn listed<T: Config>(who: &T::AccountId) {
	let court = account("court", 0, 0);
	<T::Credentials as ArbiterPool<_>>::set_up(who, Some(&court));
}

/// A dispute over `n` contributions, with an arbiter.
fn drawn<T: Config>(n: u32) -> Result<(DisputeId, T::AccountId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (id, sponsor) = opened::<T>(n)?;
	let arbiter = rich::<T>("arbiter", 0);
	listed::<T>(&arbiter);
	let due = T::LiveClock::live_now().saturating_add(DEFAULT_PERIODS.decide);
	let stage = Stage::Deciding { arbiter: arbiter.clone(), key: KEY, due, again: false };
	enter::<T>(id, stage)?;
	Ok((id, sponsor, arbiter))
}

/// A dispute over `n` contributions, decided with this verdict.
fn decided<T: Config>(n: u32, verdict: Verdict) -> Result<(DisputeId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (id, sponsor, arbiter) = drawn::<T>(n)?;
	Pallet::<T>::decide(RawOrigin::Signed(arbiter).into(), id, verdicts(n, verdict)?)?;
	Ok((id, sponsor))
}

fn verdicts(n: u32, verdict: Verdict) -> Result<PerContribution<Verdict>, BenchmarkError> {
	alloc::vec![verdict; n as usize]
		.try_into()
		.map_err(|_| BenchmarkError::Stop("at most 16 contributions"))
}

fn enter<T: Config>(id: DisputeId, stage: StageOf<T>) -> Result<(), BenchmarkError> {
	let dispute = Disputes::<T>::get(id).ok_or(BenchmarkError::Stop("there is a dispute"))?;
	Pallet::<T>::enter(id, dispute, stage);
	Ok(())
}

/// Makes the dispute due, whatever the clock says.
fn fall_due<T: Config>(id: DisputeId) -> Result<(), BenchmarkError> {
	let mut stage = Disputes::<T>::get(id)
		.map(|dispute| dispute.stage)
		.ok_or(BenchmarkError::Stop("there is a dispute"))?;
	match &mut stage {
		Stage::Drawing { .. } => return Err(BenchmarkError::Stop("nothing falls due")),
		Stage::Deciding { due, .. }
		| Stage::Decided { due, .. }
		| Stage::Appealed { due, .. }
		| Stage::Ending { due, .. }
		| Stage::Panel { due } => *due = 0,
	}
	enter::<T>(id, stage)
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	/// Every party has a credential for every role.
	#[benchmark]
	fn open(n: Linear<1, MAX_CONTRIBUTIONS>) -> Result<(), BenchmarkError> {
		let sponsor = rich::<T>("sponsor", 0);
		let (study, set) = set_up::<T>(&sponsor, n)?;
		for role in Role::ALL {
			<T::Credentials as CredentialCheck<_>>::set_up(&sponsor, role);
			for (subject, _) in &set {
				<T::Credentials as CredentialCheck<_>>::set_up(subject, role);
			}
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), study, set, Reason::Duplicate, [1; 32]);

		assert_eq!(Disputed::<T>::iter_keys().count() as u32, n);
		Ok(())
	}

	#[benchmark]
	fn decide(n: Linear<1, MAX_CONTRIBUTIONS>) -> Result<(), BenchmarkError> {
		let (id, _, arbiter) = drawn::<T>(n)?;
		let verdicts = verdicts(n, Verdict::Cured)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(arbiter), id, verdicts);

		let stage = Disputes::<T>::get(id).map(|dispute| dispute.stage);
		assert!(matches!(stage, Some(Stage::Decided { .. })));
		Ok(())
	}

	/// Appealed by the sponsor, with a bond for each.
	#[benchmark]
	fn appeal(n: Linear<1, MAX_CONTRIBUTIONS>) -> Result<(), BenchmarkError> {
		let (id, sponsor) = decided::<T>(n, Verdict::Rejected)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), id, [2; 32]);

		let items = Disputes::<T>::get(id).map(|dispute| dispute.items).unwrap_or_default();
		assert!(items.iter().all(|item| item.appeal.is_some()));
		Ok(())
	}

	/// Against the sponsor: price, fee, compensation and appeal bond are paid for each.
	#[benchmark]
	fn decide_appeal(n: Linear<1, MAX_CONTRIBUTIONS>) -> Result<(), BenchmarkError> {
		let origin =
			T::PanelOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (id, sponsor) = decided::<T>(n, Verdict::Rejected)?;
		Pallet::<T>::appeal(RawOrigin::Signed(sponsor).into(), id, [2; 32])?;
		fall_due::<T>(id)?;
		Pallet::<T>::do_advance(id)?;
		let verdicts = verdicts(n, Verdict::Rejected)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, verdicts);

		assert!(!Disputes::<T>::contains_key(id));
		Ok(())
	}

	/// The draw looks at as many listed accounts as it can, none of them an arbiter any more: all
	/// leave the list. The number of parties is the maximum, and so is what is excluded.
	#[benchmark]
	fn advance_draw() -> Result<(), BenchmarkError> {
		let (id, _) = opened::<T>(MAX_CONTRIBUTIONS)?;
		for index in 1..MAX_PICKS {
			<T::Credentials as ArbiterPool<_>>::set_up(&account("listed", index, 0), None);
		}
		let some = |count: u32| (0..count).map(|n| account("accreditor", n, 0)).collect::<Vec<_>>();
		let exclusion = Exclusion {
			accreditors: BoundedVec::truncate_from(some(MAX_ACCREDITORS)),
			courts: BoundedVec::truncate_from(some(MAX_COURTS)),
		};
		Exclusions::<T>::insert(id, exclusion);
		let block = Pallet::<T>::draw_block().map_err(|_| BenchmarkError::Stop("block"))?;
		let hash = T::Hashing::hash(b"lot");
		frame_system::BlockHash::<T>::insert(BlockNumberFor::<T>::from(block), hash);
		frame_system::Pallet::<T>::set_block_number(block.saturating_add(1).saturated_into());
		let anybody: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		advance(RawOrigin::Signed(anybody), id);

		let stage = Disputes::<T>::get(id).map(|dispute| dispute.stage);
		assert!(!matches!(stage, Some(Stage::Drawing { again: false, .. })));
		Ok(())
	}

	/// Everything is paid: price, fee and compensation for each.
	#[benchmark]
	fn advance_end(n: Linear<1, MAX_CONTRIBUTIONS>) -> Result<(), BenchmarkError> {
		let (id, _) = decided::<T>(n, Verdict::Rejected)?;
		fall_due::<T>(id)?;
		let anybody: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		advance(RawOrigin::Signed(anybody), id);

		assert!(!Disputes::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn set_evidence_key() -> Result<(), BenchmarkError> {
		let arbiter = rich::<T>("arbiter", 0);
		listed::<T>(&arbiter);
		#[extrinsic_call]
		_(RawOrigin::Signed(arbiter.clone()), KEY);

		assert!(EvidenceKeys::<T>::contains_key(arbiter));
		Ok(())
	}

	#[benchmark]
	fn remove_evidence_key() -> Result<(), BenchmarkError> {
		let arbiter = rich::<T>("arbiter", 0);
		Pallet::<T>::put_evidence_key(&arbiter, KEY)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(arbiter.clone()));

		assert!(!EvidenceKeys::<T>::contains_key(arbiter));
		Ok(())
	}

	#[benchmark]
	fn peek() -> Result<(), BenchmarkError> {
		let (id, _) = decided::<T>(1, Verdict::Rejected)?;
		let due;
		#[block]
		{
			due = Pallet::<T>::next_due();
		}

		assert_eq!((id, due), (0, None));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
