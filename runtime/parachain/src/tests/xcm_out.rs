//! What accounts of this chain may send to others.

use super::*;
use crate::configs::xcm::LocationToAccountId;
use epione_runtime_common::constants::currency::EPI;
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_runtime::DispatchError;
use xcm::{latest::prelude::*, VersionedLocation, VersionedXcm};
use xcm_executor::traits::ConvertLocation;

type Refusal = pallet_xcm::Error<Runtime>;

fn asset_hub() -> Location {
	Location::new(1, [Parachain(1000)])
}

fn token(amount: Balance) -> Asset {
	(Location::here(), amount).into()
}

fn to_bob() -> Box<VersionedLocation> {
	let id = Sr25519Keyring::Bob.to_account_id().into();
	Box::new(Location::from(AccountId32 { network: None, id }).into())
}

fn signed() -> RuntimeOrigin {
	RuntimeOrigin::signed(account(Sr25519Keyring::Alice))
}

/// Sends assets away; the first of them pays for it.
fn send_away(assets: Vec<Asset>) -> sp_runtime::DispatchResult {
	PolkadotXcm::transfer_assets(
		signed(),
		Box::new(asset_hub().into()),
		to_bob(),
		Box::new(Assets::from(assets).into()),
		0,
		Unlimited,
	)
}

#[test]
fn the_token_goes_to_asset_hub_and_stays_here() {
	on_development(|| {
		ParachainSystem::open_outbound_hrmp_channel_for_benchmarks_or_tests(1000.into());
		let (alice, issued) = (free(Sr25519Keyring::Alice), Balances::total_issuance());
		assert_ok!(send_away(vec![token(5 * EPI)]));
		let reserve = LocationToAccountId::convert_location(&asset_hub()).unwrap();
		assert_eq!(Balances::free_balance(&reserve), 5 * EPI);
		// Including the delivery fee.
		assert!(free(Sr25519Keyring::Alice) < alice - 5 * EPI);
		assert_eq!(Balances::total_issuance(), issued);
		let sent = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::XcmpQueue(cumulus_pallet_xcmp_queue::Event::XcmpMessageSent { .. })
			)
		});
		assert!(sent);
	});
}

#[test]
fn nothing_leaves_without_a_channel() {
	on_development(|| {
		let alice = free(Sr25519Keyring::Alice);
		let result = frame_support::storage::with_storage_layer(|| send_away(vec![token(EPI)]));
		assert!(result.is_err());
		assert_eq!(free(Sr25519Keyring::Alice), alice);
	});
}

#[test]
fn no_other_asset_leaves() {
	on_development(|| {
		ParachainSystem::open_outbound_hrmp_channel_for_benchmarks_or_tests(1000.into());
		let foreign: Asset = (Location::parent(), EPI).into();
		for assets in [vec![foreign.clone()], vec![token(EPI), foreign]] {
			assert_noop!(send_away(assets), Refusal::InvalidAssetUnknownReserve);
		}
		// Nor something that is falsely claimed to be an asset of this chain.
		let made_up: Asset = (Location::new(0, [GeneralIndex(1)]), EPI).into();
		assert_noop!(send_away(vec![made_up]), Refusal::Filtered);
	});
}

#[test]
fn nothing_is_teleported() {
	on_development(|| {
		ParachainSystem::open_outbound_hrmp_channel_for_benchmarks_or_tests(1000.into());
		assert_noop!(
			PolkadotXcm::limited_teleport_assets(
				signed(),
				Box::new(asset_hub().into()),
				to_bob(),
				Box::new(Assets::from(vec![token(EPI)]).into()),
				0,
				Unlimited,
			),
			Refusal::Filtered
		);
	});
}

#[test]
fn an_account_sends_and_executes_no_message_of_its_own() {
	on_development(|| {
		ParachainSystem::open_outbound_hrmp_channel_for_benchmarks_or_tests(1000.into());
		let message: Xcm<()> = Xcm(vec![ClearOrigin]);
		assert_noop!(
			PolkadotXcm::send(
				signed(),
				Box::new(asset_hub().into()),
				Box::new(VersionedXcm::from(message.clone()))
			),
			DispatchError::BadOrigin
		);
		// Root may: this is how the council opens channels.
		assert_ok!(PolkadotXcm::send(
			RuntimeOrigin::root(),
			Box::new(asset_hub().into()),
			Box::new(VersionedXcm::from(message))
		));
		let local: Xcm<RuntimeCall> = Xcm(vec![ClearOrigin]);
		let refused = PolkadotXcm::execute(
			signed(),
			Box::new(VersionedXcm::from(local)),
			Weight::from_parts(10_000_000_000, 1_000_000),
		);
		assert_eq!(refused.unwrap_err().error, Refusal::Filtered.into());
	});
}

#[test]
fn nobody_is_authorised_to_speak_for_an_account() {
	on_development(|| {
		assert_noop!(
			PolkadotXcm::add_authorized_alias(signed(), Box::new(asset_hub().into()), None),
			DispatchError::Other("Disabled")
		);
	});
}
