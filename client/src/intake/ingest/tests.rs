use super::*;
use crate::{
	failpoint::Action,
	intake::samples,
	journal::BatchState,
	keys::keystore::SecretString,
	reader::verify::{open_and_check, Expected},
};
use epione_primitives::{KeyScheme, Moment};
use std::process::Command;

mod sizes;

const CHAIN: ChainId = [9; 32];
const OWNER: [u8; 32] = [1; 32];
const START: Moment = 1_795_132_800_000;

/// A gateway's folder with its parts.
pub(crate) struct World {
	pub(crate) dir: PathBuf,
	pub(crate) keystore: Keystore,
	pub(crate) device: Device,
	pub(crate) journal: Journal,
	_temp: Option<tempfile::TempDir>,
}

impl World {
	pub(crate) fn new() -> Self {
		let temp = tempfile::tempdir().unwrap();
		let mut world = Self::make(temp.path());
		world._temp = Some(temp);
		world
	}

	fn make(dir: &Path) -> Self {
		let pass = SecretString::from("p".to_owned());
		let mut keystore = Keystore::create_with(&dir.join("keys"), &pass, 2).unwrap();
		let mut device =
			Device::create(&mut keystore, &dir.join("devices"), KeyScheme::Ed25519).unwrap();
		device.claimed(1, &OWNER).unwrap();
		let journal = Journal::open(&dir.join("journal.sqlite")).unwrap();
		Self { dir: dir.into(), keystore, device, journal, _temp: None }
	}

	/// As after a crash: everything is read from disk again.
	pub(crate) fn reopen(dir: &Path) -> Self {
		let pass = SecretString::from("p".to_owned());
		let keystore = Keystore::open(&dir.join("keys"), &pass).unwrap();
		let id = keystore.devices()[0];
		let device = Device::open(&keystore, &dir.join("devices"), &id).unwrap();
		let journal = Journal::open(&dir.join("journal.sqlite")).unwrap();
		Self { dir: dir.into(), keystore, device, journal, _temp: None }
	}

	pub(crate) fn spool(&self) -> PathBuf {
		self.dir.join("spool")
	}

	pub(crate) fn options() -> Options {
		Options::new(CHAIN, OWNER, Modality::Wearable)
	}

	pub(crate) fn ingest(&mut self, options: Options) -> Ingest<'_> {
		let spool = self.spool();
		Ingest::new(&mut self.journal, &self.keystore, Some(&mut self.device), &spool, options)
			.unwrap()
	}

	pub(crate) fn file(&self, name: &str, records: &[String]) -> PathBuf {
		let path = self.dir.join(name);
		std::fs::write(&path, samples::ndjson(records)).unwrap();
		path
	}

	/// Returns the records of a batch from its encrypted file, with everything checked.
	pub(crate) fn open(&self, id: i64) -> String {
		let batch = self.journal.batch(id).unwrap().unwrap();
		let path = spool_path(&self.spool(), &batch.sealed.content.digest);
		let secret = self.keystore.data_key(&batch.sealed.content.digest).unwrap().secret();
		let mut out = Vec::new();
		let file = std::fs::File::open(path).unwrap();
		let report =
			open_and_check(file, &secret, &Expected::from(&batch.sealed), &mut out).unwrap();
		assert_eq!(report.records, batch.sealed.count);
		String::from_utf8(out).unwrap()
	}

	fn spool_files(&self) -> usize {
		std::fs::read_dir(self.spool()).map_or(0, |d| d.count())
	}
}

#[test]
fn what_was_ingested_is_opened_again_byte_for_byte() {
	let mut world = World::new();
	let day = samples::cgm_day(1, START);
	let path = world.file("cgm.ndjson", &day);
	let mut ingest = world.ingest(World::options());
	let report = ingest.read_file(&path).unwrap();
	assert_eq!((report.new, report.seen, report.notice()), (288, 0, None));
	let ids = ingest.seal().unwrap();
	assert_eq!(ids.len(), 1);
	assert_eq!(world.open(ids[0]), samples::ndjson(&day));
	let sealed = world.journal.batch(ids[0]).unwrap().unwrap().sealed;
	assert_eq!((sealed.depth, sealed.count), (9, 288));
	assert_eq!((sealed.first_day, sealed.last_day), (20_777, 20_777));
	assert_eq!(sealed.size, payload::usual_size(9, payload::Content::Full));
	assert_eq!(sealed.device.as_ref().map(|d| (d.claim, d.seq)), Some((1, 0)));
	// The CID is that of the file, and nothing in it is readable.
	let file = std::fs::read(spool_path(&world.spool(), &sealed.content.digest)).unwrap();
	assert_eq!(dag::content_id(&mut file.as_slice()).unwrap(), sealed.content);
	assert!(!file.windows(7).any(|w| w == b"99504-3"));
}

