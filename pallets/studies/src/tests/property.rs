//! Random sequences of everything, over several studies and people: the invariants hold after each
//! step, money is neither made nor lost, and in the end nothing is stuck.

use super::*;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Create { reward: Balance, contributions: u32 },
	Fund { study: u32, amount: Balance },
	Gift { study: u32, amount: Balance },
	NewKey { study: u32 },
	Commit { study: u32, subject: u8, n: u8, fee: Balance },
	Deliver { pick: usize, fee: Balance },
	Settle { pick: usize },
	Lapse { pick: usize },
	Withdraw { grant: u32 },
	Tombstone { pick: usize },
	Close { study: u32 },
	Finish { study: u32 },
	Bid { subject: u8, n: u8, price: Balance },
	WithdrawBid { subject: u8, n: u8 },
	Share { subject: u8, n: u8, paid: bool },
	Purge { limit: u32 },
	Block,
	Pass { hours: u64 },
	Stall { days: u64 },
	Fee { fee: Balance },
	ProtocolShare { percent: u32 },
}

fn step() -> impl Strategy<Value = Step> {
	let study = 0..4u32;
	let (subject, n, pick) = (0..4u8, 0..6u8, 0..64usize);
	prop_oneof![
		2 => (12..3_000u128, 1..8u32)
			.prop_map(|(reward, contributions)| Step::Create { reward, contributions }),
		1 => (study.clone(), 1..5_000u128).prop_map(|(study, amount)| Step::Fund { study, amount }),
		1 => (study.clone(), 1..50u128).prop_map(|(study, amount)| Step::Gift { study, amount }),
		1 => study.clone().prop_map(|study| Step::NewKey { study }),
		12 => (study.clone(), subject.clone(), n.clone(), 0..60u128)
			.prop_map(|(study, subject, n, fee)| Step::Commit { study, subject, n, fee }),
		8 => (pick.clone(), 0..60u128).prop_map(|(pick, fee)| Step::Deliver { pick, fee }),
		3 => pick.clone().prop_map(|pick| Step::Settle { pick }),
		3 => pick.clone().prop_map(|pick| Step::Lapse { pick }),
		1 => (1..20u32).prop_map(|grant| Step::Withdraw { grant }),
		1 => pick.prop_map(|pick| Step::Tombstone { pick }),
		1 => study.clone().prop_map(|study| Step::Close { study }),
		1 => study.prop_map(|study| Step::Finish { study }),
		2 => (subject.clone(), n.clone(), 12..3_000u128)
			.prop_map(|(subject, n, price)| Step::Bid { subject, n, price }),
		1 => (subject.clone(), n.clone()).prop_map(|(subject, n)| Step::WithdrawBid { subject, n }),
		3 => (subject, n, any::<bool>())
			.prop_map(|(subject, n, paid)| Step::Share { subject, n, paid }),
		1 => (0..5u32).prop_map(|limit| Step::Purge { limit }),
		3 => Just(Step::Block),
		5 => (1..40u64).prop_map(|hours| Step::Pass { hours }),
		1 => (1..60u64).prop_map(|days| Step::Stall { days }),
		1 => (0..200u128).prop_map(|fee| Step::Fee { fee }),
		1 => (0..99u32).prop_map(|percent| Step::ProtocolShare { percent }),
	]
}

fn person(n: u8) -> AccountId {
	// The last one starts with nothing.
	[ALICE, BOB, BOARD, CHARLIE][usize::from(n % 4)].clone()
}

fn some_dataset(subject: &AccountId, n: u8) -> Digest {
	use epione_primitives::traits::DatasetLookup;
	let owner: &[u8; 32] = subject.as_ref();
	let mut digest = [n + 1; 32];
	digest[0] = owner[0];
	if World::facts(subject, &digest).is_none() {
		// Data of people 0 and 1 with even numbers comes from one device.
		if n.is_multiple_of(2) {
			dataset_of(subject.clone(), n + 1, DEVICE);
		} else {
			dataset(subject.clone(), n + 1);
		}
	}
	digest
}

fn picked(pick: usize) -> Option<(ContributionKey<Test>, ContributionOf<Test>)> {
	let all: Vec<_> = Contributions::<Test>::iter().collect();
	(!all.is_empty()).then(|| all[pick % all.len()].clone())
}

fn move_money(from: &AccountId, to: &AccountId, amount: Balance) {
	if amount > 0 {
		<Balances as Mutate<_>>::transfer(from, to, amount, Preservation::Preserve).unwrap();
	}
}

