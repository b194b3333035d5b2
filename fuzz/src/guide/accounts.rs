//! Delegates, several keys, batches, recovery.

use super::base::{little_transfer, lookup};
use crate::{
	input::Input,
	people::{self, *},
	world::{by, find, hash_of, person, remark, root, Guide, Step, World},
};
use codec::{Decode, Encode};
use epione_runtime::{AccountId, BlockNumber, Hash, OriginCaller, Runtime, System};
use epione_runtime_common::ProxyType;
use frame_support::weights::Weight;
use pallet_multisig::Timepoint;
use pallet_recovery::FriendGroup;

type Proxies = pallet_proxy::Call<Runtime>;
type Multisigs = pallet_multisig::Call<Runtime>;
type Utilities = pallet_utility::Call<Runtime>;
type Recoveries = pallet_recovery::Call<Runtime>;
type Safeguards = pallet_safeguards::Call<Runtime>;
type Definition = pallet_proxy::ProxyDefinition<AccountId, ProxyType, BlockNumber>;

/// More than a remark takes.
const ENOUGH: Weight = Weight::from_parts(1_000_000_000, 100_000);
/// Who sign together.
const SIGNATORIES: [usize; 3] = [SPONSORS[0], SPONSORS[1], HOSPITAL];
/// The group of friends that is used.
const GROUP: u32 = 0;

