//! Random sequences in which members, strangers and the sponsor do what they like: no budget is
//! ever overdrawn, no member gets more than its allowance, every deposit returns to whoever paid
//! it, and in the end the sponsor has everything back except the fees.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
	Join { sponsorship: u32, member: u8, gateway: bool },
	SetGateways { member: u8, gateway: bool },
	Leave { member: u8 },
	Evict { sponsorship: u32, member: u8, stranger: bool },
	Pay { member: u8, through: bool, kind: usize, fee: u64, refund: u64 },
	Deposit { member: u8, amount: u64 },
	Update { ticket: usize, amount: u64 },
	Drop { ticket: usize },
	Fund { sponsorship: u32, amount: u64 },
	SetTerms { sponsorship: u32, daily: u64, deposits: u64 },
	End { sponsorship: u32, stranger: bool },
	Refund { sponsorship: u32 },
	Purge { sponsorship: u32, member: u8 },
	Pass { hours: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	let (s, m) = (0..2u32, 1..5u8);
	prop_oneof![
		3 => (s.clone(), m.clone(), any::<bool>())
			.prop_map(|(sponsorship, member, gateway)| Step::Join { sponsorship, member, gateway }),
		1 => (m.clone(), any::<bool>())
			.prop_map(|(member, gateway)| Step::SetGateways { member, gateway }),
		1 => m.clone().prop_map(|member| Step::Leave { member }),
		1 => (s.clone(), m.clone(), any::<bool>())
			.prop_map(|(sponsorship, member, stranger)| Step::Evict { sponsorship, member, stranger }),
		6 => (m.clone(), any::<bool>(), 0..7usize, 0..400u64, 0..400u64).prop_map(
			|(member, through, kind, fee, refund)| Step::Pay { member, through, kind, fee, refund }
		),
		5 => (m.clone(), 100..700u64).prop_map(|(member, amount)| Step::Deposit { member, amount }),
		2 => (any::<usize>(), 100..700u64)
			.prop_map(|(ticket, amount)| Step::Update { ticket, amount }),
		3 => any::<usize>().prop_map(|ticket| Step::Drop { ticket }),
		1 => (s.clone(), 0..500u64)
			.prop_map(|(sponsorship, amount)| Step::Fund { sponsorship, amount }),
		1 => (s.clone(), 0..900u64, 0..1500u64).prop_map(
			|(sponsorship, daily, deposits)| Step::SetTerms { sponsorship, daily, deposits }
		),
		1 => (s.clone(), any::<bool>())
			.prop_map(|(sponsorship, stranger)| Step::End { sponsorship, stranger }),
		1 => s.clone().prop_map(|sponsorship| Step::Refund { sponsorship }),
		1 => (s, m).prop_map(|(sponsorship, member)| Step::Purge { sponsorship, member }),
		2 => (1..80u64).prop_map(|hours| Step::Pass { hours }),
	]
}

/// What the test itself keeps track of.
#[derive(Default)]
struct Model {
	tickets: Vec<(u8, Ticket)>,
	/// Fees that each sponsorship has paid and not got back.
	fees: BTreeMap<SponsorshipId, Balance>,
	funded: Balance,
}

const OWN: Balance = 1_500;

