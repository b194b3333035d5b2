//! Refusals are free: through the executive, as in a block.

use super::*;
use epione_primitives::{
	Actions, DuoPermission, GrantId, Grantee, Modalities, Purpose, ResearchUse, DAY,
};
use epione_runtime_common::{
	charge::{free_priority, FREE_PRIORITY, TURNS},
	ProxyType,
};
use frame_support::{assert_ok, traits::Currency};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidityError,
};

const PATIENT: Sr25519Keyring = Sr25519Keyring::Ferdie;
const RESEARCHER: Sr25519Keyring = Sr25519Keyring::Dave;

fn now() -> u64 {
	pallet_timestamp::Now::<Runtime>::get()
}

fn grant(to: Sr25519Keyring) -> GrantId {
	let terms = pallet_consent::Terms {
		grantee: Grantee::Account(account(to)),
		actions: Actions::READ,
		modalities: Modalities::ALL,
		datasets: None,
		days: None,
		purpose: Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch)),
		valid_from: now(),
		valid_until: now() + DAY,
		uses: None,
		document: [1; 32],
	};
	let call = pallet_consent::Call::grant { subject: account(PATIENT), terms, request: None };
	assert_ok!(apply(PATIENT, call).unwrap());
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Consent(pallet_consent::Event::Granted { grant, .. }) => Some(grant),
			_ => None,
		})
		.unwrap()
}

fn revoke(grant: GrantId) -> RuntimeCall {
	pallet_consent::Call::revoke { grant }.into()
}

fn issuance() -> (Balance, Balance) {
	let protocol: AccountId = value::<crate::configs::ProtocolAccount, _>();
	(Balances::free_balance(protocol), free(Sr25519Keyring::Alice))
}

#[track_caller]
fn assert_refused(result: ApplyExtrinsicResult) {
	match result {
		Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(_))) => {},
		other => panic!("the pool must refuse it: {other:?}"),
	}
}

#[test]
fn a_patient_without_tokens_revokes_for_nothing() {
	on_development(|| {
		let first = grant(RESEARCHER);
		empty(PATIENT);
		assert_eq!(free(PATIENT), 0);
		let (received, before) = (issuance(), nonce(PATIENT));

		assert_ok!(apply(PATIENT, revoke(first)).unwrap());
		assert_eq!(nonce(PATIENT), before + 1);
		assert_eq!(issuance(), received);
		let ended = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::Consent(pallet_consent::Event::Revoked { grant, .. }) if grant == first
			)
		});
		assert!(ended);
	});
}

#[test]
fn a_refusal_of_nothing_enters_no_block_and_costs_nothing() {
	on_development(|| {
		let first = grant(RESEARCHER);
		let balance = free(RESEARCHER);
		// Somebody else's.
		assert_refused(apply(RESEARCHER, revoke(first)));
		assert_ok!(apply(PATIENT, revoke(first)).unwrap());
		let patient = free(PATIENT);
		// A second time; one that never existed; in a batch; in a batch in a batch.
		assert_refused(apply(PATIENT, revoke(first)));
		assert_refused(apply(PATIENT, revoke(999)));
		let batch = |call| RuntimeCall::from(pallet_utility::Call::batch { calls: vec![call] });
		assert_refused(apply(PATIENT, batch(revoke(first))));
		assert_refused(apply(PATIENT, batch(batch(revoke(first)))));
		assert_eq!((free(PATIENT), free(RESEARCHER)), (patient, balance));
	});
}

#[test]
fn a_guardian_revokes_through_proxy_for_nothing() {
	on_development(|| {
		let guardian = Sr25519Keyring::Charlie;
		let first = grant(RESEARCHER);
		let add = pallet_proxy::Call::add_proxy {
			delegate: account(guardian).into(),
			proxy_type: ProxyType::Guardian,
			delay: 0,
		};
		assert_ok!(apply(PATIENT, add).unwrap());
		let proxied = |call| pallet_proxy::Call::proxy {
			real: account(PATIENT).into(),
			force_proxy_type: None,
			call: Box::new(call),
		};
		let before = free(guardian);
		assert_ok!(apply(guardian, proxied(revoke(first))).unwrap());
		assert_eq!(free(guardian), before);
		assert_refused(apply(guardian, proxied(revoke(first))));
		// A stranger is refused, not charged.
		let stranger = free(RESEARCHER);
		let second = grant(RESEARCHER);
		assert_refused(apply(RESEARCHER, proxied(revoke(second))));
		assert_eq!(free(RESEARCHER), stranger);
		// And directly, as its guardian.
		assert_ok!(apply(guardian, revoke(second)).unwrap());
		assert_eq!(free(guardian), before);
	});
}

#[test]
fn removing_a_delegate_is_free_too() {
	on_development(|| {
		let add = pallet_proxy::Call::add_proxy {
			delegate: account(RESEARCHER).into(),
			proxy_type: ProxyType::Gateway,
			delay: 0,
		};
		assert_ok!(apply(PATIENT, add).unwrap());
		let before = free(PATIENT);
		assert_ok!(apply(PATIENT, pallet_proxy::Call::remove_proxies {}).unwrap());
		assert_eq!(free(PATIENT), before);
		assert_refused(apply(PATIENT, pallet_proxy::Call::remove_proxies {}));
	});
}

