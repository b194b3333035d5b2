//! The chain, as the client sees it: one connection, typed calls, refusals in words.
//!
//! Types and calls come from `metadata/epione.scale`, the metadata of this repository's runtime (the crate
//! `api`). A node whose runtime differs in what is used is noticed at the call (`IncompatibleCodegen`) and
//! said in words.

mod advice;
pub mod payer;
pub mod port;
pub mod refusal;
mod sent;

use crate::{accounts::Signer, output::Output};
use epione_primitives as ep;
use futures::future::BoxFuture;
use std::{future::Future, sync::Arc};
use subxt::{
	backend::LegacyBackend,
	client::{ClientAtBlock, OnlineClientAtBlockImpl},
	config::DefaultExtrinsicParamsBuilder,
	ext::{
		codec::{Decode, Encode},
		scale_decode::DecodeAsType,
	},
	extrinsics::ExtrinsicEvents,
	rpcs::{rpc_params, RpcClient},
	transactions::Payload,
	utils::AccountId32,
	OnlineClient, PolkadotConfig,
};

pub use epione_client_api::api;
pub use sent::{Sent, Signed};

/// Blocks for which a transaction may be included. All transactions are mortal (DESIGN, rule 9).
const MORTALITY: u64 = 64;

/// Length of a view function's id: half for the pallet, half for the function.
const VIEW_ID_LEN: usize = 32;

/// A view of the chain at one block.
pub type At = ClientAtBlock<PolkadotConfig, OnlineClientAtBlockImpl<PolkadotConfig>>;

/// What can go wrong between the client and the chain.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
	/// No connection.
	#[error("no node answers at {url} ({cause}): start one with `epione-node --dev`, or name another with --url")]
	Unreachable {
		/// The address that was tried.
		url: String,
		/// What the connection said.
		cause: String,
	},
	/// Another chain than the one that this home folder was used with.
	#[error("the node at {url} is on another chain: its genesis is {found}, this home folder belongs to {expected}; name that chain's node with --url, or another folder with --home")]
	OtherChain {
		/// The node's address.
		url: String,
		/// Genesis hash of the node's chain.
		found: String,
		/// Genesis hash that the home folder remembers.
		expected: String,
	},
	/// The transaction pool refuses the transaction; it is in no block and cost nothing.
	#[error("the chain refuses {call} before it enters a block (nothing was charged): {reason}")]
	Refused {
		/// `Pallet.call`.
		call: String,
		/// Why, in words.
		reason: String,
		/// The code of `InvalidTransaction::Custom`, if it is one of ours.
		code: Option<u8>,
	},
	/// The transaction is in a block and failed; its fee is spent.
	#[error("{call} failed in block {block}: {reason}")]
	Failed {
		/// `Pallet.call`.
		call: String,
		/// Number of the block.
		block: u64,
		/// Hash of the block.
		block_hash: String,
		/// `Pallet.Error` and its documentation.
		reason: String,
		/// `Pallet.Error` alone.
		error: String,
	},
	/// Not final in time.
	#[error("{call} was not final after {seconds} s: is the network finalising? Its hash is {hash}; look it up before sending it again")]
	TimedOut {
		/// `Pallet.call`.
		call: String,
		/// How long was waited.
		seconds: u64,
		/// Hash of the transaction.
		hash: String,
	},
	/// The node runs another runtime than this client was built for.
	#[error("the node's runtime does not fit this client ({0}): use the client of the same release as the node")]
	Incompatible(String),
	/// The node has no state of that block any more.
	#[error("the node has discarded the state of old blocks that are needed for this: name an archive node with --url (`epione-node --state-pruning archive`, from its first start on)")]
	Pruned,
	/// An expected thing is not there.
	#[error("{0}")]
	NotFound(String),
	/// Anything else that the node or the connection said.
	#[error("talking to the node: {0}")]
	Node(String),
}

impl ChainError {
	/// `Pallet.Error` if the transaction failed in a block with that module error.
	pub fn dispatch_error(&self) -> Option<&str> {
		match self {
			Self::Failed { error, .. } => Some(error),
			_ => None,
		}
	}
}

/// Shortens `Result<T, ChainError>`.
pub type Result<T> = std::result::Result<T, ChainError>;

/// Turns whatever subxt says into a [`ChainError`].
pub fn node_error(error: impl std::fmt::Display) -> ChainError {
	let text = error.to_string();
	if text.contains("State already discarded") {
		return ChainError::Pruned;
	}
	if text.contains("not compatible")
		|| text.contains("codegen")
		|| text.contains("not found in metadata")
	{
		ChainError::Incompatible(text)
	} else {
		ChainError::Node(text)
	}
}

/// A future of a library as one that the compiler does not look into. Those of subxt are types of many thousand
/// parts, which every caller's own future would repeat.
pub(crate) fn erased<'a, T>(future: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
	Box::pin(future)
}

