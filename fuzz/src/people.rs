//! Who is there, and what they and their devices sign. No key here protects anything.

use codec::Encode;
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, Holder, RecipientSecret},
	rand_core::{impls, CryptoRng, Error, RngCore},
};
use epione_primitives::{Digest, EnvelopeBytes, GrantId, Grantee, KeyScheme, KeyVersion, Point};
use epione_runtime::{AccountId, SessionKeys};
use pallet_devices::DeviceKey;
use sp_core::{ed25519, proof_of_possession::ProofOfPossessionGenerator, sr25519, Pair};
use sp_io::hashing::sha2_256;
use sp_runtime::MultiSignature;
use std::{cell::RefCell, collections::HashMap, sync::LazyLock};

/// How many accounts there are.
pub const PEOPLE: usize = 20;
/// The council at first; the first of them has the sudo key.
pub const COUNCIL: [usize; 4] = [0, 1, 2, 3];
/// The first validators.
pub const VALIDATORS: [usize; 5] = [0, 1, 2, 3, 10];
/// Accredits everybody but arbiters.
pub const ACCREDITOR: usize = 4;
/// Accredits arbiters: who accredited a party may not.
pub const ACCREDITOR_OF_ARBITERS: usize = 5;
/// Who open studies.
pub const SPONSORS: [usize; 2] = [6, 7];
/// Approves studies.
pub const BOARD: usize = 8;
/// Makes the devices.
pub const MAKER: usize = 9;
/// Pays for patients, and buys data.
pub const HOSPITAL: usize = 10;
/// Patients; the last two own nothing.
pub const PATIENTS: [usize; 5] = [11, 12, 13, 14, 15];
/// Who decide disputes.
pub const ARBITERS: [usize; 3] = [16, 17, 18];
/// Acts for patients, and owns nothing either.
pub const GATEWAY: usize = 19;
/// Who own nothing at first.
pub const POOR: [usize; 3] = [14, 15, GATEWAY];
/// Devices that are provisioned at first, in batches of [`BATCH`].
pub const DEVICES: usize = 48;
/// Devices in a batch: a power of two.
pub const BATCH: usize = 8;
/// Generations of a person's session keys.
pub const GENERATIONS: u8 = 3;
/// Most envelopes that are remembered.
const REMEMBERED: usize = 4_096;

static PAIRS: LazyLock<Vec<(ed25519::Pair, AccountId)>> = LazyLock::new(|| {
	(0..PEOPLE)
		.map(|n| {
			let pair = ed25519::Pair::from_seed(&sha2_256(&[0xF0, n as u8]));
			let id = AccountId::new(pair.public().0);
			(pair, id)
		})
		.collect()
});

static DEVICE_PAIRS: LazyLock<Vec<ed25519::Pair>> = LazyLock::new(|| {
	(0..DEVICES).map(|n| ed25519::Pair::from_seed(&sha2_256(&[0xDE, n as u8]))).collect()
});

/// The account of person `n`.
pub fn id(n: usize) -> AccountId {
	PAIRS[n % PEOPLE].1.clone()
}

/// The accounts of these people.
pub fn ids(of: &[usize]) -> Vec<AccountId> {
	of.iter().map(|n| id(*n)).collect()
}

/// Everybody's accounts.
pub fn everybody() -> impl Iterator<Item = AccountId> {
	PAIRS.iter().map(|(_, id)| id.clone())
}

/// Signs as the holder of this account, if that is a person; else as the first person.
pub fn sign(who: &AccountId, statement: &[u8]) -> MultiSignature {
	let (pair, _) = PAIRS.iter().find(|(_, id)| id == who).unwrap_or(&PAIRS[0]);
	MultiSignature::Ed25519(pair.sign(statement))
}

/// The key of device `n`.
pub fn device_key(n: usize) -> DeviceKey {
	DeviceKey { scheme: KeyScheme::Ed25519, key: DEVICE_PAIRS[n % DEVICES].public().0 }
}

/// The account of device `n`.
pub fn device(n: usize) -> AccountId {
	AccountId::new(device_key(n).key)
}

/// Which device this is.
pub fn device_number(id: &AccountId) -> Option<usize> {
	(0..DEVICES).find(|n| device(*n) == *id)
}

/// Device `n` signs.
pub fn sign_as_device(n: usize, statement: &[u8]) -> [u8; 64] {
	DEVICE_PAIRS[n % DEVICES].sign(statement).0
}