#[test]
fn bundles_components_and_sampled_data_are_ingested() {
	let mut world = World::new();
	let entries: Vec<String> =
		samples::HL7_EXAMPLES.iter().map(|(_, text)| format!("{{\"resource\":{text}}}")).collect();
	let bundle = format!(
		"{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{{\"resource\":{{\"resourceType\":\"Patient\"}}}},{}]}}",
		entries.join(",")
	);
	let path = world.dir.join("bundle.json");
	std::fs::write(&path, bundle).unwrap();
	let mut options = World::options();
	options.rules.subjects = vec!["Patient/example".into(), "Patient/f001".into()];
	let mut ingest = world.ingest(options);
	let report = ingest.read_file(&path).unwrap();
	assert_eq!((report.new, report.others["Patient"]), (10, 1));
	assert!(report.notice().unwrap().contains("left out: 1 Patient"));
	let ids = ingest.seal().unwrap();
	let text = world.open(ids[0]);
	for (line, (name, original)) in text.lines().zip(samples::HL7_EXAMPLES) {
		assert_eq!(line.as_bytes(), fhir::compact(original.as_bytes()), "{name}");
	}
	assert!(text.contains("valueSampledData") && text.contains("\"component\""));
}

#[test]
fn a_reading_twice_is_noticed_and_skipped() {
	let mut world = World::new();
	let all = samples::heart_rate(20, 1, START);
	let first = world.file("a.ndjson", &all[..12]);
	// The same readings again, in part, one of them spaced otherwise and one twice in the file.
	let mut second_records = all[8..].to_vec();
	second_records[0] = second_records[0].replace("\":", "\" : ");
	second_records.push(all[19].clone());
	let second = world.file("b.ndjson", &second_records);
	let mut ingest = world.ingest(World::options());
	assert_eq!(ingest.read_file(&first).unwrap().new, 12);
	// Also before they are sealed; and the same file again.
	let again = ingest.read_file(&first).unwrap();
	assert_eq!(again.new, 0);
	assert!(again.notice().unwrap().contains("ingested before"));
	ingest.seal().unwrap();
	let report = ingest.read_file(&second).unwrap();
	assert_eq!((report.new, report.seen), (8, 5));
	assert!(report.notice().unwrap().contains("5 of 13 readings were seen before"));
	let ids = ingest.seal().unwrap();
	assert_eq!(world.open(ids[0]), samples::ndjson(&all[12..]));
	// A file with nothing new makes no batch, and is known after that.
	let third = world.file("c.ndjson", &all[3..7]);
	let mut ingest = world.ingest(World::options());
	assert_eq!(ingest.read_file(&third).unwrap().seen, 4);
	assert_eq!(ingest.seal().unwrap(), Vec::<i64>::new());
	assert!(ingest.read_file(&third).unwrap().before.is_some());
	assert_eq!(world.journal.reading_count().unwrap(), 20);
}

#[test]
fn a_bad_line_does_not_keep_its_neighbours() {
	let mut world = World::new();
	let good = samples::heart_rate(5, 1, START);
	let mut broken = good.clone();
	broken[3].truncate(40);
	let bad_path = world.file("bad.ndjson", &broken);
	let good_path = world.file("good.ndjson", &good);
	let mut ingest = world.ingest(World::options());
	let report = ingest.read_file(&bad_path).unwrap();
	assert_eq!((report.new, report.set_aside.len()), (4, 1));
	assert!(report.notice().unwrap().contains("line 4 set aside: the JSON ends too early"));
	// Mended, it gives the one that was missing.
	let report = ingest.read_file(&good_path).unwrap();
	assert_eq!((report.new, report.seen), (1, 4));
}

#[test]
fn what_lay_in_the_future_is_taken_when_its_day_has_come() {
	let mut world = World::new();
	let today = (START / epione_primitives::DAY) as Day;
	let mut records = samples::heart_rate(5, 1, START);
	records.extend(samples::heart_rate(1, 2, START + 3 * epione_primitives::DAY));
	let path = world.file("a.ndjson", &records);
	let options = |today| {
		let mut options = World::options();
		options.rules.today = Some(today);
		options
	};
	let mut ingest = world.ingest(options(today));
	let report = ingest.read_file(&path).unwrap();
	assert_eq!((report.new, report.set_aside.len()), (5, 1));
	ingest.seal().unwrap();
	let mut ingest = world.ingest(options(today + 3));
	let report = ingest.read_file(&path).unwrap();
	assert_eq!((report.new, report.seen, report.before), (1, 5, None));
	ingest.seal().unwrap();
	// Now the file is settled.
	assert!(world.ingest(options(today + 3)).read_file(&path).unwrap().before.is_some());
}

