use super::*;
use epione_envelope::{
	envelope::{seal, Context},
	keys::Holder,
	rand_core::OsRng,
};

/// The call and the pool's check return the same refusal.
fn refused(study: StudyId, dataset: Digest, envelope: EnvelopeBytes, error: Error<Test>) {
	let error: sp_runtime::DispatchError = error.into();
	let checked = Studies::check_deliver(&ALICE, study, &ALICE, &dataset, &envelope).err();
	assert_eq!(checked.map(Into::into), Some(error));
	assert_noop!(Studies::deliver(signed(ALICE), study, ALICE, dataset, envelope), error);
}

fn good(study: StudyId, dataset: Digest) -> EnvelopeBytes {
	envelope(&Grantee::Study(study), &ALICE, dataset)
}

#[test]
fn deliver_owes_the_reward_works() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		pass(1_000);
		let envelope = good(study, dataset);
		assert_ok!(Studies::check_deliver(&ALICE, study, &ALICE, &dataset, &envelope).map(|_| ()));
		assert_ok!(Studies::deliver(signed(GATEWAY), study, ALICE, dataset, envelope));
		let ledger = record(study);
		assert_eq!((ledger.owed, ledger.reserved), (REWARD, DEPOSIT));
		// The fee that was kept back is unallocated again (in this mock nobody charged it).
		assert_eq!(unallocated(study), BUDGET - REWARD - DEPOSIT);
		let record = contribution_of(study, ALICE, dataset).unwrap();
		assert_eq!((record.status, record.delivery_fee), (Status::Delivered, 0));
		assert_eq!(record.delivered_at, Some(START + 1_000));
		assert_eq!(
			last_event(),
			Event::Delivered {
				holder: Grantee::Study(study),
				subject: ALICE,
				dataset,
				envelope,
				settles_at: START + 1_000 + WINDOW,
			}
		);
	});
}

#[test]
fn deliver_by_others_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let envelope = good(study, dataset);
		assert_noop!(
			Studies::deliver(signed(BOB), study, ALICE, dataset, envelope),
			Error::<Test>::NotSubjectOrGateway
		);
		assert_noop!(
			Studies::deliver(signed(sponsor()), study, ALICE, dataset, envelope),
			Error::<Test>::NotSubjectOrGateway
		);
	});
}

#[test]
fn deliver_without_a_commitment_or_twice_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let envelope = good(study, dataset);
		refused(study, [9; 32], envelope, Error::ContributionNotFound);
		refused(study + 1, dataset, envelope, Error::ContributionNotFound);
		assert_ok!(deliver(study, ALICE, dataset));
		refused(study, dataset, envelope, Error::AlreadyDelivered);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		refused(study, dataset, envelope, Error::AlreadyDelivered);
	});
}

#[test]
fn deliver_in_time_to_the_millisecond_works() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let envelope = good(study, dataset);
		pass(DAY - 1);
		assert_ok!(Studies::check_deliver(&ALICE, study, &ALICE, &dataset, &envelope).map(|_| ()));
		pass(1);
		refused(study, dataset, envelope, Error::DeliveryOverdue);
		assert_ok!(lapse(study, ALICE, dataset));
		refused(study, dataset, envelope, Error::DeliveryOverdue);
	});
}

#[test]
fn deliver_after_the_subjects_own_no_fails() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed(study, ALICE, 1);
		let envelope = good(study, dataset);
		for (denial, error) in [
			(Denial::Revoked, Error::GrantRevoked),
			(Denial::DatasetOutOfScope, Error::DatasetOutOfScope),
			(Denial::ModalityOutOfScope, Error::ModalityOutOfScope),
			(Denial::DaysOutOfScope, Error::DaysOutOfScope),
			(Denial::ActionNotGranted, Error::ReadingNotGranted),
		] {
			withdraw(grant, denial);
			refused(study, dataset, envelope, error);
		}
	});
}

#[test]
fn deliver_of_a_tombstoned_dataset_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let envelope = good(study, dataset);
		tombstone(ALICE, dataset);
		refused(study, dataset, envelope, Error::DatasetNotFound);
		// The commitment lapses; the sponsor loses only fees.
		pass(DAY);
		assert_ok!(lapse(study, ALICE, dataset));
		assert_eq!(unallocated(study), BUDGET - DEPOSIT);
	});
}

#[test]
fn deliver_of_a_dataset_with_other_facts_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let envelope = good(study, dataset);
		let before = <World as traits::DatasetLookup<_>>::facts(&ALICE, &dataset).unwrap();
		for change in [
			(|facts| facts.key_commitment = data_key([3; 32]).commitment())
				as fn(&mut DatasetFacts<AccountId>),
			|facts| facts.root = [1; 32],
			|facts| facts.depth += 1,
			|facts| facts.codec = Codec::DagPb,
			|facts| facts.device = None,
		] {
			change_dataset(ALICE, dataset, change);
			refused(study, dataset, envelope, Error::DatasetChanged);
			change_dataset(ALICE, dataset, |facts| *facts = before.clone());
		}
		// It does not matter any more that a later dataset superseded it.
		change_dataset(ALICE, dataset, |facts| facts.status = DatasetStatus::Superseded);
		assert_ok!(deliver(study, ALICE, dataset));
	});
}

