//! What the entries of `pallet-proxy` cost: no deposit, but an account that exists, and that was
//! paid for (by its balance, or by the deposits of what keeps it in state).
//!
//! A patient without tokens has up to eight delegates for nothing. So that nobody fills the state
//! with entries for nothing:
//!
//! - an account that does not exist gets none ([`NoDeposit`]), although `utility.as_derivative` and
//!   `multisig` let anybody act for any number of such accounts;
//! - the entries of an account go with it ([`ForgetDelegates`]), so that an account cannot be
//!   funded, given delegates, and emptied again for the next one;
//! - nobody makes pure accounts ([`NoPureAccounts`]): `proxy.create_pure` writes an entry for an
//!   account that does not exist, and any number of them.
//!
//! The same holds for what a delayed delegate announces: up to eight calls.

use core::marker::PhantomData;
use frame_support::{
	dispatch::DispatchResult,
	traits::{
		BalanceStatus, Contains, Currency, ExistenceRequirement, IsSubType, OnKilledAccount,
		ReservableCurrency, SignedImbalance, WithdrawReasons,
	},
};
use pallet_proxy::{Announcements, Proxies};
use sp_runtime::{traits::Zero, DispatchError};

type CallOf<R> = <R as frame_system::Config>::RuntimeCall;

/// The currency `C`, which takes no deposit of accounts that exist, and refuses one to others.
///
/// `pallet-proxy` must be set to deposits that are not zero, else it does not ask: the least unit
/// for an account's first entry, and nothing for further ones. It keeps that number beside the
/// entries; nothing is reserved.
pub struct NoDeposit<R, C>(PhantomData<(R, C)>);

impl<R, C> Currency<R::AccountId> for NoDeposit<R, C>
where
	R: frame_system::Config,
	C: Currency<R::AccountId>,
{
	type Balance = C::Balance;
	type PositiveImbalance = C::PositiveImbalance;
	type NegativeImbalance = C::NegativeImbalance;

	fn total_balance(who: &R::AccountId) -> C::Balance {
		C::total_balance(who)
	}

	fn can_slash(who: &R::AccountId, value: C::Balance) -> bool {
		C::can_slash(who, value)
	}

	fn total_issuance() -> C::Balance {
		C::total_issuance()
	}

	fn minimum_balance() -> C::Balance {
		C::minimum_balance()
	}

	fn burn(amount: C::Balance) -> C::PositiveImbalance {
		C::burn(amount)
	}

	fn issue(amount: C::Balance) -> C::NegativeImbalance {
		C::issue(amount)
	}

	fn free_balance(who: &R::AccountId) -> C::Balance {
		C::free_balance(who)
	}

	fn ensure_can_withdraw(
		who: &R::AccountId,
		amount: C::Balance,
		reasons: WithdrawReasons,
		new_balance: C::Balance,
	) -> DispatchResult {
		C::ensure_can_withdraw(who, amount, reasons, new_balance)
	}

	fn transfer(
		source: &R::AccountId,
		dest: &R::AccountId,
		value: C::Balance,
		existence: ExistenceRequirement,
	) -> DispatchResult {
		C::transfer(source, dest, value, existence)
	}

	fn slash(who: &R::AccountId, value: C::Balance) -> (C::NegativeImbalance, C::Balance) {
		C::slash(who, value)
	}

	fn deposit_into_existing(
		who: &R::AccountId,
		value: C::Balance,
	) -> Result<C::PositiveImbalance, DispatchError> {
		C::deposit_into_existing(who, value)
	}

	fn deposit_creating(who: &R::AccountId, value: C::Balance) -> C::PositiveImbalance {
		C::deposit_creating(who, value)
	}

	fn withdraw(
		who: &R::AccountId,
		value: C::Balance,
		reasons: WithdrawReasons,
		liveness: ExistenceRequirement,
	) -> Result<C::NegativeImbalance, DispatchError> {
		C::withdraw(who, value, reasons, liveness)
	}

	fn make_free_balance_be(
		who: &R::AccountId,
		balance: C::Balance,
	) -> SignedImbalance<C::Balance, C::PositiveImbalance> {
		C::make_free_balance_be(who, balance)
	}
}

impl<R, C> NoDeposit<R, C>
where
	R: pallet_proxy::Config,
{
	/// Whether `who` may have entries: it exists, or has some from before this rule, which it must
	/// be able to remove one by one.
	fn may_have_entries(who: &R::AccountId) -> bool {
		frame_system::Pallet::<R>::account_exists(who)
			|| Proxies::<R>::contains_key(who)
			|| Announcements::<R>::contains_key(who)
	}
}

impl<R, C> ReservableCurrency<R::AccountId> for NoDeposit<R, C>
where
	R: pallet_proxy::Config,
	C: Currency<R::AccountId>,
{
	fn can_reserve(who: &R::AccountId, _: C::Balance) -> bool {
		Self::may_have_entries(who)
	}

	fn slash_reserved(_: &R::AccountId, value: C::Balance) -> (C::NegativeImbalance, C::Balance) {
		// What could not be slashed: everything, since nothing is reserved.
		(C::issue(Zero::zero()), value)
	}

	fn reserved_balance(_: &R::AccountId) -> C::Balance {
		Zero::zero()
	}

	fn reserve(who: &R::AccountId, _: C::Balance) -> DispatchResult {
		if Self::may_have_entries(who) {
			Ok(())
		} else {
			Err(DispatchError::NoProviders)
		}
	}

	fn unreserve(_: &R::AccountId, _: C::Balance) -> C::Balance {
		// What could not be unreserved: nothing.
		Zero::zero()
	}

	fn repatriate_reserved(
		_: &R::AccountId,
		_: &R::AccountId,
		value: C::Balance,
		_: BalanceStatus,
	) -> Result<C::Balance, DispatchError> {
		Ok(value)
	}
}

/// Removes the delegates and the announcements of an account that ends.
pub struct ForgetDelegates<R>(PhantomData<R>);

impl<R: pallet_proxy::Config> OnKilledAccount<R::AccountId> for ForgetDelegates<R> {
	fn on_killed_account(who: &R::AccountId) {
		if Proxies::<R>::contains_key(who) {
			pallet_proxy::Pallet::<R>::remove_all_proxy_delegates(who);
		}
		if Announcements::<R>::contains_key(who) {
			Announcements::<R>::remove(who);
		}
	}
}

/// The calls that the runtime takes: all but `proxy.create_pure`.
pub struct NoPureAccounts<R>(PhantomData<R>);

impl<R> Contains<CallOf<R>> for NoPureAccounts<R>
where
	R: pallet_proxy::Config,
	CallOf<R>: IsSubType<pallet_proxy::Call<R>>,
{
	fn contains(call: &CallOf<R>) -> bool {
		let call: Option<&pallet_proxy::Call<R>> = call.is_sub_type();
		!matches!(call, Some(pallet_proxy::Call::create_pure { .. }))
	}
}
