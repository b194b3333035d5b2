//! What others pay for a patient: the reward pool, and a sponsorship.

use crate::{
	world::{wait_for, Home},
	Stage,
};
use epione_client::words::EPI;
use serde_json::Value;

/// Returns an amount in the smallest unit, as `--json` has it.
fn amount(value: &Value) -> u128 {
	value.as_str().unwrap_or_default().parse().unwrap_or_else(|e| panic!("{value}: {e}"))
}

/// A contribution is settled, its epoch ends, and what the pool owes for it is claimed once.
pub fn rewards(stage: &Stage) {
	let patient = stage.home("//Earner");
	let sponsor = stage.home("//SponsorF");
	sponsor.ok(&["rewards", "donate", "10"]);
	let device = stage.device(&patient);
	let study = stage.study(&sponsor, &[]);
	patient.ok(&["consent", "grant", &format!("study:{study}")]);
	let inbox = patient.file("readings.ndjson", stage.readings(5));
	patient.ok(&["gateway", "ingest", &inbox, "--device", &device]);
	let cid = patient.batches()[0][4].clone();
	let dataset = patient.ok(&["dataset", "show", &cid])["digest"].as_str().unwrap().to_owned();
	patient.ok(&["gateway", "contribute", "--study", &study, "--dataset", &dataset]);

	// While the epoch runs, something is counted and nothing can be claimed.
	wait_for(&stage.url, "the contribution is counted", || {
		!patient.ok(&["rewards", "show"])["rewards"].as_array().unwrap().is_empty()
	});
	let line = patient.ok(&["rewards", "show"])["rewards"][0].clone();
	let counted = amount(&line["counted"]);
	assert!(counted > 0, "{line}");
	let epoch = line["epoch"].to_string();
	wait_for(&stage.url, "the epoch is over", || {
		patient.ok(&["rewards", "show"])["rewards"][0]["reward"].is_string()
	});
	let reward = amount(&patient.ok(&["rewards", "show"])["rewards"][0]["reward"]);
	assert!(0 < reward && reward <= counted, "{reward} of {counted}");

	// Somebody else claims it for the patient, who gets all of it and pays nothing.
	let before = patient.free();
	let earner = patient.address();
	let claimed = sponsor.ok(&["rewards", "claim", "--who", &earner]);
	assert_eq!(amount(&claimed["total"]), reward);
	assert_eq!(claimed["claimed"][0]["epoch"].to_string(), epoch);
	assert_eq!(patient.free(), before + reward);

	// A second claim finds nothing.
	let nothing = patient.ok(&["rewards", "claim"]);
	assert_eq!((amount(&nothing["total"]), &nothing["claimed"]), (0, &Value::Array(Vec::new())));
	let words = ["NothingToClaim", "`epione rewards show`"];
	patient.fails(&["rewards", "claim", &epoch], 3, &words);
	assert_eq!(patient.ok(&["rewards", "show"])["rewards"], Value::Array(Vec::new()));
}

/// Makes a home for an account without a token, and has `hospital` pay for it.
pub fn taken_in(stage: &Stage, hospital: &Home, sponsorship: &str, member: &str) -> Home {
	let member = stage.home(member);
	let joining = member.dir.join("joining.json");
	let joining = joining.to_str().unwrap();
	member.ok(&["sponsor", "consent", "--sponsorship", sponsorship, "--out", joining]);
	hospital.ok(&["sponsor", "join", joining]);
	assert_eq!(member.free(), 0);
	member
}

/// A budget is added to; a member is put out, and pays for itself from then on.
pub fn sponsorships(stage: &Stage) {
	let hospital = stage.home("//Hospital");
	let created = hospital.ok(&["sponsor", "create", "--budget", "5"]);
	assert_eq!(amount(&created["budget"]), 5 * EPI);
	let sponsorship = created["sponsorship"].to_string();
	let funded = hospital.ok(&["sponsor", "fund", &sponsorship, "2.5"]);
	assert_eq!(amount(&funded["budget"]), 15 * EPI / 2);
	assert_eq!((&funded["pays"], &funded["members"]), (&true.into(), &0.into()));
	hospital.fails(&["sponsor", "fund", "999999", "1"], 3, &["NotFound"]);

	let member = taken_in(stage, &hospital, &sponsorship, "//Member");
	let address = member.address();
	let show = ["sponsor", "show", "--member", address.as_str()];
	assert_eq!(member.ok(&show)["sponsorship"].to_string(), sponsorship);
	let allow = ["gateway", "allow", "//Alice"];
	member.ok(&allow);
	let spent = hospital.ok(&["sponsor", "show", &sponsorship]);
	assert!(amount(&spent["budget"]) < 15 * EPI / 2, "{spent}");
	assert_eq!(spent["members"], 1);

	let evict = ["sponsor", "evict", sponsorship.as_str(), address.as_str()];
	stage.researcher.fails(&evict, 3, &["NotSponsor", "--signer"]);
	assert_eq!(hospital.ok(&evict)["evicted"], true);
	assert_eq!(member.ok(&show)["sponsorship"], Value::Null);
	assert_eq!(hospital.ok(&["sponsor", "show", &sponsorship])["members"], 0);
	hospital.fails(&evict, 3, &["NotMember", "`epione sponsor show --member`"]);
	// Calls that cost a fee are refused.
	member.fails(&["gateway", "allow", "//Bob"], 3, &["cannot pay the fee"]);
	assert_eq!(member.free(), 0);
}
