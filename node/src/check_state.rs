//! `check-state`: every pallet's invariants, over the state of a block in the database.

use crate::client::FullBackend;
use epione_runtime::{
	opaque::Block,
	try_state::{ensure_readable, Invariants, Unreadable, ALL},
	BlockNumber, Hash, VERSION,
};
use sc_cli::{BlockNumberOrHash, CliConfiguration, DatabaseParams, SharedParams, SubstrateCli};
use sc_client_api::{Backend, HeaderBackend, TrieCacheContext};
use sc_service::Configuration;
use serde_json::{json, Value};
use sp_runtime::{generic::BlockId, traits::BlakeTwo256};
use sp_state_machine::ReadOnlyExternalities;
use std::{
	fs::{File, TryLockError},
	path::Path,
	process::ExitCode,
	sync::Arc,
	time::{Duration, Instant},
};

/// The exit code if an invariant is broken.
const BROKEN: u8 = 1;
/// The exit code if nothing was checked.
pub const UNCHECKED: u8 = 2;

/// Bytes of the state that are kept in memory: most invariants read the same maps again.
const TRIE_CACHE: usize = 256 * 1024 * 1024;

/// The `check-state` command.
#[derive(Debug, Clone, clap::Parser)]
pub struct CheckStateCmd {
	/// The block whose state is checked; without it, the last finalised one.
	#[arg(long, value_name = "HASH or NUMBER")]
	at: Option<BlockNumberOrHash>,

	/// Print JSON instead of lines.
	#[arg(long)]
	json: bool,

	#[clap(flatten)]
	shared_params: SharedParams,

	#[clap(flatten)]
	database_params: DatabaseParams,
}

impl CliConfiguration for CheckStateCmd {
	fn shared_params(&self) -> &SharedParams {
		&self.shared_params
	}

	fn database_params(&self) -> Option<&DatabaseParams> {
		Some(&self.database_params)
	}
}

impl CheckStateCmd {
	/// Runs the command. Returns the exit code, if the state could be checked.
	pub fn run<C: SubstrateCli>(&self, cli: &C) -> sc_cli::Result<ExitCode> {
		// Without the SDK's runner, which takes the signals: this shall end with Ctrl-C at once.
		let tokio = sc_cli::build_runtime()?;
		let config = cli.create_configuration(self, tokio.handle().clone())?;
		self.init(&C::support_url(), &C::impl_version(), |_| {})?;
		end_with_unchecked_on_panic();

		let backend = open(&config)?;
		let (number, hash) = self.block(&backend)?;
		let checked = self.check(&backend, number, hash)?;
		let broken = checked.iter().filter(|one| one.broken.is_some()).count();
		if self.json {
			println!("{:#}", report(number, hash, &checked));
		} else if broken == 0 {
			let invariants: usize = ALL.iter().map(|one| one.count).sum();
			println!("All {invariants} invariants of {} pallets hold.", ALL.len());
		} else {
			println!(
				"{broken} of {} pallets broken, in the state of block #{number} ({hash:?}). \
				docs/security.md, section Invariants, lists the names.",
				ALL.len()
			);
		}
		Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::from(BROKEN) })
	}

	/// Number and hash of the block that is asked for.
	fn block(&self, backend: &FullBackend) -> sc_cli::Result<(BlockNumber, Hash)> {
		let chain = backend.blockchain();
		let info = chain.info();
		let hash = match self.at.as_ref().map(BlockNumberOrHash::parse::<Block>).transpose()? {
			None => Some(info.finalized_hash),
			Some(BlockId::Number(number)) => chain.hash(number)?,
			Some(BlockId::Hash(hash)) => Some(hash),
		};
		let number = hash.map(|hash| chain.number(hash)).transpose()?.flatten();
		let (Some(number), Some(hash)) = (number, hash) else {
			return Err(unchecked(match self.at {
				None => "the database has no block yet: start the node once".into(),
				Some(_) => format!(
					"the database has no such block: its best is #{}, its last finalised #{}",
					info.best_number, info.finalized_number
				),
			}));
		};
		if !backend.have_state_at(hash, number) {
			return Err(unchecked(format!(
				"the database no longer has the state of block #{number}: a node keeps those of the \
				last 256 finalised blocks, or all with --state-pruning archive. Leave out --at, or \
				give a block from about #{} on",
				info.finalized_number.saturating_sub(255)
			)));
		}
		Ok((number, hash))
	}

	/// Checks all pallets in this block's state; prints their lines, if a person reads them.
	fn check(
		&self,
		backend: &FullBackend,
		number: BlockNumber,
		hash: Hash,
	) -> sc_cli::Result<Vec<Checked>> {
		let state = backend.state_at(hash, TrieCacheContext::Untrusted)?;
		ReadOnlyExternalities::<BlakeTwo256, _>::from(&state).execute_with(|| {
			ensure_readable().map_err(|why| unchecked(refusal(why, number)))?;
			if !self.json {
				println!("State of block #{number} ({hash:?})");
				println!("{:<14} {:>10} {:>10} {:>10}", "pallet", "invariants", "keys", "time");
			}
			Ok(ALL
				.iter()
				.map(|invariants| {
					let checked = Checked::new(invariants);
					if !self.json {
						checked.print();
					}
					checked
				})
				.collect())
		})
	}
}

