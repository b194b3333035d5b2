//! Which data a study accepts.

use super::*;

fn study_with(change: impl FnOnce(&mut Eligibility)) -> StudyId {
	let mut terms = terms();
	change(&mut terms.eligibility);
	open_with(terms, BUDGET)
}

fn refused(study: StudyId, subject: AccountId, dataset: Digest, error: Error<Test>) {
	let error: sp_runtime::DispatchError = error.into();
	let grant = grant(subject.clone(), study);
	let checked = Studies::check_commit(&subject, study, &subject, &dataset, grant, &None);
	assert_eq!(checked.err().map(Into::into), Some(error));
	assert_noop!(commit(study, subject, dataset, grant), error);
}

#[test]
fn days_of_collection_lie_within_the_wanted_ones() {
	run(|| {
		// The data was collected on the days 20,000 and 20,001.
		let data = dataset(ALICE, 1);
		for window in [(20_001, 20_005), (19_000, 20_000), (20_002, 20_009)] {
			let study = study_with(|wanted| wanted.collected = Some(window));
			refused(study, ALICE, data, Error::DaysNotWanted);
		}
		let study = study_with(|wanted| wanted.collected = Some((20_000, 20_001)));
		let grant = grant(ALICE, study);
		assert_ok!(commit(study, ALICE, data, grant));
	});
}

#[test]
fn devices_are_of_a_wanted_model() {
	run(|| {
		let data = dataset_of(ALICE, 1, DEVICE);
		let models = vec![3, 5].try_into().unwrap();
		let study = study_with(|wanted| wanted.models = models);
		refused(study, ALICE, data, Error::ModelNotWanted);
		set_model(DEVICE, 4);
		refused(study, ALICE, data, Error::ModelNotWanted);
		set_model(DEVICE, 5);
		let grant = grant(ALICE, study);
		assert_ok!(commit(study, ALICE, data, grant));
	});
}

#[test]
fn subjects_are_not_in_an_excluded_study() {
	run(|| {
		let other = open();
		let study = study_with(|wanted| wanted.not_in = vec![other].try_into().unwrap());
		let (first, _) = committed(other, ALICE, 1);
		let data = dataset(ALICE, 2);
		refused(study, ALICE, data, Error::InOtherStudy);
		assert_ok!(deliver(other, ALICE, first));
		refused(study, ALICE, data, Error::InOtherStudy);
		pass(WINDOW);
		assert_ok!(settle(other, ALICE, first));
		refused(study, ALICE, data, Error::InOtherStudy);
		// A lapsed commitment was no contribution.
		let (dropped, _) = committed(other, BOB, 1);
		let data = dataset(BOB, 2);
		refused(study, BOB, data, Error::InOtherStudy);
		pass(DAY);
		assert_ok!(lapse(other, BOB, dropped));
		let grant = grant(BOB, study);
		assert_ok!(commit(study, BOB, data, grant));
	});
}

#[test]
fn create_with_an_unsound_eligibility_fails() {
	run(|| {
		let refused = |change: fn(&mut Terms<Balance>)| {
			let mut terms = terms();
			change(&mut terms);
			let created = Studies::create(signed(sponsor()), terms, BUDGET);
			assert_noop!(created, Error::<Test>::InvalidEligibility);
		};
		refused(|terms| terms.eligibility.collected = Some((2, 1)));
		// A study that does not exist yet, such as the new one itself.
		refused(|terms| terms.eligibility.not_in = vec![0].try_into().unwrap());
		refused(|terms| {
			terms.eligibility.models = vec![1].try_into().unwrap();
			terms.device_signed = false;
		});
		let mut terms = terms();
		terms.eligibility.collected = Some((1, 1));
		terms.eligibility.models = vec![1; 8].try_into().unwrap();
		create(terms, BUDGET);
	});
}
