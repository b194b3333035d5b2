//! What a delegate may do: the proxy types and their filter.
//!
//! - [`Any`](ProxyType::Any), another key of the same person: everything.
//! - [`NonTransfer`](ProxyType::NonTransfer), an assistant: whatever moves neither money nor
//!   property and makes no new delegates.
//! - [`Gateway`](ProxyType::Gateway), the patient's gateway: anchor, commit, deliver, and nothing
//!   else.
//! - [`Guardian`](ProxyType::Guardian), a parent or a legal guardian: grant and refuse consent,
//!   tombstone, withdraw from a study, appeal, suspend a device or report it lost, leave a
//!   sponsorship.
//! - [`CancelProxy`](ProxyType::CancelProxy), a watcher: reject what a delayed delegate announced.
//!
//! Of `pallet-safeguards`, what only `Any` may do is removing delegates, one of which may be
//! allowed more than whoever removes it, and stopping the account's recovery.
//!
//! Every type but `Any` is an allow-list, by the names of pallet and call, so that a pallet or a
//! call that is added later is forbidden until somebody decides otherwise, and both runtimes have
//! the same rules although their `RuntimeCall`s are different types. No list names a call that
//! wraps another (`proxy`, `batch`, `as_multi`, ...), but for `NonTransfer`'s three batches, whose
//! items the origin's filter sees one by one.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::traits::Delegation;
use frame_support::traits::{GetCallMetadata, InstanceFilter};
use scale_info::TypeInfo;

/// What a delegate may do for the account that made it one.
///
/// The order is the one in which `pallet-proxy` sorts and finds a delegate's entries.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// What moves neither money nor property, nor makes new delegates.
	#[codec(index = 1)]
	NonTransfer,
	/// Anchor data, commit it, deliver its key.
	#[codec(index = 2)]
	Gateway,
	/// Grant and refuse consent, tombstone, withdraw from studies, appeal in disputes, suspend
	/// devices and report them lost, leave a sponsorship.
	#[codec(index = 3)]
	Guardian,
	/// Reject announced calls of delayed delegates.
	#[codec(index = 4)]
	CancelProxy,
}

/// What a `Gateway` may call.
pub const GATEWAY: &[(&str, &[&str])] = &[
	("Datasets", &["anchor"]),
	("Studies", &["commit", "deliver", "commit_share", "deliver_share"]),
];

/// What a `Guardian` may call.
pub const GUARDIAN: &[(&str, &[&str])] = &[
	("Devices", &["suspend", "report_lost"]),
	("Consent", &["deny", "grant", "narrow", "revoke", "revoke_grantee", "revoke_all"]),
	("Datasets", &["tombstone"]),
	("Studies", &["withdraw"]),
	("Sponsorship", &["leave"]),
	("Disputes", &["appeal"]),
];

/// What a `CancelProxy` may call.
pub const CANCEL_PROXY: &[(&str, &[&str])] =
	&[("Proxy", &["reject_announcement"]), ("Safeguards", &["reject_announcement"])];

/// What a `NonTransfer` delegate may call.
///
/// Left out on purpose: what spends (`Studies.create`, `fund`, `bid`; `Rewards.donate`;
/// `Disputes.open`; `Sponsorship.create`, `fund`, `set_terms`, `join`), what gives property away
/// (`Devices.offer_transfer`, and `rekey`, which moves a device to another key), what makes
/// delegates or acts as somebody else (`Proxy.add_proxy`, `proxy`, ..., `Sponsorship.set_gateways`,
/// `Multisig`, `Recovery`, `Utility.as_derivative`), and the council's votes.
pub const NON_TRANSFER: &[(&str, &[&str])] = &[
	("System", &["remark", "remark_with_event"]),
	("Session", &["set_keys", "purge_keys"]),
	("Proxy", &["remove_proxy", "remove_announcement", "reject_announcement"]),
	("Safeguards", &["reject_announcement"]),
	("Utility", &["batch", "batch_all", "force_batch"]),
	("Credentials", &["issue", "renew", "revoke", "clear"]),
	(
		"Devices",
		&[
			"register_model",
			"approve_firmware",
			"provision",
			"provision_list",
			"claim",
			"cancel_transfer",
			"suspend",
			"resume",
			"report_lost",
			"retire",
			"report_firmware",
			"recall_firmware",
			"recall_batch",
			"log_maintenance",
		],
	),
	(
		"Consent",
		&[
			"request",
			"withdraw_request",
			"deny",
			"grant",
			"narrow",
			"revoke",
			"revoke_grantee",
			"revoke_all",
			"acknowledge",
			"sweep",
			"report_overdue",
		],
	),
	("Datasets", &["anchor", "tombstone", "release_window"]),
	(
		"Studies",
		&[
			"add_key",
			"approve",
			"commit",
			"deliver",
			"lapse",
			"settle",
			"close",
			"finish",
			"register_key",
			"withdraw_bid",
			"commit_share",
			"deliver_share",
			"purge",
			"withdraw",
			"suspend_approval",
			"resume_approval",
		],
	),
	("Rewards", &["claim", "claim_for", "clean"]),
	("Sponsorship", &["leave", "evict", "end", "refund", "purge"]),
	("Disputes", &["decide", "appeal", "advance", "set_evidence_key", "remove_evidence_key"]),
];

