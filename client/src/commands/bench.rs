//! `epione bench`: measurements on this machine, with real files, keys and stores.

use super::Context;
use crate::{
	device::Device,
	error::{Error, Result},
	gateway::Gateway,
	home,
	intake::{
		ingest::{Ingest, Options},
		samples,
	},
	journal::Journal,
	keys::keystore::{Keystore, SecretString},
	store::embedded::{EmbeddedStore, Settings},
};
use clap::Subcommand;
use epione_primitives::{KeyScheme, Modality};
use serde_json::json;
use std::{path::PathBuf, time::Instant};

/// What is measured.
#[derive(Subcommand, Debug)]
pub enum Bench {
	/// Ingest heart-rate Observations: read, hash, encrypt, store.
	Ingest {
		/// How many.
		#[arg(long, default_value_t = 10_000)]
		readings: u32,
		/// How often, each time with other readings.
		#[arg(long, default_value_t = 5)]
		runs: u32,
		/// Folder to work in; a temporary one if left out.
		#[arg(long)]
		dir: Option<PathBuf>,
	},
}

/// Returns the seconds of processor time that this process has used, over all threads (Linux).
fn cpu_seconds() -> Option<f64> {
	let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
	let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
	// utime and stime, in ticks of 1/100 s (proc_pid_stat(5)).
	let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
	Some(ticks as f64 / 100.0)
}

impl Bench {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let Self::Ingest { readings, runs, dir } = self;
		let (readings, runs) = (*readings, *runs);
		let temporary = tempfile::tempdir().map_err(Error::io("make", "a temporary folder"))?;
		let dir = dir.clone().unwrap_or_else(|| temporary.path().to_owned());
		let passphrase = SecretString::from("bench".to_owned());
		let mut keystore = Keystore::create(&home::keys(&dir), &passphrase)?;
		let owner = [1; 32];
		let mut device = Device::create(&mut keystore, &home::devices(&dir), KeyScheme::Ed25519)?;
		device.claimed(1, &owner)?;
		let mut journal = Journal::open(&home::journal(&dir))?;
		let spool = home::spool(&dir);
		let store = EmbeddedStore::open(&Settings::offline(dir.join("ipfs"))).await?;
		let mut results = Vec::new();
		for run in 0..runs {
			let path = dir.join(format!("run-{run}.ndjson"));
			let start = 1_795_132_800_000 + u64::from(run) * 86_400_000 * 2;
			let text = samples::ndjson(&samples::heart_rate(readings, u64::from(run), start));
			std::fs::write(&path, &text).map_err(Error::io("write", &path))?;
			let (clock, cpu) = (Instant::now(), cpu_seconds());
			let options = Options::new([9; 32], owner, Modality::Wearable);
			let mut ingest =
				Ingest::new(&mut journal, &keystore, Some(&mut device), &spool, options)?;
			ingest.read_file(&path)?;
			let read = clock.elapsed().as_secs_f64();
			let batches = ingest.seal()?.len();
			let sealed = clock.elapsed().as_secs_f64();
			Gateway::new(&mut journal, &keystore, &spool).store_pending(&store).await?;
			let wall = clock.elapsed().as_secs_f64();
			let cpu = cpu.zip(cpu_seconds()).map(|(a, b)| b - a);
			results.push(json!({
				"readings": readings,
				"bytes": text.len(),
				"batches": batches,
				"read_s": read,
				"seal_s": sealed - read,
				"store_s": wall - sealed,
				"wall_s": wall,
				"cpu_s": cpu,
				"readings_per_s": (f64::from(readings) / wall).round(),
			}));
		}
		store.close().await;
		let best = results.iter().filter_map(|r| r["readings_per_s"].as_f64()).fold(0.0, f64::max);
		context.output.result(json!({ "runs": results, "best_readings_per_s": best }), || {
			let mut lines: Vec<String> = results
				.iter()
				.map(|r| {
					format!(
						"{} readings, {} bytes: read {:.3} s, seal {:.3} s, store {:.3} s: {} readings/s \
						 (processor time {:.2} s)",
						r["readings"],
						r["bytes"],
						r["read_s"].as_f64().unwrap_or_default(),
						r["seal_s"].as_f64().unwrap_or_default(),
						r["store_s"].as_f64().unwrap_or_default(),
						r["readings_per_s"],
						r["cpu_s"].as_f64().unwrap_or_default(),
					)
				})
				.collect();
			lines.push(format!("best: {best} readings/s"));
			lines.join("\n")
		});
		Ok(())
	}
}
