//! Studies, sales and disputes, each step after the one before.

use super::{
	grants::{self, purpose},
	registry,
};
use crate::{
	chain,
	input::Input,
	people::{self, *},
	world::{by, council, person, until_live, Guide, Step, World},
};
use epione_envelope::{keys::Holder, statements};
use epione_primitives::{Digest, Grantee, Modalities, StudyId, DAY, MINUTE};
use epione_runtime::{AccountId, Balance, Runtime, System};
use epione_runtime_common::constants::currency::EPI;
use pallet_disputes::{Reason, Stage, Verdict};
use pallet_studies::{Cohort, ContributionOf, Invitation, Status, StudyOf, Terms};

type Studies = pallet_studies::Call<Runtime>;
type Disputes = pallet_disputes::Call<Runtime>;
type Key = (Grantee<AccountId>, AccountId, Digest);

pub const GUIDES: &[(&str, Guide)] = &[
	("Studies.create", create),
	("Studies.add_key", |world, input| {
		let Some((study, found)) = study(input, is_open) else { return create(world, input) };
		let holder = Grantee::Study(study);
		let (version, key, proof) = next_key(&holder);
		by(&found.sponsor, Studies::add_key { study, version, key, proof })
	}),
	("Studies.approve", |world, input| {
		let waits = |found: &StudyOf<Runtime>| is_open(found) && found.approval.is_none();
		let Some((study, found)) = study(input, waits) else { return create(world, input) };
		person(BOARD, Studies::approve { study, terms_hash: found.terms.hash() })
	}),
	("Studies.suspend_approval", |world, input| {
		let Some(study) = approved(input, false) else { return prepare(world, input) };
		person(BOARD, Studies::suspend_approval { study })
	}),
	("Studies.resume_approval", |world, input| match approved(input, true) {
		Some(study) => person(BOARD, Studies::resume_approval { study }),
		None => match approved(input, false) {
			Some(study) => person(BOARD, Studies::suspend_approval { study }),
			None => prepare(world, input),
		},
	}),
	("Studies.fund", |world, input| {
		let Some((study, _)) = study(input, is_open) else { return create(world, input) };
		person(input.below(PATIENTS[0]), Studies::fund { study, amount: EPI })
	}),
	("Studies.commit", commit),
	("Studies.deliver", deliver),
	("Studies.settle", settle),
	("Studies.lapse", |world, input| {
		let Some(((holder, subject, dataset), one)) = contribution(input, Status::Committed) else {
			return commit(world, input);
		};
		// Those of a cohort wait for it.
		let due = one.due?;
		if live() < due {
			return until_live(due);
		}
		person(HOSPITAL, Studies::lapse { holder, subject, dataset })
	}),
	("Studies.close", |world, input| {
		let Some((study, found)) = study(input, is_open) else { return create(world, input) };
		by(&found.sponsor, Studies::close { study })
	}),
	("Studies.finish", |world, input| {
		let Some((study, found)) = study(input, |found| !is_open(found)) else {
			let Some((study, found)) = study(input, is_open) else { return create(world, input) };
			return by(&found.sponsor, Studies::close { study });
		};
		match found.closing_at {
			Some(at) if live() < at => until_live(at),
			_ => person(HOSPITAL, Studies::finish { study }),
		}
	}),
	("Studies.purge", |_, input| person(HOSPITAL, Studies::purge { limit: input.byte().into() })),
	("Studies.withdraw", |world, input| {
		let Some(((holder, subject, _), _)) = contribution(input, Status::Delivered) else {
			return deliver(world, input);
		};
		let Grantee::Study(study) = holder else { return None };
		by(&subject.clone(), Studies::withdraw { study, subject })
	}),
	("Studies.register_key", register_key),
	("Studies.bid", bid),
	("Studies.withdraw_bid", |world, input| match some_bid(input) {
		Some((subject, dataset, who, _)) => by(&who, Studies::withdraw_bid { subject, dataset }),
		None => bid(world, input),
	}),
	("Studies.commit_share", commit_share),
	("Studies.deliver_share", |world, input| {
		let sold = |holder: &Grantee<AccountId>| matches!(holder, Grantee::Account(_));
		let Some(((holder, subject, dataset), one)) =
			contribution_of(input, Status::Committed, sold)
		else {
			return commit_share(world, input);
		};
		let envelope = envelope(&holder, &subject, dataset, &one);
		let Grantee::Account(recipient) = holder else { return None };
		by(&subject.clone(), Studies::deliver_share { recipient, subject, dataset, envelope })
	}),
	("Disputes.open", open),
	("Disputes.decide", decide),
	("Disputes.appeal", appeal),
	("Disputes.decide_appeal", |world, input| {
		let waits = |stage: &Stage<AccountId>| {
			matches!(stage, Stage::Appealed { .. } | Stage::Panel { .. })
		};
		let Some((dispute, found)) = dispute(input, waits) else { return appeal(world, input) };
		let theirs = found.items.iter().filter(|item| item.is_the_panels());
		let verdicts: Vec<_> = theirs.map(|_| verdict(input)).collect();
		council(Disputes::decide_appeal { dispute, verdicts: verdicts.try_into().ok()? })
	}),
	("Disputes.advance", |world, input| {
		let Some((dispute, found)) = dispute(input, |_| true) else { return open(world, input) };
		advance(dispute, &found.stage)
	}),
	("Disputes.set_evidence_key", |_, input| {
		let (arbiter, key) = (ARBITERS[input.below(ARBITERS.len())], input.byte() | 1);
		person(arbiter, Disputes::set_evidence_key { key: [key; 32] })
	}),
	("Disputes.remove_evidence_key", |_, input| {
		let has = |n: &usize| pallet_disputes::EvidenceKeys::<Runtime>::contains_key(id(*n));
		let arbiters: Vec<_> = ARBITERS.into_iter().filter(has).collect();
		match input.pick(&arbiters) {
			Some(n) => person(n, Disputes::remove_evidence_key {}),
			None => person(ARBITERS[0], Disputes::set_evidence_key { key: [9; 32] }),
		}
	}),
];

