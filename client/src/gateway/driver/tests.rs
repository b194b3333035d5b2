use super::*;
use crate::{
	failpoint::Action,
	gateway::{OnChain, OnChainStatus},
	intake::{ingest::tests::World, samples},
	journal::ContributionState,
	store::MemoryStore,
};
use epione_envelope::{
	envelope,
	keys::{Holder, RecipientSecret},
};
use epione_primitives::{ChainId, EnvelopeBytes, Point};
use rand_core::OsRng;
use sha2::{Digest as _, Sha256};
use std::{
	collections::{BTreeMap, HashMap, HashSet},
	sync::Mutex,
};

const STUDY: Holder = Holder::Study(7);
const START: u64 = 1_795_132_800_000;

/// A chain in memory: a block comes when somebody waits for one, and blocks three behind the best
/// are final.
struct FakeChain {
	state: Mutex<State>,
	recipient: RecipientSecret,
	/// Number of blocks for which a transaction is valid.
	era: u32,
}

#[derive(Default)]
struct State {
	best: u32,
	nonce: u64,
	signed: HashMap<[u8; 32], (u64, Call)>,
	pool: Vec<SignedTx>,
	included: BTreeMap<u32, Vec<([u8; 32], std::result::Result<(), String>)>>,
	next_nonce: u64,
	datasets: HashMap<Digest, u32>,
	contributions: HashMap<Digest, (OnChain, u32)>,
	anchored_twice: bool,
	delivered: Vec<EnvelopeBytes>,
	/// The pool loses everything submitted to it.
	lossy: bool,
	/// Digests whose dispatch fails.
	poison: HashSet<Digest>,
	submissions: usize,
	refuse_in_pool: Option<String>,
	/// Why the chain would refuse a commit now.
	waits: Option<String>,
	gathering: bool,
	/// One contribution at a time, as on the real chain until the first is settled.
	one_at_a_time: bool,
}

const LAG: u32 = 3;

impl FakeChain {
	fn new() -> Self {
		Self {
			state: Mutex::new(State { best: 10, ..State::default() }),
			recipient: RecipientSecret::random(&mut OsRng),
			era: 16,
		}
	}

	fn state(&self) -> std::sync::MutexGuard<'_, State> {
		self.state.lock().unwrap()
	}

	fn make_block(&self) {
		let mut state = self.state();
		state.best += 1;
		let number = state.best;
		let pool = std::mem::take(&mut state.pool);
		for tx in pool {
			let (nonce, call) = state.signed[&tx.hash].clone();
			if number > tx.mortal_until || nonce != state.next_nonce {
				if number <= tx.mortal_until && nonce > state.next_nonce {
					state.pool.push(tx);
				}
				continue;
			}
			state.next_nonce += 1;
			let result = Self::apply(&mut state, &call, number, self.recipient.public());
			state.included.entry(number).or_default().push((tx.hash, result));
		}
	}

	fn apply(
		state: &mut State,
		call: &Call,
		number: u32,
		recipient_key: Point,
	) -> std::result::Result<(), String> {
		match call {
			Call::Anchor { batches, .. } => {
				for batch in batches {
					let digest = batch.sealed.content.digest;
					if state.poison.contains(&digest) {
						return Err("datasets.DeviceSuspended".into());
					}
					if state.datasets.contains_key(&digest) {
						state.anchored_twice = true;
						return Err("datasets.AlreadyExists".into());
					}
				}
				for batch in batches {
					state.datasets.insert(batch.sealed.content.digest, number);
				}
				Ok(())
			},
			Call::Commit { dataset, grant, .. } => {
				if !state.datasets.contains_key(dataset) {
					return Err("studies.NoDataset".into());
				}
				if state.contributions.contains_key(dataset) {
					return Err("studies.AlreadyContributed".into());
				}
				let open = |(there, _): &(OnChain, u32)| there.status == OnChainStatus::Committed;
				if state.one_at_a_time && state.contributions.values().any(open) {
					return Err("studies.FirstNotSettled".into());
				}
				let status = OnChainStatus::Committed;
				let there = OnChain { key_version: 2, recipient_key, grant: *grant, status };
				state.contributions.insert(*dataset, (there, number));
				Ok(())
			},
			Call::Deliver { dataset, envelope, subject, holder } => {
				let Some((there, _)) = state.contributions.get(dataset).copied() else {
					return Err("studies.NotCommitted".into());
				};
				if there.status != OnChainStatus::Committed {
					return Err("studies.AlreadyDelivered".into());
				}
				let _ = (subject, holder);
				let there = OnChain { status: OnChainStatus::Delivered, ..there };
				state.contributions.insert(*dataset, (there, number));
				state.delivered.push(*envelope);
				Ok(())
			},
		}
	}
}