impl Model {
	fn step(&mut self, step: Step) {
		match step {
			Step::Join { sponsorship, member, gateway } => {
				let list = [GATEWAY];
				let list = if gateway { &list[..] } else { &[] };
				let _ = try_join(sponsorship, member, list, now() + MAX_STATEMENT_LIFE);
			},
			Step::SetGateways { member, gateway } => {
				let list = if gateway { gateways(&[GATEWAY, HUB]) } else { gateways(&[]) };
				let _ = Sponsorship::set_gateways(signed(patient(member)), list);
			},
			Step::Leave { member } => {
				let was = MemberOf::<Test>::get(patient(member)).is_some();
				// Nothing ever prevents a member from leaving.
				assert_eq!(Sponsorship::check_leave(&patient(member)).is_ok(), was);
				assert_eq!(Sponsorship::leave(signed(patient(member))).is_ok(), was);
			},
			Step::Evict { sponsorship, member, stranger } => {
				let by = if stranger { STRANGER } else { hospital() };
				let _ = Sponsorship::evict(signed(by), sponsorship, patient(member));
			},
			Step::Pay { member, through, kind, fee, refund } => {
				self.pay(member, through, CallKind::ALL[kind], fee.into(), refund.into());
			},
			Step::Deposit { member, amount } => {
				let who = patient(member);
				let before = MemberOf::<Test>::get(&who);
				if let Ok(ticket) = Ticket::new(&who, item(amount)) {
					// Nobody pays for another sponsorship's member.
					assert!(ticket.sponsorship().is_none() || ticket.sponsorship() == before);
					self.tickets.push((member, ticket));
				}
			},
			Step::Update { ticket, amount } if !self.tickets.is_empty() => {
				let index = ticket % self.tickets.len();
				let (member, ticket) = self.tickets[index].clone();
				let payer = ticket.sponsorship();
				if let Ok(ticket) = ticket.update(&patient(member), item(amount)) {
					assert_eq!(ticket.sponsorship(), payer);
					self.tickets[index] = (member, ticket);
				}
			},
			Step::Drop { ticket } if !self.tickets.is_empty() => {
				let (member, ticket) = self.tickets.swap_remove(ticket % self.tickets.len());
				let (payer, amount) = (ticket.sponsorship(), ticket.amount());
				let own = Balances::free_balance(patient(member));
				let pots = [0, 1].map(|id| Balances::free_balance(Sponsorship::pot(id)));
				ticket.drop(&patient(member)).expect("an item can always end");
				// To whoever paid, and nobody else.
				let expected = if payer.is_none() { own + amount } else { own };
				assert_eq!(Balances::free_balance(patient(member)), expected);
				for (id, before) in [0, 1].into_iter().zip(pots) {
					let expected = if payer == Some(id) { before + amount } else { before };
					assert_eq!(Balances::free_balance(Sponsorship::pot(id)), expected);
				}
			},
			Step::Update { .. } | Step::Drop { .. } => {},
			Step::Fund { sponsorship, amount } => {
				if Sponsorship::fund(signed(STRANGER), sponsorship, amount.into()).is_ok() {
					self.funded += Balance::from(amount);
				}
			},
			Step::SetTerms { sponsorship, daily, deposits } => {
				let (daily_fees, deposits) = (daily.into(), deposits.into());
				let valid_until = now() + 20 * DAY;
				let terms = Terms { daily_fees, deposits, valid_until, ..terms() };
				let _ = Sponsorship::set_terms(signed(hospital()), sponsorship, terms);
			},
			Step::End { sponsorship, stranger } => {
				let by = if stranger { STRANGER } else { hospital() };
				let _ = Sponsorship::end(signed(by), sponsorship);
			},
			Step::Refund { sponsorship } => {
				let _ = Sponsorship::refund(signed(STRANGER), sponsorship);
			},
			Step::Purge { sponsorship, member } => {
				let _ = Sponsorship::purge(signed(STRANGER), sponsorship, patient(member));
			},
			Step::Pass { hours } => pass(hours * epione_primitives::HOUR),
		}
	}

	/// A transaction: its fee is withdrawn from the pot, and a part refunded.
	fn pay(&mut self, member: u8, through: bool, kind: CallKind, fee: Balance, refund: Balance) {
		let who = patient(member);
		let signer = if through { GATEWAY } else { who.clone() };
		let id = MemberOf::<Test>::get(&who);
		let info = Sponsorship::membership(who.clone());
		if !pay(&who, &signer, &[kind], fee) {
			return;
		}
		let (id, info) = (id.expect("only members are paid for"), info.unwrap());
		assert!(fee <= info.fees_left && info.calls.contains(kind));
		assert!(!through || info.gateways.contains(&GATEWAY));
		let refund = refund.min(fee);
		<Balances as Mutate<_>>::mint_into(&Sponsorship::pot(id), refund).unwrap();
		*self.fees.entry(id).or_default() += fee - refund;
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn nobody_loses_what_it_did_not_choose_to_pay(steps in prop::collection::vec(step(), 1..120)) {
		new_test_ext().execute_with(|| {
			// Two sponsorships, one of which runs out; four patients, two of them with some tokens.
			create_with(terms(), 1_200);
			create();
			for n in [1, 2] {
				<Balances as Mutate<_>>::mint_into(&patient(n), OWN).unwrap();
			}
			let mut model = Model::default();
			for step in steps {
				model.step(step.clone());
				Sponsorship::do_try_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
			}
			wind_up(model);
		});
	}
}

/// Everything ends; everybody has what is their own.
fn wind_up(model: Model) {
	for (member, ticket) in model.tickets {
		ticket.drop(&patient(member)).expect("an item can always end");
	}
	for n in 1..5 {
		let _ = Sponsorship::leave(signed(patient(n)));
		let own = if n < 3 { OWN } else { 0 };
		assert_eq!(Balances::free_balance(patient(n)), own, "patient {n}");
	}
	pass(MAX_STATEMENT_LIFE);
	for id in [0, 1] {
		if Sponsorships::<Test>::contains_key(id) {
			let _ = Sponsorship::end(signed(hospital()), id);
			let former: Vec<_> = Members::<Test>::iter_key_prefix(id).collect();
			for who in former {
				assert_ok!(Sponsorship::purge(signed(STRANGER), id, who));
			}
			assert_ok!(Sponsorship::refund(signed(STRANGER), id));
		}
		assert!(!exists(&Sponsorship::pot(id)));
	}
	Sponsorship::do_try_state().unwrap();
	assert_eq!(Members::<Test>::iter().count() + Sponsorships::<Test>::iter().count(), 0);
	let fees: Balance = model.fees.into_values().sum();
	assert_eq!(Balances::free_balance(hospital()), RICH + model.funded - fees);
	assert!(!exists(&GATEWAY) && !exists(&HUB));
}
