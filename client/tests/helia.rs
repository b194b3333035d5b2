//! The embedded node and Helia 7 (JavaScript) give each other files over bitswap.
//!
//! Needs Node 20 and the packages of `tests/js/ipfs` (`npm ci` there), so it is run by name:
//! `./scripts/test ipfs`, or `cargo test --release --test helia -- --ignored`.

#![allow(clippy::unwrap_used)] // in tests, a panic is a failure

use epione_client::{
	error::Error,
	store::{
		embedded::{EmbeddedStore, Settings},
		parse_cid, to_cid, ContentStore,
	},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
	io::{BufRead, BufReader},
	path::PathBuf,
	process::{Child, Command, Stdio},
	time::Duration,
};

const LISTEN: &str = "/ip4/127.0.0.1/tcp/0";

fn peer(args: &[&str]) -> Command {
	let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/js/ipfs");
	let mut command = Command::new("node");
	command.arg("peer.js").args(args).current_dir(dir);
	command
}

/// Runs the peer to its end; returns its one line of JSON.
fn run(args: &[&str]) -> Value {
	let output = peer(args).output().expect("Node is installed");
	let line = String::from_utf8_lossy(&output.stdout);
	serde_json::from_str(line.trim()).unwrap_or_else(|_| {
		panic!("no JSON from peer.js: {line} {}", String::from_utf8_lossy(&output.stderr))
	})
}

/// A Helia node that serves until it is dropped.
struct Serving {
	child: Child,
	answer: Value,
}

impl Serving {
	fn start(args: &[&str]) -> Self {
		let mut child = peer(args)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.spawn()
			.expect("Node is installed");
		let mut line = String::new();
		BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
		let answer = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
		Self { child, answer }
	}

	fn text(&self, key: &str) -> String {
		self.answer[key].as_str().unwrap().into()
	}

	fn address(&self) -> String {
		self.answer["addresses"][0].as_str().unwrap().into()
	}
}

impl Drop for Serving {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

fn pattern(len: usize) -> Vec<u8> {
	(0..len).map(|i| (i % 251) as u8).collect()
}

fn settings(dir: &tempfile::TempDir) -> Settings {
	Settings {
		listen: vec![LISTEN.into()],
		serve_anyone: true,
		timeout: Duration::from_secs(20),
		..Settings::offline(dir.path())
	}
}

/// Returns the address of `store` with a port that is known.
async fn address(store: &EmbeddedStore) -> String {
	for _ in 0..100 {
		if let Some(address) = store.addresses().await.unwrap().into_iter().next() {
			return address;
		}
		tokio::time::sleep(Duration::from_millis(50)).await;
	}
	panic!("the node does not listen");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 20 and `npm ci` in tests/js/ipfs"]
async fn helia_fetches_what_the_embedded_node_stored() {
	let dir = tempfile::tempdir().unwrap();
	let store = EmbeddedStore::open(&settings(&dir)).await.unwrap();
	let address = address(&store).await;
	for len in [0, 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 7] {
		let content = pattern(len);
		let id = store.put(&mut &content[..]).await.unwrap();
		let cid = to_cid(&id).to_string();
		let address = address.clone();
		let got =
			tokio::task::spawn_blocking(move || run(&["fetch", &address, &cid])).await.unwrap();
		assert_eq!(got["ok"], true, "{got}");
		assert_eq!(got["bytes"], len, "{got}");
		assert_eq!(got["sha256"], hex::encode(Sha256::digest(&content)), "{got}");
		eprintln!("Helia fetched {len} bytes in {} ms", got["milliseconds"]);
	}
	store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 20 and `npm ci` in tests/js/ipfs"]
async fn embedded_node_fetches_what_helia_stored() {
	// With Helia's own settings: if four leaves were asked for together, it would pack them into
	// one message of 4 MiB, which `rust-ipfs` 0.16 drops.
	for len in ["0", "1048577", "3145735", "20971521"] {
		let helia =
			tokio::task::spawn_blocking(move || Serving::start(&["serve", len])).await.unwrap();
		let dir = tempfile::tempdir().unwrap();
		let settings = Settings { peers: vec![helia.address()], ..settings(&dir) };
		let store = EmbeddedStore::open(&settings).await.unwrap();
		let id = parse_cid(&helia.text("cid")).unwrap();
		let from = std::time::Instant::now();
		let mut content = Vec::new();
		store.get(&id, 100 << 20, &mut content).await.unwrap();
		assert_eq!(hex::encode(Sha256::digest(&content)), helia.text("sha256"));
		eprintln!("the embedded node fetched {len} bytes in {} ms", from.elapsed().as_millis());
		store.close().await;
	}
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 20 and `npm ci` in tests/js/ipfs"]
async fn only_named_peers_are_served() {
	let named = run(&["id", "--seed", "1"])["peer"].as_str().unwrap().to_string();
	let dir = tempfile::tempdir().unwrap();
	let settings = Settings {
		serve_anyone: false,
		// The address does not matter, since that peer dials.
		peers: vec![format!("/ip4/127.0.0.1/tcp/9/p2p/{named}")],
		..settings(&dir)
	};
	let store = EmbeddedStore::open(&settings).await.unwrap();
	let id = store.put(&mut &b"ciphertext"[..]).await.unwrap();
	let (address, cid) = (address(&store).await, to_cid(&id).to_string());
	let fetch = |seed: &'static str| {
		let (address, cid) = (address.clone(), cid.clone());
		tokio::task::spawn_blocking(move || {
			run(&["fetch", &address, &cid, "--seed", seed, "--timeout", "10"])
		})
	};
	assert_eq!(fetch("1").await.unwrap()["ok"], true);
	assert_eq!(fetch("2").await.unwrap()["ok"], false);
	store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 20 and `npm ci` in tests/js/ipfs"]
async fn what_helia_does_not_have_is_missing() {
	let helia = tokio::task::spawn_blocking(|| Serving::start(&["serve", "1"])).await.unwrap();
	let dir = tempfile::tempdir().unwrap();
	let settings = Settings {
		peers: vec![helia.address()],
		timeout: Duration::from_secs(3),
		..settings(&dir)
	};
	let store = EmbeddedStore::open(&settings).await.unwrap();
	let id = parse_cid("bafkreidddocae7lltzjlkooe5a3tmiwsgazn7logjvqk7bzttsidpzhxne").unwrap();
	let result = store.get(&id, 100 << 20, &mut Vec::new()).await;
	assert!(matches!(result, Err(Error::ContentMissing { .. })), "{result:?}");
	store.close().await;
}
