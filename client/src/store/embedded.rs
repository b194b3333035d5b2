//! The content store that needs nothing installed: an IPFS node (`rust-ipfs`) in this process, with
//! a repository on disk.
//!
//! A home gateway joins no public network: no DHT, no bootstrap nodes, no mDNS, no provider
//! records, since each of them ties an account to a home's address. It talks to the peers and
//! relays that its configuration names, and refuses connections from anybody else unless configured
//! otherwise.

use super::{api::ContentStore, content::verify_block, dag};
use crate::{
	error::{is_full, Error, Result},
	files,
};
use bytes::Bytes;
use cid::Cid;
use epione_client_ipfs::Node;
use rust_ipfs::{AddPeerOpt, Block, Ipfs, Keypair, Multiaddr, PeerId, Protocol};
use std::{
	path::{Path, PathBuf},
	time::Duration,
};

/// How an embedded node is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
	/// Folder of the repository. One process at a time.
	pub path: PathBuf,
	/// Multiaddrs to listen on, like `/ip4/127.0.0.1/tcp/4005`; empty: none.
	pub listen: Vec<String>,
	/// Peers to fetch from and to serve, as multiaddrs that end in `/p2p/<peer id>`.
	pub peers: Vec<String>,
	/// Whether peers that are not named may connect and fetch (all content is ciphertext).
	pub serve_anyone: bool,
	/// How long to wait for a block from the peers.
	pub timeout: Duration,
}

impl Settings {
	/// Returns the settings of a node that talks to nobody.
	pub fn offline(path: impl Into<PathBuf>) -> Self {
		Self {
			path: path.into(),
			listen: Vec::new(),
			peers: Vec::new(),
			serve_anyone: false,
			timeout: Duration::from_secs(30),
		}
	}
}

/// An IPFS node in this process.
pub struct EmbeddedStore {
	ipfs: Ipfs,
	path: PathBuf,
	peers: Vec<PeerId>,
	timeout: Duration,
	/// How many addresses it listens on.
	listeners: usize,
	/// Peers are asked for one block at a time. `rust-ipfs` 0.16 drops bitswap messages of more
	/// than 2 MiB, and others (Helia up to 4 MiB) send everything that is wanted at once in one
	/// message: two leaves of 1 MiB would never arrive.
	asking: tokio::sync::Semaphore,
}

impl EmbeddedStore {
	/// Opens the repository (making it if there is none) and starts the node.
	pub async fn open(settings: &Settings) -> Result<Self> {
		let at = settings.path.display().to_string();
		let fail = |why: String| Error::Store { at: at.clone(), why };
		files::make_dir(&settings.path)?;
		let keypair = load_identity(&settings.path)?;
		let peers = settings.peers.iter().map(|p| parse_peer(p)).collect::<Result<Vec<_>>>()?;
		let listen =
			settings.listen.iter().map(|a| parse_address(a)).collect::<Result<Vec<_>>>()?;
		let allowed =
			(!settings.serve_anyone).then(|| peers.iter().map(|(peer, _)| *peer).collect());
		let node = Node { keypair, path: settings.path.clone(), listen, allowed };
		let ipfs = node.start().await.map_err(fail)?;
		for (peer, address) in &peers {
			let add = AddPeerOpt::with_peer_id(*peer)
				.add_address(address.clone())
				.set_dial(true)
				.keepalive()
				.reconnect(Duration::from_secs(5), 10);
			ipfs.add_peer(add).await.map_err(|e| fail(format!("peer {address}: {e:#}")))?;
		}
		Ok(Self {
			ipfs,
			path: settings.path.clone(),
			peers: peers.into_iter().map(|(peer, _)| peer).collect(),
			timeout: settings.timeout,
			listeners: settings.listen.len(),
			asking: tokio::sync::Semaphore::new(1),
		})
	}

	/// Returns this node's peer id.
	pub fn peer_id(&self) -> String {
		self.ipfs.keypair().public().to_peer_id().to_string()
	}

