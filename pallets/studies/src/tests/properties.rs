//! Random sequences of everything, over several studies and people. Sponsor, participants and
//! arbiter each behave as badly as they can: the invariants hold after each step, money is neither
//! created nor lost, nobody loses more than it chose to risk, and in the end nothing is stuck.
//!
//! `PROPTEST_CASES` sets how many sequences are played.

use super::*;
use epione_primitives::traits::DisputedContributions;
use proptest::prelude::*;
use std::collections::BTreeSet;

mod play;
mod steps;

use play::{play, Ledger};
use steps::step;

const ARBITER: AccountId = AccountId::new([0xA7; 32]);

/// As many as `PROPTEST_CASES` says; by default a number with a tolerable running time.
fn config() -> ProptestConfig {
	let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
	ProptestConfig { cases: cases.unwrap_or(48), ..ProptestConfig::default() }
}

fn total(who: &AccountId) -> Balance {
	<Balances as Inspect<_>>::total_balance(who)
}

fn person(n: u8) -> AccountId {
	// The last one starts with nothing.
	[ALICE, BOB, AccountId::new([0x33; 32]), CHARLIE][usize::from(n % 4)].clone()
}

fn people() -> [AccountId; 4] {
	[person(0), person(1), person(2), person(3)]
}

/// Checked after every step.
fn check(issuance: Balance) -> Result<(), String> {
	Studies::do_try_state().map_err(|error| format!("{error:?}"))?;
	check_holds();
	if Balances::total_issuance() != issuance {
		return Err("money was made or lost".into());
	}
	Ok(())
}

/// Everybody leaves. Time passes, with blocks; somebody finishes whatever can be finished.
/// Replacing arbiters that never decide is the other pallet's job: here their contributions are
/// released.
fn wind_up() {
	for study in 0..NextStudyId::<Test>::get() {
		let _ = Studies::close(signed(sponsor()), study);
	}
	pass(CLOSING_NOTICE);
	for study in 0..NextStudyId::<Test>::get() {
		let _ = Studies::finish(signed(NOBODY), study);
	}
	let disputed: Vec<_> = Contributions::<Test>::iter()
		.filter(|(_, record)| record.status == Status::Disputed)
		.map(|(name, _)| name)
		.collect();
	for (holder, subject, dataset) in disputed {
		let Grantee::Study(study) = holder else { panic!("only studies' are disputed") };
		assert_ok!(<Studies as DisputedContributions<_>>::release(study, &subject, &dataset));
	}
	let bids: Vec<_> = Bids::<Test>::iter_keys().collect();
	for (subject, dataset, bidder) in bids {
		assert_ok!(Studies::withdraw_bid(signed(bidder), subject, dataset));
	}
	// Subjects end their free shares, whose records they paid for.
	for grant in 1.. {
		if !world_has_grant(grant) {
			break;
		}
		withdraw(grant, Denial::Revoked);
	}
	for _ in 0..10 {
		pass(RETENTION);
		block_after(1, || {
			assert_ok!(Studies::purge(signed(NOBODY), 1));
			Studies::do_try_state().expect("invariants hold while things are wound up");
		});
	}
}

