//! Eras: those of refusals rank nothing.

use crate::{mock::*, CheckMortalityUnranked};
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;
use frame_system::CheckMortality;
use sp_runtime::{
	generic::Era,
	traits::{Applyable, TransactionExtension},
	transaction_validity::{TransactionLongevity, TransactionSource},
};

/// How long the pool is told that a transaction is valid.
fn longevity(era: Era, call: RuntimeCall) -> TransactionLongevity {
	let mut xt = tx(ALICE, call, 0);
	if let sp_runtime::generic::ExtrinsicFormat::Signed(_, extension) = &mut xt.format {
		extension.0 = CheckMortalityUnranked::from(era);
	}
	let info = xt.get_dispatch_info();
	xt.validate::<Test>(TransactionSource::External, &info, LEN).unwrap().longevity
}

#[test]
fn a_refusals_era_does_not_rank_it() {
	run(|| {
		given_grant(ALICE, 7);
		for era in [Era::mortal(4, 0), Era::mortal(8, 0), Era::mortal(256, 0), Era::Immortal] {
			for call in [revoke(7), batch(vec![revoke(7)])] {
				assert_eq!(longevity(era, call), TransactionLongevity::MAX, "{era:?}");
			}
		}
	});
}

#[test]
fn what_is_paid_expires_as_before() {
	run(|| {
		given_grant(ALICE, 7);
		// In block 1, until block 8.
		for call in [remark(), batch(vec![revoke(7), remark()])] {
			assert_eq!(longevity(Era::mortal(8, 0), call), 7);
		}
	});
}

#[test]
fn wallets_see_the_era_that_they_know() {
	type Wrapped = CheckMortalityUnranked<Test>;
	type Plain = CheckMortality<Test>;
	assert_eq!(<Wrapped as TransactionExtension<RuntimeCall>>::IDENTIFIER, "CheckMortality");
	for era in [Era::Immortal, Era::mortal(64, 1)] {
		assert_eq!(Wrapped::from(era).encode(), Plain::from(era).encode());
	}
	assert_eq!(
		scale_info::meta_type::<Wrapped>().type_info(),
		scale_info::meta_type::<Plain>().type_info()
	);
	run(|| {
		let era = Era::mortal(64, 1);
		assert_eq!(Wrapped::from(era).implicit(), Plain::from(era).implicit());
		assert_eq!(
			Wrapped::from(era).weight(&remark()),
			TransactionExtension::<RuntimeCall>::weight(&Plain::from(era), &remark())
		);
	});
}