#[test]
fn a_bad_file_leaves_nothing_of_itself() {
	let mut world = World::new();
	let good = samples::heart_rate(5, 1, START);
	let bad_path = world.dir.join("bad.json");
	std::fs::write(&bad_path, &good[0][..40]).unwrap();
	let big = world.dir.join("big.json");
	std::fs::File::create(&big).unwrap().set_len(100 << 20).unwrap();
	let mut ingest = world.ingest(World::options());
	let error = ingest.read_file(&bad_path).unwrap_err();
	assert!(matches!(&error, Error::BadInput { line: Some(1), .. }), "{error}");
	assert!(error.to_string().contains("bad.json, line 1"), "{error}");
	assert_eq!(error.exit_code(), 4);
	assert!(matches!(ingest.read_file(&big), Err(Error::BadInput { .. })));
	assert_eq!(ingest.pending(), 0);
	// All of it lies in the future: nothing to take either.
	let mut late = World::options();
	late.rules.today = Some(20_775);
	let mut world = World::new();
	let path = world.file("late.ndjson", &good);
	let mut ingest = world.ingest(late);
	let error = ingest.read_file(&path).unwrap_err().to_string();
	assert!(error.contains("future") && error.contains("4 more"), "{error}");
	assert_eq!(ingest.pending(), 0);
}

#[test]
fn batches_are_cut_at_their_bounds() {
	let mut world = World::new();
	let all = samples::heart_rate(25, 1, START);
	let path = world.file("a.ndjson", &all);
	let mut options = World::options();
	options.max_readings = 10;
	let mut ingest = world.ingest(options);
	ingest.read_file(&path).unwrap();
	let full = ingest.seal_full().unwrap();
	assert_eq!((full.len(), ingest.pending()), (2, 5));
	let rest = ingest.seal().unwrap();
	let ids: Vec<_> = full.into_iter().chain(rest).collect();
	let counts: Vec<_> =
		ids.iter().map(|id| world.journal.batch(*id).unwrap().unwrap().sealed.count).collect();
	assert_eq!(counts, [10, 10, 5]);
	let text: String = ids.iter().map(|id| world.open(*id)).collect();
	assert_eq!(text, samples::ndjson(&all));
	let seqs: Vec<_> = ids
		.iter()
		.filter_map(|id| world.journal.batch(*id).unwrap().unwrap().sealed.device.map(|d| d.seq))
		.collect();
	assert_eq!(seqs, [0, 1, 2]);
	// Batches cut by their size in bytes.
	let mut world = World::new();
	let path = world.file("a.ndjson", &all);
	let mut options = World::options();
	options.max_bytes = 1_000;
	let mut ingest = world.ingest(options);
	ingest.read_file(&path).unwrap();
	assert!(ingest.seal_full().unwrap().len() >= 10);
	ingest.seal().unwrap();
	assert_eq!(world.journal.reading_count().unwrap(), 25);
}

#[test]
fn without_a_device_nothing_is_signed() {
	let mut world = World::new();
	let path = world.file("a.ndjson", &samples::heart_rate(3, 1, START));
	let spool = world.spool();
	let mut ingest =
		Ingest::new(&mut world.journal, &world.keystore, None, &spool, World::options()).unwrap();
	ingest.read_file(&path).unwrap();
	let ids = ingest.seal().unwrap();
	assert_eq!(world.journal.batch(ids[0]).unwrap().unwrap().sealed.device, None);
	world.open(ids[0]);
	// A device of somebody else signs nothing for this subject.
	let mut options = World::options();
	options.subject = [2; 32];
	let result =
		Ingest::new(&mut world.journal, &world.keystore, Some(&mut world.device), &spool, options);
	assert!(matches!(result.err(), Some(Error::Device { .. })));
}

const SEALING: [FailPoint; 6] = [
	FailPoint::DeviceSigned,
	FailPoint::SpoolWriting,
	FailPoint::SpoolWritten,
	FailPoint::Sealing,
	FailPoint::KeyWritten,
	FailPoint::Sealed,
];

/// Not a test by itself: the process that [`a_crash_while_sealing_loses_nothing`] kills.
#[test]
fn crash_child() {
	let (Ok(dir), Ok(point)) = (std::env::var("CRASH_DIR"), std::env::var("CRASH_AT")) else {
		return;
	};
	let point = FailPoint::ALL.into_iter().find(|p| format!("{p:?}") == point).unwrap();
	let mut world = World::reopen(Path::new(&dir));
	let fail = FailPoints::at(point, Action::Abort);
	world.device.fail = fail;
	let path = world.dir.join("a.ndjson");
	let mut ingest = world.ingest(World::options());
	ingest.fail = fail;
	ingest.read_file(&path).unwrap();
	ingest.seal().unwrap();
	unreachable!("it was to be killed at {point:?}");
}

