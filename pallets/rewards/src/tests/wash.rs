//! A wash trade (one person is sponsor and participant, with any number of accounts) nets at most
//! zero, whatever else happens: the argument is in `docs/reward-pool.md`.

use super::*;
use proptest::prelude::*;

/// What one person with `n` accounts has.
fn wealth(n: u32) -> Balance {
	(0..n).map(|i| free(&person(i))).sum()
}

/// Each account buys from the next one, the last from the first; a single account from itself.
fn wash_round(n: u32, price: Balance) {
	(0..n).for_each(|i| trade(&person(i), &person((i + 1) % n), price));
}

/// Claims everything that can be claimed for `who`.
fn claim_all(who: &AccountId) {
	for info in Rewards::rewards(who.clone()) {
		if info.reward.is_some_and(|reward| reward > 0) {
			// Too little for an account that does not exist: the reward remains.
			let _ = Rewards::claim_for(signed(DONOR), who.clone(), info.epoch);
		}
	}
}

/// The bound is reached exactly when the pool is rich: only the author's part is lost, and a washer
/// that makes the blocks loses nothing.
#[test]
fn a_wash_trade_in_a_rich_pool_loses_the_authors_part() {
	for n in [1, 2, 10, 100, 1_000] {
		for makes_blocks in [false, true] {
			ExtBuilder::crowd((0..n).map(person)).build_and_execute(|| {
				donate(FUNDS / 2);
				if makes_blocks {
					BlockAuthor::set(Some(person(0)));
				}
				// Quiet days, and a pool that rolled over.
				epochs(3);
				let before = wealth(n);
				wash_round(n, 10_000);
				epochs(1);
				(0..n).for_each(|i| claim_all(&person(i)));
				let lost = if makes_blocks { 0 } else { u128::from(n) * 100 };
				assert_eq!(before - wealth(n), lost, "{n} accounts");
			});
		}
	}
}

/// In a pool filled only by wash trades, everything except the pool's part is lost.
#[test]
fn a_wash_trade_in_a_poor_pool_loses_the_treasurys_part_too() {
	for n in [1, 10, 1_000] {
		ExtBuilder::crowd((0..n).map(person)).build_and_execute(|| {
			donate(ED);
			let before = wealth(n);
			wash_round(n, 10_000);
			epochs(1);
			(0..n).for_each(|i| claim_all(&person(i)));
			// 500 of each price is the share, 250 the pool's part.
			assert_eq!(before - wealth(n), u128::from(n) * 250);
		});
	}
}

/// A washer never gets back more than it donated to the pool, however it times the donation.
#[test]
fn a_washers_own_donation_does_not_come_back_beyond_its_shares() {
	ExtBuilder::crowd([person(0), person(1)]).build_and_execute(|| {
		let before = wealth(2);
		assert_ok!(Rewards::donate(signed(person(0)), 100_000));
		wash_round(2, 10_000);
		epochs(1);
		(0..2).for_each(|i| claim_all(&person(i)));
		assert_eq!(before - wealth(2), 100_000 + 2 * 100);
	});
}

/// One account or a thousand: the same trades earn the same, except for rounding.
#[test]
fn more_accounts_earn_no_more() {
	let reward_of = |n: u32| {
		let mut reward = 0;
		ExtBuilder::crowd((0..n).map(person)).build_and_execute(|| {
			donate(7_777 + ED);
			trade(&SPONSOR, &ALICE, 3_000_000);
			(0..1_000).for_each(|i| trade(&SPONSOR, &person(i % n), 10_000));
			epochs(1);
			let before = wealth(n);
			(0..n).for_each(|i| claim_all(&person(i)));
			reward = wealth(n) - before;
		});
		reward
	};
	let one = reward_of(1);
	for n in [2, 10, 100, 1_000] {
		let many = reward_of(n);
		assert!(many <= one && one - many < n.into(), "{n}: {many}, not {one}");
	}
}

/// Honest sellers in the random stories.
const SELLERS: [AccountId; 2] = [ALICE, BOB];

#[derive(Clone, Copy, Debug)]
enum Step {
	/// The washer buys from itself; the numbers select its accounts.
	Wash { buyer: u32, seller: u32, price: Balance },
	/// Each of its accounts buys from the next.
	Round { price: Balance },
	/// The washer donates to the pool.
	Give { account: u32, amount: Balance },
	/// Somebody else donates.
	Donate { amount: Balance },
	/// Somebody buys from somebody else.
	Honest { seller: usize, price: Balance },
	/// Who makes the blocks from now on: nobody known, somebody else, or the washer.
	Author { washer: Option<Option<u32>> },
	/// The council sets another split, if allowed.
	Split { author: u32, pool: u32 },
	/// One of the washer's accounts claims everything that it can.
	Claim { account: u32 },
	/// All of the washer's accounts claim.
	ClaimAll,
	/// An honest seller claims.
	HonestClaim { seller: usize },
	/// Quiet days pass.
	Days { count: u32 },
	/// The chain stands still.
	Stall { days: u64 },
	/// Somebody calls `clean`.
	Clean { limit: u32 },
}

