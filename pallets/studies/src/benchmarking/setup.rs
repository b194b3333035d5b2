//! What the benchmarks start from.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::{
	ground::{agenda, clock, deposits, ledger},
	parts::{holders, participants},
	top::study,
};
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, RecipientSecret},
	rand_core::{self, CryptoRng, RngCore},
	statements,
};
use epione_primitives::{
	traits::{AccessDecision, CredentialCheck, DatasetLookup, SetTime},
	DuoPermission, Modalities, Purpose, ResearchUse, DAY,
};
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	tokens::Preservation,
	Consideration, Footprint,
};
use frame_system::RawOrigin;
use sp_core::crypto::KeyTypeId;
use sp_runtime::{
	traits::{Bounded, Zero},
	MultiSignature,
};

pub const START: Moment = 1_800_000_000_000;
const KEY_TYPE: KeyTypeId = KeyTypeId(*b"epio");

/// Numbers that only look random: nothing here is secret.
struct Counter(u64);

impl RngCore for Counter {
	fn next_u32(&mut self) -> u32 {
		self.next_u64() as u32
	}

	fn next_u64(&mut self) -> u64 {
		self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
		self.0
	}

	fn fill_bytes(&mut self, bytes: &mut [u8]) {
		bytes.fill_with(|| (self.next_u64() >> 56) as u8);
	}

	fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
		self.fill_bytes(bytes);
		Ok(())
	}
}

impl CryptoRng for Counter {}

pub fn set_now<T: Config>(now: Moment) {
	T::BenchmarkHelper::set_time(now);
	Clock::<T>::put(LiveClock { last: Some(now), standstill: 0 });
}

pub fn account_of<T: Config>(bytes: [u8; 32]) -> T::AccountId {
	T::AccountId::decode(&mut &bytes[..]).expect("an account is 32 bytes")
}

pub fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	let plenty = BalanceOf::<T>::max_value() / 1_000_000u32.into();
	T::Currency::set_balance(&who, plenty);
	who
}

pub fn person<T: Config>(name: &'static str) -> T::AccountId {
	funded::<T>(account(name, 0, 0))
}

/// A researcher whose key is in the keystore, so that it can sign invitations.
pub fn sponsor<T: Config>() -> T::AccountId {
	let public = sp_io::crypto::sr25519_generate(KEY_TYPE, None);
	let who = funded::<T>(account_of::<T>(public.0));
	T::Credentials::set_up(&who, Role::Researcher);
	funded::<T>(T::ProtocolAccount::get());
	who
}

pub fn reward<T: Config>() -> BalanceOf<T> {
	T::Currency::minimum_balance() * 1_000u32.into()
}

pub fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::DiseaseSpecific([7; 32])))
}

pub fn terms<T: Config>() -> Terms<BalanceOf<T>> {
	Terms {
		purpose: purpose(),
		document: [1; 32],
		modalities: Modalities::ALL,
		min_depth: 0,
		device_signed: false,
		reward: reward::<T>(),
		per_participant: 1_000,
		max_contributions: 1_000,
		opens: START,
		closes: START + 365 * DAY,
		dispute_window: MinDisputeWindow::<T>::get(),
		cohort: None,
		eligibility: Eligibility::default(),
	}
}

pub fn budget<T: Config>() -> BalanceOf<T> {
	ledger::cost_of_one::<T>(&terms::<T>(), true).unwrap_or_else(|_| Zero::zero()) * 10u32.into()
}

pub fn recipient() -> RecipientSecret {
	RecipientSecret::random(&mut Counter(1))
}

pub fn data_key() -> DataKey {
	DataKey::random(&mut Counter(2))
}

pub fn possession<T: Config>(holder: &GranteeOf<T>) -> (Point, ProofBytes) {
	let secret = recipient();
	let holder = holders::as_bound::<T>(holder);
	let chain_id = T::ChainId::get();
	(secret.public(), secret.prove_possession(&chain_id, &holder, 0, &mut Counter(3)))
}

