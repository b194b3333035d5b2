//! What sponsorships pay for: which calls are of which [`CallKind`], and the deposits that go with
//! them. `docs/sponsorship.md` has it as a table.

use crate::{
	constants::currency::{DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
	Balance, ProxyType,
};
use epione_primitives::{traits::Delegation, CallKind};
use frame_support::{
	parameter_types,
	traits::{ConstU128, IsSubType, LinearStoragePrice},
};
use pallet_sponsorship::SponsoredConsideration;

parameter_types! {
	/// Deposits of devices go with claiming them.
	pub const Claiming: CallKind = CallKind::ClaimDevice;
	/// Deposits of grants go with granting.
	pub const Granting: CallKind = CallKind::Grant;
	/// Deposits of datasets and of devices' sequence windows go with anchoring.
	pub const Anchoring: CallKind = CallKind::Anchor;
	/// Deposits of shares go with sharing.
	pub const Sharing: CallKind = CallKind::Share;
}

/// What state costs.
pub type StoragePrice =
	LinearStoragePrice<ConstU128<DEPOSIT_PER_ITEM>, ConstU128<DEPOSIT_PER_BYTE>, Balance>;

/// A deposit that the payer's sponsorship pays if it allows calls of the kind `Kind`.
pub type SponsoredDeposit<R, Reason, Kind> = SponsoredConsideration<R, Reason, Kind, StoragePrice>;

type CallOf<R> = <R as frame_system::Config>::RuntimeCall;

/// The account that a call benefits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beneficiary<'a, AccountId> {
	/// Whoever makes it.
	Caller,
	/// The subject that it names; made by the subject itself, or by an account with this
	/// delegation.
	Subject(&'a AccountId, Delegation),
}

/// Returns the sponsored kind of a call and whom it benefits; `None` if no sponsorship pays for it.
///
/// Left out is whatever moves money or property, and whatever wraps another call: that is looked
/// through. Contributions are paid by their studies.
pub fn kind<R>(call: &CallOf<R>) -> Option<(CallKind, Beneficiary<'_, R::AccountId>)>
where
	R: pallet_consent::Config
		+ pallet_datasets::Config
		+ pallet_devices::Config
		+ pallet_disputes::Config
		+ pallet_proxy::Config<ProxyType = ProxyType>
		+ pallet_safeguards::Config
		+ pallet_sponsorship::Config
		+ pallet_studies::Config,
	CallOf<R>: IsSubType<pallet_consent::Call<R>>
		+ IsSubType<pallet_datasets::Call<R>>
		+ IsSubType<pallet_devices::Call<R>>
		+ IsSubType<pallet_proxy::Call<R>>
		+ IsSubType<pallet_disputes::Call<R>>
		+ IsSubType<pallet_safeguards::Call<R>>
		+ IsSubType<pallet_sponsorship::Call<R>>
		+ IsSubType<pallet_studies::Call<R>>,
{
	use pallet_consent::Call as Consent;
	use pallet_datasets::Call as Datasets;
	use pallet_devices::Call as Devices;
	use pallet_disputes::Call as Disputes;
	use pallet_proxy::Call as Proxy;
	use pallet_safeguards::Call as Safeguards;
	use pallet_sponsorship::Call as Sponsorship;
	use pallet_studies::Call as Studies;

	if let Some(call) = call.is_sub_type() {
		let kind = match call {
			Devices::claim { .. } => CallKind::ClaimDevice,
			Devices::cancel_transfer { .. }
			| Devices::resume { .. }
			| Devices::retire { .. }
			| Devices::report_firmware { .. }
			| Devices::log_maintenance { .. } => CallKind::ManageDevice,
			Devices::suspend { .. } | Devices::report_lost { .. } => CallKind::Refuse,
			_ => return None,
		};
		return Some((kind, Beneficiary::Caller));
	}
	if let Some(call) = call.is_sub_type() {
		return match call {
			Consent::grant { subject, .. } => {
				Some((CallKind::Grant, Beneficiary::Subject(subject, Delegation::Guardian)))
			},
			Consent::deny { .. }
			| Consent::narrow { .. }
			| Consent::revoke { .. }
			| Consent::revoke_grantee { .. }
			| Consent::revoke_all { .. }
			| Consent::acknowledge { .. } => Some((CallKind::Refuse, Beneficiary::Caller)),
			_ => None,
		};
	}
	if let Some(call) = call.is_sub_type() {
		return match call {
			Datasets::anchor { subject, .. } => {
				Some((CallKind::Anchor, Beneficiary::Subject(subject, Delegation::Gateway)))
			},
			Datasets::tombstone { .. } => Some((CallKind::Refuse, Beneficiary::Caller)),
			_ => None,
		};
	}
	if let Some(call) = call.is_sub_type() {
		return match call {
			Studies::commit_share { subject, .. } | Studies::deliver_share { subject, .. } => {
				Some((CallKind::Share, Beneficiary::Subject(subject, Delegation::Gateway)))
			},
			Studies::withdraw { .. } => Some((CallKind::Refuse, Beneficiary::Caller)),
			_ => None,
		};
	}
	if let Some(call) = call.is_sub_type() {
		let kind = match call {
			// Sponsorships do not pay for delegates that could spend.
			Proxy::add_proxy { proxy_type: ProxyType::Gateway | ProxyType::Guardian, .. } => {
				CallKind::Delegate
			},
			Proxy::remove_proxy { .. }
			| Proxy::remove_proxies { .. }
			| Proxy::reject_announcement { .. } => CallKind::Refuse,
			_ => return None,
		};
		return Some((kind, Beneficiary::Caller));
	}
	// All of them say no.
	let safeguards: Option<&Safeguards<R>> = call.is_sub_type();
	if safeguards.is_some() {
		return Some((CallKind::Refuse, Beneficiary::Caller));
	}
	if let Some(Disputes::appeal { .. }) = call.is_sub_type() {
		return Some((CallKind::Refuse, Beneficiary::Caller));
	}
	match call.is_sub_type()? {
		Sponsorship::set_gateways { .. } => Some((CallKind::Delegate, Beneficiary::Caller)),
		Sponsorship::leave {} => Some((CallKind::Refuse, Beneficiary::Caller)),
		_ => None,
	}
}
