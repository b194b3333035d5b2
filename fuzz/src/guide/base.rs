//! System, money, sessions, consensus.

use crate::{
	chain,
	input::Input,
	people::{self, *},
	world::{by, council, person, root, Guide, Step, World},
};
use codec::{Decode, Encode};
use epione_runtime::{
	AccountId, BlockNumber, Grandpa, Hash, Runtime, RuntimeCall, Session, System, Validators,
};
use epione_runtime_common::constants::currency::{EPI, EXISTENTIAL_DEPOSIT};
use frame_support::traits::KeyOwnerProofSystem;
use pallet_balances::{AdjustmentDirection, Call as Balances};
use sp_consensus_grandpa::{AuthorityId, EquivocationProof, KEY_TYPE};
use sp_core::Pair;
use sp_runtime::traits::Hash as _;

type Systems = frame_system::Call<Runtime>;

/// Stands for new code.
const CODE: &[u8] = b"\0asm: the next runtime";
/// What Root writes to, besides all pallets.
const PREFIX: &[u8] = b"fuzz:";

pub const GUIDES: &[(&str, Guide)] = &[
	("System.remark", |_, i| person(i.below(PEOPLE), crate::world::remark(i.byte()))),
	("System.remark_with_event", |_, i| {
		person(i.below(PEOPLE), Systems::remark_with_event { remark: vec![i.byte()] })
	}),
	("System.set_heap_pages", |_, _| root(Systems::set_heap_pages { pages: 64 })),
	("System.set_code", |_, _| root(Systems::set_code { code: CODE.to_vec() })),
	("System.set_code_without_checks", |_, _| {
		root(Systems::set_code_without_checks { code: CODE.to_vec() })
	}),
	("System.set_storage", |_, i| {
		root(Systems::set_storage { items: vec![(PREFIX.to_vec(), vec![i.byte()])] })
	}),
	("System.kill_storage", |_, _| root(Systems::kill_storage { keys: vec![PREFIX.to_vec()] })),
	("System.kill_prefix", |_, _| {
		root(Systems::kill_prefix { prefix: PREFIX.to_vec(), subkeys: 1 })
	}),
	("System.authorize_upgrade", |_, _| {
		root(Systems::authorize_upgrade { code_hash: code_hash() })
	}),
	("System.authorize_upgrade_without_checks", authorize),
	("System.apply_authorized_upgrade", |world, input| {
		if System::authorized_upgrade().is_none() {
			return authorize(world, input);
		}
		person(HOSPITAL, Systems::apply_authorized_upgrade { code: CODE.to_vec() })
	}),
	("Balances.transfer_allow_death", |_, i| {
		let (who, dest, value) = (i.below(PEOPLE), some_lookup(i), some_value(i));
		person(who, Balances::<Runtime>::transfer_allow_death { dest, value })
	}),
	("Balances.force_transfer", |_, i| {
		let (source, dest, value) = (some_lookup(i), some_lookup(i), some_value(i));
		root(Balances::<Runtime>::force_transfer { source, dest, value })
	}),
	("Balances.transfer_keep_alive", |_, i| {
		let (who, dest, value) = (i.below(PEOPLE), some_lookup(i), some_value(i));
		person(who, Balances::<Runtime>::transfer_keep_alive { dest, value })
	}),
	("Balances.transfer_all", |_, i| {
		// Mostly by patients: the others' money is needed.
		let who = if i.chance(32) { i.below(PEOPLE) } else { PATIENTS[3 + i.below(2)] };
		let (dest, keep_alive) = (some_lookup(i), i.chance(128));
		person(who, Balances::<Runtime>::transfer_all { dest, keep_alive })
	}),
	("Balances.force_unreserve", |_, i| {
		// Of somebody who has nothing reserved: what the pallets have on hold is none of Root's.
		let who = id(PATIENTS[3]).into();
		root(Balances::<Runtime>::force_unreserve { who, amount: some_value(i) })
	}),
	("Balances.upgrade_accounts", |_, i| {
		let who = vec![id(i.below(PEOPLE))];
		person(HOSPITAL, Balances::<Runtime>::upgrade_accounts { who })
	}),
	("Balances.force_set_balance", |_, i| {
		let (who, new_free) = (some_lookup(i), 1_000 * EPI + some_value(i));
		root(Balances::<Runtime>::force_set_balance { who, new_free })
	}),
	("Balances.force_adjust_total_issuance", |_, i| {
		let direction = match i.chance(200) {
			true => AdjustmentDirection::Increase,
			false => AdjustmentDirection::Decrease,
		};
		let delta = some_value(i).max(1);
		root(Balances::<Runtime>::force_adjust_total_issuance { direction, delta })
	}),
	("Balances.burn", |_, i| {
		let value = some_value(i);
		person(i.below(PEOPLE), Balances::<Runtime>::burn { value, keep_alive: true })
	}),
	("Session.set_keys", set_keys),
	("Session.purge_keys", |world, input| {
		let spare = |n: &usize| has_keys(*n) && !Validators::chosen().contains(&id(*n));
		match (0..PEOPLE).find(spare) {
			Some(n) => person(n, pallet_session::Call::<Runtime>::purge_keys {}),
			None => set_keys(world, input),
		}
	}),
	("Grandpa.report_equivocation", |world, input| {
		let (proof, key_owner_proof) = equivocation(world, input)?;
		let equivocation_proof = Box::new(proof);
		let call = pallet_grandpa::Call::<Runtime>::report_equivocation {
			equivocation_proof,
			key_owner_proof,
		};
		person(HOSPITAL, call)
	}),
	("Grandpa.report_equivocation_unsigned", |world, input| {
		let (proof, key_owner_proof) = equivocation(world, input)?;
		let equivocation_proof = Box::new(proof);
		let call = pallet_grandpa::Call::<Runtime>::report_equivocation_unsigned {
			equivocation_proof,
			key_owner_proof,
		};
		Some(Step::Call(chain::Origin::Bare, call.into()))
	}),
	("Grandpa.note_stalled", |_, i| {
		let delay = i.below(20) as BlockNumber;
		root(pallet_grandpa::Call::<Runtime>::note_stalled {
			delay,
			best_finalized_block_number: System::block_number() - 1,
		})
	}),
	("Validators.set", |_, i| {
		let mut validators: Vec<_> = (0..PEOPLE).filter(|n| has_keys(*n)).map(id).collect();
		if validators.len() > 4 && i.chance(128) {
			validators.remove(i.below(validators.len()));
		}
		let validators = validators.try_into().ok()?;
		council(pallet_validators::Call::<Runtime>::set { validators })
	}),
	("Validators.add", |world, input| {
		let spare = |n: &usize| has_keys(*n) && !Validators::chosen().contains(&id(*n));
		match (0..PEOPLE).find(spare) {
			Some(n) => council(pallet_validators::Call::<Runtime>::add { validator: id(n) }),
			None => set_keys(world, input),
		}
	}),
	("Validators.remove", |_, i| {
		let validator = i.pick(&Validators::chosen())?;
		council(pallet_validators::Call::<Runtime>::remove { validator })
	}),
];