pub const GUIDES: &[(&str, Guide)] = &[
	("Proxy.add_proxy", add_proxy),
	("Proxy.proxy", |world, input| {
		let Some((real, found)) = delegation(input, |one| one.delay == 0) else {
			return add_proxy(world, input);
		};
		let call = Box::new(remark(1));
		let call = Proxies::proxy { real: lookup(&real), force_proxy_type: None, call };
		by(&found.delegate, call)
	}),
	("Proxy.remove_proxy", |world, input| {
		let Some((real, found)) = delegation(input, |_| true) else {
			return add_proxy(world, input);
		};
		let Definition { delegate, proxy_type, delay } = found;
		by(&real, Proxies::remove_proxy { delegate: lookup(&delegate), proxy_type, delay })
	}),
	("Proxy.remove_proxies", |world, input| match delegation(input, |_| true) {
		Some((real, _)) => by(&real, Proxies::remove_proxies {}),
		None => add_proxy(world, input),
	}),
	("Proxy.announce", announce),
	("Proxy.remove_announcement", |world, input| {
		let Some((delegate, real, call_hash, _)) = announcement(input) else {
			return announce(world, input);
		};
		by(&delegate, Proxies::remove_announcement { real: lookup(&real), call_hash })
	}),
	("Proxy.reject_announcement", |world, input| {
		let Some((delegate, real, call_hash, _)) = announcement(input) else {
			return announce(world, input);
		};
		by(&real, Proxies::reject_announcement { delegate: lookup(&delegate), call_hash })
	}),
	("Proxy.proxy_announced", |world, input| {
		let Some((delegate, real, _, height)) = announcement(input) else {
			return announce(world, input);
		};
		if System::block_number() < height + 3 {
			return Some(Step::Pass(3));
		}
		let call = Proxies::proxy_announced {
			delegate: lookup(&delegate),
			real: lookup(&real),
			force_proxy_type: None,
			call: Box::new(announced()),
		};
		person(HOSPITAL, call)
	}),
	("Proxy.poke_deposit", |world, input| match delegation(input, |_| true) {
		Some((real, _)) => by(&real, Proxies::poke_deposit {}),
		None => add_proxy(world, input),
	}),
	("Multisig.as_multi_threshold_1", |_, i| {
		// Their common account owns nothing.
		let (n, call) = (some_signatory(i), Box::new(remark(i.byte())));
		person(n, Multisigs::as_multi_threshold_1 { other_signatories: others(n), call })
	}),
	("Multisig.as_multi", as_multi),
	("Multisig.approve_as_multi", |_, i| {
		let (n, kind) = (some_signatory(i), i.byte() % 2);
		let pending = pending(kind);
		let call = Multisigs::approve_as_multi {
			threshold: 2,
			other_signatories: others(n),
			maybe_timepoint: pending.map(|(when, _)| when),
			call_hash: hash_of(&joint(kind)).0,
			max_weight: ENOUGH,
		};
		person(n, call)
	}),
	("Multisig.cancel_as_multi", |world, input| {
		let kind = input.byte() % 2;
		let Some((timepoint, depositor)) = pending(kind) else { return as_multi(world, input) };
		let call = Multisigs::cancel_as_multi {
			threshold: 2,
			other_signatories: others_of(&depositor),
			timepoint,
			call_hash: hash_of(&joint(kind)).0,
		};
		by(&depositor, call)
	}),
	("Multisig.poke_deposit", |world, input| {
		let kind = input.byte() % 2;
		let Some((_, depositor)) = pending(kind) else { return as_multi(world, input) };
		let call = Multisigs::poke_deposit {
			threshold: 2,
			other_signatories: others_of(&depositor),
			call_hash: hash_of(&joint(kind)).0,
		};
		by(&depositor, call)
	}),
	("Utility.batch", |_, i| {
		let calls = vec![little_transfer(i), remark(2)];
		person(i.below(PEOPLE), Utilities::batch { calls })
	}),
	("Utility.batch_all", |_, i| {
		let calls = vec![remark(2), little_transfer(i)];
		person(i.below(PEOPLE), Utilities::batch_all { calls })
	}),
	("Utility.force_batch", |_, i| {
		let calls = vec![little_transfer(i), remark(2)];
		person(i.below(PEOPLE), Utilities::force_batch { calls })
	}),
	("Utility.if_else", |_, i| {
		let (main, fallback) = (Box::new(little_transfer(i)), Box::new(remark(3)));
		person(i.below(PEOPLE), Utilities::if_else { main, fallback })
	}),
	("Utility.as_derivative", |_, i| {
		let call = Box::new(remark(4));
		person(i.below(PEOPLE), Utilities::as_derivative { index: i.byte().into(), call })
	}),
	("Utility.dispatch_as", |_, i| {
		let as_origin = Box::new(some_caller(i));
		root(Utilities::dispatch_as { as_origin, call: Box::new(little_transfer(i)) })
	}),
	("Utility.dispatch_as_fallible", |_, i| {
		let as_origin = Box::new(some_caller(i));
		root(Utilities::dispatch_as_fallible { as_origin, call: Box::new(remark(5)) })
	}),
	("Utility.with_weight", |_, _| {
		root(Utilities::with_weight { call: Box::new(remark(6)), weight: ENOUGH })
	}),
	("Recovery.set_friend_groups", set_friends),
	("Recovery.initiate_attempt", initiate),
	("Recovery.approve_attempt", approve),
	("Recovery.finish_attempt", |world, input| {
		let Some((lost, started)) = attempt(input) else { return initiate(world, input) };
		if started.approvals < 2 {
			return approve(world, input);
		}
		if System::block_number() < started.begun + 2 {
			return Some(Step::Pass(2));
		}
		let (lost, friend_group_index) = (lookup(&lost), GROUP);
		person(HOSPITAL, Recoveries::finish_attempt { lost, friend_group_index })
	}),
	("Recovery.cancel_attempt", |world, input| {
		let Some((lost, _)) = attempt(input) else { return initiate(world, input) };
		let call = Recoveries::cancel_attempt { lost: lookup(&lost), friend_group_index: GROUP };
		by(&lost, call)
	}),
	("Recovery.slash_attempt", |world, input| match attempt(input) {
		Some((lost, _)) => by(&lost, Recoveries::slash_attempt { friend_group_index: GROUP }),
		None => initiate(world, input),
	}),
	("Recovery.control_inherited_account", |world, input| {
		let Some((recovered, inheritor)) = inherited(input) else {
			return to_inherit(world, input);
		};
		let call = Box::new(little_transfer(input));
		let recovered = lookup(&recovered);
		by(&inheritor, Recoveries::control_inherited_account { recovered, call })
	}),
	("Recovery.revoke_inheritor", |world, input| match inherited(input) {
		Some((lost, _)) => by(&lost, Recoveries::revoke_inheritor {}),
		None => to_inherit(world, input),
	}),
	("Safeguards.remove_delegate", |world, input| {
		let Some((real, found)) = delegation(input, |_| true) else {
			return add_proxy(world, input);
		};
		let Definition { delegate, proxy_type, .. } = found;
		by(&real, Safeguards::remove_delegate { delegate, proxy_type })
	}),
	("Safeguards.remove_delegates", |world, input| match delegation(input, |_| true) {
		Some((real, _)) => by(&real, Safeguards::remove_delegates {}),
		None => add_proxy(world, input),
	}),
	("Safeguards.reject_announcement", |world, input| {
		let Some((delegate, real, call_hash, _)) = announcement(input) else {
			return announce(world, input);
		};
		by(&real, Safeguards::reject_announcement { delegate, call_hash })
	}),
	("Safeguards.cancel_attempt", |world, input| match attempt(input) {
		Some((lost, _)) => by(&lost, Safeguards::cancel_attempt { friend_group: GROUP }),
		None => initiate(world, input),
	}),
	("Safeguards.slash_attempt", |world, input| match attempt(input) {
		Some((lost, _)) => by(&lost, Safeguards::slash_attempt { friend_group: GROUP }),
		None => initiate(world, input),
	}),
	("Safeguards.revoke_inheritor", |world, input| match inherited(input) {
		Some((lost, _)) => by(&lost, Safeguards::revoke_inheritor {}),
		None => to_inherit(world, input),
	}),
];

