//! The story, with a home for each person and the gateway as a process of its own.

use crate::{
	world::{wait_for, Home},
	Stage,
};
use std::path::{Path, PathBuf};

pub const LISTEN: &str =
	"[store]\nlisten = [\"/ip4/127.0.0.1/tcp/0\"]\nserve_anyone = true\n\n[gateway]\nbatch_s = 1\n";

/// Returns the blocks of an embedded node's repository.
fn blocks(home: &Home) -> Vec<PathBuf> {
	let mut found = Vec::new();
	let mut open = vec![home.dir.join("ipfs/blockstore")];
	while let Some(dir) = open.pop() {
		for entry in std::fs::read_dir(&dir).unwrap() {
			let path = entry.unwrap().path();
			match path.is_dir() {
				true => open.push(path),
				false => found.push(path),
			}
		}
	}
	found
}

pub fn plays(stage: &Stage) {
	let patient = stage.home("//Patient");
	let gateway = stage.home("//Gateway");
	let device = stage.device(&patient);
	let status = patient.ok(&["device", "status", &device]);
	assert_eq!(status["owner"], patient.address());
	patient.fails(&["device", "status", "//Nobody"], 2, &["was ever claimed", "address"]);
	let again = patient.run(&["device", "suspend", &device]);
	assert_eq!(again.code, Some(0), "{}", again.text);
	patient.fails(&["device", "suspend", &device], 3, &["AlreadySuspended", "nothing was charged"]);
	patient.ok(&["device", "resume", &device]);

	// From now on the device is with the gateway.
	let bag = stage.root.join("bag");
	patient.ok(&["device", "pack", &device, "--out", bag.to_str().unwrap()]);
	let packed = bag.join(format!("{device}.device"));
	gateway.ok(&["device", "unpack", packed.to_str().unwrap()]);
	assert!(!packed.exists());
	gateway.fails(&["device", "unpack", packed.to_str().unwrap()], 1, &["cannot read", ".device"]);

	patient.ok(&["gateway", "allow", &gateway.address()]);
	let study = stage.study(&stage.researcher, &["--modality", "wearable", "--min-depth", "3"]);
	let granted = patient.ok(&["consent", "grant", &format!("study:{study}"), "--uses", "5"]);
	let grant = granted["grant"].to_string();

	// The gateway watches its inbox, and serves.
	gateway.file("config.toml", LISTEN);
	let subject = patient.address();
	let mut running = gateway.start(&[
		"gateway",
		"run",
		"--subject",
		&subject,
		"--modality",
		"wearable",
		"--device",
		&device,
	]);
	running.err.wait("watching");
	let address = running.err.wait("peers reach this gateway at ");
	let address = address.rsplit(' ').next().unwrap().to_owned();
	let first = stage.readings(60);
	gateway.file("inbox/first.ndjson", &first);
	running.out.wait("anchored");
	running.out.wait("committed");
	running.out.wait("delivered");

	// What the patient sees.
	let listed = patient.ok(&["dataset", "list"]);
	let dataset = listed["datasets"][0]["digest"].as_str().unwrap().to_owned();
	let shown = patient.ok(&["dataset", "show", &dataset]);
	assert_eq!((&shown["depth"], &shown["status"]), (&6.into(), &"active".into()));
	wait_for(&stage.url, "the patient is paid", || {
		let receipt = patient.ok(&["receipt"]);
		receipt["grants"][0]["paid"].as_str().unwrap() != "0"
	});

	// The researcher fetches from the running gateway, and gets every byte.
	let out = stage.root.join("fetched");
	let fetch = |peers: &[&str]| {
		let out = out.to_str().unwrap();
		stage.researcher.run(&[&["study", "fetch", &study, "--out", out], peers].concat())
	};
	let nobody = fetch(&[]);
	crate::world::check_failure(
		&["study fetch"],
		&nobody,
		5,
		&["missing", "peer", "nothing of them"],
	);
	let got = fetch(&["--peer", &address]);
	assert_eq!(got.code, Some(0), "{}", got.text);
	let file = got.json["contributions"][0]["file"].as_str().unwrap();
	assert_eq!(std::fs::read_to_string(file).unwrap(), first);

	// One record, proved to somebody who has only the file.
	proofs(stage, &patient, &dataset, &study, &address, &first);

	// Altered on the researcher's own disk: noticed, nothing used.
	let altered: Vec<_> = blocks(&stage.researcher);
	assert!(!altered.is_empty());
	for path in &altered {
		let mut bytes = std::fs::read(path).unwrap();
		let middle = bytes.len() / 2;
		bytes[middle] ^= 1;
		std::fs::write(path, bytes).unwrap();
	}
	std::fs::remove_file(file).unwrap();
	crate::world::check_failure(&["study fetch"], &fetch(&[]), 6, &["altered", "another peer"]);
	assert!(!Path::new(file).exists());
	// Put right by a peer: the same one, which has served this researcher before.
	assert_eq!(fetch(&["--peer", &address]).code, Some(0));
	assert_eq!(std::fs::read_to_string(file).unwrap(), first);

	// Altered on the gateway's disk, while it runs: it says so, and what to do.
	for path in blocks(&gateway) {
		std::fs::write(path, "no longer that").unwrap();
	}
	let said = running.out.wait("altered or lost on this disk");
	for word in ["batch 1", "backup", "name a peer", &dataset] {
		assert!(said.contains(word), "no '{word}' in: {said}");
	}

	// Revoking costs nothing, and works once.
	patient.ok(&["consent", "revoke", &grant]);
	patient.fails(&["consent", "revoke", &grant], 3, &["AlreadyRevoked", "nothing was charged"]);
	gateway.fails(&["consent", "revoke", &grant], 3, &["nothing was charged"]);
	let list = patient.ok(&["consent", "list"]);
	assert_eq!(list["grants"][0]["live"], false);
	assert_eq!(patient.ok(&["receipt"])["grants"].as_array().unwrap().len(), 0);
	// New data is anchored, and goes to nobody.
	let second = stage.readings(60);
	gateway.file("inbox/second.ndjson", &second);
	running.out.wait("batches [2] are anchored");
	patient.ok(&["dataset", "tombstone", &dataset]);
	running.out.wait("tombstoned: key and content are destroyed");
	patient.fails(
		&["dataset", "verify-proof", stage.root.join("record.json").to_str().unwrap()],
		6,
		&["tombstoned"],
	);
	running.kill();
	let contributions = gateway.contributions();
	assert_eq!(contributions.len(), 1, "{contributions:?}");
	let batches = gateway.batches();
	assert_eq!((&*batches[0][1], &*batches[1][1]), ("tombstoned", "anchored"));
	let digest = patient.ok(&["dataset", "list"])["datasets"]
		.as_array()
		.unwrap()
		.iter()
		.find(|d| d["status"] == "active")
		.unwrap()["digest"]
		.as_str()
		.unwrap()
		.to_owned();
	gateway.fails(
		&["gateway", "contribute", "--study", &study, "--dataset", &digest, "--subject", &subject],
		3,
		&["GrantRevoked", "`epione consent grant`"],
	);
	// The gateway may no longer act.
	patient.ok(&["gateway", "disallow", &gateway.address()]);
	gateway.file("more.ndjson", stage.readings(3));
	let more = gateway.dir.join("more.ndjson");
	let more = more.to_str().unwrap();
	let ingest = ["gateway", "ingest", more, "--subject", &subject, "--modality", "wearable"];
	gateway.fails(&ingest, 3, &["NotSubjectOrGateway", "`epione gateway allow`", "gateway retry"]);
	assert_eq!(gateway.batches()[2][1], "refused");
	patient.ok(&["gateway", "allow", &gateway.address()]);
	gateway.ok(&["gateway", "retry"]);
	gateway.ok(&ingest);
	assert_eq!(gateway.batches()[2][1], "anchored");
	patient.ok(&["gateway", "disallow", &gateway.address()]);

	// The trail shows all of it.
	for (event, expected) in [
		("Devices.Claimed", 1),
		("Consent.Granted", 1),
		("Studies.Committed", 1),
		("Studies.Delivered", 1),
		("Studies.Settled", 1),
		("Consent.Revoked", 1),
		("Datasets.Anchored", 3),
		("Datasets.Tombstoned", 1),
	] {
		assert_eq!(patient.count(event), expected, "{event}");
	}
	let of_study = patient.ok(&["audit", "--study", &study]);
	assert!(of_study["trail"]
		.as_array()
		.unwrap()
		.iter()
		.any(|e| e["event"] == "Studies.StudyCreated"));
	let of_device = patient.ok(&["audit", "--device", &device]);
	assert!(of_device["trail"].as_array().unwrap().iter().any(|e| e["event"] == "Devices.Claimed"));

	// The device changes hands.
	let heir = stage.home("//Heir");
	let handed = stage.root.join("handed");
	let transfer = ["device", "transfer", &device, &heir.address()];
	let hand_over = [&transfer[..], &["--out", handed.to_str().unwrap()]].concat();
	patient.fails(&hand_over, 7, &["no device", "`epione device claim`"]);
	gateway.ok(&["device", "pack", &device, "--out", bag.to_str().unwrap()]);
	patient.ok(&["device", "unpack", packed.to_str().unwrap()]);
	patient.ok(&hand_over);
	let file = handed.join(format!("{device}.json"));
	assert_eq!(heir.ok(&["device", "claim", file.to_str().unwrap()])["claim"], 2);
	patient.fails(&["device", "lost", &device], 3, &["NotOwner", "--signer"]);
	heir.ok(&["device", "lost", &device]);

	// The end of the study.
	patient.fails(&["study", "close", &study], 3, &["NotSponsor", "--signer"]);
	let closing = stage.researcher.ok(&["study", "close", &study]);
	assert_eq!(closing["phase"], "Closing");
	stage.researcher.fails(&["study", "close", &study], 3, &["AlreadyClosing"]);
	let all = stage.researcher.ok(&["study", "list"]);
	assert!(all["studies"].as_array().unwrap().iter().any(|s| s["phase"] == "Closing"));
}

