//! Grants, as whoever needs one gives it.

use crate::{
	chain,
	input::Input,
	world::{by, Step},
};
use epione_primitives::{
	Actions, DuoPermission, GrantId, Grantee, Modalities, Purpose, ResearchUse, DAY,
};
use epione_runtime::{AccountId, Runtime};
use pallet_consent::{Call, Terms};

/// What everything is for.
pub fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}

/// What a patient grants.
pub fn terms(input: &mut Input, grantee: Grantee<AccountId>) -> Terms<AccountId> {
	let now = chain::now();
	Terms {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::ALL,
		datasets: None,
		days: None,
		purpose: purpose(),
		valid_from: now,
		valid_until: now + if input.chance(40) { 6 * DAY } else { 300 * DAY },
		uses: input.chance(20).then_some(2),
		document: [0xD0; 32],
	}
}

/// A patient consents.
pub fn grant_to(
	input: &mut Input,
	subject: AccountId,
	grantee: Grantee<AccountId>,
) -> Option<Step> {
	let terms = terms(input, grantee);
	by(&subject.clone(), Call::<Runtime>::grant { subject, terms, request: None })
}

/// Somebody's grants that have not ended.
pub fn grants_of(subject: &AccountId) -> Vec<(GrantId, Grantee<AccountId>)> {
	let now = chain::now();
	pallet_consent::Pallet::<Runtime>::grants_of(subject.clone(), None, 100)
		.into_iter()
		.filter(|line| line.revoked_at.is_none() && now < line.valid_until)
		.map(|line| (line.grant, line.grantee))
		.collect()
}