/// A study that accepts commitments.
pub fn open<T: Config>(sponsor: &T::AccountId) -> Result<StudyId, BenchmarkError> {
	let id = NextStudyId::<T>::get();
	let origin = RawOrigin::Signed(sponsor.clone());
	Pallet::<T>::create(origin.clone().into(), terms::<T>(), budget::<T>())?;
	let (key, proof) = possession::<T>(&Grantee::Study(id));
	Pallet::<T>::add_key(origin.into(), id, 0, key, proof)?;
	let board = person::<T>("board");
	T::Credentials::set_up(&board, Role::EthicsBoard);
	Pallet::<T>::approve(RawOrigin::Signed(board).into(), id, terms::<T>().hash())?;
	Ok(id)
}

pub fn invitation<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
	subject: &T::AccountId,
) -> Invitation {
	let expiry = START + DAY;
	let statement = statements::invitation(&T::ChainId::get(), study, subject.as_ref(), expiry);
	// Wrapped: this form is tried second.
	let statement = statements::wrapped(&statement);
	let public = sp_core::sr25519::Public::from_raw(*sponsor.as_ref());
	let signature =
		sp_io::crypto::sr25519_sign(KEY_TYPE, &public, &statement).expect("the key was made here");
	Invitation { expiry, signature: MultiSignature::Sr25519(signature) }
}

pub const DATASET: Digest = [5; 32];

pub fn dataset<T: Config>(subject: &T::AccountId) -> Digest {
	T::Datasets::set_up(subject, DATASET, data_key().commitment());
	DATASET
}

/// A study with one commitment.
pub fn committed<T: Config>() -> Result<(StudyId, T::AccountId, T::AccountId), BenchmarkError> {
	let (sponsor, subject) = (sponsor::<T>(), person::<T>("subject"));
	let study = open::<T>(&sponsor)?;
	let dataset = dataset::<T>(&subject);
	let grant = T::Access::set_up(&subject, Grantee::Study(study), purpose());
	let invitation = invitation::<T>(study, &sponsor, &subject);
	Pallet::<T>::commit(
		RawOrigin::Signed(subject.clone()).into(),
		study,
		subject.clone(),
		dataset,
		grant,
		Some(invitation),
	)?;
	with_everything::<T>(study, &subject)?;
	Ok((study, sponsor, subject))
}

/// Gives a commitment a device, and a slot in a complete cohort. (The datasets pallet's benchmark
/// helper makes data without a device, and a cohort requires device-signed data.)
fn with_everything<T: Config>(
	study: StudyId,
	subject: &T::AccountId,
) -> Result<(), BenchmarkError> {
	let key = (GranteeOf::<T>::Study(study), subject.clone(), DATASET);
	let mut record =
		Contributions::<T>::get(key.clone()).ok_or(BenchmarkError::Stop("nothing is committed"))?;
	let device = record.device.get_or_insert_with(|| account("device", 0, 0)).clone();
	record.joined_before_completion = true;
	record.commit_deposit = Some(deposits::take_for_commitment::<T>(subject)?);
	Contributions::<T>::insert(key, record);
	DeviceUses::<T>::insert(
		study,
		device,
		DeviceUse { unsettled: 1, records: 1, ..Default::default() },
	);
	let deadline = START + 30 * DAY;
	Studies::<T>::mutate(study, |record| {
		if let Some(record) = record {
			record.terms.cohort = Some(Cohort { min: 2, deadline });
			record.gathering =
				Some(Gathering { deadline, committed: 2, completed_at: Some(START) });
		}
	});
	Ok(())
}

pub fn envelope<T: Config>(
	holder: &GranteeOf<T>,
	subject: &T::AccountId,
) -> Result<EnvelopeBytes, BenchmarkError> {
	let record = Contributions::<T>::get((holder, subject, DATASET))
		.ok_or(BenchmarkError::Stop("nothing is committed"))?;
	let context = Context {
		chain_id: T::ChainId::get(),
		subject: *subject.as_ref(),
		digest: DATASET,
		holder: holders::as_bound::<T>(holder),
		grant: record.grant,
		key_version: record.key_version,
	};
	seal(&data_key(), &record.key, &context, &mut Counter(4))
		.map_err(|_| BenchmarkError::Stop("sealing failed"))
}