#[test]
fn deliver_whatever_the_sponsor_does_works() {
	run(|| {
		let study = open_with(terms(), COST);
		let (dataset, grant) = committed(study, ALICE, 1);
		let sealed = good(study, dataset);
		// The sponsor changes its key, closes, drains the budget, and loses its credential.
		add_key(study, 1);
		set_closed(study);
		assert_eq!(unallocated(study), 0);
		assert_ok!(Studies::fund(signed(sponsor()), open(), 1));
		assert_noop!(Studies::close(signed(sponsor()), study), Error::<Test>::AlreadyClosing);
		assert_ok!(Studies::finish(signed(sponsor()), study));
		assert_noop!(Studies::finish(signed(sponsor()), study), Error::<Test>::NothingToRefund);
		credential_ends(sponsor(), Role::Researcher);
		credential_ends(BOARD, Role::EthicsBoard);
		// Changes that the subject does not control: dates and uses of the grant run out, the
		// device loses its standing.
		deny(grant, Denial::Expired);
		let device = contribution_of(study, ALICE, dataset).unwrap().device.unwrap();
		refuse_device(device, DeviceRefusal::Recalled);
		ProtocolShare::set(Permill::from_percent(90));
		let before = free(&ALICE);
		// An envelope sealed to the pinned key before any of that is accepted and paid.
		assert_ok!(Studies::deliver(signed(GATEWAY), study, ALICE, dataset, sealed));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
	});
}

#[test]
fn deliver_of_an_envelope_for_something_else_fails() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed(study, ALICE, 1);
		let key = recipient_secret(0).public();
		let right = context(&Grantee::Study(study), &ALICE, dataset, grant, 0);
		let with = |change: fn(&mut Context)| {
			let mut context = right;
			change(&mut context);
			let envelope = seal(&data_key(dataset), &key, &context, &mut OsRng).unwrap();
			refused(study, dataset, envelope, Error::InvalidEnvelopeProof);
		};
		with(|context| context.chain_id = [0; 32]);
		with(|context| context.subject = BOB.into());
		with(|context| context.digest = [9; 32]);
		with(|context| context.holder = Holder::Study(99));
		with(|context| context.holder = Holder::Account(sponsor().into()));
		with(|context| context.grant += 1);
		with(|context| context.key_version = 1);
		// To another key, of another dataset.
		let to = |secret: u8, data: Digest| {
			seal(&data_key(data), &recipient_secret(secret).public(), &right, &mut OsRng).unwrap()
		};
		refused(study, dataset, to(1, dataset), Error::InvalidEnvelopeProof);
		refused(study, dataset, to(0, [9; 32]), Error::InvalidEnvelopeProof);
		// The same, made correctly, works.
		assert_ok!(Studies::deliver(signed(ALICE), study, ALICE, dataset, to(0, dataset)));
	});
}

#[test]
fn deliver_of_an_altered_envelope_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let good = good(study, dataset);
		let part = |n: usize| n * 32..n * 32 + 32;
		let with = |n: usize, bytes: [u8; 32], error| {
			let mut bad = good;
			bad[part(n)].copy_from_slice(&bytes);
			refused(study, dataset, bad, error);
		};
		// Swapped points.
		let mut swapped = good;
		swapped[part(0)].copy_from_slice(&good[part(1)]);
		swapped[part(1)].copy_from_slice(&good[part(0)]);
		refused(study, dataset, swapped, Error::InvalidEnvelopeProof);
		for point in [0, 1] {
			// The identity, a non-canonical encoding, another point.
			with(point, [0; 32], Error::InvalidEnvelopePoint);
			with(point, [0xFF; 32], Error::InvalidEnvelopePoint);
			with(point, recipient_secret(5).public(), Error::InvalidEnvelopeProof);
		}
		for scalar in [2, 3, 4] {
			with(scalar, GROUP_ORDER, Error::InvalidEnvelopeScalar);
			with(scalar, [0; 32], Error::InvalidEnvelopeProof);
		}
		refused(study, dataset, [0; 160], Error::InvalidEnvelopePoint);
	});
}

#[test]
fn deliver_of_a_stale_envelope_after_a_lapse_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		let stale = good(study, dataset);
		pass(DAY);
		assert_ok!(lapse(study, ALICE, dataset));
		add_key(study, 1);
		let grant = grant(ALICE, study);
		assert_ok!(commit(study, ALICE, dataset, grant));
		refused(study, dataset, stale, Error::InvalidEnvelopeProof);
		assert_ok!(deliver(study, ALICE, dataset));
	});
}