fn live() -> u64 {
	pallet_studies::Pallet::<Runtime>::live_moment()
}

fn is_open(study: &StudyOf<Runtime>) -> bool {
	study.closing_at.is_none() && study.finished_at.is_none() && chain::now() < study.terms.closes
}

/// A study that fits.
fn study(
	input: &mut Input,
	fits: impl Fn(&StudyOf<Runtime>) -> bool,
) -> Option<(StudyId, StudyOf<Runtime>)> {
	let ids: Vec<_> = pallet_studies::Studies::<Runtime>::iter()
		.filter(|(_, found)| fits(found))
		.map(|(id, _)| id)
		.collect();
	let id = input.pick(&ids)?;
	Some((id, pallet_studies::Studies::<Runtime>::get(id)?))
}

/// Opens a study; about half of them take data without a device's signature, by invitation.
fn create(_: &mut World, input: &mut Input) -> Option<Step> {
	let now = chain::now();
	let closes = now + (5 + input.below(60) as u64) * DAY;
	let cohort = input.chance(30).then(|| Cohort { min: 2, deadline: (now + 4 * DAY).min(closes) });
	let terms = Terms::<Balance> {
		purpose: purpose(),
		document: [0xD0; 32],
		modalities: Modalities::ALL,
		min_depth: 1,
		device_signed: cohort.is_some() || input.chance(128),
		reward: EPI,
		per_participant: 5,
		max_contributions: 20,
		opens: now,
		closes,
		dispute_window: if input.chance(80) { 3 * DAY } else { 2 * MINUTE },
		cohort,
		eligibility: Default::default(),
	};
	let sponsor = SPONSORS[input.below(SPONSORS.len())];
	person(sponsor, Studies::create { terms, budget: 100 * EPI })
}

fn next_key(holder: &Grantee<AccountId>) -> (u32, [u8; 32], [u8; 64]) {
	let version = pallet_studies::RecipientKeys::<Runtime>::get(holder)
		.map_or(0, |newest| newest.version + 1);
	let bound = Holder::from(holder);
	let secret = people::recipient(&bound, version);
	let seed = [&bound.to_bytes()[..], &version.to_be_bytes()].concat();
	let proof = secret.prove_possession(
		&chain::chain_id(),
		&bound,
		version,
		&mut people::Seeded::new(&seed),
	);
	(version, secret.public(), proof)
}

/// The next step until a study takes data; nothing if one does.
fn prepare(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((study, found)) = study(input, is_open) else { return create(world, input) };
	let holder = Grantee::Study(study);
	let key = pallet_studies::RecipientKeys::<Runtime>::get(&holder);
	if key.is_none_or(|key| key.added_at + pallet_studies::KEY_LIFETIME <= chain::now()) {
		let (version, key, proof) = next_key(&holder);
		return by(&found.sponsor, Studies::add_key { study, version, key, proof });
	}
	if found.approval.is_none() {
		return person(BOARD, Studies::approve { study, terms_hash: found.terms.hash() });
	}
	None
}

