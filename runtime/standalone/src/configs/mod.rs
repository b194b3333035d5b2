//! What each pallet is set to, and why. What the parachain has too is in `runtime/common/configs`.

#[path = "../../../common/configs/accounts.rs"]
mod accounts;
#[path = "../../../common/configs/balances.rs"]
mod balances;
mod consensus;
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

pub use accounts::*;
pub use balances::*;
pub use consensus::*;
pub use epione::*;
pub use governance::*;
pub use limits::*;
pub use migrations::*;
pub use nonces::*;
pub use payment::*;
pub use rewards::*;
pub use system::*;
