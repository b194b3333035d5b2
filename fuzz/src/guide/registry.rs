//! Credentials, devices, datasets.

use crate::{
	chain,
	input::Input,
	people::{self, *},
	world::{by, council, person, Guide, Step, World},
};
use epione_envelope::statements;
use epione_primitives::{
	Attributes, BatchStatement, Codec, ContentId, Digest, Modalities, Modality, Moment, Role,
	Roles, RootsBy, ACCREDITOR_RETENTION, DAY, HOUR,
};
use epione_runtime::{AccountId, Runtime, RuntimeCall, SLOT_DURATION};
use pallet_credentials::RevocationReason;
use pallet_devices::{DeviceOf, InclusionProof, KeyList, Provenance, RecallReason, State};

type Credentials = pallet_credentials::Call<Runtime>;
type Devices = pallet_devices::Call<Runtime>;
type Datasets = pallet_datasets::Call<Runtime>;

/// The firmware of devices at first.
pub const FIRMWARE: Digest = [0xF1; 32];
/// The depth of batches.
const DEPTH: u8 = 9;

pub const GUIDES: &[(&str, Guide)] = &[
	("Credentials.appoint", |_, i| {
		let accreditor = id(if i.chance(128) { ACCREDITOR_OF_ARBITERS } else { i.below(PEOPLE) });
		let roles = if i.chance(128) { Roles::ALL } else { Roles::of(&[Role::Arbiter]) };
		council(Credentials::appoint { accreditor, roles })
	}),
	("Credentials.dismiss", |_, i| {
		let others: Vec<_> = pallet_credentials::Accreditors::<Runtime>::iter_keys()
			.filter(|who| *who != id(ACCREDITOR))
			.collect();
		match i.pick(&others) {
			Some(accreditor) => council(Credentials::dismiss { accreditor }),
			None => council(Credentials::appoint {
				accreditor: id(ACCREDITOR_OF_ARBITERS),
				roles: Roles::of(&[Role::Arbiter]),
			}),
		}
	}),
	("Credentials.issue", |_, i| {
		// Who lost the role that its part needs gets it back.
		let parts = [
			(SPONSORS[0], Role::Researcher),
			(SPONSORS[1], Role::Researcher),
			(BOARD, Role::EthicsBoard),
			(MAKER, Role::Manufacturer),
		];
		let lacking: Vec<_> = parts.into_iter().filter(|(n, role)| !holds(*n, *role)).collect();
		if let Some((holder, role)) = i.pick(&lacking) {
			return person(ACCREDITOR, issue(id(holder), role));
		}
		let arbiters = ARBITERS.into_iter().find(|n| !holds(*n, Role::Arbiter));
		match arbiters {
			Some(n) => person(ACCREDITOR_OF_ARBITERS, issue(id(n), Role::Arbiter)),
			None => person(ACCREDITOR, issue(id(i.below(PEOPLE)), i.pick(&Role::ALL)?)),
		}
	}),
	("Credentials.renew", |_, i| {
		let Held { holder, role, accreditor, valid_until } = credential(i)?;
		by(&accreditor, Credentials::renew { holder, role, valid_until: valid_until + DAY })
	}),
	("Credentials.revoke", |_, i| {
		let Held { holder, role, accreditor, .. } = credential(i)?;
		let reason = RevocationReason::HolderRequest;
		by(&accreditor, Credentials::revoke { holder, role, reason })
	}),
	("Credentials.clear", |_, i| {
		let over: Vec<_> = pallet_credentials::Holders::<Runtime>::iter()
			.filter(|(.., found)| found.revoked.is_some())
			.map(|(holder, role, _)| (holder, role))
			.collect();
		if let Some((holder, role)) = i.pick(&over) {
			return person(HOSPITAL, Credentials::clear { holder, role });
		}
		let former: Vec<_> = pallet_credentials::Former::<Runtime>::iter_keys().collect();
		if let Some(holder) = i.pick(&former).filter(|_| i.chance(64)) {
			return person(HOSPITAL, Credentials::clear { holder, role: Role::Arbiter });
		}
		if i.chance(32) {
			return Some(Step::Pass((ACCREDITOR_RETENTION / SLOT_DURATION) as u32));
		}
		let Held { holder, role, accreditor, .. } = credential(i)?;
		let reason = RevocationReason::RoleEnded;
		by(&accreditor, Credentials::revoke { holder, role, reason })
	}),
	("Devices.register_model", register),
	("Devices.approve_firmware", |world, i| {
		let model = some_model(i)?;
		let firmware = [world.fresh() as u8; 32];
		person(MAKER, Devices::approve_firmware { model, firmware })
	}),
	("Devices.provision", |_, i| {
		let (model, root) = (some_model(i)?, [i.byte(); 32]);
		person(MAKER, Devices::provision { model, root, size: 8, firmware: FIRMWARE })
	}),
	("Devices.provision_list", |_, _| {
		let keys = next_batch()?;
		person(MAKER, Devices::provision_list { model: 0, keys, firmware: FIRMWARE })
	}),
	("Devices.claim", claim),
	("Devices.offer_transfer", |world, input| {
		let free = |found: &DeviceOf<Runtime>| found.state == State::Active;
		let Some((device, found)) = owned(input, free) else { return claim(world, input) };
		let to = some_patient(input);
		by(&found.owner, Devices::offer_transfer { device, to })
	}),
	("Devices.cancel_transfer", |world, input| {
		let Some((device, found)) = owned(input, |found| found.offer.is_some()) else {
			return offer(world, input);
		};
		by(&found.owner, Devices::cancel_transfer { device })
	}),
	("Devices.suspend", |world, input| {
		let active = |found: &DeviceOf<Runtime>| found.state == State::Active;
		let Some((device, found)) = owned(input, active) else { return claim(world, input) };
		by(&found.owner, Devices::suspend { device })
	}),
	("Devices.resume", |world, input| {
		let suspended = |found: &DeviceOf<Runtime>| found.state == State::Suspended;
		let Some((device, found)) = owned(input, suspended) else {
			let Some((device, found)) = owned(input, |_| true) else { return claim(world, input) };
			return by(&found.owner, Devices::suspend { device });
		};
		by(&found.owner, Devices::resume { device })
	}),
	("Devices.report_lost", |world, input| {
		let there = |found: &DeviceOf<Runtime>| found.state != State::Lost;
		let Some((device, found)) = owned(input, there) else { return claim(world, input) };
		by(&found.owner, Devices::report_lost { device })
	}),
	("Devices.retire", |world, input| {
		let Some((device, found)) = owned(input, |_| true) else { return claim(world, input) };
		by(&found.owner, Devices::retire { device })
	}),
	("Devices.rekey", |world, input| {
		let lost = |found: &DeviceOf<Runtime>| found.state == State::Lost;
		let Some((lost, _)) = owned(input, lost) else {
			let Some((device, found)) = owned(input, |_| true) else { return claim(world, input) };
			return by(&found.owner, Devices::report_lost { device });
		};
		let (n, Provenance { batch, proof }) = new_device()?;
		person(MAKER, Devices::rekey { lost, device: device_key(n), batch, proof })
	}),
	("Devices.report_firmware", |world, input| {
		let Some((device, found)) = owned(input, |_| true) else { return claim(world, input) };
		by(&found.owner, Devices::report_firmware { device, firmware: FIRMWARE })
	}),
	("Devices.recall_firmware", |world, input| {
		// Not what all devices have, but seldom.
		let approved: Vec<_> = pallet_devices::Firmware::<Runtime>::iter()
			.filter(|(.., status)| *status == pallet_devices::FirmwareStatus::Approved)
			.map(|(model, firmware, _)| (model, firmware))
			.filter(|(_, firmware)| *firmware != FIRMWARE)
			.collect();
		let Some((model, firmware)) = input.pick(&approved) else {
			let (model, firmware) = (some_model(input)?, [world.fresh() as u8; 32]);
			return person(MAKER, Devices::approve_firmware { model, firmware });
		};
		person(MAKER, Devices::recall_firmware { model, firmware, reason: RecallReason::Safety })
	}),
	("Devices.recall_batch", |_, i| {
		// The last ones: devices are claimed from the first on.
		let batch =
			pallet_devices::NextBatch::<Runtime>::get().saturating_sub(1 + u32::from(i.chance(64)));
		person(MAKER, Devices::recall_batch { batch, reason: RecallReason::Security })
	}),
	("Devices.log_maintenance", |world, input| {
		let Some((device, _)) = owned(input, |_| true) else { return claim(world, input) };
		person(HOSPITAL, Devices::log_maintenance { device, digest: [input.byte(); 32] })
	}),
	("Datasets.anchor", anchor),
	("Datasets.tombstone", |world, input| {
		let Some((subject, digest)) = dataset(input) else { return anchor(world, input) };
		by(&subject.clone(), Datasets::tombstone { subject, digest })
	}),
	("Datasets.release_window", |world, input| {
		let windows: Vec<_> = pallet_datasets::Windows::<Runtime>::iter_keys().collect();
		let gone: Vec<_> = windows
			.iter()
			.filter(|device| !pallet_devices::Owned::<Runtime>::contains_key(device))
			.cloned()
			.collect();
		if let Some(device) = input.pick(&gone) {
			return person(HOSPITAL, Datasets::release_window { device });
		}
		let Some(device) = input.pick(&windows) else { return anchor_signed(world, input) };
		let found = pallet_devices::Owned::<Runtime>::get(&device)?;
		by(&found.owner, Devices::retire { device })
	}),
];

