//! Points at which a test can stop the gateway, as a crash or a full disk would.
//!
//! A [`FailPoints`] is passed to the parts that write. The `epione` binary takes one from the
//! environment, for tests that kill it: `EPIONE_FAILPOINT=CommitFinal=abort` ends the process there.

use crate::error::{Error, Result};

/// The named points, in the order in which a batch passes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailPoint {
	/// The device has counted a sequence number, nothing else is written.
	DeviceSigned,
	/// While the sealed file is being written.
	SpoolWriting,
	/// The sealed file is complete, the journal knows nothing of it.
	SpoolWritten,
	/// The journal has a row that says that sealing is under way.
	Sealing,
	/// The data key is in the keystore, the journal says still that sealing is under way.
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
	/// All of them.
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

/// What happens at the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
	/// The process ends at once, nothing is cleaned up (for tests that run a child process).
	Abort,
	/// The function returns [`Error::Stopped`].
	Stop,
	/// The function fails as if the disk were full.
	DiskFull,
}

/// Which point, if any, does what.
#[derive(Clone, Copy, Debug, Default)]
pub struct FailPoints(Option<(FailPoint, Action)>);

impl FailPoints {
	/// None.
	pub const fn none() -> Self {
		Self(None)
	}

	/// `action` at `point`.
	pub const fn at(point: FailPoint, action: Action) -> Self {
		Self(Some((point, action)))
	}

	/// What `EPIONE_FAILPOINT` asks for, as `POINT=abort`, `POINT=stop` or `POINT=disk-full`.
	pub fn from_env() -> Result<Self> {
		match std::env::var("EPIONE_FAILPOINT") {
			Ok(text) => Self::parse(&text).ok_or_else(|| {
				Error::Usage(format!("EPIONE_FAILPOINT is '{text}': no such point"))
			}),
			Err(_) => Ok(Self::none()),
		}
	}

	fn parse(text: &str) -> Option<Self> {
		let (name, action) = text.split_once('=')?;
		let point = FailPoint::ALL.into_iter().find(|point| format!("{point:?}") == name)?;
		let action = match action {
			"abort" => Action::Abort,
			"stop" => Action::Stop,
			"disk-full" => Action::DiskFull,
			_ => return None,
		};
		Some(Self::at(point, action))
	}

	/// Does what is planned for `point`.
	pub fn hit(&self, point: FailPoint) -> Result<()> {
		match self.0 {
			Some((at, Action::Abort)) if at == point => std::process::abort(),
			Some((at, Action::Stop)) if at == point => Err(Error::Stopped(point)),
			Some((at, Action::DiskFull)) if at == point => {
				let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
				Err(Error::io("write", "a file")(full))
			},
			_ => Ok(()),
		}
	}

	/// The same for code that returns [`std::io::Error`].
	pub fn hit_io(&self, point: FailPoint) -> std::io::Result<()> {
		match self.hit(point) {
			Ok(()) => Ok(()),
			Err(Error::DiskFull { .. }) => Err(std::io::ErrorKind::StorageFull.into()),
			Err(e) => Err(std::io::Error::other(e.to_string())),
		}
	}
}
