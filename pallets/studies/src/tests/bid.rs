use super::{shares::*, *};

#[test]
fn bid_with_bad_terms_fails() {
	run(|| {
		let dataset = dataset(ALICE, 1);
		assert_noop!(bid(dataset), Error::<Test>::KeyNotFound);
		clinician_key();
		let with = |subject, dataset, price, expires| {
			Studies::bid(signed(CLINICIAN), subject, dataset, price, expires)
		};
		let (soon, latest) = (now() + DAY, now() + MAX_BID_LIFETIME);
		assert_noop!(with(CLINICIAN, dataset, PRICE, soon), Error::<Test>::OwnData);
		assert_noop!(with(ALICE, dataset, PRICE, now()), Error::<Test>::InvalidExpiry);
		assert_noop!(with(ALICE, dataset, PRICE, latest + 1), Error::<Test>::InvalidExpiry);
		assert_noop!(with(ALICE, dataset, 10, soon), Error::<Test>::PriceTooLow);
		assert_noop!(with(ALICE, dataset, 0, soon), Error::<Test>::PriceTooLow);
		assert_noop!(with(ALICE, [9; 32], PRICE, soon), Error::<Test>::DatasetNotFound);
		assert_ok!(with(ALICE, dataset, PRICE, latest));
		assert_noop!(bid(dataset), Error::<Test>::AlreadyBid);
		pass(90 * DAY);
		assert_noop!(
			with(ALICE, crate::mock::dataset(ALICE, 2), PRICE, now() + 1),
			Error::<Test>::KeyExpired
		);
	});
}

#[test]
fn bid_without_the_money_or_for_what_one_has_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let all = free(&CLINICIAN);
		assert_noop!(
			Studies::bid(signed(CLINICIAN), ALICE, dataset, all, now() + DAY),
			sp_runtime::TokenError::FundsUnavailable
		);
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, 0));
		assert_noop!(bid(dataset), Error::<Test>::AlreadyContributed);
	});
}
