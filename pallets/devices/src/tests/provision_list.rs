use super::*;

fn keys(n: u8) -> KeyList {
	let keys = (0..n).map(|n| if n % 2 == 0 { Dev::ed(n) } else { Dev::sr(n) }.key());
	keys.collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn provision_list_works() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		for (batch, size) in [1, 2, 3, 4, 5, 7, 8, 33, 63, 64].into_iter().enumerate() {
			let keys = keys(size);
			assert_ok!(Devices::provision_list(signed(MAKER), 0, keys.clone(), FW1));
			// The tree built by the other crate, by its levels; the maker's client builds it that
			// way.
			let tree = Tree::new(keys.iter().map(DeviceKey::leaf).collect()).unwrap();
			let found = Devices::batch(batch as u32).unwrap();
			assert_eq!((found.root, found.size), (tree.root(), size.into()), "{size} keys");
			System::assert_last_event(
				Event::Provisioned {
					batch: batch as u32,
					model: 0,
					root: tree.root(),
					size: size.into(),
					firmware: FW1,
				}
				.into(),
			);
			// Each can be claimed by its proof.
			for (index, key) in keys.iter().enumerate() {
				let path = tree.path(index as u64).unwrap().try_into().unwrap();
				let proof = InclusionProof { index: index as u32, path };
				let provenance = Provenance { batch: batch as u32, proof };
				assert_ok!(Devices::check_provenance(key, &provenance));
			}
		}
	});
}

#[test]
fn provision_list_like_provision_works() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		provision(0);
		let list: Vec<_> = fleet().iter().map(Dev::key).collect();
		assert_ok!(Devices::provision_list(signed(MAKER), 0, list.try_into().unwrap(), FW1));
		assert_eq!(Devices::batch(0), Devices::batch(1));
	});
}

#[test]
fn provision_list_of_nothing_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_noop!(
			Devices::provision_list(signed(MAKER), 0, keys(0), FW1),
			Error::<Test>::EmptyBatch
		);
	});
}

#[test]
fn provision_list_of_65_fails() {
	use codec::{Decode, Encode};
	let of = |n: u8| (0..n).map(|n| Dev::ed(n).key()).collect::<Vec<_>>().encode();
	assert!(KeyList::decode(&mut &of(64)[..]).is_ok());
	assert!(KeyList::decode(&mut &of(65)[..]).is_err());
}

#[test]
fn provision_list_by_others_or_with_bad_firmware_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		let list = |who, model, fw| Devices::provision_list(signed(who), model, keys(3), fw);
		assert_noop!(list(RIVAL, 0, FW1), Error::<Test>::NotMaker);
		assert_noop!(list(ALICE, 0, FW1), Error::<Test>::NotManufacturer);
		assert_noop!(list(MAKER, 1, FW1), Error::<Test>::ModelNotFound);
		assert_noop!(list(MAKER, 0, FW2), Error::<Test>::FirmwareNotApproved);
		assert_noop!(Devices::provision_list(root(), 0, keys(3), FW1), BadOrigin);
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::Security));
		assert_noop!(list(MAKER, 0, FW1), Error::<Test>::FirmwareRecalled);
	});
}
