//! Benchmarks: every call in its worst case, with real keys, proofs and envelopes.

use super::*;
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, RecipientSecret},
	rand_core::{self, CryptoRng, RngCore},
	statements,
};
use epione_primitives::{traits::SetTime, DuoPermission, Modalities, Purpose, ResearchUse, DAY};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use sp_core::crypto::KeyTypeId;
use sp_runtime::{
	traits::{Bounded, Zero},
	MultiSignature,
};

const START: Moment = 1_800_000_000_000;
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

fn set_now<T: Config>(now: Moment) {
	T::BenchmarkHelper::set_time(now);
	Clock::<T>::put(LiveClock { last: Some(now), standstill: 0 });
}

fn account_of<T: Config>(bytes: [u8; 32]) -> T::AccountId {
	T::AccountId::decode(&mut &bytes[..]).expect("an account is 32 bytes")
}

fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	let plenty = BalanceOf::<T>::max_value() / 1_000_000u32.into();
	T::Currency::set_balance(&who, plenty);
	who
}

fn person<T: Config>(name: &'static str) -> T::AccountId {
	funded::<T>(account(name, 0, 0))
}

/// A researcher whose key this machine holds, so that it can sign invitations.
fn sponsor<T: Config>() -> T::AccountId {
	let public = sp_io::crypto::sr25519_generate(KEY_TYPE, None);
	let who = funded::<T>(account_of::<T>(public.0));
	T::Credentials::set_up(&who, Role::Researcher);
	funded::<T>(T::ProtocolAccount::get());
	who
}

fn reward<T: Config>() -> BalanceOf<T> {
	T::Currency::minimum_balance() * 1_000u32.into()
}

fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::DiseaseSpecific([7; 32])))
}

fn terms<T: Config>() -> Terms<BalanceOf<T>> {
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

fn budget<T: Config>() -> BalanceOf<T> {
	Pallet::<T>::cost_of_one(&terms::<T>()).unwrap_or_else(|_| Zero::zero()) * 10u32.into()
}

fn recipient() -> RecipientSecret {
	RecipientSecret::random(&mut Counter(1))
}

fn data_key() -> DataKey {
	DataKey::random(&mut Counter(2))
}

fn possession<T: Config>(holder: &GranteeOf<T>) -> (Point, ProofBytes) {
	let secret = recipient();
	let holder = Pallet::<T>::holder_bytes(holder);
	let chain_id = T::ChainId::get();
	(secret.public(), secret.prove_possession(&chain_id, &holder, 0, &mut Counter(3)))
}

/// A study that takes commits.
fn open<T: Config>(sponsor: &T::AccountId) -> Result<StudyId, BenchmarkError> {
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

fn invitation<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
	subject: &T::AccountId,
) -> Invitation {
	let expiry = START + DAY;
	let statement = statements::invitation(&T::ChainId::get(), study, subject.as_ref(), expiry);
	// Wrapped: that is the second thing tried.
	let statement = statements::wrapped(&statement);
	let public = sp_core::sr25519::Public::from_raw(*sponsor.as_ref());
	let signature =
		sp_io::crypto::sr25519_sign(KEY_TYPE, &public, &statement).expect("the key was made here");
	Invitation { expiry, signature: MultiSignature::Sr25519(signature) }
}

const DATASET: Digest = [5; 32];

fn dataset<T: Config>(subject: &T::AccountId) -> Digest {
	T::Datasets::set_up(subject, DATASET, data_key().commitment());
	DATASET
}

/// A study with one commitment.
fn committed<T: Config>() -> Result<(StudyId, T::AccountId, T::AccountId), BenchmarkError> {
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
	Ok((study, sponsor, subject))
}

fn envelope<T: Config>(
	holder: &GranteeOf<T>,
	subject: &T::AccountId,
) -> Result<EnvelopeBytes, BenchmarkError> {
	let record = Contributions::<T>::get((holder, subject, DATASET))
		.ok_or(BenchmarkError::Stop("nothing is committed"))?;
	let context = Context {
		chain_id: T::ChainId::get(),
		subject: *subject.as_ref(),
		digest: DATASET,
		holder: Pallet::<T>::holder_bytes(holder),
		grant: record.grant,
		key_version: record.key_version,
	};
	seal(&data_key(), &record.key, &context, &mut Counter(4))
		.map_err(|_| BenchmarkError::Stop("sealing failed"))
}

/// Nothing but this is waited for, so that ending it finishes and refunds the study.
fn close_and_finish<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
) -> Result<(), BenchmarkError> {
	let origin = RawOrigin::Signed(sponsor.clone());
	Pallet::<T>::close(origin.clone().into(), study)?;
	set_now::<T>(Pallet::<T>::now() + CLOSING_NOTICE);
	Pallet::<T>::finish(origin.into(), study)?;
	// Something to refund.
	let pot = Pallet::<T>::pot(study);
	T::Currency::transfer(sponsor, &pot, reward::<T>(), Preservation::Preserve)?;
	Ok(())
}

