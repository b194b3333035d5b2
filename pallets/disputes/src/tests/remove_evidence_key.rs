use super::*;

#[test]
fn remove_evidence_key_after_the_credential_works() {
	run(|| {
		assert_ok!(Credentials::dismiss(root(), COURT));
		assert_ok!(Disputes::remove_evidence_key(signed(judge(0))));
		assert_eq!(last_event(), Event::EvidenceKeyRemoved { arbiter: judge(0) });
		assert_eq!((Disputes::evidence_key(judge(0)), deposits(&judge(0))), (None, 0));
	});
}

#[test]
fn remove_evidence_key_without_one_fails() {
	run(|| {
		assert_noop!(Disputes::remove_evidence_key(signed(NOBODY)), Error::<Test>::KeyNotFound);
		assert_noop!(Disputes::remove_evidence_key(root()), sp_runtime::DispatchError::BadOrigin);
	});
}
