//! Contributions to studies, whose fees the study pays, and shares, whose fees the signer pays.

use super::fixture::*;
use crate::{
	Balance, Balances, Consent, Runtime, RuntimeCall, Studies, System, TransactionPayment,
};
use epione_envelope::{keys::Holder, rand_core::OsRng};
use epione_primitives::{Grantee, RefusalCode};
use epione_runtime_common::{
	constants::currency::EPI,
	fees::MaximumMultiplier,
	policy::{DeliverFee, DELIVERY_LENGTH},
};
use frame_support::{assert_ok, dispatch::GetDispatchInfo, traits::Get};

#[test]
fn commit_and_deliver_are_paid_out_of_the_studys_escrow() {
	run(|| {
		let study = study(10 * cost());
		let (pot, digest) = (Studies::pot(study), dataset(1));
		let grant = grant(Grantee::Study(study));
		let before = Balances::free_balance(GATEWAY);

		let unallocated = Studies::unallocated(study);
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		let fees = paid();
		assert!(matches!(&fees[..], [(who, fee)] if *who == pot && *fee > 0));
		assert_eq!(Studies::unallocated(study), unallocated - cost() - fees[0].1);

		// An incorrect envelope is refused with its reason and costs nobody anything.
		System::reset_events();
		let right = envelope(study, 1, grant);
		let mut wrong = right;
		wrong[64] ^= 1;
		let mut identity = right;
		identity[..32].fill(0);
		let mut large = right;
		large[159] = 0xFF;
		for (envelope, reason) in [
			(wrong, "InvalidEnvelopeProof"),
			(identity, "InvalidEnvelopePoint"),
			(large, "InvalidEnvelopeScalar"),
			(envelope(study, 2, grant), "InvalidEnvelopeProof"),
		] {
			let reason = code("Studies", reason);
			assert_eq!(pool(&GATEWAY, deliver(study, digest, envelope)), refused(reason));
			assert_eq!(apply(&GATEWAY, deliver(study, digest, envelope)), refused(reason));
		}
		assert_eq!(
			pool(&BOB, deliver(study, digest, right)),
			refused(code("Studies", "NotSubjectOrGateway"))
		);
		assert!(paid().is_empty());

		let unallocated = Studies::unallocated(study);
		let kept: Balance = DeliverFee::<Runtime>::get();
		assert_ok!(apply(&GATEWAY, deliver(study, digest, right)).unwrap());
		let fees = paid();
		assert!(matches!(&fees[..], [(who, fee)] if *who == pot && *fee <= kept));
		// The unused part of the fee kept back is the study's again.
		assert_eq!(Studies::unallocated(study), unallocated + kept - fees[0].1);
		assert_eq!(Balances::free_balance(GATEWAY), before);

		assert_eq!(
			pool(&GATEWAY, deliver(study, digest, right)),
			refused(code("Studies", "AlreadyDelivered"))
		);
	});
}

#[test]
fn commit_without_a_valid_grant_fails() {
	run(|| {
		let study = study(10 * cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		assert_eq!(
			pool(&GATEWAY, commit(study, digest, grant + 1)),
			refused(code("Studies", "GrantNotFound"))
		);
		assert_ok!(Consent::revoke(signed(ALICE), grant));
		let pot = Balances::free_balance(Studies::pot(study));
		assert_eq!(
			pool(&GATEWAY, commit(study, digest, grant)),
			refused(code("Studies", "GrantRevoked"))
		);
		assert_eq!(
			apply(&GATEWAY, commit(study, digest, grant)),
			refused(code("Studies", "GrantRevoked"))
		);
		assert_eq!(Balances::free_balance(Studies::pot(study)), pot);
	});
}

#[test]
fn commit_to_a_study_that_cannot_pay_the_fee_fails() {
	run(|| {
		// Enough for the contribution, but not for the commitment's own fee.
		let study = study(cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		assert_eq!(
			pool(&ALICE, commit(study, digest, grant)),
			refused(RefusalCode::StudyCannotPay)
		);
		assert_ok!(Studies::fund(signed(BOB), study, EPI));
		assert_ok!(apply(&ALICE, commit(study, digest, grant)).unwrap());
	});
}

#[test]
fn deliver_when_all_else_is_spent_works() {
	run(|| {
		let study = study(cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		// Exactly as much as the commitment may cost.
		let info = tx(&GATEWAY, commit(study, digest, grant), 0).get_dispatch_info();
		let fee = TransactionPayment::compute_fee(LEN as u32, &info, 0);
		assert_ok!(Studies::fund(signed(BOB), study, fee - 1));
		assert_eq!(
			pool(&GATEWAY, commit(study, digest, grant)),
			refused(RefusalCode::StudyCannotPay)
		);
		assert_ok!(Studies::fund(signed(BOB), study, 1));
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		assert!(Studies::unallocated(study) < fee);

		// Blocks fill up and fees rise as far as they can.
		pallet_transaction_payment::NextFeeMultiplier::<Runtime>::put(MaximumMultiplier::get());
		System::reset_events();
		assert_ok!(apply(&GATEWAY, deliver(study, digest, envelope(study, 1, grant))).unwrap());
		assert_eq!(paid().first().map(|(who, _)| who.clone()), Some(Studies::pot(study)));
	});
}

#[test]
fn what_is_kept_back_covers_the_dearest_delivery() {
	run(|| {
		pallet_transaction_payment::NextFeeMultiplier::<Runtime>::put(MaximumMultiplier::get());
		let info = tx(&GATEWAY, deliver(0, [1; 32], [0; 160]), 0).get_dispatch_info();
		let dearest = TransactionPayment::compute_fee(DELIVERY_LENGTH, &info, 0);
		let kept: Balance = DeliverFee::<Runtime>::get();
		assert!(dearest <= kept, "{dearest} > {kept}");
		// And not much more than needed.
		assert!(kept <= 2 * dearest, "{kept} > 2 * {dearest}");
	});
}

#[test]
fn commit_with_a_tip_fails() {
	run(|| {
		let study = study(10 * cost());
		let (digest, grant) = (dataset(1), grant(Grantee::Study(study)));
		assert_eq!(
			apply_tipped(&ALICE, commit(study, digest, grant), 1),
			refused(RefusalCode::TipOnOthersMoney)
		);
	});
}

#[test]
fn shares_are_checked_and_paid_by_the_signer() {
	run(|| {
		let digest = dataset(1);
		let grant = grant(Grantee::Account(BOB));
		let share = |price| {
			RuntimeCall::from(pallet_studies::Call::commit_share {
				recipient: BOB,
				subject: ALICE,
				dataset: digest,
				grant,
				price,
			})
		};
		assert_eq!(pool(&ALICE, share(0)), refused(code("Studies", "KeyNotFound")));
		let secret = recipient();
		let holder = Holder::Account(BOB.into());
		let proof = secret.prove_possession(&CHAIN_ID, &holder, 0, &mut OsRng);
		assert_ok!(Studies::register_key(signed(BOB), 0, secret.public(), proof));
		assert_ok!(apply(&ALICE, share(0)).unwrap());
		assert_eq!(paid().first().map(|(who, _)| who.clone()), Some(ALICE));
		let call = pallet_studies::Call::deliver_share {
			recipient: BOB,
			subject: ALICE,
			dataset: digest,
			envelope: [1; 160],
		};
		assert!(pool(&ALICE, call).is_err());
	});
}
