//! What is free, refused and paid on Epione: the rules of [`ChargeOrFree`](crate::ChargeOrFree)
//! over the real pallets. `docs/charge-or-free.md` has them as tables.
//!
//! `check_refusal` says what is free, `check_direct` names the study that pays, `sponsor` the
//! sponsorship; [`CallRules`] says what each function is asked. Of which calls a sponsorship pays,
//! `sponsored.rs` has the list; which one pays, and whether it covers the fee, `payer` of
//! `pallet-sponsorship` (its `paying.rs`).

use crate::{
	charge::{CallRules, Fee, Kind, Payer},
	delegation::has_announced,
	fees::worst_fee,
	free_lane,
	sponsored::{self, Beneficiary},
	Balance, ProxyDelegations, ProxyType,
};
use alloc::vec::Vec;
use codec::Encode;
use core::marker::PhantomData;
use epione_primitives::{traits::DelegationCheck, CallKind, CallSet, Digest, RefusalCode, StudyId};
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, PostDispatchInfo},
	traits::{fungible::Inspect, Get, IsSubType},
	weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use pallet_transaction_payment::OnChargeTransaction;
use sp_runtime::traits::{Dispatchable, StaticLookup};

type CallOf<R> = <R as frame_system::Config>::RuntimeCall;

/// The rules for plain calls, over a runtime's pallets.
pub struct EpioneRules<R>(PhantomData<R>);

/// The index of a pallet's error in its `Error` type.
fn error_index(error: impl Encode) -> u8 {
	// An index that no table has, were the encoding empty.
	error.using_encoded(|bytes| bytes.first().copied().unwrap_or(u8::MAX))
}

