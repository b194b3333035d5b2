//! The council, Root, and what they decide on.

use super::base::lookup;
use crate::{
	input::Input,
	people::{self, *},
	world::{by, council, hash_of, person, remark, root, Guide, Step, World},
};
use codec::{Decode, Encode};
use epione_runtime::{AccountId, BlockNumber, Hash, Runtime, RuntimeCall, System};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use pallet_collective::Instance1;
use pallet_migrations::HistoricCleanupSelector;
use pallet_preimage::RequestStatus;

type Preimages = pallet_preimage::Call<Runtime>;
type Schedules = pallet_scheduler::Call<Runtime>;
type Councils = pallet_collective::Call<Runtime, Instance1>;
type Memberships = pallet_membership::Call<Runtime, Instance1>;
type Whitelists = pallet_whitelist::Call<Runtime>;
type Migrations = pallet_migrations::Call<Runtime>;
type Sudos = pallet_sudo::Call<Runtime>;

/// More than a motion of these takes.
const ENOUGH: Weight = Weight::from_parts(10_000_000_000, 1_000_000);
/// More bytes than a motion of these has.
const LONG_ENOUGH: u32 = 1_000;
/// Names of tasks.
const NAMES: u8 = 4;

pub const GUIDES: &[(&str, Guide)] = &[
	("Preimage.note_preimage", note),
	("Preimage.unnote_preimage", |world, input| {
		let noted: Vec<_> = pallet_preimage::RequestStatusFor::<Runtime>::iter()
			.filter_map(|(hash, status)| match status {
				RequestStatus::Unrequested { ticket: (who, _), .. } => Some((hash, who)),
				RequestStatus::Requested { .. } => None,
			})
			.collect();
		match input.pick(&noted) {
			Some((hash, who)) => by(&who, Preimages::unnote_preimage { hash }),
			None => note(world, input),
		}
	}),
	("Preimage.request_preimage", request),
	("Preimage.unrequest_preimage", |world, input| {
		let requested: Vec<_> = pallet_preimage::RequestStatusFor::<Runtime>::iter()
			.filter(|(_, status)| matches!(status, RequestStatus::Requested { .. }))
			.map(|(hash, _)| hash)
			// Those that the whitelist requested are not Root's to give up.
			.filter(|hash| !pallet_whitelist::WhitelistedCall::<Runtime>::contains_key(hash))
			.collect();
		match input.pick(&requested) {
			Some(hash) => root(Preimages::unrequest_preimage { hash }),
			None => request(world, input),
		}
	}),
	("Preimage.ensure_updated", |_, i| {
		person(HOSPITAL, Preimages::ensure_updated { hashes: vec![hash_of(&remark(i.byte()))] })
	}),
	("Scheduler.schedule", schedule),
	("Scheduler.schedule_after", |_, i| {
		let (after, call) = (1 + u32::from(i.byte()), Box::new(remark(i.byte())));
		root(Schedules::schedule_after { after, maybe_periodic: None, priority: 9, call })
	}),
	("Scheduler.schedule_named", schedule_named),
	("Scheduler.schedule_named_after", |_, i| {
		let (id, after, call) = (task_name(i), 1 + u32::from(i.byte()), Box::new(remark(1)));
		let maybe_periodic = i.chance(64).then_some((10, 3));
		root(Schedules::schedule_named_after { id, after, maybe_periodic, priority: 1, call })
	}),
	("Scheduler.cancel", |world, input| match task(input) {
		Some((when, index)) => root(Schedules::cancel { when, index }),
		None => schedule(world, input),
	}),
	("Scheduler.cancel_named", |world, input| match named(input) {
		Some(id) => root(Schedules::cancel_named { id }),
		None => schedule_named(world, input),
	}),
	("Scheduler.set_retry", |world, input| match task(input) {
		Some(task) => root(Schedules::set_retry { task, retries: 2, period: 3 }),
		None => schedule(world, input),
	}),
	("Scheduler.set_retry_named", |world, input| match named(input) {
		Some(id) => root(Schedules::set_retry_named { id, retries: 2, period: 3 }),
		None => schedule_named(world, input),
	}),
	("Scheduler.cancel_retry", |world, input| match task(input) {
		Some(task) => root(Schedules::cancel_retry { task }),
		None => schedule(world, input),
	}),
	("Scheduler.cancel_retry_named", |world, input| match named(input) {
		Some(id) => root(Schedules::cancel_retry_named { id }),
		None => schedule_named(world, input),
	}),
	("Council.set_members", |_, _| {
		let new_members = members();
		let old_count = new_members.len() as u32;
		root(Councils::set_members { new_members, prime: None, old_count })
	}),
	("Council.execute", |_, i| {
		let proposal = Box::new(remark(i.byte()));
		by(&i.pick(&members())?, Councils::execute { proposal, length_bound: LONG_ENOUGH })
	}),
	("Council.propose", propose),
	("Council.vote", |world, input| {
		let Some(motion) = motion(input) else { return propose(world, input) };
		let Some(who) = members().into_iter().find(|who| !motion.ayes.contains(who)) else {
			return close(&motion);
		};
		let Motion { hash: proposal, index, .. } = motion;
		by(&who, Councils::vote { proposal, index, approve: input.chance(240) })
	}),
	("Council.close", |world, input| match motion(input) {
		Some(motion) => close(&motion),
		None => propose(world, input),
	}),
	("Council.disapprove_proposal", |world, input| match motion(input) {
		Some(motion) => root(Councils::disapprove_proposal { proposal_hash: motion.hash }),
		None => propose(world, input),
	}),
	("Council.kill", |world, input| match motion(input) {
		Some(motion) => root(Councils::kill { proposal_hash: motion.hash }),
		None => propose(world, input),
	}),
	("Council.release_proposal_cost", |_, i| {
		let proposal_hash = hash_of(&remark(i.byte()));
		person(HOSPITAL, Councils::release_proposal_cost { proposal_hash })
	}),
	("CouncilMembership.add_member", |_, i| council(Memberships::add_member { who: outsider(i)? })),
	("CouncilMembership.remove_member", |_, i| {
		let members = members();
		let who = lookup(&i.pick(&members).filter(|_| members.len() > 2)?);
		council(Memberships::remove_member { who })
	}),
	("CouncilMembership.swap_member", |_, i| {
		let (remove, add) = (lookup(&i.pick(&members())?), outsider(i)?);
		council(Memberships::swap_member { remove, add })
	}),
	("CouncilMembership.reset_members", |_, _| {
		let mut members = ids(&COUNCIL);
		members.sort();
		council(Memberships::reset_members { members })
	}),
	("CouncilMembership.change_key", |_, i| {
		by(&i.pick(&members())?, Memberships::change_key { new: outsider(i)? })
	}),
	("CouncilMembership.set_prime", |_, i| {
		council(Memberships::set_prime { who: lookup(&i.pick(&members())?) })
	}),
	("CouncilMembership.clear_prime", |_, _| council(Memberships::clear_prime {})),
	("Whitelist.whitelist_call", |_, i| {
		council(Whitelists::whitelist_call { call_hash: hash_of(&listed(i)) })
	}),
	("Whitelist.remove_whitelisted_call", |_, i| {
		let call_hash = hash_of(&listed(i));
		match pallet_whitelist::WhitelistedCall::<Runtime>::contains_key(call_hash) {
			true => council(Whitelists::remove_whitelisted_call { call_hash }),
			false => council(Whitelists::whitelist_call { call_hash }),
		}
	}),
	("Whitelist.dispatch_whitelisted_call", |_, i| {
		let call = listed(i);
		let call_hash = hash_of(&call);
		let known = pallet_preimage::RequestStatusFor::<Runtime>::get(call_hash);
		let noted = match known {
			Some(RequestStatus::Unrequested { .. }) => true,
			Some(RequestStatus::Requested { maybe_len, .. }) => maybe_len.is_some(),
			None => false,
		};
		if !noted && i.chance(200) {
			return person(SPONSORS[0], Preimages::note_preimage { bytes: call.encode() });
		}
		council(Whitelists::dispatch_whitelisted_call {
			call_hash,
			call_encoded_len: call.encoded_size() as u32,
			call_weight_witness: call.get_dispatch_info().call_weight,
		})
	}),
	("Whitelist.dispatch_whitelisted_call_with_preimage", |_, i| {
		let call = listed(i);
		let call_hash = hash_of(&call);
		if !pallet_whitelist::WhitelistedCall::<Runtime>::contains_key(call_hash) {
			return council(Whitelists::whitelist_call { call_hash });
		}
		let call = Box::new(call);
		council(Whitelists::dispatch_whitelisted_call_with_preimage { call })
	}),
	("Whitelist.remove_deferred_dispatch", |_, i| {
		let call = listed(i);
		let call_hash = hash_of(&call);
		match pallet_whitelist::DeferredDispatch::<Runtime>::get(call_hash) {
			Some(until) if System::block_number() < until => {
				Some(Step::Pass(until - System::block_number()))
			},
			Some(_) => person(HOSPITAL, Whitelists::remove_deferred_dispatch { call_hash }),
			// It is deferred, unless it is whitelisted.
			None => council(Whitelists::dispatch_whitelisted_call {
				call_hash,
				call_encoded_len: call.encoded_size() as u32,
				call_weight_witness: ENOUGH,
			}),
		}
	}),
	("Migrations.force_set_cursor", |_, _| root(Migrations::force_set_cursor { cursor: None })),
	("Migrations.force_set_active_cursor", |_, _| {
		root(Migrations::force_set_active_cursor { index: 0, inner_cursor: None, started_at: None })
	}),
	("Migrations.force_onboard_mbms", |_, _| root(Migrations::force_onboard_mbms {})),
	("Migrations.clear_historic", |_, _| {
		let selector = HistoricCleanupSelector::Wildcard { limit: Some(5), previous_cursor: None };
		root(Migrations::clear_historic { selector })
	}),
	("Sudo.sudo", |_, i| by(&sudo()?, Sudos::sudo { call: Box::new(remark(i.byte())) })),
	("Sudo.sudo_unchecked_weight", |_, i| {
		let call = Box::new(remark(i.byte()));
		by(&sudo()?, Sudos::sudo_unchecked_weight { call, weight: ENOUGH })
	}),
	("Sudo.sudo_as", |_, i| {
		let (who, call) = (id(i.below(PEOPLE)).into(), Box::new(remark(i.byte())));
		by(&sudo()?, Sudos::sudo_as { who, call })
	}),
	("Sudo.set_key", |_, i| {
		by(&sudo()?, Sudos::set_key { new: id(COUNCIL[i.below(COUNCIL.len())]).into() })
	}),
	// Seldom: it is gone then.
	("Sudo.remove_key", |_, i| match i.chance(32) {
		true => by(&sudo()?, Sudos::remove_key {}),
		false => None,
	}),
];