/// Nothing is left, and every account has what the events say it should.
fn account_for_everything(start: &Start, ledger: &Ledger) {
	let next = NextStudyId::<Test>::get();
	for study in 0..next {
		assert_eq!(free(&pot_of(study)), 0, "a pot still holds something");
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Ended);
	}
	assert_eq!(Contributions::<Test>::iter().count(), 0);
	assert_eq!(Participations::<Test>::iter().count(), 0);
	assert_eq!(DeviceUses::<Test>::iter().count(), 0);
	assert_eq!(Envelopes::<Test>::iter().count(), 0);
	assert_eq!(Agenda::<Test>::iter().count(), 0);
	for subject in people() {
		assert_eq!(on_hold(&subject), 0, "a subject's deposit is stuck");
	}
	assert_eq!(on_hold(&CLINICIAN), start.key_deposit);
	// Only each study's remnant is left, whose deposit is held for ever.
	assert_eq!(EndedStudies::<Test>::iter_values().count() as Balance, Balance::from(next));
	assert_eq!(on_hold(&sponsor()) - start.sponsors, Balance::from(next) * remnant_deposit());

	let events = events();
	let mut delivered = BTreeSet::new();
	let mut earned = std::collections::BTreeMap::<AccountId, Balance>::new();
	let (mut spent, mut bought, mut fees, mut shares) = (0, 0, 0, 0);
	for event in &events {
		match event.clone() {
			Event::Delivered { holder, subject, dataset, .. } => {
				assert!(delivered.insert((holder.encode(), subject.encode(), dataset)));
			},
			Event::Settled { holder, subject, dataset, paid, protocol_share } => {
				assert!(delivered.remove(&(holder.encode(), subject.encode(), dataset)));
				*earned.entry(subject).or_default() += paid;
				shares += protocol_share;
				match holder {
					Grantee::Study(_) => spent += paid + protocol_share,
					Grantee::Account(_) => bought += paid + protocol_share,
				}
			},
			Event::Forfeited { holder, subject, dataset, .. } => {
				assert!(delivered.remove(&(holder.encode(), subject.encode(), dataset)));
				assert!(
					ledger.tombstoned.contains(&(subject, dataset)),
					"an honest participant was not paid"
				);
			},
			Event::Voided { holder, subject, dataset, fee, .. } => {
				delivered.remove(&(holder.encode(), subject.encode(), dataset));
				fees += fee;
				let Grantee::Study(study) = holder else { panic!("a sale is never voided") };
				let guilty = ledger.guilty.contains(&(study, subject))
					|| ledger.guilty.contains(&(study, ledger.device_of[&dataset].clone()));
				assert!(guilty, "an honest participant was not paid");
			},
			_ => {},
		}
	}
	assert!(delivered.is_empty(), "neither paid nor refused: {delivered:?}");
	// Participants lose nothing at all, and receive what was announced.
	for subject in people() {
		let paid = earned.get(&subject).copied().unwrap_or_default();
		assert_eq!(total(&subject), start.of(&subject) + paid, "what {subject:?} has");
	}
	// The sponsor pays for contributions, to arbiters what it won, and fees; no more.
	let sponsors = total(&sponsor()) + spent + fees + ledger.fees;
	assert_eq!(sponsors, start.of(&sponsor()) + ledger.gifts, "what the sponsor has");
	assert_eq!(total(&CLINICIAN) + bought, start.of(&CLINICIAN), "what the buyer has");
	assert_eq!(total(&ARBITER), fees, "what the arbiters got");
	assert_eq!(total(&PROTOCOL), start.of(&PROTOCOL) + shares, "what the protocol got");
	assert_eq!(world(|w| w.shares.values().sum::<Balance>()), shares, "what `OnSettled` was told");
}

/// The balances at the start.
struct Start {
	balances: Vec<(AccountId, Balance)>,
	sponsors: Balance,
	key_deposit: Balance,
}

impl Start {
	fn of(&self, who: &AccountId) -> Balance {
		self.balances.iter().find(|(one, _)| one == who).map_or(0, |(_, balance)| *balance)
	}
}

fn remnant_deposit() -> Balance {
	100 + <(StudyId, EndedStudyOf<Test>)>::max_encoded_len() as Balance
}

proptest! {
	#![proptest_config(config())]

	#[test]
	fn money_is_where_the_ledgers_say_and_nothing_is_stuck(
		steps in proptest::collection::vec(step(), 1..120),
	) {
		ExtBuilder::default().build_and_execute(|| {
			let issuance = Balances::total_issuance();
			clinician_key();
			let person = person(2);
			<Balances as Mutate<_>>::transfer(&BOARD, &person, 5_000, Preservation::Preserve).unwrap();
			let all = [sponsor(), CLINICIAN, PROTOCOL].into_iter().chain(people());
			let start = Start {
				balances: all.map(|who| (who.clone(), total(&who))).collect(),
				sponsors: on_hold(&sponsor()),
				key_deposit: on_hold(&CLINICIAN),
			};
			let mut ledger = Ledger::default();
			for step in steps {
				play(step.clone(), &mut ledger);
				if let Err(error) = check(issuance) {
					panic!("{error} after {step:?}");
				}
			}
			wind_up();
			check(issuance).unwrap();
			account_for_everything(&start, &ledger);
		});
	}
}
