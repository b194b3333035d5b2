//! What sponsorships pay for, and what they do not.

use super::fixture::*;
use crate::{
	configs::{GrantHold, StudyHold},
	AccountId, Balances, FreeLane, Runtime, RuntimeCall, Sponsorship, Studies, System,
	TransactionPayment,
};
use codec::{Encode, MaxEncodedLen};
use epione_envelope::{keys::Holder, rand_core::OsRng};
use epione_primitives::{
	CallKind::{self, *},
	Grantee, Modalities, RefusalCode, SponsorshipId, DAY,
};
use epione_runtime_common::{
	charge::{free_priority, WhoPays, FREE_PRIORITY, TURNS},
	ProxyType,
};
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::fungible::{Inspect, InspectHold},
	weights::Weight,
};
use sp_runtime::transaction_validity::InvalidTransaction;

const EVERYTHING: &[CallKind] = &CallKind::ALL;

fn pot(id: SponsorshipId) -> AccountId {
	Sponsorship::pot(id)
}

/// Sends `call`, which is included and succeeds; returns who paid for it, if anybody did.
fn sent(who: &AccountId, call: impl Into<RuntimeCall>) -> Option<AccountId> {
	System::reset_events();
	assert_ok!(apply(who, call).unwrap());
	let paid = paid();
	assert!(paid.len() < 2);
	paid.into_iter().next().map(|(who, _)| who)
}

fn unpaid(who: &AccountId, call: impl Into<RuntimeCall>) {
	assert_eq!(pool(who, call), Err(InvalidTransaction::Payment.into()));
}

fn add_proxy(delegate: AccountId, proxy_type: ProxyType) -> RuntimeCall {
	pallet_proxy::Call::add_proxy { delegate: delegate.into(), proxy_type, delay: 0 }.into()
}

fn proxied(call: impl Into<RuntimeCall>) -> RuntimeCall {
	let call = Box::new(call.into());
	pallet_proxy::Call::proxy { real: patient().into(), force_proxy_type: None, call }.into()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
	pallet_utility::Call::batch_all { calls }.into()
}

fn granted() -> RuntimeCall {
	let terms = consent_terms(Grantee::Account(BOB));
	pallet_consent::Call::grant { subject: patient(), terms, request: None }.into()
}

fn narrow(grant: u32, modalities: u16) -> RuntimeCall {
	let change = pallet_consent::Narrowing {
		modalities: Some(Modalities((1 << modalities) - 1)),
		..Default::default()
	};
	pallet_consent::Call::narrow { grant, change }.into()
}

#[test]
fn a_patient_with_nothing_lives_on_a_sponsorship() {
	run(|| {
		let id = sponsored_patient(EVERYTHING);
		let (patient, pot) = (patient(), Some(pot(id)));
		let (device, claim) = claim(&patient);

		assert_eq!(sent(&patient, add_proxy(POOR_GATEWAY, ProxyType::Gateway)), pot);
		assert_eq!(sent(&patient, claim), pot);
		assert_eq!(sent(&patient, granted()), pot);
		// The gateway, directly and by proxy, also without tokens.
		assert_eq!(sent(&POOR_GATEWAY, anchor(patient.clone(), 1)), pot);
		assert_eq!(sent(&POOR_GATEWAY, proxied(anchor(patient.clone(), 2))), pot);
		let both = vec![anchor(patient.clone(), 3).into(), anchor(patient.clone(), 4).into()];
		assert_eq!(sent(&POOR_GATEWAY, batch(both)), pot);
		for who in [&patient, &POOR_GATEWAY] {
			assert_eq!(Balances::total_balance(who), 0);
		}

		// Refusals: three narrowings free, the fourth sponsored; revoking and leaving free.
		for (modalities, payer) in [(8, None), (7, None), (6, None), (5, pot.clone())] {
			assert_eq!(sent(&patient, narrow(0, modalities)), payer);
		}
		let held = Balances::total_balance_on_hold(&Sponsorship::pot(id));
		assert_eq!(sent(&patient, pallet_sponsorship::Call::leave {}), None);
		assert_eq!(sent(&patient, pallet_consent::Call::revoke { grant: 0 }), None);
		for n in 1..=4 {
			let tombstone =
				pallet_datasets::Call::tombstone { subject: patient.clone(), digest: [n; 32] };
			assert_eq!(sent(&patient, tombstone), None);
		}
		assert_eq!(sent(&patient, pallet_devices::Call::report_lost { device }), None);
		// The deposits returned to the pot, except those for what remains.
		let left = Balances::total_balance_on_hold(&Sponsorship::pot(id));
		assert!(left > 0 && left < held);
		assert_eq!(Balances::total_balance(&patient), 0);
		unpaid(&patient, granted());
	});
}

