//! The chain, as the gateway drives it: [`GatewayChain`] over a node.

use super::call::{Call, GatewayChain, OnChain, OnChainStatus, Outcome, Refusal, Submitted};
use crate::{
	chain::{
		api, erased, node_error, types::grantee, view, Chain, ChainError, PoolRefusal, Signed,
	},
	error::{Error, Result},
	journal::{Batch, BlockRef, SignedTx},
	keys::accounts::Signer,
};
use codec::Decode;
use epione_envelope::keys::Holder;
use epione_primitives::{refusals::RefusalCode, ChainId, Digest};
use subxt::utils::{AccountId32, Static};

/// A node and the account with which the gateway signs.
pub struct GatewayPort {
	chain: Chain,
	signer: Signer,
}

type Bounded<T> = api::runtime_types::bounded_collections::bounded_vec::BoundedVec<T>;
type Anchor = api::runtime_types::pallet_datasets::types::Anchor<AccountId32>;
type BatchStatement = api::runtime_types::epione_primitives::devices::BatchStatement<AccountId32>;

impl GatewayPort {
	/// Returns a port on this chain that signs with `signer`.
	pub fn new(chain: Chain, signer: Signer) -> Self {
		Self { chain, signer }
	}

	/// Switches to a new connection.
	pub fn reconnect(&mut self, chain: Chain) {
		self.chain = chain;
	}
}

/// Temporary refusals of a commit: they end by themselves, or by an act of the sponsor or the
/// owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Passing {
	NotApproved,
	NotOpenYet,
	KeyNotFound,
	KeyExpired,
	BudgetExhausted,
	StudyCannotPay,
	FirstNotSettled,
	DeviceFirstNotSettled,
	GrantNotYetValid,
	DeviceSuspended,
}

impl Passing {
	const ALL: [Self; 10] = [
		Self::NotApproved,
		Self::NotOpenYet,
		Self::KeyNotFound,
		Self::KeyExpired,
		Self::BudgetExhausted,
		Self::StudyCannotPay,
		Self::FirstNotSettled,
		Self::DeviceFirstNotSettled,
		Self::GrantNotYetValid,
		Self::DeviceSuspended,
	];

	/// Returns its name in the metadata, which is that of the variant.
	fn name(self) -> String {
		format!("{self:?}")
	}

	/// Returns the temporary refusal of this name, if it is one.
	fn named(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|passing| passing.name() == name)
	}

	/// Returns the temporary refusal with this code of the pool, if it is one.
	fn of_code(code: u8) -> Option<Self> {
		RefusalCode::from_code(code).and_then(|reason| Self::named(reason.name()))
	}
}

fn anchor(batch: &Batch) -> Anchor {
	let sealed = &batch.sealed;
	Anchor {
		cid: sealed.content.to_bytes(),
		key_commitment: sealed.key_commitment,
		root: sealed.root,
		depth: sealed.depth,
		modality: Static(sealed.modality),
		first_day: sealed.first_day,
		last_day: sealed.last_day,
		size: sealed.size,
		device: sealed.device.as_ref().map(|device| BatchStatement {
			device: AccountId32(device.device),
			claim: device.claim,
			seq: device.seq,
			signature: device.signature,
		}),
		supersedes: sealed.supersedes,
	}
}

/// Decodes a sponsor's invitation, as the journal keeps it: expiry, then the signature,
/// SCALE-encoded.
fn invitation_of(bytes: &[u8]) -> Result<api::runtime_types::pallet_studies::types::Invitation> {
	use api::runtime_types::sp_runtime::MultiSignature;
	let damaged = |why: String| {
		Error::Usage(format!("the invitation is damaged ({why}); ask the sponsor again"))
	};
	let mut input = bytes;
	let expiry = u64::decode(&mut input).map_err(|e| damaged(e.to_string()))?;
	let signature = match input {
		[0, rest @ ..] => rest.try_into().map(MultiSignature::Ed25519),
		[1, rest @ ..] => rest.try_into().map(MultiSignature::Sr25519),
		_ => return Err(damaged("neither an ed25519 nor an sr25519 signature".into())),
	}
	.map_err(|_| damaged("a signature has 64 bytes".into()))?;
	Ok(api::runtime_types::pallet_studies::types::Invitation { expiry, signature })
}

fn number(block: u64) -> Result<u32> {
	u32::try_from(block).map_err(|_| Error::Node {
		url: "of this chain".into(),
		why: format!("it says that block {block} is final; block numbers have 32 bits"),
	})
}

