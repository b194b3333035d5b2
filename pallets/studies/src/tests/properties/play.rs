//! Plays the steps. Each call returns exactly the refusals that the pool's check returns.

use super::{steps::Step, *};

/// What an outside observer needs to know to check the books.
#[derive(Default)]
pub struct Ledger {
	/// Fees that pots paid, less refunds.
	pub fees: Balance,
	/// What others sent to pots.
	pub gifts: Balance,
	/// Datasets that their subjects tombstoned.
	pub tombstoned: BTreeSet<(AccountId, Digest)>,
	/// Subjects and devices that lost a dispute, by study.
	pub guilty: BTreeSet<(StudyId, AccountId)>,
	/// Which device signed which dataset.
	pub device_of: std::collections::BTreeMap<Digest, AccountId>,
}

fn some_dataset(subject: &AccountId, n: u8, ledger: &mut Ledger) -> Digest {
	use epione_primitives::traits::DatasetLookup;
	let owner: &[u8; 32] = subject.as_ref();
	let mut digest = [n + 1; 32];
	digest[0] = owner[0];
	let gone = ledger.tombstoned.contains(&(subject.clone(), digest));
	if World::facts(subject, &digest).is_none() && !gone {
		// Everybody's even-numbered datasets come from one device.
		if n.is_multiple_of(2) {
			dataset_of(subject.clone(), n + 1, DEVICE);
		} else {
			dataset(subject.clone(), n + 1);
		}
		let facts = World::facts(subject, &digest).unwrap();
		ledger.device_of.insert(digest, facts.device.unwrap());
	}
	digest
}

fn picked(pick: usize) -> Option<(ContributionKey<Test>, ContributionOf<Test>)> {
	let all: Vec<_> = Contributions::<Test>::iter().collect();
	(!all.is_empty()).then(|| all[pick % all.len()].clone())
}

/// Picks one of a study's.
fn picked_of_study(pick: usize) -> Option<(StudyId, AccountId, Digest, ContributionOf<Test>)> {
	let ((holder, subject, dataset), record) = picked(pick)?;
	let Grantee::Study(study) = holder else { return None };
	Some((study, subject, dataset, record))
}

fn move_money(from: &AccountId, to: &AccountId, amount: Balance) {
	if amount > 0 {
		<Balances as Mutate<_>>::transfer(from, to, amount, Preservation::Preserve).unwrap();
	}
}

