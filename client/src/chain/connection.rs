//! A connection to a node.

use super::{
	error::{node_error, ChainError, Result},
	included::Included,
	payer, refusal,
	sent::{Sent, Signed},
	view::{erased, At},
};
use crate::{keys::accounts::Signer, output::Output};
use epione_client_api::api;
use epione_primitives as ep;
use std::sync::Arc;
use subxt::{
	backend::LegacyBackend,
	config::DefaultExtrinsicParamsBuilder,
	rpcs::{rpc_params, RpcClient},
	transactions::Payload,
	utils::AccountId32,
	OnlineClient, PolkadotConfig,
};

/// Number of blocks in which a transaction can be included. All transactions are mortal
/// (docs/design.md, rule 9).
const MORTALITY: u64 = 64;

/// A connection to a node.
#[derive(Clone)]
pub struct Chain {
	client: OnlineClient<PolkadotConfig>,
	rpc: RpcClient,
	url: String,
	/// Where to announce who pays, before anything is signed.
	announce: Option<Output>,
}

impl Chain {
	/// Connects to the node at `url`, `ws://` or `wss://`. Plain `ws://` is not encrypted, so it
	/// only makes sense on this machine or inside a private network.
	pub async fn connect(url: &str) -> Result<Self> {
		let unreachable = |cause: String| ChainError::Unreachable { url: url.to_owned(), cause };
		let rpc = erased(RpcClient::from_insecure_url(url))
			.await
			.map_err(|e| unreachable(e.to_string()))?;
		// Not the default backend: it follows `chainHead`, and was seen to stop responding after
		// some queries (subxt 0.51.1). The client asks for blocks by hash, mostly final ones.
		let backend = LegacyBackend::builder().build(rpc.clone());
		let client = OnlineClient::from_backend(Arc::new(backend))
			.await
			.map_err(|e| unreachable(e.to_string()))?;
		Ok(Self { client, rpc, url: url.to_owned(), announce: None })
	}

	/// Makes the connection announce who pays, before each transaction is signed.
	pub fn announcing(self, output: Output) -> Self {
		Self { announce: Some(output), ..self }
	}

	/// Returns who would pay for `call` if `account` sent it now.
	pub async fn payer<P: Payload>(
		&self,
		at: &At,
		account: &AccountId32,
		call: &P,
	) -> Result<payer::Payer> {
		let bytes = at.transactions().call_data(call).map_err(node_error)?;
		payer::ask(at, account, bytes).await
	}

	/// Returns the node's address.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Returns the hash of the chain's first block, `0x...`.
	pub fn genesis(&self) -> String {
		format!("{:?}", self.client.genesis_hash())
	}

	/// Returns an error if the chain's genesis hash is not `expected`.
	pub fn expect_genesis(&self, expected: &str) -> Result<()> {
		if self.genesis() == expected {
			return Ok(());
		}
		Err(ChainError::OtherChain {
			url: self.url.clone(),
			found: self.genesis(),
			expected: expected.to_owned(),
		})
	}

	/// Returns the chain at its last final block.
	pub async fn finalised(&self) -> Result<At> {
		erased(self.client.at_current_block()).await.map_err(node_error)
	}

	/// Returns the underlying subxt client.
	pub fn client(&self) -> &OnlineClient<PolkadotConfig> {
		&self.client
	}

	/// Returns the time of the last final block, in milliseconds since the epoch. Clients take
	/// "now" from the chain, never from their own clock.
	pub async fn now(&self) -> Result<ep::Moment> {
		let at = self.finalised().await?;
		match Self::now_at(&at).await? {
			// The first block has no time: the chain has just been started.
			0 => {
				let mut blocks = erased(self.client.stream_blocks()).await.map_err(node_error)?;
				while let Some(block) = erased(blocks.next()).await {
					let at = block.map_err(node_error)?.at().await.map_err(node_error)?;
					let now = Self::now_at(&at).await?;
					if now > 0 {
						return Ok(now);
					}
				}
				Err(ChainError::Node("no block becomes final".into()))
			},
			now => Ok(now),
		}
	}

	/// Returns the time of that block, in milliseconds since the epoch.
	pub async fn now_at(at: &At) -> Result<ep::Moment> {
		erased(at.storage().fetch(api::storage().timestamp().now(), ()))
			.await
			.map_err(node_error)?
			.decode()
			.map_err(node_error)
	}

	/// Returns the chain id: the 32 bytes that bind a signed statement to this chain.
	pub async fn chain_id(&self) -> Result<ep::ChainId> {
		let at = self.finalised().await?;
		erased(at.storage().fetch(api::storage().devices().chain_id(), ()))
			.await
			.map_err(node_error)?
			.decode()
			.map_err(node_error)
	}

	/// Returns the next nonce of `account`, counting transactions in the pool.
	async fn next_nonce(&self, account: &AccountId32) -> Result<u64> {
		erased(self.rpc.request("system_accountNextIndex", rpc_params![account.to_string()]))
			.await
			.map_err(node_error)
	}

	/// Signs and sends `call`, waits until it is final, and returns its events. Refusals and
	/// failures are errors that give their reason in words.
	pub async fn submit<P: Payload>(&self, signer: &Signer, call: &P) -> Result<Included> {
		self.send(signer, call).await?.finalised().await
	}

	/// Signs and sends `call` without waiting for it. Several transactions of one signer may be
	/// under way at once.
	pub async fn send<P: Payload>(&self, signer: &Signer, call: &P) -> Result<Sent> {
		self.submit_signed(&self.sign(signer, call).await?).await
	}

