use super::*;
use epione_envelope::{keys::Holder, payload::DeviceSignature};
use epione_primitives::{Codec, ContentId, KeyScheme, Modality};

fn sealed(n: u8) -> Sealed {
	Sealed {
		chain_id: [9; 32],
		subject: [1; 32],
		content: ContentId { codec: Codec::DagPb, digest: [n; 32] },
		key_commitment: [2; 32],
		root: [3; 32],
		depth: 9,
		count: 288,
		modality: Modality::HomeMonitor,
		first_day: 20_777,
		last_day: 20_778,
		size: 1 << 20,
		device: n.is_multiple_of(2).then_some(DeviceSignature {
			device: [4; 32],
			scheme: KeyScheme::Sr25519,
			claim: 2,
			seq: 5,
			signature: [6; 64],
		}),
		supersedes: (n == 2).then_some([7; 32]),
	}
}

fn tx(n: u8) -> SignedTx {
	SignedTx { hash: [n; 32], bytes: vec![n; 200], born: 10, mortal_until: 74 }
}

const BLOCK: BlockRef = BlockRef { number: 12, hash: [8; 32] };

fn open() -> (tempfile::TempDir, Journal) {
	let dir = tempfile::tempdir().unwrap();
	let journal = Journal::open(&dir.path().join("j.sqlite")).unwrap();
	(dir, journal)
}

fn seal(journal: &mut Journal, n: u8) -> i64 {
	let id = journal.begin_sealing(&sealed(n), 1).unwrap();
	journal.finish_sealing(id, &[[n; 16]], &[([n; 32], format!("{n}.json"), 1)], 2).unwrap();
	id
}

#[test]
fn a_batch_passes_its_states_and_keeps_what_it_is() {
	let (dir, mut journal) = open();
	for n in 1..=2 {
		let id = journal.begin_sealing(&sealed(n), 77).unwrap();
		assert_eq!(journal.reading(&[n; 16]).unwrap(), None);
		assert_eq!(journal.batches_in(BatchState::Sealing).unwrap()[0].sealed, sealed(n));
		journal.finish_sealing(id, &[[n; 16]], &[([n; 32], "a".into(), 1)], 78).unwrap();
		journal.set_stored(id).unwrap();
		journal.set_anchoring(&[id], &tx(n)).unwrap();
		assert_eq!(journal.batch(id).unwrap().unwrap().tx, Some(tx(n)));
		drop(journal);
		journal = Journal::open(&dir.path().join("j.sqlite")).unwrap();
		journal.set_anchored(id, Some(BLOCK)).unwrap();
		let batch = journal.batch(id).unwrap().unwrap();
		assert_eq!(batch.sealed, sealed(n));
		assert_eq!((batch.state, batch.block, batch.at), (BatchState::Anchored, Some(BLOCK), 77));
		assert_eq!(journal.batch_of(&[n; 32]).unwrap().map(|b| b.id), Some(id));
		assert_eq!(journal.reading(&[n; 16]).unwrap(), Some(id));
	}
	assert_eq!(journal.batches().unwrap().len(), 2);
	assert_eq!(journal.reading_count().unwrap(), 576);
	assert_eq!(journal.source(&[1; 32]).unwrap().map(|s| s.name), Some("a".into()));
	assert_eq!(journal.source(&[3; 32]).unwrap(), None);
}

#[test]
fn steps_out_of_order_are_refused() {
	let (_dir, mut journal) = open();
	let id = journal.begin_sealing(&sealed(1), 1).unwrap();
	assert!(journal.set_stored(id).is_err());
	assert!(journal.set_anchoring(&[id], &tx(1)).is_err());
	assert!(journal.set_anchored(id, None).is_err());
	journal.finish_sealing(id, &[], &[], 1).unwrap();
	assert!(journal.finish_sealing(id, &[], &[], 1).is_err());
	journal.undo_sealing(id).unwrap();
	assert!(journal.batch(id).unwrap().is_some(), "a sealed batch is not undone");
	journal.set_stored(id).unwrap();
	journal.set_anchoring(&[id], &tx(1)).unwrap();
	// A second transaction for the same batch is never accepted.
	assert!(journal.set_anchoring(&[id], &tx(2)).is_err());
	assert_eq!(journal.batch(id).unwrap().unwrap().tx, Some(tx(1)));
	journal.set_anchor_expired(id).unwrap();
	journal.set_anchoring(&[id], &tx(2)).unwrap();
	journal.set_refused(id, "no").unwrap();
	assert_eq!(journal.batch(id).unwrap().unwrap().error.as_deref(), Some("no"));
	journal.retry(id).unwrap();
	assert!(journal.begin_sealing(&sealed(1), 1).is_err(), "one batch per content");
}