pub fn play(step: Step, ledger: &mut Ledger) {
	match step {
		Step::Create { reward, contributions, cohort, picky } => {
			create_study(reward, contributions, cohort, picky);
		},
		Step::Fund { study, amount } => {
			if Studies::fund(signed(BOARD), study, amount).is_ok() {
				ledger.gifts += amount;
			}
		},
		Step::Gift { study, amount } => {
			let there = crate::Studies::<Test>::contains_key(study);
			let given = Balances::transfer_keep_alive(signed(BOARD), pot_of(study), amount);
			// Money that reaches the pot of a finished study also goes to the sponsor, if somebody
			// calls `finish`.
			if given.is_ok() && !there {
				let swept = Studies::finish(signed(NOBODY), study);
				if swept.is_err() {
					move_money_back(study, amount);
					return;
				}
			}
			if given.is_ok() {
				ledger.gifts += amount;
			}
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
			let dataset = some_dataset(&subject, n, ledger);
			let grant = grant(subject.clone(), study);
			let valid =
				Studies::check_commit(&subject, study, &subject, &dataset, grant, &None).is_ok();
			if valid && Studies::can_pay(study, fee) {
				move_money(&pot_of(study), &BOARD, fee);
				assert_ok!(commit(study, subject, dataset, grant));
				move_money(&BOARD, &pot_of(study), fee / 3);
				ledger.fees += fee - fee / 3;
			} else {
				assert_eq!(commit(study, subject, dataset, grant).is_ok(), valid);
			}
		},
		Step::Deliver { pick, fee } => deliver_picked(pick, fee, ledger),
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
		Step::Revoke { grant } => {
			if world_has_grant(grant) {
				withdraw(grant, Denial::Revoked);
			}
		},
		Step::Withdraw { pick, guardian } => {
			let Some((study, subject, _, _)) = picked_of_study(pick) else { return };
			let who = if guardian { NOBODY } else { subject.clone() };
			make_guardian(NOBODY, subject.clone());
			let valid = Studies::check_withdraw(&who, study, &subject).is_ok();
			assert!(System::account_exists(&subject), "it could not sign");
			assert_eq!(Studies::withdraw(signed(who), study, subject).is_ok(), valid);
		},
		Step::Tombstone { pick } => {
			if let Some(((_, subject, dataset), _)) = picked(pick) {
				tombstone(subject.clone(), dataset);
				ledger.tombstoned.insert((subject, dataset));
			}
		},
		Step::Freeze { pick } => {
			let Some((study, subject, dataset, _)) = picked_of_study(pick) else { return };
			let _ = <Studies as DisputedContributions<_>>::freeze(study, &subject, &dataset);
		},
		Step::Release { pick } => {
			let Some((study, subject, dataset, record)) = picked_of_study(pick) else { return };
			let done = <Studies as DisputedContributions<_>>::release(study, &subject, &dataset);
			assert_eq!(done.is_ok(), record.status == Status::Disputed);
		},
		Step::Void { pick, fee } => {
			let Some((study, subject, dataset, record)) = picked_of_study(pick) else { return };
			let arbiter = fee.map(|fee| (&ARBITER, fee));
			let done =
				<Studies as DisputedContributions<_>>::void(study, &subject, &dataset, arbiter);
			assert_eq!(done.is_ok(), record.status == Status::Disputed);
			if done.is_ok() {
				ledger.guilty.insert((study, subject));
				ledger.guilty.extend(record.device.map(|device| (study, device)));
			}
		},
		Step::Recall { pick, recall } => {
			let device = picked(pick).and_then(|(_, record)| record.device);
			match device {
				Some(device) if recall => {
					refuse_device(device, DeviceRefusal::Recalled);
				},
				Some(device) => {
					device_recovers(&device);
				},
				None => {},
			}
		},
		Step::Credential { role, given } => {
			let (who, role) =
				if role { (sponsor(), Role::Researcher) } else { (BOARD, Role::EthicsBoard) };
			if given {
				credential(who, role);
			} else {
				credential_ends(who, role);
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
			let dataset = some_dataset(&subject, n, ledger);
			let _ = Studies::bid(signed(CLINICIAN), subject, dataset, price, now() + 9 * DAY);
		},
		Step::WithdrawBid { subject, n } => {
			let subject = person(subject);
			let dataset = some_dataset(&subject, n, ledger);
			let _ = Studies::withdraw_bid(signed(CLINICIAN), subject, dataset);
		},
		Step::Share { subject, n, paid } => {
			let subject = person(subject);
			let dataset = some_dataset(&subject, n, ledger);
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
		Step::Weeks { weeks } => {
			pass(weeks * 7 * DAY);
			block(2_000);
		},
		Step::Stall { days } => block(days * DAY),
		Step::Fee { fee } => DeliverFee::set(fee),
		Step::ProtocolShare { percent } => ProtocolShare::set(Permill::from_percent(percent)),
	}
}

fn create_study(reward: Balance, contributions: u32, cohort: Option<u32>, picky: bool) {
	let id = NextStudyId::<Test>::get();
	let eligibility = Eligibility {
		collected: picky.then_some((19_000, 21_000)),
		not_in: id
			.checked_sub(1)
			.filter(|_| picky)
			.into_iter()
			.collect::<Vec<_>>()
			.try_into()
			.unwrap(),
		..Default::default()
	};
	let terms = Terms {
		reward,
		per_participant: contributions,
		max_contributions: contributions * 2,
		closes: now() + 60 * DAY,
		opens: now(),
		cohort: cohort.map(|min| Cohort { min, deadline: now() + 5 * DAY }),
		eligibility,
		..terms()
	};
	let Ok(cost) = crate::ground::ledger::cost_of_one::<Test>(&terms, true) else { return };
	let budget = cost * Balance::from(contributions);
	if Studies::create(signed(sponsor()), terms.clone(), budget).is_ok() {
		let (key, proof) = possession(0, &Grantee::Study(id), 0);
		assert_ok!(Studies::add_key(signed(sponsor()), id, 0, key, proof));
		let _ = Studies::approve(signed(BOARD), id, terms.hash());
	}
}

/// Money for a study that never existed is moved back by hand: no call could get it out.
fn move_money_back(study: StudyId, amount: Balance) {
	let pot = pot_of(study);
	<Balances as Mutate<_>>::transfer(&pot, &BOARD, amount, Preservation::Expendable).unwrap();
}

fn deliver_picked(pick: usize, fee: Balance, ledger: &mut Ledger) {
	let Some(((holder, subject, dataset), record)) = picked(pick) else { return };
	let context = context(&holder, &subject, dataset, record.grant, record.key_version);
	let rng = &mut epione_envelope::rand_core::OsRng;
	let envelope =
		epione_envelope::envelope::seal(&data_key(dataset), &record.key, &context, rng).unwrap();
	let origin = signed(subject.clone());
	let study = match holder {
		Grantee::Account(recipient) => {
			let _ = Studies::deliver_share(origin, recipient, subject, dataset, envelope);
			return;
		},
		Grantee::Study(study) => study,
	};
	let valid = Studies::check_deliver(&subject, study, &subject, &dataset, &envelope).is_ok();
	let pays = Studies::can_pay_delivery(study, &subject, &dataset, fee);
	if valid && pays {
		Studies::release_delivery_fee(study, &subject, &dataset);
		move_money(&pot_of(study), &BOARD, fee);
	}
	let done = Studies::deliver(origin, study, subject, dataset, envelope);
	assert_eq!(done.is_ok(), valid);
	if valid && pays {
		move_money(&BOARD, &pot_of(study), fee / 3);
		ledger.fees += fee - fee / 3;
	}
}
