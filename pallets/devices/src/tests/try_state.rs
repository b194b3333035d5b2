//! Each invariant fires on the state that it forbids.

use super::*;

/// Corrupts a sound state and expects the invariant of that name to fire. In it ALICE has device 0,
/// BOB number 1; number 2 is retired, number 3 replaced number 4 for CAROL.
fn fires(name: &'static str, corrupt: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		with_device();
		assert_ok!(Devices::log_maintenance(signed(ALICE), dev(0).id(), [1; 32]));
		assert_ok!(claim_first(BOB, 1));
		assert_ok!(claim_first(BOB, 2));
		assert_ok!(Devices::retire(signed(BOB), dev(2).id()));
		assert_ok!(claim_first(CAROL, 4));
		assert_ok!(Devices::report_lost(signed(CAROL), dev(4).id()));
		let Provenance { batch, proof } = provenance(0, 3);
		assert_ok!(Devices::rekey(signed(MAKER), dev(4).id(), dev(3).key(), batch, proof));
		assert_ok!(Devices::do_try_state());
		corrupt();
		assert_eq!(Devices::do_try_state(), Err(name.into()));
	});
}

fn change_model(f: impl FnOnce(&mut ModelOf<Test>)) {
	Models::<Test>::mutate(0, |m| f(m.as_mut().unwrap()));
}

fn change_batch(f: impl FnOnce(&mut BatchOf<Test>)) {
	Batches::<Test>::mutate(0, |b| f(b.as_mut().unwrap()));
}

fn change_device(f: impl FnOnce(&mut DeviceOf<Test>)) {
	Owned::<Test>::mutate(dev(0).id(), |d| f(d.as_mut().unwrap()));
}

fn change_remnant(index: u32, f: impl FnOnce(&mut RemnantOf<Test>)) {
	Remnants::<Test>::mutate(dev(index).id(), |r| f(r.as_mut().unwrap()));
}

#[test]
fn chain_id_is_set_fires() {
	fires("chain_id_is_set", || ChainId::<Test>::put([0; 32]));
}

#[test]
fn numbers_were_given_out_fires() {
	fires("numbers_were_given_out", || NextModel::<Test>::put(0));
	fires("numbers_were_given_out", || NextBatch::<Test>::put(0));
}

#[test]
fn models_are_well_formed_fires() {
	let name = "models_are_well_formed";
	fires(name, || change_model(|m| m.modalities = Modalities(0)));
	fires(name, || change_model(|m| m.firmware_count = 2));
	fires(name, || Firmware::<Test>::remove(0, FW1));
	fires(name, || {
		Firmware::<Test>::remove(0, FW1);
		change_model(|m| m.firmware_count = 0);
	});
	fires(name, || {
		for n in 0..MAX_FIRMWARE {
			Firmware::<Test>::insert(0, [n as u8; 32], FirmwareStatus::Approved);
		}
		change_model(|m| m.firmware_count = MAX_FIRMWARE + 1);
	});
}

#[test]
fn firmware_has_a_model_fires() {
	fires("firmware_has_a_model", || {
		Firmware::<Test>::insert(1, FW1, FirmwareStatus::Approved);
	});
}

#[test]
fn batches_are_well_formed_fires() {
	let name = "batches_are_well_formed";
	fires(name, || change_batch(|b| b.size = 0));
	fires(name, || change_batch(|b| b.firmware = FW2));
	fires(name, || change_batch(|b| b.model = 1));
}

#[test]
fn devices_are_well_formed_fires() {
	let name = "devices_are_well_formed";
	fires(name, || change_device(|d| d.batch = 1));
	fires(name, || change_device(|d| d.model = 1));
	fires(name, || change_device(|d| d.firmware = FW2));
	fires(name, || change_device(|d| d.claim = 0));
	fires(name, || change_device(|d| d.offer = Some(ALICE)));
	for state in [State::Suspended, State::Lost] {
		fires(name, || {
			change_device(|d| {
				d.offer = Some(BOB);
				d.state = state;
			})
		});
	}
}

#[test]
fn index_agrees_fires() {
	fires("index_agrees", || DevicesOf::<Test>::remove(ALICE, dev(0).id()));
	fires("index_agrees", || DevicesOf::<Test>::insert(CAROL, dev(0).id(), ()));
	fires("index_agrees", || change_device(|d| d.owner = CAROL));
	fires("index_agrees", || {
		Owned::<Test>::remove(dev(1).id());
	});
}

#[test]
fn remnants_are_final_fires() {
	let name = "remnants_are_final";
	fires(name, || {
		let remnant = Remnants::<Test>::get(dev(2).id()).unwrap();
		Remnants::<Test>::insert(dev(1).id(), remnant);
	});
	fires(name, || change_remnant(2, |r| r.batch = 1));
	fires(name, || change_remnant(2, |r| r.model = 1));
	fires(name, || change_remnant(4, |r| r.end = End::ReplacedBy(dev(4).id())));
	fires(name, || change_remnant(4, |r| r.end = End::ReplacedBy(ALICE)));
}

#[test]
fn maintenance_has_a_device_fires() {
	fires("maintenance_has_a_device", || Devices::push_maintenance(&dev(2).id(), [1; 32]));
}

#[test]
fn owners_are_provided_for_fires() {
	fires("owners_are_provided_for", || {
		frame_system::Account::<Test>::mutate(ALICE, |a| a.providers = 0);
	});
}
