use super::*;

#[test]
fn device_shows_what_is_known() {
	with_claimed(|device| {
		assert_eq!(
			Devices::device(device.id()),
			Some(DeviceInfo {
				owner: Some(ALICE),
				model: 0,
				batch: 0,
				scheme: KeyScheme::Ed25519,
				firmware: FW1,
				claim: 1,
				status: DeviceStatus::Active,
				recalled: false,
				offer: None,
				end: None,
				maintenance: Default::default(),
			})
		);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_eq!(
			Devices::device(device.id()),
			Some(DeviceInfo {
				owner: None,
				model: 0,
				batch: 0,
				scheme: KeyScheme::Ed25519,
				firmware: FW1,
				claim: 1,
				status: DeviceStatus::Retired,
				recalled: false,
				offer: None,
				end: Some(End::Retired),
				maintenance: Default::default(),
			})
		);
		assert_eq!(Devices::device(dev(1).id()), None);
	});
}

#[test]
fn devices_of_pages_through_all_and_gives_each_once() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		provision(0);
		for index in 0..5 {
			assert_ok!(claim_first(if index == 4 { BOB } else { ALICE }, index));
		}
		let mut pages = vec![];
		let mut after = None;
		loop {
			let page = Devices::devices_of(ALICE, after.clone(), 3);
			let Some(last) = page.last() else { break };
			after = Some(last.clone());
			pages.push(page.len());
			for device in page {
				assert_eq!(Devices::device(device).unwrap().owner, Some(ALICE));
			}
		}
		assert_eq!(pages, vec![3, 1]);
		let mut all = Devices::devices_of(ALICE, None, 100);
		all.sort();
		let mut expected: Vec<_> = (0..4).map(|n| dev(n).id()).collect();
		expected.sort();
		assert_eq!(all, expected);
		assert_eq!(Devices::devices_of(ALICE, None, 0), vec![]);
		assert_eq!(Devices::devices_of(CAROL, None, 100), vec![]);
	});
}

#[test]
fn devices_of_gives_at_most_100() {
	ExtBuilder::default().build().execute_with(|| {
		for n in 0..120 {
			DevicesOf::<Test>::insert(ALICE, AccountId::new([n; 32]), ());
		}
		assert_eq!(Devices::devices_of(ALICE, None, u32::MAX).len(), 100);
		let last = Devices::devices_of(ALICE, None, 100).pop();
		assert_eq!(Devices::devices_of(ALICE, last, u32::MAX).len(), 20);
	});
}
