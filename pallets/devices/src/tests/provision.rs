use super::*;

fn provision_by(who: AccountId, model: ModelId, size: u32, firmware: Digest) -> DispatchResult {
	Devices::provision(signed(who), model, [0xab; 32], size, firmware)
}

#[test]
fn provision_works() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_ok!(provision_by(MAKER, 0, 100_000, FW1));
		System::assert_last_event(
			Event::Provisioned {
				batch: 0,
				model: 0,
				root: [0xab; 32],
				size: 100_000,
				firmware: FW1,
			}
			.into(),
		);
		assert_eq!(
			Devices::batch(0),
			Some(BatchInfo {
				model: 0,
				root: [0xab; 32],
				size: 100_000,
				firmware: FW1,
				recalled: None
			})
		);
		assert_eq!(held_for(HoldReason::Batch, &MAKER), price(Devices::batch_footprint()));
		assert_ok!(provision_by(MAKER, 0, 1, FW1));
		assert_ok!(provision_by(MAKER, 0, u32::MAX, FW1));
		assert_eq!(Devices::batch(2).unwrap().size, u32::MAX);
		assert_eq!(Devices::batch(3), None);
	});
}

#[test]
fn provision_of_nothing_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_noop!(provision_by(MAKER, 0, 0, FW1), Error::<Test>::EmptyBatch);
	});
}

#[test]
fn provision_with_bad_firmware_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_noop!(provision_by(MAKER, 0, 5, FW2), Error::<Test>::FirmwareNotApproved);
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::Security));
		assert_noop!(provision_by(MAKER, 0, 5, FW1), Error::<Test>::FirmwareRecalled);
	});
}

#[test]
fn provision_by_others_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_noop!(provision_by(RIVAL, 0, 5, FW1), Error::<Test>::NotMaker);
		assert_noop!(provision_by(ALICE, 0, 5, FW1), Error::<Test>::NotManufacturer);
		assert_noop!(provision_by(MAKER, 1, 5, FW1), Error::<Test>::ModelNotFound);
		assert_noop!(Devices::provision(root(), 0, [0; 32], 5, FW1), BadOrigin);
		Held::set(vec![]);
		assert_noop!(provision_by(MAKER, 0, 5, FW1), Error::<Test>::NotManufacturer);
	});
}

#[test]
fn provision_without_funds_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		let free = Balances::free_balance(MAKER);
		let left = price(Devices::batch_footprint());
		assert_ok!(Balances::transfer_allow_death(signed(MAKER), BOB, free - left));
		// One unit must stay as the existential deposit.
		assert_noop!(provision_by(MAKER, 0, 5, FW1), sp_runtime::TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_allow_death(signed(BOB), MAKER, 1));
		assert_ok!(provision_by(MAKER, 0, 5, FW1));
	});
}

#[test]
fn provision_when_numbers_are_used_up_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		NextBatch::<Test>::put(u32::MAX - 1);
		assert_ok!(provision_by(MAKER, 0, 5, FW1));
		assert_noop!(provision_by(MAKER, 0, 5, FW1), Error::<Test>::NumbersExhausted);
	});
}