/// Nothing else is pending, so that ending this finishes and refunds the study.
pub fn close_and_finish<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
) -> Result<(), BenchmarkError> {
	let origin = RawOrigin::Signed(sponsor.clone());
	Pallet::<T>::close(origin.clone().into(), study)?;
	set_now::<T>(clock::now::<T>() + CLOSING_NOTICE);
	Pallet::<T>::finish(origin.into(), study)?;
	// Makes sure that there is something to refund.
	let pot = ledger::pot::<T>(study);
	T::Currency::transfer(sponsor, &pot, reward::<T>(), Preservation::Preserve)?;
	Ok(())
}

/// A recipient with a key, a subject with a dataset and a grant, and perhaps a bid.
pub fn share<T: Config>(
	with_bid: bool,
) -> Result<(T::AccountId, T::AccountId, GrantId), BenchmarkError> {
	let (recipient, subject) = (person::<T>("recipient"), person::<T>("subject"));
	let holder = Grantee::Account(recipient.clone());
	let (key, proof) = possession::<T>(&holder);
	let origin = RawOrigin::Signed(recipient.clone());
	Pallet::<T>::register_key(origin.clone().into(), 0, key, proof)?;
	let dataset = dataset::<T>(&subject);
	let grant = T::Access::set_up(&subject, holder, purpose());
	if with_bid {
		let expires = START + DAY;
		Pallet::<T>::bid(origin.into(), subject.clone(), dataset, reward::<T>(), expires)?;
	}
	Ok((recipient, subject, grant))
}

/// The last record of a study that was finished long ago, with everything that belongs to it.
pub fn remains<T: Config>(
	sponsor: &T::AccountId,
	subject: T::AccountId,
) -> Result<(), BenchmarkError> {
	let study = study::open::<T>(sponsor.clone(), terms::<T>(), budget::<T>())?;
	let holder = Grantee::Study(study);
	let device = subject.clone();
	RecipientKeys::<T>::insert(
		&holder,
		RecipientKey {
			version: 0,
			key: [2; 32],
			added_at: START,
			payer: sponsor.clone(),
			ticket: T::Consideration::new(sponsor, Footprint::from_parts(1, 100))?,
		},
	);
	let deposit = T::ContributionDeposit::get();
	Studies::<T>::mutate(study, |record| {
		if let Some(record) = record {
			record.refunding = true;
			record.finished_at = Some(START);
			record.records = 1;
			record.reserved = deposit;
		}
	});
	let subject = funded::<T>(subject);
	epione_support::providers::add::<T>(&subject);
	let key = (holder.clone(), subject.clone(), DATASET);
	let contribution = Contribution {
		status: Status::Settled,
		grant: 0,
		purpose: purpose(),
		key_version: 0,
		key: [2; 32],
		facts_hash: [3; 32],
		pinned: None,
		device: Some(device.clone()),
		price: reward::<T>(),
		protocol_share: Zero::zero(),
		window: 0,
		delivery_fee: Zero::zero(),
		committed_at: START,
		delivered_at: Some(START),
		joined_before_completion: true,
		due: None,
		envelope: true,
		deposit: Deposit::Escrow(deposit),
		commit_deposit: Some(deposits::take_for_commitment::<T>(&subject)?),
	};
	Contributions::<T>::insert(key.clone(), contribution);
	Envelopes::<T>::insert(key, [4; 160]);
	let part = Participation { settled: 1, records: 1, ..Default::default() };
	Participations::<T>::insert(&holder, &subject, part);
	DeviceUses::<T>::insert(
		study,
		device,
		DeviceUse { settled: 1, records: 1, ..Default::default() },
	);
	Ok(())
}

