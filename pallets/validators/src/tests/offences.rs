use crate::{mock::*, *};
use frame_support::assert_ok;

#[test]
fn offence_disables_at_once_and_removes() {
	ExtBuilder::default().build_and_execute(|| {
		offence(&[BOB]);
		assert_eq!(last_event(), Event::OffenderRemoved { validator: BOB, session: 0 });
		assert_eq!(Validators::chosen(), [ALICE, CHARLIE, DAVE]);
		assert_eq!(Session::disabled_validators(), [1]);
		sessions(2);
		assert_eq!(Session::validators(), [ALICE, CHARLIE, DAVE]);
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn offence_is_noticed_once() {
	ExtBuilder::default().build_and_execute(|| {
		offence(&[BOB]);
		System::reset_events();
		// The next report for the same round lists both validators.
		offence(&[BOB, DAVE]);
		assert_eq!(Validators::chosen(), [ALICE, CHARLIE]);
		let ours = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
			matches!(record.event, RuntimeEvent::Validators(_))
		};
		assert_eq!(System::events().iter().filter(|record| ours(record)).count(), 1);
	});
}

#[test]
fn offence_by_the_last_validator_keeps_it() {
	ExtBuilder::validators(&[ALICE]).build_and_execute(|| {
		offence(&[ALICE]);
		assert_eq!(last_event(), Event::OffenderKept { validator: ALICE, session: 0 });
		assert_eq!(Validators::chosen(), [ALICE]);
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn offence_by_one_who_left_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Validators::remove(RuntimeOrigin::root(), BOB));
		offence(&[BOB]);
		assert_eq!(last_event(), Event::Removed { validator: BOB });
		// It is in this session's set, so it is silenced there.
		assert_eq!(Session::disabled_validators(), [1]);
	});
}

#[test]
fn offender_may_be_added_again() {
	ExtBuilder::default().build_and_execute(|| {
		offence(&[BOB]);
		assert_ok!(Validators::add(RuntimeOrigin::root(), BOB));
		assert_eq!(Validators::chosen(), [ALICE, BOB, CHARLIE, DAVE]);
	});
}
