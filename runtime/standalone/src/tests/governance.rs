use super::*;
use crate::configs::CouncilInstance;
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, weights::Weight};
use sp_runtime::{traits::Hash as _, DispatchError};

type CouncilCall = pallet_collective::Call<Runtime, CouncilInstance>;

const MEMBERS: [Sr25519Keyring; 3] =
	[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie];

/// The council casts `ayes` aye votes on `call` and closes the motion.
pub fn decide(call: impl Into<RuntimeCall>, ayes: u32) {
	let proposal: RuntimeCall = call.into();
	let hash = <Runtime as frame_system::Config>::Hashing::hash_of(&proposal);
	let length = proposal.encoded_size() as u32;
	let weight = proposal.get_dispatch_info().call_weight;
	let index = pallet_collective::ProposalCount::<Runtime, CouncilInstance>::get();
	let propose = CouncilCall::propose {
		threshold: ayes,
		proposal: Box::new(proposal),
		length_bound: length,
	};
	assert_ok!(apply(MEMBERS[0], propose).unwrap());
	if ayes < 2 {
		// Executed at once, as with a single member.
		return;
	}
	for who in &MEMBERS[..ayes as usize] {
		let vote = CouncilCall::vote { proposal: hash, index, approve: true };
		assert_ok!(apply(*who, vote).unwrap());
	}
	let close = CouncilCall::close {
		proposal_hash: hash,
		index,
		proposal_weight_bound: weight,
		length_bound: length,
	};
	assert_ok!(apply(MEMBERS[0], close).unwrap());
}

/// The result of the council's last motion.
fn outcome() -> Result<(), DispatchError> {
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. }) => {
				Some(result)
			},
			_ => None,
		})
		.expect("a motion was carried")
}

/// A call that only Root may make.
fn roots_work() -> RuntimeCall {
	frame_system::Call::set_storage { items: vec![(b"road".to_vec(), b"Root".to_vec())] }.into()
}

fn done() -> bool {
	frame_support::storage::unhashed::get_raw(b"road").is_some()
}

fn hash(call: &RuntimeCall) -> Hash {
	<Runtime as frame_system::Config>::Hashing::hash_of(call)
}

fn dispatch(call: RuntimeCall) -> RuntimeCall {
	pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(call) }.into()
}

#[test]
fn a_majority_whitelists_and_three_quarters_dispatch() {
	on_development(|| {
		let call = roots_work();
		decide(pallet_whitelist::Call::whitelist_call { call_hash: hash(&call) }, 2);
		assert_ok!(outcome());
		next_block();
		decide(dispatch(call), 3);
		assert_ok!(outcome());
		assert!(done());
	});
}

#[test]
fn neither_alone_reaches_root() {
	on_development(|| {
		// Two of three are less than three quarters.
		let call = roots_work();
		decide(pallet_whitelist::Call::whitelist_call { call_hash: hash(&call) }, 2);
		next_block();
		decide(dispatch(call.clone()), 2);
		assert!(outcome().is_err());
		assert!(!done());
	});
	on_development(|| {
		// Three quarters without whitelisting: the motion waits, and nothing is executed.
		let call = roots_work();
		decide(dispatch(call), 3);
		assert!(!done());
	});
	on_development(|| {
		// One of three whitelists nothing.
		let call = roots_work();
		decide(pallet_whitelist::Call::whitelist_call { call_hash: hash(&call) }, 1);
		assert!(outcome().is_err());
	});
}

/// All other calls that raise somebody to Root or change the state at will, tried by a unanimous
/// council.
#[test]
fn there_is_no_other_road() {
	on_development(|| {
		let inner = || Box::new(roots_work());
		let root = || Box::new(OriginCaller::system(frame_system::RawOrigin::Root));
		let who = account(Sr25519Keyring::Alice);
		let calls: Vec<RuntimeCall> = vec![
			roots_work(),
			frame_system::Call::set_code { code: vec![] }.into(),
			frame_system::Call::authorize_upgrade { code_hash: Default::default() }.into(),
			frame_system::Call::set_heap_pages { pages: 1 }.into(),
			frame_system::Call::kill_prefix { prefix: vec![], subkeys: 1 }.into(),
			pallet_scheduler::Call::schedule {
				when: 10,
				maybe_periodic: None,
				priority: 0,
				call: inner(),
			}
			.into(),
			pallet_utility::Call::dispatch_as { as_origin: root(), call: inner() }.into(),
			pallet_utility::Call::dispatch_as_fallible { as_origin: root(), call: inner() }.into(),
			pallet_utility::Call::with_weight { call: inner(), weight: Weight::zero() }.into(),
			pallet_sudo::Call::sudo { call: inner() }.into(),
			pallet_sudo::Call::set_key { new: who.clone().into() }.into(),
			pallet_balances::Call::force_set_balance { who: who.clone().into(), new_free: 0 }
				.into(),
			pallet_balances::Call::force_transfer {
				source: who.clone().into(),
				dest: who.clone().into(),
				value: 1,
			}
			.into(),
			pallet_migrations::Call::force_set_cursor { cursor: None }.into(),
			pallet_grandpa::Call::note_stalled { delay: 1, best_finalized_block_number: 0 }.into(),
			CouncilCall::set_members { new_members: vec![who], prime: None, old_count: 3 }.into(),
		];
		let origins = [
			RuntimeOrigin::from(
				pallet_collective::RawOrigin::<AccountId, CouncilInstance>::Members(3, 3),
			),
			RuntimeOrigin::from(
				pallet_collective::RawOrigin::<AccountId, CouncilInstance>::Member(account(
					Sr25519Keyring::Alice,
				)),
			),
			RuntimeOrigin::signed(account(Sr25519Keyring::Ferdie)),
		];
		use sp_runtime::traits::Dispatchable;
		for call in calls {
			for origin in &origins {
				let result = call.clone().dispatch(origin.clone());
				assert!(result.is_err(), "{call:?} by {origin:?}");
				assert!(!done());
			}
		}
	});
}

