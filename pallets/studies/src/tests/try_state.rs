//! Each invariant fires on a deliberately corrupted state.

use super::*;

/// A state with everything in it: three studies, one of them with a cohort, a bid, a sale, a lapse.
fn fires(name: &str, corrupt: impl FnOnce(StudyId)) {
	ExtBuilder::default().build().execute_with(|| {
		let study = open();
		let (settled, _) = delivered(study, ALICE, 1);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, settled));
		delivered(study, ALICE, 2);
		committed(study, BOB, 1);
		let (lapsed, _) = committed(study, CHARLIE, 1);
		clinician_key();
		let offered = dataset(ALICE, 8);
		assert_ok!(Studies::bid(signed(CLINICIAN), ALICE, offered, 500, now() + DAY));
		let sold = dataset(ALICE, 9);
		let grant = grant_for(ALICE, Grantee::Account(CLINICIAN), Purpose::Treatment);
		assert_ok!(Studies::bid(signed(CLINICIAN), ALICE, sold, 700, now() + DAY));
		assert_ok!(Studies::commit_share(signed(ALICE), CLINICIAN, ALICE, sold, grant, 700));
		pass(DAY);
		assert_ok!(lapse(study, CHARLIE, lapsed));
		let ended = open();
		set_closed(ended);
		assert_ok!(Studies::finish(signed(NOBODY), ended));
		// An incomplete cohort.
		let waiting = open_with(
			Terms { cohort: Some(Cohort { min: 3, deadline: now() + DAY }), ..terms() },
			BUDGET,
		);
		committed(waiting, ALICE, 1);
		committed(waiting, BOB, 1);
		Studies::do_try_state().expect("sound before");
		corrupt(study);
		let error = Studies::do_try_state().expect_err("unsound after");
		let text = format!("{error:?}");
		assert!(text.contains(&format!("\"{name}:")), "{name} expected, {text} came");
	});
}

fn change_study(study: StudyId, change: impl FnOnce(&mut StudyOf<Test>)) {
	crate::Studies::<Test>::mutate(study, |record| change(record.as_mut().unwrap()));
}

/// Changes some contribution with this status.
fn change_one(status: Status, change: impl FnOnce(&mut ContributionOf<Test>)) {
	let (name, mut record) = Contributions::<Test>::iter()
		.find(|(name, record)| record.status == status && matches!(name.0, Grantee::Study(_)))
		.unwrap();
	change(&mut record);
	Contributions::<Test>::insert(name, record);
}

fn drain(study: StudyId) {
	let pot = pot_of(study);
	let free = unallocated(study) + 1;
	<Balances as Mutate<_>>::transfer(&pot, &BOARD, free, Preservation::Preserve).unwrap();
}

#[test]
fn pots_cover_fires() {
	fires("PotsCover", drain);
}

#[test]
fn ledgers_add_up_fires() {
	fires("LedgersAddUp", |study| change_study(study, |record| record.owed -= 1));
	fires("LedgersAddUp", |study| change_study(study, |record| record.reserved += 1));
	fires("LedgersAddUp", |_| change_one(Status::Committed, |record| record.delivery_fee += 1));
	fires("LedgersAddUp", |_| change_one(Status::Delivered, |record| record.price -= 1));
	fires("LedgersAddUp", |_| {
		change_one(Status::Lapsed, |record| record.deposit = Deposit::Escrow(DEPOSIT + 1))
	});
}

#[test]
fn counts_add_up_fires() {
	fires("CountsAddUp", |study| change_study(study, |record| record.unsettled += 1));
	fires("CountsAddUp", |study| change_study(study, |record| record.records -= 1));
	fires("CountsAddUp", |study| change_study(study, |record| record.accepted -= 1));
	fires("CountsAddUp", |study| change_study(study, |record| record.terms.max_contributions = 2));
}

#[test]
fn participations_add_up_fires() {
	let change = |change: fn(&mut Participation<Balance>)| {
		move |study| Participations::<Test>::mutate(Grantee::Study(study), ALICE, change)
	};
	fires("ParticipationsAddUp", change(|part| part.records += 1));
	fires("ParticipationsAddUp", change(|part| part.committed += 1));
	fires("ParticipationsAddUp", change(|part| part.delivered = 0));
	fires("ParticipationsAddUp", change(|part| part.pending += 1));
	fires("ParticipationsAddUp", change(|part| part.settled = 0));
	fires("ParticipationsAddUp", |study| {
		Participations::<Test>::remove(Grantee::Study(study), ALICE)
	});
	fires("ParticipationsAddUp", |study| {
		Participations::<Test>::insert(Grantee::Study(study), BOARD, Participation::default())
	});
	fires("ParticipationsAddUp", |study| {
		change_study(study, |record| record.terms.per_participant = 1)
	});
}

