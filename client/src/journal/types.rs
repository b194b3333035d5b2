//! Types of the journal: batches, contributions, and their states.

use epione_envelope::{keys::Holder, payload::DeviceSignature};
use epione_primitives::{
	ChainId, ContentId, Day, Digest, EnvelopeBytes, GrantId, KeyVersion, Modality, Moment, Point,
};

/// State of a batch; see the table in [`super`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
	/// Being sealed.
	Sealing,
	/// Encrypted, on disk.
	Sealed,
	/// In the content store.
	Stored,
	/// A transaction was signed.
	Anchoring,
	/// The anchor is final.
	Anchored,
	/// The chain refused the anchor.
	Refused,
	/// The subject tombstoned it; key and content are gone.
	Tombstoned,
}

/// State of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContributionState {
	/// To be committed.
	Planned,
	/// A commit was signed.
	Committing,
	/// The commit is final: the key may be sealed.
	Committed,
	/// A delivery was signed.
	Delivering,
	/// The delivery is final.
	Delivered,
	/// The chain refused it, or the subject ended it.
	Refused,
}

macro_rules! words {
	($name:ident: $($variant:ident = $word:literal),* $(,)?) => {
		impl $name {
			/// Returns the word that the journal has for it.
			pub const fn word(self) -> &'static str {
				match self { $(Self::$variant => $word),* }
			}

			pub(super) fn from_word(word: &str) -> Option<Self> {
				match word { $($word => Some(Self::$variant),)* _ => None }
			}
		}

		impl std::fmt::Display for $name {
			fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
				f.pad(self.word())
			}
		}
	};
}

words!(BatchState:
	Sealing = "sealing", Sealed = "sealed", Stored = "stored", Anchoring = "anchoring",
	Anchored = "anchored", Refused = "refused", Tombstoned = "tombstoned",
);
words!(ContributionState:
	Planned = "planned", Committing = "committing", Committed = "committed",
	Delivering = "delivering", Delivered = "delivered", Refused = "refused",
);

/// A signed transaction, kept before it is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTx {
	/// Its hash.
	pub hash: [u8; 32],
	/// Its bytes, as submitted.
	pub bytes: Vec<u8>,
	/// Number of the block at which its mortal era begins.
	pub born: u32,
	/// Number of the last block that may include it.
	pub mortal_until: u32,
}

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
	/// Its number.
	pub number: u32,
	/// Its hash.
	pub hash: [u8; 32],
}

/// What is fixed about a batch when it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
	/// The chain whose id the device's statement binds.
	pub chain_id: ChainId,
	/// The subject.
	pub subject: [u8; 32],
	/// CID of the ciphertext.
	pub content: ContentId,
	/// The commitment to the data key, `D`.
	pub key_commitment: Point,
	/// Root over the readings.
	pub root: Digest,
	/// Depth of the tree.
	pub depth: u8,
	/// True count of readings, which stays here.
	pub count: u32,
	/// Kind of data.
	pub modality: Modality,
	/// Day of the first reading.
	pub first_day: Day,
	/// Day of the last reading.
	pub last_day: Day,
	/// Length of the plaintext with its padding (`payload::padded_size`).
	pub size: u64,
	/// The device's signature, if a device signed.
	pub device: Option<DeviceSignature>,
	/// The dataset that it replaces.
	pub supersedes: Option<Digest>,
}

/// A batch in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
	/// Its number in the journal.
	pub id: i64,
	/// Its state.
	pub state: BatchState,
	/// What was fixed when it was sealed.
	pub sealed: Sealed,
	/// When it was sealed, by this machine's clock.
	pub at: Moment,
	/// The signed anchor, while it is under way and after.
	pub tx: Option<SignedTx>,
	/// The finalised block that has the anchor.
	pub block: Option<BlockRef>,
	/// Why it was refused.
	pub error: Option<String>,
}

/// A contribution in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
	/// Its number in the journal.
	pub id: i64,
	/// The batch.
	pub batch: i64,
	/// Who receives the key.
	pub holder: Holder,
	/// The grant that allows it.
	pub grant: GrantId,
	/// Outside a study: the price; `Some(0)` is a free share.
	pub price: Option<u128>,
	/// The sponsor's invitation: expiry, encoded signature.
	pub invitation: Option<Vec<u8>>,
	/// Its state.
	pub state: ContributionState,
	/// Version of the recipient key that the commit pinned.
	pub key_version: Option<KeyVersion>,
	/// That key.
	pub recipient_key: Option<Point>,
	/// The envelope, once sealed. It is sealed once only: the same one is submitted again.
	pub envelope: Option<EnvelopeBytes>,
	/// The transaction under way.
	pub tx: Option<SignedTx>,
	/// The finalised block of the last step.
	pub block: Option<BlockRef>,
	/// Why it was refused.
	pub error: Option<String>,
}

/// A file that was ingested before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
	/// Its name at that time.
	pub name: String,
	/// Number of readings in it.
	pub readings: u32,
	/// When it was ingested.
	pub at: Moment,
}
