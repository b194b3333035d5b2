//! Whatever anybody does, in whatever order, with the clock running or not: the books balance,
//! nobody loses more than it staked, and everything ends.

use super::*;
use epione_primitives::{Attributes, Role, Roles};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Deliver { subject: u8, price: Balance },
	Open { mask: u16, reason: u8 },
	Decide { id: u32, verdicts: [u8; 4] },
	Appeal { id: u32, who: u8 },
	Panel { id: u32, verdicts: [u8; 4] },
	Advance { id: u32 },
	Settle { n: u8 },
	Idle,
	Blocks(u32),
	Pass(Moment),
	Stall(Moment),
	Revoke(u8),
	Issue(u8),
	Dismiss,
	Key(u8),
	NoKey(u8),
	Empty(u8),
	Break(Option<u8>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let id = 0..6u32;
	let verdicts = prop::array::uniform4(0..3u8);
	let step = prop_oneof![
		6 => (0..3u8, prop_oneof![Just(PRICE), Just(30), Just(ED), ED..2 * PRICE])
			.prop_map(|(subject, price)| Step::Deliver { subject, price }),
		6 => (any::<u16>(), 0..8u8).prop_map(|(mask, reason)| Step::Open { mask, reason }),
		8 => (id.clone(), verdicts.clone())
			.prop_map(|(id, verdicts)| Step::Decide { id, verdicts }),
		5 => (id.clone(), 0..4u8).prop_map(|(id, who)| Step::Appeal { id, who }),
		4 => (id.clone(), verdicts).prop_map(|(id, verdicts)| Step::Panel { id, verdicts }),
		4 => id.prop_map(|id| Step::Advance { id }),
		2 => (0..12u8).prop_map(|n| Step::Settle { n }),
		8 => Just(Step::Idle),
		6 => prop_oneof![Just(1), Just(DRAW_DELAY + 1), Just(3 * HASHES as u32)]
			.prop_map(Step::Blocks),
		6 => prop_oneof![4 => Just(DAY), 4 => Just(3 * DAY), 1 => Just(7 * DAY), 1 => 1..40 * DAY]
			.prop_map(Step::Pass),
		2 => (1..400 * DAY).prop_map(Step::Stall),
		1 => (0..4u8).prop_map(Step::Revoke),
		2 => (0..4u8).prop_map(Step::Issue),
		1 => Just(Step::Dismiss),
		1 => (0..4u8).prop_map(Step::Key),
		1 => (0..4u8).prop_map(Step::NoKey),
		1 => (0..4u8).prop_map(Step::Empty),
		1 => prop::option::of(0..3u8).prop_map(Step::Break),
	];
	prop::collection::vec(step, 1..80)
}

fn subject(n: u8) -> AccountId {
	AccountId::new([50 + n; 32])
}

/// Mostly verdicts that the dispute admits; otherwise most decisions would be refused.
fn verdict(n: u8, reason: Reason) -> Verdict {
	match n {
		0 => GOOD,
		1 => BAD,
		2 if reason != Reason::Unavailable => BAD,
		_ => Verdict::Cured,
	}
}

/// Picks one of the live disputes, so that steps have an effect.
fn live(n: u32) -> DisputeId {
	let mut ids: Vec<_> = crate::Disputes::<Test>::iter_keys().collect();
	ids.sort();
	ids.get(n as usize % ids.len().max(1)).copied().unwrap_or(n)
}

fn reason(n: u8) -> Reason {
	[
		Reason::Undecryptable,
		Reason::Unavailable,
		Reason::RootMismatch,
		Reason::OutsideTerms,
		Reason::Duplicate,
		Reason::DeviceFraud,
		Reason::Unavailable,
		Reason::Unavailable,
	][n as usize]
}

