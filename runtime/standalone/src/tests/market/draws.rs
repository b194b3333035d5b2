//! Who must be drawn as an arbiter: calculated from what was noted when the dispute was opened, and
//! not as the pallet does it. So whatever anybody does in between shows.

use super::{chain, play::Play};
use crate::{AccountId, Runtime, System};
use codec::Encode;
use epione_primitives::{DisputeId, Moment, Role};
use pallet_credentials::{Accreditors, CredentialOf, Holders};
use pallet_disputes::{EvidenceKeys, Stage};
use sp_core::H256;
use std::collections::{BTreeMap, BTreeSet};

/// What counts for a dispute's draw.
pub struct Opening {
	at: Moment,
	/// Who was an arbiter, by a credential issued when.
	arbiters: BTreeMap<AccountId, Moment>,
	parties: BTreeSet<AccountId>,
	/// Who accredited a party as an arbiter, and who for another role.
	courts: BTreeSet<AccountId>,
	others: BTreeSet<AccountId>,
}

/// The arbiters, valid at this moment, with their credentials.
pub fn arbiters() -> impl Iterator<Item = (AccountId, CredentialOf<Runtime>)> {
	Holders::<Runtime>::iter()
		.filter(|(_, role, one)| {
			let appointed = Accreditors::<Runtime>::get(&one.accreditor);
			*role == Role::Arbiter
				&& one.revoked.is_none()
				&& chain::now() < one.valid_until
				&& appointed.is_some_and(|now| now.appointment == one.appointment)
		})
		.map(|(who, _, one)| (who, one))
}

impl Play {
	/// Notes what counts for the draw of a dispute that was opened just now.
	pub(super) fn note_opening(&mut self, id: DisputeId, parties: BTreeSet<AccountId>) {
		let (mut courts, mut others) = (BTreeSet::new(), BTreeSet::new());
		for party in &parties {
			for (role, one) in Holders::<Runtime>::iter_prefix(party) {
				let of_role = if role == Role::Arbiter { &mut courts } else { &mut others };
				of_role.insert(one.accreditor);
			}
		}
		let arbiters = arbiters().map(|(who, one)| (who, one.issued_at)).collect();
		let opening = Opening { at: chain::now(), arbiters, parties, courts, others };
		self.openings.insert(id, opening);
	}

	/// Checks who is drawn, or that nobody is.
	pub(super) fn judge_draw(
		&self,
		id: DisputeId,
		stage: &Stage<AccountId>,
		drawn: Option<&AccountId>,
	) {
		let Stage::Drawing { block, silent, .. } = stage else { panic!("drawn in {stage:?}") };
		let lot = System::block_hash(*block);
		if lot == H256::default() {
			// So late that another block counts. The pallet's tests have it.
			return;
		}
		let opening = &self.openings[&id];
		let rank = |who: &AccountId| (lot, id, who).using_encoded(sp_io::hashing::blake2_256);
		let expected = arbiters()
			.filter(|(who, one)| {
				let since = Some(&one.issued_at);
				let in_time = opening.arbiters.get(who) == since || one.issued_at == opening.at;
				let close = opening.parties.contains(who)
					|| opening.courts.contains(who)
					|| opening.others.contains(who)
					|| opening.parties.contains(&one.accreditor)
					|| opening.others.contains(&one.accreditor);
				let has_key = EvidenceKeys::<Runtime>::contains_key(who);
				in_time && !close && has_key && silent.as_ref() != Some(who)
			})
			.min_by_key(|(who, one)| (rank(&one.accreditor), rank(who)))
			.map(|(who, _)| who);
		assert_eq!(drawn, expected.as_ref(), "drawn for dispute {id}, and whom the lot gives");
	}
}