impl<R> CallRules<R::AccountId, CallOf<R>> for EpioneRules<R>
where
	R: pallet_consent::Config
		+ pallet_datasets::Config
		+ pallet_devices::Config
		+ pallet_disputes::Config
		+ pallet_proxy::Config<ProxyType = ProxyType>
		+ pallet_safeguards::Config<ProxyType = ProxyType>
		+ pallet_sponsorship::Config<Currency: Inspect<R::AccountId, Balance = Balance>>
		+ pallet_studies::Config<Currency: Inspect<R::AccountId, Balance = Balance>>
		+ pallet_transaction_payment::Config<
			OnChargeTransaction: OnChargeTransaction<R, Balance = Balance>,
		>,
	CallOf<R>: IsSubType<pallet_consent::Call<R>>
		+ IsSubType<pallet_datasets::Call<R>>
		+ IsSubType<pallet_devices::Call<R>>
		+ IsSubType<pallet_disputes::Call<R>>
		+ IsSubType<pallet_proxy::Call<R>>
		+ IsSubType<pallet_safeguards::Call<R>>
		+ IsSubType<pallet_sponsorship::Call<R>>
		+ IsSubType<pallet_studies::Call<R>>
		+ Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	fn kind(call: &CallOf<R>) -> Kind {
		use pallet_consent::Call as Consent;
		use pallet_datasets::Call as Datasets;
		use pallet_devices::Call as Devices;
		use pallet_disputes::Call as Disputes;
		use pallet_proxy::Call as Proxy;
		use pallet_safeguards::Call as Safeguards;
		use pallet_sponsorship::Call as Sponsorship;
		use pallet_studies::Call as Studies;

		let devices: Option<&Devices<R>> = call.is_sub_type();
		let consent: Option<&Consent<R>> = call.is_sub_type();
		let datasets: Option<&Datasets<R>> = call.is_sub_type();
		let disputes: Option<&Disputes<R>> = call.is_sub_type();
		let proxy: Option<&Proxy<R>> = call.is_sub_type();
		let safeguards: Option<&Safeguards<R>> = call.is_sub_type();
		let sponsorship: Option<&Sponsorship<R>> = call.is_sub_type();
		let studies: Option<&Studies<R>> = call.is_sub_type();
		let refusal =
			matches!(devices, Some(Devices::suspend { .. } | Devices::report_lost { .. }))
				|| matches!(
					consent,
					Some(
						Consent::deny { .. }
							| Consent::narrow { .. }
							| Consent::revoke { .. }
							| Consent::revoke_grantee { .. }
							| Consent::revoke_all { .. }
							| Consent::acknowledge { .. }
					)
				) || matches!(datasets, Some(Datasets::tombstone { .. }))
				|| matches!(studies, Some(Studies::withdraw { .. }))
				|| matches!(disputes, Some(Disputes::appeal { .. }))
				|| matches!(
					proxy,
					Some(
						Proxy::remove_proxy { .. }
							| Proxy::remove_proxies { .. }
							| Proxy::reject_announcement { .. }
					)
				) || matches!(
				safeguards,
				Some(
					Safeguards::remove_delegate { .. }
						| Safeguards::remove_delegates {}
						| Safeguards::reject_announcement { .. }
						| Safeguards::cancel_attempt { .. }
						| Safeguards::slash_attempt { .. }
						| Safeguards::revoke_inheritor {}
				)
			) || matches!(sponsorship, Some(Sponsorship::leave {}));
		match studies {
			_ if refusal => Kind::Refusal,
			Some(Studies::commit { .. } | Studies::commit_share { .. }) => Kind::Checked,
			Some(Studies::deliver { .. } | Studies::deliver_share { .. }) => Kind::Sealed,
			_ => Kind::Ordinary,
		}
	}

	fn check_refusal(who: &R::AccountId, call: &CallOf<R>) -> Result<Fee, RefusalCode> {
		if let Some(call) = call.is_sub_type() {
			return check_devices::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_consent::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_datasets::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_studies::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_disputes::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_proxy::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_safeguards::<R>(who, call);
		}
		if let Some(call) = call.is_sub_type() {
			return check_sponsorship::<R>(who, call);
		}
		Err(RefusalCode::Unlisted)
	}

	fn check_direct(
		who: &R::AccountId,
		call: &CallOf<R>,
		info: &DispatchInfo,
		len: usize,
	) -> Result<Payer<R::AccountId>, RefusalCode> {
		use pallet_studies::{Call, Error, Pallet};
		let refused = |error: Error<R>| RefusalCode::Studies(error_index(error));
		let fee = || fee_of::<R>(info, len);
		let study_pays =
			|study| Payer::Study { study, pot: pallet_studies::Pallet::<R>::pot(study) };
		let Some(call): Option<&Call<R>> = call.is_sub_type() else {
			return Err(RefusalCode::Unlisted);
		};
		match call {
			Call::commit { study, subject, dataset, grant, invitation } => {
				Pallet::<R>::check_commit(who, *study, subject, dataset, *grant, invitation)
					.map_err(refused)?;
				// The fees of both transactions come out of the escrow, or there is no commitment.
				if !Pallet::<R>::can_pay(*study, fee()) {
					return Err(RefusalCode::StudyCannotPay);
				}
				Ok(study_pays(*study))
			},
			Call::deliver { study, subject, dataset, envelope } => {
				Pallet::<R>::check_deliver(who, *study, subject, dataset, envelope)
					.map_err(refused)?;
				// The commitment kept enough back (see `DeliverFee`), unless the transaction is far
				// longer than it need be. Then its signer pays; it is not refused, since a promised
				// contribution must not fail for its fee.
				Ok(if Pallet::<R>::can_pay_delivery(*study, subject, dataset, fee()) {
					study_pays(*study)
				} else {
					Payer::Signer
				})
			},
			Call::commit_share { recipient, subject, dataset, grant, price } => {
				Pallet::<R>::check_commit_share(who, recipient, subject, dataset, *grant, *price)
					.map_err(refused)?;
				Ok(Payer::Signer)
			},
			Call::deliver_share { recipient, subject, dataset, envelope } => {
				Pallet::<R>::check_deliver_share(who, recipient, subject, dataset, envelope)
					.map_err(refused)?;
				Ok(Payer::Signer)
			},
			_ => Err(RefusalCode::Unlisted),
		}
	}

	fn sponsorable(call: &CallOf<R>) -> bool {
		sponsored::kind::<R>(call).is_some()
	}

	fn beneficiary(who: &R::AccountId, call: &CallOf<R>) -> Option<(CallKind, R::AccountId)> {
		let (kind, beneficiary) = sponsored::kind::<R>(call)?;
		let member = match beneficiary {
			Beneficiary::Caller => who,
			Beneficiary::Subject(subject, delegation) => {
				// Whoever may not make the call does not make it on the subject's allowance.
				let acts = ProxyDelegations::<R>::is_or_acts_for(who, subject, delegation);
				acts.then_some(subject)?
			},
		};
		Some((kind, member.clone()))
	}

	fn sponsor(
		signer: &R::AccountId,
		member: &R::AccountId,
		calls: CallSet,
		info: &DispatchInfo,
		len: usize,
	) -> Option<Payer<R::AccountId>> {
		use pallet_sponsorship::Pallet;
		let fee = fee_of::<R>(info, len);
		let pays_for = |member: &R::AccountId| {
			let sponsorship = Pallet::<R>::payer(member, signer, calls, fee)?;
			let pot = Pallet::<R>::pot(sponsorship);
			Some(Payer::Sponsorship { sponsorship, member: member.clone(), pot })
		};
		// First the beneficiary, then whoever makes the call.
		pays_for(member).or_else(|| if signer == member { None } else { pays_for(signer) })
	}

	fn sponsor_weight() -> Weight {
		use pallet_sponsorship::WeightInfo;
		type Info<R> = <R as pallet_sponsorship::Config>::WeightInfo;
		Info::<R>::payer().saturating_mul(2).saturating_add(Info::<R>::charge())
	}

	fn before_charge(
		payer: &Payer<R::AccountId>,
		call: &CallOf<R>,
		info: &DispatchInfo,
		len: usize,
	) {
		match payer {
			Payer::Signer => {},
			Payer::Study { .. } => {
				if let Some((study, subject, dataset)) = delivery::<R>(call) {
					pallet_studies::Pallet::<R>::release_delivery_fee(study, subject, dataset);
				}
			},
			Payer::Sponsorship { member, .. } => {
				pallet_sponsorship::Pallet::<R>::charge(member, fee_of::<R>(info, len));
			},
		}
	}
}

