//! A collator without a network: it builds blocks with the proofs for them, and imports them.

use crate::{
	genesis::{self, Executor, EXECUTOR},
	logs,
	relay::{self, RelayParent},
	wasm,
};
use codec::Encode;
use cumulus_primitives_core::{
	relay_chain::MAX_POV_SIZE, CollationInfo, CollectCollationInfo, ParachainBlockData,
	PersistedValidationData,
};
use cumulus_primitives_parachain_inherent::INHERENT_IDENTIFIER as PARACHAIN_INHERENT;
use epione_parachain_runtime::{
	apis::RuntimeApi, Block, Hash, Header, RuntimeEvent, System, UncheckedExtrinsic, SLOT_DURATION,
};
use futures::executor::block_on;
use polkadot_parachain_primitives::primitives::{
	BlockData, HeadData, ValidationParams, ValidationResult,
};
use sc_block_builder::BlockBuilderBuilder;
use sc_chain_spec::GenesisBlockBuilder;
use sc_client_db::{BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult};
use sc_service::{client::ClientConfig, TFullBackend, TFullClient};
use sp_api::{ProofRecorder, ProvideRuntimeApi};
use sp_blockchain::{ApplyExtrinsicFailed, Error, HeaderBackend};
use sp_consensus::BlockOrigin;
use sp_consensus_aura::{
	digests::CompatibleDigestItem, sr25519::AuthoritySignature, Slot, SlotDuration,
};
use sp_core::{storage::Storage, testing::TaskExecutor, traits::CallContext};
use sp_inherents::InherentData;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::{BlakeTwo256, Block as _, Header as _},
	transaction_validity::TransactionValidityError,
	ExtrinsicInclusionMode,
};
use sp_state_machine::{Ext, OverlayedChanges};
use sp_trie::{proof_size_extension::ProofSizeExt, CompactProof};
use std::sync::Arc;

type Client = TFullClient<Block, RuntimeApi, Executor>;

/// The relay chain's slot at the start of tests.
const FIRST_SLOT: u64 = 300_000_000;

/// Milliseconds per slot on the standalone chain.
const STANDALONE_SLOT: u64 = epione_runtime::SLOT_DURATION;

/// Why a block could not be built.
#[derive(Debug)]
pub enum Refusal {
	/// The runtime refuses a transaction, as it would in the pool.
	Transaction(TransactionValidityError),
	/// Any other failure: the last message of the Wasm.
	Other(String),
}

/// A chain with one collator, whose blocks the relay chain includes at once unless a test says
/// otherwise.
pub struct Collator {
	client: Client,
	/// The newest block.
	pub head: Header,
	/// The newest block that the relay chain has included, if that is not `head`.
	pub included: Option<Header>,
	/// The block of the relay chain on which the next block is built.
	pub relay: RelayParent,
	/// The code with which the relay chain's validators check blocks. `None` on a standalone chain,
	/// for which the relay chain serves only as a clock.
	pub validators: Option<&'static [u8]>,
}

impl Collator {
	/// Starts at the genesis of a development chain.
	pub fn new() -> Self {
		Self::with_genesis(genesis::development())
	}

	/// Starts at the genesis of a chain that has long been in use: each map that a contribution
	/// touches has this many entries.
	pub fn grown(entries: u32) -> Self {
		Self::with_genesis(genesis::grown(entries))
	}

	/// Starts at this genesis.
	pub fn with_genesis(genesis: Storage) -> Self {
		let settings = DatabaseSettings {
			trie_cache_maximum_size: Some(64 << 20),
			state_pruning: Some(PruningMode::ArchiveAll),
			source: DatabaseSource::Custom {
				db: Arc::new(sp_database::MemDb::new()),
				require_create_flag: true,
			},
			blocks_pruning: BlocksPruning::KeepAll,
			pruning_filters: Vec::new(),
			metrics_registry: None,
		};
		let backend: Arc<TFullBackend<Block>> = sc_service::new_db_backend(settings).unwrap();
		let executor = EXECUTOR.clone();
		let genesis =
			GenesisBlockBuilder::new_with_storage(genesis, true, backend.clone(), executor.clone());
		// With proof recording at import; otherwise the runtime would refund other weights than in
		// the block.
		let config = ClientConfig { enable_import_proof_recording: true, ..Default::default() };
		let client: Client = sc_service::client::new_with_backend(
			backend,
			executor,
			genesis.unwrap(),
			Box::new(TaskExecutor::new()),
			None,
			None,
			config,
		)
		.unwrap();
		let head = client.header(client.info().genesis_hash).unwrap().unwrap();
		let slot = FIRST_SLOT.into();
		let relay = RelayParent { number: 1_000, slot, upgrade: None, restricted: false };
		Self { client, head, included: None, relay, validators: Some(wasm()) }
	}

