//! Points at which a test can stop the gateway, as a crash or a full disk would.
//!
//! A [`FailPoints`] is passed to the parts that write. The `epione` binary takes one from the
//! environment, for tests that kill it: `EPIONE_FAILPOINT=CommitFinal=abort` ends the process
//! there.

use crate::error::{Error, Result};

pub use crate::error::FailPoint;

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

/// At most one point, with what happens there.
#[derive(Clone, Copy, Debug, Default)]
pub struct FailPoints(Option<(FailPoint, Action)>);

impl FailPoints {
	/// Returns no point: nothing happens.
	pub const fn none() -> Self {
		Self(None)
	}

	/// Returns `action` at `point`.
	pub const fn at(point: FailPoint, action: Action) -> Self {
		Self(Some((point, action)))
	}

	/// Returns what `EPIONE_FAILPOINT` asks for, as `POINT=abort`, `POINT=stop` or
	/// `POINT=disk-full`.
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

	/// Like [`Self::hit`], for code that returns [`std::io::Error`].
	pub fn hit_io(&self, point: FailPoint) -> std::io::Result<()> {
		match self.hit(point) {
			Ok(()) => Ok(()),
			Err(Error::DiskFull { .. }) => Err(std::io::ErrorKind::StorageFull.into()),
			Err(e) => Err(std::io::Error::other(e.to_string())),
		}
	}
}