impl ProxyType {
	/// All of them, in the order of their codes.
	pub const ALL: [Self; 5] =
		[Self::Any, Self::NonTransfer, Self::Gateway, Self::Guardian, Self::CancelProxy];

	/// What the type may call; `None`: everything.
	pub const fn allowed(self) -> Option<&'static [(&'static str, &'static [&'static str])]> {
		match self {
			Self::Any => None,
			Self::NonTransfer => Some(NON_TRANSFER),
			Self::Gateway => Some(GATEWAY),
			Self::Guardian => Some(GUARDIAN),
			Self::CancelProxy => Some(CANCEL_PROXY),
		}
	}

	/// Whether the type may call `call` of `pallet`, both by their names in the metadata.
	pub fn allows(self, pallet: &str, call: &str) -> bool {
		self.allowed().is_none_or(|list| {
			list.iter().any(|(name, calls)| *name == pallet && calls.contains(&call))
		})
	}

	/// Whether `self` may do everything that `other` may do.
	pub fn covers(self, other: Self) -> bool {
		match (self, other) {
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, _) => true,
			_ => self == other,
		}
	}
}

impl From<Delegation> for ProxyType {
	/// The narrowest type that makes a delegate of this kind.
	fn from(kind: Delegation) -> Self {
		match kind {
			Delegation::Gateway => Self::Gateway,
			Delegation::Guardian => Self::Guardian,
		}
	}
}

impl<Call: GetCallMetadata> InstanceFilter<Call> for ProxyType {
	fn filter(&self, call: &Call) -> bool {
		let metadata = call.get_call_metadata();
		self.allows(metadata.pallet_name, metadata.function_name)
	}

	fn is_superset(&self, other: &Self) -> bool {
		self.covers(*other)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn calls(list: ProxyType) -> impl Iterator<Item = (&'static str, &'static str)> {
		list.allowed()
			.unwrap_or_default()
			.iter()
			.flat_map(|(pallet, calls)| calls.iter().map(move |call| (*pallet, *call)))
	}

	#[test]
	fn covers_is_what_the_lists_say() {
		for a in ProxyType::ALL {
			for b in ProxyType::ALL {
				let lists = match (a, b) {
					(ProxyType::Any, _) => true,
					(_, ProxyType::Any) => false,
					_ => calls(b).all(|(pallet, call)| a.allows(pallet, call)),
				};
				assert_eq!(a.covers(b), lists, "{a:?} covers {b:?}");
			}
		}
	}

	#[test]
	fn gateway_is_five_calls_and_nothing_else() {
		assert_eq!(calls(ProxyType::Gateway).count(), 5);
		for (pallet, call) in [
			("Devices", "report_firmware"),
			("Utility", "batch"),
			("Proxy", "proxy"),
			("Proxy", "add_proxy"),
			("Consent", "grant"),
			("Datasets", "tombstone"),
			("Balances", "transfer_allow_death"),
			("Studies", "fund"),
			// Names of two pallets do not mix.
			("Studies", "anchor"),
			("Datasets", "commit"),
		] {
			assert!(!ProxyType::Gateway.allows(pallet, call), "{pallet}.{call}");
		}
	}

	#[test]
	fn nobody_but_any_wraps_or_spends() {
		for kind in &ProxyType::ALL[1..] {
			for (pallet, call) in [
				("Proxy", "proxy"),
				("Proxy", "proxy_announced"),
				("Proxy", "add_proxy"),
				("Proxy", "create_pure"),
				("Proxy", "remove_proxies"),
				("Safeguards", "remove_delegate"),
				("Safeguards", "remove_delegates"),
				("Safeguards", "cancel_attempt"),
				("Safeguards", "slash_attempt"),
				("Safeguards", "revoke_inheritor"),
				("Utility", "as_derivative"),
				("Utility", "if_else"),
				("Multisig", "as_multi"),
				("Multisig", "as_multi_threshold_1"),
				("Recovery", "control_inherited_account"),
				("Balances", "transfer_keep_alive"),
				("Balances", "burn"),
				("Studies", "create"),
				("Studies", "fund"),
				("Studies", "bid"),
				("Sponsorship", "create"),
				("Sponsorship", "fund"),
				("Sponsorship", "join"),
				("Sponsorship", "set_gateways"),
				("Devices", "offer_transfer"),
				("Devices", "rekey"),
				("Council", "vote"),
				("Sudo", "sudo"),
				("NotThere", "yet"),
			] {
				assert!(!kind.allows(pallet, call), "{kind:?}: {pallet}.{call}");
				assert!(ProxyType::Any.allows(pallet, call));
			}
		}
	}
}