#[async_trait::async_trait]
impl GatewayChain for FakeChain {
	async fn chain_id(&self) -> Result<ChainId> {
		Ok([9; 32])
	}

	async fn finalized(&self) -> Result<u32> {
		Ok(self.state().best - LAG)
	}

	async fn best(&self) -> Result<u32> {
		Ok(self.state().best)
	}

	async fn next_finalized(&self, after: u32) -> Result<u32> {
		while self.state().best - LAG <= after {
			self.make_block();
		}
		self.finalized().await
	}

	async fn sign(&self, call: &Call) -> Result<SignedTx> {
		let mut state = self.state();
		let in_pool = state.pool.len() as u64;
		let nonce = state.next_nonce + in_pool;
		state.nonce += 1;
		let bytes = format!("{nonce} {} {call:?}", state.nonce).into_bytes();
		let hash = Sha256::digest(&bytes).into();
		state.signed.insert(hash, (nonce, call.clone()));
		let born = state.best;
		Ok(SignedTx { hash, bytes, born, mortal_until: born + self.era })
	}

	async fn submit(&self, tx: &SignedTx) -> Result<Submitted> {
		let mut state = self.state();
		state.submissions += 1;
		assert_eq!(tx.hash, <[u8; 32]>::from(Sha256::digest(&tx.bytes)));
		let (nonce, _) = state.signed[&tx.hash];
		if nonce < state.next_nonce || state.best >= tx.mortal_until {
			return Ok(Submitted::Stale);
		}
		if let Some(why) = &state.refuse_in_pool {
			return Ok(Submitted::Refused(why.clone().into()));
		}
		if !state.lossy && !state.pool.contains(tx) {
			state.pool.push(tx.clone());
		}
		Ok(Submitted::Accepted)
	}

	async fn nonce_used(&self, tx: &SignedTx) -> Result<bool> {
		let state = self.state();
		let (nonce, _) = state.signed[&tx.hash];
		let finalized = state.best - LAG;
		let used: usize = state.included.range(..=finalized).map(|(_, txs)| txs.len()).sum();
		Ok(nonce < used as u64)
	}

	async fn waits(&self, _: &SignedTx) -> Result<Option<String>> {
		Ok(self.state().waits.clone())
	}

	async fn outcome(&self, tx: &SignedTx) -> Result<Option<Outcome>> {
		let state = self.state();
		let finalized = state.best - LAG;
		Ok(state.included.range(..=finalized).find_map(|(number, txs)| {
			txs.iter().find(|(hash, _)| *hash == tx.hash).map(|(_, result)| Outcome {
				block: BlockRef { number: *number, hash: [*number as u8; 32] },
				result: result.clone().map_err(Refusal::from),
			})
		}))
	}

	async fn dataset(&self, _: &[u8; 32], digest: &Digest) -> Result<bool> {
		let state = self.state();
		Ok(state.datasets.get(digest).is_some_and(|at| *at <= state.best - LAG))
	}

	async fn contribution(
		&self,
		_: &Holder,
		_: &[u8; 32],
		digest: &Digest,
	) -> Result<Option<OnChain>> {
		let state = self.state();
		let there = state.contributions.get(digest);
		let seen = there.filter(|(_, at)| *at <= state.best - LAG).map(|(there, _)| *there);
		Ok(seen.map(|there| match there.status {
			OnChainStatus::Committed if state.gathering => {
				OnChain { status: OnChainStatus::Gathering, ..there }
			},
			_ => there,
		}))
	}
}

