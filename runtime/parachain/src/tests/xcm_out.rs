//! What accounts of this chain may send to others.

use super::*;
use crate::configs::xcm::LocationToAccountId;
use epione_runtime_common::constants::currency::EPI;
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_runtime::{traits::Dispatchable, DispatchError};
use xcm::{latest::prelude::*, VersionedLocation, VersionedXcm};
use xcm_executor::traits::{ConvertLocation, TransferType};

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

/// The token's ways out, by each call that moves it to `dest`.
fn ways_to(dest: &Location) -> Vec<RuntimeCall> {
	let to = || Box::new(VersionedLocation::from(dest.clone()));
	let assets = || Box::new(Assets::from(vec![token(EPI)]).into());
	let how = |kind: TransferType| {
		pallet_xcm::Call::transfer_assets_using_type_and_then {
			dest: to(),
			assets: assets(),
			assets_transfer_type: Box::new(kind.clone()),
			remote_fees_id: Box::new(AssetId(Location::here()).into()),
			fees_transfer_type: Box::new(kind),
			custom_xcm_on_dest: Box::new(VersionedXcm::from(Xcm(vec![]))),
			weight_limit: Unlimited,
		}
		.into()
	};
	vec![
		pallet_xcm::Call::transfer_assets {
			dest: to(),
			beneficiary: to_bob(),
			assets: assets(),
			fee_asset_item: 0,
			weight_limit: Unlimited,
		}
		.into(),
		pallet_xcm::Call::limited_reserve_transfer_assets {
			dest: to(),
			beneficiary: to_bob(),
			assets: assets(),
			fee_asset_item: 0,
			weight_limit: Unlimited,
		}
		.into(),
		how(TransferType::LocalReserve),
	]
}

/// Dispatches as a transaction would: what fails changes nothing.
fn dispatch(call: RuntimeCall, origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	frame_support::storage::with_storage_layer(|| {
		call.dispatch(origin).map(|_| ()).map_err(|refusal| refusal.error)
	})
}

#[test]
fn the_token_goes_to_no_other_sibling() {
	on_development(|| {
		for parachain in [1000, 2001] {
			ParachainSystem::open_outbound_hrmp_channel_for_benchmarks_or_tests(parachain.into());
		}
		let sibling = Location::new(1, [Parachain(2001)]);
		let alice = free(Sr25519Keyring::Alice);
		for dest in [sibling.clone(), Location::parent()] {
			for call in ways_to(&dest) {
				assert!(dispatch(call.clone(), signed()).is_err(), "{call:?}");
			}
		}
		assert_eq!(free(Sr25519Keyring::Alice), alice);
		let account = LocationToAccountId::convert_location(&sibling).unwrap();
		assert_eq!(Balances::free_balance(&account), 0);
		// Not by way of the council either: no message finds its way there.
		let message = Box::new(VersionedXcm::from(Xcm(vec![ClearOrigin])));
		let send = pallet_xcm::Call::send { dest: Box::new(sibling.into()), message };
		assert_eq!(dispatch(send.into(), RuntimeOrigin::root()), Err(Refusal::Unreachable.into()));
	});
	// The same calls take it to Asset Hub; each on a chain of its own, whose channel has room.
	for way in 0..ways_to(&asset_hub()).len() {
		on_development(|| {
			ParachainSystem::open_outbound_hrmp_channel_for_benchmarks_or_tests(1000.into());
			let call = ways_to(&asset_hub()).swap_remove(way);
			assert_ok!(dispatch(call, signed()));
			let account = LocationToAccountId::convert_location(&asset_hub()).unwrap();
			assert_eq!(Balances::free_balance(&account), EPI);
		});
	}
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