	/// Signs `call` without sending it, so that it can be written down first. A transaction that is
	/// sent twice takes effect at most once.
	pub async fn sign<P: Payload>(&self, signer: &Signer, call: &P) -> Result<Signed> {
		let at = self.finalised().await?;
		if let Some(output) = self.announce {
			let name = call_name(call);
			let payer = self.payer(&at, &signer.account(), call).await?;
			// Refusals are not announced: the call itself reports them, and the gateway tries again
			// and again.
			if !matches!(payer, payer::Payer::Refused(_)) {
				output.announce(payer.json(&name), &payer.words(&name));
			}
		}
		let nonce = self.next_nonce(&signer.account()).await?;
		let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).mortal(MORTALITY).build();
		let signed = at
			.transactions()
			.create_signed(call, signer.keypair(), params)
			.await
			.map_err(node_error)?;
		Ok(Signed {
			call: call_name(call),
			signer: signer.account().to_string(),
			hash: format!("{:?}", signed.hash()),
			bytes: signed.encoded().to_vec(),
			born: at.block_number(),
			// The era starts at a multiple of a quantum below `born`; it never ends later than
			// this.
			dies: at.block_number() + MORTALITY,
		})
	}

	/// Sends a signed transaction.
	pub async fn submit_signed(&self, signed: &Signed) -> Result<Sent> {
		let at = self.finalised().await?;
		let transaction = at.transactions().from_bytes(signed.bytes.clone());
		let progress = match erased(transaction.submit_and_watch()).await {
			Ok(progress) => progress,
			// The node's text lacks the reason; validating again returns the runtime's.
			Err(error) => {
				return Err(match erased(transaction.validate()).await {
					Ok(verdict) => refusal::of_verdict(&signed.call, &verdict)
						.unwrap_or_else(|| refusal::of_submission(&signed.call, &error)),
					Err(_) => refusal::of_submission(&signed.call, &error),
				});
			},
		};
		Ok(Sent {
			name: signed.call.clone(),
			signer: signed.signer.clone(),
			hash: signed.hash.clone(),
			progress,
		})
	}

	/// Looks for a signed transaction in the final blocks that can hold it. `Ok(None)`: none of
	/// them does (a later one can while [`Signed::may_come`] says so), or the node no longer has
	/// their state and only the transaction's effects can tell.
	pub async fn find(&self, signed: &Signed) -> Result<Option<Included>> {
		let last = self.finalised().await?.block_number();
		for number in signed.born..=last.min(signed.dies) {
			let at = match erased(self.client.at_block(number)).await.map_err(node_error) {
				Err(ChainError::Pruned) => return Ok(None),
				other => other?,
			};
			let extrinsics = erased(at.extrinsics().fetch()).await.map_err(node_error)?;
			for extrinsic in extrinsics.iter() {
				let extrinsic = extrinsic.map_err(node_error)?;
				if format!("{:?}", extrinsic.hash()) != signed.hash {
					continue;
				}
				let events = erased(extrinsic.events()).await.map_err(node_error)?;
				if let Some((error, reason)) = refusal::failure(&events, &at)? {
					return Err(ChainError::Failed {
						call: signed.call.clone(),
						block: number,
						block_hash: format!("{:?}", at.block_hash()),
						reason,
						error,
					});
				}
				return Ok(Some(Included {
					call: signed.call.clone(),
					signer: signed.signer.clone(),
					block: number,
					block_hash: format!("{:?}", at.block_hash()),
					hash: signed.hash.clone(),
					events,
				}));
			}
		}
		Ok(None)
	}

	/// Validates a signed transaction at the last final block, without sending it.
	pub async fn verdict(&self, signed: &Signed) -> Result<()> {
		let at = self.finalised().await?;
		let transaction = at.transactions().from_bytes(signed.bytes.clone());
		let verdict = erased(transaction.validate()).await.map_err(node_error)?;
		refusal::of_verdict(&signed.call, &verdict).map_or(Ok(()), Err)
	}

	/// Validates `call` at the last final block, as the pool would, without sending it.
	pub async fn validate<P: Payload>(&self, signer: &Signer, call: &P) -> Result<()> {
		let name = call_name(call);
		let at = self.finalised().await?;
		let nonce =
			erased(at.transactions().account_nonce(&signer.account())).await.map_err(node_error)?;
		let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).mortal(MORTALITY).build();
		let signed = at
			.transactions()
			.create_signed(call, signer.keypair(), params)
			.await
			.map_err(node_error)?;
		let verdict = erased(signed.validate()).await.map_err(node_error)?;
		refusal::of_verdict(&name, &verdict).map_or(Ok(()), Err)
	}

	/// Returns the free balance of `account`, in the smallest unit, at the last final block.
	// Unvalidated: an account's default (its first nonce) grows with the chain's height, and is
	// part of the metadata and so of the hash that is compared.
	pub async fn free_balance(&self, account: &AccountId32) -> Result<u128> {
		let at = self.finalised().await?;
		let address = api::storage().system().account().unvalidated();
		let info = erased(at.storage().fetch(address, (*account,)))
			.await
			.map_err(node_error)?
			.decode()
			.map_err(node_error)?;
		Ok(info.data.free)
	}
}

fn call_name(call: &impl Payload) -> String {
	format!("{}.{}", call.pallet_name(), call.call_name())
}
