use super::*;
use crate::{
	journal::Sealed,
	store::{dag, MemoryStore},
};
use epione_primitives::{ContentId, Modality};

fn anchored(journal: &mut Journal, content: ContentId) -> Batch {
	let sealed = Sealed {
		chain_id: [9; 32],
		subject: [1; 32],
		content,
		key_commitment: [2; 32],
		root: [3; 32],
		depth: 9,
		count: 288,
		modality: Modality::HomeMonitor,
		first_day: 1,
		last_day: 2,
		size: 1 << 20,
		device: None,
		supersedes: None,
	};
	let id = journal.begin_sealing(&sealed, 1).unwrap();
	journal.finish_sealing(id, &[], &[], 2).unwrap();
	journal.set_stored(id).unwrap();
	journal.set_anchored(id, None).unwrap();
	journal.batch(id).unwrap().unwrap()
}

#[tokio::test]
async fn all_at_the_start_then_one_after_the_other() {
	let dir = tempfile::tempdir().unwrap();
	let mut journal = Journal::open(&dir.path().join("j.sqlite")).unwrap();
	assert_eq!(in_turn(&journal, None).unwrap(), []);
	assert_eq!(in_turn(&journal, Some(3)).unwrap(), []);
	let ids: Vec<_> = (0..3u8)
		.map(|n| anchored(&mut journal, dag::content_id(&mut [n].as_slice()).unwrap()).id)
		.collect();
	let turn = |last| -> Vec<_> {
		in_turn(&journal, last).unwrap().iter().map(|batch| batch.id).collect()
	};
	assert_eq!(turn(None), ids);
	assert_eq!(turn(Some(ids[0])), [ids[1]]);
	assert_eq!(turn(Some(ids[2])), [ids[0]]);
}

#[tokio::test]
async fn what_cannot_be_served_is_said_with_what_to_do() {
	let dir = tempfile::tempdir().unwrap();
	let mut journal = Journal::open(&dir.path().join("j.sqlite")).unwrap();
	let store = MemoryStore::default();
	let bytes = vec![5; (1 << 20) + 9];
	let content = store.put(&mut bytes.as_slice()).await.unwrap();
	let batch = anchored(&mut journal, content);
	assert!(matches!(mend(&batch, &store).await.unwrap(), Found::Whole));
	let last = dag::content_id(&mut &bytes[1 << 20..]).unwrap();
	store.corrupt(to_cid(&last), vec![6; 9].into());
	let Found::Lost(said) = mend(&batch, &store).await.unwrap() else { panic!("nobody has it") };
	for word in ["batch 1: 1 blocks", "altered or lost", "backup", "peer", "dataset tombstone"] {
		assert!(said.contains(word), "no '{word}' in: {said}");
	}
	assert!(said.contains(&hex::encode(content.digest)), "{said}");
}
