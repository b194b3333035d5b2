//! From files of Observations to sealed batches.
//!
//! What of a file cannot be taken is set aside, resource by resource, and said; a reading that was
//! sealed before is recognised and left out. What was read is held in memory until [`Ingest::seal`]
//! cuts it into batches: the files stay where they are, so that a crash before that loses nothing.
//! For each batch (`seal_one`) the device computes and signs the root, the records are encrypted
//! into a file of the spool folder, and the journal takes the batch, its readings and its files in
//! one step.

use crate::{
	calendar::now_ms,
	device::Device,
	error::{is_full, Error, Result},
	failpoint::{FailPoint, FailPoints},
	files,
	intake::{
		fhir::{self, Reading, Reason, Rules, SetAside},
		meaning::meaning,
	},
	journal::{BatchState, Journal, Sealed, Source},
	keys::keystore::Keystore,
	store::{dag, from_cid},
};
use epione_envelope::{
	keys::DataKey,
	merkle::BatchTree,
	payload::{self, Manifest},
};
use epione_primitives::{ChainId, Day, Digest, Modality};
use hmac::{Hmac, Mac};
use rand_core::{OsRng, RngCore};
use sha2::Sha256;
use std::{
	cell::Cell,
	collections::{BTreeMap, HashSet},
	io::{BufWriter, Write},
	path::{Path, PathBuf},
	rc::Rc,
};
use zeroize::Zeroizing;

/// Readings per batch, at most.
pub const MAX_READINGS: usize = 1 << epione_primitives::MAX_DEPTH;
/// Bytes of records per batch, at most, with their line feeds: with the longest manifest they are
/// 64 MiB, the usual size of the deepest batch. More would be padded to 256 MiB.
pub const MAX_BYTES: u64 = (64 << 20) - payload::MAX_MANIFEST_LEN as u64;

/// What is the same for all batches of a run.
#[derive(Clone, Debug)]
pub struct Options {
	/// The chain whose id the device's statement binds.
	pub chain_id: ChainId,
	/// Whose readings they are: the owner of the device.
	pub subject: [u8; 32],
	/// Kind of data.
	pub modality: Modality,
	/// Readings per batch, at most [`MAX_READINGS`].
	pub max_readings: usize,
	/// Bytes of records per batch, at most (one record may be larger).
	pub max_bytes: u64,
	/// What a reading has to satisfy besides being one.
	pub rules: Rules,
	/// The dataset that the first batch replaces.
	pub supersedes: Option<Digest>,
}

impl Options {
	/// Returns options with the usual bounds.
	pub fn new(chain_id: ChainId, subject: [u8; 32], modality: Modality) -> Self {
		Self {
			chain_id,
			subject,
			modality,
			max_readings: MAX_READINGS,
			max_bytes: MAX_BYTES,
			rules: Rules::default(),
			supersedes: None,
		}
	}
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
	/// The file.
	pub path: PathBuf,
	/// Its readings that are new.
	pub new: usize,
	/// Its readings that were seen before, and were left out.
	pub seen: usize,
	/// What of it was not taken, and why.
	pub set_aside: Vec<SetAside>,
	/// Resources of other types, which were left out, by type.
	pub others: BTreeMap<String, usize>,
	/// What else its reader should know.
	pub notes: Vec<String>,
	/// When and under which name the same file was ingested before; if so, it was not read again.
	pub before: Option<Source>,
}