fn holds(n: usize, role: Role) -> bool {
	pallet_credentials::Holders::<Runtime>::get(id(n), role)
		.is_some_and(|found| found.revoked.is_none() && chain::now() < found.valid_until)
}

/// The call that accredits.
pub fn issue(holder: AccountId, role: Role) -> RuntimeCall {
	Credentials::issue {
		holder,
		role,
		valid_until: chain::now() + 4_000 * DAY,
		attributes: Attributes::NONE,
		evidence: [0xE1; 32],
	}
	.into()
}

/// A credential that counts.
struct Held {
	holder: AccountId,
	role: Role,
	accreditor: AccountId,
	valid_until: Moment,
}

fn credential(input: &mut Input) -> Option<Held> {
	let all: Vec<_> = pallet_credentials::Holders::<Runtime>::iter()
		.filter(|(.., found)| found.revoked.is_none() && chain::now() < found.valid_until)
		.map(|(holder, role, found)| (holder, role, found.accreditor, found.valid_until))
		.collect();
	let (holder, role, accreditor, valid_until) = input.pick(&all)?;
	Some(Held { holder, role, accreditor, valid_until })
}

fn register(_: &mut World, _: &mut Input) -> Option<Step> {
	let call = Devices::register_model {
		di_digest: [0xD1; 32],
		modalities: Modalities::ALL,
		roots_by: RootsBy::Device,
		firmware: FIRMWARE,
	};
	person(MAKER, call)
}