/// Makes a world with `count` sealed batches.
fn world(count: u32) -> (World, Vec<i64>) {
	let mut world = World::new();
	let mut ids = Vec::new();
	for n in 0..count {
		let start = START + u64::from(n) * 86_400_000;
		let path = world.file(&format!("{n}.ndjson"), &samples::cgm_day(n.into(), start));
		let mut ingest = world.ingest(World::options());
		ingest.read_file(&path).unwrap();
		ids.extend(ingest.seal().unwrap());
	}
	(world, ids)
}

async fn run(
	world: &mut World,
	fail: FailPoints,
	store: &MemoryStore,
	chain: &FakeChain,
	ids: &[i64],
) -> Result<Vec<Event>> {
	let spool = world.spool();
	for id in ids {
		world.journal.plan(*id, &STUDY, 3, None, None)?;
	}
	let mut gateway = Gateway::new(&mut world.journal, &world.keystore, &spool);
	gateway.fail = fail;
	gateway.store_pending(store).await?;
	gateway.anchor_pending(chain).await?;
	gateway.advance_contributions(chain).await?;
	Ok(gateway.take_events())
}

fn assert_done(world: &World, chain: &FakeChain, ids: &[i64]) {
	let state = chain.state();
	assert!(!state.anchored_twice);
	assert_eq!(state.datasets.len(), ids.len());
	assert_eq!(state.delivered.len(), ids.len());
	for id in ids {
		let batch = world.journal.batch(*id).unwrap().unwrap();
		assert_eq!(batch.state, BatchState::Anchored);
		assert!(!spool_path(&world.spool(), &batch.sealed.content.digest).exists());
	}
	let contributions = world.journal.contributions().unwrap();
	assert_eq!(contributions.len(), ids.len());
	for contribution in contributions {
		assert_eq!(contribution.state, ContributionState::Delivered);
		// The delivered envelope is the one that was sealed once, and it opens the dataset.
		let envelope = contribution.envelope.unwrap();
		assert!(state.delivered.contains(&envelope));
		let sealed = world.journal.batch(contribution.batch).unwrap().unwrap().sealed;
		let secret = envelope::open(&envelope, &chain.recipient).unwrap();
		let key = world.keystore.data_key(&sealed.content.digest).unwrap();
		assert_eq!(secret.to_bytes(), key.secret().to_bytes());
	}
}

#[tokio::test]
async fn batches_are_stored_anchored_committed_and_delivered() {
	let (mut world, ids) = world(3);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_done(&world, &chain, &ids);
	let anchors: Vec<_> = events.iter().filter(|e| matches!(e, Event::Anchored { .. })).collect();
	assert!(
		matches!(anchors[..], [Event::Anchored { batches, block: Some(_) }] if batches == &ids)
	);
	assert_eq!(events.iter().filter(|e| matches!(e, Event::Stored { .. })).count(), 3);
	assert_eq!(events.iter().filter(|e| matches!(e, Event::Committed { .. })).count(), 3);
	assert_eq!(events.iter().filter(|e| matches!(e, Event::Delivered { .. })).count(), 3);
	// A second run has nothing to do and submits nothing.
	let before = chain.state().submissions;
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_eq!(events, []);
	assert_eq!(chain.state().submissions, before);
}

#[tokio::test]
async fn a_crash_anywhere_neither_anchors_twice_nor_loses_anything() {
	for point in [
		FailPoint::ContentPut,
		FailPoint::Stored,
		FailPoint::AnchorSigned,
		FailPoint::AnchorWritten,
		FailPoint::AnchorSubmitted,
		FailPoint::AnchorFinal,
		FailPoint::CommitWritten,
		FailPoint::CommitSubmitted,
		FailPoint::CommitFinal,
		FailPoint::DeliverWritten,
		FailPoint::DeliverSubmitted,
	] {
		// Blocks that pass while the gateway is down: none, some, more than the transaction lives.
		for pause in [0, 2, 5, 40] {
			let (mut world, ids) = world(2);
			let (store, chain) = (MemoryStore::default(), FakeChain::new());
			let fail = FailPoints::at(point, Action::Stop);
			let stopped = run(&mut world, fail, &store, &chain, &ids).await;
			assert!(matches!(stopped, Err(Error::Stopped(p)) if p == point), "{point:?}");
			for _ in 0..pause {
				chain.make_block();
			}
			let mut again = World::reopen(&world.dir);
			run(&mut again, FailPoints::none(), &store, &chain, &ids).await.unwrap();
			assert_done(&again, &chain, &ids);
			let state = chain.state();
			let anchors = state
				.included
				.values()
				.flatten()
				.filter(|(hash, _)| matches!(state.signed[hash].1, Call::Anchor { .. }));
			assert_eq!(anchors.count(), 1, "{point:?}, {pause} blocks");
		}
	}
}

