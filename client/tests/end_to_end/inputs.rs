//! Bad files, a full disk, wrong passphrases: a clear error, nothing lost, nothing half-done.

use crate::{world::Home, Stage};
use epione_client::intake::samples;
use std::{path::Path, process::Command};

pub fn bad_files(stage: &Stage) {
	let home = stage.home("//Input");
	let good = stage.readings(10);
	let cut = &good[..good.len() - 40];
	// Of these a part cannot be taken: it is set aside by itself.
	let partly: [(&str, Vec<u8>, &[&str]); 2] = [
		("truncated.ndjson", cut.into(), &["truncated.ndjson", "line 10 set aside"]),
		(
			"patient.json",
			b"{\"resourceType\":\"Patient\",\"id\":\"a\"}".to_vec(),
			&["patient.json: no reading in it", "1 Patient"],
		),
	];
	let bad: [(&str, Vec<u8>, &[&str]); 6] = [
		("malformed.json", b"{\"resourceType\": \"Observation\", ".to_vec(), &["malformed.json"]),
		("text.json", b"blood pressure 120/80".to_vec(), &["text.json"]),
		("other.json", b"{\"heartRate\": 61}".to_vec(), &["resourceType"]),
		("binary.json", (0..=255).cycle().take(4_000).collect(), &["binary.json"]),
		("empty.json", Vec::new(), &["empty.json"]),
		("oversized.ndjson", vec![b' '; 100 << 20], &["104857600 bytes", "Split it"]),
	];
	home.file("good/a.ndjson", &good);
	let folder = home.dir.join("good").to_str().unwrap().to_owned();
	for (name, bytes, words) in &bad {
		let path = home.file(name, bytes);
		home.fails(&["gateway", "ingest", &folder, &path], 4, words);
	}
	// Nothing was taken, not even from the good file next to it.
	assert!(home.batches().is_empty());
	assert_eq!(std::fs::read_dir(home.dir.join("keys/data")).unwrap().count(), 0);
	home.fails(
		&["gateway", "ingest", "/nowhere/at/all.json"],
		1,
		&["cannot read /nowhere/at/all.json"],
	);

	// In the inbox they stay where they are, and hold up nothing.
	home.file("inbox/a.ndjson", &good);
	for (name, bytes, _) in bad.iter().take(5).chain(&partly) {
		home.file(&format!("inbox/{name}"), bytes);
	}
	let ran = home.run(&["gateway", "run", "--once"]);
	assert_eq!(ran.code, Some(0), "{}", ran.text);
	for (name, _, words) in bad.iter().take(5).chain(&partly) {
		assert!(ran.text.contains(name), "nothing was said of {name}: {}", ran.text);
		assert!(home.dir.join("inbox").join(name).exists());
		for word in words.iter() {
			assert!(ran.text.contains(word), "nothing of {word} in {}", ran.text);
		}
	}
	let batches = home.batches();
	assert_eq!((batches.len(), &*batches[0][1], &*batches[0][3]), (1, "anchored", "10"));

	// A reading twice: in the same file, in a copy under another name, and in a file with old and
	// new readings.
	let a = home.dir.join("inbox/a.ndjson").to_str().unwrap().to_owned();
	let b = home.file("b.ndjson", &good);
	for path in [&a, &b] {
		let again = home.ok(&["gateway", "ingest", path]);
		assert!(again["notices"]
			.to_string()
			.contains("ingested before (as a.ndjson, 10 readings)"));
	}
	let more = stage.readings(5);
	let c = home.file("c.ndjson", format!("{more}{good}"));
	let again = home.ok(&["gateway", "ingest", &c]);
	assert!(again["notices"].to_string().contains("10 of 15 readings were seen before"), "{again}");
	let batches = home.batches();
	assert_eq!((batches.len(), &*batches[1][3]), (2, "5"));
	assert_eq!(home.count("Datasets.Anchored"), 2);
}

/// A small file system of its own; unmounted when dropped. `None` without the right to mount.
struct Small(std::path::PathBuf);

impl Small {
	fn mount(dir: &Path) -> Option<Self> {
		std::fs::create_dir_all(dir).unwrap();
		let mounted = Command::new("mount")
			.args(["-t", "tmpfs", "-o", "size=1500k,mode=700", "tmpfs"])
			.arg(dir)
			.output();
		mounted.is_ok_and(|out| out.status.success()).then(|| Self(dir.to_owned()))
	}

