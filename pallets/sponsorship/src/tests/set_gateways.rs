use super::*;

#[test]
fn set_gateways_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY]);
		assert_ok!(Sponsorship::set_gateways(signed(member.clone()), gateways(&[HUB])));
		let event = Event::GatewaysSet {
			sponsorship: id,
			member: member.clone(),
			gateways: gateways(&[HUB]),
		};
		assert_eq!(last_event(), event.into());
		assert!(!exists(&GATEWAY) && exists(&HUB));
		assert!(!pay(&member, &GATEWAY, &[CallKind::Anchor], 1));
		assert!(pay(&member, &HUB, &[CallKind::Anchor], 1));
	});
}

#[test]
fn set_gateways_naming_one_again_works() {
	run(|| {
		let id = create();
		let member = join(id, 1, &[GATEWAY, HUB]);
		System::inc_account_nonce(&GATEWAY);
		let list = gateways(&[STRANGER, GATEWAY]);
		assert_ok!(Sponsorship::set_gateways(signed(member), list));
		// An account that was removed in between would start again with a new nonce.
		assert_eq!(System::account_nonce(&GATEWAY), 1);
		assert!(!exists(&HUB));
	});
}

#[test]
fn set_gateways_fails() {
	run(|| {
		let id = create();
		assert_noop!(
			Sponsorship::set_gateways(signed(STRANGER), gateways(&[])),
			Error::<Test>::NotMember
		);
		let member = join(id, 1, &[GATEWAY]);
		for list in [&[HUB, HUB][..], std::slice::from_ref(&member)] {
			assert_noop!(
				Sponsorship::set_gateways(signed(member.clone()), gateways(list)),
				Error::<Test>::InvalidGateways
			);
		}
	});
}

#[test]
fn a_gateway_of_two_members_lives_until_both_are_gone() {
	run(|| {
		let id = create();
		let (one, two) = (join(id, 1, &[HUB]), join(id, 2, &[HUB]));
		assert_ok!(Sponsorship::leave(signed(one)));
		assert!(exists(&HUB));
		assert_ok!(Sponsorship::leave(signed(two)));
		assert!(!exists(&HUB));
	});
}
