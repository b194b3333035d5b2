//! The runtime APIs for the node and for clients.

use crate::{configs::shared::apis::*, Grandpa, Validators};
use codec::Encode;
use sp_consensus_grandpa::{
	AuthorityId as GrandpaId, AuthorityList, EquivocationProof, OpaqueKeyOwnershipProof, SetId,
};
use sp_runtime::traits::NumberFor;

impl_apis! {
	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn generate_key_ownership_proof(
			set: SetId,
			authority: GrandpaId,
		) -> Option<OpaqueKeyOwnershipProof> {
			// The last session of that set, so that a report may come when it has gone.
			let session = pallet_grandpa::SetIdSession::<Runtime>::get(set)?;
			Validators::prove_in(session, (sp_consensus_grandpa::KEY_TYPE, authority))
				.map(|proof| OpaqueKeyOwnershipProof::new(proof.encode()))
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation: EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
			key_owner: OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(equivocation, key_owner.decode()?)
		}
	}
}
