//! One run: whatever the bytes say, on a fresh chain.

use crate::{
	chain::{self, Origin, Outcome},
	check::{self, Money},
	genesis::GENESIS,
	guide,
	input::Input,
	people::{self, PEOPLE},
	shape,
	tally::{name_of, Tally, CLOCK},
	world::{hash_of, remark, Guide, Step, World},
};
use codec::Encode;
use epione_primitives::{DAY, HOUR};
use epione_runtime::{configs::Period, Runtime, RuntimeCall, System, SLOT_DURATION, VERSION};
use epione_runtime_common::constants::currency::EPI;
use sp_core::traits::{ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_state_machine::BasicExternalities;
use std::sync::LazyLock;

/// Most calls of a run: later ones meet a state that is no longer usual, and takes longer to check.
const MOST_CALLS: u64 = 400;
/// Calls from one check of everything to the next.
const CALLS_PER_CHECK: u64 = 100;
/// Steps towards a call, at most.
const MOST_STEPS: usize = 8;

static GUIDES: LazyLock<Vec<(&str, Guide)>> = LazyLock::new(|| guide::names().collect());

/// Stands for the executor, which reads the version of code: whatever it is, it is the next.
struct NextVersion;

impl ReadRuntimeVersion for NextVersion {
	fn read_runtime_version(
		&self,
		_: &[u8],
		_: &mut dyn sp_core::traits::Externalities,
	) -> Result<Vec<u8>, String> {
		let mut next = VERSION;
		next.spec_version += 1;
		Ok(next.encode())
	}
}

/// Does what the bytes say, and returns what became of each call.
///
/// # Panics
///
/// When something does not hold that must: an invariant, the issuance, a weight, a limit; or when
/// the runtime panics.
pub fn run(bytes: &[u8]) -> Tally {
	let mut state = BasicExternalities::new(GENESIS.clone());
	state.register_extension(ReadRuntimeVersionExt::new(NextVersion));
	state.execute_with(|| {
		let mut run = Run { world: World::default(), money: Money::count(), checked: 0 };
		let mut input = Input::new(bytes);
		while !input.is_over() && run.world.tally.total() < MOST_CALLS {
			run.act(&mut input);
		}
		chain::end_block(true);
		run.money.check_step();
		run.check_all();
		run.world.tally
	})
}

struct Run {
	world: World,
	money: Money,
	/// How many calls there were at the last check of everything.
	checked: u64,
}

impl Run {
	/// Does one thing, or what leads to one.
	fn act(&mut self, input: &mut Input) {
		match input.byte() {
			0..=179 => self.pursue(input, false),
			180..=199 => self.pursue(input, true),
			200..=223 => {
				let who = people::id(input.below(PEOPLE));
				if let Some(call) = shape::any_call(input) {
					self.call(&Origin::Signed(who), call, 0);
				}
			},
			224..=239 => self.pass(1 + input.below(4) as u32, true, input),
			240..=245 => {
				// Into the block that begins the next session.
				let period: u32 = Period::get();
				self.pass(period - System::block_number() % period, true, input);
			},
			246..=251 => {
				let time = HOUR << input.below(10);
				self.pass((time / SLOT_DURATION) as u32, true, input);
			},
			// The chain stands still for days.
			_ => {
				let time = DAY * (1 + input.below(20) as u64);
				self.pass((time / SLOT_DURATION) as u32, false, input);
			},
		}
		let made = self.world.tally.total();
		if made >= self.checked + CALLS_PER_CHECK {
			self.checked = made;
			self.check_all();
		}
	}

	fn check_all(&self) {
		self.money.check_sum();
		check::invariants();
	}

	/// Follows a guide until its call was made, or nothing leads to it.
	fn pursue(&mut self, input: &mut Input, wrapped: bool) {
		let Some((goal, guide)) = input.pick(&GUIDES) else { return };
		for _ in 0..MOST_STEPS {
			match guide(&mut self.world, input) {
				Some(Step::Call(origin, call)) => {
					let (pallet, name) = name_of(&call);
					let arrived = goal.split_once('.') == Some((pallet, name));
					let tip = if input.chance(16) { u128::from(input.number()) % EPI } else { 0 };
					let (origin, call) = match wrapped && arrived {
						true => wrap(origin, call, input),
						false => (origin, call),
					};
					let outcome = self.call(&origin, call, tip);
					if arrived || outcome != Outcome::Done {
						return;
					}
				},
				Some(Step::Pass(blocks)) => {
					chain::pass(blocks, true, false);
					self.after_block();
				},
				Some(Step::Rest(blocks)) => {
					chain::pass(blocks, true, true);
					self.after_block();
				},
				None => return,
			}
		}
	}

	fn call(&mut self, origin: &Origin, call: RuntimeCall, tip: u128) -> Outcome {
		let name = name_of(&call);
		let outcome = chain::apply(origin, call, tip);
		self.world.tally.note(name, outcome == Outcome::Done);
		self.money.check_step();
		if is_full(&outcome) {
			chain::pass(1, true, true);
			self.after_block();
		}
		outcome
	}

	fn pass(&mut self, blocks: u32, live: bool, input: &mut Input) {
		chain::pass(blocks, live, input.chance(200));
		self.after_block();
	}

	/// The block's inherent has set the clock.
	fn after_block(&mut self) {
		self.world.tally.note(CLOCK, true);
		self.money.check_step();
	}
}

/// Whether there was no room in the block.
fn is_full(outcome: &Outcome) -> bool {
	use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};
	let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
	*outcome == Outcome::Refused(full)
}

/// The same call inside another, by whom that is possible.
fn wrap(origin: Origin, call: RuntimeCall, input: &mut Input) -> (Origin, RuntimeCall) {
	type Utility = pallet_utility::Call<Runtime>;

	let Origin::Signed(who) = origin else { return (origin, call) };
	let wrapped: RuntimeCall = match input.below(8) {
		0 => Utility::batch { calls: vec![call.clone(), remark(0), call] }.into(),
		1 => Utility::batch_all { calls: vec![remark(0), call] }.into(),
		2 => Utility::force_batch { calls: vec![call.clone(), call] }.into(),
		3 => Utility::if_else { main: Box::new(call), fallback: Box::new(remark(0)) }.into(),
		4 => Utility::if_else { main: Box::new(remark(1)), fallback: Box::new(call) }.into(),
		5 => {
			let calls = vec![call];
			let inner = Utility::batch { calls }.into();
			Utility::batch_all { calls: vec![inner, remark(0)] }.into()
		},
		6 => {
			pallet_sudo::Call::<Runtime>::sudo_as { who: who.clone().into(), call: Box::new(call) }
				.into()
		},
		_ => {
			// By a delegate, at once or announced.
			let (known, _) = pallet_proxy::Proxies::<Runtime>::get(&who);
			let Some(found) = input.pick(&known) else { return (Origin::Signed(who), call) };
			let real = who.into();
			let wrapped = if found.delay == 0 {
				let call = Box::new(call);
				pallet_proxy::Call::<Runtime>::proxy { real, force_proxy_type: None, call }
			} else {
				let call_hash = hash_of(&call);
				pallet_proxy::Call::<Runtime>::announce { real, call_hash }
			};
			return (Origin::Signed(found.delegate), wrapped.into());
		},
	};
	let sudo = matches!(wrapped, RuntimeCall::Sudo(_));
	let who = pallet_sudo::Key::<Runtime>::get().filter(|_| sudo).unwrap_or(who);
	(Origin::Signed(who), wrapped)
}