#[test]
fn leave_once_for_free_works() {
	run(|| {
		sponsored_patient(&[Grant]);
		let leave = || RuntimeCall::from(pallet_sponsorship::Call::leave {});
		// The account is kept alive by something else.
		assert_ok!(sent(&patient(), granted()).ok_or(()));
		assert_eq!(pool(&BOB, leave()), refused(RefusalCode::NotMember));
		assert_eq!(pool(&patient(), leave()).unwrap().priority, free_priority(1) + TURNS);
		assert_eq!(sent(&patient(), leave()), None);
		for call in [leave(), batch(vec![leave()])] {
			assert_eq!(pool(&patient(), call.clone()), refused(RefusalCode::NotMember));
			assert_eq!(apply(&patient(), call), refused(RefusalCode::NotMember));
		}
	});
}

#[test]
fn only_what_the_set_allows_is_paid() {
	run(|| {
		let id = sponsored_patient(&[Anchor, Delegate]);
		unpaid(&patient(), granted());
		unpaid(&patient(), batch(vec![anchor(patient(), 1).into(), granted()]));
		for kind in [ProxyType::Any, ProxyType::NonTransfer, ProxyType::CancelProxy] {
			unpaid(&patient(), add_proxy(BOB, kind));
		}
		let transfer = pallet_balances::Call::transfer_allow_death { dest: BOB.into(), value: 0 };
		unpaid(&patient(), transfer);
		assert_eq!(sent(&patient(), add_proxy(BOB, ProxyType::Guardian)), Some(pot(id)));
		assert_eq!(sent(&patient(), anchor(patient(), 1)), Some(pot(id)));
	});
}

#[test]
fn a_gateway_must_be_named_and_be_a_delegate() {
	run(|| {
		let id = sponsored_patient(EVERYTHING);
		// Named, but no delegate: its calls would fail.
		unpaid(&POOR_GATEWAY, anchor(patient(), 1));
		unpaid(&POOR_GATEWAY, proxied(anchor(patient(), 1)));
		// A delegate that was not named.
		sent(&patient(), add_proxy(BOB, ProxyType::Gateway));
		assert_eq!(sent(&BOB, anchor(patient(), 1)), Some(BOB));
		// Both.
		let gateways = vec![BOB].try_into().unwrap();
		sent(&patient(), pallet_sponsorship::Call::set_gateways { gateways });
		assert_eq!(sent(&BOB, anchor(patient(), 2)), Some(pot(id)));
		// Calls that a gateway may not make are not paid for.
		assert_eq!(sent(&BOB, proxied(granted())), Some(BOB));
		assert_eq!(pallet_consent::NextGrant::<Runtime>::get(), 0);
	});
}

#[test]
fn a_member_does_not_drain_the_pot() {
	run(|| {
		let id = sponsored_patient(EVERYTHING);
		let before = Sponsorship::budget(id);
		// A call that fails every time, because the dataset's digest is already anchored.
		sent(&patient(), anchor(patient(), 1));
		let mut tries = 0;
		while pool(&patient(), anchor(patient(), 1)).is_ok() {
			assert!(apply(&patient(), anchor(patient(), 1)).unwrap().is_err());
			// As if each were in its own block.
			System::set_block_consumed_resources(Weight::zero(), 0);
			tries += 1;
			assert!(tries < 10_000);
		}
		assert!(tries > 0);
		let held = pallet_sponsorship::Sponsorships::<Runtime>::get(id).unwrap().held;
		let daily = sponsorship_terms(EVERYTHING).daily_fees;
		assert!(before - Sponsorship::budget(id) - held <= daily);
		// It continues on the next day.
		pallet_timestamp::Now::<Runtime>::mutate(|now| *now += DAY);
		assert!(pool(&patient(), anchor(patient(), 2)).is_ok());
	});
}

#[test]
fn the_fee_is_counted_and_the_refund_is_the_pots() {
	run(|| {
		let id = sponsored_patient(EVERYTHING);
		let call = RuntimeCall::from(anchor(patient(), 1));
		let info = tx(&patient(), call.clone(), 0).get_dispatch_info();
		let highest = TransactionPayment::compute_fee(LEN as u32, &info, 0);
		let before = Sponsorship::budget(id);
		assert_eq!(sent(&patient(), call), Some(pot(id)));
		let (fee, held) =
			(paid()[0].1, pallet_sponsorship::Sponsorships::<Runtime>::get(id).unwrap().held);
		assert_eq!(Sponsorship::budget(id), before - fee - held);
		let left = Sponsorship::membership(patient()).unwrap().fees_left;
		assert_eq!(left, sponsorship_terms(EVERYTHING).daily_fees - highest);
		assert!(fee <= highest);
	});
}

