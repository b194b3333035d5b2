//! Which calls are refusals, checked or sponsored.

use crate::{tests::calls::samples, Runtime, RuntimeCall};
use epione_primitives::CallKind::{self, *};
use epione_runtime_common::{
	charge::{CallRules, Kind},
	sponsored, EpioneRules, ProxyType,
};
use frame_support::traits::{GetCallMetadata, GetCallName};

#[test]
fn exactly_these_calls_are_not_ordinary() {
	let kinds = |wanted: Kind| -> Vec<String> {
		samples()
			.into_iter()
			.filter(|(_, call)| EpioneRules::<Runtime>::kind(call) == wanted)
			.map(|(name, _)| name)
			.collect()
	};
	assert_eq!(
		kinds(Kind::Refusal),
		[
			"Proxy.remove_proxy",
			"Proxy.remove_proxies",
			"Proxy.reject_announcement",
			"Devices.suspend",
			"Devices.report_lost",
			"Consent.deny",
			"Consent.narrow",
			"Consent.revoke",
			"Consent.revoke_grantee",
			"Consent.revoke_all",
			"Consent.acknowledge",
			"Datasets.tombstone",
			"Studies.withdraw",
			"Sponsorship.leave",
			"Disputes.appeal",
			"Safeguards.remove_delegate",
			"Safeguards.remove_delegates",
			"Safeguards.reject_announcement",
			"Safeguards.cancel_attempt",
			"Safeguards.slash_attempt",
			"Safeguards.revoke_inheritor",
		]
	);
	assert_eq!(kinds(Kind::Checked), ["Studies.commit", "Studies.commit_share"]);
	assert_eq!(kinds(Kind::Sealed), ["Studies.deliver", "Studies.deliver_share"]);
}

/// A call that is added to the chain is not sponsored until it is listed, here too.
#[test]
fn exactly_these_calls_are_sponsored() {
	let of_kind = |wanted: CallKind| -> Vec<String> {
		samples()
			.into_iter()
			.filter(|(_, call)| {
				sponsored::kind::<Runtime>(call).is_some_and(|(kind, _)| kind == wanted)
			})
			.map(|(name, _)| name)
			.collect()
	};
	assert_eq!(of_kind(ClaimDevice), ["Devices.claim"]);
	assert_eq!(
		of_kind(ManageDevice),
		[
			"Devices.cancel_transfer",
			"Devices.resume",
			"Devices.retire",
			"Devices.report_firmware",
			"Devices.log_maintenance"
		]
	);
	assert_eq!(of_kind(Grant), ["Consent.grant"]);
	// `add_proxy` depends on the type, which is `Any` here.
	assert_eq!(of_kind(Delegate), ["Sponsorship.set_gateways"]);
	assert_eq!(of_kind(Anchor), ["Datasets.anchor"]);
	assert_eq!(of_kind(Share), ["Studies.commit_share", "Studies.deliver_share"]);
	let refusals = samples()
		.into_iter()
		.filter(|(_, call)| EpioneRules::<Runtime>::kind(call) == Kind::Refusal)
		.count();
	assert_eq!(of_kind(Refuse).len(), refusals);
}

/// The calls of this project's pallets.
#[test]
fn what_non_transfer_leaves_out_is_left_out_on_purpose() {
	let left_out = ["Credentials", "Devices", "Consent", "Datasets", "Studies", "Sponsorship"]
		.iter()
		.flat_map(|pallet| {
			RuntimeCall::get_call_names(pallet).iter().map(move |call| (*pallet, *call))
		})
		.filter(|(pallet, call)| !ProxyType::NonTransfer.allows(pallet, call))
		.collect::<Vec<_>>();
	assert_eq!(
		left_out,
		[
			("Credentials", "appoint"),
			("Credentials", "dismiss"),
			("Devices", "offer_transfer"),
			("Devices", "rekey"),
			("Studies", "create"),
			("Studies", "fund"),
			("Studies", "bid"),
			("Sponsorship", "create"),
			("Sponsorship", "fund"),
			("Sponsorship", "set_terms"),
			("Sponsorship", "join"),
			("Sponsorship", "set_gateways"),
		]
	);
	assert!(!pallet_proxy::Call::<Runtime>::get_call_names().is_empty());
}