fn step() -> impl Strategy<Value = Step> {
	let account = 0..1_000u32;
	let price = prop_oneof![1..400u128, 400..20_000u128, 20_000..400_000u128];
	let seller = 0..SELLERS.len();
	prop_oneof![
		6 => (account.clone(), account.clone(), price.clone())
			.prop_map(|(buyer, seller, price)| Step::Wash { buyer, seller, price }),
		2 => price.clone().prop_map(|price| Step::Round { price }),
		1 => (account.clone(), 1..100_000u128)
			.prop_map(|(account, amount)| Step::Give { account, amount }),
		2 => (1..1_000_000u128).prop_map(|amount| Step::Donate { amount }),
		4 => (seller.clone(), price).prop_map(|(seller, price)| Step::Honest { seller, price }),
		2 => prop::option::of(prop::option::of(account.clone()))
			.prop_map(|washer| Step::Author { washer }),
		2 => (0..35u32, 25..85u32).prop_map(|(author, pool)| Step::Split { author, pool }),
		3 => account.prop_map(|account| Step::Claim { account }),
		2 => Just(Step::ClaimAll),
		2 => seller.prop_map(|seller| Step::HonestClaim { seller }),
		5 => (1..4u32).prop_map(|count| Step::Days { count }),
		1 => (1..30u64).prop_map(|days| Step::Stall { days }),
		1 => (0..50u32).prop_map(|limit| Step::Clean { limit }),
	]
}

/// What the washer was paid as the author of blocks that settled others' contributions; it is
/// entitled to that.
fn author_income(n: u32) -> Balance {
	let author = BlockAuthor::get();
	let is_washers = (0..n).any(|i| Some(person(i)) == author);
	match last_event() {
		Event::ShareSplit { to_author, .. } if is_washers => to_author,
		_ => 0,
	}
}

/// What remains the same throughout a story.
#[derive(Clone, Copy, Debug)]
struct Setting {
	/// Others have made the pool so rich that it pays everything that is counted.
	rich: bool,
	/// Whether the washer makes every block; otherwise the author varies.
	makes_blocks: bool,
}

fn setting() -> impl Strategy<Value = Setting> {
	(any::<bool>(), any::<bool>()).prop_map(|(rich, makes_blocks)| Setting { rich, makes_blocks })
}

fn play(n: u32, step: Step, setting: Setting, due: &mut Balance) {
	System::reset_events();
	match step {
		Step::Wash { buyer, seller, price } => {
			trade(&person(buyer % n), &person(seller % n), price.max(ED * 2))
		},
		Step::Round { price } => wash_round(n, price.max(ED * 2)),
		Step::Give { account, amount } => {
			// The very first donation must be at least the existential deposit.
			let _ = Rewards::donate(signed(person(account % n)), amount);
		},
		Step::Donate { amount } => {
			let _ = Rewards::donate(signed(DONOR), amount);
		},
		Step::Honest { seller, price } => {
			trade(&SPONSOR, &SELLERS[seller], price.max(ED * 2));
			if SHARE.mul_floor(price.max(ED * 2)) > 0 {
				*due += author_income(n);
			}
		},
		Step::Author { .. } if setting.makes_blocks => BlockAuthor::set(Some(person(0))),
		Step::Author { washer: None } => BlockAuthor::set(None),
		Step::Author { washer: Some(None) } => BlockAuthor::set(Some(AUTHOR)),
		Step::Author { washer: Some(Some(account)) } => BlockAuthor::set(Some(person(account % n))),
		Step::Split { author, pool } => {
			let _ = Rewards::set_split(RuntimeOrigin::root(), split(author, pool));
		},
		Step::Claim { account } => claim_all(&person(account % n)),
		Step::ClaimAll => (0..n).for_each(|i| claim_all(&person(i))),
		Step::HonestClaim { seller } => claim_all(&SELLERS[seller]),
		Step::Days { count } => epochs(count),
		Step::Stall { days } => after(days * DAY),
		Step::Clean { limit } => {
			assert_ok!(Rewards::clean(signed(DONOR), limit));
		},
	}
}

/// The argument holds with few accounts and with many.
fn crowd() -> impl Strategy<Value = u32> {
	prop_oneof![3 => 1..10u32, 2 => 10..100u32, 1 => 100..=1_000u32]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn a_washer_never_has_more_than_before(
		n in crowd(),
		setting in setting(),
		steps in prop::collection::vec(step(), 1..40),
	) {
		ExtBuilder::crowd((0..n).map(person)).build_and_execute(|| {
			let (before, issued) = (wealth(n), Balances::total_issuance());
			let mut due = 0;
			if setting.rich {
				donate(FUNDS / 2);
			}
			if setting.makes_blocks {
				BlockAuthor::set(Some(person(0)));
			}
			for step in steps {
				play(n, step, setting, &mut due);
				assert!(wealth(n) <= before + due, "gained by {step:?}");
				assert_eq!(Balances::total_issuance(), issued);
				if n < 20 {
					Rewards::do_try_state().unwrap();
				}
			}
			epochs(1);
			(0..n).for_each(|i| claim_all(&person(i)));
			assert!(wealth(n) <= before + due);
		});
	}
}
