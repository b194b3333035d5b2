//! After a patient ended its consent: the researcher destroys what it fetched and acknowledges that
//! on chain.

use crate::{
	world::{wait_for, Home},
	Stage,
};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Returns the duties of the home's account under this grant.
fn duty(home: &Home, grant: &str) -> Option<Value> {
	let shown = home.ok(&["study", "duties"]);
	let all = shown["duties"].as_array().unwrap();
	all.iter().find(|duty| duty["grant"].as_u64() == grant.parse().ok()).cloned()
}

fn files(out: &Path) -> Vec<PathBuf> {
	let entries = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
	let mut files: Vec<_> =
		entries.filter(|p| p.extension().is_some_and(|e| e == "ndjson")).collect();
	files.sort();
	files
}

pub fn are_met(stage: &Stage) {
	let sponsor = stage.home("//SponsorE");
	let patient = stage.home("//Leaver");
	let device = stage.device(&patient);
	let study = stage.study(&sponsor, &["--modality", "wearable"]);
	let granted = patient.ok(&["consent", "grant", &format!("study:{study}")]);
	let grant = granted["grant"].to_string();
	patient.file("config.toml", crate::story::LISTEN);
	let subject = patient.address();
	let run =
		["gateway", "run", "--subject", &subject, "--modality", "wearable", "--device", &device];
	let mut gateway = patient.start(&run);
	let address = gateway.err.wait("peers reach this gateway at ");
	let address = address.rsplit(' ').next().unwrap().to_owned();
	let mut digests = Vec::new();
	for name in ["one", "two"] {
		patient.file(&format!("inbox/{name}.ndjson"), stage.readings(8));
		gateway.out.wait("delivered");
		let all = patient.ok(&["dataset", "list"]);
		let all = all["datasets"].as_array().unwrap().iter();
		let new: Vec<_> = all
			.map(|d| d["digest"].as_str().unwrap().to_owned())
			.filter(|d| !digests.contains(d))
			.collect();
		digests.extend(new);
		// A study pays for a participant's first contribution before it takes the second.
		wait_for(&stage.url, "the contribution is settled", || {
			patient.ok(&["receipt"])["grants"][0]["pending"] == "0"
		});
	}
	assert_eq!(digests.len(), 2);
	let out = stage.root.join("fetched-by-sponsor-e");
	let fetch = ["study", "fetch", &study, "--out", out.to_str().unwrap(), "--peer", &address];
	sponsor.ok(&fetch);
	let paths: Vec<_> = digests.iter().map(|d| out.join(format!("{d}.ndjson"))).collect();
	assert!(paths.iter().all(|path| path.exists()));

	// Consent has not ended: nothing to do, and nothing is destroyed.
	assert_eq!(duty(&sponsor, &grant), None);
	let dry = sponsor.ok(&["study", "erase", &grant, "--dry-run"]);
	assert_eq!((&dry["grants"][0]["datasets"], &dry["grants"][0]["kept"]), (&0.into(), &2.into()));
	sponsor.fails(&["study", "acknowledge", &grant], 2, &["cannot know", "--destroyed-elsewhere"]);
	let early = ["study", "acknowledge", &grant, "--destroyed-elsewhere"];
	sponsor.fails(&early, 3, &["NotEnded", "nothing was charged"]);

	// One dataset is tombstoned: only that one is destroyed.
	patient.ok(&["dataset", "tombstone", &digests[0]]);
	wait_for(&stage.url, "the tombstone obliges the sponsor", || duty(&sponsor, &grant).is_some());
	let owed = duty(&sponsor, &grant).unwrap();
	assert_eq!((&owed["overdue"], &owed["counts"]), (&false.into(), &true.into()), "{owed}");
	assert_eq!(owed["datasets_here"], 2);
	let receipt = patient.ok(&["receipt"]);
	assert_eq!(receipt["grants"][0]["duty"]["due"], owed["due"]);
	sponsor.fails(&["study", "acknowledge", &grant], 2, &["still here", "study erase"]);
	patient.fails(&early, 3, &["NotController", "--signer"]);
	let dry = sponsor.ok(&["study", "erase", "--due", "--dry-run"]);
	assert_eq!(dry["grants"][0]["files"], serde_json::json!([paths[0]]));
	assert!(paths[0].exists());
	let erased = sponsor.ok(&["study", "erase", "--due"]);
	let done = &erased["grants"][0];
	assert_eq!(done["files"], serde_json::json!([paths[0]]), "{done}");
	assert_eq!((&done["acknowledged"], &done["kept"]), (&true.into(), &1.into()));
	assert!(done["kept_keys"][0]["why"].as_str().unwrap().contains("epione study key"), "{done}");
	assert_eq!(files(&out), [paths[1].clone()]);
	assert_eq!(duty(&sponsor, &grant), None);
	assert!(patient.ok(&["receipt"])["grants"][0]["acknowledged_at"].as_u64().unwrap() > 0);

	// The whole consent ends: the key's version is destroyed too, since there is a newer one.
	assert_eq!(sponsor.ok(&["study", "key", &study])["version"], 1);
	patient.ok(&["consent", "revoke", &grant]);
	// A file was moved: the home says so, and does not acknowledge what it cannot know.
	let moved = stage.root.join("moved-by-sponsor-e.ndjson");
	std::fs::rename(&paths[1], &moved).unwrap();
	let words = [paths[1].to_str().unwrap(), "--destroyed-elsewhere"];
	for again in [&["study", "erase", &grant][..], &["study", "acknowledge", &grant]] {
		sponsor.fails(&["study", "erase", &grant], 2, &words);
		sponsor.fails(again, 2, &words);
	}
	assert!(duty(&sponsor, &grant).is_some());
	std::fs::remove_file(&moved).unwrap();
	let last = sponsor.ok(&["study", "acknowledge", &grant, "--destroyed-elsewhere"]);
	assert_eq!(last["acknowledged"], true);
	assert_eq!(duty(&sponsor, &grant), None);
	let keys = sponsor.ok(&["keys", "list"]).to_string();
	assert!(keys.contains("version 1") && !keys.contains("version 0"), "{keys}");
	let again = ["study", "acknowledge", &grant, "--destroyed-elsewhere"];
	sponsor.fails(&again, 3, &["AlreadyAcknowledged"]);
	// A new fetch has nothing of this patient.
	assert_eq!(sponsor.ok(&fetch)["contributions"], serde_json::json!([]));

	for (event, expected) in
		[("Consent.AcknowledgementDue", 2), ("Consent.Acknowledged", 2), ("Consent.Revoked", 1)]
	{
		assert_eq!(patient.count(event), expected, "{event}");
	}
	gateway.kill();
}
