//! Provider references.
//!
//! An account exists, and can sign, while it has at least one. Whoever owns something in a pallet
//! gets one, so that saying no never needs a balance.

use frame_system::{Config, Pallet};

/// Gives `who` a provider reference.
pub fn add<T: Config>(who: &T::AccountId) {
	Pallet::<T>::inc_providers(who);
}

/// Takes a provider reference from `who`.
///
/// Release deposits first: what they return may be what keeps the account alive. While something
/// that needs the account depends on this reference alone, it stays, and the log says so.
pub fn remove<T: Config>(who: &T::AccountId) {
	if let Err(error) = Pallet::<T>::dec_providers(who) {
		log::warn!(target: "runtime::support", "provider reference of {who:?} stays: {error:?}");
	}
}
