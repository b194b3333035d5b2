//! The `epione` binary against a real development node: the whole story with a home for each
//! person, and everything that can go wrong.
//!
//! Needs a node's binary: `./scripts/test e2e`, or `EPIONE_NODE=... cargo test --release --test
//! end_to_end -- --ignored`. The sections run side by side on one chain, each with accounts of its
//! own; those that stop or replace a node start one of their own. Nothing sleeps: all waiting is
//! for a block or a line of output.

#![allow(clippy::unwrap_used)] // in tests, a panic is a failure

mod crashes;
mod disputes;
mod duties;
mod inputs;
mod money;
mod nodes;
mod refusals;
mod replay;
mod story;
mod world;

use epione_client::{
	chain::Chain,
	intake::samples,
	keys::accounts::Signer,
	parties::accreditor::{self, Credential},
};
use epione_primitives::{Attributes, Role};
use std::{
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU64, Ordering},
		Mutex,
	},
};
use world::{fund, Home, Node};

/// SHA-256 of a firmware that does not exist.
const FIRMWARE: &str = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
/// Accounts that are funded before the sections start.
const FUNDED: [&str; 28] = [
	"//Maker",
	"//Researcher",
	"//SponsorA",
	"//SponsorB",
	"//SponsorC",
	"//SponsorD",
	"//Board",
	"//Patient",
	"//Gateway",
	"//Heir",
	"//Crash",
	"//Scope",
	"//Limits",
	"//Invited",
	"//Input",
	"//Full",
	"//Replay",
	"//Sender",
	"//Payer",
	"//Poor",
	"//SponsorE",
	"//Leaver",
	"//Earner",
	"//SponsorF",
	"//SponsorG",
	"//Hospital",
	"//Clinic",
	"//Arbiter",
];
const RESEARCHERS: [&str; 7] = [
	"//SponsorA",
	"//SponsorB",
	"//SponsorC",
	"//SponsorD",
	"//SponsorE",
	"//SponsorF",
	"//SponsorG",
];

/// What the sections share.
struct Stage {
	root: PathBuf,
	url: String,
	researcher: Home,
	board: Home,
	devices: Mutex<Vec<PathBuf>>,
	seed: AtomicU64,
	turn: Mutex<()>,
}

impl Stage {
	fn new(root: &Path, url: &str) -> Self {
		fund(url, &FUNDED, 1_000_000);
		let accreditor = Home::bare(root, url, "//Eve");
		let maker = Home::bare(root, url, "//Maker");
		let board = Home::bare(root, url, "//Board");
		let researcher = Home::new(root, url, "//Researcher");
		for (holder, role) in
			[(&maker, "manufacturer"), (&researcher, "researcher"), (&board, "ethics-board")]
		{
			accreditor.ok(&["accredit", &holder.address(), role]);
		}
		accredit(url, &RESEARCHERS);
		let model = maker.ok(&[
			"device",
			"model",
			"GS1:09506000134352",
			"--modality",
			"home-monitor",
			"--modality",
			"wearable",
			"--firmware",
			FIRMWARE,
		]);
		let shop = root.join("shop");
		let model = model["model"].to_string();
		let provisioned = maker.ok(&[
			"device",
			"provision",
			&model,
			"--count",
			"9",
			"--firmware",
			FIRMWARE,
			"--out",
			shop.to_str().unwrap(),
		]);
		let devices = provisioned["devices"].as_array().unwrap().iter();
		let devices = devices.map(|path| PathBuf::from(path.as_str().unwrap())).collect();
		Self {
			root: root.to_owned(),
			url: url.to_owned(),
			researcher,
			board,
			devices: Mutex::new(devices),
			seed: AtomicU64::new(1),
			turn: Mutex::new(()),
		}
	}

	/// Makes a home with a keystore.
	fn home(&self, signer: &str) -> Home {
		Home::new(&self.root, &self.url, signer)
	}

	/// Claims a device out of the shop for `owner`; returns its account.
	fn device(&self, owner: &Home) -> String {
		let file = self.devices.lock().unwrap().pop().expect("enough devices were made");
		let claimed = owner.ok(&["device", "claim", file.to_str().unwrap()]);
		claimed["device"].as_str().unwrap().to_owned()
	}

