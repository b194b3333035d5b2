
//! Weights for `pallet_safeguards`, by hand until they are measured: those of the SDK's calls that
//! do the work, and the check before them, which reads what the call then reads again.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::Weight};
use core::marker::PhantomData;

type Proxy<T> = super::pallet_proxy::WeightInfo<T>;
type Recovery<T> = super::pallet_recovery::WeightInfo<T>;

/// Weight functions for `pallet_safeguards`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_safeguards::WeightInfo for WeightInfo<T> {
	/// Up to eight entries of one key.
	fn remove_delegate() -> Weight {
		<Proxy<T> as pallet_proxy::WeightInfo>::remove_proxy(8).saturating_mul(3)
	}
	fn remove_delegates() -> Weight {
		<Proxy<T> as pallet_proxy::WeightInfo>::remove_proxies(8)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	fn reject_announcement() -> Weight {
		<Proxy<T> as pallet_proxy::WeightInfo>::reject_announcement(8, 8)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	fn cancel_attempt() -> Weight {
		<Recovery<T> as pallet_recovery::WeightInfo>::cancel_attempt()
			.saturating_add(T::DbWeight::get().reads(1))
	}
	fn slash_attempt() -> Weight {
		<Recovery<T> as pallet_recovery::WeightInfo>::slash_attempt()
			.saturating_add(T::DbWeight::get().reads(1))
	}
	fn revoke_inheritor() -> Weight {
		<Recovery<T> as pallet_recovery::WeightInfo>::revoke_inheritor()
			.saturating_add(T::DbWeight::get().reads(1))
	}
}
