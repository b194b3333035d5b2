//! A real node, and homes of people who run the `epione` binary.

use epione_client::{chain::Chain, keys::accounts::Signer, parties, words::EPI};
use serde_json::Value;
use std::{
	io::{BufRead, BufReader, Read, Write},
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::mpsc::{Receiver, RecvTimeoutError},
	time::{Duration, Instant},
};

/// Longest wait for anything: 60 blocks.
const PATIENCE: Duration = Duration::from_secs(300);
/// Passphrase of keystores whose secrets are worth nothing.
pub const PASSPHRASE: &str = "correct horse";

/// Lines of a child's output, as they come.
pub struct Lines {
	received: Receiver<String>,
	seen: Vec<String>,
}

impl Lines {
	fn of(pipe: impl Read + Send + 'static) -> Self {
		let (send, received) = std::sync::mpsc::channel();
		std::thread::spawn(move || {
			for line in BufReader::new(pipe).lines().map_while(Result::ok) {
				if send.send(line).is_err() {
					return;
				}
			}
		});
		Self { received, seen: Vec::new() }
	}

	/// Waits for a line that contains `text`, among those not asked about yet.
	pub fn wait(&mut self, text: &str) -> String {
		let until = Instant::now() + PATIENCE;
		loop {
			match self.received.recv_timeout(until.saturating_duration_since(Instant::now())) {
				Ok(line) => {
					self.seen.push(line.clone());
					if line.contains(text) {
						return line;
					}
				},
				Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
					panic!("no line with '{text}' came, but:\n{}", self.seen.join("\n"))
				},
			}
		}
	}
}

/// A process that is ended when this value is dropped.
pub struct Running {
	child: Child,
	/// Its output.
	pub out: Lines,
	/// Its errors.
	pub err: Lines,
}

impl Running {
	fn start(command: &mut Command) -> Self {
		let mut child = command
			.stdin(Stdio::null())
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			.spawn()
			.unwrap_or_else(|e| panic!("{command:?}: {e}"));
		let out = Lines::of(child.stdout.take().unwrap());
		let err = Lines::of(child.stderr.take().unwrap());
		Self { child, out, err }
	}

	/// Ends it as a power cut would.
	pub fn kill(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

impl Drop for Running {
	fn drop(&mut self) {
		self.kill();
	}
}

/// A node of ours. Listens on the loopback only.
pub struct Node {
	process: Option<Running>,
	dir: PathBuf,
	port: u16,
	chain: &'static str,
	pruning: &'static str,
}

impl Node {
	/// Starts a development node on a fresh chain.
	pub fn dev(dir: &Path) -> Self {
		Self::start(dir, "dev", "archive")
	}

	/// Starts a node on a fresh chain of this name that keeps so many states.
	pub fn start(dir: &Path, chain: &'static str, pruning: &'static str) -> Self {
		let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
		let mut node = Self { process: None, dir: dir.to_owned(), port, chain, pruning };
		node.up();
		node
	}

	/// Starts it, also again after [`Self::down`], on what it has on disk.
	pub fn up(&mut self) {
		let binary = std::env::var_os("EPIONE_NODE")
			.expect("EPIONE_NODE names the node's binary; ./scripts/test e2e sets it");
		let mut process = Running::start(
			Command::new(binary)
				.args(["--chain", self.chain, "--alice", "--force-authoring"])
				.args(["--state-pruning", self.pruning])
				.arg("--base-path")
				.arg(&self.dir)
				.args(["--rpc-port", &self.port.to_string()])
				.args(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--no-mdns", "--no-telemetry"])
				.args(["--no-prometheus", "--unsafe-force-node-key-generation"]),
		);
		process.err.wait("Running JSON-RPC server");
		self.process = Some(process);
	}

	/// Ends it at once.
	pub fn down(&mut self) {
		self.process = None;
	}

	/// Returns its address.
	pub fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.port)
	}
}

/// Result of a command.
#[derive(Debug)]
pub struct Ran {
	/// Its exit code; `None` if it was killed.
	pub code: Option<i32>,
	/// The object that it printed.
	pub json: Value,
	/// Everything that it printed.
	pub text: String,
}

/// One person's folder, account and node.
#[derive(Clone)]
pub struct Home {
	/// The folder.
	pub dir: PathBuf,
	/// Who signs.
	pub signer: String,
	/// The node.
	pub url: String,
	/// The passphrase.
	pub passphrase: String,
}

impl Home {
	/// Returns a home below `root`, without a keystore.
	pub fn bare(root: &Path, url: &str, signer: &str) -> Self {
		Self {
			dir: root.join(signer.trim_start_matches('/')),
			signer: signer.into(),
			url: url.into(),
			passphrase: PASSPHRASE.into(),
		}
	}

	/// Makes a home with a keystore.
	pub fn new(root: &Path, url: &str, signer: &str) -> Self {
		let home = Self::bare(root, url, signer);
		home.ok(&["keys", "init"]);
		home
	}

	/// Returns the account's address.
	pub fn address(&self) -> String {
		Signer::from_uri(&self.signer).unwrap().account().to_string()
	}

	/// Returns what the account can spend, in the smallest unit.
	pub fn free(&self) -> u128 {
		let account = Signer::from_uri(&self.signer).unwrap().account();
		wait(async {
			let chain = Chain::connect(&self.url).await.unwrap();
			chain.free_balance(&account).await.unwrap()
		})
	}

