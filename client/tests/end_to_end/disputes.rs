//! A dispute that goes against a patient who has nothing: the appeal is free.

use crate::{
	money::taken_in,
	world::{wait_for, Home},
	Stage,
};

pub fn a_free_appeal(stage: &Stage) {
	// An arbiter who was accredited by nobody that accredits researchers.
	let arbiter = stage.home("//Arbiter");
	let accreditor = Home::bare(&stage.root, &stage.url, "//Ferdie");
	accreditor.ok(&["accredit", &arbiter.address(), "arbiter"]);
	arbiter.ok(&["dispute", "key"]);

	// A patient without a token contributes, at a hospital's cost.
	let hospital = stage.home("//Clinic");
	let sponsorship =
		hospital.ok(&["sponsor", "create", "--budget", "20"])["sponsorship"].to_string();
	let patient = taken_in(stage, &hospital, &sponsorship, "//Nothing");
	let device = stage.device(&patient);
	let sponsor = stage.home("//SponsorG");
	let study = stage.study(&sponsor, &["--dispute-window", "1h"]);
	let granted = patient.ok(&["consent", "grant", &format!("study:{study}")]);
	let grant = granted["grant"].to_string();
	let inbox = patient.file("readings.ndjson", stage.readings(5));
	patient.ok(&["gateway", "ingest", &inbox, "--device", &device]);
	let cid = patient.batches()[0][4].clone();
	let dataset = patient.ok(&["dataset", "show", &cid])["digest"].as_str().unwrap().to_owned();
	patient.ok(&["gateway", "contribute", "--study", &study, "--dataset", &dataset]);
	// From now on nobody pays for the patient.
	hospital.ok(&["sponsor", "evict", &sponsorship, &patient.address()]);
	assert_eq!(patient.free(), 0);

	// The sponsor disputes it, and the arbiter believes the sponsor.
	let contribution = format!("{}:{dataset}", patient.address());
	let opened = sponsor.ok(&[
		"dispute",
		"open",
		&study,
		"--complaint",
		"undecryptable",
		"--contribution",
		&contribution,
		"--says",
		"it does not open",
	]);
	let dispute = opened["dispute"].to_string();
	let show = || sponsor.ok(&["dispute", "show", &dispute]);
	wait_for(&stage.url, "an arbiter is drawn", || show()["phase"] == "deciding");
	assert_eq!(show()["arbiter"], arbiter.address());
	let appeal = ["dispute", "appeal", &dispute, "--says", "it opens with the key of the study"];
	patient.fails(&appeal, 3, &["NotDecided", "nothing was charged"]);
	// The time to appeal is short on a development chain, so the patient asks until there is a
	// decision.
	let mut deciding = arbiter.start(&["dispute", "decide", &dispute, "upheld"]);
	let appealed = loop {
		let ran = patient.run(&appeal);
		match ran.code {
			Some(0) => break ran.json,
			_ => assert!(ran.text.contains("NotDecided"), "{}", ran.text),
		}
	};
	deciding.out.wait("is decided");

	// The appeal cost nothing, and it counts.
	assert_eq!(patient.free(), 0);
	// A second appeal is refused.
	patient.fails(&appeal, 3, &["NothingToAppeal", "nothing was charged"]);
	wait_for(&stage.url, "the panel has it", || show()["phase"] == "appealed");
	let shown = show();
	assert_eq!(shown["contributions"][0]["appealed"], true, "{shown}");
	assert_eq!(shown["contributions"][0]["verdict"], "upheld", "{shown}");
	let grounds = std::fs::read_to_string(appealed["grounds"].as_str().unwrap()).unwrap();
	assert!(grounds.contains("it opens with the key of the study"), "{grounds}");
	// Revoking is free too.
	let revoked = patient.ok(&["consent", "revoke", &grant]);
	assert_eq!((&revoked["fee"], patient.free()), (&"0".into(), 0));
}