	/// Returns the multiaddrs on which it listens, each with its peer id, for another node's
	/// configuration.
	pub async fn addresses(&self) -> Result<Vec<String>> {
		let id = self.peer_id();
		let addresses = self.ipfs.listening_addresses().await.map_err(|e| self.fail(&e))?;
		Ok(addresses
			.into_iter()
			.map(|address| match address.iter().any(|part| matches!(part, Protocol::P2p(_))) {
				true => address.to_string(),
				false => format!("{address}/p2p/{id}"),
			})
			.collect())
	}

	/// Returns the peers that are connected now.
	pub async fn connected(&self) -> Result<Vec<String>> {
		let peers = self.ipfs.connected().await.map_err(|e| self.fail(&e))?;
		Ok(peers.into_iter().map(|p| p.to_string()).collect())
	}

	/// Stops the node and releases the repository.
	pub async fn close(self) {
		self.ipfs.exit_daemon().await;
	}

	fn fail(&self, error: &rust_ipfs::Error) -> Error {
		let full = error
			.chain()
			.filter_map(|e| e.downcast_ref::<std::io::Error>())
			.any(|e| is_full(e.kind()));
		if full {
			return Error::DiskFull { action: "store content in", path: self.path.clone() };
		}
		Error::Store { at: self.path.display().to_string(), why: format!("{error:#}") }
	}

	/// Returns the block from this disk: `Ok(None)` if it is not there. An altered one is removed,
	/// so that a good one can take its place.
	async fn local(&self, cid: &Cid) -> Result<Option<Bytes>> {
		match self.ipfs.repo().get_block_now(cid).await {
			Ok(Some(block)) => {
				let data = block.inner_data().clone();
				match verify_block(cid, &data) {
					Ok(()) => Ok(Some(data)),
					Err(e) => self.remove(cid).await.and(Err(e)),
				}
			},
			Ok(None) => Ok(None),
			Err(e) => {
				let invalid = e
					.downcast_ref::<std::io::Error>()
					.is_some_and(|e| e.kind() == std::io::ErrorKind::InvalidData);
				if !invalid {
					return Err(self.fail(&e));
				}
				self.remove(cid).await?;
				Err(Error::ContentAltered {
					cid: cid.to_string(),
					why: format!("the block in {} does not have this hash", self.path.display()),
				})
			},
		}
	}

	async fn remove(&self, cid: &Cid) -> Result<()> {
		if self.ipfs.is_pinned(cid).await.unwrap_or(false) {
			self.ipfs.remove_pin(cid).await.map_err(|e| self.fail(&e))?;
		}
		self.ipfs.repo().remove_block(cid, false).await.map(drop).map_err(|e| self.fail(&e))
	}
}

#[async_trait::async_trait]
impl ContentStore for EmbeddedStore {
	fn name(&self) -> String {
		format!("embedded IPFS node in {}", self.path.display())
	}

