//! Devices, datasets, consent, and what patients take back.

use super::{
	super::{
		chain::{self, Outcome},
		play::{duties_of, Play},
		shadow::Shadow,
		world::{self, Device, Person, DEVICES, PATIENTS, SPONSORS},
	},
	studies,
};
use crate::{AccountId, Balances, Runtime};
use epione_primitives::{
	Actions, BatchStatement, Codec, ContentId, Digest, GrantId, Grantee, Modalities, Modality,
	StudyId, DAY,
};
use epione_runtime_common::constants::currency::EPI;
use frame_support::traits::fungible::Inspect;
use pallet_consent::{Call, Narrowing};

/// The device that a patient owns, if it is usable.
pub fn device_of(p: usize) -> Option<usize> {
	let owner = Person::Patient(p).id();
	(0..DEVICES).find(|n| {
		pallet_devices::Owned::<Runtime>::get(Device::id(*n)).is_some_and(|device| {
			device.owner == owner && device.state == pallet_devices::State::Active
		})
	})
}

/// A patient's datasets that are not tombstoned.
pub fn datasets_of(p: usize) -> Vec<Digest> {
	let mut found: Vec<Digest> =
		pallet_datasets::Entries::<Runtime>::iter_prefix(Person::Patient(p).id())
			.filter(|(_, entry)| entry.state.record().is_some())
			.map(|(digest, _)| digest)
			.collect();
	found.sort();
	found
}

/// The number of a grant to a study that has not ended.
pub fn live_grant(p: usize, study: StudyId) -> Option<GrantId> {
	grants_of(p).into_iter().find(|(_, to)| *to == Grantee::Study(study)).map(|(grant, _)| grant)
}

/// A patient's grants that have not ended.
pub fn grants_of(p: usize) -> Vec<(GrantId, Grantee<AccountId>)> {
	let now = chain::now();
	pallet_consent::Pallet::<Runtime>::grants_of(Person::Patient(p).id(), None, 100)
		.into_iter()
		.filter(|line| line.revoked_at.is_none() && now < line.valid_until)
		.map(|line| (line.grant, line.grantee))
		.collect()
}

/// A patient anchors its next dataset. A dishonest one may anchor something with false metadata;
/// the chain cannot see that.
pub fn anchor(play: &mut Play, p: usize, signed: bool) -> bool {
	let subject = Person::Patient(p).id();
	let number = play.anchored[p];
	if number >= 12 {
		return false;
	}
	let dataset = world::digest(p, number);
	let root = sp_io::hashing::sha2_256(&dataset);
	let device = device_of(p).filter(|_| signed);
	let statement = device.map(|n| {
		let (device, seq) = (Device::id(n), play.sequence[n]);
		let claim = pallet_devices::Owned::<Runtime>::get(&device).unwrap().claim;
		let signature = Device::sign_batch(n, (&subject, claim), seq, &root, 9);
		BatchStatement { device, claim, seq, signature }
	});
	let today = (chain::now() / DAY) as u16;
	let item = pallet_datasets::Anchor {
		cid: ContentId { codec: Codec::Raw, digest: dataset }.to_bytes(),
		key_commitment: world::commitment(&dataset),
		root,
		depth: 9,
		modality: Modality::Wearable,
		first_day: today - 1,
		last_day: today,
		size: 1024,
		device: statement,
		supersedes: None,
	};
	let items = vec![item].try_into().unwrap();
	let hand = play.hand_of(p);
	let call = pallet_datasets::Call::anchor { subject, items };
	if play.call("anchor", hand, call) == Outcome::Done {
		play.anchored[p] += 1;
		if let Some(n) = device {
			play.sequence[n] += 1;
		}
		if !play.is_honest(Person::Patient(p)) && play.rng.chance(50) {
			play.bad.insert(dataset);
		}
	}
	true
}

pub fn grant(play: &mut Play, view: &Shadow) -> bool {
	let studies: Vec<_> = view.studies.keys().copied().collect();
	let Some(study) = play.rng.pick(&studies).copied() else { return false };
	let p = play.rng.below(PATIENTS);
	grant_to(play, p, Grantee::Study(study))
}