/// A study that is approved, and whether that is suspended.
fn approved(input: &mut Input, suspended: bool) -> Option<StudyId> {
	let ids: Vec<_> = pallet_studies::Studies::<Runtime>::iter()
		.filter(|(id, found)| {
			let is = pallet_studies::SuspendedApprovals::<Runtime>::contains_key(id);
			is_open(found) && found.approval.is_some() && is == suspended
		})
		.map(|(id, _)| id)
		.collect();
	input.pick(&ids)
}

fn commit(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some(study) = approved(input, false) else { return prepare(world, input) };
	let found = pallet_studies::Studies::<Runtime>::get(study)?;
	let holder = Grantee::Study(study);
	if !pallet_studies::RecipientKeys::<Runtime>::contains_key(&holder) {
		let (version, key, proof) = next_key(&holder);
		return by(&found.sponsor, Studies::add_key { study, version, key, proof });
	}
	let fresh: Vec<_> = pallet_datasets::Entries::<Runtime>::iter()
		.filter(|(.., entry)| {
			entry
				.state
				.record()
				.is_some_and(|record| !found.terms.device_signed || record.source.is_some())
		})
		.map(|(subject, digest, _)| (subject, digest))
		.filter(|(subject, digest)| {
			let key = (holder.clone(), subject.clone(), *digest);
			pallet_studies::Contributions::<Runtime>::get(key)
				.is_none_or(|one| one.status == Status::Lapsed)
		})
		// One after another: the first of a participant is to be settled before there is a second.
		.filter(|(subject, _)| {
			let part = pallet_studies::Participations::<Runtime>::get(&holder, subject);
			!part.withdrawn && !part.barred && (part.settled > 0 || part.records == part.lapsed)
		})
		.collect();
	let Some((subject, dataset)) = input.pick(&fresh) else {
		return registry::anchor_signed(world, input);
	};
	let known = grants::grants_of(&subject);
	let Some((grant, _)) = known.into_iter().find(|(_, to)| *to == holder) else {
		return grants::grant_to(input, subject, holder);
	};
	let invitation = (!found.terms.device_signed).then(|| {
		let expiry = (chain::now() / DAY + 2) * DAY;
		let chain = chain::chain_id();
		let signed = statements::invitation(&chain, study, subject.as_ref(), expiry);
		Invitation { expiry, signature: people::sign(&found.sponsor, &signed) }
	});
	by(&subject.clone(), Studies::commit { study, subject, dataset, grant, invitation })
}

fn contribution(input: &mut Input, status: Status) -> Option<(Key, ContributionOf<Runtime>)> {
	contribution_of(input, status, |holder| matches!(holder, Grantee::Study(_)))
}

fn contribution_of(
	input: &mut Input,
	status: Status,
	fits: impl Fn(&Grantee<AccountId>) -> bool,
) -> Option<(Key, ContributionOf<Runtime>)> {
	let keys: Vec<_> = pallet_studies::Contributions::<Runtime>::iter()
		.filter(|((holder, ..), one)| one.status == status && fits(holder))
		.map(|(key, _)| key)
		.collect();
	let key = input.pick(&keys)?;
	let found = pallet_studies::Contributions::<Runtime>::get(key.clone())?;
	Some((key, found))
}

fn envelope(
	holder: &Grantee<AccountId>,
	subject: &AccountId,
	dataset: Digest,
	one: &ContributionOf<Runtime>,
) -> [u8; 160] {
	people::envelope(chain::chain_id(), holder, subject, dataset, one.grant, one.key_version)
}

/// Delivers what was committed, seldom with an envelope that is wrong.
pub fn deliver(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some(((holder, subject, dataset), one)) = contribution(input, Status::Committed) else {
		return commit(world, input);
	};
	let mut envelope = envelope(&holder, &subject, dataset, &one);
	if input.chance(12) {
		envelope[input.below(160)] ^= 1 << (input.byte() % 8);
	}
	let Grantee::Study(study) = holder else { return None };
	by(&subject.clone(), Studies::deliver { study, subject, dataset, envelope })
}

/// Settles what was delivered.
pub fn settle(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some(((holder, subject, dataset), one)) = contribution(input, Status::Delivered) else {
		return deliver(world, input);
	};
	let due = one.due?;
	if live() < due {
		return until_live(due);
	}
	person(HOSPITAL, Studies::settle { holder, subject, dataset })
}

fn register_key(_: &mut World, _: &mut Input) -> Option<Step> {
	let (version, key, proof) = next_key(&Grantee::Account(id(HOSPITAL)));
	person(HOSPITAL, Studies::register_key { version, key, proof })
}