fn sudo() -> Option<AccountId> {
	pallet_sudo::Key::<Runtime>::get()
}

fn members() -> Vec<AccountId> {
	pallet_collective::Members::<Runtime, Instance1>::get()
}

fn outsider(input: &mut Input) -> Option<epione_runtime::Address> {
	let members = members();
	let others: Vec<_> = people::everybody().filter(|who| !members.contains(who)).collect();
	input.pick(&others).map(Into::into)
}

fn note(_: &mut World, input: &mut Input) -> Option<Step> {
	let bytes = remark(input.byte()).encode();
	person(input.below(HOSPITAL), Preimages::note_preimage { bytes })
}

fn request(_: &mut World, input: &mut Input) -> Option<Step> {
	root(Preimages::request_preimage { hash: hash_of(&remark(input.byte())) })
}

fn schedule(_: &mut World, input: &mut Input) -> Option<Step> {
	let when = System::block_number() + 1 + u32::from(input.byte());
	let maybe_periodic = input.chance(64).then_some((7, 4));
	let call = Box::new(remark(input.byte()));
	root(Schedules::schedule { when, maybe_periodic, priority: 100, call })
}

fn task_name(input: &mut Input) -> [u8; 32] {
	[input.byte() % NAMES; 32]
}

fn schedule_named(_: &mut World, input: &mut Input) -> Option<Step> {
	let (id, when) = (task_name(input), System::block_number() + 1 + u32::from(input.byte()));
	let call = Box::new(remark(input.byte()));
	root(Schedules::schedule_named { id, when, maybe_periodic: None, priority: 200, call })
}

