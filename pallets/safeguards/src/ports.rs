//! What the pallet asks of those that keep delegates and recoveries. The runtime implements it
//! with the SDK's pallets.

use frame_support::dispatch::DispatchResult;

/// The delegates of accounts.
pub trait Delegates<Origin, AccountId, ProxyType, Hash> {
	/// Whether `who` has this delegate, of this type and with whatever delay.
	fn has(who: &AccountId, delegate: &AccountId, proxy_type: &ProxyType) -> bool;

	/// Whether `who` has any delegate.
	fn has_any(who: &AccountId) -> bool;

	/// Whether `delegate` has announced this call for `who`.
	fn has_announced(who: &AccountId, delegate: &AccountId, call_hash: &Hash) -> bool;

	/// Removes all entries of this delegate with this type. `origin` is that of `who`.
	fn remove(
		origin: Origin,
		who: &AccountId,
		delegate: &AccountId,
		proxy_type: &ProxyType,
	) -> DispatchResult;

	/// Removes all delegates of whoever signed.
	fn remove_all(origin: Origin) -> DispatchResult;

	/// Removes an announcement for whoever signed.
	fn reject(origin: Origin, delegate: &AccountId, call_hash: &Hash) -> DispatchResult;

	/// Gives `who` as many delegates as there can be, all of them entries of one account and one
	/// type, which has made as many announcements as it may. Returns that account, the type, and
	/// the hash of a call that it announced.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId) -> (AccountId, ProxyType, Hash);
}

/// The recovery of accounts by their friends, seen by the account that would be recovered.
pub trait OwnRecovery<Origin, AccountId> {
	/// Whether the friend group of this number attempts to recover `lost`.
	fn has_attempt(lost: &AccountId, friend_group: u32) -> bool;

	/// Whether somebody has inherited `lost`.
	fn has_inheritor(lost: &AccountId) -> bool;

	/// Cancels an attempt. `origin` is that of `lost`.
	fn cancel(origin: Origin, lost: &AccountId, friend_group: u32) -> DispatchResult;

	/// Ends an attempt, and takes the security deposit of whoever began it. `origin` is that of
	/// the account that would be recovered.
	fn slash(origin: Origin, friend_group: u32) -> DispatchResult;

	/// Removes the inheritor of whoever signed.
	fn revoke(origin: Origin) -> DispatchResult;

	/// Gives `lost` an inheritor, and an attempt by the largest group of friends, whose number it
	/// returns.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(lost: &AccountId) -> u32;
}