impl FileReport {
	/// Returns a notice about it for people, if there is anything to say.
	pub fn notice(&self) -> Option<String> {
		let path = self.path.display();
		if let Some(before) = &self.before {
			return Some(format!(
				"{path}: ingested before (as {}, {} readings); skipped",
				before.name, before.readings
			));
		}
		let mut parts = Vec::new();
		if self.seen > 0 {
			parts.push(format!(
				"{} of {} readings were seen before and skipped",
				self.seen,
				self.seen + self.new
			));
		}
		parts.extend(left_out(&self.others));
		parts.extend(self.notes.iter().cloned());
		parts.extend(self.set_aside.iter().take(SHOWN).map(set_aside));
		if self.set_aside.len() > SHOWN {
			parts.push(format!(
				"{} more set aside: `epione convert` lists them",
				self.set_aside.len() - SHOWN
			));
		}
		if self.new + self.seen == 0 {
			parts.insert(0, "no reading in it".into());
		}
		(!parts.is_empty()).then(|| format!("{path}: {}", parts.join("; ")))
	}
}

/// So many of what was set aside are named in a notice.
const SHOWN: usize = 3;

/// Returns in words which resources of other types were left out.
pub fn left_out(others: &BTreeMap<String, usize>) -> Option<String> {
	let counts: Vec<String> =
		others.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
	(!counts.is_empty())
		.then(|| format!("resources other than Observations left out: {}", counts.join(", ")))
}

/// Returns in words what was set aside.
pub fn set_aside(one: &SetAside) -> String {
	match one.line {
		Some(line) => format!("line {line} set aside: {}", one.why),
		None => format!("set aside: {}", one.why),
	}
}

struct Pending {
	reading: Reading,
	digest: [u8; 16],
}

struct PendingSource {
	digest: Digest,
	name: String,
	readings: u32,
	/// Number of pending readings when it was complete.
	end: usize,
}

/// Reads files and seals batches; see the module's documentation.
pub struct Ingest<'a> {
	journal: &'a mut Journal,
	keystore: &'a Keystore,
	device: Option<&'a mut Device>,
	spool: PathBuf,
	options: Options,
	index: Hmac<Sha256>,
	pending: Vec<Pending>,
	pending_digests: HashSet<[u8; 16]>,
	sources: Vec<PendingSource>,
	/// Point at which a test stops it.
	pub fail: FailPoints,
}

impl<'a> Ingest<'a> {
	/// Opens the parts, and undoes what a crash left half-done.
	///
	/// `device` took the readings and is owned by the subject; `None` if no device signs (then
	/// studies that ask for device signatures will not take the data). `spool` is a folder for
	/// encrypted files that wait to be stored.
	pub fn new(
		journal: &'a mut Journal,
		keystore: &'a Keystore,
		device: Option<&'a mut Device>,
		spool: &Path,
		options: Options,
	) -> Result<Self> {
		if let Some(device) = &device {
			if device.owner() != Some(options.subject) {
				return Err(Error::Device {
					device: hex::encode(device.id()),
					why: "it is not under a claim of this subject; claim it first (`epione device \
					      claim`)"
						.into(),
				});
			}
		}
		if !(1..=MAX_READINGS).contains(&options.max_readings) {
			return Err(Error::Usage(format!(
				"a batch has 1 to {MAX_READINGS} readings, not {}",
				options.max_readings
			)));
		}
		files::make_dir(spool)?;
		recover(journal, keystore, spool)?;
		let key = keystore.index_key();
		let index = <Hmac<Sha256> as Mac>::new_from_slice(key.as_ref())
			.expect("HMAC takes a key of any length; qed");
		Ok(Self {
			journal,
			keystore,
			device,
			spool: spool.to_owned(),
			options,
			index,
			pending: Vec::new(),
			pending_digests: HashSet::new(),
			sources: Vec::new(),
			fail: FailPoints::none(),
		})
	}

	/// Returns the number of readings that were read and are not sealed yet.
	pub fn pending(&self) -> usize {
		self.pending.len()
	}

