//! Messages from other chains, as bytes that the message queue passes on.

use super::*;
use crate::configs::xcm::{Executor, LocationToAccountId};
use codec::Encode;
use cumulus_primitives_core::AggregateMessageOrigin::{self, Parent, Sibling};
use epione_runtime_common::constants::currency::EPI;
use frame_support::{
	traits::{ProcessMessage, ProcessMessageError},
	weights::{Weight, WeightMeter},
};
use sp_runtime::TransactionOutcome;
use xcm::{latest::prelude::*, VersionedXcm};
use xcm_executor::traits::ConvertLocation;

type Processor = <Runtime as pallet_message_queue::Config>::MessageProcessor;
type Message = Xcm<RuntimeCall>;

const ASSET_HUB: AggregateMessageOrigin = Sibling(cumulus_primitives_core::ParaId::new(1000));
const STRANGER: AggregateMessageOrigin = Sibling(cumulus_primitives_core::ParaId::new(2001));

/// Passes a message on, as the queue does, and returns its outcome.
fn receive(from: AggregateMessageOrigin, message: Message) -> Result<(), XcmError> {
	// On a copy of the state, since the queue does not learn the reason.
	let outcome = frame_support::storage::with_transaction(|| {
		let origin = from.clone();
		let (hash, all) = (&mut [0; 32], Weight::MAX);
		let outcome =
			Executor::prepare_and_execute(origin, message.clone(), hash, all, Weight::zero());
		TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(outcome))
	});
	let bytes = VersionedXcm::from(message).encode();
	let done = Processor::process_message(&bytes, from, &mut WeightMeter::new(), &mut [0; 32]);
	match outcome.unwrap() {
		Outcome::Complete { .. } => {
			assert_eq!(done, Ok(true));
			Ok(())
		},
		Outcome::Incomplete { error, .. } | Outcome::Error(error) => {
			assert_ne!(done, Ok(true));
			Err(error.error)
		},
	}
}

/// The account that holds Asset Hub's share of the token.
fn account_of(parachain: u32) -> AccountId {
	LocationToAccountId::convert_location(&Location::new(1, [Parachain(parachain)])).unwrap()
}

/// As if this amount had been sent to a parachain before.
fn fund(parachain: u32, amount: Balance) {
	use frame_support::traits::fungible::Mutate;
	Balances::mint_into(&account_of(parachain), amount).unwrap();
}

fn token(amount: Balance) -> Asset {
	(Location::here(), amount).into()
}

fn location(who: Sr25519Keyring) -> Location {
	AccountId32 { network: None, id: who.to_account_id().into() }.into()
}

/// What Asset Hub sends when somebody there sends the token home.
fn home(amount: Balance, to: Sr25519Keyring) -> Message {
	Xcm(vec![
		WithdrawAsset(token(amount).into()),
		ClearOrigin,
		BuyExecution { fees: token(amount), weight_limit: Unlimited },
		DepositAsset { assets: AllCounted(1).into(), beneficiary: location(to) },
	])
}

#[test]
fn the_token_comes_home_from_asset_hub() {
	on_development(|| {
		fund(1000, 10 * EPI);
		let (bob, issued) = (free(Sr25519Keyring::Bob), Balances::total_issuance());
		assert_eq!(receive(ASSET_HUB, home(4 * EPI, Sr25519Keyring::Bob)), Ok(()));
		assert_eq!(Balances::free_balance(account_of(1000)), 6 * EPI);
		let got = free(Sr25519Keyring::Bob) - bob;
		// All of it except the fee, which goes to the protocol.
		assert!(got < 4 * EPI && got > 4 * EPI / 100 * 99, "{got}");
		assert_eq!(Balances::total_issuance(), issued);
	});
}

#[test]
fn no_more_comes_home_than_was_sent() {
	on_development(|| {
		fund(1000, 3 * EPI);
		let bob = free(Sr25519Keyring::Bob);
		let more = receive(ASSET_HUB, home(4 * EPI, Sr25519Keyring::Bob));
		assert!(matches!(more, Err(XcmError::FailedToTransactAsset(_))), "{more:?}");
		assert_eq!(free(Sr25519Keyring::Bob), bob);
		assert_eq!(Balances::free_balance(account_of(1000)), 3 * EPI);
	});
}

#[test]
fn nobody_else_is_let_in() {
	on_development(|| {
		fund(2001, 10 * EPI);
		for from in [Parent, STRANGER] {
			let message = home(4 * EPI, Sr25519Keyring::Bob);
			assert_eq!(receive(from.clone(), message), Err(XcmError::Barrier), "{from:?}");
		}
		assert_eq!(Balances::free_balance(account_of(2001)), 10 * EPI);
	});
}

