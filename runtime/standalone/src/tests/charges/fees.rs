//! Fees: who receives them.

use super::fixture::*;
use crate::{configs::ProtocolAccount, AccountId, Balances, System};
use epione_runtime_common::{constants::currency::EXISTENTIAL_DEPOSIT, fees::ProtocolPercent};
use frame_support::assert_ok;

#[test]
fn fees_are_shared_between_protocol_and_author() {
	run(|| {
		let protocol = ProtocolAccount::get();
		let before = (Balances::free_balance(&protocol), Balances::free_balance(AUTHOR));
		let issuance = Balances::total_issuance();
		let remark = || frame_system::Call::remark { remark: vec![0; 100] };
		assert_ok!(apply_tipped(&BOB, remark(), 77).unwrap());
		let fee = paid()[0].1 - 77;
		let share = fee * u128::from(ProtocolPercent::get()) / 100;
		assert_eq!(Balances::free_balance(&protocol), before.0 + share);
		assert_eq!(Balances::free_balance(AUTHOR), before.1 + fee - share + 77);
		assert_eq!(Balances::total_issuance(), issuance);

		// The block has no author, or one without an account, whose part is too little to create
		// one.
		for author in [None, Some(AccountId::new([0xEE; 32]))] {
			set_author(author);
			System::reset_events();
			let before = Balances::free_balance(&protocol);
			assert_ok!(apply(&BOB, remark()).unwrap());
			let fee = paid()[0].1;
			assert!(fee / 2 < EXISTENTIAL_DEPOSIT);
			assert_eq!(Balances::free_balance(&protocol), before + fee);
		}
		assert_eq!(Balances::total_issuance(), issuance);
	});
}
