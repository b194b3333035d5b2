//! A grant's end by date, with the real pallets.

use super::fixture::*;
use crate::{Consent, Runtime, Studies};
use epione_primitives::{Grantee, DAY};
use frame_support::{assert_ok, traits::OnFinalize};

/// The audit's attack M9: deliver; the end passes; the envelope was served for ever, and nobody had
/// to destroy anything.
#[test]
fn what_was_delivered_ends_with_the_grants_date() {
	run(|| {
		let study = study(10 * cost());
		let (digest, holder) = (dataset(1), Grantee::Study(study));
		let grant = grant(holder.clone());
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		assert_ok!(apply(&GATEWAY, deliver(study, digest, envelope(study, 1, grant))).unwrap());
		let served = || {
			let found = Studies::contribution(holder.clone(), ALICE, digest);
			found.unwrap().envelope.is_some()
		};
		let duties = || Consent::duties_of(sponsor(), None, 100);
		let end = START + 100 * DAY;
		pallet_timestamp::Now::<Runtime>::put(end - 1);
		assert!(served());
		pallet_timestamp::Now::<Runtime>::put(end);
		assert!(!served());
		assert!(duties().is_empty());

		// By anybody, as by the chain itself.
		let sweep = pallet_consent::Call::<Runtime>::sweep { subject: ALICE, limit: 1 };
		assert_ok!(apply(&BOB, sweep).unwrap());
		let found: Vec<_> = duties().iter().map(|line| (line.grant, line.counts)).collect();
		assert_eq!(found, [(grant, true)]);
		let purge = pallet_studies::Call::<Runtime>::purge { limit: 10 };
		assert_ok!(apply(&BOB, purge).unwrap());
		assert!(pallet_studies::Envelopes::<Runtime>::iter_keys().next().is_none());
		let acknowledge = pallet_consent::Call::<Runtime>::acknowledge { grant };
		assert_ok!(apply(&sponsor(), acknowledge).unwrap());
		assert!(duties().is_empty());
	});
}

#[test]
fn a_standstill_beyond_the_grants_end_gives_the_use_back() {
	run(|| {
		let study = study(10 * cost());
		let (digest, holder) = (dataset(1), Grantee::Study(study));
		let terms = pallet_consent::Terms {
			valid_until: START + DAY,
			uses: Some(1),
			..consent_terms(holder.clone())
		};
		let grant = pallet_consent::NextGrant::<Runtime>::get();
		assert_ok!(Consent::grant(signed(ALICE), ALICE, terms, None));
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		let uses = || Consent::grant_info(grant).unwrap().line.uses_left;
		assert_eq!(uses(), Some(0));

		// The block ends, and the next one comes three weeks later.
		let right = envelope(study, 1, grant);
		Studies::on_finalize(1);
		pallet_timestamp::Now::<Runtime>::put(START + 21 * DAY);
		let reason = code("Studies", "GrantExpired");
		assert_eq!(pool(&GATEWAY, deliver(study, digest, right)), refused(reason));
		let lapse = pallet_studies::Call::<Runtime>::lapse {
			holder: holder.clone(),
			subject: ALICE,
			dataset: digest,
		};
		assert_ok!(apply(&BOB, lapse).unwrap());
		assert_eq!(uses(), Some(1));
		let part = pallet_studies::Participations::<Runtime>::get(&holder, ALICE);
		assert_eq!((part.committed, part.lapsed), (0, 0));
	});
}
