//! Errors for people: what was wrong, with which value, and what to do.

mod point;

pub use point::FailPoint;

use std::path::PathBuf;

/// What a function of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// All errors of the client.
///
/// Each text says what was wrong, with which value, and what to do. [`Error::kind`] is a stable
/// word for machines, [`Error::exit_code`] the exit code of the command.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
	/// Reading or writing failed.
	#[error("cannot {action} {}: {source}", path.display())]
	Io {
		/// What was tried ("read", "write", ...).
		action: &'static str,
		/// The path.
		path: PathBuf,
		/// The system's error.
		#[source]
		source: std::io::Error,
	},
	/// The disk is full. Nothing half-written was left behind.
	#[error(
		"the disk is full (or a limit on files is reached): cannot {action} {}; nothing half-written was \
		 left. Free some space and run the command again, it takes up where it stopped", path.display()
	)]
	DiskFull {
		/// What was tried.
		action: &'static str,
		/// The path.
		path: PathBuf,
	},
	/// Another process works in the home, and two would undo what the other does.
	#[error(
		"another process works in {} ({by}); a gateway that runs does by itself what is due. Wait for \
		 it, or end it, and run the command again", home.display()
	)]
	Busy {
		/// The home.
		home: PathBuf,
		/// Which process.
		by: String,
	},
	/// Several things were wrong and were said one by one; this is the first of them.
	#[error("{0}")]
	Said(Box<Error>),
	/// An input file of which nothing can be taken.
	#[error("{}{}: {why}", path.display(), line.map(|l| format!(", line {l}")).unwrap_or_default())]
	BadInput {
		/// The file.
		path: PathBuf,
		/// The line in it, counted from 1, where there is one to name.
		line: Option<usize>,
		/// What was wrong, and what to do.
		why: String,
	},
	/// The passphrase does not open the keystore.
	#[error("wrong passphrase for the keystore {}; try again (there is no way around it)", path.display())]
	WrongPassphrase {
		/// The keystore.
		path: PathBuf,
	},
	/// The keystore is whole, but was made in a way that is not taken here.
	#[error("the keystore {} is not opened as it is: {why}", path.display())]
	OtherKeystore {
		/// The keystore.
		path: PathBuf,
		/// What is other, and what to do.
		why: String,
	},
	/// The keystore is damaged or of another version.
	#[error("the keystore {} cannot be read: {why}; restore it from a backup", path.display())]
	BadKeystore {
		/// The keystore.
		path: PathBuf,
		/// What was wrong.
		why: String,
	},
	/// There is no keystore there.
	#[error("there is no keystore at {}; make one with `epione keys init`", path.display())]
	NoKeystore {
		/// Where it was looked for.
		path: PathBuf,
	},
	/// There is a keystore there already.
	#[error("there is a keystore at {} already; it was left as it is", path.display())]
	KeystoreExists {
		/// Its folder.
		path: PathBuf,
	},
	/// The keystore has no such secret.
	#[error("the keystore has no {what}; {hint}")]
	NoKey {
		/// What was looked for, with its name.
		what: String,
		/// What to do.
		hint: String,
	},
	/// The keystore has such a secret already.
	#[error("the keystore has a {what} already; secrets are never overwritten")]
	KeyExists {
		/// What, with its name.
		what: String,
	},
	/// Nobody who was asked has this block.
	#[error(
		"content {cid} is missing: {why}. Check that a peer that holds it is configured and up"
	)]
	ContentMissing {
		/// The block that was looked for.
		cid: String,
		/// Who was asked, and what they said.
		why: String,
	},
	/// The bytes that came are not those that the CID names.
	#[error(
		"content {cid} was altered: {why}. Nothing of it was used; fetch it from another peer"
	)]
	ContentAltered {
		/// The block that was looked for.
		cid: String,
		/// What differs.
		why: String,
	},
	/// A content identifier that is not accepted.
	#[error("{text}: {why}")]
	BadContentId {
		/// What was given.
		text: String,
		/// What is wrong with it.
		why: String,
	},
	/// The content store cannot be reached or opened, or it refused.
	#[error("content store {at}: {why}")]
	Store {
		/// The store.
		at: String,
		/// What it said, and what to do.
		why: String,
	},
	/// The device simulator refused.
	#[error("device {device}: {why}")]
	Device {
		/// The device's account in hexadecimal.
		device: String,
		/// Why, and what to do.
		why: String,
	},
	/// A decrypted payload is not what it should be.
	#[error("the payload does not hold what was promised: {0}")]
	Payload(String),
	/// The journal cannot be used.
	#[error("the journal {}: {why}", path.display())]
	Journal {
		/// The database.
		path: PathBuf,
		/// What was wrong, and what to do.
		why: String,
	},
	/// The configuration is wrong.
	#[error("configuration {}: {why}", path.display())]
	Config {
		/// The file.
		path: PathBuf,
		/// What was wrong, and what to do.
		why: String,
	},
	/// The command was called wrongly.
	#[error("{0}")]
	Usage(String),
	/// The chain refused, with the reason that its metadata gives.
	#[error("the chain refused {what}: {why}")]
	Refused {
		/// The call or transaction.
		what: String,
		/// The reason.
		why: String,
	},
	/// The node cannot be reached, or is on another chain.
	#[error("node {url}: {why}")]
	Node {
		/// Its address.
		url: String,
		/// What it said, and what to do.
		why: String,
	},
	/// The node is on another chain than this home folder was used with.
	#[error("{0}")]
	OtherChain(String),
	/// A check failed: a signature, a root, a proof.
	#[error("verification failed: {0}")]
	Verification(String),
	/// A test stopped the work at this point on purpose.
	#[error("stopped at {0:?} by a test")]
	Stopped(FailPoint),
}

