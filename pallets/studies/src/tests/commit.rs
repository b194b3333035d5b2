use super::*;
use sp_core::Pair;
use sp_runtime::MultiSignature;

/// The call and the pool's check return the same refusal.
fn refused(
	study: StudyId,
	subject: AccountId,
	dataset: Digest,
	grant: GrantId,
	invitation: Option<Invitation>,
	error: Error<Test>,
) {
	let error: sp_runtime::DispatchError = error.into();
	let checked =
		Studies::check_commit(&subject, study, &subject, &dataset, grant, &invitation).err();
	assert_eq!(checked.map(Into::into), Some(error));
	let origin = signed(subject.clone());
	assert_noop!(Studies::commit(origin, study, subject, dataset, grant, invitation), error);
}

#[test]
fn commit_reserves_and_pins_works() {
	run(|| {
		let study = open();
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		let plan = Studies::check_commit(&ALICE, study, &ALICE, &dataset, grant, &None)
			.unwrap_or_else(|error| panic!("{error:?}"));
		assert_eq!(plan.needed, COST);
		assert_eq!(uses(grant), 0, "a check uses nothing up");
		assert_ok!(commit(study, ALICE, dataset, grant));
		assert_eq!(uses(grant), 1);
		let ledger = record(study);
		assert_eq!((ledger.owed, ledger.reserved), (0, COST));
		assert_eq!((ledger.accepted, ledger.unsettled, ledger.records), (1, 1, 1));
		assert_eq!(unallocated(study), BUDGET - COST);
		let pinned = contribution_of(study, ALICE, dataset).unwrap();
		assert_eq!(pinned.status, Status::Committed);
		assert_eq!((pinned.key_version, pinned.key), (0, recipient_secret(0).public()));
		assert_eq!((pinned.price, pinned.protocol_share), (REWARD, SHARE));
		assert_eq!((pinned.window, pinned.delivery_fee), (WINDOW, 50));
		assert_eq!(pinned.due, Some(START + DAY));
		assert_eq!(pinned.deposit, Deposit::Escrow(DEPOSIT));
		assert_eq!(
			last_event(),
			Event::Committed {
				holder: Grantee::Study(study),
				subject: ALICE,
				dataset,
				grant,
				key_version: 0,
				facts: pinned.facts_hash,
				price: REWARD,
				protocol_share: SHARE,
				deliver_by: START + DAY,
			}
		);
		assert_eq!(on_hold(&ALICE), 0, "the study pays the deposit");
	});
}

#[test]
fn commit_by_others_than_subject_and_gateway_fails() {
	run(|| {
		let study = open();
		let (a, b) = (dataset(ALICE, 1), dataset(BOB, 1));
		let (of_a, of_b) = (grant(ALICE, study), grant(BOB, study));
		assert_noop!(
			Studies::commit(signed(BOB), study, ALICE, a, of_a, None),
			Error::<Test>::NotSubjectOrGateway
		);
		assert_noop!(
			Studies::commit(signed(GATEWAY), study, BOB, b, of_b, None),
			Error::<Test>::NotSubjectOrGateway
		);
		assert_ok!(Studies::commit(signed(GATEWAY), study, ALICE, a, of_a, None));
	});
}

#[test]
fn commit_to_a_study_that_takes_none_fails() {
	run(|| {
		let dataset = dataset(ALICE, 1);
		refused(9, ALICE, dataset, 1, None, Error::StudyNotFound);
		let study = create(terms(), BUDGET);
		let grant = grant(ALICE, study);
		refused(study, ALICE, dataset, grant, None, Error::NotApproved);
		approve(study);
		refused(study, ALICE, dataset, grant, None, Error::KeyNotFound);
		add_key(study, 0);
		credential_ends(sponsor(), Role::Researcher);
		refused(study, ALICE, dataset, grant, None, Error::NotResearcher);
		credential(sponsor(), Role::Researcher);
		assert_ok!(commit(study, ALICE, dataset, grant));
	});
}

#[test]
fn commit_from_opening_to_closing_to_the_millisecond_works() {
	run(|| {
		let mut terms = terms();
		terms.opens = START + 1_000;
		terms.closes = START + 2_000;
		let study = open_with(terms, BUDGET);
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		pass(999);
		refused(study, ALICE, dataset, grant, None, Error::NotOpenYet);
		pass(1);
		assert_ok!(Studies::check_commit(&ALICE, study, &ALICE, &dataset, grant, &None).map(|_| ()));
		pass(999);
		assert_ok!(Studies::check_commit(&ALICE, study, &ALICE, &dataset, grant, &None).map(|_| ()));
		pass(1);
		refused(study, ALICE, dataset, grant, None, Error::StudyClosed);
	});
}

