use crate::{mock::*, *};

#[test]
fn genesis_takes_everybody_with_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Validators::chosen(), [ALICE, BOB, CHARLIE, DAVE]);
		assert_eq!(Session::validators(), Validators::chosen());
		// Without this, equivocations in the first session could not be proved.
		assert_eq!(UsedSince::<Test>::get(0), Some(0));
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

fn with_fewest(fewest: u32) -> sp_io::TestExternalities {
	use sp_runtime::BuildStorage;
	let validators = GenesisConfig { fewest: Some(fewest), ..Default::default() };
	let genesis = RuntimeGenesisConfig { validators, ..Default::default() };
	genesis.build_storage().unwrap().into()
}

#[test]
fn genesis_lowers_the_minimum() {
	MinValidators::set(4);
	with_fewest(1).execute_with(|| assert_eq!(Fewest::<Test>::get(), Some(1)));
	MinValidators::set(1);
}

#[test]
#[should_panic(expected = "only lowers the minimum")]
fn genesis_with_a_minimum_of_nothing_fails() {
	with_fewest(0);
}

#[test]
#[should_panic(expected = "only lowers the minimum")]
fn genesis_with_a_higher_minimum_fails() {
	with_fewest(2);
}
