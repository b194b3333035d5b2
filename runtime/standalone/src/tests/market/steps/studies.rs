//! Studies and contributions.

use super::{
	super::{
		chain::{self, Outcome},
		play::Play,
		shadow::{Name, Shadow},
		world::{self, Person, PATIENTS, SPONSORS},
	},
	data, devices,
};
use crate::{AccountId, Runtime};
use epione_envelope::statements;
use epione_primitives::{
	Digest, DuoPermission, GrantId, Grantee, Modalities, Purpose, ResearchUse, StudyId, DAY, HOUR,
};
use epione_runtime_common::constants::currency::{EPI, MILLI};
use pallet_studies::{Call, Cohort, Invitation, Status};

type Terms = pallet_studies::Terms<super::super::Balance>;

pub fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}

/// A sponsor opens a study with random terms.
pub fn create(play: &mut Play, view: &Shadow) -> bool {
	if view.studies.len() >= 3 {
		return false;
	}
	let sponsor = Person::Sponsor(play.rng.below(SPONSORS));
	create_by(play, sponsor);
	true
}

/// Opens a study of this sponsor.
pub fn create_by(play: &mut Play, sponsor: Person) {
	let now = chain::now();
	let closes = now + (play.rng.below(50) as u64 + 3) * DAY;
	let max = play.rng.below(6) as u32 + 3;
	let cohort = play.rng.chance(35).then(|| Cohort {
		min: play.rng.below(2) as u32 + 2,
		deadline: (now + (play.rng.below(20) as u64 + 1) * DAY).min(closes),
	});
	let mut eligibility = pallet_studies::Eligibility::default();
	if play.rng.chance(10) {
		let others: Vec<StudyId> =
			pallet_studies::Studies::<Runtime>::iter_keys().take(1).collect();
		eligibility.not_in = others.try_into().unwrap();
	}
	let terms = Terms {
		purpose: purpose(),
		document: [0xD0; 32],
		modalities: Modalities::ALL,
		min_depth: 1,
		device_signed: cohort.is_some() || play.rng.chance(60),
		// The lowest does not cover an arbiter's fee.
		reward: *play.rng.pick(&[150 * MILLI, EPI, 5 * EPI]).unwrap(),
		per_participant: play.rng.below(4).min(max as usize - 1) as u32 + 1,
		max_contributions: max,
		opens: if play.rng.chance(5) { now + HOUR } else { now },
		closes,
		dispute_window: (play.rng.below(12) as u64 + 3) * DAY,
		cohort,
		eligibility,
	};
	let budget = terms.reward * 8 + 2 * EPI;
	play.call("create", sponsor, Call::create { terms, budget });
}

/// The study's next step towards opening; returns whether one was missing.
fn open_up(play: &mut Play, view: &Shadow, study: StudyId) -> bool {
	let record = &view.studies[&study];
	let sponsor = Person::of(&record.sponsor).unwrap();
	let has_key =
		pallet_studies::RecipientKeys::<Runtime>::contains_key(Grantee::<AccountId>::Study(study));
	if !has_key {
		return add_key(play, study, sponsor);
	}
	if record.approval.is_none() {
		let (board, terms_hash) = (Person::Board, record.terms.hash());
		if play.rng.chance(5) {
			let own = Call::approve { study, terms_hash };
			play.call("approve, wrongly", sponsor, own);
		}
		play.call("approve", board, Call::approve { study, terms_hash });
		return true;
	}
	false
}

fn add_key(play: &mut Play, study: StudyId, sponsor: Person) -> bool {
	let holder = Grantee::<AccountId>::Study(study);
	let version = pallet_studies::RecipientKeys::<Runtime>::get(holder)
		.map_or(0, |newest| newest.version + 1);
	let (key, proof) = world::study_key(study, version);
	play.call("add_key", sponsor, Call::add_key { study, version, key, proof });
	true
}

/// Adds another version of a study's key.
pub fn renew_key(play: &mut Play, view: &Shadow) -> bool {
	let Some((study, record)) = pick_study(play, view) else { return false };
	let sponsor = Person::of(&record.sponsor).unwrap();
	add_key(play, study, sponsor)
}

fn pick_study<'a>(
	play: &mut Play,
	view: &'a Shadow,
) -> Option<(StudyId, &'a pallet_studies::StudyOf<Runtime>)> {
	let ids: Vec<_> = view.studies.iter().collect();
	play.rng.pick(&ids).map(|(id, record)| (**id, *record))
}

