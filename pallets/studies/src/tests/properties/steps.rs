//! The possible steps.

use super::*;

#[derive(Clone, Debug)]
pub enum Step {
	/// Opens a study. `cohort`: the participants it needs, if any; `picky`: it excludes data and
	/// people.
	Create {
		reward: Balance,
		contributions: u32,
		cohort: Option<u32>,
		picky: bool,
	},
	Fund {
		study: u32,
		amount: Balance,
	},
	Gift {
		study: u32,
		amount: Balance,
	},
	NewKey {
		study: u32,
	},
	Commit {
		study: u32,
		subject: u8,
		n: u8,
		fee: Balance,
	},
	Deliver {
		pick: usize,
		fee: Balance,
	},
	Settle {
		pick: usize,
	},
	Lapse {
		pick: usize,
	},
	Revoke {
		grant: u32,
	},
	Withdraw {
		pick: usize,
		guardian: bool,
	},
	Tombstone {
		pick: usize,
	},
	Freeze {
		pick: usize,
	},
	Release {
		pick: usize,
	},
	Void {
		pick: usize,
		fee: Option<Balance>,
	},
	Recall {
		pick: usize,
		recall: bool,
	},
	Credential {
		role: bool,
		given: bool,
	},
	Close {
		study: u32,
	},
	Finish {
		study: u32,
	},
	Bid {
		subject: u8,
		n: u8,
		price: Balance,
	},
	WithdrawBid {
		subject: u8,
		n: u8,
	},
	Share {
		subject: u8,
		n: u8,
		paid: bool,
	},
	Purge {
		limit: u32,
	},
	Block,
	Pass {
		hours: u64,
	},
	Weeks {
		weeks: u64,
	},
	Stall {
		days: u64,
	},
	Fee {
		fee: Balance,
	},
	ProtocolShare {
		percent: u32,
	},
}

pub fn step() -> impl Strategy<Value = Step> {
	let study = 0..4u32;
	let (subject, n, pick) = (0..4u8, 0..6u8, 0..64usize);
	let opening = prop_oneof![
		2 => (12..3_000u128, 1..8u32, prop::option::of(2..4u32), any::<bool>()).prop_map(
			|(reward, contributions, cohort, picky)| {
				Step::Create { reward, contributions, cohort, picky }
			}
		),
		1 => (study.clone(), 1..5_000u128).prop_map(|(study, amount)| Step::Fund { study, amount }),
		1 => (study.clone(), 1..50u128).prop_map(|(study, amount)| Step::Gift { study, amount }),
		1 => study.clone().prop_map(|study| Step::NewKey { study }),
		1 => study.clone().prop_map(|study| Step::Close { study }),
		1 => study.clone().prop_map(|study| Step::Finish { study }),
	];
	let contributing = prop_oneof![
		12 => (study, subject.clone(), n.clone(), 0..60u128)
			.prop_map(|(study, subject, n, fee)| Step::Commit { study, subject, n, fee }),
		8 => (pick.clone(), 0..60u128).prop_map(|(pick, fee)| Step::Deliver { pick, fee }),
		3 => pick.clone().prop_map(|pick| Step::Settle { pick }),
		3 => pick.clone().prop_map(|pick| Step::Lapse { pick }),
		2 => (subject.clone(), n.clone(), 12..3_000u128)
			.prop_map(|(subject, n, price)| Step::Bid { subject, n, price }),
		1 => (subject.clone(), n.clone()).prop_map(|(subject, n)| Step::WithdrawBid { subject, n }),
		3 => (subject, n, any::<bool>())
			.prop_map(|(subject, n, paid)| Step::Share { subject, n, paid }),
	];
	let refusing = prop_oneof![
		1 => (1..20u32).prop_map(|grant| Step::Revoke { grant }),
		1 => (pick.clone(), any::<bool>())
			.prop_map(|(pick, guardian)| Step::Withdraw { pick, guardian }),
		1 => pick.clone().prop_map(|pick| Step::Tombstone { pick }),
	];
	let disputing = prop_oneof![
		4 => pick.clone().prop_map(|pick| Step::Freeze { pick }),
		2 => pick.clone().prop_map(|pick| Step::Release { pick }),
		2 => (pick.clone(), prop::option::of(0..4_000u128))
			.prop_map(|(pick, fee)| Step::Void { pick, fee }),
	];
	let world = prop_oneof![
		3 => Just(Step::Block),
		5 => (1..40u64).prop_map(|hours| Step::Pass { hours }),
		1 => (1..4u64).prop_map(|weeks| Step::Weeks { weeks }),
		1 => (1..60u64).prop_map(|days| Step::Stall { days }),
		1 => (0..5u32).prop_map(|limit| Step::Purge { limit }),
		1 => (0..200u128).prop_map(|fee| Step::Fee { fee }),
		1 => (0..99u32).prop_map(|percent| Step::ProtocolShare { percent }),
		1 => (pick, any::<bool>()).prop_map(|(pick, recall)| Step::Recall { pick, recall }),
		1 => (any::<bool>(), any::<bool>())
			.prop_map(|(role, given)| Step::Credential { role, given }),
	];
	prop_oneof![7 => opening, 32 => contributing, 3 => refusing, 6 => disputing, 15 => world]
}