#[test]
fn devices_add_up_fires() {
	fires("DevicesAddUp", |study| {
		let (device, _) = DeviceUses::<Test>::iter_prefix(study).next().unwrap();
		DeviceUses::<Test>::mutate(study, device, |uses| uses.unsettled += 1);
	});
	fires("DevicesAddUp", |study| {
		let (device, _) = DeviceUses::<Test>::iter_prefix(study).next().unwrap();
		DeviceUses::<Test>::remove(study, device);
	});
	fires("DevicesAddUp", |study| {
		DeviceUses::<Test>::insert(study, NOBODY, DeviceUse::default());
	});
}

#[test]
fn first_settles_first_fires() {
	// Alice's settled contribution and her device's are forgotten, so two count as her first.
	fires("FirstSettlesFirst", |study| {
		let holder = Grantee::Study(study);
		let (third, _) = committed(study, ALICE, 3);
		assert!(contribution_of(study, ALICE, third).is_some());
		change_one(Status::Settled, |record| record.status = Status::Lapsed);
		change_study(study, |record| record.accepted -= 1);
		Participations::<Test>::mutate(holder, ALICE, |part| part.settled = 0);
	});
	fires("FirstSettlesFirst", |study| {
		committed(study, ALICE, 3);
		change_one(Status::Settled, |record| record.status = Status::Lapsed);
		change_study(study, |record| record.accepted -= 1);
		let used: Vec<_> = DeviceUses::<Test>::iter_prefix(study).collect();
		let (device, _) = used.into_iter().find(|(_, uses)| uses.unsettled > 1).unwrap();
		DeviceUses::<Test>::mutate(study, device, |uses| uses.settled = 0);
	});
}

#[test]
fn agenda_is_complete_fires() {
	fires("AgendaIsComplete", |_| {
		let (due, name) = Agenda::<Test>::iter_keys().next().unwrap();
		Agenda::<Test>::remove(due, name);
	});
	fires("AgendaIsComplete", |study| {
		Agenda::<Test>::insert([0; 8], (Grantee::Study(study), ALICE, [0; 32]), ());
	});
	fires("AgendaIsComplete", |_| change_one(Status::Settled, |record| record.due = Some(1)));
	fires("AgendaIsComplete", |_| change_one(Status::Delivered, |record| record.due = None));
}

#[test]
fn envelopes_match_fires() {
	fires("EnvelopesMatch", |_| {
		let (name, _) = Envelopes::<Test>::iter().next().unwrap();
		Envelopes::<Test>::remove(name);
	});
	fires("EnvelopesMatch", |study| {
		Envelopes::<Test>::insert((Grantee::Study(study), ALICE, [0; 32]), [0; 160]);
	});
	fires("EnvelopesMatch", |study| {
		change_one(Status::Committed, |record| record.envelope = true);
		let name = Contributions::<Test>::iter()
			.find(|(_, record)| record.status == Status::Committed && record.envelope)
			.map(|(name, _)| name)
			.unwrap();
		assert_eq!(name.0, Grantee::Study(study));
		Envelopes::<Test>::insert(name, [0; 160]);
	});
}

#[test]
fn holds_add_up_fires() {
	fires("HoldsAddUp", |_| {
		let (name, _) = Bids::<Test>::iter().next().unwrap();
		Bids::<Test>::mutate(name, |bid| bid.as_mut().unwrap().price += 1);
	});
	fires("HoldsAddUp", |_| {
		crate::ground::ledger::release_price::<Test>(&CLINICIAN, 1);
	});
}

#[test]
fn deposits_match_fires() {
	fires("DepositsMatch", |_| {
		let (name, mut record) = Contributions::<Test>::iter()
			.find(|(name, _)| matches!(name.0, Grantee::Account(_)))
			.unwrap();
		record.deposit = Deposit::Escrow(0);
		Contributions::<Test>::insert(name, record);
	});
}

/// Changes some commitment to a study with a cohort.
fn change_slot(change: impl FnOnce(&mut ContributionOf<Test>)) {
	let (name, mut record) =
		Contributions::<Test>::iter().find(|(_, record)| record.joined_before_completion).unwrap();
	change(&mut record);
	Contributions::<Test>::insert(name, record);
}

#[test]
fn deposits_match_fires_for_slots() {
	fires("DepositsMatch", |_| change_slot(|record| record.commit_deposit = None));
	fires("DepositsMatch", |_| {
		let ticket = Contributions::<Test>::iter_values().find_map(|one| one.commit_deposit);
		change_one(Status::Settled, |record| record.commit_deposit = ticket);
	});
	fires("DepositsMatch", |_| {
		let ticket = Contributions::<Test>::iter_values().find_map(|one| one.commit_deposit);
		change_one(Status::Lapsed, |record| record.commit_deposit = ticket);
	});
}