/// Everything delivered so far, in the order of the datasets' numbers.
fn names() -> Vec<(AccountId, Digest)> {
	let mut all: Vec<_> = ledger::Records::<Test>::iter_keys()
		.map(|(_, subject, digest)| (subject, digest))
		.collect();
	all.sort_by_key(|(_, digest)| *digest);
	all
}

/// Refusals are expected.
fn play(step: &Step) {
	match step.clone() {
		Step::Deliver { subject: who, price } => {
			let n = names().len() as u8;
			if n < 12 {
				delivered_for(subject(who), n, price);
			}
		},
		Step::Open { mask, reason: why } => {
			let set = names().into_iter().enumerate().filter(|(n, _)| mask >> n & 1 == 1);
			let _ = open(set.map(|(_, name)| name).take(4), reason(why));
		},
		Step::Decide { id, verdicts } => {
			let id = live(id);
			let Some(info) = Disputes::dispute(id) else { return };
			let Some(arbiter) = info.arbiter else { return };
			let verdicts = verdicts.map(|n| verdict(n, info.reason));
			let verdicts = verdicts.into_iter().take(info.items.len());
			let _ = Disputes::decide(signed(arbiter), id, list(verdicts));
		},
		Step::Appeal { id, who } => {
			let who = if who == 3 { SPONSOR } else { subject(who) };
			let _ = appeal(who, live(id));
		},
		Step::Panel { id, verdicts } => {
			let id = live(id);
			let Some(info) = Disputes::dispute(id) else { return };
			let count = info.items.iter().filter(|item| item.is_the_panels()).count();
			let verdicts = verdicts.map(|n| verdict(n, info.reason)).into_iter().take(count);
			let _ = Disputes::decide_appeal(root(), id, list(verdicts));
		},
		Step::Advance { id } => {
			let _ = advance(live(id));
		},
		Step::Settle { n } => {
			if let Some((subject, digest)) = names().get(n as usize) {
				let _ = Ledger::settle(STUDY, subject, digest);
			}
		},
		Step::Idle => idle(),
		Step::Blocks(count) => blocks(count),
		Step::Pass(time) => pass(time),
		Step::Stall(time) => stall(time),
		Step::Revoke(n) => {
			let reason = pallet_credentials::RevocationReason::RoleEnded;
			let _ = Credentials::revoke(signed(COURT), judge(n), Role::Arbiter, reason);
		},
		Step::Issue(n) => {
			let until = START + 10_000 * DAY;
			let (who, role) = (judge(n), Role::Arbiter);
			let _ = Credentials::issue(signed(COURT), who, role, until, Attributes::NONE, [7; 32]);
		},
		Step::Dismiss => {
			let _ = Credentials::dismiss(root(), COURT);
			let _ = Credentials::appoint(root(), COURT, Roles::ALL);
		},
		Step::Key(n) => {
			let _ = Disputes::set_evidence_key(signed(judge(n)), [n + 1; 32]);
		},
		Step::NoKey(n) => {
			let _ = Disputes::remove_evidence_key(signed(judge(n)));
		},
		Step::Empty(n) => {
			let _ = Balances::transfer_all(signed(judge(n)), NOBODY, false);
		},
		Step::Break(who) => match who {
			Some(who) => ledger::Broken::<Test>::put(subject(who)),
			None => ledger::Broken::<Test>::kill(),
		},
	}
}

