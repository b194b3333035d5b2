//! The configuration: `config.toml` in the home folder, where everything else lies too.
//!
//! ```toml
//! node = "ws://127.0.0.1:9944"
//!
//! [store]
//! backend = "embedded"                # or "kubo"
//! listen = ["/ip4/0.0.0.0/tcp/4005"]
//! peers = ["/ip4/192.0.2.7/tcp/4001/p2p/12D3KooW..."]
//! serve_anyone = false
//! kubo = "http://127.0.0.1:5001"
//! timeout_s = 30
//!
//! [gateway]
//! inbox = "inbox"
//! subject_references = ["Patient/1"]  # how files name the patient; others' data is set aside
//! ```

use crate::{
	error::{Error, Result},
	home,
	store::{embedded, kubo::KuboStore, ContentStore},
};
use serde::{Deserialize, Serialize};
use std::{
	path::{Path, PathBuf},
	time::Duration,
};

/// Settings of `config.toml`. Everything has a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
	/// The node's address.
	pub node: String,
	/// The content store.
	pub store: StoreConfig,
	/// The gateway.
	pub gateway: GatewayConfig,
}

impl Default for Config {
	fn default() -> Self {
		Self {
			node: "ws://127.0.0.1:9944".into(),
			store: StoreConfig::default(),
			gateway: GatewayConfig::default(),
		}
	}
}

/// Kind of content store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backend {
	/// An IPFS node in this process.
	#[default]
	Embedded,
	/// Kubo over its RPC.
	Kubo,
}

/// `[store]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
	/// Kind of the content store.
	pub backend: Backend,
	/// Folder of the embedded node's repository, within the home folder unless absolute.
	pub path: PathBuf,
	/// Where the embedded node listens; empty: nowhere.
	pub listen: Vec<String>,
	/// Peers that the embedded node fetches from and serves.
	pub peers: Vec<String>,
	/// Whether the embedded node serves peers that are not named.
	pub serve_anyone: bool,
	/// Address of Kubo's RPC.
	pub kubo: String,
	/// Bearer token for Kubo's RPC.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub kubo_token: Option<String>,
	/// How long to wait for a block, in seconds.
	pub timeout_s: u64,
}

impl Default for StoreConfig {
	fn default() -> Self {
		Self {
			backend: Backend::Embedded,
			path: "ipfs".into(),
			listen: Vec::new(),
			peers: Vec::new(),
			serve_anyone: false,
			kubo: "http://127.0.0.1:5001".into(),
			kubo_token: None,
			timeout_s: 30,
		}
	}
}

/// `[gateway]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
	/// The folder that `epione gateway run` watches, within the home folder unless absolute.
	pub inbox: PathBuf,
	/// How long readings wait for others before a batch is sealed, in seconds.
	pub batch_s: u64,
	/// Readings per batch, at most.
	pub max_readings: usize,
	/// How files name the patient: references (`Patient/1`) or identifiers. Without them a file may
	/// be about anybody, but about one only.
	pub subject_references: Vec<String>,
}

impl Default for GatewayConfig {
	fn default() -> Self {
		Self {
			inbox: "inbox".into(),
			batch_s: 300,
			max_readings: crate::intake::ingest::MAX_READINGS,
			subject_references: Vec::new(),
		}
	}
}

impl Config {
	/// Reads `config.toml` in `home`; returns the defaults if there is none.
	pub fn load(home: &Path) -> Result<Self> {
		let path = home::config(home);
		match std::fs::read_to_string(&path) {
			Ok(text) => {
				toml::from_str(&text).map_err(|e| Error::Config { path, why: e.to_string() })
			},
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
			Err(e) => Err(Error::io("read", path)(e)),
		}
	}

	/// Writes `config.toml` in `home`.
	pub fn save(&self, home: &Path) -> Result<()> {
		let path = home::config(home);
		let text = toml::to_string_pretty(self)
			.map_err(|e| Error::Config { path: path.clone(), why: e.to_string() })?;
		crate::files::write_bytes(&path, text.as_bytes())
	}

	/// Returns the settings of the embedded node.
	pub fn embedded(&self, home: &Path) -> embedded::Settings {
		embedded::Settings {
			path: home.join(&self.store.path),
			listen: self.store.listen.clone(),
			peers: self.store.peers.clone(),
			serve_anyone: self.store.serve_anyone,
			timeout: Duration::from_secs(self.store.timeout_s),
		}
	}

	/// Opens the configured content store.
	pub async fn open_store(&self, home: &Path) -> Result<Box<dyn ContentStore>> {
		Ok(match self.store.backend {
			Backend::Embedded => {
				Box::new(embedded::EmbeddedStore::open(&self.embedded(home)).await?)
			},
			Backend::Kubo => Box::new(KuboStore::new(
				&self.store.kubo,
				self.store.kubo_token.clone(),
				Duration::from_secs(self.store.timeout_s),
			)?),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn defaults_hold_and_what_is_saved_is_loaded() {
		let dir = tempfile::tempdir().unwrap();
		assert_eq!(Config::load(dir.path()).unwrap(), Config::default());
		let mut config = Config::default();
		config.store.backend = Backend::Kubo;
		config.store.peers = vec!["/ip4/127.0.0.1/tcp/1/p2p/x".into()];
		config.save(dir.path()).unwrap();
		assert_eq!(Config::load(dir.path()).unwrap(), config);
		// A home gateway talks to nobody unless configured to.
		let settings = Config::default().embedded(dir.path());
		assert!(settings.listen.is_empty() && settings.peers.is_empty() && !settings.serve_anyone);
	}

	#[test]
	fn a_mistake_is_named() {
		let dir = tempfile::tempdir().unwrap();
		std::fs::write(dir.path().join("config.toml"), "[store]\nbackend = \"s3\"\n").unwrap();
		let error = Config::load(dir.path()).unwrap_err();
		assert_eq!((error.kind(), error.exit_code()), ("config", 2));
		assert!(error.to_string().contains("config.toml") && error.to_string().contains("s3"));
		std::fs::write(dir.path().join("config.toml"), "nod = 1\n").unwrap();
		assert!(Config::load(dir.path()).unwrap_err().to_string().contains("nod"));
	}
}
