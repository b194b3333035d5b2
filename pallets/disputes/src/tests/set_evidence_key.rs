use super::*;
use epione_primitives::Role;

const KEY: EvidenceKeyBytes = [77; 32];

#[test]
fn set_evidence_key_works() {
	run(|| {
		accredit(NOBODY, Role::Arbiter, COURT);
		assert_ok!(Disputes::set_evidence_key(signed(NOBODY), KEY));
		assert_eq!(last_event(), Event::EvidenceKeySet { arbiter: NOBODY, key: KEY });
		assert_eq!(Disputes::evidence_key(NOBODY), Some(KEY));
		let deposit = 10 + u128::from(Disputes::key_footprint().size);
		assert_eq!(deposits(&NOBODY), deposit);
		// Another key under the same deposit.
		assert_ok!(Disputes::set_evidence_key(signed(NOBODY), [78; 32]));
		assert_eq!(Disputes::evidence_key(NOBODY), Some([78; 32]));
		assert_eq!(deposits(&NOBODY), deposit);
	});
}

#[test]
fn set_evidence_key_during_a_dispute_works() {
	run(|| {
		let (id, arbiter) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		assert_ok!(Disputes::set_evidence_key(signed(arbiter.clone()), KEY));
		assert_eq!(Disputes::dispute(id).unwrap().evidence_key, Some([5; 32]));
		assert_ok!(Disputes::remove_evidence_key(signed(arbiter)));
		assert_eq!(Disputes::dispute(id).unwrap().evidence_key, Some([5; 32]));
		assert_ok!(decide(id, [GOOD]));
	});
}

#[test]
fn set_evidence_key_by_no_arbiter_fails() {
	run(|| {
		for who in [SPONSOR, NOBODY] {
			let set = Disputes::set_evidence_key(signed(who), KEY);
			assert_noop!(set, Error::<Test>::NotArbiter);
		}
		assert_noop!(Disputes::set_evidence_key(root(), KEY), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn set_evidence_key_of_zeros_fails() {
	run(|| {
		assert_noop!(
			Disputes::set_evidence_key(signed(judge(0)), [0; 32]),
			Error::<Test>::InvalidKey
		);
	});
}

#[test]
fn set_evidence_key_without_the_deposit_fails() {
	run(|| {
		accredit(ALICE, Role::Arbiter, COURT);
		assert_noop!(
			Disputes::set_evidence_key(signed(ALICE), KEY),
			sp_runtime::TokenError::FundsUnavailable
		);
	});
}