#[test]
fn nobody_is_executed_for_nothing() {
	on_development(|| {
		fund(1000, 10 * EPI);
		for from in [Parent, STRANGER, ASSET_HUB] {
			let message = Xcm(vec![
				UnpaidExecution { weight_limit: Unlimited, check_origin: None },
				WithdrawAsset(token(EPI).into()),
				DepositAsset {
					assets: AllCounted(1).into(),
					beneficiary: location(Sr25519Keyring::Bob),
				},
			]);
			assert_eq!(receive(from.clone(), message), Err(XcmError::Barrier), "{from:?}");
		}
		assert_eq!(Balances::free_balance(account_of(1000)), 10 * EPI);
	});
}

#[test]
fn nobody_on_asset_hub_speaks_for_it() {
	on_development(|| {
		fund(1000, 10 * EPI);
		let mut message = home(4 * EPI, Sr25519Keyring::Bob);
		let Location { interior, .. } = location(Sr25519Keyring::Bob);
		message.0.insert(0, DescendOrigin(interior));
		assert_eq!(receive(ASSET_HUB, message), Err(XcmError::Barrier));
		assert_eq!(Balances::free_balance(account_of(1000)), 10 * EPI);
	});
}

/// One call of each kind that another chain might want to make.
fn calls() -> Vec<RuntimeCall> {
	let dest = Sr25519Keyring::Bob.to_account_id().into();
	vec![
		pallet_balances::Call::transfer_allow_death { dest, value: EPI }.into(),
		frame_system::Call::remark_with_event { remark: vec![1] }.into(),
		pallet_consent::Call::revoke_all { subject: Sr25519Keyring::Bob.to_account_id() }.into(),
		frame_system::Call::set_storage { items: vec![(vec![1], vec![1])] }.into(),
	]
}

#[test]
fn no_message_calls_a_pallet() {
	for call in calls() {
		for origin_kind in [
			OriginKind::Native,
			OriginKind::SovereignAccount,
			OriginKind::Superuser,
			OriginKind::Xcm,
		] {
			on_development(|| {
				fund(1000, 10 * EPI);
				let bob = free(Sr25519Keyring::Bob);
				let message = Xcm(vec![
					WithdrawAsset(token(EPI).into()),
					BuyExecution { fees: token(EPI), weight_limit: Unlimited },
					Transact {
						origin_kind,
						fallback_max_weight: Some(Weight::from_parts(100_000_000, 10_000)),
						call: call.encode().into(),
					},
				]);
				let refused = receive(ASSET_HUB, message);
				assert_eq!(refused, Err(XcmError::NoPermission), "{call:?} as {origin_kind:?}");
				assert_eq!(free(Sr25519Keyring::Bob), bob);
				assert_eq!(sp_io::storage::get(&[1]), None);
				let called = System::events().into_iter().any(|record| {
					matches!(
						record.event,
						RuntimeEvent::System(frame_system::Event::Remarked { .. })
					)
				});
				assert!(!called);
			});
		}
	}
}

#[test]
fn nothing_is_made_of_what_another_chain_claims() {
	on_development(|| {
		let (bob, issued) = (free(Sr25519Keyring::Bob), Balances::total_issuance());
		let rest = [
			BuyExecution { fees: token(EPI), weight_limit: Unlimited },
			DepositAsset {
				assets: AllCounted(1).into(),
				beneficiary: location(Sr25519Keyring::Bob),
			},
		];
		for claim in
			[ReserveAssetDeposited(token(EPI).into()), ReceiveTeleportedAsset(token(EPI).into())]
		{
			let message = Xcm([claim].into_iter().chain(rest.clone()).collect());
			let refused = receive(ASSET_HUB, message);
			assert!(
				matches!(
					refused,
					Err(XcmError::UntrustedReserveLocation | XcmError::UntrustedTeleportLocation)
				),
				"{refused:?}"
			);
		}
		assert_eq!(free(Sr25519Keyring::Bob), bob);
		assert_eq!(Balances::total_issuance(), issued);
	});
}

#[test]
fn what_is_no_message_is_refused() {
	on_development(|| {
		let refused =
			Processor::process_message(&[7, 7], ASSET_HUB, &mut WeightMeter::new(), &mut [0; 32]);
		assert_eq!(refused, Err(ProcessMessageError::Corrupt));
	});
}
