//! From the council's word to the last block of the old code.

use crate::{has, story::Story, wallet::Party};
use cumulus_pallet_parachain_system::Event::{ValidationFunctionApplied, ValidationFunctionStored};
use cumulus_primitives_core::relay_chain::UpgradeGoAhead;
use epione_parachain_runtime::{RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use epione_rehearsal::Upgrade;
use frame_system::Event::CodeUpdated;

/// Blocks between the parachain's announcement of new code and the relay chain's answer. Here so many, on a
/// real one hundreds.
const DELAY: u32 = 3;

/// Anybody hands in the code to which the council has agreed: without a signature, so for nothing.
pub fn hand_in(story: &mut Story, code: &[u8]) -> Vec<RuntimeEvent> {
	let call = frame_system::Call::apply_authorized_upgrade { code: code.to_vec() };
	let block = story.chain.produce(vec![UncheckedExtrinsic::new_bare(call.into())]).unwrap();
	// The SDK's way to let no transaction follow: the call says afterwards that it took the whole block.
	let unexpected = |line: &&String| !line.contains("Post dispatch weight is greater than pre");
	assert_eq!(block.log.iter().find(unexpected), None);
	story.chain.events()
}

/// The next block is the first of the new code. In the last of the old one these calls are made too.
pub fn take_over(story: &mut Story, upgrade: Upgrade, last: Vec<(&Party, RuntimeCall)>) {
	let events = hand_in(story, upgrade.new);
	let updated = |event: &RuntimeEvent| matches!(event, RuntimeEvent::System(CodeUpdated { .. }));
	let Some(old) = story.chain.validators else {
		assert!(has(&events, updated), "{events:?}");
		assert!(last.is_empty(), "the block that hands in is the last one");
		return;
	};
	assert_eq!(old, upgrade.old);

	// The relay chain is told, and nothing changes.
	let stored = RuntimeEvent::from(ValidationFunctionStored);
	assert!(events.contains(&stored) && !has(&events, updated), "{events:?}");
	for _ in 0..DELAY {
		story.idle();
		assert_eq!(story.chain.spec_version(), 1);
	}
	// It goes ahead. The block that learns it is still the old code's, for its validators too.
	story.chain.relay.upgrade = Some(UpgradeGoAhead::GoAhead);
	story.block(last);
	let events = story.chain.events();
	let applied = |event: &RuntimeEvent| {
		matches!(event, RuntimeEvent::ParachainSystem(ValidationFunctionApplied { .. }))
	};
	assert!(has(&events, applied) && has(&events, updated), "{events:?}");
	story.chain.validators = Some(upgrade.new);
}