	fn grow(&self) {
		let grown =
			Command::new("mount").args(["-o", "remount,size=64m"]).arg(&self.0).output().unwrap();
		assert!(grown.status.success(), "{grown:?}");
	}
}

impl Drop for Small {
	fn drop(&mut self) {
		let _ = Command::new("umount").arg("-l").arg(&self.0).output();
	}
}

fn leftovers(home: &Home) -> Vec<String> {
	let mut found = Vec::new();
	for dir in ["spool", "keys/data"] {
		let Ok(entries) = std::fs::read_dir(home.dir.join(dir)) else { continue };
		found.extend(entries.map(|e| e.unwrap().path().display().to_string()));
	}
	found
}

pub fn full_disk(stage: &Stage) {
	let bare = Home::bare(&stage.root, &stage.url, "//Full");
	let small = Small::mount(&bare.dir);
	let home = stage.home("//Full");
	let outside = Home::bare(&stage.root.join("outside"), &stage.url, "//Full");
	let path = outside
		.file("day.ndjson", samples::ndjson(&samples::heart_rate(10_000, 99, 1_795_132_800_000)));
	let args = ["gateway", "ingest", path.as_str()];
	match &small {
		Some(small) => {
			home.fails(
				&args,
				1,
				&["the disk is full", "nothing half-written", "run the command again"],
			);
			assert_eq!(leftovers(&home), Vec::<String>::new());
			assert!(home.batches().is_empty());
			small.grow();
		},
		// No right to mount: a limit on the size of files instead, in 1024-byte blocks.
		None => {
			let command = home.command(&["--json", "gateway", "ingest", &path]);
			let mut limited = Command::new("bash");
			limited.arg("-c").arg("trap '' XFSZ; ulimit -f 512; exec \"$0\" \"$@\"");
			limited.arg(command.get_program()).args(command.get_args());
			limited.envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
			let output = limited.output().unwrap();
			assert_eq!(output.status.code(), Some(1), "{output:?}");
			let text = String::from_utf8_lossy(&output.stdout).into_owned();
			assert!(text.contains("nothing half-written"), "{text}");
			assert_eq!(leftovers(&home), Vec::<String>::new());
			assert!(home.batches().is_empty());
		},
	}
	// With room the same command takes all of it.
	home.ok(&args);
	let batches = home.batches();
	assert_eq!((batches.len(), &*batches[0][1], &*batches[0][3]), (1, "anchored", "10000"));
}

pub fn passphrases(stage: &Stage) {
	let home = Home::bare(&stage.root, &stage.url, "//Locked");
	home.fails(&["keys", "list"], 7, &["no keystore", "`epione keys init`"]);
	home.ok(&["keys", "init"]);
	home.fails(&["keys", "init"], 7, &["already", "left as it is"]);
	let made = home.ok(&["keys", "new", "anna"]);
	home.fails(&["keys", "new", "anna"], 7, &["never overwritten"]);
	home.fails(&["keys", "new", "//anna"], 2, &["cannot be a name"]);
	let listed = home.ok(&["keys", "list"]);
	assert_eq!(listed["accounts"][0]["address"], made["address"]);
	let wrong = Home { passphrase: "guess".into(), ..home.clone() };
	wrong.fails(&["keys", "list"], 7, &["wrong passphrase", "try again"]);
	let anna = Home { signer: "anna".into(), ..wrong };
	anna.fails(&["consent", "list"], 7, &["wrong passphrase"]);
	let nobody = Home { signer: "nobody".into(), ..home.clone() };
	nobody.fails(&["consent", "list"], 7, &["no account \"nobody\"", "`epione keys list`"]);
	let new = home.file("new", "another one\n");
	home.ok(&["keys", "passphrase", "--new-passphrase-file", &new]);
	home.fails(&["keys", "list"], 7, &["wrong passphrase"]);
	let opened = Home { passphrase: "another one".into(), ..home.clone() };
	opened.ok(&["keys", "destroy", "--account", "anna"]);
	opened.fails(&["keys", "destroy", "--account", "anna"], 7, &["`epione keys list`"]);
	// A damaged keystore is not reported as a wrong passphrase.
	std::fs::write(home.dir.join("keys/keystore.age"), b"not age at all").unwrap();
	opened.fails(&["keys", "list"], 7, &["cannot be read", "backup"]);
}
