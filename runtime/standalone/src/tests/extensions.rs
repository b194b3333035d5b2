//! What a wallet and a client in another language rely on.

use super::*;
use sp_runtime::traits::TransactionExtension;

#[test]
fn extensions_come_in_the_order_of_the_design() {
	let names: Vec<_> = <TxExtension as TransactionExtension<RuntimeCall>>::metadata()
		.into_iter()
		.map(|extension| extension.identifier)
		.collect();
	// The payment extension has the name of the extension that it wraps: wallets see nothing new.
	assert_eq!(
		names,
		[
			"AuthorizeCall",
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"CheckNonce",
			"CheckWeight",
			"ChargeTransactionPayment",
			"CheckMetadataHash",
			"WeightReclaim",
		]
	);
}

#[test]
fn pallets_keep_their_indices() {
	assert_eq!(
		pallet_indices(),
		[
			(0, "System"),
			(1, "Timestamp"),
			(2, "Balances"),
			(3, "TransactionPayment"),
			(4, "Authorship"),
			(5, "Session"),
			(6, "Aura"),
			(7, "Grandpa"),
			(8, "Historical"),
			(9, "Offences"),
			(10, "Validators"),
			(15, "Proxy"),
			(16, "Multisig"),
			(17, "Utility"),
			(18, "Recovery"),
			(19, "Preimage"),
			(20, "Scheduler"),
			(21, "Council"),
			(22, "CouncilMembership"),
			(23, "Whitelist"),
			(24, "Migrations"),
			(25, "Sudo"),
			(30, "FreeLane"),
			(40, "Credentials"),
			(41, "Devices"),
			(42, "Consent"),
			(43, "Datasets"),
			(44, "Studies"),
			(45, "Rewards"),
			(46, "Sponsorship"),
			(47, "Disputes"),
			(48, "Safeguards"),
		]
	);
}

#[test]
fn version_says_what_the_node_must_know() {
	assert_eq!(VERSION.spec_name, "epione");
	assert_eq!(VERSION.system_version, 3);
	assert_eq!(VERSION.transaction_version, 1);
}

#[test]
fn metadata_has_view_functions_and_words() {
	on_development(|| {
		let versions = Runtime::metadata_versions();
		assert!(versions.contains(&14) && versions.contains(&15) && versions.contains(&16));
		for version in versions {
			assert!(Runtime::metadata_at_version(version).is_some(), "{version}");
		}
	});
}

#[test]
fn fees_can_be_asked_for() {
	use pallet_transaction_payment_rpc_runtime_api::runtime_decl_for_transaction_payment_api::TransactionPaymentApiV4;
	on_development(|| {
		let transfer = pallet_balances::Call::transfer_keep_alive {
			dest: account(Sr25519Keyring::Bob).into(),
			value: 1,
		};
		let xt = signed(Sr25519Keyring::Ferdie, transfer);
		let info = Runtime::query_info(xt.clone(), xt.encoded_size() as u32);
		assert!(info.partial_fee > 0);
		let before = free(Sr25519Keyring::Ferdie);
		Executive::apply_extrinsic(xt).unwrap().unwrap();
		let paid = before - free(Sr25519Keyring::Ferdie) - 1;
		assert!(paid <= info.partial_fee);
	});
}
