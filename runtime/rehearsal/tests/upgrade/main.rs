//! Runtime upgrades, rehearsed: a chain on the old code plays half of the story, takes the new code
//! as a real chain does, waits while the state is migrated over several blocks, and plays the rest.
//!
//! The chain, the people and their wallets are those of the parachain's `tests/pov`. Both chains
//! encode calls, transactions and the shared parts of their state alike, so these wallets work with
//! either.

#![allow(clippy::unwrap_used)] // in tests, a panic reports the failure

#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/cast.rs"]
mod cast;
#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/collator.rs"]
mod collator;
mod council;
mod failures;
#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/genesis.rs"]
mod genesis;
#[path = "../../../parachain/tests/pov/logs.rs"]
mod logs;
#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/relay.rs"]
mod relay;
mod road;
#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/sizes.rs"]
mod sizes;
mod state;
#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/story.rs"]
mod story;
#[allow(dead_code)]
#[path = "../../../parachain/tests/pov/wallet.rs"]
mod wallet;

use collator::{Collator, Refusal};
use epione_parachain_runtime::{Runtime, RuntimeCall, RuntimeEvent, UncheckedExtrinsic};
use epione_rehearsal::Upgrade;
use epione_runtime_common::{constants::currency::EPI, rehearsal::DatasetsOf};
use road::take_over;
use sp_runtime::transaction_validity::InvalidTransaction;
use state::{hold, State};
use story::Story;
use wallet::{sign, sign_for, Party};

/// The version of the code in force, and of the next.
const OLD: u32 = epione_parachain_runtime::VERSION.spec_version;
const NEW: u32 = OLD + 1;

/// The parachain code in force.
fn wasm() -> &'static [u8] {
	Upgrade::of_parachain().old
}

/// A parachain with one collator, at genesis.
fn parachain() -> Collator {
	Collator::new()
}

/// A standalone chain with one validator, at genesis.
fn standalone() -> Collator {
	let mut chain = Collator::with_genesis(genesis::development_of(Upgrade::of_standalone().old));
	chain.validators = None;
	chain
}

#[test]
fn the_standalone_chain() {
	rehearse(standalone(), Upgrade::of_standalone());
}

#[test]
fn the_parachain() {
	rehearse(parachain(), Upgrade::of_parachain());
}