	/// Reads a file: all of its new readings that can be taken become pending, or, on an error,
	/// none.
	pub fn read_file(&mut self, path: &Path) -> Result<FileReport> {
		let bytes = fhir::load_file(path)?;
		let digest = self.source_digest(&bytes);
		let mut report = FileReport {
			path: path.to_owned(),
			new: 0,
			seen: 0,
			set_aside: Vec::new(),
			others: BTreeMap::new(),
			notes: Vec::new(),
			before: self.journal.source(&digest)?,
		};
		if report.before.is_some() {
			return Ok(report);
		}
		let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
		if let Some(same) = self.sources.iter().find(|s| s.digest == digest) {
			report.before =
				Some(Source { name: same.name.clone(), readings: same.readings, at: now_ms() });
			return Ok(report);
		}
		let parsed = fhir::parse_file(path, &bytes, &self.options.rules)?;
		// Checked before anything is changed.
		let mut new = Vec::with_capacity(parsed.readings.len());
		let mut within = HashSet::new();
		let total = parsed.readings.len();
		for reading in parsed.readings {
			let digest = self.reading_digest(&reading.bytes);
			let seen = self.pending_digests.contains(&digest)
				|| !within.insert(digest)
				|| self.journal.reading(&digest)?.is_some()
				|| self.journal.reading(&self.record_digest(&reading.bytes))?.is_some();
			if !seen {
				new.push(Pending { reading, digest });
			}
		}
		report.new = new.len();
		report.seen = total - new.len();
		// What is set aside for its date or subject may be taken another day, or once the subject
		// is configured: such a file is read again.
		let is_open = |one: &SetAside| matches!(one.reason, Reason::Date | Reason::Subject);
		let settled = !parsed.set_aside.iter().any(is_open);
		report.set_aside = parsed.set_aside;
		report.others = parsed.others;
		report.notes = parsed.notes;
		self.pending_digests.extend(new.iter().map(|p| p.digest));
		self.pending.extend(new);
		let readings = u32::try_from(total).unwrap_or(u32::MAX);
		if settled {
			self.sources.push(PendingSource { digest, name, readings, end: self.pending.len() });
		}
		Ok(report)
	}

	/// Seals full batches only; the rest waits for more readings. Returns the batches' numbers.
	pub fn seal_full(&mut self) -> Result<Vec<i64>> {
		self.seal_while(|pending, bytes, options| {
			pending >= options.max_readings || bytes >= options.max_bytes
		})
	}

	/// Seals everything that is pending. Returns the batches' numbers.
	pub fn seal(&mut self) -> Result<Vec<i64>> {
		let ids = self.seal_while(|_, _, _| true)?;
		// Files all of whose readings were seen before.
		let rest: Vec<_> = self.take_sources(usize::MAX);
		if !rest.is_empty() {
			self.journal.add_sources(&rest, now_ms())?;
		}
		Ok(ids)
	}

	/// Seals batches as large as the options allow, as long as `go_on` accepts the next one's
	/// number of readings and bytes.
	fn seal_while(&mut self, go_on: impl Fn(usize, u64, &Options) -> bool) -> Result<Vec<i64>> {
		let mut ids = Vec::new();
		loop {
			let mut bytes = 0;
			let mut count = 0;
			for pending in &self.pending {
				let len = pending.reading.bytes.len() as u64 + 1;
				if count == self.options.max_readings
					|| (count > 0 && bytes + len > self.options.max_bytes)
				{
					break;
				}
				count += 1;
				bytes += len;
			}
			// A batch that its size in bytes cut off is full too.
			let full = if count < self.pending.len() { self.options.max_bytes } else { bytes };
			if count == 0 || !go_on(count, full, &self.options) {
				return Ok(ids);
			}
			ids.push(self.seal_one(count)?);
		}
	}