#[test]
fn a_dataset_with_a_sponsors_ticket_takes_at_most_384_bytes() {
	let key = 16 + 16 + 16 + 32 + 16 + 32;
	let value = pallet_datasets::EntryOf::<Runtime>::max_encoded_len();
	assert_eq!(key + value, 339);
	run(|| {
		sponsored_patient(EVERYTHING);
		sent(&patient(), anchor(patient(), 1));
		let entry = pallet_datasets::Entries::<Runtime>::get(patient(), [1; 32]).unwrap();
		assert_eq!(entry.ticket.sponsorship(), Some(0));
		assert!(key + entry.encode().len() <= 384);
	});
}

#[test]
fn wallets_are_told_that_a_sponsorship_pays() {
	run(|| {
		let id = sponsored_patient(&[Anchor]);
		let asked = |call: RuntimeCall| FreeLane::payer(patient(), call.encode());
		assert_eq!(asked(anchor(patient(), 1).into()), WhoPays::Sponsorship(id));
		assert_eq!(asked(granted()), WhoPays::Signer);
		assert_eq!(asked(pallet_sponsorship::Call::leave {}.into()), WhoPays::Free);
	});
}

#[test]
fn the_deposit_of_a_grant_is_held_in_the_pot() {
	run(|| {
		let id = sponsored_patient(&[Grant]);
		let before = Sponsorship::budget(id);
		assert_eq!(sent(&patient(), granted()), Some(pot(id)));
		let held = Balances::balance_on_hold(&GrantHold::get(), &pot(id));
		assert!(held > 0);
		assert_eq!(Sponsorship::budget(id), before - held - paid()[0].1);
		// A grant that ends leaves a remnant, whose deposit remains.
		assert_eq!(sent(&patient(), pallet_consent::Call::revoke { grant: 0 }), None);
		assert!(Balances::balance_on_hold(&GrantHold::get(), &pot(id)) < held);
		assert_eq!(Balances::total_balance(&patient()), 0);
	});
}

#[test]
fn shares_are_checked_and_paid_by_the_sponsorship() {
	run(|| {
		let id = sponsored_patient(&[Grant, Anchor, Share]);
		let secret = recipient();
		let holder = Holder::Account(BOB.into());
		let proof = secret.prove_possession(&CHAIN_ID, &holder, 0, &mut OsRng);
		assert_ok!(Studies::register_key(signed(BOB), 0, secret.public(), proof));
		sent(&patient(), granted());
		let share = |dataset| {
			RuntimeCall::from(pallet_studies::Call::commit_share {
				recipient: BOB,
				subject: patient(),
				dataset,
				grant: 0,
				price: 0,
			})
		};
		// What would fail is refused and costs the sponsorship nothing.
		let budget = Sponsorship::budget(id);
		assert!(apply(&patient(), share([1; 32])).is_err());
		assert_eq!(Sponsorship::budget(id), budget);
		sent(&patient(), anchor(patient(), 1));
		assert_eq!(sent(&patient(), share([1; 32])), Some(pot(id)));
		assert!(Balances::balance_on_hold(&StudyHold::get(), &pot(id)) > 0);
	});
}

#[test]
fn whoever_tips_pays() {
	run(|| {
		sponsored_patient(EVERYTHING);
		assert_eq!(
			pool_tipped(&patient(), anchor(patient(), 1), 1),
			refused(RefusalCode::TipOnOthersMoney)
		);
		// A refusal by an account without tokens is included, whatever tip its wallet sets.
		sent(&patient(), granted());
		let revoke = || RuntimeCall::from(pallet_consent::Call::revoke { grant: 0 });
		let valid = pool_tipped(&patient(), revoke(), 1).unwrap();
		assert_eq!(valid.priority, free_priority(1) + TURNS);
		assert_ok!(apply_tipped(&patient(), revoke(), 1).unwrap());
	});
	run(|| {
		// With tokens, the account pays as the tip says.
		let id = grant(Grantee::Account(BOB));
		let revoke = RuntimeCall::from(pallet_consent::Call::revoke { grant: id });
		let valid = pool_tipped(&ALICE, revoke.clone(), 1).unwrap();
		assert!(valid.priority < FREE_PRIORITY);
		assert_ok!(apply_tipped(&ALICE, revoke, 1).unwrap());
		assert_eq!(paid().first().map(|(who, _)| who.clone()), Some(ALICE));
	});
}
