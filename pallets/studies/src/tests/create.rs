use super::*;

fn refused(change: impl FnOnce(&mut Terms<Balance>), error: Error<Test>) {
	let mut terms = terms();
	change(&mut terms);
	assert_noop!(Studies::create(signed(sponsor()), terms, BUDGET), error);
}

#[test]
fn create_fills_the_pot_works() {
	run(|| {
		let before = free(&sponsor());
		let study = create(terms(), BUDGET);
		assert_eq!(study, 0);
		let pot = pot_of(study);
		assert_eq!(free(&pot), ED + BUDGET);
		assert_eq!(unallocated(study), BUDGET);
		assert!(on_hold(&sponsor()) > 0, "the sponsor's deposit");
		assert_eq!(free(&sponsor()) + on_hold(&sponsor()), before - ED - BUDGET);
		assert_eq!(
			last_event(),
			Event::StudyCreated { study, sponsor: sponsor(), terms: terms(), budget: BUDGET }
		);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Proposed);
		// Numbers are consecutive, pots are different.
		assert_eq!(create(terms(), BUDGET), 1);
		assert_ne!(pot_of(1), pot);
	});
}

#[test]
fn create_with_too_many_overdue_acknowledgements_fails() {
	run(|| {
		world(|w| w.overdue.insert(sponsor(), 3));
		refused(|_| (), Error::TooManyOverdue);
		// It works at the bound, and again when the duty is cleared.
		world(|w| w.overdue.insert(sponsor(), 2));
		create(terms(), BUDGET);
		world(|w| w.overdue.clear());
		create(terms(), BUDGET);
	});
}

#[test]
fn create_without_credential_fails() {
	run(|| {
		assert_noop!(Studies::create(signed(ALICE), terms(), BUDGET), Error::<Test>::NotResearcher);
		credential_ends(sponsor(), Role::Researcher);
		refused(|_| (), Error::NotResearcher);
	});
}

#[test]
fn create_with_bad_terms_fails() {
	run(|| {
		refused(
			|terms| {
				let mut research = ResearchUse::plain(DuoPermission::HealthResearch);
				research.modifiers = DuoModifiers::TS;
				terms.purpose = Purpose::Research(research);
			},
			Error::InvalidPurpose,
		);
		refused(|terms| terms.modalities = Modalities(0), Error::InvalidModalities);
		refused(|terms| terms.modalities = Modalities(1 << 9), Error::InvalidModalities);
		refused(|terms| terms.min_depth = MAX_DEPTH + 1, Error::InvalidDepth);
		refused(|terms| terms.per_participant = 0, Error::InvalidCaps);
		refused(|terms| terms.max_contributions = 0, Error::InvalidCaps);
		refused(|terms| terms.per_participant = terms.max_contributions + 1, Error::InvalidCaps);
		refused(|terms| terms.opens = terms.closes, Error::InvalidPeriod);
		refused(
			|terms| {
				terms.opens = START - 2;
				terms.closes = START;
			},
			Error::InvalidPeriod,
		);
	});
}

#[test]
fn create_at_the_bounds_of_the_terms_works() {
	run(|| {
		let mut terms = terms();
		terms.min_depth = MAX_DEPTH;
		terms.per_participant = 1;
		terms.max_contributions = 1;
		terms.opens = START;
		terms.closes = START + 1;
		terms.dispute_window = MAX_DISPUTE_WINDOW;
		create(terms, BUDGET);
	});
}

#[test]
fn create_with_a_reward_that_no_new_account_could_receive_fails() {
	run(|| {
		// 10 % of 11 is 1 (rounded down): 10 are left, the existential deposit.
		let with = |reward| Terms { reward, ..terms() };
		create(with(11), BUDGET);
		refused(|terms| terms.reward = 10, Error::PriceTooLow);
		refused(|terms| terms.reward = 0, Error::PriceTooLow);
	});
}

#[test]
fn create_with_a_dispute_window_out_of_bounds_fails() {
	run(|| {
		refused(|terms| terms.dispute_window = WINDOW - 1, Error::InvalidDisputeWindow);
		refused(|terms| terms.dispute_window = MAX_DISPUTE_WINDOW + 1, Error::InvalidDisputeWindow);
	});
	// The development preset's window is seconds.
	ExtBuilder::default().min_dispute_window(5 * SECOND).build_and_execute(|| {
		let with = |dispute_window| Terms { dispute_window, ..terms() };
		create(with(5 * SECOND), BUDGET);
		refused(|terms| terms.dispute_window = 5 * SECOND - 1, Error::InvalidDisputeWindow);
	});
}

#[test]
fn create_with_a_budget_below_one_contribution_fails() {
	run(|| {
		assert_noop!(
			Studies::create(signed(sponsor()), terms(), COST - 1),
			Error::<Test>::BudgetTooLow
		);
		assert_noop!(
			Studies::create(signed(sponsor()), Terms { reward: u128::MAX, ..terms() }, BUDGET),
			Error::<Test>::Overflow
		);
		create(terms(), COST);
	});
}

#[test]
fn create_without_the_money_fails() {
	run(|| {
		assert_noop!(
			Studies::create(signed(sponsor()), terms(), RICH),
			sp_runtime::TokenError::FundsUnavailable
		);
		NextStudyId::<Test>::put(u32::MAX);
		refused(|_| (), Error::Overflow);
		NextStudyId::<Test>::put(0);
	});
}