/// Asks a view function at this block.
///
/// The runtime API is `execute_view_function(id, input: Vec<u8>) -> Result<Vec<u8>, _>`. subxt 0.51.1 leaves
/// out the length of the input and takes the `Result` for the answer itself, so both are done here.
pub async fn view<P: subxt::view_functions::Payload>(
	at: &At,
	question: P,
) -> Result<P::ReturnType> {
	let views = at.view_functions();
	views.validate(&question).map_err(node_error)?;
	let metadata = at.metadata_ref();
	let (pallet, function) =
		(question.pallet_name().to_owned(), question.function_name().to_owned());
	let missing =
		|| ChainError::Incompatible(format!("it has no view function {pallet}.{function}"));
	let output = metadata
		.pallet_by_name(&pallet)
		.and_then(|p| p.view_function_by_name(&function))
		.ok_or_else(missing)?
		.output_ty();
	let encoded = views.encode_args(question).map_err(node_error)?;
	let (id, arguments) = encoded.split_at_checked(VIEW_ID_LEN).ok_or_else(missing)?;
	let mut input = id.to_vec();
	arguments.encode_to(&mut input);
	let answer = erased(views.call_raw(Some(&input))).await.map_err(node_error)?;
	let bytes = match answer.split_first() {
		Some((0, mut rest)) => Vec::<u8>::decode(&mut rest).map_err(node_error)?,
		_ => return Err(missing()),
	};
	P::ReturnType::decode_as_type(&mut &bytes[..], output, metadata.types()).map_err(node_error)
}

/// A transaction that is in a final block and succeeded.
#[derive(Debug)]
pub struct Included {
	/// `Pallet.call`.
	pub call: String,
	/// Who signed, SS58.
	pub signer: String,
	/// Number of the block.
	pub block: u64,
	/// Hash of the block, which is final.
	pub block_hash: String,
	/// Hash of the transaction.
	pub hash: String,
	/// The events of the transaction.
	pub events: ExtrinsicEvents<PolkadotConfig>,
}

impl Included {
	/// The first event of this kind; an error that names it if there is none.
	pub fn event<E: subxt::events::DecodeAsEvent>(&self) -> Result<E> {
		match self.events.find_first::<E>() {
			Some(event) => event.map_err(node_error),
			None => Err(ChainError::NotFound(format!(
				"{} succeeded in block {} without the event that tells its result",
				self.call, self.block
			))),
		}
	}

	/// All events of this kind.
	pub fn all<E: subxt::events::DecodeAsEvent>(&self) -> Result<Vec<E>> {
		self.events.find::<E>().map(|event| event.map_err(node_error)).collect()
	}

	/// The fee that was paid and who paid it: `None` if nobody paid.
	pub fn fee(&self) -> Result<Option<(AccountId32, u128)>> {
		Ok(self
			.all::<api::transaction_payment::events::TransactionFeePaid>()?
			.into_iter()
			.next_back()
			.map(|paid| (paid.who, paid.actual_fee)))
	}
}

/// A connection to a node.
#[derive(Clone)]
pub struct Chain {
	client: OnlineClient<PolkadotConfig>,
	rpc: RpcClient,
	url: String,
	/// Where it is said who pays, before anything is signed.
	announce: Option<Output>,
}

impl Chain {
	/// Connects. `ws://` and `wss://`; plain `ws://` only makes sense on this machine or inside a
	/// private network, since it is not encrypted.
	pub async fn connect(url: &str) -> Result<Self> {
		let unreachable = |cause: String| ChainError::Unreachable { url: url.to_owned(), cause };
		let rpc = erased(RpcClient::from_insecure_url(url))
			.await
			.map_err(|e| unreachable(e.to_string()))?;
		// Not the default backend, which follows `chainHead`: seen to stop answering after some queries
		// (subxt 0.51.1), and what is asked for here are blocks by hash, final ones above all.
		let backend = LegacyBackend::builder().build(rpc.clone());
		let client = OnlineClient::from_backend(Arc::new(backend))
			.await
			.map_err(|e| unreachable(e.to_string()))?;
		Ok(Self { client, rpc, url: url.to_owned(), announce: None })
	}

	/// Says from now on who pays, before each transaction is signed.
	pub fn announcing(self, output: Output) -> Self {
		Self { announce: Some(output), ..self }
	}

	/// Who would pay for `call` of `account` now.
	pub async fn payer<P: Payload>(
		&self,
		at: &At,
		account: &AccountId32,
		call: &P,
	) -> Result<payer::Payer> {
		let bytes = at.transactions().call_data(call).map_err(node_error)?;
		payer::ask(at, account, bytes).await
	}

	/// The node's address.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Hash of the chain's first block, `0x...`.
	pub fn genesis(&self) -> String {
		format!("{:?}", self.client.genesis_hash())
	}

	/// Refuses a chain other than `expected` (a genesis hash).
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

