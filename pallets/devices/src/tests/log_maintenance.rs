use super::*;

fn ring(device: &Dev) -> Vec<u8> {
	Devices::device(device.id()).unwrap().maintenance.iter().map(|d| d[0]).collect()
}

#[test]
fn log_maintenance_works() {
	with_claimed(|device| {
		for (n, by) in [(1, ALICE), (2, NURSE)] {
			let digest = [n; 32];
			assert_ok!(Devices::log_maintenance(signed(by.clone()), device.id(), digest));
			System::assert_last_event(
				Event::MaintenanceLogged { device: device.id(), by, digest }.into(),
			);
		}
		assert_eq!(ring(&device), vec![1, 2]);
	});
}

#[test]
fn log_maintenance_beyond_eight_works() {
	with_claimed(|device| {
		for n in 1..=8 {
			assert_ok!(Devices::log_maintenance(signed(ALICE), device.id(), [n; 32]));
		}
		assert_eq!(ring(&device), (1..=8).collect::<Vec<_>>());
		assert_ok!(Devices::log_maintenance(signed(ALICE), device.id(), [9; 32]));
		assert_eq!(ring(&device), (2..=9).collect::<Vec<_>>());
		assert_ok!(Devices::log_maintenance(signed(ALICE), device.id(), [10; 32]));
		assert_eq!(ring(&device), (3..=10).collect::<Vec<_>>());
	});
}

#[test]
fn log_maintenance_by_others_fails() {
	with_claimed(|device| {
		for who in [BOB, MAKER, GUARDIAN, GATEWAY] {
			assert_noop!(
				Devices::log_maintenance(signed(who), device.id(), [1; 32]),
				Error::<Test>::NotOwnerOrCareProvider
			);
		}
		assert_noop!(Devices::log_maintenance(root(), device.id(), [1; 32]), BadOrigin);
	});
}

#[test]
fn log_maintenance_of_a_retired_or_unknown_device_fails() {
	with_claimed(|device| {
		let log = |who, d: &Dev| Devices::log_maintenance(signed(who), d.id(), [1; 32]);
		assert_noop!(log(NURSE, &dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(log(ALICE, &device), Error::<Test>::DeviceRetired);
	});
}