/// A patient: most of the time the same, or one who can pay.
fn someone(play: &mut Play) -> usize {
	if !play.crowd && play.rng.chance(60) {
		return play.favourite;
	}
	let p = play.rng.below(PATIENTS);
	let member = pallet_sponsorship::MemberOf::<Runtime>::contains_key(Person::Patient(p).id());
	if world::is_poor(Person::Patient(p)) && !member && play.rng.chance(80) {
		return p % world::FIRST_POOR;
	}
	p
}

/// Does the next missing step for some patient to be paid by some study.
pub fn carry_on(play: &mut Play, view: &Shadow) -> bool {
	let now = chain::now();
	let open: Vec<_> = view
		.studies
		.iter()
		.filter(|(_, record)| now < record.terms.closes && record.closing_at.is_none())
		.collect();
	let found = match play.rng.pick(&open) {
		Some((study, record)) if play.rng.clone().chance(95) => Some((**study, *record)),
		_ => pick_study(play, view),
	};
	let Some((study, record)) = found else { return false };
	if open_up(play, view, study) {
		return true;
	}
	let p = someone(play);
	let subject = Person::Patient(p).id();
	let waiting = view
		.contributions
		.iter()
		.find(|((of, who, _), one)| {
			*of == study && *who == subject && one.status == Status::Committed
		})
		.map(|(name, _)| name.clone());
	if let Some(name) = waiting {
		return deliver(play, view, p, &name);
	}
	if record.terms.device_signed && data::device_of(p).is_none() {
		return devices::claim_for(play, p);
	}
	let fresh = data::datasets_of(p).into_iter().find(|dataset| {
		view.contributions
			.get(&(study, subject.clone(), *dataset))
			.is_none_or(|one| one.status == Status::Lapsed)
	});
	let Some(dataset) = fresh else {
		let signed = record.terms.device_signed || play.rng.chance(50);
		return data::anchor(play, p, signed);
	};
	let Some(grant) = data::live_grant(p, study) else {
		return data::grant_to(play, p, Grantee::Study(study));
	};
	commit(play, "commit", p, study, dataset, grant)
}

fn commit(
	play: &mut Play,
	step: &'static str,
	p: usize,
	study: StudyId,
	dataset: Digest,
	grant: GrantId,
) -> bool {
	let subject = Person::Patient(p).id();
	let invitation = pallet_studies::Studies::<Runtime>::get(study)
		.filter(|record| !record.terms.device_signed)
		.map(|record| {
			// Whole days, so that signatures can be cached.
			let expiry = (chain::now() / DAY + 2) * DAY;
			let statement =
				statements::invitation(&world::chain_id(), study, subject.as_ref(), expiry);
			let signature = Person::of(&record.sponsor).unwrap().sign(&statement);
			Invitation { expiry, signature }
		});
	let hand = play.hand_of(p);
	let call = Call::commit { study, subject, dataset, grant, invitation };
	let outcome = play.call(step, hand, call);
	if outcome.name() == "FirstNotSettled" && play.rng.chance(40) {
		// Waits until the first is settled.
		play.run_for(4 * DAY, true);
	}
	true
}

fn deliver(play: &mut Play, view: &Shadow, p: usize, name: &Name) -> bool {
	let (study, subject, dataset) = name.clone();
	let one = &view.contributions[name];
	let envelope = world::envelope(study, &subject, &dataset, one.grant, one.key_version);
	let hand = play.hand_of(p);
	let outcome = play.call("deliver", hand, Call::deliver { study, subject, dataset, envelope });
	// Before the cohort is complete, there is nothing more to do here.
	outcome == Outcome::Done || play.rng.chance(30)
}

fn pick_name(play: &mut Play, view: &Shadow, which: impl Fn(Status) -> bool) -> Option<Name> {
	let names: Vec<_> = view
		.contributions
		.iter()
		.filter(|((study, ..), one)| *study != StudyId::MAX && which(one.status))
		.map(|(name, _)| name)
		.collect();
	play.rng.pick(&names).map(|name| (*name).clone())
}

fn number_of(who: &AccountId) -> usize {
	match Person::of(who) {
		Some(Person::Patient(p)) => p,
		other => panic!("no patient: {other:?}"),
	}
}