fn some_model(input: &mut Input) -> Option<u32> {
	let count = pallet_devices::NextModel::<Runtime>::get();
	(count > 0).then(|| input.below(count as usize) as u32)
}

/// Which batch the device was provisioned in: batches are found by their roots.
fn batch_of(n: usize) -> Option<u32> {
	let first = n / BATCH * BATCH;
	let leaves: Vec<_> = (first..first + BATCH).map(|n| device_key(n).leaf()).collect();
	let root = epione_envelope::merkle::root_of_leaves(&leaves);
	pallet_devices::Batches::<Runtime>::iter()
		.find(|(_, batch)| batch.root == root)
		.map(|(id, _)| id)
}

/// The keys of the first batch that is not provisioned.
pub fn next_batch() -> Option<KeyList> {
	let first = (0..DEVICES).step_by(BATCH).find(|n| batch_of(*n).is_none())?;
	let keys: Vec<_> = (first..first + BATCH).map(device_key).collect();
	keys.try_into().ok()
}

/// A device that was never used, and where it comes from.
fn new_device() -> Option<(usize, Provenance)> {
	let unused = |n: &usize| {
		let id = people::device(*n);
		!pallet_devices::Owned::<Runtime>::contains_key(&id)
			&& !pallet_devices::Remnants::<Runtime>::contains_key(&id)
	};
	(0..DEVICES).filter(unused).find_map(|n| {
		let batch = batch_of(n)?;
		let recalled = pallet_devices::Batches::<Runtime>::get(batch)?.recalled.is_some();
		let path = people::path(n).try_into().ok().filter(|_| !recalled)?;
		let proof = InclusionProof { index: (n % BATCH) as u32, path };
		Some((n, Provenance { batch, proof }))
	})
}

