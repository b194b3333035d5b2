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

/// The seven encodings of X25519's points of small order, as other libraries list them: age
/// encrypts to none. X25519 ignores the highest bit.
#[test]
fn set_evidence_key_of_small_order_fails() {
	run(|| {
		let mut points = vec![[0; 32]];
		points.push([0; 32]);
		points[1][0] = 1;
		for hex in [
			"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
			"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		] {
			let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
			points.push(core::array::from_fn(byte));
		}
		for first in [0xec, 0xed, 0xee] {
			let mut point = [0xff; 32];
			(point[0], point[31]) = (first, 0x7f);
			points.push(point);
		}
		for mut point in points {
			for highest in [0, 0x80] {
				point[31] = point[31] & 0x7f | highest;
				let set = Disputes::set_evidence_key(signed(judge(0)), point);
				assert_noop!(set, Error::<Test>::InvalidKey);
			}
		}
		// The base point, and the numbers beside those above.
		for first in [2, 9] {
			let mut point = [0; 32];
			point[0] = first;
			assert_ok!(Disputes::set_evidence_key(signed(judge(0)), point));
		}
		let mut point = [0xff; 32];
		(point[0], point[31]) = (0xef, 0x7f);
		assert_ok!(Disputes::set_evidence_key(signed(judge(0)), point));
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