	async fn addresses(&self) -> Result<Vec<String>> {
		let mut addresses = Vec::new();
		// The listeners come up after the node.
		for _ in 0..50 {
			addresses = EmbeddedStore::addresses(self).await?;
			if addresses.len() >= self.listeners {
				break;
			}
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
		Ok(addresses)
	}

	async fn put_blocks(&self, blocks: Vec<(Cid, Bytes)>) -> Result<()> {
		let mut new = Vec::with_capacity(blocks.len());
		for (cid, data) in blocks {
			// A block that is there is not written again, so it must be right.
			if matches!(self.local(&cid).await, Ok(Some(_))) {
				continue;
			}
			new.push(Block::new_unchecked(cid, data));
		}
		self.ipfs.repo().put_blocks(new).await.map(drop).map_err(|e| self.fail(&e))
	}

	async fn get_block(&self, cid: &Cid) -> Result<Bytes> {
		let local = self.local(cid).await;
		match local {
			Ok(Some(data)) => return Ok(data),
			Ok(None) | Err(Error::ContentAltered { .. }) => {},
			Err(e) => return Err(e),
		}
		let connected = self.ipfs.connected().await.unwrap_or_default().len();
		if self.peers.is_empty() && connected == 0 {
			local?;
			return Err(Error::ContentMissing {
				cid: cid.to_string(),
				why: format!("it is not in {}, and no peer is configured", self.path.display()),
			});
		}
		let turn = self.asking.acquire().await;
		// The timeout begins with this block's turn.
		let fetched = self.ipfs.get_block(cid).providers(&self.peers).timeout(self.timeout).await;
		drop(turn);
		match fetched {
			Ok(block) => {
				verify_block(cid, block.data())?;
				Ok(block.inner_data().clone())
			},
			Err(e) => {
				local?;
				Err(Error::ContentMissing {
					cid: cid.to_string(),
					why: format!(
						"it is not in {}, and none of {} configured peers ({connected} connected) gave it \
						 within {} s ({e})",
						self.path.display(),
						self.peers.len(),
						self.timeout.as_secs()
					),
				})
			},
		}
	}

	async fn pin(&self, root: &Cid) -> Result<()> {
		// This node never collects garbage; the mark is for other tools that open the repository.
		if self.ipfs.is_pinned(root).await.unwrap_or(false) {
			return Ok(());
		}
		self.ipfs.insert_pin(root).local().await.map_err(|e| self.fail(&e))
	}

	/// A block that was altered here looks missing to a peer that fetches it: bitswap reads it,
	/// finds that its hash is wrong, and does not report that. Hence this check.
	async fn damaged(&self, root: &Cid) -> Result<Vec<Cid>> {
		let (mut open, mut damaged) = (vec![*root], Vec::new());
		while let Some(cid) = open.pop() {
			match self.local(&cid).await {
				Ok(Some(block)) => {
					open.extend(dag::children(&cid, &block)?.into_iter().map(|(c, _)| c));
				},
				Ok(None) | Err(Error::ContentAltered { .. }) => damaged.push(cid),
				Err(e) => return Err(e),
			}
		}
		Ok(damaged)
	}

	async fn forget(&self, root: &Cid) -> Result<()> {
		let all = dag::collect(root, |cid| async move { self.local(&cid).await.ok().flatten() });
		for cid in all.await {
			if self.ipfs.repo().contains(cid).await.map_err(|e| self.fail(&e))? {
				self.remove(&cid).await?;
			}
		}
		Ok(())
	}
}

fn parse_address(text: &str) -> Result<Multiaddr> {
	text.parse().map_err(|e| {
		Error::Usage(format!("{text:?} is no multiaddr (such as /ip4/127.0.0.1/tcp/4005): {e}"))
	})
}

fn parse_peer(text: &str) -> Result<(PeerId, Multiaddr)> {
	let address = parse_address(text)?;
	match address.iter().last() {
		Some(Protocol::P2p(peer)) => Ok((peer, address)),
		_ => Err(Error::Usage(format!(
			"the peer {text:?} lacks its peer id; it must end in /p2p/<peer id>, as `epione store \
			 addresses` prints it"
		))),
	}
}

/// Returns the node's key, made on first use. It says nothing about accounts.
fn load_identity(dir: &Path) -> Result<Keypair> {
	let path = dir.join("identity");
	match std::fs::read(&path) {
		Ok(bytes) => Keypair::from_protobuf_encoding(&bytes).map_err(|e| Error::Store {
			at: path.display().to_string(),
			why: format!("the node's key is damaged ({e}); remove it to get a new one"),
		}),
		Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
			let keypair = Keypair::generate_ed25519();
			let bytes = keypair.to_protobuf_encoding().map_err(|e| Error::Store {
				at: path.display().to_string(),
				why: format!("the node's key cannot be written: {e}"),
			})?;
			files::write_bytes(&path, &bytes)?;
			Ok(keypair)
		},
		Err(e) => Err(Error::io("read", path)(e)),
	}
}

#[cfg(test)]
mod tests;