	/// Seals the first `count` pending readings as one batch and returns its number: the device (if
	/// there is one) signs the root, the records are encrypted into a temporary file under a new
	/// key, and [`Self::finish_one`] keeps it all. If it fails, the readings stay pending.
	fn seal_one(&mut self, count: usize) -> Result<i64> {
		let options = &self.options;
		let batch: Vec<&[u8]> =
			self.pending[..count].iter().map(|p| p.reading.bytes.as_slice()).collect();
		let days = self.pending[..count].iter().fold((Day::MAX, Day::MIN), |(first, last), p| {
			(first.min(p.reading.first_day), last.max(p.reading.last_day))
		});
		let (seed, tree, signature) = match &mut self.device {
			Some(device) => {
				let signed = device.sign_batch(&options.chain_id, &batch)?;
				(signed.seed, signed.tree, Some(signed.signature))
			},
			None => {
				let mut seed = Zeroizing::new([0; 32]);
				OsRng.fill_bytes(seed.as_mut());
				let tree = BatchTree::new(&seed, &batch).ok_or_else(|| {
					Error::Usage(format!("a batch has 1 to {MAX_READINGS} readings, not {count}"))
				})?;
				(seed, tree, None)
			},
		};
		let key = DataKey::random(&mut OsRng);
		let manifest = Manifest {
			fhir: payload::FHIR_R4.into(),
			modality: options.modality,
			device: signature.clone(),
			seed: *seed,
			count: tree.count(),
		};
		let temp = tempfile::Builder::new()
			.prefix(".epione-")
			.suffix(".tmp")
			.tempfile_in(&self.spool)
			.map_err(Error::io("write", &self.spool))?;
		let writer = Hashing {
			out: BufWriter::with_capacity(1 << 18, temp),
			dag: dag::Builder::new(),
			fail: self.fail,
			full: Rc::default(),
		};
		let full = writer.full.clone();
		let sealed = payload::seal_to(&key, &manifest, &batch, writer);
		let (writer, size) = sealed.map_err(|e| match e {
			// However the error was wrapped on its way through age.
			_ if full.get() => {
				Error::io("write", &self.spool)(std::io::ErrorKind::StorageFull.into())
			},
			payload::PayloadError::Io(e) => Error::io("write", &self.spool)(e),
			e => Error::Payload(e.to_string()),
		})?;
		let temp =
			writer.out.into_inner().map_err(|e| Error::io("write", &self.spool)(e.into_error()))?;
		temp.as_file().sync_all().map_err(Error::io("write", &self.spool))?;
		let content = from_cid(&writer.dag.finish().0)?;
		self.fail.hit(FailPoint::SpoolWritten)?;

		let sealed = Sealed {
			chain_id: options.chain_id,
			subject: options.subject,
			content,
			key_commitment: key.commitment(),
			root: tree.root(),
			depth: tree.depth(),
			count: tree.count(),
			modality: options.modality,
			first_day: days.0,
			last_day: days.1,
			size,
			device: signature,
			supersedes: options.supersedes,
		};
		let id = self.journal.begin_sealing(&sealed, now_ms())?;
		let path = spool_path(&self.spool, &content.digest);
		let result = self.finish_one(id, &key, &content.digest, temp, &path, count);
		match &result {
			Ok(()) => {},
			// Like a crash: the next start cleans up.
			Err(Error::Stopped(_)) => {},
			Err(_) => {
				// The readings stay pending, in memory and in their files. What cannot be undone
				// now (the disk is full) is undone at the next start.
				let mut undo = || -> Result<()> {
					self.keystore.destroy_data_key(&content.digest)?;
					files::remove(&path)?;
					self.journal.undo_sealing(id)
				};
				if let Err(e) = undo() {
					tracing::warn!("batch {id} is undone at the next start: {e}");
				}
			},
		}
		result?;
		let digests: Vec<_> = self.pending.drain(..count).map(|p| p.digest).collect();
		for digest in &digests {
			self.pending_digests.remove(digest);
		}
		self.sources.retain_mut(|s| {
			let keep = s.end > count;
			s.end = s.end.saturating_sub(count);
			keep
		});
		self.options.supersedes = None;
		Ok(id)
	}