/// Classes of errors. Each has an exit code of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
	/// The command was called wrongly, or the configuration is wrong.
	Usage,
	/// The chain refused.
	Refused,
	/// An input file or identifier is bad.
	Input,
	/// A node, store or peer cannot be reached or lacks what is needed; this may be temporary.
	OutOfReach,
	/// Content, a payload or a proof does not hold.
	Unsound,
	/// The keystore, its passphrase, or a key in it.
	Keystore,
	/// Anything else.
	Other,
}

impl Class {
	/// Returns the exit code.
	pub const fn exit_code(self) -> u8 {
		match self {
			Self::Other => 1,
			Self::Usage => 2,
			Self::Refused => 3,
			Self::Input => 4,
			Self::OutOfReach => 5,
			Self::Unsound => 6,
			Self::Keystore => 7,
		}
	}
}

/// Returns whether there is no more room: on the disk, in a quota, or under a limit on the size of
/// files.
pub(crate) fn is_full(kind: std::io::ErrorKind) -> bool {
	use std::io::ErrorKind as Kind;
	matches!(kind, Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge)
}

impl Error {
	/// Returns an input/output error; a full disk becomes [`Error::DiskFull`].
	pub fn io(
		action: &'static str,
		path: impl Into<PathBuf>,
	) -> impl FnOnce(std::io::Error) -> Self {
		let path = path.into();
		move |source| match source.kind() {
			kind if is_full(kind) => Self::DiskFull { action, path },
			_ => Self::Io { action, path, source },
		}
	}

	/// Returns a stable word for machines (`--json` shows it as `error.kind`).
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Io { .. } => "io",
			Self::DiskFull { .. } => "disk_full",
			Self::BadInput { .. } => "bad_input",
			Self::WrongPassphrase { .. } => "wrong_passphrase",
			Self::BadKeystore { .. } => "bad_keystore",
			Self::OtherKeystore { .. } => "other_keystore",
			Self::NoKeystore { .. } => "no_keystore",
			Self::KeystoreExists { .. } => "keystore_exists",
			Self::NoKey { .. } => "no_key",
			Self::KeyExists { .. } => "key_exists",
			Self::ContentMissing { .. } => "content_missing",
			Self::ContentAltered { .. } => "content_altered",
			Self::BadContentId { .. } => "bad_content_id",
			Self::Store { .. } => "store",
			Self::Device { .. } => "device",
			Self::Payload(_) => "payload",
			Self::Journal { .. } => "journal",
			Self::Config { .. } => "config",
			Self::Usage(_) => "usage",
			Self::Refused { .. } => "refused",
			Self::Node { .. } => "node",
			Self::OtherChain(_) => "other_chain",
			Self::Verification(_) => "verification",
			Self::Stopped(_) => "stopped",
			Self::Busy { .. } => "busy",
			Self::Said(error) => error.kind(),
		}
	}

	/// Returns the class of the error, which decides what the program does about it.
	pub fn class(&self) -> Class {
		match self {
			Self::Said(error) => error.class(),
			Self::Usage(_) | Self::Config { .. } => Class::Usage,
			Self::Refused { .. } => Class::Refused,
			Self::BadInput { .. } | Self::BadContentId { .. } => Class::Input,
			Self::Node { .. }
			| Self::OtherChain(_)
			| Self::Store { .. }
			| Self::ContentMissing { .. } => Class::OutOfReach,
			Self::ContentAltered { .. } | Self::Payload(_) | Self::Verification(_) => {
				Class::Unsound
			},
			Self::WrongPassphrase { .. }
			| Self::BadKeystore { .. }
			| Self::OtherKeystore { .. }
			| Self::NoKeystore { .. }
			| Self::KeystoreExists { .. }
			| Self::NoKey { .. }
			| Self::KeyExists { .. } => Class::Keystore,
			_ => Class::Other,
		}
	}

	/// Returns the exit code of the command: that of its [`Self::class`].
	pub fn exit_code(&self) -> u8 {
		self.class().exit_code()
	}

	/// Returns the error as `--json` prints it: `{"ok":false,"error":{"kind":...,"message":...}}`.
	pub fn to_json(&self) -> serde_json::Value {
		serde_json::json!({
			"ok": false,
			"error": { "kind": self.kind(), "message": self.to_string() },
		})
	}
}