fn hash_bytes(text: &str) -> Result<[u8; 32]> {
	hex::decode(text.trim_start_matches("0x"))
		.ok()
		.and_then(|bytes| bytes.try_into().ok())
		.ok_or_else(|| Error::Node {
			url: "of this chain".into(),
			why: format!("'{text}' is no hash of 32 bytes"),
		})
}

impl Signed {
	fn into_journal(self) -> Result<SignedTx> {
		Ok(SignedTx {
			hash: hash_bytes(&self.hash)?,
			born: number(self.born)?,
			mortal_until: number(self.dies)?,
			bytes: self.bytes,
		})
	}

	/// Converts a transaction of the journal, which keeps neither the call's name nor the signer:
	/// both are in the bytes.
	fn from_journal(tx: &SignedTx) -> Self {
		Self {
			call: "the gateway's transaction".into(),
			signer: String::new(),
			hash: format!("0x{}", hex::encode(tx.hash)),
			bytes: tx.bytes.clone(),
			born: tx.born.into(),
			dies: tx.mortal_until.into(),
		}
	}
}

#[async_trait::async_trait]
impl GatewayChain for GatewayPort {
	async fn chain_id(&self) -> Result<ChainId> {
		Ok(self.chain.chain_id().await?)
	}

	async fn finalized(&self) -> Result<u32> {
		number(self.chain.finalised().await?.block_number())
	}

	async fn best(&self) -> Result<u32> {
		let mut blocks =
			erased(self.chain.client().stream_best_blocks()).await.map_err(node_error)?;
		match erased(blocks.next()).await {
			Some(block) => number(block.map_err(node_error)?.number()),
			None => self.finalized().await,
		}
	}

	async fn next_finalized(&self, after: u32) -> Result<u32> {
		let now = self.finalized().await?;
		if now > after {
			return Ok(now);
		}
		let mut blocks = erased(self.chain.client().stream_blocks()).await.map_err(node_error)?;
		while let Some(block) = erased(blocks.next()).await {
			let found = number(block.map_err(node_error)?.number())?;
			if found > after {
				return Ok(found);
			}
		}
		Err(ChainError::Node("the node stopped telling about blocks".into()).into())
	}

	async fn sign(&self, call: &Call) -> Result<SignedTx> {
		let signed = match call {
			Call::Anchor { subject, batches } => {
				let items: Bounded<Anchor> =
					api::runtime_types::bounded_collections::bounded_vec::BoundedVec(
						batches.iter().map(anchor).collect(),
					);
				let call = api::tx().datasets().anchor(AccountId32(*subject), items);
				self.chain.sign(&self.signer, &call).await?
			},
			Call::Commit {
				subject,
				dataset,
				holder: Holder::Study(study),
				grant,
				invitation,
				..
			} => {
				let invitation = invitation.as_deref().map(invitation_of).transpose()?;
				let call = api::tx().studies().commit(
					*study,
					AccountId32(*subject),
					*dataset,
					*grant,
					invitation,
				);
				self.chain.sign(&self.signer, &call).await?
			},
			Call::Commit {
				subject, dataset, holder: Holder::Account(to), grant, price, ..
			} => {
				let call = api::tx().studies().commit_share(
					AccountId32(*to),
					AccountId32(*subject),
					*dataset,
					*grant,
					price.unwrap_or(0),
				);
				self.chain.sign(&self.signer, &call).await?
			},
			Call::Deliver { subject, dataset, holder: Holder::Study(study), envelope } => {
				let call =
					api::tx().studies().deliver(*study, AccountId32(*subject), *dataset, *envelope);
				self.chain.sign(&self.signer, &call).await?
			},
			Call::Deliver { subject, dataset, holder: Holder::Account(to), envelope } => {
				let call = api::tx().studies().deliver_share(
					AccountId32(*to),
					AccountId32(*subject),
					*dataset,
					*envelope,
				);
				self.chain.sign(&self.signer, &call).await?
			},
		};
		signed.into_journal()
	}

	async fn submit(&self, tx: &SignedTx) -> Result<Submitted> {
		match self.chain.submit_signed(&Signed::from_journal(tx)).await {
			Ok(_) => Ok(Submitted::Accepted),
			Err(ChainError::Refused { reason, refusal, .. }) => Ok(match refusal {
				PoolRefusal::AlreadyKnown => Submitted::Accepted,
				PoolRefusal::Stale => Submitted::Stale,
				PoolRefusal::Custom(code) => {
					let passing = Passing::of_code(code).is_some();
					Submitted::Refused(Refusal { why: reason, passing })
				},
				PoolRefusal::Other => Submitted::Refused(Refusal { why: reason, passing: false }),
			}),
			Err(other) => Err(other.into()),
		}
	}

