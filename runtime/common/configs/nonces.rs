//! Where an account's nonces begin.

use crate::{AccountId, System};
use frame_support::traits::Get;
use sp_runtime::type_with_default::TypeWithDefault;

/// How many transactions an account has signed, counted from [`FirstNonce`], which no earlier
/// account has reached.
pub type Nonce = TypeWithDefault<u32, FirstNonce>;

/// Where an account's nonces begin: beyond every nonce that an account that is gone ever used.
///
/// An account that is emptied disappears with its nonce, and starts again if it is funded again. If
/// it started at zero, anybody could replay what it signed before: a consent, after its revocation.
/// So it starts at [`NONCES_PER_BLOCK`] times the height. An account passes that only if it signs
/// more than that many transactions in each block of its life; after one that did has disappeared,
/// new accounts start at [`NonceFloor`].
///
/// The highest nonce is reached after 17 years of two-second blocks, 51 of six-second ones. By then
/// a larger type is needed.
#[derive(Debug)]
pub struct FirstNonce;

/// See [`FirstNonce`].
pub const NONCES_PER_BLOCK: u32 = 16;

/// The lowest nonce that no account that is gone ever used, if that is above the height's share.
#[frame_support::storage_alias(verbatim)]
pub type NonceFloor = StorageValue<EpioneNonces, u32, frame_support::pallet_prelude::ValueQuery>;

impl FirstNonce {
	fn of_height() -> u32 {
		System::block_number().saturating_mul(NONCES_PER_BLOCK)
	}
}

impl Get<u32> for FirstNonce {
	fn get() -> u32 {
		Self::of_height().max(NonceFloor::get())
	}
}

impl frame_support::traits::OnKilledAccount<AccountId> for FirstNonce {
	fn on_killed_account(who: &AccountId) {
		// The account still exists while this is called.
		let used = *System::account_nonce(who);
		if used > Self::get() {
			NonceFloor::put(used);
		}
	}
}
