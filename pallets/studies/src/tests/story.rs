use super::*;

#[docify::export]
#[test]
fn a_contribution_is_committed_delivered_and_paid() {
	run(|| {
		// 1. A researcher opens a study, adds its recipient key, and an ethics board approves it.
		let study = create(terms(), BUDGET);
		add_key(study, 0);
		approve(study);
		// 2. Alice has anchored a dataset and granted the study to read it; her gateway commits it.
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		assert_ok!(Studies::commit(signed(GATEWAY), study, ALICE, dataset, grant, None));
		assert_eq!(record(study).reserved, REWARD + 50 + DEPOSIT);
		// 3. Once that is final, it delivers the sealed key. The reward is owed.
		let envelope = envelope(&Grantee::Study(study), &ALICE, dataset);
		assert_ok!(Studies::deliver(signed(GATEWAY), study, ALICE, dataset, envelope));
		assert_eq!(record(study).owed, REWARD);
		// 4. The researcher takes it from the chain and opens it.
		let served = Studies::contributions(Grantee::Study(study), None, 100);
		assert_eq!(served[0].envelope, Some(envelope));
		let opened = epione_envelope::envelope::open(&envelope, &recipient_secret(0)).unwrap();
		assert_eq!(opened.to_bytes(), data_key(dataset).secret().to_bytes());
		// 5. When the dispute window is over, anybody has Alice paid.
		let before = free(&ALICE);
		pass(WINDOW);
		assert_ok!(Studies::settle(signed(NOBODY), Grantee::Study(study), ALICE, dataset));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
		assert_eq!(free(&PROTOCOL), ED + SHARE);
	});
}
