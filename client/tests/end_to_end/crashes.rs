//! The gateway, killed at its worst moments: no reading lost, none anchored twice.

use crate::Stage;

pub fn nothing_is_lost_or_doubled(stage: &Stage) {
	let home = stage.home("//Crash");
	let device = stage.device(&home);
	let study = stage.study(&stage.home("//SponsorD"), &["--modality", "wearable"]);
	home.ok(&["consent", "grant", &format!("study:{study}")]);
	let args = ["gateway", "run", "--once", "--modality", "wearable", "--device", &device];
	// Between sealing and storing, storing and anchoring, committing and delivering.
	let points = [
		"KeyWritten",
		"Stored",
		"AnchorSigned",
		"AnchorSubmitted",
		"CommitWritten",
		"CommitSubmitted",
		"CommitFinal",
		"DeliverWritten",
		"DeliverSubmitted",
	];
	let mut input = Vec::new();
	for (number, point) in points.iter().enumerate() {
		// Each run continues where the last one ended, with new readings in the inbox.
		let readings = stage.readings(3);
		home.file(&format!("inbox/{number}.ndjson"), &readings);
		input.extend(readings.lines().map(str::to_owned));
		let killed = home.run_with(&args, |command| {
			command.env("EPIONE_FAILPOINT", format!("{point}=abort"));
		});
		assert_eq!(killed.code, None, "{point} was not passed: {}", killed.text);
	}
	crate::world::wait_for(&stage.url, "everything is delivered", || {
		let ran = home.run(&args);
		assert_eq!(ran.code, Some(0), "{}", ran.text);
		let contributions = home.contributions();
		contributions.len() == home.batches().len()
			&& contributions.iter().all(|c| c[3] == "delivered")
	});
	// Nothing is left that a later run would do again.
	assert_eq!(home.run(&args).text, "");
	assert_eq!(std::fs::read_dir(home.dir.join("spool")).unwrap().count(), 0);

	let batches = home.batches();
	assert!(batches.iter().all(|batch| batch[1] == "anchored"), "{batches:?}");
	assert_eq!(std::fs::read_dir(home.dir.join("keys/data")).unwrap().count(), batches.len());
	for event in ["Datasets.Anchored", "Studies.Committed", "Studies.Delivered"] {
		assert_eq!(home.count(event), batches.len(), "{event}");
	}
	// Every reading is in exactly one dataset: proved out of the stored content.
	let mut found = Vec::new();
	let out = home.dir.join("record.json");
	let out = out.to_str().unwrap();
	for batch in &batches {
		for record in 0..batch[3].parse::<u32>().unwrap() {
			let record = record.to_string();
			let which = ["--dataset", &batch[4], "--record", &record];
			home.ok(&[&["dataset", "prove", "--out", out], &which[..]].concat());
			let shown = std::fs::read_to_string(out).unwrap();
			let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
			found.push(shown["record"].as_str().unwrap().to_owned());
		}
	}
	found.sort();
	input.sort();
	assert_eq!(found, input);
}
