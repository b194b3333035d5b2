use super::{shares::*, *};

#[test]
fn withdraw_bid_returns_everything_works() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let before = free(&CLINICIAN);
		let withdraw = || Studies::withdraw_bid(signed(CLINICIAN), ALICE, dataset);
		assert_noop!(withdraw(), Error::<Test>::BidNotFound);
		assert_ok!(bid(dataset));
		assert_ok!(withdraw());
		assert_eq!(
			last_event(),
			Event::BidWithdrawn { recipient: CLINICIAN, subject: ALICE, dataset }
		);
		assert_eq!(free(&CLINICIAN), before);
		// The bidder may withdraw its own bid at any time.
		assert_ok!(bid(dataset));
		pass(2 * DAY);
		assert_ok!(withdraw());
	});
}
