//! The live clock: deadlines that protect somebody do not expire while the chain stands still.

use super::*;

const WEEKS: Moment = 21 * DAY;

#[test]
fn blocks_in_time_let_the_live_clock_run() {
	run(|| {
		let live = Studies::live_moment();
		for _ in 0..100 {
			block(MAX_GAP);
		}
		assert_eq!(Studies::live_moment(), live + 100 * MAX_GAP);
		assert_eq!(Clock::<Test>::get().standstill, 0);
		block(MAX_GAP + 1);
		assert_eq!(Clock::<Test>::get().standstill, 1);
		assert_eq!(last_event(), Event::StoodStill { milliseconds: 1 });
	});
}

#[test]
fn the_first_block_ever_is_no_gap() {
	run(|| {
		Clock::<Test>::kill();
		assert_eq!(Studies::live_moment(), START);
		block(1_000);
		assert_eq!(Clock::<Test>::get(), LiveClock { last: Some(START + 1_000), standstill: 0 });
	});
}

#[test]
fn a_stall_runs_no_dispute_window_out() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		block(1_000);
		// In the first block after weeks, before any hook could have noticed.
		block_after(WEEKS, || {
			assert!(now() > START + WINDOW);
			assert_noop!(settle(study, ALICE, dataset), Error::<Test>::WindowStillOpen);
		});
		assert_eq!(status(study, ALICE, dataset), Status::Delivered, "nor by itself");
		let standstill = WEEKS - MAX_GAP;
		assert_eq!(Clock::<Test>::get().standstill, standstill);
		// View functions return the moment on the wall clock.
		let info = Studies::contribution(Grantee::Study(study), ALICE, dataset).unwrap();
		assert_eq!(info.due, Some(START + WINDOW + standstill));
		pass(START + WINDOW + standstill - now() - 1);
		assert_noop!(settle(study, ALICE, dataset), Error::<Test>::WindowStillOpen);
		pass(1);
		assert_ok!(settle(study, ALICE, dataset));
	});
}

#[test]
fn a_stall_takes_no_time_to_deliver_away() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		block_after(WEEKS, || {
			assert_noop!(lapse(study, ALICE, dataset), Error::<Test>::DeliveryStillOpen);
			assert_ok!(deliver(study, ALICE, dataset));
		});
	});
}

#[test]
fn a_stall_shortens_no_notice() {
	run(|| {
		let study = open();
		assert_ok!(Studies::close(signed(sponsor()), study));
		block_after(WEEKS, || {
			assert_eq!(Studies::study(study).unwrap().phase, Phase::Closing);
			committed(study, ALICE, 1);
		});
	});
}

#[test]
fn a_stall_removes_no_records() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		set_closed(study);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		block(2 * RETENTION);
		assert!(contribution_of(study, ALICE, dataset).is_some());
	});
}

#[test]
fn dates_of_people_are_on_the_wall_clock() {
	run(|| {
		// Keys age by the wall clock, and a study closes when its terms say so.
		let study = open_with(Terms { closes: START + 10 * DAY, ..terms() }, BUDGET);
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		block_after(WEEKS, || {
			assert_noop!(commit(study, ALICE, dataset, grant), Error::<Test>::StudyClosed);
		});
		let study = open();
		block_after(90 * DAY, || {
			let grant = super::grant(ALICE, study);
			assert_noop!(commit(study, ALICE, dataset, grant), Error::<Test>::KeyExpired);
		});
	});
}

#[test]
fn a_slow_chain_gets_there_too() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		// One block an hour: each counts for half a minute of the live clock.
		let blocks = WINDOW / MAX_GAP;
		for _ in 0..blocks - 1 {
			block(HOUR);
		}
		assert_eq!(status(study, ALICE, dataset), Status::Delivered);
		block(HOUR);
		assert_eq!(status(study, ALICE, dataset), Status::Settled);
	});
}
