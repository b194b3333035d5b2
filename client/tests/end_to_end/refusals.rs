//! What grants, studies and invitations do not allow: each refused by the runtime, in words, at no
//! cost.

use crate::{
	world::{wait_for, wait_until, Home},
	Stage,
};
use std::path::Path;

/// Seals and anchors fresh readings; returns the dataset's digest.
fn dataset(stage: &Stage, home: &Home, name: &str, more: &[&str]) -> String {
	let path = home.file(name, stage.readings(5));
	home.ok(&[&["gateway", "ingest", &path], more].concat());
	let batches = home.batches();
	let cid = &batches.last().unwrap()[4];
	home.ok(&["dataset", "show", cid])["digest"].as_str().unwrap().to_owned()
}

fn contribute(study: &str, dataset: &str, more: &[&str]) -> Vec<String> {
	let args = ["gateway", "contribute", "--study", study, "--dataset", dataset];
	args.iter().chain(more).map(|arg| arg.to_string()).collect()
}

fn refused(home: &Home, study: &str, dataset: &str, more: &[&str], words: &[&str]) {
	let args = contribute(study, dataset, more);
	home.fails(&args.iter().map(String::as_str).collect::<Vec<_>>(), 3, words);
}

fn taken(home: &Home, study: &str, dataset: &str, more: &[&str]) -> serde_json::Value {
	let args = contribute(study, dataset, more);
	home.ok(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

fn grant(home: &Home, study: &str, more: &[&str]) -> String {
	let study = format!("study:{study}");
	home.ok(&[&["consent", "grant", &study], more].concat())["grant"].to_string()
}

pub fn scope_and_purpose(stage: &Stage) {
	let home = stage.home("//Scope");
	let sponsor = stage.home("//SponsorA");
	let device = stage.device(&home);
	let wearable = ["--modality", "wearable", "--device", device.as_str()];
	let at_home = ["--modality", "home-monitor", "--device", device.as_str()];
	let pulse = dataset(stage, &home, "pulse.ndjson", &wearable);
	let other = dataset(stage, &home, "other.ndjson", &at_home);
	let study = stage.study(&sponsor, &[]);
	let second = stage.study(&sponsor, &["--min-depth", "10", "--modality", "wearable"]);

	home.fails(
		&["gateway", "contribute", "--study", &study, "--dataset", &pulse],
		2,
		&["nothing", "`epione consent grant study:"],
	);
	let kind = grant(&home, &study, &["--modality", "home-monitor"]);
	refused(&home, &study, &pulse, &["--grant", &kind], &["ModalityOutOfScope", "--modality"]);
	let named = grant(&home, &study, &["--dataset", &other]);
	refused(&home, &study, &pulse, &["--grant", &named], &["DatasetOutOfScope", "--dataset"]);
	let purpose = grant(&home, &study, &["--purpose", "ancestry-research"]);
	refused(
		&home,
		&study,
		&pulse,
		&["--grant", &purpose],
		&["PurposeNotGranted", "study's own purpose"],
	);
	let elsewhere = grant(&home, &second, &[]);
	refused(
		&home,
		&study,
		&pulse,
		&["--grant", &elsewhere],
		&["GrantForOtherGrantee", "consent list"],
	);
	refused(&home, &second, &pulse, &[], &["BatchTooSmall", "more readings"]);
	refused(&home, &second, &other, &[], &["ModalityNotWanted", "`epione study show`"]);
	let somebody = Home::bare(&stage.root, &stage.url, "//Sender");
	let theirs = grant(&somebody, &study, &[]);
	refused(&home, &study, &pulse, &["--grant", &theirs], &["GrantOfOtherSubject", "own subject"]);
	refused(&home, &study, &pulse, &["--grant", "999999"], &["GrantNotFound", "consent list"]);

	// Somebody else's dataset.
	let none = "00".repeat(32);
	home.fails(
		&["gateway", "contribute", "--study", &study, "--dataset", &none],
		2,
		&["not one of this gateway's", "`epione gateway status`"],
	);
	somebody.fails(
		&["dataset", "tombstone", &pulse, "--subject", &home.address()],
		3,
		&["NotSubjectOrGuardian", "--signer"],
	);
	somebody.fails(&["dataset", "show", &pulse], 2, &["has no dataset", "--subject"]);

	// None of this reached the chain, and the right grant works.
	assert_eq!(home.count("Studies.Committed"), 0);
	grant(&home, &study, &[]);
	taken(&home, &study, &pulse, &[]);
	assert_eq!(taken(&home, &study, &pulse, &[])["already"], true);
	assert_eq!(home.count("Studies.Delivered"), 1);
}

pub fn limits(stage: &Stage) {
	let home = stage.home("//Limits");
	let sponsor = stage.home("//SponsorB");
	let device = stage.device(&home);
	let signed = ["--modality", "wearable", "--device", device.as_str()];
	let a = dataset(stage, &home, "a.ndjson", &signed);
	let b = dataset(stage, &home, "b.ndjson", &signed);

	// Short of money: enough for one contribution.
	let study = stage.study(&sponsor, &["--budget", "1.5"]);
	let used = grant(&home, &study, &["--uses", "1"]);
	taken(&home, &study, &a, &["--grant", &used]);
	wait_for(&stage.url, "the first contribution is settled", || {
		home.count("Studies.Settled") == 1
	});
	let spent = grant(&home, &study, &[]);
	refused(
		&home,
		&study,
		&b,
		&["--grant", &spent],
		&["BudgetExhausted", "`epione study fund`", "gateway run"],
	);
	sponsor.ok(&["study", "fund", &study, "10"]);
	refused(&home, &study, &b, &["--grant", &used], &["GrantUsedUp", "--uses"]);
	// `gateway run` by itself, with a live grant.
	let ran = home.run(&["gateway", "run", "--once", "--modality", "wearable"]);
	assert!(ran.text.contains("delivered"), "{}", ran.text);
	assert_eq!(home.count("Studies.Delivered"), 2);

	// One contribution per participant, with a dispute window that lasts.
	let once = stage.study(&sponsor, &["--per-participant", "1", "--dispute-window", "5s"]);
	grant(&home, &once, &[]);
	taken(&home, &once, &a, &[]);
	refused(&home, &once, &b, &[], &["ParticipantCapReached", "of this patient"]);
	let slow = stage.study(&sponsor, &["--dispute-window", "1h"]);
	grant(&home, &slow, &[]);
	taken(&home, &slow, &a, &[]);
	refused(&home, &slow, &b, &[], &["FirstNotSettled", "wait until", "`epione gateway run`"]);

	// An expired grant.
	let short = home.ok(&["consent", "grant", &format!("study:{study}"), "--valid", "20s"]);
	let c = dataset(stage, &home, "c.ndjson", &signed);
	wait_until(&stage.url, short["valid_until"].as_u64().unwrap());
	let short = short["grant"].to_string();
	refused(&home, &study, &c, &["--grant", &short], &["GrantExpired", "`epione consent grant`"]);
	let list = home.ok(&["consent", "list"]);
	let ended = list["grants"]
		.as_array()
		.unwrap()
		.iter()
		.find(|g| g["grant"].as_u64() == short.parse().ok());
	assert_eq!(ended.unwrap()["live"], false);

	// A study that is not approved, and one that is over.
	let document = sponsor.file("study.md", "# Never approved\n");
	let proposed = sponsor.ok(&[
		"study",
		"create",
		&document,
		"--budget",
		"5",
		"--reward",
		"1",
		"--dispute-window",
		"2s",
	]);
	let proposed = proposed["study"].to_string();
	grant(&home, &proposed, &[]);
	refused(&home, &proposed, &a, &[], &["NotApproved", "`epione study approve`"]);
	let over = stage.study(&sponsor, &["--open-for", "45s"]);
	grant(&home, &over, &[]);
	let closes = sponsor.ok(&["study", "show", &over])["terms"]["closes"].as_u64().unwrap();
	wait_until(&stage.url, closes);
	refused(&home, &over, &c, &[], &["StudyClosed", "`epione study list`"]);
	sponsor.ok(&["study", "close", &over]);
	home.fails(&["study", "show", "999999"], 2, &["no study 999999", "`epione study list`"]);
	sponsor.fails(
		&[
			"study",
			"create",
			&document,
			"--budget",
			"5",
			"--reward",
			"1",
			"--dispute-window",
			"20d",
		],
		3,
		&["InvalidDisputeWindow", "--dispute-window"],
	);
}

pub fn invitations(stage: &Stage) {
	let home = stage.home("//Invited");
	let sponsor = stage.home("//SponsorC");
	let study = stage.study(&sponsor, &["--by-invitation", "--modality", "questionnaire"]);
	let kind = ["--modality", "questionnaire"];
	let a = dataset(stage, &home, "a.ndjson", &kind);
	let b = dataset(stage, &home, "b.ndjson", &kind);
	grant(&home, &study, &[]);
	refused(&home, &study, &a, &[], &["NoInvitation", "`epione study invite`", "--invitation"]);
	let ran = home.run(&["gateway", "run", "--once", "--modality", "questionnaire"]);
	assert!(ran.text.contains("ask its sponsor"), "{}", ran.text);

	let invite = |who: &Home, subject: &str, out: &str, more: &[&str]| {
		let args = ["study", "invite", "--study", &study, "--subject", subject, "--out", out];
		who.run(&[&args[..], more].concat())
	};
	let path = |name: &str| stage.root.join(name).to_str().unwrap().to_owned();
	let own = home.address();
	let stolen = invite(&home, &own, &path("stolen.json"), &[]);
	crate::world::check_failure(&["study invite"], &stolen, 2, &["only its sponsor", "--signer"]);
	assert!(!Path::new(&path("stolen.json")).exists());
	let try_one = |file: &str, code, words: &[&str]| {
		let args = contribute(&study, &a, &["--invitation", file]);
		home.fails(&args.iter().map(String::as_str).collect::<Vec<_>>(), code, words);
	};
	// Invitations for somebody else, expired, forged, damaged.
	assert_eq!(invite(&sponsor, "//Sender", &path("other.json"), &[]).code, Some(0));
	try_one(&path("other.json"), 2, &["it invites", "Ask the study's sponsor"]);
	let brief = invite(&sponsor, &own, &path("brief.json"), &["--expiry", "2s"]);
	wait_until(&stage.url, brief.json["expiry"].as_u64().unwrap());
	try_one(&path("brief.json"), 2, &["it was good until", "Ask the study's sponsor"]);
	let good = invite(&sponsor, &own, &path("good.json"), &[]);
	let text = std::fs::read_to_string(path("good.json")).unwrap();
	let longer: serde_json::Value = serde_json::from_str(&text).unwrap();
	let forged = text.replace(
		&longer["expiry"].to_string(),
		&(longer["expiry"].as_u64().unwrap() + 1).to_string(),
	);
	try_one(&home.file("forged.json", forged), 2, &["not signed by the study's sponsor"]);
	try_one(
		&home.file("damaged.json", &text[..50]),
		4,
		&["no invitation", "`epione study invite`"],
	);
	// An invitation as one line of text.
	let compact = home.file("compact", good.json["compact"].as_str().unwrap());
	taken(&home, &study, &a, &["--invitation", &compact]);
	wait_for(&stage.url, "the first contribution is settled", || {
		home.count("Studies.Settled") == 1
	});
	// The chain remembers the invitation.
	let ran = home.run(&["gateway", "run", "--once", "--modality", "questionnaire"]);
	assert!(ran.text.contains("delivered"), "{}", ran.text);
	assert_eq!(taken(&home, &study, &b, &[])["already"], true);

	let signed = stage.study(&sponsor, &[]);
	sponsor.fails(
		&["study", "invite", "--study", &signed, "--subject", &own],
		2,
		&["nobody needs an invitation"],
	);
}
