//! What the benchmarks of `pallet-xcm` need: the one open way, the token to Asset Hub.

use crate::{
	configs::{
		xcm::{PriceForSibling, TokenId, XcmConfig},
		ExistentialDeposit,
	},
	AccountId, Balances, ParachainSystem, Runtime, RuntimeCall,
};
use alloc::{boxed::Box, vec::Vec};
use cumulus_primitives_core::ParaId;
use frame_support::{
	parameter_types,
	traits::fungible::{Inspect, Mutate},
};
use polkadot_parachain_primitives::primitives::Sibling;
use polkadot_runtime_common::xcm_sender::ToParachainDeliveryHelper;
use sp_runtime::traits::AccountIdConversion;
use xcm::latest::prelude::*;

parameter_types! {
	/// Asset Hub's number.
	pub const AssetHubId: ParaId = ParaId::new(crate::configs::xcm::ASSET_HUB);
	/// What keeps an account alive.
	pub ExistentialAsset: Option<Asset> = Some(token());
}

fn asset_hub() -> Location {
	Location::new(1, [Parachain(crate::configs::xcm::ASSET_HUB)])
}

/// So little that an account would not live on less.
fn token() -> Asset {
	Asset { id: TokenId::get(), fun: Fungible(ExistentialDeposit::get()) }
}

impl pallet_xcm::benchmarking::Config for Runtime {
	type DeliveryHelper = ToParachainDeliveryHelper<
		XcmConfig,
		ExistentialAsset,
		PriceForSibling,
		AssetHubId,
		ParachainSystem,
	>;

	fn reachable_dest() -> Option<Location> {
		Some(asset_hub())
	}

	fn reserve_transferable_asset_and_dest() -> Option<(Asset, Location)> {
		Some((token(), asset_hub()))
	}

	fn set_up_complex_asset_transfer() -> Option<(Assets, u32, Location, Box<dyn FnOnce()>)> {
		let sender: AccountId = frame_benchmarking::whitelisted_caller();
		let reserve: AccountId =
			Sibling::from(crate::configs::xcm::ASSET_HUB).into_account_truncating();
		Balances::set_balance(&sender, 1_000 * ExistentialDeposit::get());
		let before = Balances::total_balance(&reserve);
		let verify = Box::new(move || {
			assert_eq!(Balances::total_balance(&reserve), before + ExistentialDeposit::get());
		});
		Some((token().into(), 0, asset_hub(), verify))
	}

	fn get_asset() -> Asset {
		token()
	}

	fn batch_call(calls: Vec<RuntimeCall>) -> Option<RuntimeCall> {
		Some(RuntimeCall::Utility(pallet_utility::Call::batch { calls }))
	}
}