	/// Returns the command, not started.
	pub fn command(&self, args: &[&str]) -> Command {
		let mut command = Command::new(env!("CARGO_BIN_EXE_epione"));
		command
			.env("EPIONE_PASSPHRASE", &self.passphrase)
			.env_remove("EPIONE_HOME")
			.env_remove("EPIONE_FAILPOINT")
			.arg("--home")
			.arg(&self.dir)
			.args(["--url", &self.url, "--signer", &self.signer])
			.args(args);
		command
	}

	/// Starts a command that keeps running.
	pub fn start(&self, args: &[&str]) -> Running {
		Running::start(&mut self.command(args))
	}

	/// Runs a command to its end.
	pub fn run(&self, args: &[&str]) -> Ran {
		self.run_with(args, |_| ())
	}

	/// Like [`Self::run`], with `more` to set up the command.
	pub fn run_with(&self, args: &[&str], more: impl FnOnce(&mut Command)) -> Ran {
		let mut command = self.command(&[&["--json"], args].concat());
		more(&mut command);
		let output = command.stdin(Stdio::null()).output().unwrap();
		let out = String::from_utf8_lossy(&output.stdout).into_owned();
		let json = out.lines().last().and_then(|l| serde_json::from_str(l).ok());
		let text = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
		Ran { code: output.status.code(), json: json.unwrap_or(Value::Null), text }
	}

	/// Runs a command that must succeed.
	pub fn ok(&self, args: &[&str]) -> Value {
		let ran = self.run(args);
		assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.text);
		assert_eq!(ran.json["ok"], true, "{args:?}: {}", ran.text);
		ran.json
	}

	/// Runs a command that must fail with this exit code, and print all of these words: what was
	/// wrong, and what to do.
	pub fn fails(&self, args: &[&str], code: i32, words: &[&str]) -> String {
		check_failure(args, &self.run(args), code, words)
	}

	/// Writes a file in the home.
	pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
		let path = self.dir.join(name);
		std::fs::create_dir_all(path.parent().unwrap()).unwrap();
		// There at once as a whole, as a careful program puts files into an inbox.
		let temp = path.with_extension("part");
		std::fs::File::create(&temp).unwrap().write_all(bytes.as_ref()).unwrap();
		std::fs::rename(&temp, &path).unwrap();
		path.to_str().unwrap().to_owned()
	}

	/// Returns the batches in the journal, as `epione gateway status` shows them: number, state,
	/// kind, readings, CID, error.
	pub fn batches(&self) -> Vec<Vec<String>> {
		let status = self.ok(&["gateway", "status"]);
		serde_json::from_value(status["batches"].clone()).unwrap()
	}

	/// Returns the contributions: number, batch, holder, state, error.
	pub fn contributions(&self) -> Vec<Vec<String>> {
		let status = self.ok(&["gateway", "status"]);
		serde_json::from_value(status["contributions"].clone()).unwrap()
	}

	/// Returns how often the finalised chain has this event about the account.
	pub fn count(&self, event: &str) -> usize {
		let trail = self.ok(&["audit", "--subject", &self.address()]);
		let all = trail["trail"].as_array().unwrap().clone();
		all.iter().filter(|entry| entry["event"] == event).count()
	}
}

/// Checks what [`Home::fails`] expects.
pub fn check_failure(args: &[&str], ran: &Ran, code: i32, words: &[&str]) -> String {
	assert_eq!(ran.code, Some(code), "{args:?}: {}", ran.text);
	assert_eq!(ran.json["ok"], false, "{args:?}: {}", ran.text);
	let message = ran.json["error"]["message"].as_str().unwrap_or_default().to_owned();
	for word in words {
		assert!(message.contains(word), "{args:?}: no '{word}' in: {message}");
	}
	message
}

/// Runs a future to its end.
pub fn wait<T>(future: impl std::future::Future<Output = T>) -> T {
	tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Gives each of these development paths this many thousandths of an EPI.
pub fn fund(url: &str, paths: &[&str], milli: u128) {
	let accounts: Vec<_> =
		paths.iter().map(|path| Signer::from_uri(path).unwrap().account()).collect();
	wait(async {
		let chain = Chain::connect(url).await.unwrap();
		let alice = Signer::from_uri("//Alice").unwrap();
		parties::fund(&chain, &alice, &accounts, milli * EPI / 1_000).await.unwrap();
	});
}

/// Waits until the time of the last final block is `moment` or later.
pub fn wait_until(url: &str, moment: u64) {
	wait(async {
		let chain = Chain::connect(url).await.unwrap();
		let mut blocks = chain.client().stream_blocks().await.unwrap();
		while chain.now().await.unwrap() < moment {
			blocks.next().await.unwrap().unwrap();
		}
	});
}

/// Asks again with every final block until `holds`.
pub fn wait_for(url: &str, what: &str, mut holds: impl FnMut() -> bool) {
	let until = Instant::now() + PATIENCE;
	wait(async {
		let chain = Chain::connect(url).await.unwrap();
		let mut blocks = chain.client().stream_blocks().await.unwrap();
		while !holds() {
			assert!(Instant::now() < until, "in vain: {what}");
			blocks.next().await.unwrap().unwrap();
		}
	});
}