#[tokio::test]
async fn a_lost_transaction_is_signed_anew_only_after_its_time() {
	let (mut world, ids) = world(1);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	chain.state().lossy = true;
	let fail = FailPoints::at(FailPoint::AnchorSubmitted, Action::Stop);
	assert!(run(&mut world, fail, &store, &chain, &ids).await.is_err());
	let first = world.journal.batches_in(BatchState::Anchoring).unwrap()[0].tx.clone().unwrap();
	chain.state().lossy = false;
	// The transaction is still valid: the same bytes.
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert!(chain.state().included.values().flatten().any(|(hash, _)| *hash == first.hash));
	assert_done(&world, &chain, &ids);
}

#[tokio::test]
async fn one_bad_batch_stops_no_other() {
	let (mut world, ids) = world(3);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	let bad = world.journal.batch(ids[1]).unwrap().unwrap().sealed.content.digest;
	chain.state().poison.insert(bad);
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	let state = |id| world.journal.batch(id).unwrap().unwrap().state;
	assert_eq!(
		ids.iter().map(|id| state(*id)).collect::<Vec<_>>(),
		[BatchState::Anchored, BatchState::Refused, BatchState::Anchored]
	);
	assert!(events.iter().any(
		|e| matches!(e, Event::Refused { what, why } if *what == Item::Batch(2) && why.contains("Suspended"))
	));
	let delivered = world.journal.contributions_in(ContributionState::Delivered).unwrap();
	assert_eq!(delivered.len(), 2);
	// The cause is removed, and the batch is tried again.
	chain.state().poison.clear();
	world.journal.retry(ids[1]).unwrap();
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_done(&world, &chain, &ids);
}

#[tokio::test]
async fn a_refusal_by_the_pool_is_reported_and_no_key_is_sealed() {
	let (mut world, ids) = world(1);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	let spool = world.spool();
	let mut gateway = Gateway::new(&mut world.journal, &world.keystore, &spool);
	gateway.store_pending(&store).await.unwrap();
	gateway.anchor_pending(&chain).await.unwrap();
	gateway.journal.plan(ids[0], &STUDY, 3, None, None).unwrap();
	chain.state().refuse_in_pool = Some("consent: Revoked".into());
	gateway.advance_contributions(&chain).await.unwrap();
	let contribution = &world.journal.contributions().unwrap()[0];
	assert_eq!(contribution.state, ContributionState::Refused);
	assert_eq!(contribution.error.as_deref(), Some("consent: Revoked"));
	assert_eq!(contribution.envelope, None);
	assert_eq!(chain.state().delivered.len(), 0);
}

/// Killed before it sent its commit, and another transaction of the account took the nonce.
#[tokio::test]
async fn a_transaction_whose_nonce_another_took_is_signed_anew_at_once() {
	let (mut world, ids) = world(1);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	let fail = FailPoints::at(FailPoint::CommitWritten, Action::Stop);
	assert!(run(&mut world, fail, &store, &chain, &ids).await.is_err());
	let other = chain.sign(&Call::Anchor { subject: [1; 32], batches: vec![] }).await.unwrap();
	assert_eq!(chain.submit(&other).await.unwrap(), Submitted::Accepted);
	while chain.outcome(&other).await.unwrap().is_none() {
		chain.make_block();
	}
	let before = chain.state().best;
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	let took = chain.state().best - before;
	assert!(took < chain.era, "it took {took} blocks: until the era of the old one was over");
	assert_done(&world, &chain, &ids);
}