/// What a transaction costs at most, without a tip.
fn fee_of<R>(info: &DispatchInfo, len: usize) -> Balance
where
	R: pallet_transaction_payment::Config<
		OnChargeTransaction: OnChargeTransaction<R, Balance = Balance>,
	>,
	CallOf<R>: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	let len = u32::try_from(len).unwrap_or(u32::MAX);
	pallet_transaction_payment::Pallet::<R>::compute_fee(len, info, 0)
}

/// The contribution that a delivery to a study delivers.
fn delivery<R: pallet_studies::Config>(
	call: &CallOf<R>,
) -> Option<(StudyId, &R::AccountId, &Digest)>
where
	CallOf<R>: IsSubType<pallet_studies::Call<R>>,
{
	match call.is_sub_type()? {
		pallet_studies::Call::deliver { study, subject, dataset, .. } => {
			Some((*study, subject, dataset))
		},
		_ => None,
	}
}

/// The tag of a successful check, prefixed with its pallet so that no two are alike.
fn waived(pallet: &str, checked: Result<Vec<u8>, RefusalCode>) -> Result<Fee, RefusalCode> {
	checked.map(|item| Fee::Waived((pallet, item).encode()))
}

fn check_devices<R: pallet_devices::Config>(
	who: &R::AccountId,
	call: &pallet_devices::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_devices::{Call, Pallet};
	let checked = match call {
		Call::suspend { device } => Pallet::<R>::check_suspend(who, device),
		Call::report_lost { device } => Pallet::<R>::check_report_lost(who, device),
		_ => return Err(RefusalCode::Unlisted),
	};
	waived("Devices", checked.map_err(|error| RefusalCode::Devices(error_index(error))))
}