/// A delegation that fits, and whose it is.
pub fn delegation(
	input: &mut Input,
	fits: impl Fn(&Definition) -> bool,
) -> Option<(AccountId, Definition)> {
	let all: Vec<_> = pallet_proxy::Proxies::<Runtime>::iter()
		.flat_map(|(real, (found, _))| found.into_iter().map(move |one| (real.clone(), one)))
		.filter(|(_, one)| fits(one))
		.collect();
	input.pick(&all)
}

fn add_proxy(_: &mut World, input: &mut Input) -> Option<Step> {
	let (n, delegate) = (input.below(PEOPLE), input.below(PEOPLE));
	let proxy_type = input.pick(&ProxyType::ALL)?;
	let delay = if input.chance(80) { 2 } else { 0 };
	let delegate = id(if delegate == n { (n + 1) % PEOPLE } else { delegate }).into();
	person(n, Proxies::add_proxy { delegate, proxy_type, delay })
}

/// What delegates announce.
fn announced() -> epione_runtime::RuntimeCall {
	remark(0xAA)
}

/// Something announced: by whom, for whom, its hash, and in which block.
fn announcement(input: &mut Input) -> Option<(AccountId, AccountId, Hash, BlockNumber)> {
	let all: Vec<_> = pallet_proxy::Announcements::<Runtime>::iter()
		.flat_map(|(delegate, (found, _))| {
			found.into_iter().map(move |one| (delegate.clone(), one.encode()))
		})
		.collect();
	let (delegate, found) = input.pick(&all)?;
	// Its fields are private.
	let (real, hash, height) = <(AccountId, Hash, BlockNumber)>::decode(&mut &found[..]).ok()?;
	Some((delegate, real, hash, height))
}

fn announce(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((real, found)) = delegation(input, |_| true) else { return add_proxy(world, input) };
	let call_hash = hash_of(&announced());
	by(&found.delegate, Proxies::announce { real: lookup(&real), call_hash })
}

fn some_signatory(input: &mut Input) -> usize {
	SIGNATORIES[input.below(SIGNATORIES.len())]
}

fn others(n: usize) -> Vec<AccountId> {
	others_of(&id(n))
}

fn others_of(who: &AccountId) -> Vec<AccountId> {
	let mut others: Vec<_> = ids(&SIGNATORIES).into_iter().filter(|other| other != who).collect();
	others.sort();
	others
}

/// What they sign together.
fn joint(kind: u8) -> epione_runtime::RuntimeCall {
	remark(0xB0 | kind)
}