fn code_hash() -> Hash {
	sp_runtime::traits::BlakeTwo256::hash(CODE)
}

fn authorize(_: &mut World, _: &mut Input) -> Option<Step> {
	root(Systems::authorize_upgrade_without_checks { code_hash: code_hash() })
}

fn some_lookup(input: &mut Input) -> epione_runtime::Address {
	id(input.below(PEOPLE)).into()
}

fn some_value(input: &mut Input) -> u128 {
	let values = [EXISTENTIAL_DEPOSIT, EPI, 100 * EPI, 1, EXISTENTIAL_DEPOSIT - 1];
	input.pick(&values).unwrap_or_default()
}

fn has_keys(n: usize) -> bool {
	pallet_session::NextKeys::<Runtime>::contains_key(id(n))
}

fn set_keys(_: &mut World, input: &mut Input) -> Option<Step> {
	let (n, generation) = (input.below(HOSPITAL + 1), input.byte() % GENERATIONS);
	let (keys, proof) = (session_keys(n, generation), session_proof(n, generation));
	by(&people::id(n), pallet_session::Call::<Runtime>::set_keys { keys, proof })
}

/// Two votes of a validator in one round of the present set, and the proof of whose key it is.
fn equivocation(
	world: &mut World,
	input: &mut Input,
) -> Option<(EquivocationProof<Hash, BlockNumber>, sp_session::MembershipProof)> {
	const PREVOTE: u8 = 0;

	let set = pallet_grandpa::CurrentSetId::<Runtime>::get();
	let (public, _) = input.pick(&Grandpa::grandpa_authorities())?;
	let pairs = (0..PEOPLE).flat_map(|n| (0..GENERATIONS).map(move |g| vote_pair(n, g)));
	let pair = pairs.into_iter().find(|pair| AuthorityId::from(pair.public()) == public)?;
	let round = world.fresh();
	let vote = |block: u8| {
		let target = (Hash::repeat_byte(block), 1 as BlockNumber);
		let signature = pair.sign(&(PREVOTE, target, round, set).encode());
		(target, signature)
	};
	let bytes = (set, PREVOTE, round, pair.public(), vote(1), vote(2)).encode();
	let proof = EquivocationProof::decode(&mut &bytes[..]).ok()?;
	let owner = <Validators as KeyOwnerProofSystem<_>>::prove((KEY_TYPE, public))?;
	// So that a set of disabled validators alone does not end all blocks.
	let most = Session::validators().len().saturating_sub(1) / 3;
	(Session::disabled_validators().len() < most.max(1)).then_some((proof, owner))
}

/// A call that moves a little money, for what carries calls.
pub fn little_transfer(input: &mut Input) -> RuntimeCall {
	let (dest, value) = (some_lookup(input), EXISTENTIAL_DEPOSIT);
	Balances::<Runtime>::transfer_keep_alive { dest, value }.into()
}

/// The account that a value of `MultiAddress` names.
pub fn lookup(who: &AccountId) -> epione_runtime::Address {
	who.clone().into()
}