#[test]
fn commit_to_a_key_older_than_90_days_fails() {
	run(|| {
		let study = open();
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		pass(90 * DAY - 1);
		assert_ok!(Studies::check_commit(&ALICE, study, &ALICE, &dataset, grant, &None).map(|_| ()));
		pass(1);
		refused(study, ALICE, dataset, grant, None, Error::KeyExpired);
		add_key(study, 1);
		assert_ok!(commit(study, ALICE, dataset, grant));
		assert_eq!(contribution_of(study, ALICE, dataset).unwrap().key_version, 1);
	});
}

#[test]
fn commit_of_an_unfit_dataset_fails() {
	run(|| {
		let study = open();
		let digest = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		let others = dataset(BOB, 1);
		refused(study, ALICE, [0xEE; 32], grant, None, Error::DatasetNotFound);
		refused(study, ALICE, others, grant, None, Error::DatasetNotFound);
		let good = <World as traits::DatasetLookup<_>>::facts(&ALICE, &digest).unwrap();
		let with = |change: fn(&mut DatasetFacts<AccountId>), error| {
			change_dataset(ALICE, digest, change);
			refused(study, ALICE, digest, grant, None, error);
			change_dataset(ALICE, digest, |facts| *facts = good.clone());
		};
		with(|facts| facts.status = DatasetStatus::Superseded, Error::DatasetSuperseded);
		with(|facts| facts.modality = Modality::Genomic, Error::ModalityNotWanted);
		with(|facts| facts.depth = 7, Error::BatchTooSmall);
		with(|facts| facts.device = None, Error::NoDeviceSignature);
		change_dataset(ALICE, digest, |facts| facts.depth = 8);
		assert_ok!(commit(study, ALICE, digest, grant));
	});
}

#[test]
fn commit_of_a_refused_devices_data_fails() {
	run(|| {
		let study = open();
		let dataset = dataset_of(ALICE, 1, DEVICE);
		let grant = grant(ALICE, study);
		for (refusal, error) in [
			(DeviceRefusal::Suspended, Error::DeviceSuspended),
			(DeviceRefusal::Lost, Error::DeviceLost),
			(DeviceRefusal::Recalled, Error::DeviceRecalled),
			(DeviceRefusal::Unknown, Error::DeviceNotUsable),
		] {
			refuse_device(DEVICE, refusal);
			refused(study, ALICE, dataset, grant, None, error);
		}
	});
}

#[test]
fn commit_after_any_denial_fails() {
	run(|| {
		let study = open();
		let dataset = dataset(ALICE, 1);
		refused(study, ALICE, dataset, 77, None, Error::GrantNotFound);
		let of_bob = grant(BOB, study);
		refused(study, ALICE, dataset, of_bob, None, Error::GrantOfOtherSubject);
		let to_clinician = grant_for(ALICE, Grantee::Account(CLINICIAN), purpose());
		refused(study, ALICE, dataset, to_clinician, None, Error::GrantForOtherGrantee);
		let treatment = grant_for(ALICE, Grantee::Study(study), Purpose::Treatment);
		refused(study, ALICE, dataset, treatment, None, Error::PurposeNotGranted);
		let grant = grant(ALICE, study);
		for (denial, error) in [
			(Denial::NoGrant, Error::GrantNotFound),
			(Denial::OtherSubject, Error::GrantOfOtherSubject),
			(Denial::OtherGrantee, Error::GrantForOtherGrantee),
			(Denial::Revoked, Error::GrantRevoked),
			(Denial::NotYetValid, Error::GrantNotYetValid),
			(Denial::Expired, Error::GrantExpired),
			(Denial::UsedUp, Error::GrantUsedUp),
			(Denial::ActionNotGranted, Error::ReadingNotGranted),
			(Denial::NoDataset, Error::DatasetNotFound),
			(Denial::ModalityOutOfScope, Error::ModalityOutOfScope),
			(Denial::DatasetOutOfScope, Error::DatasetOutOfScope),
			(Denial::DaysOutOfScope, Error::DaysOutOfScope),
			(Denial::Purpose(PurposeMismatch::Disease), Error::PurposeNotGranted),
			(Denial::NoEthicsApproval, Error::EthicsApprovalDemanded),
			(Denial::NotForProfitOnly, Error::NotForProfitDemanded),
			(Denial::NonCommercialOnly, Error::NonCommercialDemanded),
			(Denial::NotSpecificGrantee, Error::NotSpecificGrantee),
		] {
			deny(grant, denial);
			refused(study, ALICE, dataset, grant, None, error);
		}
		assert_eq!(uses(grant), 0);
	});
}

