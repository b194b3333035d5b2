//! Blocks, clocks and transactions.
//!
//! A transaction is applied as a block author applies it: all extensions of the runtime, with fees,
//! sponsors and the free lane, then the call. Only the signature around it is left out: no pallet
//! sees it, and it would take longer than everything else. A block has the inherent and every hook;
//! only the state root is not computed.

use super::rng::Rng;
use crate::{
	configs::RuntimeBlockWeights, tests::extensions, AccountId, AllPalletsWithSystem, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeOrigin, System, TxExtension, SLOT_DURATION,
};
use codec::Encode;
use epione_primitives::{Moment, DAY};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::{storage_prefix, unhashed, with_transaction_unchecked, TransactionOutcome},
	traits::{OnFinalize, OnIdle, OnInitialize},
};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::H256;
use sp_runtime::{
	generic::{CheckedExtrinsic, Digest, DigestItem, ExtrinsicFormat},
	traits::{Applyable, Dispatchable},
	transaction_validity::TransactionValidityError,
	DispatchError,
};

/// The first block's timestamp.
pub const START: Moment = 1_800_000_000_000;
/// Approximate length of these transactions, in bytes.
const LENGTH: usize = 320;

/// The outcome of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
	Done,
	/// Included in a block, and paid for.
	Failed(DispatchError),
	/// Not included.
	Refused(TransactionValidityError),
}

impl Outcome {
	/// The message that a person would read.
	pub fn name(&self) -> String {
		match self {
			Self::Done => "Done".into(),
			Self::Failed(DispatchError::Module(error)) => error.message.unwrap_or("?").into(),
			Self::Failed(error) => format!("{error:?}"),
			Self::Refused(TransactionValidityError::Invalid(
				sp_runtime::transaction_validity::InvalidTransaction::Custom(code),
			)) => epione_primitives::RefusalCode::from_code(*code)
				.map_or_else(|| format!("Custom({code})"), |code| code.name().into()),
			Self::Refused(error) => format!("{error:?}"),
		}
	}
}

pub fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

pub fn live() -> Moment {
	pallet_studies::Pallet::<Runtime>::live_moment()
}

/// Begins the next block at this moment.
pub fn begin_block(at: Moment, rng: &mut Rng) {
	let number = System::block_number() + 1;
	let slot = at / SLOT_DURATION;
	let digest =
		Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode())] };
	let mut parent = [0; 32];
	parent[..8].copy_from_slice(&rng.next().to_le_bytes());
	parent[8] = 1;
	forget_events();
	System::initialize(&number, &H256(parent), &digest);
	let base = RuntimeBlockWeights::get().base_block;
	let used = AllPalletsWithSystem::on_initialize(number);
	System::register_extra_weight_unchecked(
		base.saturating_add(used),
		frame_support::dispatch::DispatchClass::Mandatory,
	);
	System::note_finished_initialize();
	RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: slot * SLOT_DURATION })
		.dispatch(RuntimeOrigin::none())
		.unwrap();
}

/// Ends the block, with idle-time work or, as in a full block, without.
pub fn end_block(idle: bool) {
	let number = System::block_number();
	if idle {
		let max: frame_system::limits::BlockWeights = RuntimeBlockWeights::get();
		let remaining = max.max_block.saturating_sub(System::block_weight().total());
		AllPalletsWithSystem::on_idle(number, remaining);
	}
	AllPalletsWithSystem::on_finalize(number);
}

/// Sets the clocks to what they would show if blocks had come every two seconds until just before
/// `until`. This is the only direct write to state, past the pallets: a week has 302,400 blocks.
pub fn skip_blocks(until: Moment) {
	let last = until.saturating_sub(SLOT_DURATION);
	pallet_studies::Clock::<Runtime>::mutate(|clock| clock.last = Some(last));
	pallet_timestamp::Now::<Runtime>::put(last);
}

/// The next moment at which a running chain would do something by itself.
pub fn next_due() -> Option<Moment> {
	let wall = |live_moment: Moment| live_moment + (now() - live());
	let first = |key: Option<[u8; 8]>| key.map(|key| wall(Moment::from_be_bytes(key)));
	let head = |key: [u8; 12]| {
		let mut moment = [0; 8];
		moment.copy_from_slice(&key[..8]);
		moment
	};
	let studies = pallet_studies::Agenda::<Runtime>::iter_keys().next().map(|(due, _)| due);
	let disputes = pallet_disputes::Agenda::<Runtime>::iter_keys().next().map(|(due, _)| due);
	let duties = pallet_consent::DutyAgenda::<Runtime>::iter_keys().next().map(head);
	let grants = pallet_consent::Expiries::<Runtime>::iter_keys().next().map(head);
	let epoch = pallet_rewards::Current::<Runtime>::get();
	// An epoch in which nothing is counted, and for which nothing can be claimed, matters to
	// nobody.
	let counts = pallet_rewards::Counted::<Runtime>::iter_keys().next().is_some();
	[
		first(studies),
		first(disputes),
		first(duties),
		grants.map(Moment::from_be_bytes),
		counts.then_some(epoch.ends.min(now() + DAY) + SLOT_DURATION),
	]
	.into_iter()
	.flatten()
	.min()
}

/// Applies a transaction signed by `who`.
pub fn apply(who: &AccountId, call: RuntimeCall) -> Outcome {
	let nonce = *System::account_nonce(who);
	let xt = CheckedExtrinsic::<AccountId, RuntimeCall, TxExtension> {
		format: ExtrinsicFormat::Signed(who.clone(), extensions(nonce, 0)),
		function: call,
	};
	let info = xt.get_dispatch_info();
	with_transaction_unchecked(|| match xt.apply::<Runtime>(&info, LENGTH) {
		Ok(Ok(_)) => TransactionOutcome::Commit(Outcome::Done),
		Ok(Err(error)) => TransactionOutcome::Commit(Outcome::Failed(error.error)),
		Err(error) => TransactionOutcome::Rollback(Outcome::Refused(error)),
	})
}

/// Dispatches a call as the council, by two votes of three.
pub fn council(call: RuntimeCall) -> Outcome {
	let origin =
		pallet_collective::RawOrigin::<AccountId, pallet_collective::Instance1>::Members(2, 3);
	match frame_support::storage::with_storage_layer(|| {
		call.dispatch(RuntimeOrigin::from(origin)).map_err(|error| error.error)
	}) {
		Ok(_) => Outcome::Done,
		Err(error) => Outcome::Failed(error),
	}
}

/// As `System::reset_events`, but for the topics, which nothing here uses: these are a map, and to
/// clear one means to go through the whole state here.
fn forget_events() {
	for item in [b"Events".as_slice(), b"EventCount"] {
		unhashed::kill(&storage_prefix(b"System", item));
	}
}

/// Returns the events since the last call.
pub fn take_events() -> Vec<RuntimeEvent> {
	let events = System::read_events_no_consensus().map(|record| record.event).collect();
	forget_events();
	events
}
