//! Blocks, time, and transactions on whatever state is at hand.
//!
//! A transaction is applied as a block's author applies it, with every extension: fees, sponsors,
//! the free lane. Only the signature around it is left out, which no pallet sees. A block has its
//! inherent and every hook; only the state root is not computed.

use crate::tally::{name_of, Name};
use codec::Encode;
use epione_primitives::Moment;
use epione_runtime::{
	configs, AccountId, AllPalletsWithSystem, Balance, BlockNumber, Runtime, RuntimeCall,
	RuntimeOrigin, Session, System, TxExtension, SLOT_DURATION,
};
use epione_runtime_common::{CheckMortalityUnranked, CheckNonceInTurn};
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo, PostDispatchInfo},
	migrations::MultiStepMigrator,
	storage::{storage_prefix, unhashed, with_transaction_unchecked, TransactionOutcome},
	traits::{OnFinalize, OnIdle, OnInitialize},
	weights::Weight,
};
use frame_system::limits::BlockWeights;
use pallet_collective::{Instance1, RawOrigin};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::H256;
use sp_runtime::{
	generic::{CheckedExtrinsic, Digest, DigestItem, Era, ExtrinsicFormat},
	traits::{Applyable, Dispatchable},
	transaction_validity::TransactionValidityError,
	DispatchError,
};

/// When the first block is made.
pub const START: Moment = 1_800_000_000_000;
/// Bytes of a transaction besides its call.
const ENVELOPING: usize = 140;

/// Who makes a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
	/// Somebody, by a transaction.
	Signed(AccountId),
	/// The author of the block, by an unsigned transaction.
	Bare,
	/// The council, all of whose members voted for it.
	Council,
	/// Nobody above it.
	Root,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
	/// It did what it is for.
	Done,
	/// It failed in a block.
	Failed(DispatchError),
	/// It did not get into a block.
	Refused(TransactionValidityError),
}

/// The wall clock.
pub fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// The 32 bytes that statements on this chain bind.
pub fn chain_id() -> [u8; 32] {
	epione_runtime::presets::development_chain_id()
}

/// Begins the next block, at this moment or in the next slot whose author is not disabled.
pub fn begin_block(at: Moment) {
	let number = System::block_number() + 1;
	let (authors, disabled) = authors(number);
	let mut slot = at / SLOT_DURATION;
	for _ in 0..authors {
		if disabled.contains(&((slot % authors) as u32)) {
			slot += 1;
		}
	}
	let digest =
		Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode())] };
	let parent = hash_of_block(number - 1);
	forget_events();
	System::initialize(&number, &parent, &digest);
	let used = AllPalletsWithSystem::on_initialize(number);
	let base = weights().base_block;
	System::register_extra_weight_unchecked(base.saturating_add(used), DispatchClass::Mandatory);
	System::note_finished_initialize();
	let set = pallet_timestamp::Call::<Runtime>::set { now: slot * SLOT_DURATION };
	let inherent = RuntimeCall::from(set).dispatch(RuntimeOrigin::none());
	assert!(inherent.is_ok(), "the clock was refused: {inherent:?}");
}

/// How many authors there are in this block, and which of them are disabled. Aura looks at that
/// when the session pallet has already changed the session.
fn authors(number: BlockNumber) -> (u64, Vec<u32>) {
	let authors = || {
		let count = pallet_aura::Authorities::<Runtime>::get().len() as u64;
		(count, Session::disabled_validators())
	};
	if !number.is_multiple_of(configs::Period::get()) {
		return authors();
	}
	with_transaction_unchecked(|| {
		Session::rotate_session();
		TransactionOutcome::Rollback(authors())
	})
}

/// As `System::reset_events`, but for the topics, which nothing here uses: these are a map, and to
/// clear one means to go through the whole state here.
pub fn forget_events() {
	for item in [b"Events".as_slice(), b"EventCount"] {
		unhashed::kill(&storage_prefix(b"System", item));
	}
}

/// Ends the block, with work in idle time or, as in a full block, without.
pub fn end_block(idle: bool) {
	type Migrator = <Runtime as frame_system::Config>::MultiBlockMigrator;

	let number = System::block_number();
	if Migrator::ongoing() {
		let used = Migrator::step();
		System::register_extra_weight_unchecked(used, DispatchClass::Mandatory);
	}
	if idle {
		let left = weights().max_block.saturating_sub(System::block_weight().total());
		let used = AllPalletsWithSystem::on_idle(number, left);
		assert!(used.all_lte(left), "idle work took {used}, and had {left}");
		System::register_extra_weight_unchecked(used, DispatchClass::Mandatory);
	}
	AllPalletsWithSystem::on_finalize(number);
	check_block();
}

/// Goes on to the next block, as if so many had passed in between in which nothing happened. `live`
/// tells whether they came in time; otherwise the chain stood still.
pub fn pass(blocks: BlockNumber, live: bool, idle: bool) {
	end_block(idle);
	let before = now();
	let at = before + u64::from(blocks.max(1)) * SLOT_DURATION;
	if live && blocks > 1 {
		// The only writes past the pallets: a week has 302,400 blocks.
		let last = at - SLOT_DURATION;
		System::set_block_number(System::block_number() + blocks - 1);
		remember_lots();
		pallet_studies::Clock::<Runtime>::mutate(|clock| clock.last = Some(last));
		pallet_timestamp::Now::<Runtime>::put(last);
	}
	begin_block(at);
}