#[test]
fn commit_twice_fails() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed(study, ALICE, 1);
		refused(study, ALICE, dataset, grant, None, Error::AlreadyContributed);
		assert_ok!(deliver(study, ALICE, dataset));
		refused(study, ALICE, dataset, grant, None, Error::AlreadyContributed);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		refused(study, ALICE, dataset, grant, None, Error::AlreadyContributed);
		// It may be committed to another study.
		let other = open();
		let grant = super::grant(ALICE, other);
		assert_ok!(commit(other, ALICE, dataset, grant));
	});
}

#[test]
fn commit_before_a_newcomers_first_settlement_fails() {
	run(|| {
		let study = open();
		let (first, grant) = committed(study, ALICE, 1);
		let second = dataset(ALICE, 2);
		refused(study, ALICE, second, grant, None, Error::FirstNotSettled);
		assert_ok!(deliver(study, ALICE, first));
		refused(study, ALICE, second, grant, None, Error::FirstNotSettled);
		// The limit applies to each study and each subject separately.
		let other = open();
		committed(other, ALICE, 3);
		committed(study, BOB, 1);
		pass(WINDOW - 1);
		refused(study, ALICE, second, grant, None, Error::FirstNotSettled);
		pass(1);
		assert_ok!(settle(study, ALICE, first));
		// From now on it may have several at once.
		assert_ok!(commit(study, ALICE, second, grant));
		committed(study, ALICE, 4);
	});
}

#[test]
fn commit_before_a_devices_first_settlement_fails() {
	run(|| {
		let study = open();
		let of_alice = dataset_of(ALICE, 1, DEVICE);
		let of_bob = dataset_of(BOB, 2, DEVICE);
		let (a, b) = (grant(ALICE, study), grant(BOB, study));
		assert_ok!(commit(study, ALICE, of_alice, a));
		// One device under two accounts counts once.
		refused(study, BOB, of_bob, b, None, Error::DeviceFirstNotSettled);
		assert_ok!(deliver(study, ALICE, of_alice));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, of_alice));
		assert_ok!(commit(study, BOB, of_bob, b));
	});
}

#[test]
fn commit_beyond_the_caps_fails() {
	run(|| {
		let study =
			open_with(Terms { per_participant: 2, max_contributions: 3, ..terms() }, BUDGET);
		let settled = |subject: AccountId, n| {
			let (dataset, _) = delivered(study, subject.clone(), n);
			pass(WINDOW);
			assert_ok!(settle(study, subject, dataset));
		};
		settled(ALICE, 1);
		settled(ALICE, 2);
		let third = dataset(ALICE, 3);
		refused(study, ALICE, third, grant(ALICE, study), None, Error::ParticipantCapReached);
		settled(BOB, 1);
		let fourth = dataset(BOB, 2);
		refused(study, BOB, fourth, grant(BOB, study), None, Error::StudyFull);
	});
}

/// A device that is moved from account to account would have a cap for each.
#[test]
fn commit_of_a_moved_device_beyond_the_cap_fails() {
	run(|| {
		let study = open_with(Terms { per_participant: 2, ..terms() }, BUDGET);
		let device = AccountId::new([0xDE; 32]);
		let by_device = |subject: AccountId| dataset_of(subject, 1, device.clone());
		for subject in [ALICE, BOB] {
			let dataset = by_device(subject.clone());
			assert_ok!(commit(study, subject.clone(), dataset, grant(subject.clone(), study)));
			assert_ok!(deliver(study, subject.clone(), dataset));
			pass(WINDOW);
			assert_ok!(settle(study, subject, dataset));
		}
		let third = by_device(CHARLIE);
		refused(study, CHARLIE, third, grant(CHARLIE, study), None, Error::DeviceCapReached);
		let own = dataset(CHARLIE, 2);
		assert_ok!(commit(study, CHARLIE, own, grant(CHARLIE, study)));
	});
}

#[test]
fn commit_to_the_last_unit_of_the_budget_works() {
	run(|| {
		let study = open_with(terms(), 2 * COST - 1);
		committed(study, ALICE, 1);
		let dataset = dataset(BOB, 1);
		let grant = grant(BOB, study);
		refused(study, BOB, dataset, grant, None, Error::BudgetExhausted);
		assert_ok!(Studies::fund(signed(BOB), study, 1));
		assert_ok!(commit(study, BOB, dataset, grant));
		assert_eq!(unallocated(study), 0);
	});
}

