//! The first line of the plaintext.

use super::{
	error::PayloadError,
	format::{modality_name, scheme_name, scheme_named, FORMAT, LINE_FEED},
	size::{depth_of, padded_size, Content},
};
use crate::{merkle::BatchTreeBuilder, statements, wipe::Buffer};
use alloc::{
	borrow::ToOwned,
	format,
	string::{String, ToString},
	vec::Vec,
};
use epione_primitives::{ChainId, Digest, KeyScheme, Modality};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// A device's signature over the batch statement, with the statement's parts that are not the
/// records'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSignature {
	/// The device: its public key.
	pub device: [u8; 32],
	/// Scheme of its key.
	pub scheme: KeyScheme,
	/// Claim counter.
	pub claim: u32,
	/// Sequence number.
	pub seq: u64,
	/// The signature.
	pub signature: [u8; 64],
}

impl DeviceSignature {
	/// The statement that the signature is over.
	pub fn statement(
		&self,
		chain_id: &ChainId,
		owner: &[u8; 32],
		root: &Digest,
		depth: u8,
	) -> Vec<u8> {
		statements::batch(chain_id, &self.device, owner, self.claim, self.seq, root, depth)
	}
}

/// What the first line of a payload says.
///
/// `Debug` leaves the batch seed out: with it, records can be guessed from their leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct Manifest {
	/// Version of FHIR, like `4.0.1`.
	pub fhir: String,
	/// Kind of data.
	pub modality: Modality,
	/// The device's signature, if a device signed.
	pub device: Option<DeviceSignature>,
	/// The batch seed, from which the salts come.
	pub seed: [u8; 32],
	/// The true count of records: 1 to 65,536.
	pub count: u32,
}

impl core::fmt::Debug for Manifest {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("Manifest")
			.field("fhir", &self.fhir)
			.field("modality", &self.modality)
			.field("device", &self.device)
			.field("count", &self.count)
			.finish_non_exhaustive()
	}
}

