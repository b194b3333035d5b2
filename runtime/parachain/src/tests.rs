//! Tests of what this runtime has and the standalone one has not. The pallets and their settings are
//! tested there; whole blocks, as the relay chain checks them, in `tests/pov`.

mod presets;
#[path = "../../common/configs/testing.rs"]
mod testing;
mod versions;
mod xcm_in;
mod xcm_out;

use crate::*;
use sp_keyring::Sr25519Keyring;
use testing::*;

/// Runs `test` on the state of a development chain's genesis.
fn on_development(test: impl FnOnce()) {
	build(&genesis(sp_genesis_builder::DEV_RUNTIME_PRESET)).unwrap().execute_with(|| {
		System::set_block_number(1);
		test();
	});
}
