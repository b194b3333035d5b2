//! Tests of the whole runtime, of what no pallet can test alone.

mod calls;
mod charges;
mod equivocation;
mod extensions;
mod governance;
mod invariants;
mod limits;
mod market;
mod migrations;
mod nonces;
mod presets;
mod printed;
mod refusals;
mod sessions;
mod try_state;

use crate::{configs::shared::testing::*, *};
use codec::Encode;
use frame_support::traits::Get;
use serde_json::Value;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	ApplyExtrinsicResult,
};

/// The slot before the first block of a test.
const FIRST_SLOT: u64 = 900_000_000;

/// Runs `test` in the first block of a chain with the genesis of `preset`.
fn with_preset(preset: &str, test: impl FnOnce()) {
	build(&genesis(preset)).unwrap().execute_with(|| {
		begin_block();
		test();
	});
}

/// Runs `test` in the first block of a development chain.
fn on_development(test: impl FnOnce()) {
	with_preset(sp_genesis_builder::DEV_RUNTIME_PRESET, test);
}

/// The slot of the next block: nobody disabled has it.
fn next_slot(number: BlockNumber) -> u64 {
	let past = *pallet_aura::CurrentSlot::<Runtime>::get();
	let authors = pallet_aura::Authorities::<Runtime>::get().len() as u64;
	let disabled = Session::disabled_validators();
	let mut slot = (FIRST_SLOT + u64::from(number)).max(past + 1);
	while authors > 0 && disabled.contains(&((slot % authors) as u32)) {
		slot += 1;
	}
	slot
}

/// Begins the next block, and sets its time.
fn begin_block() {
	let number = System::block_number() + 1;
	let slot = next_slot(number);
	let digest =
		Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode())] };
	let parent = System::parent_hash();
	let header = <Header as sp_runtime::traits::Header>::new(
		number,
		Default::default(),
		Default::default(),
		parent,
		digest,
	);
	Executive::initialize_block(&header);
	let now = slot * SLOT_DURATION;
	apply_bare(RuntimeCall::Timestamp(pallet_timestamp::Call::set { now })).unwrap().unwrap();
}

/// Ends this block and begins the next.
fn next_block() {
	Executive::finalize_block();
	begin_block();
}

/// Applies an inherent or an unsigned transaction.
fn apply_bare(call: RuntimeCall) -> ApplyExtrinsicResult {
	Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call))
}

/// The extensions of an immortal transaction.
fn extensions(nonce: u32, tip: Balance) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		epione_runtime_common::CheckMortalityUnranked::from(Era::Immortal),
		epione_runtime_common::CheckNonceInTurn::from(nonce.into()),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// A signed transaction with this nonce.
fn signed_at(who: Sr25519Keyring, nonce: u32, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	let payload = SignedPayload::new(call.into(), extensions(nonce, 0)).unwrap();
	let signature = payload.using_encoded(|bytes| who.sign(bytes));
	let (call, extensions, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, account(who).into(), signature.into(), extensions)
}

/// A signed transaction with the next nonce.
fn signed(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	signed_at(who, nonce(who), call)
}

/// Signs and applies.
fn apply(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
	Executive::apply_extrinsic(signed(who, call))
}

fn nonce(who: Sr25519Keyring) -> u32 {
	*System::account_nonce(account(who))
}

/// Transfers everything transferable from `who` to Eve.
fn empty(who: Sr25519Keyring) {
	let dest = account(Sr25519Keyring::Eve).into();
	apply(who, pallet_balances::Call::transfer_all { dest, keep_alive: false }).unwrap().unwrap();
}

/// Sends tokens from Eve.
fn fund(who: Sr25519Keyring, value: Balance) {
	let dest = account(who).into();
	apply(Sr25519Keyring::Eve, pallet_balances::Call::transfer_keep_alive { dest, value })
		.unwrap()
		.unwrap();
}

/// Returns a constant of the configuration.
fn value<G: Get<T>, T>() -> T {
	G::get()
}
