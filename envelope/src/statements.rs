//! The byte strings that devices, sponsors and members of sponsorships sign. Integers are
//! big-endian.
//!
//! Devices sign them as they are: ed25519, or sr25519 with the signing context `substrate`. Wallets
//! may sign a statement wrapped in `<Bytes>..</Bytes>` ([`wrapped`]).

use alloc::vec::Vec;
use epione_primitives::{ChainId, Digest, Moment, SponsorshipId, StudyId};

/// Tag of a batch statement.
pub const BATCH_TAG: &[u8] = b"epione/v1/device-batch";
/// Tag of a claim statement.
pub const CLAIM_TAG: &[u8] = b"epione/v1/device-claim";
/// Tag of an invitation.
pub const INVITATION_TAG: &[u8] = b"epione/v1/invitation";
/// Tag of the joining of a sponsorship.
pub const SPONSORSHIP_JOIN_TAG: &[u8] = b"epione/v1/sponsorship-join";

/// What a device signs for each batch:
/// `"epione/v1/device-batch" || chain id || device || owner || u32(claim) || u64(seq) || root ||
/// u8(depth)`.
pub fn batch(
	chain_id: &ChainId,
	device: &[u8; 32],
	owner: &[u8; 32],
	claim: u32,
	seq: u64,
	root: &Digest,
	depth: u8,
) -> Vec<u8> {
	[BATCH_TAG, chain_id, device, owner, &claim.to_be_bytes(), &seq.to_be_bytes(), root, &[depth]]
		.concat()
}

/// What a device signs for its new owner:
/// `"epione/v1/device-claim" || chain id || device || new owner || u32(new claim counter) ||
/// u64(expiry, ms)`.
pub fn claim(
	chain_id: &ChainId,
	device: &[u8; 32],
	new_owner: &[u8; 32],
	counter: u32,
	expiry: Moment,
) -> Vec<u8> {
	[CLAIM_TAG, chain_id, device, new_owner, &counter.to_be_bytes(), &expiry.to_be_bytes()].concat()
}

/// What a study's sponsor signs to invite a subject:
/// `"epione/v1/invitation" || chain id || u32(study) || subject || u64(expiry, ms)`.
pub fn invitation(
	chain_id: &ChainId,
	study: StudyId,
	subject: &[u8; 32],
	expiry: Moment,
) -> Vec<u8> {
	[INVITATION_TAG, chain_id, &study.to_be_bytes(), subject, &expiry.to_be_bytes()].concat()
}

/// What a member signs to join a sponsorship, and its sponsor to invite it:
/// `"epione/v1/sponsorship-join" || chain id || u32(sponsorship) || member || gateways ||
/// u64(expiry, ms)`, the gateways one after another in the order of the call. Everything else has a
/// fixed length, so the statement's length says how many gateways there are.
pub fn sponsorship_join<'a>(
	chain_id: &ChainId,
	sponsorship: SponsorshipId,
	member: &[u8; 32],
	gateways: impl Iterator<Item = &'a [u8; 32]>,
	expiry: Moment,
) -> Vec<u8> {
	let mut statement =
		[SPONSORSHIP_JOIN_TAG, chain_id, &sponsorship.to_be_bytes(), member].concat();
	gateways.for_each(|gateway| statement.extend_from_slice(gateway));
	statement.extend_from_slice(&expiry.to_be_bytes());
	statement
}

/// `<Bytes>statement</Bytes>`, as polkadot.js wallets sign raw bytes.
pub fn wrapped(statement: &[u8]) -> Vec<u8> {
	[b"<Bytes>", statement, b"</Bytes>"].concat()
}
