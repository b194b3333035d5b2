//! The reader's side: from a fetched payload and an opened envelope back to FHIR, checked against
//! what the chain says.

use crate::{
	device,
	error::{Error, Result},
	files,
	journal::Sealed,
	store::{to_cid, ContentStore},
};
use epione_envelope::{
	keys::DataSecret,
	payload::{self, PayloadError},
};
use epione_primitives::{ChainId, ContentId, Digest, KeyScheme, Modality, Point};
use serde::Serialize;
use std::{
	io::{BufReader, Write},
	path::Path,
};

/// What the chain says about a dataset: what the payload must agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
	/// The chain's id, which the device's statement binds.
	pub chain_id: ChainId,
	/// Whose dataset.
	pub subject: [u8; 32],
	/// CID of the ciphertext.
	pub content: ContentId,
	/// `D`.
	pub key_commitment: Point,
	/// Root over the records.
	pub root: Digest,
	/// Depth of the tree.
	pub depth: u8,
	/// Kind of data; `None` if the chain no longer says it (the dataset was tombstoned).
	pub modality: Option<Modality>,
	/// Length of the plaintext with its padding, where the reader knows it.
	pub size: Option<u64>,
	/// The device that signed, if one did.
	pub device: Option<ExpectedDevice>,
}

/// What the chain says about the device's statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedDevice {
	/// The device's account.
	pub device: [u8; 32],
	/// Scheme of its key; `None` if the reader did not look it up.
	pub scheme: Option<KeyScheme>,
	/// The claim; `None` if the reader does not know it.
	pub claim: Option<u32>,
	/// The sequence number; `None` if the reader does not know it.
	pub seq: Option<u64>,
}

impl From<&Sealed> for Expected {
	fn from(sealed: &Sealed) -> Self {
		Self {
			chain_id: sealed.chain_id,
			subject: sealed.subject,
			content: sealed.content,
			key_commitment: sealed.key_commitment,
			root: sealed.root,
			depth: sealed.depth,
			modality: Some(sealed.modality),
			size: Some(sealed.size),
			device: sealed.device.as_ref().map(|d| ExpectedDevice {
				device: d.device,
				scheme: Some(d.scheme),
				claim: Some(d.claim),
				seq: Some(d.seq),
			}),
		}
	}
}

/// What was checked and found to hold. A report exists only if everything held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
	/// The CID; every block was hashed again.
	pub cid: String,
	/// Number of records.
	pub records: u32,
	/// Version of FHIR.
	pub fhir: String,
	/// The root, recomputed from the records.
	pub root: String,
	/// Depth of the tree.
	pub depth: u8,
	/// Bytes of plaintext with its padding.
	pub plaintext_len: u64,
	/// Bytes of NDJSON that were written.
	pub ndjson_len: u64,
	/// The device whose signature was verified; `None`: no device signed.
	pub device: Option<String>,
	/// Its claim.
	pub claim: Option<u32>,
	/// Its sequence number.
	pub seq: Option<u64>,
}

/// Fetches, decrypts and checks a dataset, and writes its records as NDJSON to `out`. On an error
/// `out` is not written: data that does not hold is never left on disk.
pub async fn fetch(
	store: &dyn ContentStore,
	expected: &Expected,
	secret: &DataSecret,
	out: &Path,
) -> Result<Report> {
	let dir = out.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
	files::make_dir(dir)?;
	let mut sealed = tempfile::tempfile_in(dir).map_err(Error::io("write", dir))?;
	store.get(&expected.content, ciphertext_limit(expected.size), &mut sealed).await?;
	std::io::Seek::rewind(&mut sealed).map_err(Error::io("read", dir))?;
	let mut report = None;
	let mut failed = None;
	let written = files::write_atomic(out, |w| {
		let result = open_and_check(sealed, secret, expected, w);
		match result {
			Ok(r) => report = Some(r),
			Err(e) => {
				failed = Some(e);
				return Err(std::io::Error::other("not what was promised"));
			},
		}
		Ok(())
	});
	match (failed, report) {
		(Some(e), _) => Err(e),
		(None, Some(report)) => written.map(|()| report),
		(None, None) => written.and(Err(Error::Verification("nothing was checked".into()))),
	}
}

