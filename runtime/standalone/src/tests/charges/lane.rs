//! The free lane under load: what goes into a block out of a crowded pool, and what waits.

use super::fixture::*;
use crate::{
	configs::RuntimeBlockWeights, tests::calls, AccountId, Balances, Consent, FreeLane, Runtime,
	RuntimeCall, RuntimeOrigin, System,
};
use epione_primitives::Grantee;
use epione_runtime_common::{
	charge::{CallRules, Kind, MAX_REFUSALS},
	constants::currency::EPI,
	free_lane::Used,
	EpioneRules,
};
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::{OnFinalize, OnInitialize},
	weights::Weight,
};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionValidityError, ValidTransaction,
};

/// A transaction in the pool.
struct Entry {
	validity: ValidTransaction,
	who: AccountId,
	call: RuntimeCall,
}

/// Sends it to the pool, the last of those there.
fn send(entries: &mut Vec<Entry>, who: &AccountId, call: RuntimeCall) {
	let validity = pool(who, call.clone()).unwrap();
	entries.push(Entry { validity, who: who.clone(), call });
}

/// Makes a block as its author does: by priority, then by what expires first, then as they came.
/// What does not fit waits. Returns whose were included, and leaves the others.
fn block(entries: &mut Vec<Entry>) -> Vec<AccountId> {
	FreeLane::on_finalize(1);
	System::set_block_consumed_resources(Weight::zero(), 0);
	FreeLane::on_initialize(1);
	entries.sort_by_key(|entry| {
		(core::cmp::Reverse(entry.validity.priority), entry.validity.longevity)
	});
	let mut included = Vec::new();
	entries.retain(|entry| match apply(&entry.who, entry.call.clone()) {
		Ok(result) => {
			assert_ok!(result);
			included.push(entry.who.clone());
			false
		},
		Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) => true,
		Err(other) => panic!("{other:?}"),
	});
	included
}

/// This many accounts with tokens.
fn people(kind: u8, count: usize) -> Vec<AccountId> {
	(0..count)
		.map(|n| {
			let mut bytes = [kind; 32];
			bytes[..8].copy_from_slice(&(n as u64).to_le_bytes());
			let who = AccountId::new(bytes);
			let to = who.clone().into();
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), to, 1_000 * EPI));
			who
		})
		.collect()
}

/// Grants of `who`'s to BOB, and the calls that revoke them.
fn revokes(who: &AccountId, count: u32) -> Vec<RuntimeCall> {
	(0..count)
		.map(|_| {
			let grant = pallet_consent::NextGrant::<Runtime>::get();
			let terms = consent_terms(Grantee::Account(BOB));
			assert_ok!(Consent::grant(signed(who.clone()), who.clone(), terms, None));
			pallet_consent::Call::revoke { grant }.into()
		})
		.collect()
}

/// Requests to `who`, and the calls that deny them.
fn denies(who: &AccountId, count: u32) -> Vec<RuntimeCall> {
	let askers = people(0xA5, 4);
	(0..count)
		.map(|n| {
			let asker = askers[n as usize % askers.len()].clone();
			let request = pallet_consent::NextRequest::<Runtime>::get();
			let terms = consent_terms(Grantee::Account(asker.clone()));
			assert_ok!(Consent::request(signed(asker), who.clone(), terms));
			pallet_consent::Call::deny { request }.into()
		})
		.collect()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::batch { calls }.into()
}

fn transfer() -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: BOB.into(), value: 1 }.into()
}

/// Half of a block.
fn half() -> Weight {
	RuntimeBlockWeights::get().max_block / 2
}

/// What a transaction of this call takes up in a block.
fn weight(call: RuntimeCall) -> Weight {
	let info = tx(&ALICE, call, 0).get_dispatch_info();
	let base = RuntimeBlockWeights::get().get(info.class).base_extrinsic;
	info.total_weight().saturating_add(base).saturating_add_proof_size(LEN as u64)
}

fn assert_flood_holds_nobody_up(make: impl Fn(&AccountId, u32) -> Vec<RuntimeCall>) {
	run(|| {
		let mut entries = Vec::new();
		let crowd = people(0xC0, 30);
		for who in &crowd {
			let call = batch(make(who, MAX_REFUSALS));
			send(&mut entries, who, call);
		}
		let fit = half().ref_time() / weight(entries[0].call.clone()).ref_time();
		assert!((fit as usize) < crowd.len() / 2, "the flood must not fit into two blocks");
		// They come last of all: a patient who says no once, and somebody who pays.
		let revoke = revokes(&ALICE, 1).remove(0);
		send(&mut entries, &ALICE, revoke);
		send(&mut entries, &MAKER, transfer());
		let first = block(&mut entries);
		assert_eq!(first[0], ALICE);
		assert!(first.contains(&MAKER));
		assert!(Used::<Runtime>::get().all_lte(half()));
		// Those that did not fit were not dropped.
		assert_eq!(first.len() + entries.len(), crowd.len() + 2);
		assert!((1..=fit as usize).contains(&(first.len() - 2)));
		assert_eq!(block(&mut entries).len() as u64, fit);
	});
}