#[test]
fn a_group_is_anchored_at_once_or_not_at_all() {
	let (_dir, mut journal) = open();
	let a = seal(&mut journal, 1);
	let b = seal(&mut journal, 2);
	journal.set_stored(a).unwrap();
	assert!(journal.set_anchoring(&[a, b], &tx(1)).is_err());
	assert_eq!(journal.batch(a).unwrap().unwrap().state, BatchState::Stored);
	journal.set_stored(b).unwrap();
	journal.set_anchoring(&[a, b], &tx(1)).unwrap();
	assert_eq!(journal.batches_in(BatchState::Anchoring).unwrap().len(), 2);
}

#[test]
fn a_contribution_passes_its_states() {
	let (_dir, mut journal) = open();
	let batch = seal(&mut journal, 1);
	let holder = Holder::Study(7);
	let id = journal.plan(batch, &holder, 3, None, Some(b"inv")).unwrap().unwrap();
	assert_eq!(journal.plan(batch, &holder, 4, None, None).unwrap(), None);
	let other = journal.plan(batch, &Holder::Account([5; 32]), 4, Some(u128::MAX), None).unwrap();
	assert_eq!(journal.contribution(other.unwrap()).unwrap().unwrap().price, Some(u128::MAX));
	assert!(journal.set_envelope(id, &[1; 160]).is_err(), "sealed only against a final commit");
	assert!(journal.set_delivering(id, &tx(1)).is_err());
	journal.set_committing(id, &tx(1)).unwrap();
	assert!(journal.set_committing(id, &tx(2)).is_err());
	journal.set_contribution_expired(id).unwrap();
	assert_eq!(journal.contribution(id).unwrap().unwrap().state, ContributionState::Planned);
	journal.set_committing(id, &tx(2)).unwrap();
	journal.set_committed(id, 4, &[6; 32], Some(BLOCK)).unwrap();
	journal.set_envelope(id, &[1; 160]).unwrap();
	journal.set_delivering(id, &tx(3)).unwrap();
	journal.set_contribution_expired(id).unwrap();
	let there = journal.contribution(id).unwrap().unwrap();
	assert_eq!(there.state, ContributionState::Committed);
	assert_eq!((there.envelope, there.key_version), (Some([1; 160]), Some(4)));
	assert_eq!((there.holder, there.invitation.as_deref()), (holder, Some(b"inv".as_slice())));
	journal.set_delivering(id, &tx(4)).unwrap();
	journal.set_delivered(id, Some(BLOCK)).unwrap();
	assert!(journal.set_contribution_refused(id, "late").is_err());
	assert_eq!(journal.contributions_in(ContributionState::Delivered).unwrap().len(), 1);
}

#[test]
fn small_values_are_kept() {
	let (_dir, journal) = open();
	assert_eq!(journal.meta("a").unwrap(), None);
	journal.set_meta("a", b"1").unwrap();
	journal.set_meta("a", b"2").unwrap();
	assert_eq!(journal.meta("a").unwrap().as_deref(), Some(b"2".as_slice()));
}

#[test]
fn a_damaged_or_newer_journal_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join("j");
	std::fs::write(&path, vec![7; 5_000]).unwrap();
	let error = Journal::open(&path).err().unwrap().to_string();
	assert!(error.contains("damaged"), "{error}");
	let (dir, journal) = open();
	journal.db.pragma_update(None, "user_version", 99).unwrap();
	drop(journal);
	let error = Journal::open(&dir.path().join("j.sqlite")).err().unwrap().to_string();
	assert!(error.contains("version 99"), "{error}");
}

#[test]
fn nothing_readable_about_readings_is_in_it() {
	let (dir, mut journal) = open();
	seal(&mut journal, 1);
	drop(journal);
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = std::fs::metadata(dir.path().join("j.sqlite")).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}
	assert!(dir.path().join("j.sqlite").exists());
}
