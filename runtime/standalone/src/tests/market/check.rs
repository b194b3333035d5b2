//! What must hold: of every event, given the state before it; and of the whole state.

use super::{
	chain, holds,
	play::Play,
	shadow::Shadow,
	world::{Person, ARBITERS},
	Balance,
};
use crate::{try_state, AccountId, Balances, Runtime, RuntimeEvent};
use epione_primitives::{traits::AccessDecision, DisputeId, Grantee, Moment, Role, StudyId, DAY};
use epione_runtime_common::constants::currency::{EXISTENTIAL_DEPOSIT, MILLI};
use frame_support::traits::fungible::Inspect;
use pallet_disputes::{Appeal, Event as Disputes, Item, Stage, Verdict};
use pallet_studies::{ContributionOf, Event as Studies, Pallet as StudyPallet, Status, StudyOf};

/// The arbiter's fee, calculated independently; see docs/disputes.md.
fn arbiters_fee(count: usize) -> Balance {
	200 * MILLI + 20 * MILLI * count as Balance
}
/// A participant's compensation.
const COMPENSATION: Balance = 100 * MILLI;
/// A sponsor's bond for each verdict that it appeals.
const APPEAL_BOND: Balance = 200 * MILLI;

/// When a commitment's delivery deadline is; unknown while its cohort is incomplete.
fn deadline(study: &StudyOf<Runtime>, was: &ContributionOf<Runtime>) -> Option<Moment> {
	match study.gathering.filter(|_| was.joined_before_completion) {
		Some(gathering) => gathering.completed_at.map(|at| at + DAY),
		None => was.due,
	}
}

impl Play {
	/// Checks the effects of a call or a block.
	pub(super) fn judge(&mut self, before: &Shadow) {
		for event in chain::take_events() {
			let (arbiter, study) = self.of_dispute(before, &event);
			self.books.note(&event, arbiter.as_ref(), study);
			match &event {
				RuntimeEvent::Studies(event) => self.judge_study(before, event),
				RuntimeEvent::Disputes(event) => self.judge_dispute(before, event),
				RuntimeEvent::TransactionPayment(
					pallet_transaction_payment::Event::TransactionFeePaid {
						who, actual_fee, ..
					},
				) => self.judge_fee(before, who, *actual_fee),
				RuntimeEvent::Consent(event) => self.judge_consent(event),
				RuntimeEvent::Sponsorship(event) => match event {
					pallet_sponsorship::Event::SponsorshipRemoved { .. } => {
						self.saw("sponsorship: removed")
					},
					pallet_sponsorship::Event::SponsorshipEnded { .. } => {
						self.saw("sponsorship: ended")
					},
					_ => {},
				},
				RuntimeEvent::Rewards(pallet_rewards::Event::EpochExpired { .. }) => {
					self.saw("reward: expired")
				},
				_ => {},
			}
		}
		// Only now are all effects of the block known.
		for suspect in std::mem::take(&mut self.suspects) {
			assert!(self.excused.contains(&suspect), "an honest sponsor paid for bad data");
		}
		self.books.check();
		self.check_pots();
		self.calls += 1;
		if self.every_call || self.calls.is_multiple_of(4) {
			holds::check();
		}
		if self.every_call || self.calls.is_multiple_of(16) {
			self.check_invariants();
		}
	}

	/// Arbiter and study of the dispute that an event ends.
	fn of_dispute(
		&self,
		before: &Shadow,
		event: &RuntimeEvent,
	) -> (Option<AccountId>, Option<StudyId>) {
		let RuntimeEvent::Disputes(Disputes::ContributionDecided { dispute, .. }) = event else {
			return (None, None);
		};
		let dispute = &before.disputes[dispute];
		let arbiter = match &dispute.stage {
			Stage::Ending { arbiter, .. } => arbiter.clone(),
			stage => stage.arbiter().cloned(),
		};
		(arbiter, Some(dispute.study))
	}