/// The whole rehearsal.
fn rehearse(chain: Collator, upgrade: Upgrade) {
	let mut story = Story::new(chain);
	assert_eq!(story.chain.spec_version(), OLD);

	// The old code: four datasets, a paid contribution, and one that is committed but not
	// delivered. So there is a grant in use, a study with money, and a running deadline.
	story.credentials();
	let [mut cgm, mut watch] = story.devices();
	let (_, first) = story.seal(Some(&mut cgm), 240);
	let (second_readings, second) = story.seal(Some(&mut watch), 250);
	let (_, third) = story.seal(Some(&mut watch), 60);
	let (_, unsigned) = story.seal(None, 10);
	story.anchor("anchor", &[&first]);
	story.anchor("anchor", &[&second]);
	story.anchor("anchor", &[&third, &unsigned]);
	story.open_study();
	story.consent();
	story.contribute(["commit", "deliver"], &first, &second);
	story.settle(&first);
	let gateway = story.gateway.clone();
	story.block(vec![(&gateway, story.commit_call(&second).into())]);

	// What blocks change even when nobody does anything; then a copy of the state before the
	// upgrade.
	council::authorize(&mut story, upgrade.new);
	let quiet = State::of(&story.chain);
	story.idle();
	story.idle();
	let before = State::of(&story.chain);
	let housekeeping = quiet.changed(&before);
	let of_people = |item: &&String| item.starts_with("Balances") || *item == "System.Account";
	assert_eq!(housekeeping.iter().find(of_people), None);
	let signed_before = sign(&story.chain, vec![transfer(&Party::new("//Bob"))]);

	take_over(&mut story, upgrade, Vec::new());
	assert_eq!(story.chain.spec_version(), NEW);
	let waiting = migrate(&mut story, 4);

	// Nothing is lost, and the migration has done its work.
	let mut changed = before.changed(&State::of(&story.chain));
	// A reward epoch, one minute long here, may have ended in the meantime.
	let epoch = ["Rewards.Current", "Rewards.Epochs", "Rewards.Owed"];
	changed.retain(|item| !housekeeping.contains(item) && !epoch.contains(&item.as_str()));
	assert_eq!(
		changed.iter().map(String::as_str).collect::<Vec<_>>(),
		[
			// The new code.
			":code",
			// The migration's own items.
			"EpioneRehearsal.DatasetsOf",
			"Migrations.Historic",
			// The council's authorisation has been used.
			"System.AuthorizedUpgrade",
			"System.LastRuntimeUpgrade",
		]
	);
	let patient = story.patient.account();
	story.chain.read(|| {
		hold();
		assert_eq!(DatasetsOf::<Runtime>::iter().collect::<Vec<_>>(), [(patient, 4)]);
	});

	// Clients go on: what was signed for the new code during the migration is accepted now; what
	// was signed for the old code never is.
	story.chain.produce(waiting).unwrap();
	for (version, transactions) in [
		(OLD, signed_before),
		(OLD, sign_for(&story.chain, OLD, vec![transfer(&Party::new("//Dave"))])),
		(NEW + 1, sign_for(&story.chain, NEW + 1, vec![transfer(&Party::new("//Dave"))])),
	] {
		match story.chain.propose(transactions) {
			Err(Refusal::Transaction(why)) => assert_eq!(why, InvalidTransaction::BadProof.into()),
			other => panic!("signed for version {version}: {:?}", other.map(|_| "taken")),
		}
	}

	// The story goes on too: delivery of the committed key, its payment, and a refusal.
	let envelope = story.envelope(&second, second.digest());
	story.block(vec![(&gateway, story.deliver_call(&second, envelope).into())]);
	assert_eq!(story.fetch(&second), second_readings);
	// The chain settles this one by itself.
	story.idle();
	story.refuse(&third, &unsigned);
	story.idle();
	story.audit();
	story.chain.read(hold);
	assert!(story.warnings.is_empty(), "{:?}", story.warnings);
}

/// A transaction that has nothing to do with the story.
fn transfer(who: &Party) -> (&Party, RuntimeCall) {
	let dest = Party::new("//Charlie").account().into();
	(who, pallet_balances::Call::transfer_keep_alive { dest, value: EPI }.into())
}

/// Builds blocks of the new code until this many datasets are migrated: one dataset per block, and
/// one more block to find that none are left. Returns a transaction that was signed in the meantime
/// and had to wait.
fn migrate(story: &mut Story, datasets: usize) -> Vec<UncheckedExtrinsic> {
	let alice = Party::new("//Alice");
	let mut waiting = Vec::new();
	for number in 0..=datasets {
		waiting = sign(&story.chain, vec![transfer(&alice)]);
		let block = story.chain.propose(waiting.clone()).unwrap();
		assert!(block.only_inherents, "block {number} of the migration takes transactions");
		// Not even if the block's author ignores the rule.
		story.chain.execute(&block).unwrap_err();
		if let Some(code) = story.chain.validators {
			let why = relay::validate_by(code, &block.params()).unwrap_err();
			assert!(why.contains("Only inherents are allowed in this block"), "{why}");
		}

		let block = story.chain.produce(Vec::new()).unwrap();
		assert!(block.log.is_empty(), "{:?}", block.log);
		let events = story.chain.events();
		let began =
			events.contains(&pallet_migrations::Event::UpgradeStarted { migrations: 1 }.into());
		let ended = events.contains(&pallet_migrations::Event::UpgradeCompleted.into());
		assert_eq!((began, ended), (number == 0, number == datasets), "{events:?}");
	}
	assert!(!story.chain.propose(Vec::new()).unwrap().only_inherents);
	waiting
}

/// Returns whether a block has such an event.
fn has(events: &[RuntimeEvent], wanted: impl Fn(&RuntimeEvent) -> bool) -> bool {
	events.iter().any(wanted)
}
