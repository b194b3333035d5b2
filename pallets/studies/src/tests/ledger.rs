//! The fees of commit and deliver are withdrawn from the pot before the call, and partly refunded
//! after it. In these tests a stand-in does what the runtime's `ChargeOrFree` does.

use super::*;
use frame_support::storage::with_storage_layer;
use frame_support::traits::tokens::{Fortitude, Precision};
use sp_runtime::{DispatchError, DispatchResult};

/// Withdraws as the fee extension does: by preserving the pot.
fn withdraw_fee(study: StudyId, fee: Balance) {
	let taken = <Balances as Mutate<_>>::burn_from(
		&pot_of(study),
		fee,
		Preservation::Preserve,
		Precision::Exact,
		Fortitude::Polite,
	);
	assert_ok!(taken);
	// The author receives the fee, so issuance does not change.
	<Balances as Mutate<_>>::mint_into(&BOARD, fee).unwrap();
}

fn refund_fee(study: StudyId, refund: Balance) {
	<Balances as Mutate<_>>::transfer(&BOARD, &pot_of(study), refund, Preservation::Preserve)
		.unwrap();
}

fn invariants() {
	Studies::do_try_state().expect("the ledger holds at every moment");
}

/// Withdraws `fee`, commits, refunds a fifth.
fn charged_commit(
	study: StudyId,
	subject: AccountId,
	dataset: Digest,
	grant: GrantId,
	fee: Balance,
) -> DispatchResult {
	Studies::check_commit(&subject, study, &subject, &dataset, grant, &None)
		.map_err(DispatchError::from)?;
	assert!(Studies::can_pay(study, fee));
	withdraw_fee(study, fee);
	invariants();
	let result = with_storage_layer(|| commit(study, subject, dataset, grant));
	invariants();
	refund_fee(study, fee / 5);
	invariants();
	result
}

fn charged_deliver(
	study: StudyId,
	subject: AccountId,
	dataset: Digest,
	fee: Balance,
	dispatch: impl FnOnce(EnvelopeBytes) -> DispatchResult,
) -> DispatchResult {
	let envelope = envelope(&Grantee::Study(study), &subject, dataset);
	Studies::check_deliver(&subject, study, &subject, &dataset, &envelope)
		.map_err(DispatchError::from)?;
	assert!(Studies::can_pay_delivery(study, &subject, &dataset, fee));
	Studies::release_delivery_fee(study, &subject, &dataset);
	invariants();
	withdraw_fee(study, fee);
	invariants();
	let result = with_storage_layer(|| dispatch(envelope));
	invariants();
	refund_fee(study, fee / 5);
	invariants();
	result
}

#[test]
fn fees_come_out_of_the_pot_and_the_ledger_holds() {
	run(|| {
		let study = open();
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		assert_ok!(charged_commit(study, ALICE, dataset, grant, 30));
		assert_eq!(unallocated(study), BUDGET - COST - 24);
		assert_ok!(charged_deliver(study, ALICE, dataset, 40, |envelope| {
			Studies::deliver(signed(ALICE), study, ALICE, dataset, envelope)
		}));
		assert_eq!(unallocated(study), BUDGET - REWARD - DEPOSIT - 24 - 32);
	});
}

#[test]
fn a_pot_that_cannot_pay_the_fee_as_well_is_not_charged() {
	run(|| {
		let study = open_with(terms(), COST + 29);
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		// It would cover fee and reward, but not fee, reward, delivery and deposit.
		assert!(Studies::can_pay(study, 29));
		assert!(!Studies::can_pay(study, 30));
		assert_ok!(commit(study, ALICE, dataset, grant));
		assert!(!Studies::can_pay(study, 0));
		assert!(!Studies::can_pay(study + 1, 0));
	});
}

#[test]
fn a_delivery_is_paid_from_what_was_kept_back_when_nothing_else_is_left() {
	run(|| {
		let study = open_with(terms(), COST);
		let (dataset, _) = committed(study, ALICE, 1);
		set_closed(study);
		assert_ok!(Studies::finish(signed(sponsor()), study));
		assert_eq!(unallocated(study), 0);
		assert!(Studies::can_pay_delivery(study, &ALICE, &dataset, 50));
		assert!(!Studies::can_pay_delivery(study, &ALICE, &dataset, 51));
		assert!(!Studies::can_pay_delivery(study, &BOB, &dataset, 1));
		assert!(!Studies::can_pay_delivery(study + 1, &ALICE, &dataset, 1));
		assert_ok!(charged_deliver(study, ALICE, dataset, 50, |envelope| {
			Studies::deliver(signed(ALICE), study, ALICE, dataset, envelope)
		}));
		pass(WINDOW);
		let before = free(&ALICE);
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(free(&ALICE), before + REWARD - SHARE, "the reward is untouched");
		assert!(!Studies::can_pay_delivery(study, &ALICE, &dataset, 1));
	});
}

#[test]
fn a_delivery_that_fails_after_its_fee_was_taken_leaves_the_ledger_whole() {
	run(|| {
		let study = open_with(terms(), COST);
		let (dataset, _) = committed(study, ALICE, 1);
		let failed = charged_deliver(study, ALICE, dataset, 50, |_| Err(DispatchError::Other("")));
		assert!(failed.is_err());
		// The second time no fee is kept back, so the signer would pay.
		Studies::release_delivery_fee(study, &ALICE, &dataset);
		assert!(!Studies::can_pay_delivery(study, &ALICE, &dataset, 11));
		assert_ok!(deliver(study, ALICE, dataset));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
	});
}

#[test]
fn releasing_the_fee_of_nothing_does_nothing() {
	run(|| {
		let study = open();
		Studies::release_delivery_fee(study, &ALICE, &[1; 32]);
		Studies::release_delivery_fee(study + 1, &ALICE, &[1; 32]);
		let (dataset, _) = committed(study, ALICE, 1);
		Studies::release_delivery_fee(study, &ALICE, &dataset);
		assert_eq!(record(study).reserved, COST - 50);
		Studies::release_delivery_fee(study, &ALICE, &dataset);
		assert_eq!(record(study).reserved, COST - 50);
	});
}

#[test]
fn a_pinned_fee_stays_although_fees_rise() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		DeliverFee::set(5_000);
		assert_eq!(contribution_of(study, ALICE, dataset).unwrap().delivery_fee, 50);
		assert_ok!(deliver(study, ALICE, dataset));
		assert_eq!(record(study).reserved, DEPOSIT);
	});
}

#[test]
fn a_gift_to_the_pot_raises_the_budget() {
	run(|| {
		let study = open();
		assert_ok!(Balances::transfer_keep_alive(signed(BOARD), pot_of(study), 500));
		assert_eq!(unallocated(study), BUDGET + 500);
	});
}
