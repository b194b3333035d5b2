//! The ten steps of `docs/design.md`: every transaction is signed, all data encrypted, every block
//! validated.

use crate::{
	cast::{self, Dataset, Device},
	collator::{Collator, Proposal, Refusal},
	sizes::Size,
	wallet::{sign, Party},
};
use epione_envelope::{
	envelope::{self, Context},
	keys::{Holder, RecipientSecret},
	merkle::{provisioning_leaf, Tree},
	rand_core::OsRng,
};
use epione_parachain_runtime::{
	presets::development_chain_id, AccountId, Balance, Balances, Runtime, RuntimeCall, RuntimeEvent,
};
use epione_primitives::{
	Actions, Attributes, Digest, DuoPermission, EnvelopeBytes, GrantId, Grantee, KeyScheme,
	Modalities, Purpose, RefusalCode, ResearchUse, Role, RootsBy, StudyId, DAY, MINUTE,
};
use epione_runtime_common::{constants::currency::EPI, ProxyType};
use frame_support::traits::fungible::Inspect;
use sp_io::hashing::sha2_256;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// What the study pays for a contribution.
const REWARD: Balance = 2 * EPI;
/// The first grant and study of a chain.
const GRANT: GrantId = 0;
const STUDY: StudyId = 0;

/// The participants and the state of the story so far.
pub struct Story {
	pub chain: Collator,
	/// The sizes of the blocks with one transaction.
	pub sizes: Vec<Size>,
	/// What the runtime warned of while it built blocks, above all declared weights below those
	/// used.
	pub warnings: Vec<String>,
	trail: Vec<RuntimeEvent>,
	maker: Party,
	researcher: Party,
	board: Party,
	pub patient: Party,
	pub gateway: Party,
	recipient: RecipientSecret,
}

impl Story {
	/// Begins in the next block of this chain, which must have no story yet.
	pub fn new(chain: Collator) -> Self {
		Self {
			chain,
			sizes: Vec::new(),
			warnings: Vec::new(),
			trail: Vec::new(),
			maker: Party::new("//story//maker"),
			researcher: Party::new("//story//researcher"),
			board: Party::new("//story//board"),
			patient: Party::new("//story//patient"),
			gateway: Party::new("//story//gateway"),
			recipient: RecipientSecret::random(&mut OsRng),
		}
	}

	/// Builds a block of these transactions, all of which must succeed.
	pub fn block(&mut self, calls: Vec<(&Party, RuntimeCall)>) -> Proposal {
		let transactions = sign(&self.chain, calls);
		let block = self.chain.produce(transactions).unwrap();
		let events = self.chain.events();
		for event in &events {
			if let RuntimeEvent::System(frame_system::Event::ExtrinsicFailed {
				dispatch_error,
				..
			}) = event
			{
				panic!("block {}: {dispatch_error:?}", self.chain.head.number);
			}
		}
		let number = self.chain.head.number;
		self.warnings.extend(block.log.iter().map(|line| format!("block {number}: {line}")));
		self.trail.extend(events);
		block
	}

	/// Builds a block of one transaction and records its size.
	fn measured(&mut self, what: &'static str, who: &Party, call: impl Into<RuntimeCall>) {
		let empty = self.chain.propose(Vec::new()).unwrap();
		let block = self.block(vec![(who, call.into())]);
		self.sizes.push(Size::of(what, &block, &empty));
	}