	/// Escrow held = owed + reserved + unallocated, with owed and reserved recalculated.
	fn check_pots(&self) {
		let now = Shadow::take();
		for (id, study) in &now.studies {
			let (mut owed, mut reserved) = (0, 0);
			for ((_, _, _), one) in now.contributions.range(
				(*id, AccountId::new([0; 32]), [0; 32])
					..=(*id, AccountId::new([255; 32]), [255; 32]),
			) {
				match one.status {
					Status::Committed => reserved += one.price + one.delivery_fee,
					Status::Delivered | Status::Disputed => owed += one.price,
					_ => {},
				}
				if let pallet_studies::Deposit::Escrow(amount) = one.deposit {
					reserved += amount;
				}
			}
			let held =
				<Balances as Inspect<AccountId>>::total_balance(&StudyPallet::<Runtime>::pot(*id));
			assert_eq!((study.owed, study.reserved), (owed, reserved), "ledger of study {id}");
			let unallocated = StudyPallet::<Runtime>::unallocated(*id);
			assert_eq!(
				held,
				owed + reserved + unallocated + EXISTENTIAL_DEPOSIT,
				"escrow of study {id}"
			);
		}
		for (id, sponsorship) in &now.sponsorships {
			for membership in pallet_sponsorship::Members::<Runtime>::iter_prefix_values(id) {
				let most = self.most_deposits.get(id).copied().unwrap_or_default();
				assert!(membership.held <= most, "more deposits than sponsorship {id} allows");
			}
			assert!(sponsorship.members <= sponsorship.records, "members without records");
		}
	}

	/// Every invariant of every pallet.
	pub(super) fn check_invariants(&self) {
		for pallet in &try_state::ALL {
			assert_eq!(pallet.check(), Ok(()), "{}", pallet.pallet);
		}
	}

	/// A sponsorship pays at most what its terms allow per member and day.
	fn judge_fee(&mut self, before: &Shadow, who: &AccountId, fee: Balance) {
		let paying = before
			.sponsorships
			.iter()
			.find(|(id, _)| pallet_sponsorship::Pallet::<Runtime>::pot(**id) == *who);
		let Some((id, sponsorship)) = paying else {
			let of_study = before.studies.keys().any(|id| StudyPallet::<Runtime>::pot(*id) == *who);
			self.saw(if of_study { "fee: the study's" } else { "fee: the signer's" });
			return;
		};
		self.saw("fee: the sponsorship's");
		let member = self.sake.clone().expect("a sponsorship pays for somebody");
		let today = chain::now() / DAY;
		let spent = self.spent.entry((*id, member, today)).or_default();
		*spent += fee;
		assert!(*spent <= sponsorship.terms.daily_fees, "more fees than sponsorship {id} allows");
		assert!(
			!sponsorship.ended && chain::now() < sponsorship.terms.valid_until,
			"sponsorship {id} pays after its end"
		);
	}

	fn judge_consent(&mut self, event: &pallet_consent::Event<Runtime>) {
		use pallet_consent::Event::*;
		match event {
			AcknowledgementDue { grant, .. } => {
				self.saw("duty: due");
				self.duties.insert(*grant, chain::live() + 30 * DAY);
			},
			AcknowledgementOverdue { grant, controller, .. } => {
				self.saw("duty: overdue");
				assert!(chain::live() >= self.duties[grant], "overdue too early");
				let honest = Person::of(controller).is_some_and(|who| self.is_honest(who));
				assert!(!honest, "an honest sponsor is overdue");
			},
			Acknowledged { grant, .. } => {
				self.saw("duty: acknowledged");
				self.duties.remove(grant);
			},
			_ => {},
		}
	}

