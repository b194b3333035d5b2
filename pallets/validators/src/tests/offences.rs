use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

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

/// The minimum of a real network.
fn with_four(validators: &[AccountId], test: impl FnOnce()) {
	ExtBuilder::validators(validators).build_and_execute(|| {
		MinValidators::set(4);
		test();
		MinValidators::set(1);
	});
}

#[test]
fn offence_in_a_set_of_four_disables_until_a_replacement_comes() {
	with_four(&[ALICE, BOB, CHARLIE, DAVE], || {
		offence(&[BOB]);
		assert_eq!(last_event(), Event::OffenderKept { validator: BOB, session: 0 });
		assert_eq!(Validators::chosen(), [ALICE, BOB, CHARLIE, DAVE]);
		assert_eq!(Session::disabled_validators(), [1]);
		// A change of keys would enable everybody.
		set_key(CHARLIE, 33);
		for _ in 0..4 {
			sessions(1);
			assert_eq!(Session::disabled_validators(), [1]);
		}
		// The council cannot make the set smaller, but replace the offender.
		let origin = RuntimeOrigin::signed(MAJORITY);
		let refused = Error::<Test>::TooFew;
		assert_noop!(Validators::remove(origin.clone(), BOB), refused);
		with_keys(EVE);
		assert_ok!(Validators::add(origin, EVE));
		assert_eq!(last_event(), Event::OffenderRemoved { validator: BOB, session: 0 });
		assert_eq!(Validators::chosen(), [ALICE, CHARLIE, DAVE, EVE]);
		sessions(1);
		assert_eq!(Session::disabled_validators(), [1]);
		sessions(1);
		assert_eq!(Session::validators(), [ALICE, CHARLIE, DAVE, EVE]);
		assert!(Session::disabled_validators().is_empty());
		assert!(Offenders::<Test>::get().is_empty());
	});
}

#[test]
fn offences_do_not_shrink_the_set_below_four() {
	with_four(&[ALICE, BOB, CHARLIE, DAVE, EVE], || {
		offence(&[BOB]);
		assert_eq!(last_event(), Event::OffenderRemoved { validator: BOB, session: 0 });
		offence(&[DAVE]);
		assert_eq!(last_event(), Event::OffenderKept { validator: DAVE, session: 0 });
		assert_eq!(Validators::chosen(), [ALICE, CHARLIE, DAVE, EVE]);
		// Reported again, it stays: nothing new is said.
		System::reset_events();
		offence(&[DAVE]);
		let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| {
			matches!(record.event, RuntimeEvent::Validators(_))
		};
		assert!(!System::events().into_iter().any(ours));
	});
}

#[test]
fn offender_who_replaces_its_keys_stays_disabled() {
	with_four(&[ALICE, BOB, CHARLIE, DAVE, EVE], || {
		set_key(BOB, 22);
		sessions(1);
		offence(&[BOB]);
		assert!(!Validators::chosen().contains(&BOB));
		// The next session was planned before: it has the new key, and enables everybody.
		sessions(1);
		assert!(Session::validators().contains(&BOB));
		assert_eq!(Session::disabled_validators(), [1]);
		sessions(1);
		assert!(!Session::validators().contains(&BOB));
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn offender_in_a_new_set_goes_as_far_as_others_are_enough() {
	with_four(&[ALICE, BOB, CHARLIE, DAVE], || {
		let list = |all: &[AccountId]| BoundedVec::truncate_from(all.to_vec());
		offence(&[BOB]);
		// Four again, and Bob is one of them.
		with_keys(EVE);
		let set = list(&[ALICE, BOB, CHARLIE, EVE]);
		assert_ok!(Validators::set(RuntimeOrigin::root(), set));
		assert!(Validators::chosen().contains(&BOB));
		let set = list(&[ALICE, BOB, CHARLIE, DAVE, EVE]);
		assert_ok!(Validators::set(RuntimeOrigin::root(), set));
		assert_eq!(last_event(), Event::OffenderRemoved { validator: BOB, session: 0 });
		assert_eq!(Validators::chosen(), [ALICE, CHARLIE, DAVE, EVE]);
	});
}

#[test]
fn offender_that_is_added_again_is_forgiven() {
	with_four(&[ALICE, BOB, CHARLIE, DAVE, EVE], || {
		offence(&[BOB]);
		sessions(1);
		assert_ok!(Validators::add(RuntimeOrigin::root(), BOB));
		assert!(Offenders::<Test>::get().is_empty());
		assert!(Validators::chosen().contains(&BOB));
	});
}

#[test]
fn offender_in_the_planned_set_is_disabled_when_it_begins() {
	with_four(&[ALICE, BOB, CHARLIE, DAVE], || {
		with_keys(EVE);
		assert_ok!(Validators::add(RuntimeOrigin::root(), EVE));
		sessions(1);
		// For what she did in an earlier office.
		offence(&[EVE]);
		assert_eq!(Validators::chosen(), [ALICE, BOB, CHARLIE, DAVE]);
		sessions(1);
		assert_eq!(Session::validators(), [ALICE, BOB, CHARLIE, DAVE, EVE]);
		assert_eq!(Session::disabled_validators(), [4]);
		sessions(1);
		assert_eq!(Session::validators(), [ALICE, BOB, CHARLIE, DAVE]);
		assert!(Offenders::<Test>::get().is_empty());
	});
}

#[test]
fn offender_is_remembered_although_a_whole_set_offended_before_works() {
	ExtBuilder::default().build_and_execute(|| {
		(5..7).for_each(with_keys);
		assert_ok!(Validators::add(RuntimeOrigin::root(), 6));
		sessions(1);
		// All five are in office or planned, and leave but for the last, which is replaced.
		offence(&[BOB, CHARLIE, DAVE, ALICE, 6]);
		assert_ok!(Validators::add(RuntimeOrigin::root(), 5));
		assert_eq!(Validators::chosen(), [5]);
		// A sixth offender waits for its own replacement.
		offence(&[5]);
		assert_eq!(last_event(), Event::OffenderKept { validator: 5, session: 1 });
		assert_ok!(Validators::add(RuntimeOrigin::root(), ALICE));
		assert_eq!(Validators::chosen(), [ALICE]);
	});
}