/// Returns the largest length of the ciphertext, in bytes, for a plaintext of this length: age adds
/// a header and 16 bytes for each 64 KiB (C2SP age). 1 GiB if the length is not known.
pub(crate) fn ciphertext_limit(size: Option<u64>) -> u64 {
	match size {
		Some(size) => size.saturating_add(4_096 + 16 * (size / 65_536 + 2)),
		None => 1 << 30,
	}
}

/// Decrypts a payload, checks it against `expected`, and writes its records as NDJSON.
///
/// Records are written before the root is known: use them only if this returns a report.
pub fn open_and_check(
	sealed: impl std::io::Read,
	secret: &DataSecret,
	expected: &Expected,
	out: &mut dyn Write,
) -> Result<Report> {
	let payload_error = |e: PayloadError| match e {
		PayloadError::Io(e) => Error::Payload(format!("it cannot be read to its end: {e}")),
		e => Error::Payload(e.to_string()),
	};
	let differs = |what: &str, promised: String, found: String| {
		Error::Verification(format!("{what}: the chain says {promised}, the payload {found}"))
	};
	let mut reader = payload::open(secret, &expected.key_commitment, BufReader::new(sealed))
		.map_err(payload_error)?;
	let manifest = reader.manifest().clone();
	if let Some(modality) = expected.modality.filter(|m| *m != manifest.modality) {
		return Err(differs(
			"kind of data",
			format!("{modality:?}"),
			format!("{:?}", manifest.modality),
		));
	}
	let mut ndjson_len = 0;
	while let Some(record) = reader.next_record().map_err(payload_error)? {
		let write = || Error::io("write", "the records");
		out.write_all(record).map_err(write())?;
		out.write_all(b"\n").map_err(write())?;
		ndjson_len += record.len() as u64 + 1;
	}
	let summary = reader.finish().map_err(payload_error)?;
	let (root, depth) = (summary.tree.root(), summary.tree.depth());
	if root != expected.root {
		return Err(differs("root of the records", hex::encode(expected.root), hex::encode(root)));
	}
	if depth != expected.depth {
		return Err(differs("depth", expected.depth.to_string(), depth.to_string()));
	}
	if let Some(size) = expected.size {
		if size != summary.plaintext_len {
			return Err(differs("length", size.to_string(), summary.plaintext_len.to_string()));
		}
	}
	match (&expected.device, &manifest.device) {
		(None, None) => {},
		(Some(there), Some(signed)) => {
			let same = there.device == signed.device
				&& there.scheme.is_none_or(|s| s == signed.scheme)
				&& there.claim.is_none_or(|c| c == signed.claim)
				&& there.seq.is_none_or(|s| s == signed.seq);
			if !same {
				return Err(differs(
					"device",
					format!(
						"{} (claim {:?}, number {:?})",
						hex::encode(there.device),
						there.claim,
						there.seq
					),
					format!(
						"{} (claim {}, number {})",
						hex::encode(signed.device),
						signed.claim,
						signed.seq
					),
				));
			}
			let chain_id = &expected.chain_id;
			if !device::verify_batch(signed, chain_id, &expected.subject, &root, depth) {
				return Err(Error::Verification(format!(
					"the signature in the payload is not that of device {} over these records",
					hex::encode(signed.device)
				)));
			}
		},
		(there, found) => {
			let say = |is: bool| if is { "a device signed" } else { "no device signed" }.to_owned();
			return Err(differs("signature", say(there.is_some()), say(found.is_some())));
		},
	}
	Ok(Report {
		cid: to_cid(&expected.content).to_string(),
		records: summary.tree.count(),
		fhir: manifest.fhir.clone(),
		root: hex::encode(root),
		depth,
		plaintext_len: summary.plaintext_len,
		ndjson_len,
		device: manifest.device.as_ref().map(|d| hex::encode(d.device)),
		claim: manifest.device.as_ref().map(|d| d.claim),
		seq: manifest.device.as_ref().map(|d| d.seq),
	})
}