#[tokio::test]
async fn a_first_contribution_goes_alone() {
	let (mut world, ids) = world(3);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	chain.state().one_at_a_time = true;
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_done(&world, &chain, &ids);
}

#[tokio::test]
async fn a_reason_that_passes_is_said_once_and_waited_for() {
	let (mut world, ids) = world(1);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	chain.state().waits = Some("not settled yet".into());
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	let waits =
		|e: &Event| matches!(e, Event::Waits { contribution: 1, why } if why == "not settled yet");
	assert!(events.iter().any(waits), "{events:?}");
	let there = world.journal.contributions().unwrap().remove(0);
	assert_eq!((there.state, there.tx), (ContributionState::Planned, None));
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_eq!(events, []);
	chain.state().waits = None;
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_done(&world, &chain, &ids);
}

#[tokio::test]
async fn no_key_is_shown_before_the_cohort_is_complete() {
	let (mut world, ids) = world(1);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	chain.state().gathering = true;
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	let waits = |e: &Event| matches!(e, Event::Waits { contribution: 1, .. });
	assert!(events.iter().any(waits), "{events:?}");
	let there = world.journal.contributions().unwrap().remove(0);
	assert_eq!((there.state, there.envelope), (ContributionState::Committed, None));
	let events = run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_eq!(events, []);
	chain.state().gathering = false;
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	assert_done(&world, &chain, &ids);
}

#[tokio::test]
async fn batches_for_another_chain_are_refused() {
	let mut world = World::new();
	let path = world.file("a.ndjson", &samples::cgm_day(1, START));
	let mut options = World::options();
	options.chain_id = [8; 32];
	let mut ingest = world.ingest(options);
	ingest.read_file(&path).unwrap();
	let ids = ingest.seal().unwrap();
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	let batch = world.journal.batch(ids[0]).unwrap().unwrap();
	assert_eq!(batch.state, BatchState::Refused);
	assert!(batch.error.unwrap().contains("signed for the chain 0808"));
	assert_eq!(chain.state().submissions, 0);
}

#[tokio::test]
async fn an_altered_spool_file_is_not_stored() {
	let (mut world, ids) = world(1);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	let digest = world.journal.batch(ids[0]).unwrap().unwrap().sealed.content.digest;
	let path = spool_path(&world.spool(), &digest);
	let mut bytes = std::fs::read(&path).unwrap();
	bytes[1_000] ^= 1;
	std::fs::write(&path, bytes).unwrap();
	let error = run(&mut world, FailPoints::none(), &store, &chain, &[]).await.unwrap_err();
	assert!(matches!(error, Error::ContentAltered { .. }), "{error}");
	assert_eq!(world.journal.batch(ids[0]).unwrap().unwrap().state, BatchState::Sealed);
	assert_eq!(chain.state().submissions, 0);
}

#[tokio::test]
async fn forgetting_destroys_key_and_content() {
	let (mut world, ids) = world(2);
	let (store, chain) = (MemoryStore::default(), FakeChain::new());
	run(&mut world, FailPoints::none(), &store, &chain, &ids).await.unwrap();
	let digest = world.journal.batch(ids[0]).unwrap().unwrap().sealed.content.digest;
	let spool = world.spool();
	let mut gateway = Gateway::new(&mut world.journal, &world.keystore, &spool);
	for _ in 0..2 {
		gateway.forget(&store, &digest).await.unwrap();
	}
	assert!(world.keystore.data_key(&digest).is_err());
	assert_eq!(world.keystore.data_keys().unwrap().len(), 1);
	assert_eq!(world.journal.batch(ids[0]).unwrap().unwrap().state, BatchState::Tombstoned);
	assert!(store
		.get_block(&to_cid(&world.journal.batch(ids[0]).unwrap().unwrap().sealed.content))
		.await
		.is_err());
	let other = world.journal.batch(ids[1]).unwrap().unwrap().sealed.content;
	assert!(store.get(&other, u64::MAX, &mut Vec::new()).await.is_ok());
}