impl Drop for Manifest {
	fn drop(&mut self) {
		self.seed.zeroize();
	}
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestLine {
	format: String,
	fhir: String,
	modality: String,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	device: Option<DeviceLine>,
	seed: String,
	count: u32,
	padding: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceLine {
	id: String,
	scheme: String,
	claim: u32,
	seq: u64,
	signature: String,
}

impl Drop for ManifestLine {
	fn drop(&mut self) {
		self.seed.zeroize();
	}
}

fn check_count(count: u32) -> Result<(), PayloadError> {
	if (1..=BatchTreeBuilder::MAX_RECORDS).contains(&count) {
		Ok(())
	} else {
		Err(PayloadError::Count(count))
	}
}

/// `4.0.1` and its like: three numbers, at most 16 characters.
fn check_fhir(version: &str) -> Result<(), PayloadError> {
	let numbers = version.split('.').collect::<Vec<_>>();
	let sound = version.len() <= 16
		&& numbers.len() == 3
		&& numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
	if sound {
		Ok(())
	} else {
		Err(PayloadError::Manifest("\"fhir\" is no version like \"4.0.1\"".to_owned()))
	}
}

fn from_hex<const N: usize>(field: &str, text: &str) -> Result<[u8; N], PayloadError> {
	let mut out = [0; N];
	hex::decode_to_slice(text, &mut out).map_err(|error| {
		PayloadError::Manifest(format!("\"{field}\" is not {N} bytes in hexadecimal: {error}"))
	})?;
	Ok(out)
}

impl Manifest {
	fn check(&self) -> Result<(), PayloadError> {
		check_count(self.count)?;
		check_fhir(&self.fhir)
	}

	/// The line with this padding, without its line feed.
	fn line(&self, padding: u64) -> Result<Buffer, PayloadError> {
		let line = ManifestLine {
			format: FORMAT.to_owned(),
			fhir: self.fhir.clone(),
			modality: modality_name(self.modality).to_owned(),
			device: self.device.as_ref().map(|device| DeviceLine {
				id: hex::encode(device.device),
				scheme: scheme_name(device.scheme).to_owned(),
				claim: device.claim,
				seq: device.seq,
				signature: hex::encode(device.signature),
			}),
			seed: hex::encode(self.seed.as_slice()),
			count: self.count,
			padding,
		};
		let mut bytes = Buffer::default();
		serde_json::to_writer(&mut bytes, &line)
			.map_err(|error| PayloadError::Manifest(format!("it cannot be written: {error}")))?;
		Ok(bytes)
	}

	/// The manifest and the padding that it announces.
	pub(super) fn parse(line: &[u8]) -> Result<(Self, u64), PayloadError> {
		let line: ManifestLine = serde_json::from_slice(line).map_err(|error| {
			// serde quotes what it found: the batch seed, or a record where a manifest should be.
			// Only the names of our own fields are safe to repeat.
			let (text, column) = (error.to_string(), error.column());
			PayloadError::Manifest(
				if text.starts_with("missing field") || text.starts_with("duplicate field") {
					text
				} else if text.starts_with("unknown field") {
					format!("it has a field that {FORMAT:?} has not, before column {column}")
				} else {
					format!("it is not the JSON object of {FORMAT:?}: see before column {column}")
				},
			)
		})?;
		if line.format != FORMAT {
			return Err(PayloadError::Manifest(format!(
				"its format is {:?}, and this program reads {FORMAT:?}",
				line.format
			)));
		}
		let modality = Modality::ALL
			.into_iter()
			.find(|modality| modality_name(*modality) == line.modality)
			.ok_or_else(|| {
				PayloadError::Manifest(format!("there is no modality {:?}", line.modality))
			})?;
		let device = match &line.device {
			None => None,
			Some(device) => Some(DeviceSignature {
				device: from_hex("device.id", &device.id)?,
				scheme: scheme_named(&device.scheme).ok_or_else(|| {
					let name = &device.scheme;
					PayloadError::Manifest(format!("there is no signature scheme {name:?}"))
				})?,
				claim: device.claim,
				seq: device.seq,
				signature: from_hex("device.signature", &device.signature)?,
			}),
		};
		let manifest = Self {
			fhir: line.fhir.clone(),
			modality,
			device,
			seed: from_hex("seed", &line.seed)?,
			count: line.count,
		};
		manifest.check()?;
		Ok((manifest, line.padding))
	}
}

/// The manifest's line, its line feed included, and the padding for records of this total length
/// (without line feeds).
///
/// The padding's digits are themselves part of what is padded. Where no number of digits comes out
/// (11, 102, 1003, ... bytes are left), a space after the manifest makes room.
pub(super) fn plan(manifest: &Manifest, records_len: u64) -> Result<(Buffer, u64), PayloadError> {
	manifest.check()?;
	// With one digit and without its line feed, the line is as long as with it and without digits.
	let bare = manifest.line(0)?.bytes().len() as u64 + records_len + u64::from(manifest.count);
	let size = padded_size(depth_of(manifest.count), Content::Full, bare + 1);
	for space in [&b""[..], b" "] {
		for digits in 1..=20u32 {
			let taken = bare + u64::from(digits) + space.len() as u64;
			let Some(padding) = size.checked_sub(taken) else { break };
			if padding.checked_ilog10().unwrap_or(0) + 1 == digits {
				let mut line = manifest.line(padding)?;
				line.push(space);
				line.push(&[LINE_FEED]);
				return Ok((line, padding));
			}
		}
	}
	Err(PayloadError::NotPadded(bare))
}

/// The length of the plaintext for records of this total length (without line feeds): see
/// [`padded_size`]. It is anchored as the dataset's size.
pub fn plaintext_len(manifest: &Manifest, records_len: u64) -> Result<u64, PayloadError> {
	let (line, padding) = plan(manifest, records_len)?;
	Ok(line.bytes().len() as u64 + records_len + u64::from(manifest.count) + padding)
}
