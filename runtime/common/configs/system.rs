//! What `frame_system` is set to on both chains.

use crate::{BlockNumber, VERSION};
use frame_support::parameter_types;
use sp_version::RuntimeVersion;

parameter_types! {
	/// The version in force.
	pub const Version: RuntimeVersion = VERSION;
	/// The longest that a mortal transaction can live: two hours and a quarter on the standalone
	/// chain, almost seven hours on the parachain.
	pub const BlockHashCount: BlockNumber = 4096;
	/// The generic prefix of addresses: every wallet shows it.
	pub const SS58Prefix: u16 = 42;
}
