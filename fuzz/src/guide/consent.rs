//! Consent: requests, grants, refusals, duties.

use super::{
	grants::{grant_to, grants_of, terms},
	market,
};
use crate::{
	chain,
	input::Input,
	people::{self, *},
	world::{by, person, until_live, Guide, Step, World},
};
use epione_primitives::{Actions, GrantId, Grantee, Modalities, Modality, Moment};
use epione_runtime::{AccountId, Runtime};
use pallet_consent::Narrowing;
use pallet_studies::Status;

type Call = pallet_consent::Call<Runtime>;

pub const GUIDES: &[(&str, Guide)] = &[
	("Consent.request", request),
	("Consent.withdraw_request", |world, input| match waiting(input) {
		Some((request, requester, ..)) => by(&requester, Call::withdraw_request { request }),
		None => request(world, input),
	}),
	("Consent.deny", |world, input| match waiting(input) {
		Some((request, _, subject)) => by(&subject, Call::deny { request }),
		None => request(world, input),
	}),
	("Consent.grant", |_, input| {
		let asked: Vec<_> = pallet_consent::Requests::<Runtime>::iter()
			.map(|(id, found)| (id, found.subject, found.terms))
			.collect();
		if let Some((id, subject, terms)) = input.pick(&asked).filter(|_| input.chance(100)) {
			return by(&subject.clone(), Call::grant { subject, terms, request: Some(id) });
		}
		let studies: Vec<_> = pallet_studies::Studies::<Runtime>::iter_keys().collect();
		let grantee = match input.pick(&studies).filter(|_| input.chance(180)) {
			Some(study) => Grantee::Study(study),
			None => Grantee::Account(id(HOSPITAL)),
		};
		let subject = id(PATIENTS[input.below(PATIENTS.len())]);
		grant_to(input, subject, grantee)
	}),
	("Consent.narrow", |world, input| {
		let Some((subject, grant, _)) = some_grant(input) else { return grant(world, input) };
		let change = match input.below(4) {
			0 => Narrowing { uses: Some(input.byte().into()), ..Default::default() },
			1 => Narrowing { valid_until: Some(chain::now()), ..Default::default() },
			2 => Narrowing { actions: Some(Actions::READ), ..Default::default() },
			_ => Narrowing {
				modalities: Some(Modalities::of(&[Modality::Wearable])),
				..Default::default()
			},
		};
		by(&subject, Call::narrow { grant, change })
	}),
	("Consent.revoke", |world, input| match some_grant(input) {
		Some((subject, grant, _)) => by(&subject, Call::revoke { grant }),
		None => grant(world, input),
	}),
	("Consent.revoke_grantee", |world, input| match some_grant(input) {
		Some((subject, _, grantee)) => {
			by(&subject.clone(), Call::revoke_grantee { subject, grantee })
		},
		None => grant(world, input),
	}),
	("Consent.revoke_all", |world, input| match some_grant(input) {
		Some((subject, ..)) => by(&subject.clone(), Call::revoke_all { subject }),
		None => grant(world, input),
	}),
	("Consent.acknowledge", |world, input| {
		let duties: Vec<_> = pallet_consent::DutiesOf::<Runtime>::iter_keys().collect();
		match input.pick(&duties) {
			Some((who, grant)) => {
				by(&who, Call::acknowledge { grant: GrantId::from_be_bytes(grant) })
			},
			None => make_duty(world, input),
		}
	}),
	("Consent.sweep", |_, input| {
		let subject = id(PATIENTS[input.below(PATIENTS.len())]);
		person(HOSPITAL, Call::sweep { subject, limit: input.byte().into() })
	}),
	("Consent.report_overdue", |world, input| {
		let due: Vec<_> = pallet_consent::DutyAgenda::<Runtime>::iter_keys().collect();
		let Some([m0, m1, m2, m3, m4, m5, m6, m7, grant @ ..]) = input.pick(&due) else {
			return make_duty(world, input);
		};
		let due = Moment::from_be_bytes([m0, m1, m2, m3, m4, m5, m6, m7]);
		if pallet_studies::Pallet::<Runtime>::live_moment() < due {
			return until_live(due);
		}
		person(HOSPITAL, Call::report_overdue { grant: GrantId::from_be_bytes(grant) })
	}),
];

fn request(_: &mut World, input: &mut Input) -> Option<Step> {
	let subject = id(PATIENTS[input.below(PATIENTS.len())]);
	let terms = terms(input, Grantee::Account(id(HOSPITAL)));
	person(HOSPITAL, Call::request { subject, terms })
}

/// A request that waits: its number, by whom, to whom.
fn waiting(input: &mut Input) -> Option<(u32, AccountId, AccountId)> {
	let all: Vec<_> = pallet_consent::Requests::<Runtime>::iter()
		.map(|(id, found)| (id, found.requester, found.subject))
		.collect();
	input.pick(&all)
}

fn grant(_: &mut World, input: &mut Input) -> Option<Step> {
	let subject = id(PATIENTS[input.below(3)]);
	grant_to(input, subject, Grantee::Account(id(HOSPITAL)))
}

fn some_grant(input: &mut Input) -> Option<(AccountId, GrantId, Grantee<AccountId>)> {
	let all: Vec<_> = PATIENTS
		.into_iter()
		.map(people::id)
		.flat_map(|subject| {
			let grants = grants_of(&subject);
			grants.into_iter().map(move |(grant, to)| (subject.clone(), grant, to))
		})
		.collect();
	input.pick(&all)
}

/// Somebody takes back a consent under which a key was delivered.
fn make_duty(world: &mut World, input: &mut Input) -> Option<Step> {
	let read: Vec<_> = pallet_studies::Contributions::<Runtime>::iter()
		.filter(|(_, found)| matches!(found.status, Status::Delivered | Status::Settled))
		.map(|((_, subject, _), found)| (subject, found.grant))
		.filter(|(subject, grant)| grants_of(subject).iter().any(|(live, _)| live == grant))
		.collect();
	match input.pick(&read) {
		Some((subject, grant)) => by(&subject, Call::revoke { grant }),
		None => market::deliver(world, input),
	}
}
