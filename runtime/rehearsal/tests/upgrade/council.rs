//! The council's way to Root: a majority whitelists a call, three quarters dispatch it.

use crate::{has, story::Story, wallet::Party};
use codec::Encode;
use epione_parachain_runtime::{
	configs::CouncilInstance, Hash, Runtime, RuntimeCall, RuntimeEvent,
};
use frame_support::weights::Weight;
use pallet_collective::Call;
use sp_runtime::traits::{BlakeTwo256, Hash as _};

/// More than any motion here needs, on both chains.
const WEIGHT_BOUND: Weight = Weight::from_parts(100_000_000_000, 1_000_000);

/// All members vote for `motion`, which is then executed.
fn decide(story: &mut Story, motion: RuntimeCall) -> Vec<RuntimeEvent> {
	let members = ["//Alice", "//Bob", "//Charlie"].map(Party::new);
	let hash = BlakeTwo256::hash_of(&motion);
	let length_bound = motion.encoded_size() as u32;
	let index = story.chain.read(pallet_collective::ProposalCount::<Runtime, CouncilInstance>::get);
	let propose = Call::propose { threshold: 3, proposal: Box::new(motion), length_bound };
	let close = Call::close {
		proposal_hash: hash,
		index,
		proposal_weight_bound: WEIGHT_BOUND,
		length_bound,
	};
	let mut calls: Vec<(&Party, RuntimeCall)> = vec![(&members[0], propose.into())];
	for who in &members {
		calls.push((who, Call::vote { proposal: hash, index, approve: true }.into()));
	}
	calls.push((&members[0], close.into()));
	story.block(calls);
	story.chain.events()
}

/// The council authorises this code.
pub fn authorize(story: &mut Story, code: &[u8]) {
	let code_hash: Hash = BlakeTwo256::hash(code);
	let call: RuntimeCall = frame_system::Call::authorize_upgrade { code_hash }.into();
	let call_hash = BlakeTwo256::hash_of(&call);
	decide(story, pallet_whitelist::Call::whitelist_call { call_hash }.into());
	let call = Box::new(call);
	let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call };
	let events = decide(story, dispatch.into());
	let authorized = frame_system::Event::UpgradeAuthorized { code_hash, check_version: true };
	assert!(events.contains(&authorized.into()), "{events:?}");
	let dispatched = |event: &RuntimeEvent| {
		matches!(
			event,
			RuntimeEvent::Whitelist(pallet_whitelist::Event::WhitelistedCallDispatched {
				result: Ok(_),
				..
			})
		)
	};
	assert!(has(&events, dispatched), "{events:?}");
}