	/// The chain at its last final block.
	pub async fn finalised(&self) -> Result<At> {
		erased(self.client.at_current_block()).await.map_err(node_error)
	}

	/// The underlying subxt client.
	pub fn client(&self) -> &OnlineClient<PolkadotConfig> {
		&self.client
	}

	/// Time of the last final block. Clients take "now" from the chain, never from their own clock.
	pub async fn now(&self) -> Result<ep::Moment> {
		let at = self.finalised().await?;
		match Self::now_at(&at).await? {
			// The first block has no time yet: the chain has just been started.
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

	/// Time of that block.
	pub async fn now_at(at: &At) -> Result<ep::Moment> {
		erased(at.storage().fetch(api::storage().timestamp().now(), ()))
			.await
			.map_err(node_error)?
			.decode()
			.map_err(node_error)
	}

	/// The 32 bytes that signed statements bind.
	pub async fn chain_id(&self) -> Result<ep::ChainId> {
		let at = self.finalised().await?;
		erased(at.storage().fetch(api::storage().devices().chain_id(), ()))
			.await
			.map_err(node_error)?
			.decode()
			.map_err(node_error)
	}

	/// The next nonce of `account`, transactions in the pool counted.
	async fn next_nonce(&self, account: &AccountId32) -> Result<u64> {
		erased(self.rpc.request("system_accountNextIndex", rpc_params![account.to_string()]))
			.await
			.map_err(node_error)
	}

	/// Signs and sends `call`, waits until it is final, and gives its events. Refusals and failures
	/// come back in words.
	pub async fn submit<P: Payload>(&self, signer: &Signer, call: &P) -> Result<Included> {
		self.send(signer, call).await?.finalised().await
	}

	/// Signs and sends `call`; the result can be waited for. Several from one signer may be under
	/// way at once.
	pub async fn send<P: Payload>(&self, signer: &Signer, call: &P) -> Result<Sent> {
		self.submit_signed(&self.sign(signer, call).await?).await
	}

	/// Signs `call` without sending it, so that it can be written down first: sent twice, the same
	/// transaction still takes effect at most once.
	pub async fn sign<P: Payload>(&self, signer: &Signer, call: &P) -> Result<Signed> {
		let at = self.finalised().await?;
		if let Some(output) = self.announce {
			let name = call_name(call);
			let payer = self.payer(&at, &signer.account(), call).await?;
			// What is refused says so itself, and the gateway asks again and again.
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
			// The era starts at a multiple of a quantum below `born`; it never ends later than this.
			dies: at.block_number() + MORTALITY,
		})
	}

	/// Sends a signed transaction.
	pub async fn submit_signed(&self, signed: &Signed) -> Result<Sent> {
		let at = self.finalised().await?;
		let transaction = at.transactions().from_bytes(signed.bytes.clone());
		let progress = match erased(transaction.submit_and_watch()).await {
			Ok(progress) => progress,
			// The node's text has no reason; the runtime, asked again, gives it.
			Err(error) => {
				let text = chain_of_causes(&error);
				return Err(match erased(transaction.validate()).await {
					Ok(verdict) => refusal::of_verdict(&signed.call, &verdict)
						.unwrap_or_else(|| refused(&signed.call, &text)),
					Err(_) => refused(&signed.call, &text),
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

	/// Looks for a signed transaction in the final blocks in which it can be. `Ok(None)`: it is in
	/// none of them (it may still come while [`Signed::may_come`] says so), or the node no longer has
	/// their state: then only what it did can tell.
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

	/// What the runtime says to a signed transaction at the last final block, without sending it.
	pub async fn verdict(&self, signed: &Signed) -> Result<()> {
		let at = self.finalised().await?;
		let transaction = at.transactions().from_bytes(signed.bytes.clone());
		let verdict = erased(transaction.validate()).await.map_err(node_error)?;
		refusal::of_verdict(&signed.call, &verdict).map_or(Ok(()), Err)
	}

	/// What the pool would say to `call` at the last final block, without sending it.
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

	/// Free balance of `account`, in the smallest unit, at the last final block.
	// Unvalidated: the default of an account (its first nonce grows with the chain's height) is part of
	// the metadata, and so of the hash that is compared.
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

/// The error with all that caused it: the node's own words are the innermost.
fn chain_of_causes(error: &dyn std::error::Error) -> String {
	let mut text = error.to_string();
	let mut next = error.source();
	while let Some(cause) = next {
		text.push_str(": ");
		text.push_str(&cause.to_string());
		next = cause.source();
	}
	text
}

/// A refusal by the pool, from the node's text.
fn refused(call: &str, text: &str) -> ChainError {
	match refusal::custom_code(text) {
		Some(code) => ChainError::Refused {
			call: call.to_owned(),
			reason: refusal::words(code),
			code: Some(code),
		},
		None => ChainError::Refused { call: call.to_owned(), reason: text.to_owned(), code: None },
	}
}