fn proofs(stage: &Stage, patient: &Home, dataset: &str, study: &str, peer: &str, records: &str) {
	let path = stage.root.join("record.json");
	let path = path.to_str().unwrap();
	let subject = patient.address();
	let of_study = |record| {
		let args = ["dataset", "prove", "--dataset", dataset, "--record", record, "--out", path];
		[&args[..], &["--subject", &subject, "--study", study, "--peer", peer]].concat()
	};
	let proved = stage.researcher.ok(&of_study("7"));
	assert_eq!((&proved["index"], &proved["depth"]), (&7.into(), &6.into()));
	assert!(proved["proof_bytes"].as_u64().unwrap() <= 600);
	let stranger = Home::bare(&stage.root, &stage.url, "//Stranger");
	let seen = stranger.dir.join("seen");
	let seen = seen.to_str().unwrap();
	let held = stranger.ok(&["dataset", "verify-proof", path, "--record-out", seen]);
	assert_eq!((&held["holds"], &held["subject"]), (&true.into(), &subject.clone().into()));
	assert_eq!(std::fs::read_to_string(seen).unwrap(), records.lines().nth(7).unwrap());
	// An altered file.
	let text = std::fs::read_to_string(path).unwrap();
	let changed = stranger.file("changed.json", text.replace("Observation", "observation"));
	stranger.fails(
		&["dataset", "verify-proof", &changed],
		6,
		&["is not number 7", "Ask for it again"],
	);
	let cut = stranger.file("cut.json", &text[..text.len() / 2]);
	stranger.fails(&["dataset", "verify-proof", &cut], 4, &["epione dataset prove"]);
	// A record that does not exist; a dataset of somebody else.
	let prove = |home: &Home, record: &str, code, words: &[&str]| {
		let args = ["dataset", "prove", "--dataset", dataset, "--record", record, "--out", path];
		home.fails(&[&args[..], &["--subject", &subject]].concat(), code, words);
	};
	prove(patient, "60", 7, &["no data key", "another keystore"]);
	stage.researcher.fails(&of_study("60"), 2, &["there is no record 60", "has 60"]);
}