/// A patient consents.
pub fn grant_to(play: &mut Play, p: usize, grantee: Grantee<AccountId>) -> bool {
	let now = chain::now();
	let terms = pallet_consent::Terms {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::ALL,
		datasets: None,
		days: None,
		purpose: studies::purpose(),
		valid_from: now,
		valid_until: now + if play.rng.chance(80) { 200 * DAY } else { 6 * DAY },
		uses: play.rng.chance(10).then_some(1),
		document: [0xD0; 32],
	};
	let subject = play.patient(p);
	play.call("grant", subject, Call::grant { subject: subject.id(), terms, request: None });
	true
}

fn pick_grant(play: &mut Play) -> Option<(usize, GrantId, Grantee<AccountId>)> {
	let p = play.rng.below(PATIENTS);
	let grants = grants_of(p);
	play.rng.pick(&grants).map(|(grant, to)| (p, *grant, to.clone()))
}

/// Narrows a grant again and again; the fourth time is not free.
pub fn narrow(play: &mut Play, _: &Shadow) -> bool {
	let Some((p, grant, _)) = pick_grant(play) else { return false };
	let change = match play.rng.below(4) {
		0 => Narrowing { uses: Some(0), ..Default::default() },
		1 => Narrowing { valid_until: Some(chain::now()), ..Default::default() },
		2 => Narrowing {
			modalities: Some(Modalities::of(&[Modality::Implant])),
			..Default::default()
		},
		_ => Narrowing { uses: Some(play.rng.below(4) as u32), ..Default::default() },
	};
	let who = play.patient(p);
	play.call("narrow", who, Call::narrow { grant, change });
	true
}

/// Revokes one grant; sometimes somebody else tries.
pub fn revoke(play: &mut Play, _: &Shadow) -> bool {
	let Some((p, grant, _)) = pick_grant(play) else { return false };
	if play.rng.chance(10) {
		let outcome = play.call("revoke, wrongly", Person::Sponsor(0), Call::revoke { grant });
		assert_ne!(outcome, Outcome::Done, "somebody else revoked grant {grant}");
		return true;
	}
	let who = play.patient(p);
	let outcome = play.call("revoke", who, Call::revoke { grant });
	assert_eq!(outcome, Outcome::Done, "a grant that cannot be revoked");
	true
}

/// Revokes many grants at once.
pub fn revoke_more(play: &mut Play, _: &Shadow) -> bool {
	let Some((p, _, grantee)) = pick_grant(play) else { return false };
	let who = play.patient(p);
	let subject = who.id();
	let outcome = if play.rng.chance(50) {
		play.call("revoke_all", who, Call::revoke_all { subject })
	} else {
		play.call("revoke_grantee", who, Call::revoke_grantee { subject, grantee })
	};
	assert_eq!(outcome, Outcome::Done, "grants that cannot be revoked");
	true
}

pub fn tombstone(play: &mut Play, _: &Shadow) -> bool {
	let p = play.rng.below(PATIENTS);
	let Some(digest) = play.rng.clone().pick(&datasets_of(p)).copied() else { return false };
	let who = play.patient(p);
	let subject = who.id();
	let outcome = play.call("tombstone", who, pallet_datasets::Call::tombstone { subject, digest });
	assert_eq!(outcome, Outcome::Done, "a dataset that cannot be taken out");
	true
}

/// A dishonest sponsor confirms a duty after all, or tries to confirm another's.
pub fn acknowledge(play: &mut Play, _: &Shadow) -> bool {
	let n = play.rng.below(SPONSORS);
	let Some(grant) = duties_of(Person::Sponsor(n)).first().copied() else { return false };
	if play.rng.chance(30) {
		let outcome = play.acknowledge(grant, Person::Sponsor((n + 1) % SPONSORS));
		assert_ne!(outcome, Outcome::Done, "somebody else's duty was confirmed");
	} else {
		play.acknowledge(grant, Person::Sponsor(n));
	}
	true
}

pub fn report_overdue(play: &mut Play, _: &Shadow) -> bool {
	let duties: Vec<GrantId> = play.duties.keys().copied().collect();
	let Some(grant) = play.rng.pick(&duties).copied() else { return false };
	play.call("report_overdue", Person::Bystander, Call::report_overdue { grant });
	true
}

