//! Types that the pallets, the runtimes and the clients of Epione share.
//!
//! Nothing here depends on FRAME: a client in another language needs only SCALE and this page's
//! type names, which are the ones that the metadata shows.
//!
//! | module | holds |
//! |---|---|
//! | [`content`] | [`ContentId`]: the one CID encoding that the chain accepts |
//! | [`data`] | modality, collection days, size buckets, facts about a dataset |
//! | [`purpose`] | HL7 PurposeOfUse and GA4GH DUO, and *containment* of one purpose in another |
//! | [`access`] | who asks for what ([`AccessRequest`]), and why not ([`Denial`]) |
//! | [`refusals`] | why the transaction pool refuses, as a byte and in words |
//! | [`roles`] | what a party is credentialed as |
//! | [`sponsorship`] | what a sponsorship pays for |
//! | [`devices`] | device keys, statements, and why a device may not sign |
//! | [`traits`] | the small traits through which the pallets meet |
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod access;
pub mod content;
pub mod data;
pub mod devices;
pub mod purpose;
pub mod refusals;
pub mod roles;
pub mod sponsorship;
pub mod traits;

pub use access::{AccessRequest, Action, Actions, Denial, Grantee, Permit};
pub use content::{Codec, ContentId, ContentIdError};
pub use data::{
	is_padme, padme, DatasetFacts, DatasetStatus, Day, Modalities, Modality, SignedUnder,
};
pub use devices::{BatchStatement, DeviceRefusal, DeviceStanding, KeyScheme, RootsBy};
pub use purpose::{DuoModifiers, DuoPermission, Purpose, PurposeMismatch, ResearchUse};
pub use refusals::RefusalCode;
pub use roles::{Attributes, Role, Roles, ACCREDITOR_RETENTION, MAX_FORMER_ACCREDITORS};
pub use sponsorship::{CallKind, CallSet};

/// Milliseconds since the Unix epoch, as the timestamp pallet counts them.
pub type Moment = u64;
/// A SHA-256 digest.
pub type Digest = [u8; 32];
/// `SHA-256(32-byte salt || value)`. The salt stays off chain, so that a short value (a disease
/// number, a product number, a document) cannot be guessed from the digest (docs/design.md,
/// rule 1).
pub type SaltedDigest = [u8; 32];
/// The 32 bytes, fixed at genesis, that every signed statement binds.
pub type ChainId = [u8; 32];
/// Number of a consent grant: consecutive, never reused.
pub type GrantId = u32;
/// Number of a request for consent: consecutive, never reused.
pub type RequestId = u32;
/// Number of a study: consecutive, never reused.
pub type StudyId = u32;
/// Number of a sponsorship: consecutive, never reused.
pub type SponsorshipId = u32;
/// Number of a dispute: consecutive, never reused.
pub type DisputeId = u32;
/// Number of a device model: consecutive, never reused.
pub type ModelId = u32;
/// Number of a provisioning batch: consecutive, never reused.
pub type BatchId = u32;
/// Version of a recipient key, counted from 0 for each holder.
pub type KeyVersion = u32;
/// A ristretto255 element in its canonical encoding (RFC 9496).
pub type Point = [u8; 32];
/// The 160 bytes of a key envelope: `C1 || C2 || c || s1 || s2`.
pub type EnvelopeBytes = [u8; 160];
/// The 64 bytes `c || s` of a proof of possession or of an opening proof.
pub type ProofBytes = [u8; 64];

/// One second, in the unit of [`Moment`].
pub const SECOND: Moment = 1_000;
/// One minute.
pub const MINUTE: Moment = 60 * SECOND;
/// One hour.
pub const HOUR: Moment = 60 * MINUTE;
/// One day.
pub const DAY: Moment = 24 * HOUR;

/// Greatest depth of a batch's Merkle tree: 2^16 = 65,536 readings.
pub const MAX_DEPTH: u8 = 16;
