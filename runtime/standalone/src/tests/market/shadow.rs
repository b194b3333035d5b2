//! The parts of the state by which steps are chosen, and a copy of them from before a call.

use crate::{AccountId, Runtime};
use epione_primitives::{Digest, DisputeId, Grantee, SponsorshipId, StudyId};
use pallet_disputes::DisputeOf;
use pallet_sponsorship::SponsorshipOf;
use pallet_studies::{ContributionOf, StudyOf};
use std::collections::BTreeMap;

/// Study, subject, dataset.
pub type Name = (StudyId, AccountId, Digest);

/// The market's items.
pub struct Shadow {
	pub studies: BTreeMap<StudyId, StudyOf<Runtime>>,
	pub contributions: BTreeMap<Name, ContributionOf<Runtime>>,
	pub disputes: BTreeMap<DisputeId, DisputeOf<Runtime>>,
	pub sponsorships: BTreeMap<SponsorshipId, SponsorshipOf<Runtime>>,
}

impl Shadow {
	pub fn take() -> Self {
		let name = |(holder, subject, dataset)| match holder {
			Grantee::Study(study) => (study, subject, dataset),
			Grantee::Account(_) => (StudyId::MAX, subject, dataset),
		};
		Self {
			studies: pallet_studies::Studies::<Runtime>::iter().collect(),
			contributions: pallet_studies::Contributions::<Runtime>::iter()
				.map(|(key, one)| (name(key), one))
				.collect(),
			disputes: pallet_disputes::Disputes::<Runtime>::iter().collect(),
			sponsorships: pallet_sponsorship::Sponsorships::<Runtime>::iter().collect(),
		}
	}
}