#[test]
fn commit_for_less_than_a_new_account_could_receive_fails() {
	run(|| {
		let study = open_with(Terms { reward: 20, ..terms() }, BUDGET);
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		// The protocol takes more than when the study was created: 11 of 20.
		ProtocolShare::set(Permill::from_percent(55));
		refused(study, ALICE, dataset, grant, None, Error::PriceTooLow);
		ProtocolShare::set(Permill::from_percent(50));
		assert_ok!(commit(study, ALICE, dataset, grant));
	});
}

// Invitations: for studies whose data no device signs.

fn by_invitation() -> (StudyId, Digest, GrantId) {
	let study = open_with(Terms { device_signed: false, ..terms() }, BUDGET);
	let digest = [0x11; 32];
	anchor(ALICE, digest, |_| ());
	(study, digest, grant(ALICE, study))
}

#[test]
fn commit_with_an_invitation_uses_it_once_works() {
	run(|| {
		let (study, dataset, grant) = by_invitation();
		refused(study, ALICE, dataset, grant, None, Error::NoInvitation);
		let invitation = invitation(study, &ALICE, now() + 1);
		let origin = signed(ALICE);
		assert_ok!(Studies::commit(origin, study, ALICE, dataset, grant, Some(invitation)));
		assert_ok!(deliver(study, ALICE, dataset));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		// One invitation is enough: later commitments need no signed one.
		let next = [0x12; 32];
		anchor(ALICE, next, |_| ());
		assert_ok!(commit(study, ALICE, next, grant));
	});
}

#[test]
fn commit_with_an_invitation_that_a_wallet_wrapped_works() {
	run(|| {
		let (study, dataset, grant) = by_invitation();
		let expiry = now() + DAY;
		let statement =
			epione_envelope::statements::invitation(&CHAIN_ID, study, ALICE.as_ref(), expiry);
		let wrapped = [b"<Bytes>", &statement[..], b"</Bytes>"].concat();
		let signature = MultiSignature::Sr25519(sponsor_pair().sign(&wrapped));
		let invitation = Invitation { expiry, signature };
		let origin = signed(ALICE);
		assert_ok!(Studies::commit(origin, study, ALICE, dataset, grant, Some(invitation)));
	});
}

#[test]
fn commit_with_somebody_elses_or_an_expired_invitation_fails() {
	run(|| {
		let (study, dataset, grant) = by_invitation();
		let expiry = now() + DAY;
		let with =
			|invitation, error| refused(study, ALICE, dataset, grant, Some(invitation), error);
		with(invitation(study, &BOB, expiry), Error::InvalidInvitation);
		with(invitation(study + 1, &ALICE, expiry), Error::InvalidInvitation);
		let mut later = invitation(study, &ALICE, expiry);
		later.expiry += 1;
		with(later, Error::InvalidInvitation);
		let statement =
			epione_envelope::statements::invitation(&[7; 32], study, ALICE.as_ref(), expiry);
		let signature = MultiSignature::Sr25519(sponsor_pair().sign(&statement));
		with(Invitation { expiry, signature }, Error::InvalidInvitation);
		let statement =
			epione_envelope::statements::invitation(&CHAIN_ID, study, ALICE.as_ref(), expiry);
		let stranger = sp_core::sr25519::Pair::from_seed(&[99; 32]);
		let signature = MultiSignature::Sr25519(stranger.sign(&statement));
		with(Invitation { expiry, signature }, Error::InvalidInvitation);
		with(invitation(study, &ALICE, now()), Error::InvitationExpired);
	});
}

#[test]
fn commit_keeps_the_subject_alive_while_it_has_a_part_works() {
	run(|| {
		let study = open();
		// Charlie has no tokens, and can sign refusals as long as something of his exists.
		assert!(!System::account_exists(&CHARLIE));
		let (dataset, _) = committed(study, CHARLIE, 1);
		assert_eq!(System::providers(&CHARLIE), 1);
		assert_ok!(deliver(study, CHARLIE, dataset));
		pass(WINDOW);
		assert_ok!(settle(study, CHARLIE, dataset));
		// Paid: now its own money keeps it alive too. It could withdraw without that as well.
		assert_eq!(free(&CHARLIE), REWARD - SHARE);
		assert_eq!(System::providers(&CHARLIE), 2);
		assert_ok!(Balances::transfer_all(signed(CHARLIE), BOB, false));
		assert_eq!(System::providers(&CHARLIE), 1);
		set_closed(study);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		pass(RETENTION);
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert!(!System::account_exists(&CHARLIE), "nothing of it is left, nor of Charlie");
	});
}