	/// The hash of the first block.
	pub fn genesis_hash(&self) -> Hash {
		self.client.info().genesis_hash
	}

	/// The time of the next block.
	pub fn next_time(&self) -> u64 {
		u64::from(self.relay.slot) * SLOT_DURATION
	}

	/// Reads the newest block's state.
	pub fn read<R>(&self, reading: impl FnOnce() -> R) -> R {
		let state = self.client.state_at(self.head.hash()).unwrap();
		let mut changes = OverlayedChanges::<BlakeTwo256>::default();
		let mut ext = Ext::new(&mut changes, &state, None);
		sp_externalities::set_and_run_with_externalities(&mut ext, reading)
	}

	/// Returns the events of the newest block.
	pub fn events(&self) -> Vec<RuntimeEvent> {
		self.read(|| {
			let events: Vec<_> =
				System::read_events_no_consensus().map(|record| record.event).collect();
			assert_eq!(
				events.len(),
				System::event_count() as usize,
				"an event that does not decode"
			);
			events
		})
	}

	/// The version of the code that will execute the next block.
	pub fn spec_version(&self) -> u32 {
		let context = CallContext::Onchain { import: false };
		self.client.runtime_version_at(self.head.hash(), context).unwrap().spec_version
	}

	/// Returns the nonce of an account's next transaction.
	pub fn nonce(&self, who: &epione_parachain_runtime::AccountId) -> u32 {
		use frame_system_rpc_runtime_api::AccountNonceApi;
		self.client.runtime_api().account_nonce(self.head.hash(), who.clone()).unwrap()
	}

	/// Builds a block of these transactions on the newest one, sealed by Alice, without importing
	/// it.
	pub fn propose(&self, transactions: Vec<UncheckedExtrinsic>) -> Result<Proposal, Refusal> {
		self.propose_in(self.relay.slot, transactions)
	}

	/// The same for any slot, which need not be the relay chain's.
	pub fn propose_in(
		&self,
		slot: Slot,
		transactions: Vec<UncheckedExtrinsic>,
	) -> Result<Proposal, Refusal> {
		let (built, log) = logs::during(|| self.build(slot, transactions));
		match built {
			Ok(proposal) => Ok(Proposal { log, ..proposal }),
			Err(Error::ApplyExtrinsicFailed(ApplyExtrinsicFailed::Validity(why))) => {
				Err(Refusal::Transaction(why))
			},
			Err(why) => Err(Refusal::Other(format!("{}\n{why}", log.join("\n")))),
		}
	}

	fn build(&self, slot: Slot, transactions: Vec<UncheckedExtrinsic>) -> Result<Proposal, Error> {
		let included = self.included.as_ref().unwrap_or(&self.head);
		let inherent = self.relay.inherent(included, &self.head);
		let mut data = InherentData::new();
		let time = sp_timestamp::Timestamp::new(u64::from(slot) * SLOT_DURATION);
		data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &time).unwrap();
		data.put_data(PARACHAIN_INHERENT, &inherent).unwrap();