	fn judge_study(&mut self, before: &Shadow, event: &pallet_studies::Event<Runtime>) {
		let live = chain::live();
		match event {
			Studies::Settled {
				holder: Grantee::Study(study),
				subject,
				dataset,
				paid,
				protocol_share,
			} => {
				let was = &before.contributions[&(*study, subject.clone(), *dataset)];
				let waited = was.due.is_some_and(|due| live >= due);
				match was.status {
					Status::Delivered => assert!(waited, "paid before the window is over"),
					Status::Disputed => {},
					other => panic!("paid although {other:?}"),
				}
				let share = was.price / 20;
				assert_eq!((*paid, *protocol_share), (was.price - share, share), "paid, share");
				let alive = pallet_datasets::Entries::<Runtime>::get(subject, dataset)
					.is_some_and(|entry| entry.state.record().is_some());
				assert!(alive, "paid for a tombstone");
				// By a verdict of its own it is paid all the same.
				let lost = self.lost.contains(&(*study, subject.clone()));
				let disputed = was.status == Status::Disputed;
				assert!(!lost || disputed, "paid although its subject has lost a dispute");
				self.saw("contribution: settled");
				let sponsor = Person::of(&before.studies[study].sponsor).unwrap();
				if self.is_bad(dataset) && self.is_honest(sponsor) && self.justice() {
					self.suspects.push((*study, *dataset));
				}
			},
			Studies::Settled { .. } => self.saw("sale: paid"),
			Studies::Lapsed { holder: Grantee::Study(study), subject, dataset } => {
				let name = (*study, subject.clone(), *dataset);
				let was = &before.contributions[&name];
				assert_eq!(was.status, Status::Committed, "lapsed although");
				let record = &before.studies[study];
				let part =
					pallet_studies::Participations::<Runtime>::get(Grantee::Study(*study), subject);
				let failed = record.gathering.is_some_and(|one| {
					one.completed_at.is_none()
						&& (live >= one.deadline || chain::now() >= record.terms.closes)
						|| record.closing_at.is_some_and(|at| live >= at)
				});
				let over = deadline(record, was).is_some_and(|at| live >= at);
				let ended = pallet_consent::Pallet::<Runtime>::ended_by_date(was.grant).is_some();
				assert!(part.withdrawn || failed || over || ended, "lapsed before its time");
				self.saw(if part.withdrawn {
					"contribution: lapsed, withdrawn"
				} else if failed {
					"contribution: lapsed, cohort failed"
				} else if !over {
					"contribution: lapsed, its grant ended in a standstill"
				} else {
					"contribution: lapsed, late"
				});
			},
			Studies::Committed { holder: Grantee::Study(study), subject, dataset, .. } => {
				let name = (Grantee::Study(*study), subject, dataset);
				let made = pallet_studies::Contributions::<Runtime>::get(name).unwrap();
				let lost = self.lost.contains(&(*study, subject.clone()));
				assert!(!lost, "committed by one who has lost a dispute in this study");
				if let Some(device) = &made.device {
					let entry = pallet_datasets::Entries::<Runtime>::get(subject, dataset).unwrap();
					let source = entry.state.record().unwrap().source.clone().unwrap();
					let claim = source.claim;
					let owned = pallet_devices::Owned::<Runtime>::get(device);
					let (model, batch, in_hand) = match owned {
						// Only its owner of then has a say over it.
						Some(found) => {
							let active = found.state == pallet_devices::State::Active;
							(found.model, found.batch, active || found.claim != claim)
						},
						// What the device signed before it was retired remains valid.
						None => {
							let remnant = pallet_devices::Remnants::<Runtime>::get(device).unwrap();
							let retired = remnant.end == pallet_devices::End::Retired;
							(remnant.model, remnant.batch, retired || remnant.claim != claim)
						},
					};
					assert!(in_hand, "committed with a device that its owner said is not in hand");
					let batch = pallet_devices::Batches::<Runtime>::get(batch).unwrap();
					assert_eq!(batch.recalled, None, "committed with a device that is recalled");
					let status = pallet_devices::Firmware::<Runtime>::get(model, source.firmware);
					let approved = pallet_devices::FirmwareStatus::Approved;
					assert_eq!(status, Some(approved), "made with a firmware that is recalled");
				}
				self.saw("contribution: committed");
			},
			Studies::Delivered { holder: Grantee::Study(study), subject, dataset, .. } => {
				let was = &before.contributions[&(*study, subject.clone(), *dataset)];
				assert_eq!(was.status, Status::Committed, "delivered although");
				let record = &before.studies[study];
				let deadline = deadline(record, was).expect("delivered to a cohort that gathers");
				assert!(live < deadline, "delivered after the deadline");
				let part =
					pallet_studies::Participations::<Runtime>::get(Grantee::Study(*study), subject);
				assert!(!part.withdrawn, "delivered by one who has withdrawn");
				let grant = pallet_consent::Pallet::<Runtime>::grant_info(was.grant).unwrap();
				assert_eq!(grant.line.revoked_at, None, "delivered under a grant that is revoked");
				let ends = grant.line.valid_until;
				assert!(chain::now() < ends, "delivered under a grant that has ended");
				self.saw("contribution: delivered");
			},
			Studies::Voided { holder: Grantee::Study(study), subject, dataset, .. } => {
				let was = &before.contributions[&(*study, subject.clone(), *dataset)];
				let who = Person::of(subject).unwrap();
				self.saw(match was.status {
					Status::Disputed => "contribution: voided, lost",
					Status::Delivered => "contribution: voided, barred",
					_ => "contribution: dropped, barred",
				});
				let wronged = self.is_honest(who) && !self.is_bad(dataset) && self.justice();
				assert!(!wronged, "an honest participant is not paid");
			},
			Studies::Forfeited { holder: Grantee::Study(_), subject, dataset, .. } => {
				let alive = pallet_datasets::Entries::<Runtime>::get(subject, dataset)
					.is_some_and(|entry| entry.state.record().is_some());
				assert!(!alive, "forfeited without a tombstone");
				self.saw("contribution: forfeited");
			},
			Studies::ContributionRemoved { .. } => self.saw("contribution: removed"),
			Studies::EnvelopeRemoved { .. } => self.saw("contribution: envelope removed"),
			Studies::CohortReached { study, .. } => {
				let terms = &before.studies[study].terms;
				let holder = Grantee::Study(*study);
				let committed = pallet_studies::Contributions::<Runtime>::iter_prefix((&holder,))
					.filter(|((subject, _), one)| {
						one.status == Status::Committed
							&& !pallet_studies::Participations::<Runtime>::get(&holder, subject)
								.withdrawn
					})
					.count() as u32;
				assert_eq!(Some(committed), terms.cohort.map(|cohort| cohort.min), "cohort");
				self.saw("study: cohort reached");
			},
			Studies::StudyFinished { study } => {
				let failed = before.studies[study]
					.gathering
					.is_some_and(|gathering| gathering.completed_at.is_none());
				self.saw(if failed { "study: cohort failed" } else { "study: finished" });
			},
			Studies::StudyEnded { study, .. } => {
				let pot = StudyPallet::<Runtime>::pot(*study);
				assert_eq!(
					<Balances as Inspect<AccountId>>::total_balance(&pot),
					0,
					"left in a pot"
				);
				self.saw(if before.studies[study].records > 0 {
					"study: ended after its records"
				} else {
					"study: ended without a record"
				});
			},
			Studies::StoodStill { .. } => self.saw("time: standstill"),
			_ => {},
		}
	}