/// Makes a study's terms as costly as possible to commit to: it excludes as many others as it can,
/// and one more participant completes its cohort.
pub fn make_selective<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
) -> Result<(), BenchmarkError> {
	let mut not_in = BoundedVec::default();
	for _ in 0..MAX_LISTED {
		let other = study::open::<T>(sponsor.clone(), terms::<T>(), budget::<T>())?;
		not_in.try_push(other).map_err(|_| BenchmarkError::Stop("too many"))?;
	}
	let deadline = START + 30 * DAY;
	Studies::<T>::mutate(study, |record| {
		if let Some(record) = record {
			record.terms.eligibility.collected = Some((0, u16::MAX));
			record.terms.eligibility.not_in = not_in;
			record.terms.cohort = Some(Cohort { min: 2, deadline });
			record.gathering = Some(Gathering { deadline, committed: 1, completed_at: None });
		}
	});
	Ok(())
}

/// A cohort that is not complete, so that closing the study ends it.
pub fn undo_completion<T: Config>(study: StudyId) {
	Studies::<T>::mutate(study, |record| {
		if let Some(gathering) = record.as_mut().and_then(|record| record.gathering.as_mut()) {
			gathering.completed_at = None;
		}
	});
}

/// Contribution number `number` to one study of `sponsor`'s, delivered, for other pallets'
/// benchmarks. Written directly to state, as the calls would leave it.
pub fn delivered_to<T: Config>(
	sponsor: &T::AccountId,
	number: u32,
) -> (StudyId, T::AccountId, Digest) {
	let plenty = reward::<T>() * 1_000u32.into();
	let mint = |who: &T::AccountId| {
		T::Currency::mint_into(who, plenty).expect("there is room for more money");
	};
	let last = NextStudyId::<T>::get().checked_sub(1);
	let of_sponsor =
		|id: &StudyId| Studies::<T>::get(id).is_some_and(|study| study.sponsor == *sponsor);
	let study = last.filter(of_sponsor).unwrap_or_else(|| {
		mint(sponsor);
		mint(&T::ProtocolAccount::get());
		let now = clock::now::<T>();
		let terms = Terms { opens: now, closes: now + 365 * DAY, ..terms::<T>() };
		study::open::<T>(sponsor.clone(), terms, budget::<T>()).expect("paid for above")
	});
	let holder = Grantee::Study(study);
	let (subject, device) = (account("subject", number, 1), account("device", number, 1));
	mint(&subject);
	mint(&ledger::pot::<T>(study));
	T::Datasets::set_up(&subject, DATASET, data_key().commitment());
	let mut facts = T::Datasets::facts(&subject, &DATASET).expect("anchored above");
	facts.device = Some(device);
	let pinned = Pinned::of(&facts);

	let (price, deposit) = (reward::<T>(), T::ContributionDeposit::get());
	let share = ledger::protocol_share::<T>(price);
	let due = clock::live_now::<T>() + MAX_DISPUTE_WINDOW;
	let contribution = Contribution {
		status: Status::Delivered,
		grant: 0,
		purpose: purpose(),
		key_version: 0,
		key: recipient().public(),
		facts_hash: pinned.hash(&facts.device),
		pinned: Some(pinned),
		device: facts.device.clone(),
		price,
		protocol_share: share,
		window: MAX_DISPUTE_WINDOW,
		delivery_fee: Zero::zero(),
		committed_at: clock::now::<T>(),
		delivered_at: Some(clock::now::<T>()),
		joined_before_completion: false,
		due: Some(due),
		envelope: true,
		deposit: Deposit::Escrow(deposit),
		commit_deposit: None,
	};
	let key = (holder.clone(), subject.clone(), DATASET);
	agenda::insert::<T>(due, &key);
	Contributions::<T>::insert(key.clone(), contribution);
	Envelopes::<T>::insert(key, [4; 160]);
	let mut part = Participation { delivered: 1, pending: price - share, ..Default::default() };
	participants::add_record::<T>(&subject, &mut part);
	Participations::<T>::insert(&holder, &subject, part);
	if let Some(device) = facts.device {
		let uses = DeviceUse { unsettled: 1, records: 1, ..Default::default() };
		DeviceUses::<T>::insert(study, device, uses);
	}
	Studies::<T>::mutate(study, |record| {
		if let Some(record) = record {
			record.owed += price;
			record.reserved += deposit;
			record.accepted += 1;
			record.unsettled += 1;
			record.records += 1;
		}
	});
	(study, subject, DATASET)
}