/// When the joint call of this kind was begun, and by whom.
fn pending(kind: u8) -> Option<(Timepoint<BlockNumber>, AccountId)> {
	let mut all = ids(&SIGNATORIES);
	all.sort();
	let account = pallet_multisig::Pallet::<Runtime>::multi_account_id(&all, 2);
	pallet_multisig::Multisigs::<Runtime>::get(account, hash_of(&joint(kind)).0)
		.map(|found| (found.when, found.depositor))
}

fn as_multi(_: &mut World, input: &mut Input) -> Option<Step> {
	let kind = input.byte() % 2;
	let pending = pending(kind);
	let n = SIGNATORIES.into_iter().find(|n| pending.as_ref().is_none_or(|(_, by)| *by != id(*n)));
	let n = n.unwrap_or(HOSPITAL);
	let call = Multisigs::as_multi {
		threshold: 2,
		other_signatories: others(n),
		maybe_timepoint: pending.map(|(when, _)| when),
		call: Box::new(joint(kind)),
		max_weight: ENOUGH,
	};
	person(n, call)
}

fn some_caller(input: &mut Input) -> OriginCaller {
	OriginCaller::system(frame_system::RawOrigin::Signed(id(input.below(PEOPLE))))
}

/// Of a person that is no friend of its own group.
fn set_friends(_: &mut World, input: &mut Input) -> Option<Step> {
	let lost = input.below(PEOPLE);
	let mut friends: Vec<_> =
		SIGNATORIES.into_iter().filter(|n| *n != lost).take(2).map(people::id).collect();
	friends.sort();
	let group = FriendGroup {
		friends: friends.try_into().ok()?,
		friends_needed: 2,
		inheritor: id((lost + 1) % PEOPLE),
		inheritance_delay: 2,
		inheritance_priority: 0,
		cancel_delay: 1,
	};
	person(lost, Recoveries::set_friend_groups { friend_groups: vec![group] })
}

/// How far an attempt is.
struct Started {
	approvals: u32,
	begun: BlockNumber,
}

fn attempt(input: &mut Input) -> Option<(AccountId, Started)> {
	let all: Vec<_> = pallet_recovery::pallet::Attempt::<Runtime>::iter()
		.filter(|(_, group, _)| *group == GROUP)
		.map(|(lost, _, (found, ..))| (lost, found.approvals.count_ones(), found.init_block))
		.collect();
	let (lost, approvals, begun) = input.pick(&all)?;
	Some((lost, Started { approvals, begun }))
}

/// Somebody who has friends.
fn befriended(input: &mut Input, free: bool) -> Option<(AccountId, Vec<AccountId>)> {
	let all: Vec<_> = pallet_recovery::FriendGroups::<Runtime>::iter()
		.filter(|(lost, _)| {
			!free
				|| !pallet_recovery::pallet::Attempt::<Runtime>::contains_key(lost, GROUP)
					&& !pallet_recovery::Inheritor::<Runtime>::contains_key(lost)
		})
		.filter_map(|(lost, (groups, _))| Some((lost, groups.first()?.friends.to_vec())))
		.collect();
	input.pick(&all)
}

fn initiate(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((lost, friends)) = befriended(input, true) else { return set_friends(world, input) };
	let friend = friends.first()?;
	let call = Recoveries::initiate_attempt { lost: lookup(&lost), friend_group_index: GROUP };
	by(friend, call)
}

fn approve(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((lost, _)) = attempt(input) else { return initiate(world, input) };
	let (groups, _) = pallet_recovery::FriendGroups::<Runtime>::get(&lost)?;
	let friend = groups.first()?.friends.last()?.clone();
	let call = Recoveries::approve_attempt { lost: lookup(&lost), friend_group_index: GROUP };
	by(&friend, call)
}

fn inherited(input: &mut Input) -> Option<(AccountId, AccountId)> {
	let all: Vec<_> = pallet_recovery::Inheritor::<Runtime>::iter()
		.map(|(lost, (_, inheritor, _))| (lost, inheritor))
		.collect();
	input.pick(&all)
}

fn to_inherit(world: &mut World, input: &mut Input) -> Option<Step> {
	find(GUIDES, "Recovery.finish_attempt").and_then(|guide| guide(world, input))
}