/// What must come of itself, whatever the call answers.
fn play(step: Step) {
	match step {
		Step::Create { reward, contributions } => {
			let terms = Terms {
				reward,
				per_participant: contributions,
				max_contributions: contributions * 2,
				closes: now() + 60 * DAY,
				opens: now(),
				..terms()
			};
			let cost = Studies::cost_of_one(&terms).unwrap();
			let id = NextStudyId::<Test>::get();
			let budget = cost * Balance::from(contributions);
			if Studies::create(signed(sponsor()), terms, budget).is_ok() {
				add_key(id, 0);
				approve(id);
			}
		},
		Step::Fund { study, amount } => {
			let _ = Studies::fund(signed(BOARD), study, amount);
		},
		Step::Gift { study, amount } => {
			let _ = Balances::transfer_keep_alive(signed(BOARD), pot_of(study), amount);
		},
		Step::NewKey { study } => {
			let holder = Grantee::Study(study);
			if let Some(key) = Studies::recipient_key(holder.clone()) {
				let version = key.version + 1;
				let (key, proof) = possession(version as u8, &holder, version);
				let _ = Studies::add_key(signed(sponsor()), study, version, key, proof);
			}
		},
		Step::Commit { study, subject, n, fee } => {
			let subject = person(subject);
			let dataset = some_dataset(&subject, n);
			let grant = grant(subject.clone(), study);
			let valid =
				Studies::check_commit(&subject, study, &subject, &dataset, grant, &None).is_ok();
			if valid && Studies::can_pay(study, fee) {
				move_money(&pot_of(study), &BOARD, fee);
				assert_ok!(commit(study, subject, dataset, grant));
				move_money(&BOARD, &pot_of(study), fee / 3);
			} else {
				assert_eq!(commit(study, subject, dataset, grant).is_ok(), valid);
			}
		},
		Step::Deliver { pick, fee } => {
			let Some(((holder, subject, dataset), record)) = picked(pick) else { return };
			let context = context(&holder, &subject, dataset, record.grant, record.key_version);
			let envelope = epione_envelope::envelope::seal(
				&data_key(dataset),
				&record.key,
				&context,
				&mut epione_envelope::rand_core::OsRng,
			)
			.unwrap();
			let origin = signed(subject.clone());
			match holder {
				Grantee::Account(recipient) => {
					let _ = Studies::deliver_share(origin, recipient, subject, dataset, envelope);
				},
				Grantee::Study(study) => {
					let valid =
						Studies::check_deliver(&subject, study, &subject, &dataset, &envelope)
							.is_ok();
					let pays = Studies::can_pay_delivery(study, &subject, &dataset, fee);
					if valid && pays {
						Studies::release_delivery_fee(study, &subject, &dataset);
						move_money(&pot_of(study), &BOARD, fee);
					}
					let done = Studies::deliver(origin, study, subject, dataset, envelope);
					assert_eq!(done.is_ok(), valid);
					if valid && pays {
						move_money(&BOARD, &pot_of(study), fee / 3);
					}
				},
			}
		},
		Step::Settle { pick } => {
			if let Some(((holder, subject, dataset), _)) = picked(pick) {
				let _ = Studies::settle(signed(NOBODY), holder, subject, dataset);
			}
		},
		Step::Lapse { pick } => {
			if let Some(((holder, subject, dataset), _)) = picked(pick) {
				let _ = Studies::lapse(signed(NOBODY), holder, subject, dataset);
			}
		},
		Step::Withdraw { grant } => {
			if world_has_grant(grant) {
				withdraw(grant, Denial::Revoked);
			}
		},
		Step::Tombstone { pick } => {
			if let Some(((_, subject, dataset), _)) = picked(pick) {
				tombstone(subject, dataset);
			}
		},
		Step::Close { study } => {
			let _ = Studies::close(signed(sponsor()), study);
		},
		Step::Finish { study } => {
			let _ = Studies::finish(signed(NOBODY), study);
		},
		Step::Bid { subject, n, price } => {
			let subject = person(subject);
			let dataset = some_dataset(&subject, n);
			let _ = Studies::bid(signed(CLINICIAN), subject, dataset, price, now() + 9 * DAY);
		},
		Step::WithdrawBid { subject, n } => {
			let subject = person(subject);
			let dataset = some_dataset(&subject, n);
			let _ = Studies::withdraw_bid(signed(CLINICIAN), subject, dataset);
		},
		Step::Share { subject, n, paid } => {
			let subject = person(subject);
			let dataset = some_dataset(&subject, n);
			let holder = Grantee::Account(CLINICIAN);
			let grant = grant_for(subject.clone(), holder, Purpose::Treatment);
			let price = match Bids::<Test>::get((&subject, dataset, CLINICIAN)) {
				Some(bid) if paid => bid.price,
				_ => 0,
			};
			let origin = signed(subject.clone());
			let _ = Studies::commit_share(origin, CLINICIAN, subject, dataset, grant, price);
		},
		Step::Purge { limit } => {
			assert_ok!(Studies::purge(signed(NOBODY), limit));
		},
		Step::Block => block(2_000),
		Step::Pass { hours } => pass(hours * HOUR),
		Step::Stall { days } => block(days * DAY),
		Step::Fee { fee } => DeliverFee::set(fee),
		Step::ProtocolShare { percent } => ProtocolShare::set(Permill::from_percent(percent)),
	}
}

/// Everybody walks away. Time goes by, and blocks; somebody finishes what can be finished.
fn wind_up() {
	for study in 0..NextStudyId::<Test>::get() {
		let _ = Studies::close(signed(sponsor()), study);
	}
	pass(CLOSING_NOTICE);
	for study in 0..NextStudyId::<Test>::get() {
		let _ = Studies::finish(signed(NOBODY), study);
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

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn money_is_where_the_ledgers_say_and_nothing_is_stuck(
		steps in proptest::collection::vec(step(), 1..90),
	) {
		ExtBuilder::default().build_and_execute(|| {
			let sponsors = on_hold(&sponsor());
			clinician_key();
			let key_deposit = on_hold(&CLINICIAN);
			for step in steps {
				play(step.clone());
				if let Err(error) = Studies::do_try_state() {
					panic!("{error:?} after {step:?}");
				}
			}
			wind_up();
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
			for subject in [ALICE, BOB, CHARLIE, BOARD] {
				assert_eq!(on_hold(&subject), 0, "a subject's deposit is stuck");
			}
			assert_eq!(on_hold(&CLINICIAN), key_deposit);
			// Of each study the stone is paid for ever, and nothing else.
			let stones = on_hold(&sponsor()) - sponsors;
			let all: Balance = EndedStudies::<Test>::iter_values().count() as Balance;
			assert_eq!(all, Balance::from(next));
			assert_eq!(stones, all * stone_deposit());
		});
	}
}

fn stone_deposit() -> Balance {
	100 + <(StudyId, EndedStudyOf<Test>)>::max_encoded_len() as Balance
}