#[test]
fn sudo_works_on_the_development_chain_alone() {
	on_development(|| {
		let call = pallet_sudo::Call::sudo { call: Box::new(roots_work()) };
		assert_ok!(apply(Sr25519Keyring::Alice, call).unwrap());
		assert!(done());
	});
	with_preset(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET, || {
		let call = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(roots_work()) };
		for who in Sr25519Keyring::well_known() {
			assert_eq!(
				apply(who, call.clone()).unwrap(),
				Err(pallet_sudo::Error::<Runtime>::RequireSudo.into())
			);
		}
		assert!(!done());
	});
}

#[test]
fn three_quarters_change_the_council() {
	on_development(|| {
		let who = account(Sr25519Keyring::Ferdie);
		let add = pallet_membership::Call::<Runtime, CouncilInstance>::add_member {
			who: who.clone().into(),
		};
		decide(add.clone(), 2);
		assert_eq!(outcome(), Err(DispatchError::BadOrigin));
		next_block();
		decide(add, 3);
		assert_ok!(outcome());
		let members = pallet_collective::Members::<Runtime, CouncilInstance>::get();
		assert!(members.contains(&who));
	});
}

/// These accounts have session keys, but are no validators.
pub fn with_keys(accounts: &[Sr25519Keyring]) {
	for who in accounts {
		let bytes = sp_io::hashing::blake2_256(&who.to_raw_public());
		let keys = SessionKeys {
			aura: sp_core::sr25519::Public::from_raw(bytes).into(),
			grandpa: sp_core::ed25519::Public::from_raw(bytes).into(),
		};
		pallet_session::NextKeys::<Runtime>::insert(account(*who), keys);
	}
}

#[test]
fn a_majority_replaces_a_third_of_the_validators_and_three_quarters_all() {
	use Sr25519Keyring::{AliceStash, BobStash, Eve, Ferdie};
	with_preset(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET, || {
		let strangers = [AliceStash, BobStash, Eve, Ferdie];
		with_keys(&strangers);
		let refused: Result<(), DispatchError> =
			Err(pallet_validators::Error::<Runtime>::TooManyReplaced.into());
		let validators = strangers.map(account).to_vec().try_into().unwrap();
		let set = pallet_validators::Call::set { validators };
		decide(set.clone(), 2);
		assert_eq!(outcome(), refused);
		next_block();

		// One of four, and not a second one a session later.
		decide(pallet_validators::Call::add { validator: account(Eve) }, 2);
		assert_ok!(outcome());
		next_block();
		decide(pallet_validators::Call::remove { validator: account(Sr25519Keyring::Dave) }, 2);
		assert_ok!(outcome());
		super::sessions::next_session();
		decide(pallet_validators::Call::add { validator: account(Ferdie) }, 2);
		assert_eq!(outcome(), refused);
		next_block();

		decide(set, 3);
		assert_ok!(outcome());
		let mut all = strangers.map(account);
		all.sort();
		assert_eq!(Validators::chosen(), all);
		next_block();
		let remove = pallet_validators::Call::remove { validator: account(Eve) };
		decide(remove, 3);
		assert_eq!(outcome(), Err(pallet_validators::Error::<Runtime>::TooFew.into()));
	});
}

#[test]
fn who_does_not_vote_has_not_agreed() {
	on_development(|| {
		// One aye of three at the deadline: a prime's default vote would not help, if there were
		// one.
		let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
		assert_noop!(
			Council::close(
				RuntimeOrigin::signed(account(Sr25519Keyring::Alice)),
				hash(&remark),
				0,
				Weight::zero(),
				0
			),
			pallet_collective::Error::<Runtime, CouncilInstance>::ProposalMissing
		);
		use pallet_collective::DefaultVote;
		assert!(!crate::configs::NoDefaultVote::default_vote(Some(true), 50, 0, 51));
	});
}
