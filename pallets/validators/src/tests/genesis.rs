use crate::{mock::*, *};

#[test]
fn genesis_takes_everybody_with_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Validators::chosen(), [ALICE, BOB, CHARLIE, DAVE]);
		assert_eq!(Session::validators(), Validators::chosen());
		// Without these, equivocations in the first two sessions could not be proved.
		assert!(historical::HistoricalSessions::<Test>::contains_key(0));
		assert!(historical::HistoricalSessions::<Test>::contains_key(1));
	});
}

#[test]
fn genesis_without_keys_has_no_validators() {
	ExtBuilder::validators(&[]).build_and_execute(|| {
		assert!(Validators::chosen().is_empty());
	});
}

#[test]
#[should_panic(expected = "more accounts with session keys")]
fn genesis_with_too_many_fails() {
	ExtBuilder::validators(&[1, 2, 3, 4, 5, 6]).build();
}