	fn judge_dispute(&mut self, before: &Shadow, event: &pallet_disputes::Event<Runtime>) {
		let live = chain::live();
		self.moved = true;
		match event {
			Disputes::DisputeOpened { dispute, sponsor, contributions, bond, study, .. } => {
				let subjects = contributions.iter().map(|(subject, _)| subject.clone());
				self.note_opening(*dispute, subjects.chain([sponsor.clone()]).collect());
				let count = contributions.len();
				let expected = arbiters_fee(count) + COMPENSATION * count as Balance;
				assert_eq!(*bond, expected, "bond");
				for (subject, dataset) in contributions {
					let was = &before.contributions[&(*study, subject.clone(), *dataset)];
					assert_eq!(was.status, Status::Delivered, "disputed although");
					assert!(was.due.is_some_and(|due| live < due), "disputed after the window");
				}
			},
			Disputes::ArbiterDrawn { dispute, arbiter, .. } => {
				self.saw("dispute: drawn");
				self.judge_draw(*dispute, &before.disputes[dispute].stage, Some(arbiter));
				let dispute = &before.disputes[dispute];
				let Some(Person::Arbiter(n)) = Person::of(arbiter) else {
					panic!("drawn, and no arbiter: {arbiter:?}")
				};
				assert_ne!(n + 1, ARBITERS, "an associate of the sponsor's accreditor was drawn");
				let holds = <pallet_credentials::Pallet<Runtime> as epione_primitives::traits::CredentialCheck<AccountId>>::holds(arbiter, Role::Arbiter);
				assert!(holds, "drawn without a credential");
				if let Stage::Drawing { silent, .. } = &dispute.stage {
					assert_ne!(silent.as_ref(), Some(arbiter), "drawn again although silent");
				}
			},
			Disputes::NobodyDrawn { dispute } => {
				self.saw("dispute: nobody drawn");
				self.judge_draw(*dispute, &before.disputes[dispute].stage, None);
			},
			Disputes::ArbiterSilent { dispute, .. } => {
				self.saw("dispute: arbiter silent");
				let due = before.disputes[dispute].stage.due();
				assert!(due.is_some_and(|due| live >= due), "silent before the deadline");
			},
			Disputes::DrawnAgain { .. } => self.saw("dispute: redrawn"),
			Disputes::Decided { dispute, arbiter, .. } => {
				let Stage::Deciding { arbiter: drawn, due, again, .. } =
					&before.disputes[dispute].stage
				else {
					panic!("decided, and nobody was asked")
				};
				assert_eq!(drawn, arbiter, "decided by another");
				assert!(live < *due, "decided too late");
				self.saw(if *again {
					"dispute: decided by the second"
				} else {
					"dispute: decided"
				});
			},
			Disputes::Appealed { dispute, by, count, bond, .. } => {
				let sponsor = before.disputes[dispute].sponsor == *by;
				let expected = if sponsor { APPEAL_BOND * Balance::from(*count) } else { 0 };
				assert_eq!(*bond, expected, "bond of an appeal");
				let due = before.disputes[dispute].stage.due();
				assert!(due.is_some_and(|due| live < due), "appealed too late");
				self.saw(if sponsor {
					"dispute: appealed by the sponsor"
				} else {
					"dispute: appealed by the participant"
				});
			},
			Disputes::ContributionDecided {
				dispute,
				subject,
				dataset,
				verdict,
				to_arbiter,
				to_subject,
			} => {
				let record = &before.disputes[dispute];
				let item = record
					.items
					.iter()
					.find(|item| item.subject == *subject && item.dataset == *dataset)
					.expect("decided, and disputed");
				self.judge_end(*dispute, record, item, *verdict, (*to_arbiter, *to_subject));
			},
			_ => {},
		}
	}