fn bid(world: &mut World, input: &mut Input) -> Option<Step> {
	let holder = Grantee::Account(id(HOSPITAL));
	if !pallet_studies::RecipientKeys::<Runtime>::contains_key(&holder) {
		return register_key(world, input);
	}
	let Some((subject, dataset)) = registry::dataset(input) else {
		return registry::anchor_signed(world, input);
	};
	let expires = chain::now() + 10 * DAY;
	person(HOSPITAL, Studies::bid { subject, dataset, price: EPI, expires })
}

fn some_bid(input: &mut Input) -> Option<(AccountId, Digest, AccountId, Balance)> {
	let all: Vec<_> = pallet_studies::Bids::<Runtime>::iter()
		.filter(|(_, found)| chain::now() < found.expires)
		.map(|((subject, dataset, who), found)| (subject, dataset, who, found.price))
		.collect();
	input.pick(&all)
}

fn commit_share(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((subject, dataset, recipient, price)) = some_bid(input) else {
		return bid(world, input);
	};
	let grantee = Grantee::Account(recipient.clone());
	let known = grants::grants_of(&subject);
	let Some((grant, _)) = known.into_iter().find(|(_, to)| *to == grantee) else {
		return grants::grant_to(input, subject, grantee);
	};
	by(&subject.clone(), Studies::commit_share { recipient, subject, dataset, grant, price })
}

fn open(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some(((holder, subject, dataset), one)) = contribution(input, Status::Delivered) else {
		return deliver(world, input);
	};
	let Grantee::Study(study) = holder else { return None };
	if one.due.is_some_and(|due| due <= live()) {
		return settle(world, input);
	}
	let sponsor = pallet_studies::Studies::<Runtime>::get(study)?.sponsor;
	let reasons = [Reason::Unavailable, Reason::Undecryptable, Reason::DeviceFraud];
	let reason = input.pick(&reasons)?;
	let contributions = vec![(subject, dataset)].try_into().ok()?;
	by(&sponsor, Disputes::open { study, contributions, reason, evidence: [0xE7; 32] })
}

type Dispute = pallet_disputes::DisputeOf<Runtime>;

fn dispute(input: &mut Input, fits: impl Fn(&Stage<AccountId>) -> bool) -> Option<(u32, Dispute)> {
	let ids: Vec<_> = pallet_disputes::Disputes::<Runtime>::iter()
		.filter(|(_, found)| fits(&found.stage))
		.map(|(id, _)| id)
		.collect();
	let id = input.pick(&ids)?;
	Some((id, pallet_disputes::Disputes::<Runtime>::get(id)?))
}

fn verdict(input: &mut Input) -> Verdict {
	if input.chance(128) {
		Verdict::Rejected
	} else {
		Verdict::Upheld
	}
}

/// Waits until something is due, and then lets it happen.
fn advance(dispute: u32, stage: &Stage<AccountId>) -> Option<Step> {
	if let Some(block) = stage.draws_at().filter(|block| System::block_number() <= *block) {
		return Some(Step::Pass(block + 1 - System::block_number()));
	}
	match stage.due() {
		Some(due) if live() < due => until_live(due),
		_ => person(HOSPITAL, Disputes::advance { dispute }),
	}
}

fn decide(world: &mut World, input: &mut Input) -> Option<Step> {
	if let Some((dispute, found)) = dispute(input, |stage| matches!(stage, Stage::Deciding { .. }))
	{
		let arbiter = found.stage.arbiter()?.clone();
		let verdicts: Vec<_> = found.items.iter().map(|_| verdict(input)).collect();
		let verdicts = verdicts.try_into().ok()?;
		return by(&arbiter, Disputes::decide { dispute, verdicts });
	}
	match dispute(input, |stage| stage.draws_at().is_some()) {
		Some((dispute, found)) => advance(dispute, &found.stage),
		None => open(world, input),
	}
}

/// The loser of a verdict appeals.
fn appeal(world: &mut World, input: &mut Input) -> Option<Step> {
	let decided =
		|stage: &Stage<AccountId>| matches!(stage, Stage::Decided { due, .. } if live() < *due);
	let Some((dispute, found)) = dispute(input, decided) else { return decide(world, input) };
	let item = found.items.iter().find(|item| item.appeal.is_none())?;
	let loser = match item.verdict {
		Some(Verdict::Upheld) => &item.subject,
		_ => &found.sponsor,
	};
	by(loser, Disputes::appeal { dispute, grounds: [0xAB; 32] })
}
