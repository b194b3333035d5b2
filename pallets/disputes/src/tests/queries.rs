use super::*;

#[test]
fn dispute_shows_what_is_known() {
	run(|| {
		let set = [delivered(ALICE, 1), delivered(BOB, 2)];
		assert_ok!(open(set, Reason::OutsideTerms));
		let now = pallet_timestamp::Now::<Test>::get();
		let info = Disputes::dispute(0).unwrap();
		assert_eq!(
			(info.dispute, info.study, &info.sponsor, info.reason, info.evidence),
			(0, STUDY, &SPONSOR, Reason::OutsideTerms, [9; 32])
		);
		assert_eq!((info.opened_at, info.phase, info.due), (now, Phase::Drawing, None));
		assert_eq!(info.draws_at, Some(System::block_number() as u32 + DRAW_DELAY));
		assert_eq!((info.arbiter, info.evidence_key), (None, None));
		assert_eq!((info.compensation, info.bound), (COMPENSATION, bond_of(2)));
		let item = Item {
			subject: BOB,
			dataset: dataset(2),
			price: PRICE,
			fee: BASE_FEE / 2 + FEE,
			verdict: None,
			appeal: None,
		};
		assert_eq!(info.items.get(1), Some(&item));
		assert_eq!(Disputes::dispute(1), None);
		assert_eq!(Disputes::dispute_over(STUDY, BOB, dataset(2)), Some(0));
		assert_eq!(Disputes::dispute_over(STUDY, BOB, dataset(1)), None);
	});
}

#[test]
fn pages_follow_the_numbers() {
	run(|| {
		ledger::Sponsors::<Test>::insert(1, SPONSOR);
		// Numbers whose little-endian order differs.
		NextDisputeId::<Test>::put(254);
		for n in 0..5 {
			assert_ok!(open([delivered(ALICE, n)], Reason::Duplicate));
		}
		let ids = |after, limit| {
			let page = Disputes::disputes_of(STUDY, after, limit);
			page.into_iter().map(|info| info.dispute).collect::<Vec<_>>()
		};
		assert_eq!(ids(None, 100), [254, 255, 256, 257, 258]);
		assert_eq!(ids(None, 2), [254, 255]);
		assert_eq!(ids(Some(255), 2), [256, 257]);
		assert_eq!(ids(Some(255), u32::MAX), [256, 257, 258]);
		assert!(ids(Some(258), 100).is_empty());
		assert_eq!(ids(Some(7), 1), [254]);
		assert_eq!(Disputes::disputes_of(1, None, 100), []);
	});
}

#[test]
fn disputes_for_lists_what_an_arbiter_has_to_do() {
	ExtBuilder { judges: 1, ..Default::default() }.build_and_execute(|| {
		for n in 0..3 {
			assert_ok!(open([delivered(ALICE, n)], Reason::Duplicate));
		}
		let ids = |after| {
			let page = Disputes::disputes_for(judge(0), after, 100);
			page.into_iter().map(|info| info.dispute).collect::<Vec<_>>()
		};
		assert!(ids(None).is_empty());
		blocks(DRAW_DELAY + 1);
		idle();
		assert_eq!(ids(None), [0, 1, 2]);
		assert_eq!(ids(Some(0)), [1, 2]);
		assert_ok!(decide(1, [GOOD]));
		assert_eq!(ids(None), [0, 1, 2]);
		pass(DEFAULT_PERIODS.appeal);
		idle();
		assert_eq!(ids(None), [0, 2]);
		pass(DEFAULT_PERIODS.decide);
		idle();
		assert!(ids(None).is_empty());
	});
}

#[test]
fn arbiter_reads_while_the_dispute_is_live() {
	run(|| {
		let reader = || Disputes::arbiter(STUDY, &ALICE, &dataset(1));
		let one = delivered(ALICE, 1);
		assert_eq!(reader(), None);
		assert_ok!(open([one], Reason::Duplicate));
		assert_eq!(reader(), None);
		blocks(DRAW_DELAY + 1);
		idle();
		let arbiter = arbiter_of(0);
		assert!(arbiter.is_some());
		assert_eq!(reader(), arbiter);
		assert_ok!(decide(0, [GOOD]));
		assert_ok!(appeal(SPONSOR, 0));
		assert_eq!(reader(), arbiter);
		pass(DEFAULT_PERIODS.appeal);
		idle();
		assert_eq!(reader(), arbiter);
		assert_eq!(Disputes::arbiter(STUDY, &ALICE, &dataset(2)), None);
		pass(DEFAULT_PERIODS.panel);
		idle();
		assert_eq!(reader(), None);
	});
}

#[test]
fn bond_for_says_what_open_takes() {
	run(|| {
		let info = Disputes::bond_for(2).unwrap();
		assert_eq!(
			(info.fee, info.compensation, info.bond, info.appeal_bond),
			(BASE_FEE + 2 * FEE, 2 * COMPENSATION, bond_of(2), APPEAL_BOND)
		);
		assert_eq!(Disputes::bond_for(0), None);
		assert!(Disputes::bond_for(MAX_CONTRIBUTIONS).is_some());
		assert_eq!(Disputes::bond_for(MAX_CONTRIBUTIONS + 1), None);
	});
}