		let recorder = ProofRecorder::<Block>::default();
		let slot = match self.validators {
			Some(_) => slot,
			None => Slot::from_timestamp(time, SlotDuration::from_millis(STANDALONE_SLOT)),
		};
		let pre_digest =
			<DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot);
		let mut builder = BlockBuilderBuilder::new(&self.client)
			.on_parent_block(self.head.hash())
			.with_parent_block_number(self.head.number)
			.with_proof_recorder(recorder.clone())
			.with_inherent_digests(Digest { logs: vec![pre_digest] })
			.with_extra_extensions(ProofSizeExt::new(recorder.clone()))
			.build()?;
		let only_inherents =
			builder.extrinsic_inclusion_mode() == ExtrinsicInclusionMode::OnlyInherents;
		let inherents = builder.create_inherents(data)?;
		for transaction in inherents.into_iter().chain(transactions) {
			builder.push(transaction)?;
		}
		let built = builder.build()?;
		let (header, body) = built.block.deconstruct();
		let proof = recorder.drain_storage_proof();
		let proof = proof.into_compact_proof::<BlakeTwo256>(self.head.state_root).unwrap();
		Ok(Proposal {
			block: Block::new(sealed(header), body),
			proof,
			parent: self.head.clone(),
			relay: inherent.validation_data,
			only_inherents,
			log: Vec::new(),
		})
	}

	/// Imports a block as every node does, by executing it again. It becomes the newest block, and
	/// the relay chain advances by one slot.
	pub fn import(&mut self, proposal: &Proposal) {
		self.execute(proposal).unwrap();
		self.head = proposal.block.header.clone();
		self.relay = self.relay.next();
	}

	/// The same for a block that may be invalid. Afterwards its parent is the newest block again.
	pub fn execute(&self, proposal: &Proposal) -> Result<(), String> {
		let (mut header, body) = proposal.block.clone().deconstruct();
		let seal = header.digest_mut().pop().unwrap();
		let mut import = BlockImportParams::new(BlockOrigin::Own, header);
		import.body = Some(body);
		import.post_digests.push(seal);
		import.fork_choice = Some(ForkChoiceStrategy::Custom(true));
		match block_on(self.client.import_block(import)) {
			Ok(ImportResult::Imported(_)) => Ok(()),
			other => Err(format!("{other:?}")),
		}
	}

	/// Builds a block, imports it and has it validated. The validator's result must equal what the
	/// collator's runtime reports for the block: the relay chain compares the two.
	pub fn produce(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Result<Proposal, Refusal> {
		let some = !transactions.is_empty();
		let proposal = self.propose(transactions)?;
		assert!(!(some && proposal.only_inherents), "a collator's node puts none into this block");
		self.import(&proposal);
		let Some(code) = self.validators else { return Ok(proposal) };
		let found = relay::validate_by(code, &proposal.params()).unwrap();
		let hash = self.head.hash();
		let said = self.client.runtime_api().collect_collation_info(hash, &self.head).unwrap();
		assert_eq!(found.head_data, HeadData(self.head.encode()), "not the block that was built");
		assert_eq!(as_collation(found), said.encode(), "the collator says something else");
		Ok(proposal)
	}
}

/// A validator's result, in the form in which a collator reports it.
fn as_collation(found: ValidationResult) -> Vec<u8> {
	CollationInfo {
		upward_messages: found.upward_messages.into_inner(),
		horizontal_messages: found.horizontal_messages.into_inner(),
		new_validation_code: found.new_validation_code,
		processed_downward_messages: found.processed_downward_messages,
		hrmp_watermark: found.hrmp_watermark,
		head_data: found.head_data,
	}
	.encode()
}

/// A header with the only collator's seal.
pub fn sealed(mut header: Header) -> Header {
	let signature = Sr25519Keyring::Alice.sign(header.hash().as_ref());
	let seal =
		<DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_seal(signature.into());
	header.digest_mut().push(seal);
	header
}

/// A block, and what a validator needs to check it.
#[derive(Clone)]
pub struct Proposal {
	pub block: Block,
	pub proof: CompactProof,
	/// The parent block.
	pub parent: Header,
	/// What the relay chain vouches for.
	pub relay: PersistedValidationData,
	/// Whether the runtime accepts no transactions in this block. A real collator respects that;
	/// this one includes whatever it is given.
	pub only_inherents: bool,
	/// Warnings that the runtime logged while the block was built.
	pub log: Vec<String>,
}

impl Proposal {
	/// The block and its proof, as validators receive them.
	pub fn pov(&self) -> Vec<u8> {
		ParachainBlockData::new(vec![self.block.clone()], self.proof.clone(), None).encode()
	}

	/// The arguments with which the Wasm is called.
	pub fn params(&self) -> ValidationParams {
		ValidationParams {
			parent_head: HeadData(self.parent.encode()),
			block_data: BlockData(self.pov()),
			relay_parent_number: self.relay.relay_parent_number,
			relay_parent_storage_root: self.relay.relay_parent_storage_root,
		}
	}

	/// The bytes sent over the network: the relay chain's nodes compress a PoV.
	pub fn compressed(&self) -> usize {
		let limit = 4 * MAX_POV_SIZE as usize;
		sp_maybe_compressed_blob::compress_weakly(&self.pov(), limit).unwrap().len()
	}
}