/// Of the blocks that were skipped, the hashes that lots are drawn by: a dispute's is that of one
/// block and, once that is forgotten, of every block a multiple of `BlockHashCount` later.
fn remember_lots() {
	let (last, kept) = (System::block_number(), configs::BlockHashCount::get());
	for (first, _) in pallet_disputes::Draws::<Runtime>::iter_keys() {
		let first = BlockNumber::from_be_bytes(first);
		if first > last {
			continue;
		}
		let number = first + (last - first) / kept * kept;
		if !frame_system::BlockHash::<Runtime>::contains_key(number) {
			frame_system::BlockHash::<Runtime>::insert(number, hash_of_block(number));
		}
	}
}

/// Stands for a block's hash.
fn hash_of_block(number: BlockNumber) -> H256 {
	H256(sp_io::hashing::sha2_256(&number.encode()))
}

fn weights() -> BlockWeights {
	configs::RuntimeBlockWeights::get()
}

/// No block is over its limits. What Operational calls have reserved may come on top of a block
/// that the others have filled; and the session pallet says that its change takes a whole block,
/// whatever else was to be done.
fn check_block() {
	let (limits, used) = (weights(), System::block_weight());
	for class in DispatchClass::all() {
		if let Some(most) = limits.get(*class).max_total {
			let used = used.get(*class);
			assert!(used.all_lte(most), "{class:?} calls took {used}, and have {most}");
		}
	}
	let reserved = limits.get(DispatchClass::Operational).reserved.unwrap_or_default();
	let extra = reserved.min(*used.get(DispatchClass::Operational));
	let changes = System::block_number().is_multiple_of(configs::Period::get());
	let change = if changes { limits.max_block } else { Weight::zero() };
	let most = limits.max_block.saturating_add(extra).saturating_add(change);
	assert!(used.total().all_lte(most), "a block took {used:?}, and has {most}");
}

/// The extensions of an immortal transaction.
fn extensions(nonce: u32, tip: Balance) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		CheckMortalityUnranked::from(Era::Immortal),
		CheckNonceInTurn::from(nonce.into()),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// Calls that say on purpose that they filled the block, so that nothing follows new code in it.
const FILL_THE_BLOCK: [Name; 3] = [
	("System", "set_code"),
	("System", "set_code_without_checks"),
	("System", "apply_authorized_upgrade"),
];

/// Calls that return the measured weight of another call of the same pallet, which may be more by
/// what measurements differ: the block counts what was declared.
const RETURN_ANOTHERS: [Name; 1] = [("Multisig", "approve_as_multi")];

/// No call takes more than it declared.
fn check_weight(call: &RuntimeCall, declared: Weight, post: &PostDispatchInfo) {
	let Some(actual) = post.actual_weight else { return };
	let name = name_of(call);
	if RETURN_ANOTHERS.contains(&name) {
		return;
	}
	let fills = FILL_THE_BLOCK.contains(&name) && actual.all_gte(weights().max_block);
	assert!(fills || actual.all_lte(declared), "{name:?} declared {declared}, and took {actual}");
}

/// Makes a call.
pub fn apply(origin: &Origin, call: RuntimeCall, tip: Balance) -> Outcome {
	let format = match origin {
		Origin::Signed(who) => {
			let nonce = *System::account_nonce(who);
			ExtrinsicFormat::Signed(who.clone(), extensions(nonce, tip))
		},
		Origin::Bare => ExtrinsicFormat::Bare,
		Origin::Council => {
			let members = pallet_collective::Members::<Runtime, Instance1>::get().len() as u32;
			let origin = RawOrigin::<AccountId, Instance1>::Members(members, members.max(1));
			return dispatch(origin.into(), call);
		},
		Origin::Root => return dispatch(RuntimeOrigin::root(), call),
	};
	let length = call.encoded_size() + ENVELOPING;
	let made = call.clone();
	let xt = CheckedExtrinsic::<AccountId, RuntimeCall, TxExtension> { format, function: call };
	let info = xt.get_dispatch_info();
	let declared = info.total_weight();
	with_transaction_unchecked(|| match xt.apply::<Runtime>(&info, length) {
		Ok(Ok(post)) => {
			check_weight(&made, declared, &post);
			TransactionOutcome::Commit(Outcome::Done)
		},
		Ok(Err(failure)) => {
			check_weight(&made, declared, &failure.post_info);
			TransactionOutcome::Commit(Outcome::Failed(failure.error))
		},
		Err(refusal) => TransactionOutcome::Rollback(Outcome::Refused(refusal)),
	})
}

/// Dispatches a call without a transaction.
fn dispatch(origin: RuntimeOrigin, call: RuntimeCall) -> Outcome {
	let declared = call.get_dispatch_info().call_weight;
	let made = call.clone();
	with_transaction_unchecked(|| match call.dispatch(origin) {
		Ok(post) => {
			check_weight(&made, declared, &post);
			TransactionOutcome::Commit(Outcome::Done)
		},
		Err(failure) => {
			check_weight(&made, declared, &failure.post_info);
			TransactionOutcome::Rollback(Outcome::Failed(failure.error))
		},
	})
}
