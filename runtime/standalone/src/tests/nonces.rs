//! An account that was emptied and funded again does not accept transactions signed before.

use super::*;
use crate::configs::{NonceFloor, NONCES_PER_BLOCK};
use sp_runtime::transaction_validity::InvalidTransaction;

const WHO: Sr25519Keyring = Sr25519Keyring::Ferdie;

#[test]
fn an_old_transaction_is_stale_after_the_account_came_back() {
	on_development(|| {
		let remark = frame_system::Call::remark { remark: b"I consent".to_vec() };
		let old = signed(WHO, remark);
		Executive::apply_extrinsic(old.clone()).unwrap().unwrap();
		empty(WHO);
		assert!(!System::account_exists(&account(WHO)));
		fund(WHO, 10 * UNIT);
		assert_eq!(nonce(WHO), NONCES_PER_BLOCK);
		assert_eq!(Executive::apply_extrinsic(old), Err(InvalidTransaction::Stale.into()));
	});
}

#[test]
fn nonces_begin_with_the_height() {
	on_development(|| {
		for _ in 0..3 {
			next_block();
		}
		assert_eq!(*Nonce::default(), 4 * NONCES_PER_BLOCK);
		// Genesis accounts began at zero.
		assert_eq!(nonce(WHO), 0);
		// A wallet that asks for an account that does not exist sees its future first nonce.
		let nobody = AccountId::new([9; 32]);
		assert_eq!(*System::account_nonce(nobody), 4 * NONCES_PER_BLOCK);
	});
}

/// The account has made more transactions than the height's share of nonces.
#[test]
fn a_busy_account_leaves_a_floor() {
	on_development(|| {
		let busy = NONCES_PER_BLOCK + 4;
		let old: Vec<_> = (0..busy)
			.map(|nonce| signed_at(WHO, nonce, frame_system::Call::remark { remark: vec![] }))
			.collect();
		for xt in &old {
			Executive::apply_extrinsic(xt.clone()).unwrap().unwrap();
		}
		assert_eq!(NonceFloor::get(), 0);
		empty(WHO);
		assert_eq!(NonceFloor::get(), busy + 1);
		fund(WHO, 10 * UNIT);
		assert_eq!(nonce(WHO), busy + 1);
		for xt in old {
			assert_eq!(Executive::apply_extrinsic(xt), Err(InvalidTransaction::Stale.into()));
		}
	});
}

const UNIT: Balance = epione_runtime_common::constants::currency::EPI;