pub fn sweep(play: &mut Play, _: &Shadow) -> bool {
	let subject = Person::Patient(play.rng.below(PATIENTS)).id();
	play.call("sweep", Person::Bystander, Call::sweep { subject, limit: 5 });
	true
}

/// All patients revoke; a month later a sponsor that has confirmed nothing tries to open a study.
pub fn neglect(play: &mut Play, view: &Shadow) -> bool {
	let Some(study) = view.studies.keys().next() else { return false };
	let sponsor = Person::of(&view.studies[study].sponsor).unwrap();
	if play.is_honest(sponsor) || !play.crowd {
		return false;
	}
	for p in 0..PATIENTS {
		if !grants_of(p).is_empty() {
			let who = play.patient(p);
			let call = Call::revoke_all { subject: who.id() };
			let outcome = play.call("revoke_all", who, call);
			assert_eq!(outcome, Outcome::Done, "grants that cannot be revoked");
		}
	}
	play.run_for(32 * DAY, true);
	studies::create_by(play, sponsor);
	true
}

/// A patient spends everything that it can, or receives a gift.
pub fn empty_account(play: &mut Play, _: &Shadow) -> bool {
	let p = play.rng.below(PATIENTS);
	let patient = play.patient(p);
	let free = <Balances as Inspect<AccountId>>::balance(&patient.id());
	play.books.transfers = true;
	if free > 0 && play.rng.chance(60) {
		let dest = Person::Bystander.id().into();
		let call = pallet_balances::Call::transfer_all { dest, keep_alive: false };
		play.call("empty", patient, call);
	} else {
		let dest = patient.id().into();
		let call = pallet_balances::Call::transfer_allow_death { dest, value: EPI / 10 };
		play.call("give", Person::Bystander, call);
	}
	play.books.transfers = false;
	true
}

/// A sale outside all studies: somebody bids, and takes the bid back or buys what it bid for.
pub fn bid(play: &mut Play, _: &Shadow) -> bool {
	let mut done = false;
	for _ in 0..5 {
		done |= sell(play, &Shadow::take());
	}
	done
}

/// The next step of a sale.
fn sell(play: &mut Play, view: &Shadow) -> bool {
	use pallet_studies::{Bids, Call, Status};
	let bidder = Person::Hospital;
	let promised = view
		.contributions
		.iter()
		.find(|((study, ..), one)| *study == StudyId::MAX && one.status == Status::Committed);
	if let Some(((_, subject, dataset), one)) = promised {
		let (subject, dataset) = (subject.clone(), *dataset);
		let envelope = world::account_envelope(bidder, &subject, &dataset, one.grant);
		let who = owner_of(play, &subject);
		let recipient = bidder.id();
		let call = Call::deliver_share { recipient, subject, dataset, envelope };
		play.call("deliver_share", who, call);
		return true;
	}
	let open = Bids::<Runtime>::iter().next();
	if let Some(((subject, dataset, recipient), found)) = open {
		let who = owner_of(play, &subject);
		let Some(Person::Patient(p)) = Person::of(&subject) else { return false };
		let grantee = Grantee::Account(recipient.clone());
		let grant = grants_of(p).into_iter().find(|(_, to)| *to == grantee);
		if play.rng.chance(20) {
			play.call("withdraw_bid", bidder, Call::withdraw_bid { subject, dataset });
		} else if let Some((grant, _)) = grant {
			let price = found.price;
			let call = Call::commit_share { recipient, subject, dataset, grant, price };
			play.call("commit_share", who, call);
		} else {
			return grant_to(play, p, grantee);
		}
		return true;
	}
	let holder = Grantee::Account(bidder.id());
	if !pallet_studies::RecipientKeys::<Runtime>::contains_key(&holder) {
		let (key, proof) = world::account_key(bidder);
		play.call("register_key", bidder, Call::register_key { version: 0, key, proof });
		return true;
	}
	let p = play.rng.below(PATIENTS);
	let Some(dataset) = datasets_of(p).first().copied() else { return false };
	let (subject, expires) = (Person::Patient(p).id(), chain::now() + 10 * DAY);
	play.call("bid", bidder, Call::bid { subject, dataset, price: EPI, expires });
	true
}

fn owner_of(play: &mut Play, subject: &AccountId) -> Person {
	play.sake = Some(subject.clone());
	Person::of(subject).unwrap()
}
