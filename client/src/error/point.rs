//! The points at which a test can stop the gateway; [`crate::failpoint`] says what happens there.

/// The named points, in the order in which a batch passes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailPoint {
	/// The device has counted a sequence number, nothing else is written.
	DeviceSigned,
	/// While the sealed file is being written.
	SpoolWriting,
	/// The sealed file is complete; the journal has no entry of it.
	SpoolWritten,
	/// The journal has a row that says that sealing is under way.
	Sealing,
	/// The data key is in the keystore; the journal says that sealing is under way.
	KeyWritten,
	/// The journal says that the batch is sealed.
	Sealed,
	/// The content store has the blocks, the journal does not say so.
	ContentPut,
	/// The journal says that the batch is stored.
	Stored,
	/// A transaction is signed, the journal does not know it.
	AnchorSigned,
	/// The journal has the signed transaction, it is not submitted.
	AnchorWritten,
	/// The transaction is submitted, its fate is not known.
	AnchorSubmitted,
	/// The transaction is final, the journal does not say so.
	AnchorFinal,
	/// The journal has a signed commit that is not submitted.
	CommitWritten,
	/// The commit is submitted, its fate is not known.
	CommitSubmitted,
	/// The commit is final, the envelope is not sealed yet.
	CommitFinal,
	/// The journal has a signed delivery that is not submitted.
	DeliverWritten,
	/// The delivery is submitted, its fate is not known.
	DeliverSubmitted,
	/// While the keystore is being written.
	KeystoreWriting,
}

impl FailPoint {
	/// All points.
	pub const ALL: [Self; 18] = [
		Self::DeviceSigned,
		Self::SpoolWriting,
		Self::SpoolWritten,
		Self::Sealing,
		Self::KeyWritten,
		Self::Sealed,
		Self::ContentPut,
		Self::Stored,
		Self::AnchorSigned,
		Self::AnchorWritten,
		Self::AnchorSubmitted,
		Self::AnchorFinal,
		Self::CommitWritten,
		Self::CommitSubmitted,
		Self::CommitFinal,
		Self::DeliverWritten,
		Self::DeliverSubmitted,
		Self::KeystoreWriting,
	];
}