	/// Who pays whom at the end of a dispute over one contribution.
	fn judge_end(
		&mut self,
		id: DisputeId,
		dispute: &pallet_disputes::DisputeOf<Runtime>,
		item: &Item<AccountId, Balance>,
		verdict: Option<Verdict>,
		paid: (Balance, Balance),
	) {
		let panel = self.panel_sits;
		assert!(panel || verdict == item.verdict, "only the panel changes a verdict");
		let lost_bond = match (&item.appeal, verdict) {
			(Some(Appeal::Sponsor { bond, lost }), Some(Verdict::Rejected | Verdict::Cured))
				if panel || *lost =>
			{
				*bond
			},
			_ => 0,
		};
		let by_arbiter = match &dispute.stage {
			Stage::Ending { arbiter, .. } => arbiter.is_some(),
			stage => stage.arbiter().is_some(),
		};
		// The panel earns nothing.
		let fee = if by_arbiter { item.fee } else { 0 };
		let (to_arbiter, to_subject) = match verdict {
			None => (0, 0),
			Some(Verdict::Rejected) => (fee, COMPENSATION + lost_bond),
			Some(Verdict::Cured) => (fee, lost_bond),
			Some(Verdict::Upheld) => (fee, 0),
		};
		assert_eq!(paid, (to_arbiter, to_subject), "dispute {id}: to arbiter, to subject");
		let study = dispute.study;
		let sponsor = Person::of(&dispute.sponsor).unwrap();
		if verdict == Some(Verdict::Upheld) {
			self.lost.insert((study, item.subject.clone()));
		}
		if verdict.is_none() {
			self.excused.insert((study, item.dataset));
		}
		if matches!(verdict, Some(Verdict::Rejected | Verdict::Cured)) {
			self.judge_good(study, item);
		}
		assert!(
			!(paid.1 > 0 && self.is_honest(sponsor) && self.justice()),
			"an honest sponsor pays compensation"
		);
		self.saw(match (&item.appeal, verdict, panel) {
			(_, None, _) => "end: nobody decided, participant paid",
			(None, Some(_), true) if !by_arbiter => "end: the panel alone",
			(None, Some(Verdict::Rejected), _) => "end: participant wins",
			(None, Some(Verdict::Upheld), _) => "end: sponsor wins",
			(None, Some(Verdict::Cured), _) => "end: cured",
			(Some(Appeal::Sponsor { .. }), Some(Verdict::Upheld), true) => {
				"end: sponsor's appeal, won"
			},
			(Some(Appeal::Sponsor { .. }), Some(_), true) => "end: sponsor's appeal, lost",
			(Some(Appeal::Sponsor { .. }), Some(_), false) => "end: sponsor's appeal, panel silent",
			(Some(Appeal::Subject), Some(Verdict::Upheld), true) => {
				"end: participant's appeal, lost"
			},
			(Some(Appeal::Subject), Some(_), true) => "end: participant's appeal, won",
			(Some(Appeal::Subject), Some(_), false) => "end: participant's appeal, panel silent",
		});
	}

	/// What was found good is paid, whatever else of its subject was found bad: unless there is
	/// nothing to pay for any more.
	fn judge_good(&self, study: StudyId, item: &Item<AccountId, Balance>) {
		let (subject, dataset) = (&item.subject, &item.dataset);
		let holder = Grantee::Study(study);
		let one = pallet_studies::Contributions::<Runtime>::get((holder, subject, dataset));
		let alive = pallet_datasets::Entries::<Runtime>::get(subject, dataset)
			.is_some_and(|entry| entry.state.record().is_some());
		let paid = one.is_none_or(|one| one.status == Status::Settled);
		assert!(paid || !alive, "found good, and not paid");
	}
}