#[test]
fn a_flood_of_sixteen_revokes_each_holds_up_neither_a_revoke_nor_a_transfer() {
	assert_flood_holds_nobody_up(revokes);
}

#[test]
fn a_flood_of_sixteen_denies_each_holds_up_neither_a_revoke_nor_a_transfer() {
	assert_flood_holds_nobody_up(denies);
}

/// The figure of decision 0008: as many as the lane divided by the weight of one.
#[test]
fn so_many_accounts_refuse_in_a_block_as_their_weight_allows() {
	run(|| {
		let single: RuntimeCall = pallet_consent::Call::revoke { grant: 0 }.into();
		let fit = (half().ref_time() / weight(single).ref_time()) as usize;
		// Some hundred, until a revoke is cheaper.
		assert!(fit >= 80, "{fit}");
		let mut entries = Vec::new();
		for who in people(0xC0, 2 * fit + 1) {
			let call = revokes(&who, 1).remove(0);
			send(&mut entries, &who, call);
		}
		send(&mut entries, &MAKER, transfer());
		let first = block(&mut entries);
		assert!(first.contains(&MAKER));
		assert_eq!(first.len(), fit + 1);
		assert_eq!(block(&mut entries).len(), fit);
		assert_eq!(block(&mut entries).len(), 1);
		assert!(entries.is_empty());
	});
}

/// A stranger's eight-block transactions, sent later, do not go before a client's of 64 blocks.
#[test]
fn a_short_era_buys_no_place_before_a_long_one() {
	use super::super::extensions;
	use epione_runtime_common::CheckMortalityUnranked;
	use sp_runtime::{
		generic::{CheckedExtrinsic, Era, ExtrinsicFormat},
		traits::Applyable,
		transaction_validity::TransactionSource,
	};
	run(|| {
		frame_system::BlockHash::<Runtime>::insert(0, crate::Hash::repeat_byte(1));
		let mut validities = Vec::new();
		for (who, period) in people(0xC0, 2).into_iter().zip([64, 8]) {
			let call = revokes(&who, 1).remove(0);
			let mut extension = extensions(*System::account_nonce(&who), 0);
			extension.5 = CheckMortalityUnranked::from(Era::mortal(period, 0));
			let xt: Xt = CheckedExtrinsic {
				format: ExtrinsicFormat::Signed(who, extension),
				function: call,
			};
			let info = xt.get_dispatch_info();
			validities.push(xt.validate::<Runtime>(TransactionSource::External, &info, LEN));
		}
		let [long, short] = [0, 1].map(|n| validities[n].clone().unwrap());
		// So the one that came first goes first.
		assert_eq!((long.priority, long.longevity), (short.priority, short.longevity));
	});
}

/// A new session fills its first block with mandatory work.
#[test]
fn refusals_leave_room_for_the_council_in_a_block_that_mandatory_work_fills() {
	run(|| {
		let limits = RuntimeBlockWeights::get();
		let calls = revokes(&ALICE, MAX_REFUSALS);
		let crowd: Vec<_> =
			people(0xC0, 60).into_iter().map(|who| (revokes(&who, 1).remove(0), who)).collect();
		System::register_extra_weight_unchecked(limits.max_block, DispatchClass::Mandatory);
		// Even the largest batch goes in, and fills the lane.
		assert_ok!(apply(&ALICE, batch(calls)).unwrap());
		let mut results = crowd.into_iter().map(|(call, who)| apply(&who, call));
		assert!(results.any(|result| result == Err(InvalidTransaction::ExhaustsResources.into())));
		let reserved = limits.get(DispatchClass::Operational).reserved.unwrap();
		assert!(Used::<Runtime>::get().all_lte(reserved / 2));
		// A paid call of the same class: a council member's.
		let motion = pallet_collective::Call::<Runtime, crate::configs::CouncilInstance>::propose {
			threshold: 2,
			proposal: Box::new(frame_system::Call::remark { remark: vec![] }.into()),
			length_bound: 1_000,
		};
		assert_eq!(
			RuntimeCall::from(motion.clone()).get_dispatch_info().class,
			DispatchClass::Operational
		);
		assert!(apply(&MAKER, motion).is_ok());
	});
}

/// Otherwise it would wait for ever.
#[test]
fn every_free_transaction_fits_into_a_block() {
	run(|| {
		let limits = RuntimeBlockWeights::get();
		let reserved = limits.get(DispatchClass::Operational).reserved.unwrap();
		let mut found = 0;
		for (name, call) in calls::samples() {
			type Rules = EpioneRules<Runtime>;
			if <Rules as CallRules<AccountId, RuntimeCall>>::kind(&call) != Kind::Refusal {
				continue;
			}
			found += 1;
			// One of them also into a block that mandatory work has filled.
			assert!(weight(call.clone()).all_lte(reserved / 2), "{name}");
			let most = batch(vec![call; MAX_REFUSALS as usize]);
			assert!(weight(most).all_lte(half()), "sixteen {name}");
		}
		assert!(found > 0);
	});
}