	/// Writes the data key, moves the file into place, and has the journal take batch, readings and
	/// files. A crash in between is undone by [`recover`].
	fn finish_one(
		&mut self,
		id: i64,
		key: &DataKey,
		digest: &Digest,
		temp: tempfile::NamedTempFile,
		path: &Path,
		count: usize,
	) -> Result<()> {
		self.fail.hit(FailPoint::Sealing)?;
		self.keystore.put_data_key(digest, key)?;
		self.fail.hit(FailPoint::KeyWritten)?;
		temp.persist(path).map_err(|e| Error::io("write", path)(e.error))?;
		files::sync_dir(&self.spool)?;
		let readings: Vec<_> = self.pending[..count].iter().map(|p| p.digest).collect();
		let sources: Vec<_> = self
			.sources
			.iter()
			.filter(|s| s.end <= count)
			.map(|s| (s.digest, s.name.clone(), s.readings))
			.collect();
		self.journal.finish_sealing(id, &readings, &sources, now_ms())?;
		self.fail.hit(FailPoint::Sealed)
	}

	fn take_sources(&mut self, up_to: usize) -> Vec<(Digest, String, u32)> {
		let (taken, left) =
			std::mem::take(&mut self.sources).into_iter().partition(|s| s.end <= up_to);
		self.sources = left;
		let taken: Vec<PendingSource> = taken;
		taken.into_iter().map(|s| (s.digest, s.name, s.readings)).collect()
	}

	fn source_digest(&self, bytes: &[u8]) -> Digest {
		let mut mac = self.index.clone();
		mac.update(b"file");
		mac.update(bytes);
		mac.finalize().into_bytes().into()
	}

	/// Returns a reading's digest, which is the same for the same reading, whatever else its record
	/// says.
	fn reading_digest(&self, record: &[u8]) -> [u8; 16] {
		let Some(meaning) = meaning(record) else { return self.record_digest(record) };
		let mut mac = self.index.clone();
		mac.update(b"reading");
		mac.update(&meaning);
		short(mac)
	}

	/// The digest that journals had before: of the record, without white space.
	fn record_digest(&self, record: &[u8]) -> [u8; 16] {
		let mut mac = self.index.clone();
		fhir::compact_into(record, &mut |part| mac.update(part));
		short(mac)
	}
}

fn short(mac: Hmac<Sha256>) -> [u8; 16] {
	let full: [u8; 32] = mac.finalize().into_bytes().into();
	let mut short = [0; 16];
	short.copy_from_slice(&full[..16]);
	short
}

/// Undoes what a crash left half-done: batches that were being sealed, temporary files.
pub fn recover(journal: &mut Journal, keystore: &Keystore, spool: &Path) -> Result<()> {
	files::remove_leftovers(spool)?;
	for batch in journal.batches_in(BatchState::Sealing)? {
		let digest = batch.sealed.content.digest;
		keystore.destroy_data_key(&digest)?;
		files::remove(&spool_path(spool, &digest))?;
		journal.undo_sealing(batch.id)?;
		tracing::info!("batch {} was being sealed when the program ended; undone", batch.id);
	}
	Ok(())
}

/// Returns the path where the encrypted file of a batch waits to be stored.
pub fn spool_path(spool: &Path, digest: &Digest) -> PathBuf {
	spool.join(format!("{}.age", hex::encode(digest)))
}

/// Computes the CID of what is written.
struct Hashing<W> {
	out: W,
	dag: dag::Builder,
	fail: FailPoints,
	/// Whether the disk was found full.
	full: Rc<Cell<bool>>,
}

impl<W: Write> Write for Hashing<W> {
	fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
		let written = self.out.write_all(bytes);
		let written = written.and_then(|()| self.fail.hit_io(FailPoint::SpoolWriting));
		written.inspect_err(|e| {
			self.full.set(is_full(e.kind()));
		})?;
		// The blocks are built again when the file is stored.
		drop(self.dag.push(bytes));
		Ok(bytes.len())
	}

	fn flush(&mut self) -> std::io::Result<()> {
		self.out.flush()
	}
}

#[cfg(test)]
pub(crate) mod tests;