	async fn waits(&self, tx: &SignedTx) -> Result<Option<String>> {
		match self.chain.verdict(&Signed::from_journal(tx)).await {
			Err(ChainError::Refused { reason, refusal: PoolRefusal::Custom(code), .. })
				if Passing::of_code(code).is_some() =>
			{
				Ok(Some(reason))
			},
			Ok(()) | Err(ChainError::Refused { .. }) => Ok(None),
			Err(other) => Err(other.into()),
		}
	}

	async fn nonce_used(&self, tx: &SignedTx) -> Result<bool> {
		match self.chain.verdict(&Signed::from_journal(tx)).await {
			Err(ChainError::Refused { refusal: PoolRefusal::Stale, .. }) => Ok(true),
			Ok(()) | Err(ChainError::Refused { .. }) => Ok(false),
			Err(other) => Err(other.into()),
		}
	}

	async fn outcome(&self, tx: &SignedTx) -> Result<Option<Outcome>> {
		let block = |number_: u64, hash: &str| -> Result<BlockRef> {
			Ok(BlockRef { number: number(number_)?, hash: hash_bytes(hash)? })
		};
		match self.chain.find(&Signed::from_journal(tx)).await {
			Ok(None) => Ok(None),
			Ok(Some(found)) => {
				Ok(Some(Outcome { block: block(found.block, &found.block_hash)?, result: Ok(()) }))
			},
			Err(ChainError::Failed { block: at, block_hash, reason, error, .. }) => {
				let passing = error.is_some_and(|error| Passing::named(&error.name).is_some());
				let refusal = Refusal { why: reason, passing };
				Ok(Some(Outcome { block: block(at, &block_hash)?, result: Err(refusal) }))
			},
			Err(other) => Err(other.into()),
		}
	}

	async fn dataset(&self, subject: &[u8; 32], digest: &Digest) -> Result<bool> {
		let at = self.chain.finalised().await?;
		let state =
			view(&at, api::view_functions().datasets().dataset(AccountId32(*subject), *digest))
				.await?;
		Ok(state.is_some())
	}

	async fn contribution(
		&self,
		holder: &Holder,
		subject: &[u8; 32],
		digest: &Digest,
	) -> Result<Option<OnChain>> {
		use api::runtime_types::pallet_studies::types::Status;
		let at = self.chain.finalised().await?;
		let found = view(
			&at,
			api::view_functions().studies().contribution(
				Static(grantee(holder)),
				AccountId32(*subject),
				*digest,
			),
		)
		.await?;
		let gathers = match (holder, found.as_ref().map(|info| &info.status)) {
			(Holder::Study(study), Some(Status::Committed)) => {
				let info = view(&at, api::view_functions().studies().study(*study)).await?;
				info.and_then(|info| info.cohort).is_some_and(|c| c.deliver_by.is_none())
			},
			_ => false,
		};
		Ok(found.map(|info| OnChain {
			key_version: info.key_version,
			recipient_key: info.key,
			grant: info.grant,
			status: match info.status {
				Status::Committed if gathers => OnChainStatus::Gathering,
				Status::Committed => OnChainStatus::Committed,
				// For disputed and voided ones, too, there is nothing left to send.
				Status::Delivered | Status::Settled | Status::Disputed | Status::Voided => {
					OnChainStatus::Delivered
				},
				Status::Lapsed => OnChainStatus::Lapsed,
			},
		}))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn reasons_that_pass_are_reasons_of_the_runtime() {
		let known: Vec<_> =
			(0..=u8::MAX).filter_map(RefusalCode::from_code).map(|reason| reason.name()).collect();
		for passing in Passing::ALL {
			assert!(known.contains(&passing.name().as_str()), "{passing:?}");
		}
		let code = |name| {
			(0..=u8::MAX)
				.find(|code| RefusalCode::from_code(*code).is_some_and(|r| r.name() == name))
				.unwrap()
		};
		let passes = |name| Passing::of_code(code(name)).is_some();
		assert!(passes("FirstNotSettled"));
		assert!(!passes("GrantRevoked"));
		assert!(!passes("AlreadyContributed"));
	}
}
