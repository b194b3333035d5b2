//! What the pallet stores, and what queries return.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{Attributes, Digest, Moment, Role, Roles};
use scale_info::TypeInfo;

/// Number of an appointment: consecutive over all accreditors, never reused. A credential names the
/// appointment under which it was issued, so that dismissing the accreditor voids it without
/// touching it, and appointing the same account again does not bring it back.
pub type Appointment = u32;

/// An account that may issue credentials for some roles.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Accreditor {
	/// The roles that it may certify.
	pub roles: Roles,
	/// The appointment that it acts under.
	pub appointment: Appointment,
}

/// Why a credential was revoked.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum RevocationReason {
	/// The holder asked for it.
	#[codec(index = 0)]
	HolderRequest,
	/// The holder no longer does what the role stands for.
	#[codec(index = 1)]
	RoleEnded,
	/// It should not have been issued, or not with these attributes.
	#[codec(index = 2)]
	IssuedInError,
	/// The evidence it rests on no longer holds.
	#[codec(index = 3)]
	EvidenceLapsed,
	/// The holder's key is in other hands.
	#[codec(index = 4)]
	KeyCompromised,
	/// The holder broke the rules of the role.
	#[codec(index = 5)]
	Misconduct,
}

/// A credential as it is stored, under `(holder, role)`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Credential<AccountId, Ticket> {
	/// Who issued it.
	pub accreditor: AccountId,
	/// Under which appointment.
	pub appointment: Appointment,
	/// Since when it has held without a gap: when it was issued, or renewed after it was over.
	pub issued_at: Moment,
	/// The first moment at which it no longer holds.
	pub valid_until: Moment,
	/// What is certified besides the role.
	pub attributes: Attributes,
	/// Salted digest of what the accreditor saw.
	pub evidence: Digest,
	/// When and why it was revoked, if it was.
	pub revoked: Option<(Moment, RevocationReason)>,
	/// The accreditor's deposit; `None` for a credential of the genesis state.
	pub ticket: Option<Ticket>,
}

/// Who issued a credential of which there is no record any more.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct FormerAccreditor<AccountId, Ticket> {
	/// Who issued it.
	pub accreditor: AccountId,
	/// For which role.
	pub role: Role,
	/// When the record went. It is known for
	/// [`ACCREDITOR_RETENTION`](epione_primitives::ACCREDITOR_RETENTION) from then on.
	pub removed_at: Moment,
	/// What is left of the accreditor's deposit; `None` for a credential of the genesis state.
	pub ticket: Option<Ticket>,
}

/// Whether a credential holds now, and if not, why.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum CredentialStatus {
	/// It holds.
	#[codec(index = 0)]
	Valid,
	/// Its accreditor was dismissed since.
	#[codec(index = 1)]
	Void,
	/// Its accreditor revoked it.
	#[codec(index = 2)]
	Revoked,
	/// Its time is over.
	#[codec(index = 3)]
	Expired,
}

/// A credential as the view function returns it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CredentialInfo<AccountId> {
	/// Who issued it.
	pub accreditor: AccountId,
	/// Since when it has held without a gap: when it was issued, or renewed after it was over.
	pub issued_at: Moment,
	/// The first moment at which it no longer holds.
	pub valid_until: Moment,
	/// What is certified besides the role.
	pub attributes: Attributes,
	/// Salted digest of what the accreditor saw.
	pub evidence: Digest,
	/// When and why it was revoked, if it was.
	pub revoked: Option<(Moment, RevocationReason)>,
	/// Whether it holds at the block of the query.
	pub status: CredentialStatus,
}
