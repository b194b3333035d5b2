//! Converts the runtime's types to the client's.

use epione_client_api::api::runtime_types::epione_primitives::content::Codec as RuntimeCodec;
use epione_envelope::keys::Holder;
use epione_primitives::{Codec, Grantee};
use subxt::utils::AccountId32;

/// Returns the grantee for a holder of a recipient key.
pub fn grantee(holder: &Holder) -> Grantee<AccountId32> {
	match holder {
		Holder::Account(account) => Grantee::Account(AccountId32(*account)),
		Holder::Study(study) => Grantee::Study(*study),
	}
}

/// Returns the codec as the stores know it.
pub fn codec(codec: &RuntimeCodec) -> Codec {
	match codec {
		RuntimeCodec::Raw => Codec::Raw,
		RuntimeCodec::DagPb => Codec::DagPb,
	}
}