#[test]
fn cohorts_add_up_fires() {
	let change = |change: fn(&mut Option<Gathering>)| {
		move |study| change_study(study + 2, |record| change(&mut record.gathering))
	};
	fires("CohortsAddUp", change(|gathering| *gathering = None));
	fires("CohortsAddUp", change(|gathering| gathering.as_mut().unwrap().committed = 1));
	fires("CohortsAddUp", |study| {
		change_study(study + 2, |record| record.terms.cohort.as_mut().unwrap().min = 2)
	});
	fires("CohortsAddUp", |study| {
		Participations::<Test>::mutate(Grantee::Study(study + 2), BOB, |part| part.withdrawn = true)
	});
	fires("CohortsAddUp", |study| {
		// A key arrived before the cohort was complete; everything else was recorded correctly.
		let (name, mut record) = Contributions::<Test>::iter()
			.find(|(_, record)| record.joined_before_completion)
			.unwrap();
		crate::ground::deposits::return_for_commitment::<Test>(&name, &mut record);
		record.status = Status::Delivered;
		record.delivered_at = Some(START);
		let freed = record.delivery_fee;
		record.delivery_fee = 0;
		Contributions::<Test>::insert(name.clone(), record);
		change_study(study + 2, |record| {
			record.reserved -= REWARD + freed;
			record.owed += REWARD;
			record.gathering.as_mut().unwrap().committed = 1;
		});
		Participations::<Test>::mutate(name.0, name.1, |part| {
			part.committed -= 1;
			part.delivered += 1;
			part.pending += REWARD - SHARE;
		});
	});
}

#[test]
fn pins_match_fires() {
	fires("PinsMatch", |_| change_one(Status::Committed, |record| record.pinned = None));
	fires("PinsMatch", |_| {
		let pinned = Contributions::<Test>::iter_values().find_map(|one| one.pinned);
		change_one(Status::Settled, |record| record.pinned = pinned);
	});
	fires("PinsMatch", |_| {
		change_one(Status::Delivered, |record| record.pinned.as_mut().unwrap().depth += 1)
	});
}

#[test]
fn parts_are_provided_for_fires() {
	fires("PartsAreProvidedFor", |_| {
		while System::providers(&CHARLIE) > 0 {
			assert_ok!(System::dec_providers(&CHARLIE));
		}
	});
}

#[test]
fn keys_are_sound_fires() {
	fires("KeysAreSound", |study| {
		RecipientKeys::<Test>::mutate(Grantee::Study(study), |key| {
			key.as_mut().unwrap().key = [0; 32]
		});
	});
	fires("KeysAreSound", |study| {
		let key = RecipientKeys::<Test>::get(Grantee::Study(study)).unwrap();
		RecipientKeys::<Test>::insert(Grantee::<AccountId>::Study(77), key);
	});
	fires("KeysAreSound", |study| RecipientKeys::<Test>::remove(Grantee::Study(study)));
}

#[test]
fn studies_are_numbered_fires() {
	fires("StudiesAreNumbered", |_| NextStudyId::<Test>::put(4));
	fires("StudiesAreNumbered", |_| NextStudyId::<Test>::put(1));
	fires("StudiesAreNumbered", |study| {
		let ended = EndedStudies::<Test>::get(1).unwrap();
		EndedStudies::<Test>::insert(study, ended);
	});
}

#[test]
fn phases_are_sound_fires() {
	fires("PhasesAreSound", |study| change_study(study, |record| record.approval = None));
	fires("PhasesAreSound", |study| change_study(study, |record| record.finished_at = Some(1)));
}

#[test]
fn suspensions_are_sound_fires() {
	fires("SuspensionsAreSound", |_| SuspendedApprovals::<Test>::insert(77, START));
	fires("SuspensionsAreSound", |_| SuspendedApprovals::<Test>::insert(1, START));
}

#[test]
fn clock_is_sound_fires() {
	fires("ClockIsSound", |_| {
		Clock::<Test>::mutate(|clock| clock.standstill = clock.last.unwrap() + 1);
	});
}

#[test]
fn window_is_bounded_fires() {
	fires("WindowIsBounded", |_| MinDisputeWindow::<Test>::put(MAX_DISPUTE_WINDOW + 1));
}

#[test]
fn cursor_is_a_key_fires() {
	fires("CursorIsAKey", |study| {
		let key = Participations::<Test>::hashed_key_for(Grantee::Study(study), ALICE);
		PurgeCursor::<Test>::set(Some(BoundedVec::truncate_from(key)));
	});
	fires("CursorIsAKey", |_| PurgeCursor::<Test>::set(Some(BoundedVec::default())));
}