/// Delivers an invalid envelope, one for another grant, or one of another dataset; or the correct
/// one again.
pub fn deliver_wrongly(play: &mut Play, view: &Shadow) -> bool {
	let Some(name) = pick_name(play, view, |status| status != Status::Settled) else {
		return false;
	};
	let (study, subject, dataset) = name.clone();
	let one = &view.contributions[&name];
	let right = world::envelope(study, &subject, &dataset, one.grant, one.key_version);
	let envelope = match play.rng.below(4) {
		0 => [0xFF; 160],
		1 => world::envelope(study, &subject, &dataset, one.grant + 1, one.key_version),
		2 => world::envelope(study, &subject, &[7; 32], one.grant, one.key_version),
		_ if one.status == Status::Committed => {
			let mut wrong = right;
			wrong[159] ^= 0x80;
			wrong
		},
		_ => right,
	};
	let who = play.patient(number_of(&subject));
	let outcome =
		play.call("deliver, wrongly", who, Call::deliver { study, subject, dataset, envelope });
	assert_ne!(outcome, Outcome::Done, "a wrong envelope was taken");
	true
}

/// Commits a second time, under another's grant, or data that does not exist.
pub fn commit_wrongly(play: &mut Play, view: &Shadow) -> bool {
	let Some(name) = pick_name(play, view, |_| true) else { return false };
	let (study, subject, dataset) = name.clone();
	let p = number_of(&subject);
	let grant = view.contributions[&name].grant;
	match play.rng.below(4) {
		0 => commit(play, "commit, wrongly", p, study, dataset, grant),
		1 => commit(play, "commit, wrongly", (p + 1) % PATIENTS, study, dataset, grant),
		2 => commit(play, "commit, wrongly", p, study, [9; 32], grant),
		_ => {
			let Some(other) = data::datasets_of(p).into_iter().find(|one| *one != dataset) else {
				return false;
			};
			commit(play, "commit, wrongly", p, study, other, grant)
		},
	}
}

pub fn fund(play: &mut Play, view: &Shadow) -> bool {
	let Some((study, record)) = pick_study(play, view) else { return false };
	let sponsor = Person::of(&record.sponsor).unwrap();
	let who = if play.rng.chance(50) { sponsor } else { Person::Bystander };
	play.call("fund", who, Call::fund { study, amount: EPI });
	true
}

pub fn close(play: &mut Play, view: &Shadow) -> bool {
	let Some((study, record)) = pick_study(play, view) else { return false };
	let sponsor = Person::of(&record.sponsor).unwrap();
	let (step, who) = if play.rng.chance(50) {
		("close", sponsor)
	} else {
		("close, by anybody", Person::Bystander)
	};
	play.call(step, who, Call::close { study });
	true
}

pub fn finish(play: &mut Play, view: &Shadow) -> bool {
	let Some((study, _)) = pick_study(play, view) else { return false };
	play.call("finish", Person::Bystander, Call::finish { study });
	true
}

pub fn settle(play: &mut Play, view: &Shadow) -> bool {
	let Some(name) = pick_name(play, view, |status| status == Status::Delivered) else {
		return false;
	};
	let (study, subject, dataset) = name;
	let holder = Grantee::Study(study);
	play.call("settle", Person::Bystander, Call::settle { holder, subject, dataset });
	true
}

pub fn lapse(play: &mut Play, view: &Shadow) -> bool {
	let Some(name) = pick_name(play, view, |status| status == Status::Committed) else {
		return false;
	};
	let (study, subject, dataset) = name;
	let holder = Grantee::Study(study);
	play.call("lapse", Person::Bystander, Call::lapse { holder, subject, dataset });
	true
}

pub fn purge(play: &mut Play, view: &Shadow) -> bool {
	if view.contributions.is_empty() {
		return false;
	}
	let limit = play.rng.below(20) as u32;
	play.call("purge", Person::Bystander, Call::purge { limit });
	true
}

/// A patient ends its participation in a study.
pub fn withdraw(play: &mut Play, view: &Shadow) -> bool {
	let Some((study, subject, _)) = pick_name(play, view, |_| true) else { return false };
	let who = play.patient(number_of(&subject));
	play.call("withdraw", who, Call::withdraw { study, subject });
	true
}