/// A task that waits.
fn task(input: &mut Input) -> Option<(BlockNumber, u32)> {
	let all: Vec<_> = pallet_scheduler::Agenda::<Runtime>::iter()
		.flat_map(|(when, tasks)| {
			let waits = tasks.into_iter().enumerate().filter(|(_, task)| task.is_some());
			waits.map(move |(index, _)| (when, index as u32)).collect::<Vec<_>>()
		})
		.collect();
	input.pick(&all)
}

fn named(input: &mut Input) -> Option<[u8; 32]> {
	let all: Vec<_> = pallet_scheduler::Lookup::<Runtime>::iter_keys().collect();
	input.pick(&all)
}

/// A call that may be whitelisted.
fn listed(input: &mut Input) -> RuntimeCall {
	remark(0xC0 | (input.byte() % 2))
}

fn propose(world: &mut World, input: &mut Input) -> Option<Step> {
	let proposal = Box::new(remark(world.fresh() as u8));
	let who = input.pick(&members())?;
	by(&who, Councils::propose { threshold: 2, proposal, length_bound: LONG_ENOUGH })
}

/// A motion before the council.
struct Motion {
	hash: Hash,
	index: u32,
	threshold: u32,
	ayes: Vec<AccountId>,
	end: BlockNumber,
}

fn motion(input: &mut Input) -> Option<Motion> {
	let hash = input.pick(&pallet_collective::Proposals::<Runtime, Instance1>::get())?;
	let votes = pallet_collective::Voting::<Runtime, Instance1>::get(hash)?.encode();
	// Its fields are private.
	type Fields = (u32, u32, Vec<AccountId>, Vec<AccountId>, BlockNumber);
	let (index, threshold, ayes, _, end) = Fields::decode(&mut &votes[..]).ok()?;
	Some(Motion { hash, index, threshold, ayes, end })
}

/// Closes a motion or, if it is too early, waits or votes for it.
fn close(motion: &Motion) -> Option<Step> {
	let (proposal, index) = (motion.hash, motion.index);
	if (motion.ayes.len() as u32) < motion.threshold && System::block_number() < motion.end {
		let who = members().into_iter().find(|who| !motion.ayes.contains(who))?;
		return by(&who, Councils::vote { proposal, index, approve: true });
	}
	person(
		HOSPITAL,
		Councils::close {
			proposal_hash: proposal,
			index,
			proposal_weight_bound: ENOUGH,
			length_bound: LONG_ENOUGH,
		},
	)
}