	/// Returns readings that nobody had before, as NDJSON.
	fn readings(&self, count: u32) -> String {
		let seed = self.seed.fetch_add(1, Ordering::Relaxed);
		// From yesterday, each time another stretch.
		let start = midnight() - epione_primitives::DAY + seed * 60_000;
		samples::ndjson(&samples::heart_rate(count, seed, start))
	}

	/// Makes an approved study of `sponsor`; `more` are further arguments of `study create`.
	/// Returns its number.
	fn study(&self, sponsor: &Home, more: &[&str]) -> String {
		let document = sponsor.file("study.md", "# Heart rates at home\n");
		let mut args = vec!["study", "create", &document, "--reward", "1"];
		for (option, value) in [("--budget", "50"), ("--dispute-window", "2s")] {
			if !more.contains(&option) {
				args.extend([option, value]);
			}
		}
		args.extend(more);
		let created = sponsor.ok(&args);
		let study = created["study"].to_string();
		// The board sends one transaction after the other.
		let _turn = self.turn.lock().unwrap_or_else(|e| e.into_inner());
		self.board.ok(&["study", "approve", &study, created["terms_hash"].as_str().unwrap()]);
		study
	}
}

/// Accredits these accounts as researchers, all in one transaction.
fn accredit(url: &str, paths: &[&str]) {
	world::wait(async {
		let chain = Chain::connect(url).await.unwrap();
		let valid_until = chain.now().await.unwrap() + 30 * epione_primitives::DAY;
		let credentials: Vec<_> = paths
			.iter()
			.map(|path| Credential {
				holder: Signer::from_uri(path).unwrap().account(),
				role: Role::Researcher,
				valid_until,
				attributes: Attributes::NONE,
				evidence: [7; 32],
			})
			.collect();
		let eve = Signer::from_uri("//Eve").unwrap();
		accreditor::issue(&chain, &eve, &credentials).await.unwrap();
	});
}

fn midnight() -> u64 {
	let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
	now.as_millis() as u64 / epione_primitives::DAY * epione_primitives::DAY
}

#[test]
#[ignore = "needs a node: EPIONE_NODE names its binary; ./scripts/test e2e"]
fn end_to_end() {
	let root = tempfile::tempdir().unwrap();
	let node = Node::dev(&root.path().join("node"));
	let stage = Stage::new(root.path(), &node.url());
	let sections: [(&str, fn(&Stage)); 16] = [
		("the story, each person at home", story::plays),
		("what ended is destroyed", duties::are_met),
		("killed at its worst moments", crashes::nothing_is_lost_or_doubled),
		("scope and purpose of grants", refusals::scope_and_purpose),
		("limits of grants and studies", refusals::limits),
		("invitations", refusals::invitations),
		("bad input", inputs::bad_files),
		("full disk", inputs::full_disk),
		("passphrases", inputs::passphrases),
		("replays and poverty", replay::old_grants_and_poor_accounts),
		("rewards", money::rewards),
		("sponsorships", money::sponsorships),
		("a free appeal", disputes::a_free_appeal),
		("a node that is lost", nodes::lost_and_found),
		("a node of another chain", nodes::another_chain),
		("a node that forgets", nodes::forgetful),
	];
	let only = std::env::var("EPIONE_E2E_ONLY").unwrap_or_default();
	let started = std::time::Instant::now();
	let failed: Vec<&str> = std::thread::scope(|scope| {
		let stage = &stage;
		let running: Vec<_> = sections
			.into_iter()
			.filter(|(name, _)| name.contains(&only))
			.map(|(name, section)| {
				(
					name,
					std::thread::Builder::new().name(name.into()).spawn_scoped(scope, move || {
						section(stage);
						eprintln!("{name}: holds after {} s", started.elapsed().as_secs());
					}),
				)
			})
			.collect();
		running
			.into_iter()
			.filter_map(|(name, thread)| thread.unwrap().join().is_err().then_some(name))
			.collect()
	});
	assert!(failed.is_empty(), "these sections failed: {failed:?}");
}
