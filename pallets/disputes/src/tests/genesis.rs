use super::*;

fn with(periods: Periods) {
	ExtBuilder { periods, ..Default::default() }
		.build_and_execute(|| assert_eq!(Disputes::periods(), periods));
}

#[test]
fn genesis_sets_the_periods() {
	with(Periods { decide: 1, appeal: 2, panel: 3 });
	with(Periods { decide: MAX_PERIOD, appeal: MAX_PERIOD, panel: MAX_PERIOD });
	with(DEFAULT_PERIODS);
}

#[test]
#[should_panic = "a period of disputes is not 1 ms to 30 days"]
fn genesis_refuses_a_period_of_nothing() {
	with(Periods { appeal: 0, ..DEFAULT_PERIODS });
}

#[test]
#[should_panic = "a period of disputes is not 1 ms to 30 days"]
fn genesis_refuses_a_period_that_is_too_long() {
	with(Periods { panel: MAX_PERIOD + 1, ..DEFAULT_PERIODS });
}
