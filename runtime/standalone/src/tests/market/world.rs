//! The participants, what they own, and the genesis that all sequences start from.

use super::{chain, rng::Rng, Balance};
use crate::{configs::ProtocolAccount, tests, AccountId, Runtime, RuntimeCall};
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, Holder, RecipientSecret},
	statements,
};
use epione_primitives::{
	Attributes, Digest, EnvelopeBytes, GrantId, KeyScheme, KeyVersion, Modalities, Moment, Point,
	ProofBytes, Role, Roles, RootsBy, StudyId,
};
use epione_runtime_common::constants::currency::{EPI, EXISTENTIAL_DEPOSIT};
use pallet_devices::{DeviceKey, InclusionProof, Provenance};
use serde_json::json;
use sp_core::{ed25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::MultiSignature;
use sp_state_machine::BasicExternalities;
use std::{cell::RefCell, collections::HashMap, sync::LazyLock};

pub const SPONSORS: usize = 2;
pub const PATIENTS: usize = 4;
pub const ARBITERS: usize = 4;
pub const DEVICES: usize = 12;
/// Devices in the first batch; the rest are in the second.
const FIRST_BATCH: usize = 8;
/// Patients from this number on own nothing: somebody else pays for them.
pub const FIRST_POOR: usize = 2;
/// What everybody else owns at first.
const WEALTH: Balance = 10_000 * EPI;
/// The firmware that all devices have at first.
pub const FIRMWARE: Digest = [0xF1; 32];
/// All that they may have.
pub const FIRMWARES: [Digest; 2] = [FIRMWARE, [0xF2; 32]];

/// All participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
	Sponsor(usize),
	Patient(usize),
	Arbiter(usize),
	Board,
	Hospital,
	Maker,
	/// Acts for the patients who own nothing, and owns nothing either.
	Gateway,
	/// Makes calls that anybody may make.
	Bystander,
	/// Accredits everybody except arbiters, and the last arbiter.
	Accreditor,
	/// Accredits the other arbiters.
	ArbiterAccreditor,
}
use Person::*;

/// All of them.
pub static CAST: LazyLock<Vec<Person>> = LazyLock::new(|| {
	let mut cast = vec![Board, Hospital, Maker, Gateway, Bystander, Accreditor, ArbiterAccreditor];
	cast.extend((0..SPONSORS).map(Sponsor));
	cast.extend((0..PATIENTS).map(Patient));
	cast.extend((0..ARBITERS).map(Arbiter));
	cast
});

static PAIRS: LazyLock<HashMap<Person, (ed25519::Pair, AccountId)>> = LazyLock::new(|| {
	CAST.iter()
		.map(|person| {
			let seed = sp_io::hashing::sha2_256(format!("{person:?}").as_bytes());
			let pair = ed25519::Pair::from_seed(&seed);
			let id = AccountId::new(pair.public().0);
			(*person, (pair, id))
		})
		.collect()
});

static NAMES: LazyLock<HashMap<AccountId, Person>> =
	LazyLock::new(|| PAIRS.iter().map(|(person, (_, id))| (id.clone(), *person)).collect());

impl Person {
	pub fn id(self) -> AccountId {
		PAIRS[&self].1.clone()
	}

	/// Returns whose account that is.
	pub fn of(id: &AccountId) -> Option<Self> {
		NAMES.get(id).copied()
	}

	/// Signs a statement; signatures are cached.
	pub fn sign(self, statement: &[u8]) -> MultiSignature {
		MultiSignature::Ed25519(sign(&PAIRS[&self].0, statement))
	}
}

thread_local! {
	static SIGNATURES: RefCell<HashMap<(AccountId, Vec<u8>), ed25519::Signature>> =
		RefCell::new(HashMap::new());
	static ENVELOPES: RefCell<HashMap<Vec<u8>, EnvelopeBytes>> = RefCell::new(HashMap::new());
	static PROOFS: RefCell<HashMap<(StudyId, KeyVersion), ProofBytes>> =
		RefCell::new(HashMap::new());
	static DATA_KEYS: RefCell<HashMap<Digest, (DataKey, Point)>> = RefCell::new(HashMap::new());
}

/// A signature, made once per key and statement. The runtime checks it every time.
fn sign(pair: &ed25519::Pair, statement: &[u8]) -> ed25519::Signature {
	let key = (AccountId::new(pair.public().0), statement.to_vec());
	SIGNATURES.with_borrow_mut(|made| *made.entry(key).or_insert_with(|| pair.sign(statement)))
}

pub fn chain_id() -> [u8; 32] {
	crate::presets::local_testnet_chain_id()
}

/// Device number `n`.
pub struct Device;

static DEVICE_PAIRS: LazyLock<Vec<ed25519::Pair>> = LazyLock::new(|| {
	(0..DEVICES)
		.map(|n| ed25519::Pair::from_seed(&sp_io::hashing::sha2_256(&[0xDE, n as u8])))
		.collect()
});

