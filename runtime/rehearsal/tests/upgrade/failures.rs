//! Upgrades that are refused, and a migration that fails.

use crate::{
	council, has, parachain,
	road::{hand_in, take_over},
	story::Story,
	transfer,
	wallet::Party,
	NEW, OLD,
};
use cumulus_pallet_parachain_system::{Error, Event::ValidationFunctionDiscarded};
use cumulus_primitives_core::relay_chain::UpgradeGoAhead;
use epione_parachain_runtime::{Runtime, RuntimeEvent, UncheckedExtrinsic};
use epione_rehearsal::Upgrade;
use epione_runtime_common::rehearsal::DatasetsOf;
use frame_system::Event::{ExtrinsicFailed, RejectedInvalidAuthorizedUpgrade};

/// The start of the story; a study's terms and the like do not matter here.
fn story() -> Story {
	let mut story = Story::new(parachain());
	story.credentials();
	story
}

/// Code that the council has not authorised.
#[test]
fn other_code_is_not_taken() {
	let mut story = story();
	let upgrade = Upgrade::of_parachain();
	let hand_in = |code: &[u8]| {
		let call = frame_system::Call::apply_authorized_upgrade { code: code.to_vec() };
		vec![UncheckedExtrinsic::new_bare(call.into())]
	};
	assert!(story.chain.propose(hand_in(upgrade.new)).is_err(), "nobody has agreed");
	council::authorize(&mut story, upgrade.new);
	assert!(story.chain.propose(hand_in(upgrade.old)).is_err(), "to this nobody has agreed");
	story.chain.propose(hand_in(upgrade.new)).unwrap();
}

/// The council cannot return to code of the same or an older version by mistake.
#[test]
fn the_same_version_is_not_taken() {
	let mut story = story();
	let upgrade = Upgrade::of_parachain();
	council::authorize(&mut story, upgrade.old);
	let events = hand_in(&mut story, upgrade.old);
	let rejected = |event: &RuntimeEvent| {
		matches!(event, RuntimeEvent::System(RejectedInvalidAuthorizedUpgrade { .. }))
	};
	assert!(has(&events, rejected), "{events:?}");
}

/// The relay chain accepts no new code for some time after the last upgrade.
#[test]
fn while_the_relay_chain_takes_no_code() {
	let mut story = story();
	let upgrade = Upgrade::of_parachain();
	council::authorize(&mut story, upgrade.new);
	story.chain.relay.restricted = true;
	let events = hand_in(&mut story, upgrade.new);
	let failed = |event: &RuntimeEvent| {
		let prohibited = Error::<Runtime>::ProhibitedByPolkadot.into();
		matches!(
			event,
			RuntimeEvent::System(ExtrinsicFailed { dispatch_error, .. })
				if *dispatch_error == prohibited
		)
	};
	assert!(has(&events, failed), "{events:?}");
	// The authorisation remains valid: the code is accepted later.
	take_over(&mut story, upgrade, Vec::new());
	assert_eq!(story.chain.spec_version(), NEW);
}

/// The relay chain's validators find that they cannot use the code.
#[test]
fn the_relay_chain_says_no() {
	let mut story = story();
	let upgrade = Upgrade::of_parachain();
	council::authorize(&mut story, upgrade.new);
	hand_in(&mut story, upgrade.new);
	story.idle();
	story.chain.relay.upgrade = Some(UpgradeGoAhead::Abort);
	story.idle();
	let events = story.chain.events();
	assert!(events.contains(&ValidationFunctionDiscarded.into()), "{events:?}");
	// The chain continues on the old code, unaffected.
	story.block(vec![transfer(&Party::new("//Alice"))]);
	assert_eq!(story.chain.spec_version(), OLD);
}

/// This migration fails because another one blocks it. The chain does not stop: people can refuse
/// at once, and the council decides what happens to the data that was not migrated.
#[test]
fn a_migration_that_fails() {
	let mut story = story();
	let [mut cgm, _] = story.devices();
	let (_, dataset) = story.seal(Some(&mut cgm), 60);
	story.anchor("anchor", &[&dataset]);
	let upgrade = Upgrade::of_parachain();
	council::authorize(&mut story, upgrade.new);
	let alice = Party::new("//Alice");
	let call = pallet_migrations::Call::force_set_active_cursor {
		index: 0,
		inner_cursor: None,
		started_at: None,
	};
	let sudo = pallet_sudo::Call::sudo { call: Box::new(call.into()) };
	take_over(&mut story, upgrade, vec![(&alice, sudo.into())]);

	let block = story.chain.produce(crate::sign(&story.chain, vec![transfer(&alice)])).unwrap();
	assert!(!block.only_inherents);
	assert!(block.log.iter().any(|line| line.contains("chain stuck")), "{:?}", block.log);
	let events = story.chain.events();
	assert!(events.contains(&pallet_migrations::Event::UpgradeFailed.into()), "{events:?}");
	assert_eq!(story.chain.spec_version(), NEW);
	assert_eq!(story.chain.read(|| DatasetsOf::<Runtime>::iter().count()), 0);
	story.block(vec![transfer(&Party::new("//Bob"))]);
}
