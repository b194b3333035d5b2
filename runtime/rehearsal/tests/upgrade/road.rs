//! From the council's authorisation to the last block of the old code.

use crate::{has, story::Story, wallet::Party, OLD};
use cumulus_pallet_parachain_system::Event::{ValidationFunctionApplied, ValidationFunctionStored};
use cumulus_primitives_core::relay_chain::UpgradeGoAhead;
use epione_parachain_runtime::{RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use epione_rehearsal::Upgrade;
use frame_system::Event::CodeUpdated;

/// Blocks between the parachain's announcement of new code and the relay chain's go-ahead: this
/// many here, hundreds on a real one.
const DELAY: u32 = 3;

/// Hands in the code that the council authorised. Anybody may: the call is unsigned and free.
pub fn hand_in(story: &mut Story, code: &[u8]) -> Vec<RuntimeEvent> {
	let call = frame_system::Call::apply_authorized_upgrade { code: code.to_vec() };
	let block = story.chain.produce(vec![UncheckedExtrinsic::new_bare(call.into())]).unwrap();
	// The call reports afterwards that it took the whole block: this is how the SDK keeps further
	// transactions out.
	let unexpected = |line: &&String| !line.contains("Post dispatch weight is greater than pre");
	assert_eq!(block.log.iter().find(unexpected), None);
	story.chain.events()
}

/// Takes the upgrade up to the point where the next block is the first of the new code. The calls
/// in `last` are made in the last block of the old code.
pub fn take_over(story: &mut Story, upgrade: Upgrade, last: Vec<(&Party, RuntimeCall)>) {
	let events = hand_in(story, upgrade.new);
	let updated = |event: &RuntimeEvent| matches!(event, RuntimeEvent::System(CodeUpdated { .. }));
	let Some(old) = story.chain.validators else {
		assert!(has(&events, updated), "{events:?}");
		assert!(last.is_empty(), "the block that hands in is the last one");
		return;
	};
	assert_eq!(old, upgrade.old);

	// The relay chain is notified, and nothing changes yet.
	let stored = RuntimeEvent::from(ValidationFunctionStored);
	assert!(events.contains(&stored) && !has(&events, updated), "{events:?}");
	for _ in 0..DELAY {
		story.idle();
		assert_eq!(story.chain.spec_version(), OLD);
	}
	// The relay chain gives its go-ahead. The block that receives it still runs the old code, also
	// for its validators.
	story.chain.relay.upgrade = Some(UpgradeGoAhead::GoAhead);
	story.block(last);
	let events = story.chain.events();
	let applied = |event: &RuntimeEvent| {
		matches!(event, RuntimeEvent::ParachainSystem(ValidationFunctionApplied { .. }))
	};
	assert!(has(&events, applied) && has(&events, updated), "{events:?}");
	story.chain.validators = Some(upgrade.new);
}
