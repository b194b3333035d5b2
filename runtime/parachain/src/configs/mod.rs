//! What each pallet is set to, and why. What the standalone runtime has too is in
//! `runtime/common/configs`; the rest is here.

#[path = "../../../common/configs/accounts.rs"]
mod accounts;
#[path = "../../../common/configs/balances.rs"]
mod balances;
mod collators;
mod cumulus;
#[path = "../../../common/configs/epione.rs"]
mod epione;
#[path = "../../../common/configs/governance.rs"]
mod governance;
#[path = "../../../common/configs/limits.rs"]
mod limits;
#[path = "../../../common/configs/migrations.rs"]
mod migrations;
#[path = "../../../common/configs/nonces.rs"]
mod nonces;
#[path = "../../../common/configs/payment.rs"]
mod payment;
#[path = "../../../common/configs/rewards.rs"]
mod rewards;
mod system;
pub mod xcm;

pub use accounts::*;
pub use balances::*;
pub use collators::*;
pub use cumulus::*;
pub use epione::*;
pub use governance::*;
pub use limits::*;
pub use migrations::*;
pub use nonces::*;
pub use payment::*;
pub use rewards::*;
pub use system::*;
