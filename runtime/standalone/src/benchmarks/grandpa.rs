//! `pallet-grandpa` measures only the check of an equivocation's signatures, and estimates the rest
//! of a report for Polkadot's staking. Here a whole report is measured, to the offender's removal.

use crate::{Runtime, Session, SessionKeys, Validators};
use alloc::{boxed::Box, vec::Vec};
use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::traits::KeyOwnerProofSystem;
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use pallet_grandpa::{Call, Stalled};
use sp_consensus_grandpa::{AuthorityId, EquivocationProof, KEY_TYPE};
use sp_runtime::{
	traits::{Get, TrailingZeroInput},
	BoundedVec, RuntimeAppPublic,
};

/// `pallet-grandpa`, as it is measured here.
pub struct Pallet<T: Config>(pallet_grandpa::Pallet<T>);

/// What its benchmarks need from the runtime.
pub trait Config: pallet_grandpa::Config {
	/// An equivocation of one of `count` validators in a past session, and the proof that it was
	/// one.
	fn equivocation(
		count: u32,
	) -> (EquivocationProof<Self::Hash, BlockNumberFor<Self>>, Self::KeyOwnerProof);
}

/// Two prevotes of `offender` in one round of `set`, signed. The fields are private, hence the
/// encoding.
fn votes<T: Config>(
	offender: &AuthorityId,
	set: u64,
) -> Option<EquivocationProof<T::Hash, BlockNumberFor<T>>> {
	const PREVOTE: u8 = 0;
	const ROUND: u64 = 5;
	let vote = |block: u8| {
		let target = ([block; 32], 1u32);
		let signature = offender.sign(&(PREVOTE, target, ROUND, set).encode())?;
		Some((target, signature))
	};
	let bytes = (set, PREVOTE, ROUND, offender, vote(1)?, vote(2)?).encode();
	EquivocationProof::decode(&mut &bytes[..]).ok()
}

impl Config for Runtime {
	fn equivocation(
		count: u32,
	) -> (EquivocationProof<Self::Hash, BlockNumberFor<Self>>, Self::KeyOwnerProof) {
		let offender = AuthorityId::generate_pair(None);
		let mut chosen: Vec<_> = (0..count)
			.map(|index| {
				let who = account::<Self::AccountId>("validator", index, 0);
				let seed = sp_io::hashing::blake2_256(&index.to_le_bytes());
				let mut keys = SessionKeys::decode(&mut TrailingZeroInput::new(&seed))
					.expect("never too short");
				if index == 0 {
					keys.grandpa = offender.clone();
				}
				pallet_session::NextKeys::<Self>::insert(&who, keys);
				who
			})
			.collect();
		chosen.sort();
		pallet_validators::Chosen::<Self>::put(BoundedVec::truncate_from(chosen));
		// Queued, then in office.
		Session::rotate_session();
		Session::rotate_session();
		let proof =
			Validators::prove((KEY_TYPE, offender.clone())).expect("it is a validator's key");
		// Of a past session.
		Session::rotate_session();
		let set = pallet_grandpa::CurrentSetId::<Self>::get();
		(votes::<Self>(&offender, set).expect("the key was made in the keystore"), proof)
	}
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn report_equivocation(
		v: Linear<4, { T::MaxAuthorities::get() }>,
		n: Linear<0, 1>,
	) -> Result<(), BenchmarkError> {
		// There are no nominators.
		let _ = n;
		let (equivocation, owner) = T::equivocation(v);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), Box::new(equivocation), owner);

		Ok(())
	}

	#[benchmark]
	fn note_stalled() -> Result<(), BenchmarkError> {
		#[extrinsic_call]
		_(RawOrigin::Root, 1000u32.into(), 1u32.into());

		assert!(Stalled::<T>::get().is_some());
		Ok(())
	}
}
