//! Benchmarks: every call in its worst case, with real signatures.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::fixtures::{budget, funded, terms};
use alloc::vec::Vec;
use codec::Decode;
use epione_envelope::statements;
use epione_primitives::traits::SetTime;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_runtime::traits::One;

const START: Moment = 1_800_000_000_000;
const KEY_TYPE: KeyTypeId = KeyTypeId(*b"epio");

/// An account whose key is in the benchmark's keystore, so that it can sign statements.
fn signer<T: Config>() -> T::AccountId {
	let public = sp_io::crypto::sr25519_generate(KEY_TYPE, None);
	T::AccountId::decode(&mut &public.0[..]).expect("an account is 32 bytes")
}

/// A sponsorship that `sponsor` set up.
fn open<T: Config>(sponsor: &T::AccountId) -> Result<SponsorshipId, BenchmarkError> {
	T::BenchmarkHelper::set_time(START);
	let id = NextSponsorshipId::<T>::get();
	let origin = RawOrigin::Signed(sponsor.clone());
	Pallet::<T>::create(origin.into(), terms::<T>(), budget::<T>())?;
	Ok(id)
}

fn full_gateways<T: Config>(name: &'static str) -> GatewaysOf<T> {
	let list: Vec<T::AccountId> = (0..MAX_GATEWAYS).map(|n| account(name, n, 0)).collect();
	list.try_into().unwrap_or_default()
}

/// Signs as a wallet does, wrapped: `join` tries this form second.
fn sign<T: Config>(
	who: &T::AccountId,
	id: SponsorshipId,
	member: &T::AccountId,
	gateways: &GatewaysOf<T>,
	expiry: Moment,
) -> MultiSignature {
	let gateways = gateways.iter().map(AsRef::as_ref);
	let chain_id = T::ChainId::get();
	let statement = statements::sponsorship_join(&chain_id, id, member.as_ref(), gateways, expiry);
	let public = sr25519::Public::from_raw(*who.as_ref());
	let signature =
		sp_io::crypto::sr25519_sign(KEY_TYPE, &public, &statements::wrapped(&statement))
			.expect("the key was made here");
	MultiSignature::Sr25519(signature)
}

/// A sponsorship with one member, who has four gateways.
fn joined<T: Config>() -> Result<(T::AccountId, SponsorshipId, T::AccountId), BenchmarkError> {
	let (sponsor, member) = (funded::<T>(signer::<T>()), signer::<T>());
	let id = open::<T>(&sponsor)?;
	let (gateways, expiry) = (full_gateways::<T>("gateway"), START + DAY);
	let consent = sign::<T>(&member, id, &member, &gateways, expiry);
	let origin = RawOrigin::Signed(sponsor.clone());
	Pallet::<T>::join(origin.into(), id, member.clone(), gateways, expiry, consent, None)?;
	Ok((sponsor, id, member))
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn create() {
		T::BenchmarkHelper::set_time(START);
		let sponsor = funded::<T>(whitelisted_caller());
		let id = NextSponsorshipId::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), terms::<T>(), budget::<T>());
		assert!(Sponsorships::<T>::contains_key(id));
	}

	#[benchmark]
	fn fund() -> Result<(), BenchmarkError> {
		let id = open::<T>(&funded::<T>(account("sponsor", 0, 0)))?;
		let before = Pallet::<T>::budget(id);
		let amount = T::Currency::minimum_balance();
		#[extrinsic_call]
		_(RawOrigin::Signed(funded::<T>(whitelisted_caller())), id, amount);
		assert_eq!(Pallet::<T>::budget(id), before + amount);
		Ok(())
	}

	#[benchmark]
	fn set_terms() -> Result<(), BenchmarkError> {
		let sponsor = funded::<T>(whitelisted_caller());
		let id = open::<T>(&sponsor)?;
		let terms = Terms { max_members: 1, ..terms::<T>() };
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), id, terms.clone());
		assert_eq!(Sponsorships::<T>::get(id).map(|found| found.terms), Some(terms));
		Ok(())
	}

	#[benchmark]
	fn join() -> Result<(), BenchmarkError> {
		// Somebody else submits it, so two signatures are checked; the record is new, so its
		// deposit is taken.
		let (sponsor, member) = (funded::<T>(signer::<T>()), signer::<T>());
		let id = open::<T>(&sponsor)?;
		let (gateways, expiry) = (full_gateways::<T>("gateway"), START + DAY);
		let consent = sign::<T>(&member, id, &member, &gateways, expiry);
		let invitation = sign::<T>(&sponsor, id, &member, &gateways, expiry);
		let by: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(by), id, member.clone(), gateways, expiry, consent, Some(invitation));
		assert_eq!(MemberOf::<T>::get(member), Some(id));
		Ok(())
	}

	#[benchmark]
	fn set_gateways() -> Result<(), BenchmarkError> {
		let (_, id, member) = joined::<T>()?;
		let others = full_gateways::<T>("other");
		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()), others.clone());
		assert_eq!(Members::<T>::get(id, member).map(|found| found.gateways), Some(others));
		Ok(())
	}

	#[benchmark]
	fn leave() -> Result<(), BenchmarkError> {
		let (_, _, member) = joined::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()));
		assert!(!MemberOf::<T>::contains_key(member));
		Ok(())
	}

	#[benchmark]
	fn evict() -> Result<(), BenchmarkError> {
		let (sponsor, id, member) = joined::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), id, member.clone());
		assert!(!MemberOf::<T>::contains_key(member));
		Ok(())
	}

	#[benchmark]
	fn end() -> Result<(), BenchmarkError> {
		let sponsor = funded::<T>(whitelisted_caller());
		let id = open::<T>(&sponsor)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), id);
		assert!(Pallet::<T>::budget(id).is_zero());
		Ok(())
	}

	#[benchmark]
	fn refund() -> Result<(), BenchmarkError> {
		let sponsor = funded::<T>(account("sponsor", 0, 0));
		let id = open::<T>(&sponsor)?;
		Pallet::<T>::end(RawOrigin::Signed(sponsor).into(), id)?;
		let by: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(by), id);
		assert!(!Sponsorships::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn purge() -> Result<(), BenchmarkError> {
		let (_, id, member) = joined::<T>()?;
		Pallet::<T>::leave(RawOrigin::Signed(member.clone()).into())?;
		T::BenchmarkHelper::set_time(START + MAX_STATEMENT_LIFE);
		let by: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(by), id, member.clone());
		assert!(!Members::<T>::contains_key(id, member));
		Ok(())
	}

	#[benchmark]
	fn payer() -> Result<(), BenchmarkError> {
		let (_, id, member) = joined::<T>()?;
		// The last of its gateways.
		let signer: T::AccountId = account("gateway", MAX_GATEWAYS - 1, 0);
		let found;
		#[block]
		{
			found = Pallet::<T>::payer(&member, &signer, CallSet::ALL, One::one());
		}
		assert_eq!(found, Some(id));
		Ok(())
	}

	#[benchmark]
	fn charge() -> Result<(), BenchmarkError> {
		let (_, id, member) = joined::<T>()?;
		#[block]
		{
			Pallet::<T>::charge(&member, One::one());
		}
		assert_eq!(Members::<T>::get(id, member).map(|found| found.spent), Some(One::one()));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