/// A pallet's result.
struct Checked {
	pallet: &'static str,
	invariants: usize,
	keys: usize,
	took: Duration,
	/// The first broken invariant.
	broken: Option<String>,
}

impl Checked {
	/// Checks a pallet over the state at hand.
	fn new(invariants: &Invariants) -> Self {
		let began = Instant::now();
		let broken = invariants.check().err();
		let keys = invariants.keys();
		let took = began.elapsed();
		Self { pallet: invariants.pallet, invariants: invariants.count, keys, took, broken }
	}

	fn print(&self) {
		let Self { pallet, invariants, keys, took, broken } = self;
		let result = match broken {
			None => "hold".into(),
			Some(what) => format!("BROKEN {what}"),
		};
		let took = took.as_millis();
		println!("{pallet:<14} {invariants:>10} {keys:>10} {took:>7} ms  {result}");
	}

	fn json(&self) -> Value {
		json!({
			"pallet": self.pallet,
			"invariants": self.invariants,
			"keys": self.keys,
			"milliseconds": u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
			"broken": self.broken,
		})
	}
}

fn report(number: BlockNumber, hash: Hash, checked: &[Checked]) -> Value {
	json!({
		"block": { "number": number, "hash": hash },
		"specVersion": VERSION.spec_version,
		"holds": checked.iter().all(|one| one.broken.is_none()),
		"pallets": checked.iter().map(Checked::json).collect::<Vec<_>>(),
	})
}

/// Opens the database, and makes none.
fn open(config: &Configuration) -> sc_cli::Result<Arc<FullBackend>> {
	let path =
		config.database.path().ok_or_else(|| unchecked("the database has no path".into()))?;
	// Every ParityDB has this file.
	if !path.join("metadata").is_file() {
		return Err(unchecked(format!(
			"there is no database of the chain '{}' in {}: say with --base-path where its node \
			keeps it, and with --chain which chain it is",
			config.chain_spec.id(),
			path.display()
		)));
	}
	ensure_nobody_has(path)?;
	let mut settings = config.db_config();
	settings.trie_cache_maximum_size = Some(TRIE_CACHE);
	Ok(sc_service::new_db_backend(settings)?)
}

/// Checks that no other process has the database open. It would say so itself, in words only.
fn ensure_nobody_has(path: &Path) -> sc_cli::Result<()> {
	// Where there is no such file, nobody has locked it.
	let Ok(lock) = File::open(path.join("lock")) else { return Ok(()) };
	match lock.try_lock() {
		Err(TryLockError::WouldBlock) => Err(unchecked(format!(
			"another process has the database in {} open: stop its node, or stop it for as long as \
			it takes to copy the folder, and check the copy",
			path.display()
		))),
		// Whatever is wrong else, opening will tell.
		Err(TryLockError::Error(_)) | Ok(()) => Ok(()),
	}
}

/// Why a state is not checked, and what to do.
fn refusal(why: Unreadable, number: BlockNumber) -> String {
	match why {
		Unreadable::NoVersion => {
			format!("the state of block #{number} does not say which runtime wrote it")
		},
		Unreadable::OtherCode { name, version } => format!(
			"this node knows the runtime {} {}, and the state of block #{number} is of {name} \
			{version}: use the node of that release, or --at a block of this one",
			VERSION.spec_name, VERSION.spec_version
		),
		Unreadable::Migrating => format!(
			"at block #{number} a migration is at work, and its state is neither the old nor the \
			new one: check a block after its end"
		),
	}
}

fn unchecked(why: String) -> sc_cli::Error {
	sc_cli::Error::Application(why.into())
}

/// The SDK's panic hook ends the process with 1, which here means a broken invariant. What panics
/// is reading from a database that is damaged or lacks a part of the state.
fn end_with_unchecked_on_panic() {
	std::panic::set_hook(Box::new(|info| {
		eprintln!("error: the check did not come to its end; is the database damaged? {info}");
		std::process::exit(UNCHECKED.into());
	}));
}
