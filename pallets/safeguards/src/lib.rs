#![doc = include_str!("../README.md")]
//!
//! # Scenario: a takeover is stopped
//!
//! 1. A patient without tokens has a delegate and friends who can recover her account.
//! 2. The delegate turns out not to be trusted. She removes it, whatever its delay.
//! 3. The friends begin a recovery that she does not want. She slashes it: its deposit is lost.
//! 4. Other friends have made somebody her inheritor. She revokes that.
#![doc = docify::embed!("src/tests/story.rs", a_takeover_is_stopped)]
//!
//! # Contract with other pallets
//!
//! - [`Config::Delegates`] and [`Config::Recovery`] know what there is to end, and end it with the
//!   calls of `pallet-proxy` and `pallet-recovery`, dispatched with the caller's own origin. So the
//!   filters on that origin (a delegate's type, an inheritor's guard) count here too.
//! - The runtime's `ChargeOrFree` asks the `check_*` functions, with which the calls begin, whether
//!   a call is free. Each returns the encoded item that the call ends.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use ports::{Delegates, OwnRecovery};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
mod ports;
#[cfg(test)]
mod tests;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// What a delegate may do.
		type ProxyType: Parameter + MaxEncodedLen;

		/// The delegates of accounts.
		type Delegates: Delegates<Self::RuntimeOrigin, Self::AccountId, Self::ProxyType, Self::Hash>;

		/// The recovery of accounts.
		type Recovery: OwnRecovery<Self::RuntimeOrigin, Self::AccountId>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The signer has no such delegate, or none at all.
		DelegateNotFound,
		/// The delegate has announced no such call for the signer.
		AnnouncementNotFound,
		/// No friend group of that number attempts to recover the signer's account.
		AttemptNotFound,
		/// Nobody has inherited the signer's account.
		NoInheritor,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Removes a delegate of the signer.
		///
		/// All its entries of this type go, whatever their delays.
		///
		/// - Origin: signed by whoever has the delegate
		/// - Checks: there is such a delegate
		/// - Errors: `DelegateNotFound`
		/// - Events: `Proxy.ProxyRemoved`
		/// - Fee: nobody
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::remove_delegate(), DispatchClass::Operational))]
		pub fn remove_delegate(
			origin: OriginFor<T>,
			delegate: T::AccountId,
			proxy_type: T::ProxyType,
		) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::check_remove_delegate(&who, &delegate, &proxy_type)?;
			T::Delegates::remove(origin, &who, &delegate, &proxy_type)
		}

		/// Removes all delegates of the signer.
		///
		/// - Origin: signed by whoever has delegates
		/// - Checks: there is a delegate
		/// - Errors: `DelegateNotFound`
		/// - Events: `Proxy.ProxyRemoved`
		/// - Fee: nobody
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::remove_delegates(), DispatchClass::Operational))]
		pub fn remove_delegates(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::check_remove_delegates(&who)?;
			T::Delegates::remove_all(origin)
		}

		/// Vetoes a call that a delayed delegate has announced for the signer.
		///
		/// - Origin: signed by the account for which the call was announced
		/// - Checks: the delegate has announced it
		/// - Errors: `AnnouncementNotFound`
		/// - Events: none
		/// - Fee: nobody
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::reject_announcement(), DispatchClass::Operational))]
		pub fn reject_announcement(
			origin: OriginFor<T>,
			delegate: T::AccountId,
			call_hash: T::Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::check_reject_announcement(&who, &delegate, &call_hash)?;
			T::Delegates::reject(origin, &delegate, &call_hash)
		}

		/// Cancels an attempt to recover the signer's account. Whoever began it has its deposits
		/// back.
		///
		/// - Origin: signed by the account that would be recovered
		/// - Checks: this friend group has begun an attempt
		/// - Errors: `AttemptNotFound`
		/// - Events: `Recovery.AttemptCanceled`
		/// - Fee: nobody
		#[pallet::call_index(3)]
		#[pallet::weight((T::WeightInfo::cancel_attempt(), DispatchClass::Operational))]
		pub fn cancel_attempt(origin: OriginFor<T>, friend_group: u32) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::check_end_attempt(&who, friend_group)?;
			T::Recovery::cancel(origin, &who, friend_group)
		}

		/// Ends a hostile attempt to recover the signer's account. Whoever began it loses the
		/// security deposit.
		///
		/// - Origin: signed by the account that would be recovered
		/// - Checks: this friend group has begun an attempt
		/// - Errors: `AttemptNotFound`
		/// - Events: `Recovery.AttemptSlashed`
		/// - Fee: nobody
		#[pallet::call_index(4)]
		#[pallet::weight((T::WeightInfo::slash_attempt(), DispatchClass::Operational))]
		pub fn slash_attempt(origin: OriginFor<T>, friend_group: u32) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::check_end_attempt(&who, friend_group)?;
			T::Recovery::slash(origin, friend_group)
		}

		/// Takes the signer's account back from whoever inherited it.
		///
		/// The delegates that the inheritor may have made in the meantime stay: `remove_delegates`.
		///
		/// - Origin: signed by the account that was recovered
		/// - Checks: somebody has inherited it
		/// - Errors: `NoInheritor`
		/// - Events: `Recovery.InheritorRevoked`
		/// - Fee: nobody
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::revoke_inheritor(), DispatchClass::Operational))]
		pub fn revoke_inheritor(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::check_revoke_inheritor(&who)?;
			T::Recovery::revoke(origin)
		}
	}
}

// The checks of the calls, for the pool too. The encoded items differ in their second part.
impl<T: Config> Pallet<T> {
	/// Whether `who` could remove this delegate; returns the item that it would end.
	pub fn check_remove_delegate(
		who: &T::AccountId,
		delegate: &T::AccountId,
		proxy_type: &T::ProxyType,
	) -> Result<Vec<u8>, Error<T>> {
		ensure!(T::Delegates::has(who, delegate, proxy_type), Error::<T>::DelegateNotFound);
		Ok((who, 0u8, delegate, proxy_type).encode())
	}

	/// Whether `who` has delegates to remove; returns the item that would end.
	pub fn check_remove_delegates(who: &T::AccountId) -> Result<Vec<u8>, Error<T>> {
		ensure!(T::Delegates::has_any(who), Error::<T>::DelegateNotFound);
		Ok((who, 1u8).encode())
	}

	/// Whether `who` could veto this call; returns the item that would end.
	pub fn check_reject_announcement(
		who: &T::AccountId,
		delegate: &T::AccountId,
		call_hash: &T::Hash,
	) -> Result<Vec<u8>, Error<T>> {
		let announced = T::Delegates::has_announced(who, delegate, call_hash);
		ensure!(announced, Error::<T>::AnnouncementNotFound);
		Ok((who, 2u8, delegate, call_hash).encode())
	}

	/// Whether `who` could cancel or slash this attempt; returns the item that would end.
	pub fn check_end_attempt(who: &T::AccountId, friend_group: u32) -> Result<Vec<u8>, Error<T>> {
		ensure!(T::Recovery::has_attempt(who, friend_group), Error::<T>::AttemptNotFound);
		Ok((who, 3u8, friend_group).encode())
	}

	/// Whether `who` could revoke its inheritor; returns the item that would end.
	pub fn check_revoke_inheritor(who: &T::AccountId) -> Result<Vec<u8>, Error<T>> {
		ensure!(T::Recovery::has_inheritor(who), Error::<T>::NoInheritor);
		Ok((who, 4u8).encode())
	}
}