/// By the end of a dispute nobody loses or gains more than its verdict says.
fn check_outcomes() {
	let most_fee = BASE_FEE + FEE;
	let (mut paid_subjects, mut paid_arbiters) = (0, 0);
	for event in events() {
		let Event::ContributionDecided { verdict, to_arbiter, to_subject, .. } = event else {
			continue;
		};
		paid_subjects += to_subject;
		paid_arbiters += to_arbiter;
		assert!(to_arbiter <= most_fee);
		match verdict {
			// Nobody decided, so nobody pays.
			None => assert_eq!((to_arbiter, to_subject), (0, 0)),
			// The sponsor was right and keeps its bonds; of the price it loses the fee that it
			// risked.
			Some(Verdict::Upheld) => assert_eq!(to_subject, 0),
			Some(Verdict::Cured) => assert!([0, APPEAL_BOND].contains(&to_subject)),
			Some(Verdict::Rejected) => {
				assert!(to_subject <= COMPENSATION + APPEAL_BOND);
			},
		}
	}
	// A participant has the payment for its data plus what it received from disputes, never less.
	let settled = |who: Option<&AccountId>| -> Balance {
		ledger::Records::<Test>::iter()
			.filter(|((_, of, _), record)| {
				record.state == ledger::State::Settled && who.is_none_or(|who| who == of)
			})
			.map(|(_, record)| record.price)
			.sum()
	};
	let everybody: Balance = (0..3).map(|n| wealth(&subject(n))).sum();
	assert_eq!(everybody, settled(None) + paid_subjects);
	for n in 0..3 {
		assert!(wealth(&subject(n)) >= settled(Some(&subject(n))));
	}
	// The sponsor and its study have everything that was not paid out.
	let left = free(&Ledger::pot(STUDY)) - ED;
	assert_eq!(wealth(&SPONSOR) + left, RICH - settled(None) - paid_subjects - paid_arbiters);
}

/// From here only the chain acts: everything ends.
fn wind_down() {
	ledger::Broken::<Test>::kill();
	for _ in 0..8 {
		blocks(DRAW_DELAY + 1);
		idle();
		pass(8 * DAY);
		idle();
	}
	assert_eq!(crate::Disputes::<Test>::iter_keys().count(), 0, "a dispute that does not end");
	assert_eq!((bond(&SPONSOR), deposits(&SPONSOR)), (0, 0));
	assert_eq!(Disputed::<Test>::iter_keys().count(), 0);
	assert_eq!(OfStudy::<Test>::iter_keys().count(), 0);
	for (subject, digest) in names() {
		let _ = Ledger::settle(STUDY, &subject, &digest);
		let state = state_of(&(subject, digest));
		assert!(matches!(state, ledger::State::Settled | ledger::State::Void), "{state:?}");
	}
	assert_eq!(Ledger::owed(STUDY), ED, "the study owes nothing");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn any_sequence_keeps_the_books_and_ends(steps in steps()) {
		run(|| {
			let issuance = Balances::total_issuance();
			for step in &steps {
				play(step);
				check();
				check_outcomes();
				assert_eq!(Balances::total_issuance(), issuance, "after {step:?}");
				for (_, dispute) in crate::Disputes::<Test>::iter() {
					if let Stage::Deciding { arbiter, .. } = dispute.stage {
						let party = arbiter == SPONSOR
							|| dispute.items.iter().any(|item| item.subject == arbiter);
						assert!(!party);
					}
				}
			}
			wind_down();
			check_outcomes();
		});
	}
}

#[test]
fn sequences_reach_every_end() {
	// The strategy is useless if it never makes progress.
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut seen = std::collections::BTreeSet::new();
	for _ in 0..300 {
		let steps = steps().new_tree(&mut runner).unwrap().current();
		run(|| {
			for step in &steps {
				play(step);
			}
			for event in events() {
				let name = match event {
					Event::ContributionDecided { verdict, .. } => format!("{verdict:?}"),
					Event::AppealDecided { .. } => "panel".into(),
					Event::ArbiterSilent { .. } => "silent".into(),
					Event::NobodyDrawn { .. } => "nobody".into(),
					Event::PutOff { .. } => "put off".into(),
					_ => continue,
				};
				seen.insert(name);
			}
			wind_down();
		});
	}
	let seen: Vec<_> = seen.iter().map(String::as_str).collect();
	assert_eq!(
		seen,
		[
			"None",
			"Some(Cured)",
			"Some(Rejected)",
			"Some(Upheld)",
			"nobody",
			"panel",
			"put off",
			"silent"
		]
	);
}