#[test]
fn refusals_come_first_and_say_what_they_end() {
	on_development(|| {
		let first = grant(RESEARCHER);
		let validate = |xt| {
			Executive::validate_transaction(TransactionSource::External, xt, System::parent_hash())
		};
		let validity = validate(signed(PATIENT, revoke(first))).unwrap();
		assert_eq!(validity.priority, free_priority(1) + TURNS);
		// The nonce's tag and the item's tag.
		assert_eq!(validity.provides.len(), 2);
		let paid =
			validate(signed(RESEARCHER, frame_system::Call::remark { remark: vec![] })).unwrap();
		assert!(paid.priority < FREE_PRIORITY);
		assert_eq!(paid.provides.len(), 1);
	});
}

/// The pool is told that it never expires, and drops it all the same when it looks again.
#[test]
fn a_refusal_whose_era_is_over_is_dropped() {
	use frame_support::storage::{with_transaction_unchecked, TransactionOutcome};
	use sp_runtime::transaction_validity::TransactionLongevity;
	on_development(|| {
		let first = grant(RESEARCHER);
		let mut extensions = extensions(nonce(PATIENT), 0);
		extensions.5 = epione_runtime_common::CheckMortalityUnranked::from(Era::mortal(4, 1));
		// Every block has a hash of its own, except in these tests.
		let hash_of = |number: BlockNumber| Hash::repeat_byte(number as u8);
		let hash = |number| frame_system::BlockHash::<Runtime>::insert(number, hash_of(number));
		hash(1);
		let payload = SignedPayload::new(revoke(first), extensions).unwrap();
		let signature = payload.using_encoded(|bytes| PATIENT.sign(bytes));
		let (call, extensions, _) = payload.deconstruct();
		let from = account(PATIENT).into();
		let xt = UncheckedExtrinsic::new_signed(call, from, signature.into(), extensions);
		let validate = || {
			let (xt, source) = (xt.clone(), TransactionSource::External);
			with_transaction_unchecked(|| {
				let parent = hash_of(System::block_number());
				let validity = Executive::validate_transaction(source, xt, parent);
				TransactionOutcome::Rollback(validity)
			})
		};
		assert_eq!(validate().unwrap().longevity, TransactionLongevity::MAX);
		while System::block_number() < 3 {
			next_block();
		}
		hash(1);
		assert_eq!(validate().unwrap().longevity, TransactionLongevity::MAX);
		// From block 5 on, the era is another.
		while System::block_number() < 6 {
			next_block();
		}
		hash(5);
		assert_eq!(validate(), Err(InvalidTransaction::BadProof.into()));
		assert_eq!(Executive::apply_extrinsic(xt), Err(InvalidTransaction::BadProof.into()));
	});
}

/// Full blocks do not keep refusals out.
#[test]
fn a_refusal_goes_into_a_full_block() {
	use frame_support::dispatch::DispatchClass;
	on_development(|| {
		let first = grant(RESEARCHER);
		System::register_extra_weight_unchecked(
			crate::configs::RuntimeBlockWeights::get().max_block,
			DispatchClass::Mandatory,
		);
		assert_ok!(apply(PATIENT, revoke(first)).unwrap());
	});
}

#[test]
fn a_mixed_batch_is_paid() {
	on_development(|| {
		let first = grant(RESEARCHER);
		// The grant's deposit returns, so what is held counts too.
		let total = || Balances::total_balance(&account(PATIENT));
		let before = total();
		let calls = vec![revoke(first), frame_system::Call::remark { remark: vec![] }.into()];
		assert_ok!(apply(PATIENT, pallet_utility::Call::batch { calls }).unwrap());
		assert!(total() < before);
	});
}

/// Every call that `ChargeOrFree` lets pass free is of the class with reserved room in every block.
#[test]
fn free_calls_are_operational() {
	use epione_runtime_common::charge::{CallRules, Kind};
	use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
	for (name, call) in super::calls::samples() {
		let kind = <epione_runtime_common::EpioneRules<Runtime> as CallRules<
			AccountId,
			RuntimeCall,
		>>::kind(&call);
		if kind == Kind::Refusal && !name.starts_with("Proxy.") {
			assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational, "{name}");
		}
	}
}

/// A wallet that asks what a revocation costs gets zero.
#[test]
fn wallets_see_what_the_signer_pays() {
	use pallet_transaction_payment_rpc_runtime_api::runtime_decl_for_transaction_payment_api::TransactionPaymentApiV4;
	on_development(|| {
		let first = grant(RESEARCHER);
		let ask = |who, call: RuntimeCall| {
			let xt = signed(who, call);
			Runtime::query_info(xt.clone(), xt.encoded_size() as u32).partial_fee
		};
		assert_eq!(ask(PATIENT, revoke(first)), 0);
		assert!(ask(PATIENT, frame_system::Call::remark { remark: vec![] }.into()) > 0);
		// Asking changes nothing.
		assert_ok!(apply(PATIENT, revoke(first)).unwrap());
	});
}