#[test]
fn a_crash_while_sealing_loses_nothing() {
	let all = samples::heart_rate(300, 1, START);
	let (_crate, here) = module_path!().split_once("::").unwrap();
	let child = format!("{here}::crash_child");
	for point in SEALING {
		let temp = tempfile::tempdir().unwrap();
		let world = World::make(temp.path());
		world.file("a.ndjson", &all);
		drop(world);
		// Kill the process there, twice: a crash while recovering is no worse.
		for _ in 0..2 {
			let status = Command::new(std::env::current_exe().unwrap())
				.args(["--exact", &child])
				.env("CRASH_DIR", temp.path())
				.env("CRASH_AT", format!("{point:?}"))
				.stdout(std::process::Stdio::null())
				.stderr(std::process::Stdio::null())
				.status()
				.unwrap();
			if point != FailPoint::Sealed {
				assert!(!status.success(), "{point:?}");
			}
		}
		let mut world = World::reopen(temp.path());
		let path = world.dir.join("a.ndjson");
		let mut ingest = world.ingest(World::options());
		let report = ingest.read_file(&path).unwrap();
		ingest.seal().unwrap();
		// Every reading is in exactly one batch, and there is nothing else.
		let sealed = world.journal.batches_in(BatchState::Sealed).unwrap();
		assert_eq!(sealed.len(), 1, "{point:?}");
		assert_eq!(world.journal.batches().unwrap().len(), 1, "{point:?}");
		assert_eq!(world.open(sealed[0].id), samples::ndjson(&all), "{point:?}");
		assert_eq!(world.keystore.data_keys().unwrap(), [sealed[0].sealed.content.digest]);
		assert_eq!(world.spool_files(), 1, "{point:?}");
		assert_eq!(report.before.is_some(), point == FailPoint::Sealed);
	}
}

#[test]
fn a_full_disk_while_sealing_leaves_nothing_half_written() {
	for point in [
		FailPoint::SpoolWriting,
		FailPoint::SpoolWritten,
		FailPoint::Sealing,
		FailPoint::KeystoreWriting,
		FailPoint::KeyWritten,
	] {
		let mut world = World::new();
		let all = samples::heart_rate(300, 1, START);
		let path = world.file("a.ndjson", &all);
		let fail = FailPoints::at(point, Action::DiskFull);
		world.keystore.fail = fail;
		let mut ingest = world.ingest(World::options());
		ingest.fail = fail;
		ingest.read_file(&path).unwrap();
		let error = ingest.seal().unwrap_err();
		assert!(matches!(error, Error::DiskFull { .. }), "{point:?}: {error}");
		assert!(error.to_string().contains("disk is full"));
		// The readings still wait, and are sealed once there is room.
		assert_eq!(ingest.pending(), 300);
		ingest.fail = FailPoints::none();
		assert_eq!(world.spool_files(), 0, "{point:?}");
		assert_eq!(world.keystore.data_keys().unwrap(), Vec::<Digest>::new());
		assert_eq!(world.journal.batches().unwrap(), []);
		world.keystore.fail = FailPoints::none();
		let mut ingest = world.ingest(World::options());
		ingest.read_file(&path).unwrap();
		let ids = ingest.seal().unwrap();
		assert_eq!(world.open(ids[0]), samples::ndjson(&all));
	}
}

#[test]
fn a_full_disk_under_the_journal_is_undone_at_the_next_start() {
	let mut world = World::new();
	let all = samples::heart_rate(3_000, 1, START);
	let path = world.file("a.ndjson", &all);
	// SQLite's own error for a full disk.
	world.journal.limit_pages(24).unwrap();
	let mut ingest = world.ingest(World::options());
	ingest.read_file(&path).unwrap();
	let error = ingest.seal().unwrap_err();
	assert!(matches!(error, Error::DiskFull { .. }), "{error}");
	let dir = world.dir.clone();
	let World { _temp, .. } = world;
	let mut world = World::reopen(&dir);
	let mut ingest = world.ingest(World::options());
	assert_eq!(ingest.read_file(&path).unwrap().new, 3_000);
	let ids = ingest.seal().unwrap();
	assert_eq!(world.open(ids[0]), samples::ndjson(&all));
	assert_eq!(world.keystore.data_keys().unwrap().len(), 1);
	assert_eq!(world.spool_files(), 1);
}