fn check_consent<R: pallet_consent::Config>(
	who: &R::AccountId,
	call: &pallet_consent::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_consent::{Call, Pallet};
	let checked = match call {
		Call::deny { request } => Pallet::<R>::check_deny(who, *request),
		Call::narrow { grant, change } => Pallet::<R>::check_narrow(who, *grant, change),
		Call::revoke { grant } => Pallet::<R>::check_revoke(who, *grant),
		Call::revoke_grantee { subject, grantee } => {
			Pallet::<R>::check_revoke_grantee(who, subject, grantee)
		},
		Call::revoke_all { subject } => Pallet::<R>::check_revoke_all(who, subject),
		Call::acknowledge { grant } => Pallet::<R>::check_acknowledge(who, *grant),
		_ => return Err(RefusalCode::Unlisted),
	};
	let checked =
		waived("Consent", checked.map_err(|error| RefusalCode::Consent(error_index(error))))?;
	// A grant can be narrowed in ever smaller steps, so only some are free.
	match call {
		Call::narrow { grant, .. } if Pallet::<R>::free_narrowings(*grant) == 0 => Ok(Fee::Due),
		_ => Ok(checked),
	}
}

fn check_datasets<R: pallet_datasets::Config>(
	who: &R::AccountId,
	call: &pallet_datasets::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_datasets::{Call, Pallet};
	let checked = match call {
		Call::tombstone { subject, digest } => Pallet::<R>::check_tombstone(who, subject, digest),
		_ => return Err(RefusalCode::Unlisted),
	};
	waived("Datasets", checked.map_err(|error| RefusalCode::Datasets(error_index(error))))
}

fn check_studies<R: pallet_studies::Config>(
	who: &R::AccountId,
	call: &pallet_studies::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_studies::{Call, Pallet};
	let checked = match call {
		Call::withdraw { study, subject } => Pallet::<R>::check_withdraw(who, *study, subject),
		_ => return Err(RefusalCode::Unlisted),
	};
	waived("Studies", checked.map_err(|error| RefusalCode::Studies(error_index(error))))
}

/// A subject appeals for nothing; a sponsor pays the fee of its appeal, and a bond besides.
fn check_disputes<R: pallet_disputes::Config>(
	who: &R::AccountId,
	call: &pallet_disputes::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_disputes::{Call, Pallet};
	match call {
		Call::appeal { dispute, .. } if Pallet::<R>::is_sponsor(who, *dispute) => Ok(Fee::Due),
		Call::appeal { dispute, .. } => {
			let checked = Pallet::<R>::check_free_appeal(who, *dispute);
			waived("Disputes", checked.map_err(|error| RefusalCode::Disputes(error_index(error))))
		},
		_ => Err(RefusalCode::Unlisted),
	}
}

/// Removing delegates, and vetoing what a delayed one announced. `pallet-proxy` has no such checks
/// itself.
fn check_proxy<R: pallet_proxy::Config>(
	who: &R::AccountId,
	call: &pallet_proxy::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_proxy::{Call, Proxies};
	let account = |address: &<R::Lookup as StaticLookup>::Source| {
		R::Lookup::lookup(address.clone()).map_err(|_| RefusalCode::UnknownAddress)
	};
	let checked = match call {
		Call::remove_proxy { delegate, proxy_type, delay } => {
			let delegate = account(delegate)?;
			let found = Proxies::<R>::get(who).0.iter().any(|entry| {
				entry.delegate == delegate
					&& entry.proxy_type == *proxy_type
					&& entry.delay == *delay
			});
			found
				.then(|| (who, 2u8, delegate, proxy_type, delay).encode())
				.ok_or(RefusalCode::NoSuchDelegation)
		},
		Call::remove_proxies {} => {
			let found = !Proxies::<R>::get(who).0.is_empty();
			found.then(|| (who, 3u8).encode()).ok_or(RefusalCode::NoSuchDelegation)
		},
		Call::reject_announcement { delegate, call_hash } => {
			let delegate = account(delegate)?;
			has_announced::<R>(who, &delegate, call_hash)
				.then(|| (who, 8u8, delegate, call_hash).encode())
				.ok_or(RefusalCode::NoSuchAnnouncement)
		},
		_ => return Err(RefusalCode::Unlisted),
	};
	waived("Proxy", checked)
}

