//! Starts the embedded IPFS node.
//!
//! `rust-ipfs` is generic over the behaviours added to its swarm, so a crate that adds one compiles
//! the whole swarm. Only this crate does: the client's own library is compiled twice, the second
//! time for its tests.

use futures::{future::LocalBoxFuture, FutureExt};
use libp2p_allow_block_list::{AllowedPeers, Behaviour as AllowList};
use rust_ipfs::{
	builder::IpfsBuilder, p2p::IdentifyConfiguration, Ipfs, Keypair, Multiaddr, PeerId, Protocol,
};
use std::path::PathBuf;

/// Seconds after which an idle connection is closed.
const IDLE: u64 = 120;

/// Settings of a node that joins no public network: no DHT, no bootstrap nodes, no mDNS, no
/// provider records.
pub struct Node {
	/// The node's identity.
	pub keypair: Keypair,
	/// Folder of the node's repository.
	pub path: PathBuf,
	/// Addresses that the node listens on.
	pub listen: Vec<Multiaddr>,
	/// Peers that may connect; `None`: any peer.
	pub allowed: Option<Vec<PeerId>>,
}

impl Node {
	/// Opens the repository, creating it if there is none, and starts the node. The error is a text
	/// for people.
	pub fn start(self) -> LocalBoxFuture<'static, Result<Ipfs, String>> {
		let through_relay =
			self.listen.iter().any(|a| a.iter().any(|part| matches!(part, Protocol::P2pCircuit)));
		async move {
			let mut builder = IpfsBuilder::<AllowList<AllowedPeers>>::with_keypair(&self.keypair)
				.map_err(|e| format!("the node's key cannot be used: {e}"))?
				.with_bitswap()
				.with_ping(Default::default())
				.with_identify(IdentifyConfiguration {
					// Reveals neither the program's version nor that it is a gateway.
					agent_version: "ipfs".into(),
					..Default::default()
				})
				.enable_tcp()
				.set_path(&self.path)
				.set_idle_connection_timeout(IDLE)
				.set_listening_addrs(self.listen);
			if through_relay {
				builder = builder.with_relay(false);
			}
			if let Some(peers) = self.allowed {
				let mut allowed = AllowList::<AllowedPeers>::default();
				for peer in peers {
					allowed.allow_peer(peer);
				}
				builder = builder.with_custom_behaviour(move |_| Ok(allowed));
			}
			builder.start().await.map_err(|e| {
				format!(
					"cannot open the repository: {e:#}. If another `epione` process has it open, stop \
					 that one or use another folder"
				)
			})
		}
		.boxed_local()
	}
}