impl Device {
	pub fn id(n: usize) -> AccountId {
		AccountId::new(DEVICE_PAIRS[n].public().0)
	}

	pub fn key(n: usize) -> DeviceKey {
		DeviceKey { scheme: KeyScheme::Ed25519, key: DEVICE_PAIRS[n].public().0 }
	}

	/// The call with which `owner` makes this claim of it. The first one says where it is from.
	pub fn claim(n: usize, owner: &AccountId, counter: u32, expiry: Moment) -> RuntimeCall {
		let key = Self::key(n);
		let statement = statements::claim(&chain_id(), &key.key, owner.as_ref(), counter, expiry);
		let (batch, first, last) =
			if n < FIRST_BATCH { (0, 0, FIRST_BATCH) } else { (1, FIRST_BATCH, DEVICES) };
		let leaves: Vec<Digest> = (first..last).map(|n| Self::key(n).leaf()).collect();
		let path = inclusion_path(&leaves, n - first);
		let proof = InclusionProof { index: (n - first) as u32, path: path.try_into().unwrap() };
		pallet_devices::Call::claim {
			device: key,
			provenance: (counter == 1).then_some(Provenance { batch, proof }),
			counter,
			expiry,
			signature: sign(&DEVICE_PAIRS[n], &statement).0,
		}
		.into()
	}

	/// Its signature on a batch, under a claim of its owner's.
	pub fn sign_batch(
		n: usize,
		(owner, claim): (&AccountId, u32),
		seq: u64,
		root: &Digest,
		depth: u8,
	) -> [u8; 64] {
		let pair = &DEVICE_PAIRS[n];
		let key = pair.public().0;
		let statement =
			statements::batch(&chain_id(), &key, owner.as_ref(), claim, seq, root, depth);
		sign(pair, &statement).0
	}
}

/// RFC 9162, 2.1.3.1: the siblings of leaf `index`, from the leaf up.
fn inclusion_path(leaves: &[Digest], index: usize) -> Vec<Digest> {
	fn root(leaves: &[Digest]) -> Digest {
		if let [leaf] = leaves {
			return *leaf;
		}
		let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
		sp_io::hashing::sha2_256(&[&[1][..], &root(left), &root(right)].concat())
	}
	if leaves.len() < 2 {
		return Vec::new();
	}
	let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
	let (mut path, sibling) = if index < left.len() {
		(inclusion_path(left, index), root(right))
	} else {
		(inclusion_path(right, index - left.len()), root(left))
	};
	path.push(sibling);
	path
}

/// Patient `p`'s dataset number `n`.
pub fn digest(p: usize, n: usize) -> Digest {
	sp_io::hashing::sha2_256(&[0xDA, p as u8, n as u8])
}

/// The commitment to a dataset's key.
pub fn commitment(dataset: &Digest) -> Point {
	with_data_key(dataset, |_, commitment| *commitment)
}

fn with_data_key<R>(dataset: &Digest, f: impl FnOnce(&DataKey, &Point) -> R) -> R {
	DATA_KEYS.with_borrow_mut(|keys| {
		let (key, commitment) = keys.entry(*dataset).or_insert_with(|| {
			let mut secret = *dataset;
			// Below the group order.
			secret[31] = 0;
			let key = DataKey::from_bytes(&secret).unwrap();
			let commitment = key.commitment();
			(key, commitment)
		});
		f(key, commitment)
	})
}

fn recipient(study: StudyId, version: KeyVersion) -> RecipientSecret {
	let mut secret = [0; 32];
	secret[0] = study as u8 + 1;
	secret[1] = version as u8 + 1;
	RecipientSecret::from_bytes(&secret).unwrap()
}

/// A study's recipient key and the proof of possession.
pub fn study_key(study: StudyId, version: KeyVersion) -> (Point, ProofBytes) {
	let secret = recipient(study, version);
	let proof = PROOFS.with_borrow_mut(|made| {
		*made.entry((study, version)).or_insert_with(|| {
			let mut rng = Rng::new((u64::from(study) << 32) | u64::from(version));
			secret.prove_possession(&chain_id(), &Holder::Study(study), version, &mut rng)
		})
	});
	(secret.public(), proof)
}

/// An account's own recipient key and the proof of possession.
pub fn account_key(person: Person) -> (Point, ProofBytes) {
	let secret = recipient(99, 0);
	let id = person.id();
	let holder = Holder::Account(*<AccountId as AsRef<[u8; 32]>>::as_ref(&id));
	let proof = secret.prove_possession(&chain_id(), &holder, 0, &mut Rng::new(99));
	(secret.public(), proof)
}

/// The correct envelope for a study.
pub fn envelope(
	study: StudyId,
	subject: &AccountId,
	dataset: &Digest,
	grant: GrantId,
	key_version: KeyVersion,
) -> EnvelopeBytes {
	let secret = recipient(study, key_version);
	sealed(&secret, Holder::Study(study), subject, dataset, grant, key_version)
}

