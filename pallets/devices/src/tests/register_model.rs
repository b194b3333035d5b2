use super::*;

fn register_by(who: AccountId, modalities: Modalities) -> DispatchResult {
	Devices::register_model(signed(who), [0xd1; 32], modalities, RootsBy::Hub, FW1)
}

#[test]
fn register_model_works() {
	ExtBuilder::default().build_and_execute(|| {
		let modalities = Modalities::of(&[Modality::Wearable]);
		assert_ok!(register_by(MAKER, modalities));
		System::assert_last_event(
			Event::ModelRegistered {
				model: 0,
				manufacturer: MAKER,
				di_digest: [0xd1; 32],
				modalities,
				roots_by: RootsBy::Hub,
				firmware: FW1,
			}
			.into(),
		);
		assert_eq!(
			Devices::model(0),
			Some(ModelInfo {
				manufacturer: MAKER,
				di_digest: [0xd1; 32],
				modalities,
				roots_by: RootsBy::Hub,
				firmware: vec![(FW1, FirmwareStatus::Approved)].try_into().unwrap(),
			})
		);
		assert_eq!(held_for(HoldReason::Model, &MAKER), price(Devices::model_footprint(1)));

		assert_ok!(register_by(RIVAL, modalities));
		assert_eq!(Devices::model(1).unwrap().manufacturer, RIVAL);
		assert_eq!(Devices::model(2), None);
	});
}

#[test]
fn register_model_without_credential_fails() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, NURSE, GUARDIAN] {
			assert_noop!(register_by(who, Modalities::ALL), Error::<Test>::NotManufacturer);
		}
		assert_noop!(
			Devices::register_model(root(), [0; 32], Modalities::ALL, RootsBy::Hub, FW1),
			BadOrigin
		);
	});
}

#[test]
fn register_model_with_no_or_unknown_modalities_fails() {
	ExtBuilder::default().build_and_execute(|| {
		for bits in [0, 1 << 9, u16::MAX] {
			assert_noop!(register_by(MAKER, Modalities(bits)), Error::<Test>::InvalidModalities);
		}
		assert_ok!(register_by(MAKER, Modalities(1 << 8)));
	});
}

#[test]
fn register_model_without_funds_fails() {
	ExtBuilder::default().build_and_execute(|| {
		Held::mutate(|held| held.push((POOR, Role::Manufacturer)));
		assert_noop!(register_by(POOR, Modalities::ALL), sp_runtime::TokenError::FundsUnavailable);
	});
}

#[test]
fn register_model_when_numbers_are_used_up_fails() {
	ExtBuilder::default().build_and_execute(|| {
		NextModel::<Test>::put(u32::MAX - 1);
		assert_ok!(register_by(MAKER, Modalities::ALL));
		assert_noop!(register_by(MAKER, Modalities::ALL), Error::<Test>::NumbersExhausted);
	});
}
