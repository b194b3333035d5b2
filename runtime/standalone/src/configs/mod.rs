//! What each pallet is set to, and why.

mod accounts;
mod consensus;
mod epione;
mod governance;
mod payment;
mod rewards;
mod system;

pub use accounts::*;
pub use consensus::*;
pub use epione::*;
pub use governance::*;
pub use payment::*;
pub use rewards::*;
pub use system::*;
