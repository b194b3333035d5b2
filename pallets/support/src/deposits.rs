//! Storage deposits.

use frame_support::{
	storage::with_storage_layer,
	traits::{Consideration, Footprint},
};

/// Returns the deposit behind `ticket` to `payer`, who paid it.
///
/// Never fails, so that a deposit keeps nobody from leaving: one that cannot be returned stays on
/// hold as it was, and the log says so.
pub fn release<AccountId, Ticket>(ticket: Ticket, payer: &AccountId)
where
	AccountId: core::fmt::Debug,
	Ticket: Consideration<AccountId, Footprint>,
{
	if let Err(error) = with_storage_layer(|| ticket.drop(payer)) {
		log::error!(target: "runtime::support", "deposit of {payer:?} stays: {error:?}");
	}
}

/// Lowers the deposit behind `ticket` to what `footprint` costs, and returns what is over to
/// `payer`, who paid it. Returns the ticket of what stays.
///
/// Never fails, as [`release`].
pub fn lower<AccountId, Ticket>(ticket: Ticket, payer: &AccountId, footprint: Footprint) -> Ticket
where
	AccountId: core::fmt::Debug,
	Ticket: Consideration<AccountId, Footprint>,
{
	let full = ticket.clone();
	with_storage_layer(|| ticket.update(payer, footprint)).unwrap_or_else(|error| {
		log::error!(target: "runtime::support", "deposit of {payer:?} stays: {error:?}");
		full
	})
}
