//! The stronger claim: somebody who also sells data honestly gains nothing from additional wash
//! trades. The same story is played with and without them, and the outcome without is no poorer.

use super::*;
use proptest::prelude::*;

/// Accounts of the person who may wash.
const ACCOUNTS: u32 = 4;

#[derive(Clone, Copy, Debug)]
enum Step {
	Wash {
		buyer: u32,
		seller: u32,
		price: Balance,
	},
	Give {
		account: u32,
		amount: Balance,
	},
	/// Somebody buys from the washer.
	Sale {
		seller: u32,
		price: Balance,
	},
	/// Somebody buys from somebody else.
	Other {
		price: Balance,
	},
	OtherClaims,
	Donate {
		amount: Balance,
	},
	Author {
		washer: bool,
	},
	Split {
		author: u32,
		pool: u32,
	},
	Day,
}

impl Step {
	fn is_extra(self) -> bool {
		matches!(self, Step::Wash { .. } | Step::Give { .. })
	}
}

fn step() -> impl Strategy<Value = Step> {
	let price = 10_000..3_000_000u128;
	let account = 0..ACCOUNTS;
	prop_oneof![
		5 => (account.clone(), account.clone(), price.clone())
			.prop_map(|(buyer, seller, price)| Step::Wash { buyer, seller, price }),
		1 => (account.clone(), 1..200_000u128)
			.prop_map(|(account, amount)| Step::Give { account, amount }),
		4 => (account, price.clone()).prop_map(|(seller, price)| Step::Sale { seller, price }),
		4 => price.prop_map(|price| Step::Other { price }),
		1 => Just(Step::OtherClaims),
		2 => (1..200_000u128).prop_map(|amount| Step::Donate { amount }),
		1 => any::<bool>().prop_map(|washer| Step::Author { washer }),
		1 => (0..=30u32, 30..=80u32).prop_map(|(author, pool)| Step::Split { author, pool }),
		5 => Just(Step::Day),
	]
}

/// Claims everything that can be claimed, and counts the claims.
fn claim_all(who: &AccountId, claims: &mut u128) {
	for info in Rewards::rewards(who.clone()) {
		if info.reward.is_some_and(|reward| reward > 0) {
			assert_ok!(Rewards::claim(signed(who.clone()), info.epoch));
			*claims += 1;
		}
	}
}

/// Returns what the washer has at the end of a story, and how many claims and trades there were.
/// The pool starts rich or not, and the washer makes every block or none.
fn ending(steps: &[Step], (rich, makes_blocks): (bool, bool)) -> (Balance, u128) {
	let (mut wealth, mut roundings) = (0, 0);
	ExtBuilder::crowd((0..ACCOUNTS).map(person)).build_and_execute(|| {
		BlockAuthor::set(Some(if makes_blocks { person(0) } else { AUTHOR }));
		donate(if rich { FUNDS / 2 } else { ED });
		let end_day = |roundings: &mut u128| {
			epochs(1);
			(0..ACCOUNTS).for_each(|i| claim_all(&person(i), roundings));
		};
		for step in steps {
			match *step {
				Step::Wash { buyer, seller, price } => {
					trade(&person(buyer), &person(seller), price);
					roundings += 1;
				},
				Step::Give { account, amount } => {
					assert_ok!(Rewards::donate(signed(person(account)), amount));
				},
				Step::Sale { seller, price } => trade(&SPONSOR, &person(seller), price),
				Step::Other { price } => trade(&SPONSOR, &BOB, price),
				Step::OtherClaims => claim_all(&BOB, &mut roundings),
				Step::Donate { amount } => donate(amount),
				Step::Author { washer } => {
					let washer = washer || makes_blocks;
					BlockAuthor::set(Some(if washer { person(0) } else { AUTHOR }))
				},
				Step::Split { author, pool } => {
					let _ = Rewards::set_split(RuntimeOrigin::root(), split(author, pool));
				},
				Step::Day => end_day(&mut roundings),
			}
		}
		// Until expired rewards have rolled over and been paid for one more day's honest sales.
		for _ in 0..CLAIMABLE + 2 {
			(0..ACCOUNTS).for_each(|i| trade(&SPONSOR, &person(i), 500_000));
			end_day(&mut roundings);
		}
		wealth = (0..ACCOUNTS).map(|i| free(&person(i))).sum();
	});
	(wealth, roundings)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn wash_trades_add_nothing_to_honest_income(
		setting in any::<(bool, bool)>(),
		steps in prop::collection::vec(step(), 1..60),
	) {
		let honest: Vec<_> = steps.iter().copied().filter(|step| !step.is_extra()).collect();
		let (with, roundings) = ending(&steps, setting);
		let (without, more) = ending(&honest, setting);
		// Each claim is rounded down by less than one unit.
		prop_assert!(with <= without + roundings + more, "{} gained", with - without);
	}
}