/// The same as [`check_proxy`], and stopping one's own recovery.
fn check_safeguards<R: pallet_safeguards::Config>(
	who: &R::AccountId,
	call: &pallet_safeguards::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_safeguards::{Call, Pallet};
	let (checked, none) = match call {
		Call::remove_delegate { delegate, proxy_type } => (
			Pallet::<R>::check_remove_delegate(who, delegate, proxy_type),
			RefusalCode::NoSuchDelegation,
		),
		Call::remove_delegates {} => {
			(Pallet::<R>::check_remove_delegates(who), RefusalCode::NoSuchDelegation)
		},
		Call::reject_announcement { delegate, call_hash } => (
			Pallet::<R>::check_reject_announcement(who, delegate, call_hash),
			RefusalCode::NoSuchAnnouncement,
		),
		Call::cancel_attempt { friend_group } | Call::slash_attempt { friend_group } => {
			(Pallet::<R>::check_end_attempt(who, *friend_group), RefusalCode::NoSuchAttempt)
		},
		Call::revoke_inheritor {} => {
			(Pallet::<R>::check_revoke_inheritor(who), RefusalCode::NoInheritor)
		},
		_ => return Err(RefusalCode::Unlisted),
	};
	// Each check can fail for one reason only.
	waived("Safeguards", checked.map_err(|_| none))
}

fn check_sponsorship<R: pallet_sponsorship::Config>(
	who: &R::AccountId,
	call: &pallet_sponsorship::Call<R>,
) -> Result<Fee, RefusalCode> {
	use pallet_sponsorship::{Call, Pallet};
	match call {
		Call::leave {} => {
			let checked = Pallet::<R>::check_leave(who);
			waived("Sponsorship", checked.map_err(|_| RefusalCode::NotMember))
		},
		_ => Err(RefusalCode::Unlisted),
	}
}

/// The longest that a delivery need be, signature and extensions included, in bytes. (The call has
/// 230, a signature with its account 98, the extensions about 20.)
pub const DELIVERY_LENGTH: u32 = 512;

/// What the extensions other than [`ChargeOrFree`](crate::ChargeOrFree) may weigh together.
pub const OTHER_EXTENSIONS: Weight = Weight::from_parts(500 * WEIGHT_REF_TIME_PER_MICROS, 0);

/// What a study keeps back at each commitment for the fee of its delivery: the highest that a
/// delivery can cost, whatever the fee multiplier does in between. What the delivery does not need
/// returns to the study's budget.
pub struct DeliverFee<R>(PhantomData<R>);

impl<R> Get<Balance> for DeliverFee<R>
where
	R: pallet_studies::Config + pallet_transaction_payment::Config + free_lane::Config,
{
	fn get() -> Balance {
		let base = R::BlockWeights::get().get(DispatchClass::Normal).base_extrinsic;
		let call =
			<<R as pallet_studies::Config>::WeightInfo as pallet_studies::WeightInfo>::deliver();
		let classify = <<R as free_lane::Config>::WeightInfo as free_lane::WeightInfo>::classify();
		let charge = <<R as pallet_transaction_payment::Config>::WeightInfo as pallet_transaction_payment::WeightInfo>::charge_transaction_payment();
		// Once in the call, once in the check.
		let weight = call
			.saturating_mul(2)
			.saturating_add(classify)
			.saturating_add(charge)
			.saturating_add(OTHER_EXTENSIONS);
		worst_fee(base, weight, DELIVERY_LENGTH)
	}
}
