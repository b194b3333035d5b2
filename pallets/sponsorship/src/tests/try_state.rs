//! Each invariant fires on a deliberately corrupted state.

use super::*;

/// A state with a member, a former member for whom something is held, and a second sponsorship.
fn fires(name: &str, corrupt: impl FnOnce(SponsorshipId, AccountId)) {
	new_test_ext().execute_with(|| {
		let id = create();
		create();
		let (one, two) = (join(id, 1, &[GATEWAY]), join(id, 2, &[]));
		Ticket::new(&one, item(200)).unwrap();
		Ticket::new(&two, item(300)).unwrap();
		assert_ok!(Sponsorship::leave(signed(two)));
		Sponsorship::do_try_state().expect("sound before");
		corrupt(id, one);
		let error = Sponsorship::do_try_state().expect_err("unsound after");
		let text = format!("{error:?}");
		assert!(text.contains(&format!("\"{name}:")), "{name} expected, {text} came");
	});
}

fn change(id: SponsorshipId, change: impl FnOnce(&mut SponsorshipOf<Test>)) {
	Sponsorships::<Test>::mutate(id, |record| change(record.as_mut().unwrap()));
}

fn change_one(id: SponsorshipId, who: &AccountId, change: impl FnOnce(&mut MembershipOf<Test>)) {
	Members::<Test>::mutate(id, who, |record| change(record.as_mut().unwrap()));
}

#[test]
fn pots_live_fires() {
	fires("PotsLive", |id, _| {
		System::inc_providers(&Sponsorship::pot(id));
		let all = Balances::free_balance(Sponsorship::pot(id));
		<Balances as Mutate<_>>::transfer(&Sponsorship::pot(id), &STRANGER, all, Expendable)
			.unwrap();
	});
}

#[test]
fn holds_add_up_fires() {
	let pot = Sponsorship::pot;
	fires("HoldsAddUp", |id, _| Balances::hold(&Hold::get(), &pot(id), 1).unwrap());
	fires("HoldsAddUp", |id, _| {
		let reason = HoldReason::Membership.into();
		Balances::release(&reason, &pot(id), 1, Precision::Exact).unwrap();
	});
	fires("HoldsAddUp", |id, who| change_one(id, &who, |one| one.deposit += 1));
}

#[test]
fn members_add_up_fires() {
	fires("MembersAddUp", |id, _| change(id, |record| record.members += 1));
	fires("MembersAddUp", |id, _| change(id, |record| record.records -= 1));
	fires("MembersAddUp", |id, who| change_one(id, &who, |one| one.held += 1));
}

#[test]
fn memberships_match_fires() {
	fires("MembershipsMatch", |id, who| {
		MemberOf::<Test>::insert(&who, id + 1);
	});
	fires("MembershipsMatch", |id, _| MemberOf::<Test>::insert(STRANGER, id));
	fires("MembershipsMatch", |id, _| {
		change_one(id, &patient(2), |one| one.gateways = gateways(&[HUB]))
	});
	fires("MembershipsMatch", |id, who| {
		change_one(id, &who, |one| one.gateways = gateways(&[HUB, HUB]))
	});
	fires("MembershipsMatch", |id, who| {
		let one = Members::<Test>::get(id, &who).unwrap();
		Members::<Test>::insert(99, patient(9), one);
	});
}

#[test]
fn providers_held_fires() {
	fires("ProvidersHeld", |_, who| {
		System::dec_providers(&who).unwrap();
	});
	fires("ProvidersHeld", |_, _| {
		System::dec_providers(&GATEWAY).unwrap();
	});
}

#[test]
fn sponsorships_are_numbered_fires() {
	fires("SponsorshipsAreNumbered", |id, _| NextSponsorshipId::<Test>::put(id));
	fires("SponsorshipsAreNumbered", |id, _| {
		change(id, |record| record.terms.calls = CallSet::NONE)
	});
	fires("SponsorshipsAreNumbered", |id, _| change(id, |record| record.terms.max_members = 0));
}
