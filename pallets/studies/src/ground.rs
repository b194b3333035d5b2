//! The ground floor: single records, the clocks, the agenda, money and deposits. It calls nothing
//! above it.

pub(crate) mod agenda;
pub(crate) mod clock;
pub(crate) mod deposits;
pub(crate) mod ledger;
pub(crate) mod records;