/// The path from device `n` up to the root of its batch.
pub fn path(n: usize) -> Vec<Digest> {
	let first = n / BATCH * BATCH;
	let leaves = (first..first + BATCH).map(|n| device_key(n).leaf()).collect();
	epione_envelope::merkle::Tree::new(leaves)
		.and_then(|tree| tree.path((n - first) as u64))
		.unwrap_or_default()
}

fn block_pair(n: usize, generation: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&sha2_256(&[0xA0, n as u8, generation]))
}

/// The key with which person `n` votes for blocks.
pub fn vote_pair(n: usize, generation: u8) -> ed25519::Pair {
	ed25519::Pair::from_seed(&sha2_256(&[0x60, n as u8, generation]))
}

/// A person's session keys.
pub fn session_keys(n: usize, generation: u8) -> SessionKeys {
	SessionKeys {
		aura: block_pair(n, generation).public().into(),
		grandpa: vote_pair(n, generation).public().into(),
	}
}

/// The proof that a person's session keys are its own.
pub fn session_proof(n: usize, generation: u8) -> Vec<u8> {
	let owner = id(n).encode();
	let block = block_pair(n, generation).generate_proof_of_possession(&owner);
	let vote = vote_pair(n, generation).generate_proof_of_possession(&owner);
	(block, vote).encode()
}

/// Numbers from hashes. They are the same in every run, which is what a fuzzer needs.
pub struct Seeded([u8; 32]);

impl Seeded {
	/// Numbers that depend on this seed alone.
	pub fn new(seed: &[u8]) -> Self {
		Self(sha2_256(seed))
	}
}

impl RngCore for Seeded {
	fn next_u32(&mut self) -> u32 {
		self.next_u64() as u32
	}

	fn next_u64(&mut self) -> u64 {
		self.0 = sha2_256(&self.0);
		let [a, b, c, d, e, f, g, h, ..] = self.0;
		u64::from_le_bytes([a, b, c, d, e, f, g, h])
	}

	fn fill_bytes(&mut self, dest: &mut [u8]) {
		impls::fill_bytes_via_next(self, dest)
	}

	fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Error> {
		self.fill_bytes(dest);
		Ok(())
	}
}

// For keys that belong to nobody.
impl CryptoRng for Seeded {}

/// A scalar below the group's order.
fn scalar(seed: &[u8]) -> [u8; 32] {
	let mut bytes = sha2_256(seed);
	bytes[31] = 0;
	bytes
}

/// The key of a dataset.
pub fn data_key(dataset: &Digest) -> DataKey {
	DataKey::from_bytes(&scalar(dataset)).expect("it is below the group's order")
}

/// The secret of a recipient key.
pub fn recipient(holder: &Holder, version: KeyVersion) -> RecipientSecret {
	let seed = [&holder.to_bytes()[..], &version.to_be_bytes()].concat();
	RecipientSecret::from_bytes(&scalar(&seed)).expect("it is below the group's order")
}

thread_local! {
	static ENVELOPES: RefCell<HashMap<Vec<u8>, EnvelopeBytes>> = RefCell::default();
	static COMMITMENTS: RefCell<HashMap<Digest, Point>> = RefCell::default();
}

/// Looks a value up, or makes it; forgets all of them before there are too many.
fn remembered<K: std::hash::Hash + Eq, V: Copy>(
	known: &mut HashMap<K, V>,
	key: K,
	make: impl FnOnce() -> V,
) -> V {
	if known.len() >= REMEMBERED {
		known.clear();
	}
	*known.entry(key).or_insert_with(make)
}

/// The commitment to a dataset's key.
pub fn commitment(dataset: &Digest) -> Point {
	COMMITMENTS
		.with_borrow_mut(|known| remembered(known, *dataset, || data_key(dataset).commitment()))
}

/// The right envelope.
pub fn envelope(
	chain_id: [u8; 32],
	grantee: &Grantee<AccountId>,
	subject: &AccountId,
	digest: Digest,
	grant: GrantId,
	key_version: KeyVersion,
) -> EnvelopeBytes {
	let holder = Holder::from(grantee);
	let subject = *<AccountId as AsRef<[u8; 32]>>::as_ref(subject);
	let context = Context { chain_id, subject, digest, holder, grant, key_version };
	let bytes = context.to_bytes();
	ENVELOPES.with_borrow_mut(|known| {
		remembered(known, bytes.clone(), || {
			let public = recipient(&context.holder, key_version).public();
			seal(&data_key(&digest), &public, &context, &mut Seeded::new(&bytes))
				.expect("the recipient's key is a point")
		})
	})
}