	/// Returns why the runtime refuses to include such a transaction.
	pub fn refusal(&self, who: &Party, call: impl Into<RuntimeCall>) -> &'static str {
		let transactions = sign(&self.chain, vec![(who, call.into())]);
		match self.chain.propose(transactions) {
			Err(Refusal::Transaction(TransactionValidityError::Invalid(
				InvalidTransaction::Custom(code),
			))) => RefusalCode::from_code(code).unwrap().name(),
			Err(other) => panic!("refused for another reason: {other:?}"),
			Ok(_) => panic!("not refused"),
		}
	}

	fn count(&self, what: impl Fn(&RuntimeEvent) -> bool) -> usize {
		self.trail.iter().filter(|event| what(event)).count()
	}

	/// The patient's whole balance, held or not.
	fn wealth(&self) -> Balance {
		let patient = self.patient.account();
		self.chain.read(|| <Balances as Inspect<_>>::total_balance(&patient))
	}

	/// Step 1.
	pub fn credentials(&mut self) {
		let (alice, accreditor) = (Party::new("//Alice"), Party::new("//Eve"));
		let people = [&self.maker, &self.researcher, &self.board, &self.patient, &self.gateway]
			.map(Party::account);
		let tokens = people.into_iter().map(|dest| {
			let dest = dest.into();
			let value = 1_000 * EPI;
			(&alice, pallet_balances::Call::transfer_keep_alive { dest, value }.into())
		});
		let valid_until = self.chain.next_time() + 365 * DAY;
		let roles = [
			(self.maker.account(), Role::Manufacturer),
			(self.researcher.account(), Role::Researcher),
			(self.board.account(), Role::EthicsBoard),
		];
		let credentials = roles.into_iter().map(|(holder, role)| {
			let call = pallet_credentials::Call::issue {
				holder,
				role,
				valid_until,
				attributes: Attributes::NOT_FOR_PROFIT,
				evidence: sha2_256(b"seen and filed"),
			};
			(&accreditor, call.into())
		});
		self.block(tokens.chain(credentials).collect());
	}

	/// Steps 2 and 3: a device of each signature scheme, claimed; and a gateway.
	pub fn devices(&mut self) -> [Device; 2] {
		let devices = [Device::new(KeyScheme::Ed25519), Device::new(KeyScheme::Sr25519)];
		let leaves =
			devices.each_ref().map(Device::key).map(|key| provisioning_leaf(key.scheme, &key.key));
		let tree = Tree::new(leaves.to_vec()).unwrap();
		let firmware = sha2_256(b"firmware 1.0.0");
		let model = pallet_devices::Call::register_model {
			di_digest: sha2_256(b"salt, and GS1:09506000134352"),
			modalities: Modalities::ALL,
			roots_by: RootsBy::Device,
			firmware,
		};
		let (root, size) = (tree.root(), tree.size() as u32);
		let batch = pallet_devices::Call::provision { model: 0, root, size, firmware };
		let maker = self.maker.clone();
		self.block(vec![(&maker, model.into()), (&maker, batch.into())]);

		let (patient, delegate) = (self.patient.clone(), self.gateway.account().into());
		let expiry = self.chain.next_time() + MINUTE;
		let mut calls: Vec<_> = (0..)
			.zip(&devices)
			.map(|(index, device)| {
				let provenance = cast::provenance(0, &tree, index);
				(&patient, device.claim(&patient, provenance, expiry).into())
			})
			.collect();
		let proxy_type = ProxyType::Gateway;
		let delegation = pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 };
		calls.push((&patient, delegation.into()));
		self.block(calls);
		devices
	}

	/// Encrypts some of the patient's readings.
	pub fn seal(&self, device: Option<&mut Device>, count: u64) -> (Vec<String>, Dataset) {
		let now = self.chain.next_time();
		let records = cast::readings(count, now);
		let dataset = Dataset::seal(&records, device, &self.patient, now);
		(records, dataset)
	}

	/// Step 4: the gateway anchors.
	pub fn anchor(&mut self, what: &'static str, datasets: &[&Dataset]) {
		let items: Vec<_> = datasets.iter().map(|dataset| dataset.anchor.clone()).collect();
		let (gateway, subject) = (self.gateway.clone(), self.patient.account());
		let call = pallet_datasets::Call::anchor { subject, items: items.try_into().unwrap() };
		self.measured(what, &gateway, call);
	}

	/// Step 5: a study, its funds, its key, and the board's approval.
	pub fn open_study(&mut self) {
		let now = self.chain.next_time();
		let terms = pallet_studies::Terms {
			purpose: purpose(),
			document: sha2_256(b"salt, and the study's document"),
			modalities: Modalities::ALL,
			min_depth: 5,
			device_signed: true,
			reward: REWARD,
			per_participant: 10,
			max_contributions: 100,
			opens: now,
			closes: now + 30 * DAY,
			dispute_window: 2_000,
			cohort: None,
			eligibility: Default::default(),
		};
		let terms_hash = terms.hash();
		let proof = self.recipient.prove_possession(
			&development_chain_id(),
			&Holder::Study(STUDY),
			0,
			&mut OsRng,
		);
		let key = self.recipient.public();
		let (researcher, board) = (self.researcher.clone(), self.board.clone());
		let study = STUDY;
		self.block(vec![
			(&researcher, pallet_studies::Call::create { terms, budget: 50 * EPI }.into()),
			(&researcher, pallet_studies::Call::fund { study, amount: 50 * EPI }.into()),
			(&researcher, pallet_studies::Call::add_key { study, version: 0, key, proof }.into()),
		]);
		let approval = pallet_studies::Call::approve { study, terms_hash };
		self.block(vec![(&board, approval.into())]);
	}

	/// Step 6.
	pub fn consent(&mut self) {
		let now = self.chain.next_time();
		let terms = pallet_consent::Terms {
			grantee: Grantee::Study(STUDY),
			actions: Actions::READ,
			modalities: Modalities::ALL,
			datasets: None,
			days: None,
			purpose: purpose(),
			valid_from: now,
			valid_until: now + 30 * DAY,
			uses: Some(10),
			document: sha2_256(b"salt, and the consent's document"),
		};
		let patient = self.patient.clone();
		let subject = patient.account();
		let call = pallet_consent::Call::grant { subject, terms, request: None };
		self.measured("grant", &patient, call);
	}

	/// The call for the first half of step 7.
	pub fn commit_call(&self, dataset: &Dataset) -> pallet_studies::Call<Runtime> {
		let (subject, dataset) = (self.patient.account(), dataset.digest());
		pallet_studies::Call::commit {
			study: STUDY,
			subject,
			dataset,
			grant: GRANT,
			invitation: None,
		}
	}

	/// The call for the second half, with this envelope.
	pub fn deliver_call(
		&self,
		dataset: &Dataset,
		envelope: EnvelopeBytes,
	) -> pallet_studies::Call<Runtime> {
		let (subject, dataset) = (self.patient.account(), dataset.digest());
		pallet_studies::Call::deliver { study: STUDY, subject, dataset, envelope }
	}

	/// The key of `dataset`, sealed to the study as if for the dataset with the digest `digest`.
	pub fn envelope(&self, dataset: &Dataset, digest: Digest) -> EnvelopeBytes {
		let context = Context {
			chain_id: development_chain_id(),
			subject: self.patient.bytes(),
			digest,
			holder: Holder::Study(STUDY),
			grant: GRANT,
			key_version: 0,
		};
		envelope::seal(dataset.key(), &self.recipient.public(), &context, &mut OsRng).unwrap()
	}

	/// Step 7: commit and, once that is included, deliver. In between, another dataset's key is
	/// refused.
	pub fn contribute(&mut self, names: [&'static str; 2], dataset: &Dataset, other: &Dataset) {
		let gateway = self.gateway.clone();
		self.measured(names[0], &gateway, self.commit_call(dataset));
		let wrong = self.envelope(other, dataset.digest());
		let refused = self.refusal(&gateway, self.deliver_call(dataset, wrong));
		assert_eq!(refused, "InvalidEnvelopeProof", "another dataset's key");
		let right = self.envelope(dataset, dataset.digest());
		self.measured(names[1], &gateway, self.deliver_call(dataset, right));
	}

	/// Step 8: the researcher has only the chain's envelope and the ciphertext.
	pub fn fetch(&self, dataset: &Dataset) -> Vec<String> {
		let (subject, digest) = (self.patient.account(), dataset.digest());
		let found = self.chain.read(|| {
			pallet_studies::Pallet::<Runtime>::contribution(Grantee::Study(STUDY), subject, digest)
		});
		let found = found.unwrap();
		let facts = found.facts.unwrap();
		assert_eq!(facts.key_commitment, dataset.anchor.key_commitment);
		let secret = envelope::open(&found.envelope.unwrap(), &self.recipient).unwrap();
		cast::open(&dataset.ciphertext, &secret, &dataset.anchor, &self.patient)
	}

	/// The researcher has a contribution paid.
	pub fn settle(&mut self, dataset: &Dataset) {
		let before = self.wealth();
		let researcher = self.researcher.clone();
		let (holder, subject) = (Grantee::Study(STUDY), self.patient.account());
		let call = pallet_studies::Call::settle { holder, subject, dataset: dataset.digest() };
		self.measured("settle", &researcher, call);
		assert!(self.wealth() > before, "the patient was not paid");
	}

	/// Step 9: the patient revokes, free of charge. From then on the runtime refuses.
	pub fn refuse(&mut self, next: &Dataset, unwanted: &Dataset) {
		let (patient, gateway) = (self.patient.clone(), self.gateway.clone());
		let commit = self.commit_call(next);
		let transactions = sign(&self.chain, vec![(&gateway, commit.clone().into())]);
		self.chain.propose(transactions).expect("before the revocation it is taken");

		let before = self.wealth();
		let revoke = pallet_consent::Call::revoke { grant: GRANT };
		self.measured("revoke", &patient, revoke.clone());
		assert_eq!(self.wealth(), before, "a revocation costs nothing");
		assert_eq!(self.refusal(&gateway, commit), "GrantRevoked");
		assert_eq!(self.refusal(&patient, revoke), "AlreadyRevoked");

		let (subject, digest) = (patient.account(), unwanted.digest());
		let tombstone = pallet_datasets::Call::tombstone { subject, digest };
		self.measured("tombstone", &patient, tombstone);
		assert_eq!(self.wealth(), before, "a tombstone costs nothing");
	}

	/// Builds a block without transactions, in which the chain does what is due.
	pub fn idle(&mut self) {
		self.block(Vec::new());
	}

	/// Step 10: the blocks' events show what was done and what was paid.
	pub fn audit(&self) {
		use RuntimeEvent::{Consent, Datasets, Devices, Proxy, Studies};
		let told = [
			self.count(|event| matches!(event, Devices(pallet_devices::Event::Claimed { .. }))),
			self.count(|event| matches!(event, Proxy(pallet_proxy::Event::ProxyAdded { .. }))),
			self.count(|event| matches!(event, Datasets(pallet_datasets::Event::Anchored { .. }))),
			self.count(|event| matches!(event, Consent(pallet_consent::Event::Granted { .. }))),
			self.count(|event| matches!(event, Studies(pallet_studies::Event::Committed { .. }))),
			self.count(|event| matches!(event, Studies(pallet_studies::Event::Delivered { .. }))),
			self.count(|event| matches!(event, Consent(pallet_consent::Event::Revoked { .. }))),
			self.count(|event| {
				matches!(event, Datasets(pallet_datasets::Event::Tombstoned { .. }))
			}),
		];
		assert_eq!(told, [2, 1, 4, 1, 2, 2, 1, 1]);
		let payments: Vec<Balance> = self
			.trail
			.iter()
			.filter_map(|event| match event {
				Studies(pallet_studies::Event::Settled { paid, .. }) => Some(*paid),
				_ => None,
			})
			.collect();
		assert_eq!(payments.len(), 2, "{payments:?}");
		let subject: AccountId = self.patient.account();
		let receipt =
			self.chain.read(|| pallet_studies::Pallet::<Runtime>::receipt(subject, None, 100));
		let [line] = &receipt[..] else { panic!("{} grants", receipt.len()) };
		assert!(line.grant.revoked_at.is_some());
		let told = line.participation.as_ref().unwrap().paid;
		assert_eq!(payments.iter().sum::<Balance>(), told);
		let study = self.chain.read(|| pallet_studies::Pallet::<Runtime>::study(STUDY)).unwrap();
		assert_eq!((study.owed, study.unsettled), (0, 0), "the study owes still");
	}
}

fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}