fn some_patient(input: &mut Input) -> AccountId {
	id(PATIENTS[input.below(PATIENTS.len())])
}

fn owned(
	input: &mut Input,
	fits: impl Fn(&DeviceOf<Runtime>) -> bool,
) -> Option<(AccountId, Owned)> {
	let all: Vec<_> = pallet_devices::Owned::<Runtime>::iter()
		.filter(|(_, found)| fits(found))
		.map(|(id, found)| {
			(id, Owned { owner: found.owner, claim: found.claim, offer: found.offer })
		})
		.collect();
	input.pick(&all)
}

/// What has to be known of a device.
#[derive(Clone)]
struct Owned {
	owner: AccountId,
	claim: u32,
	offer: Option<AccountId>,
}

fn offer(_: &mut World, input: &mut Input) -> Option<Step> {
	let (device, found) = owned(input, |found| found.state == State::Active)?;
	let to = some_patient(input);
	by(&found.owner, Devices::offer_transfer { device, to })
}

/// Somebody claims a new device, or one that it was offered.
fn claim(_: &mut World, input: &mut Input) -> Option<Step> {
	let expiry = (chain::now() / HOUR + 2) * HOUR;
	let offered = owned(input, |found| found.offer.is_some() && found.state == State::Active);
	let (n, owner, counter, provenance) = match offered {
		Some((device, found)) => {
			(people::device_number(&device)?, found.offer?, found.claim + 1, None)
		},
		None => {
			let (n, provenance) = new_device()?;
			(n, some_patient(input), 1, Some(provenance))
		},
	};
	let key = device_key(n);
	let statement =
		statements::claim(&chain::chain_id(), &key.key, owner.as_ref(), counter, expiry);
	let signature = people::sign_as_device(n, &statement);
	by(&owner, Devices::claim { device: key, provenance, counter, expiry, signature })
}

/// A dataset that is not tombstoned.
pub fn dataset(input: &mut Input) -> Option<(AccountId, Digest)> {
	let all: Vec<_> = pallet_datasets::Entries::<Runtime>::iter()
		.filter(|(.., entry)| entry.state.record().is_some())
		.map(|(subject, digest, _)| (subject, digest))
		.collect();
	input.pick(&all)
}

fn anchor(world: &mut World, input: &mut Input) -> Option<Step> {
	if input.chance(150) {
		return anchor_signed(world, input);
	}
	let subject = some_patient(input);
	anchor_for(world, input, subject, None)
}

/// Anchors what a device signed.
pub fn anchor_signed(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((device, found)) = owned(input, |found| found.state == State::Active) else {
		return claim(world, input);
	};
	let n = people::device_number(&device)?;
	anchor_for(world, input, found.owner, Some((n, found.claim)))
}

fn anchor_for(
	world: &mut World,
	input: &mut Input,
	subject: AccountId,
	device: Option<(usize, u32)>,
) -> Option<Step> {
	let seq = world.fresh();
	let dataset = sp_io::hashing::sha2_256(&[&[0xDA][..], &seq.to_be_bytes()].concat());
	let root = sp_io::hashing::sha2_256(&dataset);
	let device = device.map(|(n, claim)| {
		let key = device_key(n).key;
		let chain = chain::chain_id();
		let signed = statements::batch(&chain, &key, subject.as_ref(), claim, seq, &root, DEPTH);
		let signature = people::sign_as_device(n, &signed);
		BatchStatement { device: people::device(n), claim, seq, signature }
	});
	let today = (chain::now() / DAY) as u16;
	let item = pallet_datasets::Anchor {
		cid: ContentId { codec: Codec::Raw, digest: dataset }.to_bytes(),
		key_commitment: people::commitment(&dataset),
		root,
		depth: DEPTH,
		modality: Modality::Wearable,
		first_day: today - 1,
		last_day: today,
		size: 1024,
		device,
		supersedes: None,
	};
	let items = vec![item].try_into().ok()?;
	let gateway = pallet_sponsorship::MemberOf::<Runtime>::contains_key(&subject);
	let who = if gateway && input.chance(100) { id(GATEWAY) } else { subject.clone() };
	by(&who, Datasets::anchor { subject, items })
}
