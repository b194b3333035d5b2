//! A node that is down, lost, found again, or another chain's.

use crate::{
	world::{fund, wait_until, Home, Node},
	Stage,
};

pub fn lost_and_found(stage: &Stage) {
	let dir = stage.root.join("lost-node");
	let mut node = Node::dev(&dir);
	fund(&node.url(), &["//Lost"], 100_000);
	let home = Home::new(&stage.root, &node.url(), "//Lost");
	home.file("config.toml", "[gateway]\nbatch_s = 1\n");
	let mut running = home.start(&["gateway", "run"]);
	running.err.wait("watching");
	home.file("inbox/1.ndjson", stage.readings(5));
	running.out.wait("batches [1] are anchored");
	node.down();
	home.file("inbox/2.ndjson", stage.readings(5));
	running.err.wait("trying again");
	// Other commands say so and what to do.
	home.fails(&["consent", "list"], 5, &["does not answer", "refused", "epione-node --dev"]);
	node.up();
	running.out.wait("batches [2] are anchored");
	running.kill();
	assert_eq!(home.count("Datasets.Anchored"), 2);

	// Lost between the signature and the block: the same transaction, once.
	home.file("inbox/3.ndjson", stage.readings(5));
	let args = ["gateway", "run", "--once"];
	let killed = home.run_with(&args, |command| {
		command.env("EPIONE_FAILPOINT", "AnchorWritten=abort");
	});
	assert_eq!(killed.code, None, "{}", killed.text);
	node.down();
	home.fails(&args, 5, &["does not answer"]);
	node.up();
	home.ok(&args);
	assert_eq!(home.count("Datasets.Anchored"), 3);
	assert_eq!(home.batches().len(), 3);
}

pub fn another_chain(stage: &Stage) {
	let other = Node::start(&stage.root.join("other-node"), "local_testnet", "archive");
	let home = Home::bare(&stage.root, &stage.url, "//Nomad");
	home.ok(&["study", "list"]);
	let lured = Home { url: other.url(), ..home.clone() };
	for args in [&["study", "list"][..], &["consent", "revoke", "0"], &["audit", "--study", "0"]] {
		lured.fails(args, 5, &["another chain", "--url", "--home"]);
	}
	home.ok(&["study", "list"]);
}

/// The gateway was away for longer than its node remembers.
pub fn forgetful(stage: &Stage) {
	let node = Node::start(&stage.root.join("forgetful-node"), "dev", "8");
	fund(&node.url(), &["//Forgotten"], 100_000);
	let home = Home::new(&stage.root, &node.url(), "//Forgotten");
	home.file("inbox/1.ndjson", stage.readings(5));
	let args = ["gateway", "run", "--once"];
	let killed = home.run_with(&args, |command| {
		command.env("EPIONE_FAILPOINT", "AnchorSubmitted=abort");
	});
	assert_eq!(killed.code, None, "{}", killed.text);
	let granted = home.ok(&["consent", "grant", "//Friend"]);
	let day = epione_primitives::DAY;
	wait_until(&node.url(), granted["valid_until"].as_u64().unwrap() - 90 * day + 40_000);
	home.ok(&args);
	assert_eq!(home.batches()[0][1], "anchored");
	home.fails(
		&["audit", "--subject", "//Forgotten"],
		5,
		&["discarded", "--state-pruning archive"],
	);
}