/// A recipient with a key, a subject with a dataset and a grant, and perhaps a bid.
fn share<T: Config>(
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

/// The last record of a study that was finished long ago, with everything that goes with it.
fn remains<T: Config>(sponsor: &T::AccountId, subject: T::AccountId) -> Result<(), BenchmarkError> {
	let study = Pallet::<T>::open_study(sponsor.clone(), terms::<T>(), budget::<T>())?;
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
	let name = (holder.clone(), subject.clone(), DATASET);
	let contribution = Contribution {
		status: Status::Settled,
		grant: 0,
		purpose: purpose(),
		key_version: 0,
		key: [2; 32],
		facts: [3; 32],
		device: Some(device.clone()),
		price: reward::<T>(),
		protocol_share: Zero::zero(),
		window: 0,
		delivery_fee: Zero::zero(),
		committed_at: START,
		delivered_at: Some(START),
		due: None,
		envelope: true,
		deposit: Deposit::Escrow(deposit),
	};
	Contributions::<T>::insert(name.clone(), contribution);
	Envelopes::<T>::insert(name, [4; 160]);
	let part = Participation { settled: 1, records: 1, ..Default::default() };
	Participations::<T>::insert(&holder, &subject, part);
	DeviceUses::<T>::insert(study, device, DeviceUse { unsettled: 0, settled: 1, records: 1 });
	Ok(())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create() {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), terms::<T>(), budget::<T>());

		assert!(Studies::<T>::contains_key(0));
	}

	#[benchmark]
	fn add_key() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let origin = RawOrigin::Signed(sponsor);
		Pallet::<T>::create(origin.clone().into(), terms::<T>(), budget::<T>())?;
		let (key, proof) = possession::<T>(&Grantee::Study(0));

		#[extrinsic_call]
		_(origin, 0, 0, key, proof);

		assert!(RecipientKeys::<T>::contains_key(GranteeOf::<T>::Study(0)));
		Ok(())
	}

	#[benchmark]
	fn approve() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		Pallet::<T>::create(RawOrigin::Signed(sponsor).into(), terms::<T>(), budget::<T>())?;
		let board = person::<T>("board");
		T::Credentials::set_up(&board, Role::EthicsBoard);

		#[extrinsic_call]
		_(RawOrigin::Signed(board), 0, terms::<T>().hash());

		assert!(Studies::<T>::get(0).is_some_and(|study| study.approval.is_some()));
		Ok(())
	}

	#[benchmark]
	fn fund() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let study = open::<T>(&sponsor)?;
		let before = Pallet::<T>::unallocated(study);

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), study, reward::<T>());

		assert_eq!(Pallet::<T>::unallocated(study), before + reward::<T>());
		Ok(())
	}

	#[benchmark]
	fn commit() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (sponsor, subject) = (sponsor::<T>(), person::<T>("subject"));
		let study = open::<T>(&sponsor)?;
		let dataset = dataset::<T>(&subject);
		let grant = T::Access::set_up(&subject, Grantee::Study(study), purpose());
		let invitation = invitation::<T>(study, &sponsor, &subject);
		let origin = RawOrigin::Signed(subject.clone());

		#[extrinsic_call]
		_(origin, study, subject, dataset, grant, Some(invitation));

		assert!(Studies::<T>::get(study).is_some_and(|study| study.unsettled == 1));
		Ok(())
	}

	#[benchmark]
	fn deliver() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, _, subject) = committed::<T>()?;
		let envelope = envelope::<T>(&Grantee::Study(study), &subject)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(subject.clone()), study, subject.clone(), DATASET, envelope);

		assert!(Envelopes::<T>::contains_key((GranteeOf::<T>::Study(study), subject, DATASET)));
		Ok(())
	}

	#[benchmark]
	fn lapse() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, sponsor, subject) = committed::<T>()?;
		close_and_finish::<T>(study, &sponsor)?;
		set_now::<T>(START + T::DeliveryPeriod::get());
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), Grantee::Study(study), subject, DATASET);

		assert!(Studies::<T>::get(study).is_some_and(|study| study.finished_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn settle() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (study, sponsor, subject) = committed::<T>()?;
		let envelope = envelope::<T>(&Grantee::Study(study), &subject)?;
		let origin = RawOrigin::Signed(subject.clone());
		Pallet::<T>::deliver(origin.into(), study, subject.clone(), DATASET, envelope)?;
		close_and_finish::<T>(study, &sponsor)?;
		set_now::<T>(START + MAX_DISPUTE_WINDOW + DAY);
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), Grantee::Study(study), subject, DATASET);

		assert!(Studies::<T>::get(study).is_some_and(|study| study.finished_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let study = open::<T>(&sponsor)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), study);

		assert!(Studies::<T>::get(study).is_some_and(|study| study.closing_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn finish() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		let study = open::<T>(&sponsor)?;
		Pallet::<T>::close(RawOrigin::Signed(sponsor).into(), study)?;
		set_now::<T>(START + CLOSING_NOTICE);
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), study);

		assert!(EndedStudies::<T>::contains_key(study));
		Ok(())
	}

	#[benchmark]
	fn register_key() {
		set_now::<T>(START);
		let caller = person::<T>("recipient");
		let holder = Grantee::Account(caller.clone());
		let (key, proof) = possession::<T>(&holder);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), 0, key, proof);

		assert!(RecipientKeys::<T>::contains_key(holder));
	}

	#[benchmark]
	fn bid() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, _) = share::<T>(false)?;
		let origin = RawOrigin::Signed(recipient.clone());

		#[extrinsic_call]
		_(origin, subject.clone(), DATASET, reward::<T>(), START + DAY);

		assert!(Bids::<T>::contains_key((subject, DATASET, recipient)));
		Ok(())
	}

	#[benchmark]
	fn withdraw_bid() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, _) = share::<T>(true)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(recipient), subject, DATASET);

		assert!(Bids::<T>::iter_keys().next().is_none());
		Ok(())
	}

	#[benchmark]
	fn commit_share() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, grant) = share::<T>(true)?;
		let origin = RawOrigin::Signed(subject.clone());

		#[extrinsic_call]
		_(origin, recipient, subject, DATASET, grant, reward::<T>());

		assert!(Contributions::<T>::iter_keys().next().is_some());
		Ok(())
	}

	#[benchmark]
	fn deliver_share() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let (recipient, subject, grant) = share::<T>(false)?;
		let origin = RawOrigin::Signed(subject.clone());
		Pallet::<T>::commit_share(
			origin.clone().into(),
			recipient.clone(),
			subject.clone(),
			DATASET,
			grant,
			Zero::zero(),
		)?;
		let envelope = envelope::<T>(&Grantee::Account(recipient.clone()), &subject)?;

		#[extrinsic_call]
		_(origin, recipient, subject, DATASET, envelope);

		assert!(Contributions::<T>::iter_values().all(|one| one.status == Status::Settled));
		Ok(())
	}

	#[benchmark]
	fn purge(n: Linear<0, MAX_PAGE>) -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		let sponsor = sponsor::<T>();
		for index in 0..n {
			remains::<T>(&sponsor, account("subject", index, 0))?;
		}
		set_now::<T>(START + T::Retention::get());
		let caller = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), n);

		assert_eq!(EndedStudies::<T>::iter_keys().count() as u32, n);
		Ok(())
	}

	#[benchmark]
	fn tick() {
		set_now::<T>(START);
		T::BenchmarkHelper::set_time(START + DAY);

		#[block]
		{
			Pallet::<T>::tick();
		}

		assert!(Clock::<T>::get().standstill > 0);
	}

	#[benchmark]
	fn peek() -> Result<(), BenchmarkError> {
		set_now::<T>(START);
		committed::<T>()?;
		let first;

		#[block]
		{
			let live = Pallet::<T>::live_now();
			first = Agenda::<T>::iter_keys().next().filter(|(due, _)| *due > live.to_be_bytes());
		}

		assert!(first.is_some());
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
