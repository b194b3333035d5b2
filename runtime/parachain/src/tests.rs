//! Tests of what only this runtime has. The pallets and their shared settings are tested in the
//! standalone runtime; whole blocks, as the relay chain checks them, in `tests/pov`.

mod presets;
mod versions;
mod wrappers;
mod xcm_in;
mod xcm_out;

use crate::{configs::shared::testing::*, *};
use sp_keyring::Sr25519Keyring;

/// Runs `test` on the state of a development chain's genesis.
fn on_development(test: impl FnOnce()) {
	build(&genesis(sp_genesis_builder::DEV_RUNTIME_PRESET)).unwrap().execute_with(|| {
		System::set_block_number(1);
		test();
	});
}
