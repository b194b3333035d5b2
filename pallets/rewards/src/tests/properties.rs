//! Random sequences compared with a model written without the pallet's storage: each reward equals
//! the formula to the last unit, is paid once, and money is neither created nor lost.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug)]
enum Step {
	Trade { seller: u32, price: Balance },
	Donate { amount: Balance },
	Split { author: u32, pool: u32 },
	Claim { who: u32, back: u32 },
	Days { count: u32 },
	Stall { days: u64 },
	Clean { limit: u32 },
	Idle { steps: u32 },
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		6 => (0..5u32, 20..500_000u128)
			.prop_map(|(seller, price)| Step::Trade { seller, price }),
		2 => (ED..50_000u128).prop_map(|amount| Step::Donate { amount }),
		1 => (0..35u32, 25..85u32).prop_map(|(author, pool)| Step::Split { author, pool }),
		8 => (0..5u32, 0..10u32).prop_map(|(who, back)| Step::Claim { who, back }),
		4 => (1..3u32).prop_map(|count| Step::Days { count }),
		1 => (1..60u64).prop_map(|days| Step::Stall { days }),
		1 => (0..9u32).prop_map(|limit| Step::Clean { limit }),
		1 => (0..9u32).prop_map(|steps| Step::Idle { steps }),
	]
}

/// What each account is due for each past epoch, and what is counted in the current one.
#[derive(Default)]
struct Model {
	due: BTreeMap<(EpochIndex, u32), Balance>,
	counted: BTreeMap<u32, Balance>,
	/// What the pot should hold.
	pot: Balance,
	/// Payable and unclaimed counts of each epoch, for what returns to the pool.
	left: BTreeMap<EpochIndex, (Balance, Balance)>,
}

impl Model {
	fn trade(&mut self, seller: u32, price: Balance) {
		let share = SHARE.mul_floor(price);
		let pool = Rewards::split().pool.mul_floor(share);
		if self.pot > 0 || pool >= ED {
			self.pot += pool;
		}
		if counted(price) >= LEAST {
			*self.counted.entry(seller).or_default() += counted(price);
		}
	}

	/// Ends epoch `number`.
	fn end(&mut self, number: EpochIndex) {
		if let Some(expired) = number.checked_sub(CLAIMABLE) {
			self.left.remove(&expired);
		}
		let owed: Balance = self.left.values().map(|(left, _)| left).sum();
		let pool = self.pot.saturating_sub(ED).saturating_sub(owed);
		let all: Balance = self.counted.values().sum();
		let counted = std::mem::take(&mut self.counted);
		if pool > 0 && all > 0 {
			self.left.insert(number, (pool.min(all), all));
		}
		for (who, own) in counted {
			// The formula as docs/reward-pool.md has it.
			let pro_rata = pool * own / all;
			self.due.insert((number, who), pro_rata.min(own));
		}
	}

	/// What a claim should pay, if anything.
	fn claim(&mut self, who: u32, epoch: EpochIndex, running: EpochIndex, own: Balance) -> Balance {
		if epoch >= running || epoch + CLAIMABLE < running {
			return 0;
		}
		let Some(amount) = self.due.remove(&(epoch, who)) else { return 0 };
		if amount == 0 {
			return 0;
		}
		self.pot -= amount;
		if let Some((left, unclaimed)) = self.left.get_mut(&epoch) {
			*left -= amount;
			*unclaimed -= own;
			if *unclaimed == 0 {
				self.left.remove(&epoch);
			}
		}
		amount
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn every_reward_is_the_formulas_and_is_paid_once(
		steps in prop::collection::vec(step(), 1..80),
	) {
		ExtBuilder::crowd((0..5).map(person)).build_and_execute(|| {
			let issued = Balances::total_issuance();
			let mut model = Model::default();
			let end = |model: &mut Model, ms| {
				let before = epoch();
				after(ms);
				if epoch() > before {
					model.end(before);
				}
			};
			for step in steps {
				match step {
					Step::Trade { seller, price } => {
						model.trade(seller, price);
						trade(&SPONSOR, &person(seller), price);
					},
					Step::Donate { amount } => {
						donate(amount);
						model.pot += amount;
					},
					Step::Split { author, pool } => {
						let _ = Rewards::set_split(RuntimeOrigin::root(), split(author, pool));
					},
					Step::Claim { who, back } => {
						let number = epoch().saturating_sub(back);
						let account = person(who);
						let own = Counted::<Test>::get(number, &account).unwrap_or_default();
						let before = free(&account);
						let expected = model.claim(who, number, epoch(), own);
						let paid = Rewards::claim(signed(account.clone()), number);
						assert_eq!(paid.is_ok(), expected > 0, "{paid:?}");
						assert_eq!(free(&account) - before, expected);
					},
					Step::Days { count } => (0..count).for_each(|_| end(&mut model, DAY)),
					Step::Stall { days } => end(&mut model, days * DAY),
					Step::Clean { limit } => {
						assert_ok!(Rewards::clean(signed(DONOR), limit));
					},
					Step::Idle { steps } => {
						Rewards::on_idle(1, <() as WeightInfo>::clean(steps));
					},
				}
				Rewards::do_try_state().unwrap();
				assert_eq!(free(&Rewards::pot()), model.pot);
				assert_eq!(Balances::total_issuance(), issued);
			}
			// In the end nothing is stuck: unclaimed rewards are in the pool, and no record is
			// left.
			(0..CLAIMABLE + 1).for_each(|_| end(&mut model, DAY));
			while Counted::<Test>::iter().next().is_some() {
				assert_ok!(Rewards::clean(signed(DONOR), MAX_PAGE));
			}
			assert_eq!(Owed::<Test>::get(), 0);
			assert_eq!(Rewards::pool().available, model.pot.saturating_sub(ED));
		});
	}
}
