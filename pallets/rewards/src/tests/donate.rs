use super::*;

#[test]
fn donate_works() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Rewards::donate(signed(DONOR), 1_000));
		assert_eq!(free(&DONOR), FUNDS - 1_000);
		// The pot keeps its existential deposit.
		assert_eq!(Rewards::pool().available, 1_000 - ED);
		assert_eq!(last_event(), Event::Donated { donor: DONOR, amount: 1_000 });
		assert_ok!(Rewards::donate(signed(DONOR), 1));
		assert_eq!(Rewards::pool().available, 1_001 - ED);
	});
}

#[test]
fn donate_nothing_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Rewards::donate(signed(DONOR), 0), Error::<Test>::NothingDonated);
	});
}

#[test]
fn donate_more_than_one_has_fails() {
	ExtBuilder::default().build_and_execute(|| {
		// The last existential deposit remains: a donation does not close an account.
		assert!(Rewards::donate(signed(DONOR), FUNDS - ED + 1).is_err());
		assert_ok!(Rewards::donate(signed(DONOR), FUNDS - ED));
	});
}

#[test]
fn donate_by_root_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Rewards::donate(RuntimeOrigin::root(), 1), BadOrigin);
	});
}

/// Money sent directly to the pot counts as a donation.
#[test]
fn a_plain_transfer_to_the_pot_is_a_donation() {
	ExtBuilder::default().build_and_execute(|| {
		trade(&SPONSOR, &ALICE, 10_000);
		assert_ok!(Balances::transfer_allow_death(signed(DONOR), Rewards::pot(), 160));
		epochs(1);
		let before = free(&ALICE);
		assert_ok!(Rewards::claim(signed(ALICE), 1));
		assert_eq!(free(&ALICE) - before, 400);
	});
}
