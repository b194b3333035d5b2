//! What happens to devices. Some sell theirs once a dispute over its data is lost, or say of what
//! they bought that it is not in hand, or report another firmware after a recall: nobody else's
//! data is touched by it, and none of the old becomes good.

use super::super::{
	chain::{self, Outcome},
	play::Play,
	shadow::Shadow,
	world::{Device, Person, DEVICES, FIRMWARES, PATIENTS},
};
use crate::{AccountId, Runtime};
use epione_primitives::DAY;
use pallet_devices::{Call, Owned, State};

pub fn claim(play: &mut Play, _: &Shadow) -> bool {
	let p = play.rng.below(PATIENTS);
	claim_for(play, p)
}

/// A patient claims the next of its devices.
pub fn claim_for(play: &mut Play, p: usize) -> bool {
	let unknown = |n: &usize| {
		let id = Device::id(*n);
		!pallet_devices::Owned::<Runtime>::contains_key(&id)
			&& !pallet_devices::Remnants::<Runtime>::contains_key(&id)
	};
	let Some(n) = (0..DEVICES).filter(|n| n % PATIENTS == p).find(unknown) else { return false };
	let owner = play.patient(p);
	let expiry = (chain::now() / DAY + 1) * DAY;
	play.call("claim", owner, Device::claim(n, &owner.id(), 1, expiry));
	true
}

/// A patient sells a device that is in hand to another one.
pub fn sell(play: &mut Play, _: &Shadow) -> bool {
	let owned: Vec<_> = (0..DEVICES)
		.filter_map(|n| Some((n, Owned::<Runtime>::get(Device::id(n))?)))
		.filter(|(_, found)| found.state == State::Active)
		.collect();
	let Some((n, found)) = play.rng.pick(&owned).cloned() else { return false };
	let Some(Person::Patient(seller)) = Person::of(&found.owner) else { return false };
	let buyer = (seller + 1 + play.rng.below(PATIENTS - 1)) % PATIENTS;
	let (by, to) = (play.patient(seller), play.patient(buyer));
	let offer = Call::offer_transfer { device: Device::id(n), to: to.id() };
	if play.call("offer_transfer", by, offer) != Outcome::Done {
		return true;
	}
	let expiry = (chain::now() / DAY + 1) * DAY;
	play.call("claim, bought", to, Device::claim(n, &to.id(), found.claim + 1, expiry));
	true
}

/// An owner reports another firmware of its device.
pub fn report_firmware(play: &mut Play, _: &Shadow) -> bool {
	let owned: Vec<(AccountId, AccountId)> =
		Owned::<Runtime>::iter().map(|(id, found)| (id, found.owner)).collect();
	let Some((device, owner)) = play.rng.pick(&owned).cloned() else { return false };
	let Some(Person::Patient(p)) = Person::of(&owner) else { return false };
	let (who, firmware) = (play.patient(p), *play.rng.pick(&FIRMWARES).unwrap());
	play.call("report_firmware", who, Call::report_firmware { device, firmware });
	true
}

/// A patient's device is suspended, resumed, lost, or retired.
pub fn trouble(play: &mut Play, _: &Shadow) -> bool {
	let owned: Vec<_> =
		Owned::<Runtime>::iter().map(|(id, found)| (id, found.owner, found.state)).collect();
	let Some((device, owner, state)) = play.rng.pick(&owned).cloned() else { return false };
	let Some(Person::Patient(p)) = Person::of(&owner) else { return false };
	let who = play.patient(p);
	let (step, call, free) = match (state, play.rng.below(4)) {
		(State::Suspended, 0..=2) => ("resume", Call::resume { device }, false),
		(State::Lost, _) | (_, 3) => ("retire", Call::retire { device }, false),
		(State::Active, 0..=1) => ("suspend", Call::suspend { device }, true),
		_ => ("report_lost", Call::report_lost { device }, true),
	};
	let outcome = play.call(step, who, call);
	assert!(!free || outcome == Outcome::Done, "{step} was refused");
	true
}

/// The maker recalls a batch, or a firmware.
pub fn recall(play: &mut Play, _: &Shadow) -> bool {
	use pallet_devices::RecallReason::Safety;
	if play.rng.chance(70) {
		let batch = play.rng.below(2) as u32;
		play.call("recall_batch", Person::Maker, Call::recall_batch { batch, reason: Safety });
	} else {
		let firmware = *play.rng.pick(&FIRMWARES).unwrap();
		let call = Call::recall_firmware { model: 0, firmware, reason: Safety };
		play.call("recall_firmware", Person::Maker, call);
	}
	true
}