/// The correct envelope for an account.
pub fn account_envelope(
	person: Person,
	subject: &AccountId,
	dataset: &Digest,
	grant: GrantId,
) -> EnvelopeBytes {
	let id = person.id();
	let holder = Holder::Account(*<AccountId as AsRef<[u8; 32]>>::as_ref(&id));
	sealed(&recipient(99, 0), holder, subject, dataset, grant, 0)
}

/// An envelope, made once. The runtime checks it every time.
fn sealed(
	secret: &RecipientSecret,
	holder: Holder,
	subject: &AccountId,
	dataset: &Digest,
	grant: GrantId,
	key_version: KeyVersion,
) -> EnvelopeBytes {
	let context = Context {
		chain_id: chain_id(),
		subject: *<AccountId as AsRef<[u8; 32]>>::as_ref(subject),
		digest: *dataset,
		holder,
		grant,
		key_version,
	};
	ENVELOPES.with_borrow_mut(|made| {
		*made.entry(context.to_bytes()).or_insert_with(|| {
			let public = secret.public();
			let mix = |sum: u64, byte: &u8| sum.wrapping_mul(31).wrapping_add((*byte).into());
			let mut rng = Rng::new(dataset.iter().fold(7, mix));
			with_data_key(dataset, |key, _| seal(key, &public, &context, &mut rng).unwrap())
		})
	})
}

/// The state from which every sequence starts, in its second block.
pub static GENESIS: LazyLock<sp_core::storage::Storage> = LazyLock::new(|| {
	let mut storage = sp_core::storage::Storage::default();
	BasicExternalities::execute_with_storage(&mut storage, || {
		use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
		Runtime::build_state(genesis_json().to_string().into_bytes()).unwrap();
		chain::begin_block(chain::START, &mut Rng::new(0));
		furnish();
	});
	storage
});

/// The preset of a local test network, with real periods and these people.
fn genesis_json() -> serde_json::Value {
	let mut genesis = tests::genesis(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET);
	let poor = |person: &&Person| !matches!(person, Gateway) && !is_poor(**person);
	let mut balances: Vec<_> =
		CAST.iter().filter(poor).map(|person| (person.id(), WEALTH as u64)).collect();
	for key in
		[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie, Sr25519Keyring::Dave]
	{
		balances.push((key.to_account_id(), EPI as u64));
	}
	balances.push((ProtocolAccount::get(), EXISTENTIAL_DEPOSIT as u64));
	genesis["balances"]["balances"] = json!(balances);
	genesis["credentials"]["accreditors"] = json!([
		(Accreditor.id(), Roles::ALL),
		(ArbiterAccreditor.id(), Roles::of(&[Role::Arbiter])),
	]);
	genesis
}

/// A patient who starts with nothing.
pub fn is_poor(person: Person) -> bool {
	matches!(person, Patient(n) if n >= FIRST_POOR)
}

/// Who accredited the arbiter.
pub fn accreditor_of_arbiter(n: usize) -> Person {
	// The last arbiter has its credential from whoever accredited the sponsors, so it is never
	// drawn.
	if n + 1 == ARBITERS {
		Accreditor
	} else {
		ArbiterAccreditor
	}
}

/// The call that issues an accreditation.
pub fn issue(holder: Person, role: Role) -> RuntimeCall {
	pallet_credentials::Call::issue {
		holder: holder.id(),
		role,
		valid_until: chain::START + 4_000 * epione_primitives::DAY,
		attributes: Attributes::NONE,
		evidence: [0xE1; 32],
	}
	.into()
}

/// Credentials, devices and evidence keys, none of them random.
fn furnish() {
	let must = |who: Person, call: RuntimeCall| {
		let outcome = chain::apply(&who.id(), call);
		assert!(matches!(outcome, chain::Outcome::Done), "{who:?}: {outcome:?}");
	};
	for n in 0..SPONSORS {
		must(Accreditor, issue(Sponsor(n), Role::Researcher));
	}
	must(Accreditor, issue(Board, Role::EthicsBoard));
	must(Accreditor, issue(Maker, Role::Manufacturer));
	for n in 0..ARBITERS {
		must(accreditor_of_arbiter(n), issue(Arbiter(n), Role::Arbiter));
		must(Arbiter(n), pallet_disputes::Call::set_evidence_key { key: [n as u8 + 1; 32] }.into());
	}
	must(
		Maker,
		pallet_devices::Call::register_model {
			di_digest: [0xD1; 32],
			modalities: Modalities::ALL,
			roots_by: RootsBy::Device,
			firmware: FIRMWARE,
		}
		.into(),
	);
	let other = FIRMWARES[1];
	must(Maker, pallet_devices::Call::approve_firmware { model: 0, firmware: other }.into());
	for range in [0..FIRST_BATCH, FIRST_BATCH..DEVICES] {
		let keys: Vec<_> = range.map(Device::key).collect();
		let keys = keys.try_into().unwrap();
		must(
			Maker,
			pallet_devices::Call::provision_list { model: 0, keys, firmware: FIRMWARE }.into(),
		);
	}
}
