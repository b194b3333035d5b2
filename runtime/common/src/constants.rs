//! Amounts and lengths of time that both runtimes use.

/// Money.
pub mod currency {
	use crate::Balance;

	/// Decimal places of the token.
	pub const DECIMALS: u8 = 12;
	/// Symbol of the token.
	pub const SYMBOL: &str = "EPI";
	/// One token: 10^12 of the smallest unit.
	pub const EPI: Balance = 1_000_000_000_000;
	/// A thousandth of a token.
	pub const MILLI: Balance = EPI / 1_000;
	/// A millionth of a token.
	pub const MICRO: Balance = EPI / 1_000_000;

	/// The least that an account may hold: a thousandth of a token, so that a patient can live on a
	/// first reward.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI;

	/// Deposit for an item of state, besides what its bytes cost.
	pub const DEPOSIT_PER_ITEM: Balance = 10 * MILLI;
	/// Deposit for a byte of state.
	pub const DEPOSIT_PER_BYTE: Balance = 100 * MICRO;

	/// The deposit for `items` that take `bytes` of state together.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * DEPOSIT_PER_ITEM + bytes as Balance * DEPOSIT_PER_BYTE
	}
}

/// Time, in the unit of the timestamp pallet.
pub mod time {
	use epione_primitives::Moment;
	pub use epione_primitives::{DAY, HOUR, MINUTE, SECOND};

	/// From one block of the standalone runtime to the next: consent and alerts should take effect
	/// fast.
	pub const STANDALONE_BLOCK: Moment = 2 * SECOND;
	/// From one block of the parachain to the next.
	pub const PARACHAIN_BLOCK: Moment = 6 * SECOND;
	/// If blocks are further apart than this, the chain stood still; deadlines that protect
	/// somebody do not run out meanwhile.
	pub const MAX_GAP: Moment = 30 * SECOND;
}
