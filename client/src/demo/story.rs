//! The ten steps of DESIGN, section 1.

use super::{
	cast::{embedded, held, new_keystore, wait_settled, Party, Shop},
	chapters,
	report::Report,
};
use crate::{
	accounts::Signer,
	audit::Query,
	chain::{api, Chain, ChainError},
	commands::{
		audit as audit_command,
		consent::fhir_consent,
		gateway::{BadFile, Open},
		Context,
	},
	device::Device,
	documents::Document,
	error::{Error, Result},
	fetch, files,
	gateway::{Event, Gateway},
	journal::{Batch, BatchState},
	parties::{
		self,
		accreditor::{self, Credential},
		maker::{self, DeviceKey, Provisioning},
		patient::{self, Consent},
		researcher::{self, Offer},
		show_amount, EPI,
	},
	samples,
	store::embedded::EmbeddedStore,
};
use epione_envelope::keys::{Holder, RecipientSecret};
use epione_primitives::{
	Actions, Attributes, Digest, DuoModifiers, DuoPermission, GrantId, Grantee, KeyScheme,
	Modalities, Modality, Moment, Purpose, ResearchUse, Role, RootsBy, StudyId, DAY, HOUR,
};
use rand_core::OsRng;
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};
use subxt::utils::AccountId32;

/// GTIN of GS1's own example company.
const UDI: &str = "GS1:09506000134352";
/// Type 2 diabetes mellitus, in the Mondo Disease Ontology.
const DISEASE: &str = "MONDO:0005148";

/// What was put in, to be compared with what comes out.
struct Input {
	name: &'static str,
	modality: Modality,
	records: Vec<String>,
	file: PathBuf,
}

/// Plays all of it.
pub async fn play(
	context: &Context,
	report: &mut Report,
	secrets: Option<&Path>,
	with_chapters: bool,
) -> Result<()> {
	let chain = Chain::connect(&context.url).await?;
	let root =
		context.home.join(format!("demo-{}", hex::encode(&chain.now().await?.to_be_bytes()[2..])));
	files::make_dir(&root)?;
	let mut story = Story::new(chain, root, report).await?;
	story.play(secrets).await?;
	if with_chapters {
		chapters::play(&mut story).await?;
	}
	Ok(())
}

/// Who plays, on which chain, and what they have so far.
pub(super) struct Story<'a> {
	pub(super) chain: Chain,
	pub(super) root: PathBuf,
	pub(super) report: &'a mut Report,
	now: Moment,
	maker: Party,
	pub(super) researcher: Party,
	pub(super) board: Party,
	patient: Party,
	gateway: Party,
	/// Devices that nobody has claimed yet.
	pub(super) shop: Shop,
	/// The study that was opened, and its purpose.
	pub(super) study: Option<(StudyId, Purpose)>,
}

impl<'a> Story<'a> {
	async fn new(chain: Chain, root: PathBuf, report: &'a mut Report) -> Result<Self> {
		Ok(Self {
			now: chain.now().await?,
			maker: Party::new(&root, "maker")?,
			researcher: Party::new(&root, "researcher")?,
			board: Party::new(&root, "ethics-board")?,
			patient: Party::new(&root, "patient")?,
			gateway: Party::new(&root, "gateway")?,
			shop: Shop::default(),
			study: None,
			chain,
			root,
			report,
		})
	}

	async fn play(&mut self, secrets: Option<&Path>) -> Result<()> {
		self.credentials().await?;
		let mut devices = self.provision_and_claim().await?;
		let inputs = self.inputs()?;
		if let Some(path) = secrets {
			write_secrets(path, &inputs)?;
		}
		// The gateway works on its keystore from here on.
		let keystore = new_keystore(&self.gateway.home.join("gateway"))?;
		let mut open = Open::new(
			&self.gateway.home,
			self.chain.clone(),
			self.gateway.signer.clone(),
			keystore,
			self.patient.account(),
		)?;
		let served = embedded(&self.root, "gateway", &[]).await?;
		let batches = self.anchor(&mut open, &served, &inputs, &mut devices).await?;
		let (study, disease) = self.open_study().await?;
		self.study = Some((study, disease));
		let grant = self.consent(study, disease).await?;
		self.contribute(&mut open, study, grant, &batches[1..3]).await?;
		self.fetch(study, &served, &inputs[1..3], &batches[1..3]).await?;
		self.refuse(&mut open, &served, study, grant, &batches).await?;
		self.settle_and_audit(study, &devices).await?;
		served.close().await;
		Ok(())
	}

	/// Step 1.
	async fn credentials(&mut self) -> Result<()> {
		self.report.begin();
		let alice = Signer::from_uri("//Alice")?;
		let accreditor = Signer::from_uri("//Eve")?;
		let accounts: Vec<_> =
			[&self.maker, &self.researcher, &self.board, &self.patient, &self.gateway]
				.iter()
				.map(|p| p.account())
				.collect();
		let funding = parties::fund(&self.chain, &alice, &accounts, 1_000 * EPI);
		let roles = [
			(&self.maker, Role::Manufacturer),
			(&self.researcher, Role::Researcher),
			(&self.board, Role::EthicsBoard),
		];
		let credentials: Vec<_> = roles
			.iter()
			.map(|(party, role)| Credential {
				holder: party.account(),
				role: *role,
				valid_until: self.now + 365 * DAY,
				attributes: Attributes::NOT_FOR_PROFIT,
				evidence: Document::new("visa", format!("{role:?}, seen and filed")).digest(),
			})
			.collect();
		let issuing = accreditor::issue(&self.chain, &accreditor, &credentials);
		let (funded, issued) = tokio::try_join!(funding, issuing)?;
		self.report.transaction("a friend who gives everybody tokens,", &funded);
		self.report.transaction("the accreditor", &issued);
		self.report.note("a manufacturer, a researcher and an ethics board are credentialed");
		self.report.done();
		Ok(())
	}

	/// Steps 2 and 3: a CGM with an ed25519 key and a heart-rate sensor with an sr25519 key.
	async fn provision_and_claim(&mut self) -> Result<Vec<Device>> {
		self.report.begin();
		let firmware: Digest = epione_sha256(b"firmware 1.0.0");
		let modalities = Modalities::of(&[Modality::HomeMonitor, Modality::Wearable]);
		let identifier =
			UDI.parse().map_err(|e: crate::udi::UdiError| Error::Usage(e.to_string()))?;
		let (model, document, registered) = maker::register_model(
			&self.chain,
			&self.maker.signer,
			&identifier,
			modalities,
			RootsBy::Device,
			firmware,
		)
		.await?;
		document.save(&self.maker.home.join("documents"))?;
		self.report.transaction("the manufacturer", &registered);
		let memory = self.root.join("devices");
		let mut devices = vec![
			Device::create(&mut self.maker.keystore, &memory, KeyScheme::Ed25519)?,
			Device::create(&mut self.maker.keystore, &memory, KeyScheme::Sr25519)?,
		];
		// Three more that stay in the shop: the batch has five.
		let shop = Device::create_many(&mut self.maker.keystore, &memory, KeyScheme::Ed25519, 3)?;
		let keys = devices
			.iter()
			.chain(&shop)
			.map(|d| DeviceKey { scheme: d.scheme(), key: d.id() })
			.collect();
		let provisioning = Provisioning::new(keys)
			.ok_or_else(|| Error::Usage("a batch has at least one device".into()))?;
		let (batch, provisioned) =
			maker::provision(&self.chain, &self.maker.signer, model, &provisioning, firmware)
				.await?;
		self.report.transaction("the manufacturer", &provisioned);
		self.report.note(format!(
			"model {model}; batch {batch}: {} device keys under root {}",
			provisioning.size(),
			hex::encode(provisioning.root())
		));
		let places = devices.len() as u32..;
		self.shop = places
			.zip(shop)
			.filter_map(|(place, device)| Some((device, provisioning.provenance(batch, place)?)))
			.collect();
		self.report.done();

		self.report.begin();
		let chain_id = self.chain.chain_id().await?;
		let owner = self.patient.signer.bytes();
		let expiry = self.chain.now().await? + patient::CLAIM_LIFETIME;
		let mut sent = Vec::new();
		let mut counters = Vec::new();
		for (index, device) in devices.iter().enumerate() {
			let accepted = device.sign_claim(&chain_id, &owner, expiry)?;
			let key = DeviceKey { scheme: device.scheme(), key: device.id() };
			let provenance = provisioning.provenance(batch, index as u32);
			sent.push(
				patient::send_claim(
					&self.chain,
					&self.patient.signer,
					&key,
					provenance.as_ref(),
					&accepted,
				)
				.await?,
			);
			counters.push(accepted.counter);
		}
		sent.push(
			patient::add_gateway(&self.chain, &self.patient.signer, &self.gateway.account())
				.await?,
		);
		for sent in sent {
			let included = sent.finalised().await?;
			self.report.transaction("the patient", &included);
		}
		for (device, counter) in devices.iter_mut().zip(counters) {
			device.claimed(counter, &owner)?;
			self.report.note(format!("device {} is the patient's", AccountId32(device.id())));
		}
		self.report.note(format!(
			"the gateway {} may anchor data and deliver keys, nothing else",
			self.gateway.account()
		));
		self.report.done();
		Ok(devices)
	}

	/// What is put in: published FHIR examples, a day of glucose, 10,000 heart rates, an hour more of them.
	fn inputs(&self) -> Result<Vec<Input>> {
		let folder = self.root.join("readings");
		files::make_dir(&folder)?;
		// Yesterday and before: nothing lies in the future.
		let midnight = self.now / DAY * DAY;
		let examples: Vec<String> =
			samples::HL7_EXAMPLES.iter().map(|(_, text)| (*text).to_owned()).collect();
		let series = [
			("HL7's example Observations", Modality::HomeMonitor, examples),
			(
				"a day of glucose readings",
				Modality::HomeMonitor,
				samples::cgm_day(1, midnight - DAY),
			),
			(
				"10,000 heart rates",
				Modality::Wearable,
				samples::heart_rate(10_000, 2, midnight - DAY),
			),
			(
				"60 heart rates more",
				Modality::Wearable,
				samples::heart_rate(60, 3, midnight - HOUR),
			),
		];
		let mut inputs = Vec::new();
		for (number, (name, modality, records)) in series.into_iter().enumerate() {
			let file = match number {
				// One file each, as HL7 published them.
				0 => {
					let dir = folder.join("hl7");
					files::make_dir(&dir)?;
					for (file, text) in samples::HL7_EXAMPLES {
						files::write_bytes(&dir.join(file), text.as_bytes())?;
					}
					dir
				},
				_ => {
					let file = folder.join(format!("{number}.ndjson"));
					files::write_bytes(&file, samples::ndjson(&records).as_bytes())?;
					file
				},
			};
			inputs.push(Input { name, modality, records, file });
		}
		Ok(inputs)
	}

	/// Step 4. Gives the batches in the order of the inputs.
	async fn anchor(
		&mut self,
		open: &mut Open,
		store: &EmbeddedStore,
		inputs: &[Input],
		devices: &mut [Device],
	) -> Result<Vec<Batch>> {
		self.report.begin();
		let [cgm, heart] = devices else {
			return Err(Error::Usage("the story has two devices".into()));
		};
		for (number, input) in inputs.iter().enumerate() {
			let device = match number {
				0 => None,
				1 => Some(&mut *cgm),
				_ => Some(&mut *heart),
			};
			open.ingest(std::slice::from_ref(&input.file), device, input.modality, BadFile::Stop)
				.await?;
		}
		let events = open.anchor(store).await?;
		for event in &events {
			if let Event::Anchored { block: Some(block), .. } = event {
				self.report.in_block("datasets.anchor", "the gateway", block.number, &block.hash);
			}
		}
		let batches = open.journal.batches_in(BatchState::Anchored)?;
		held(batches.len() == inputs.len(), || {
			format!("{} batches were put in, {} are anchored", inputs.len(), batches.len())
		})?;
		for (input, batch) in inputs.iter().zip(&batches) {
			let sealed = &batch.sealed;
			held(sealed.count as usize == input.records.len(), || {
				format!(
					"{}: {} records went in, {} were sealed",
					input.name,
					input.records.len(),
					sealed.count
				)
			})?;
			self.report.note(format!(
				"{}: {}, public: up to {} readings, {} bytes, {}",
				input.name,
				crate::store::to_cid(&sealed.content),
				1u64 << sealed.depth,
				sealed.size,
				if sealed.device.is_some() {
					"signed by its device"
				} else {
					"not signed by a device"
				}
			));
		}
		self.report.done();
		Ok(batches)
	}

	/// Step 5.
	async fn open_study(&mut self) -> Result<(StudyId, Purpose)> {
		self.report.begin();
		let disease = Document::new("disease", DISEASE);
		let document = Document::new(
			"study",
			"{\"title\":\"Glucose and heart rate at home\",\"contact\":\"study@example.org\"}",
		);
		let purpose = Purpose::Research(ResearchUse {
			modifiers: DuoModifiers::IRB,
			..ResearchUse::plain(DuoPermission::DiseaseSpecific(disease.digest()))
		});
		let now = self.chain.now().await?;
		let offer = Offer {
			purpose,
			document: document.digest(),
			modalities: Modalities::of(&[Modality::HomeMonitor, Modality::Wearable]),
			min_depth: 5,
			device_signed: true,
			reward: 2 * EPI,
			per_participant: 10,
			max_contributions: 100,
			opens: now,
			closes: now + 30 * DAY,
			dispute_window: 2_000,
			cohort: None,
			collected: None,
			models: Vec::new(),
			not_in: Vec::new(),
		};
		let (study, created) =
			researcher::create(&self.chain, &self.researcher.signer, &offer, 100 * EPI).await?;
		self.report.transaction("the researcher", &created);
		let secret = RecipientSecret::random(&mut OsRng);
		self.researcher.keystore.add_recipient(&Holder::Study(study), 0, &secret)?;
		let info = researcher::study(&self.chain, study).await?;
		let terms = info
			.terms_hash
			.ok_or_else(|| Error::Verification(format!("study {study} has no terms")))?;
		let keyed = researcher::add_key(&self.chain, &self.researcher.signer, study, 0, &secret);
		let approved = researcher::approve(&self.chain, &self.board.signer, study, terms);
		let (keyed, approved) = tokio::try_join!(keyed, approved)?;
		self.report.transaction("the researcher", &keyed);
		self.report.transaction("the ethics board", &approved);
		self.report.note(format!(
			"study {study}: {} a contribution, {} in escrow, for one disease (salted), ethics approved",
			show_amount(2 * EPI),
			show_amount(100 * EPI)
		));
		self.report.done();
		Ok((study, purpose))
	}

	/// Step 6.
	async fn consent(&mut self, study: StudyId, purpose: Purpose) -> Result<GrantId> {
		self.report.begin();
		let valid_until = self.chain.now().await? + 30 * DAY;
		let grantee = Grantee::Study(study);
		let document = Document::new(
			"consent",
			fhir_consent(
				&self.patient.account().to_string(),
				&patient::show_grantee(&grantee),
				"one disease",
				valid_until,
			),
		);
		document.save(&self.patient.home.join("documents"))?;
		let consent = Consent {
			grantee,
			actions: Actions::READ,
			modalities: Modalities::of(&[Modality::HomeMonitor, Modality::Wearable]),
			datasets: None,
			days: None,
			purpose,
			valid_from: self.now,
			valid_until,
			uses: Some(10),
			document: document.digest(),
		};
		let subject = self.patient.account();
		let (grant, granted) =
			patient::grant(&self.chain, &self.patient.signer, &subject, &consent).await?;
		self.report.transaction("the patient", &granted);
		self.report
			.note(format!("grant {grant}: study {study} may read, at most 10 times, for 30 days"));
		self.report.done();
		Ok(grant)
	}

	/// Step 7: commit, and only once that is final, deliver. The second device's data follows when the
	/// subject's first contribution is settled.
	async fn contribute(
		&mut self,
		open: &mut Open,
		study: StudyId,
		grant: GrantId,
		batches: &[Batch],
	) -> Result<()> {
		self.report.begin();
		for (number, batch) in batches.iter().enumerate() {
			if number > 0 {
				wait_settled(&self.chain, study, &batches[number - 1].sealed.content.digest)
					.await?;
			}
			open.journal.plan(batch.id, &Holder::Study(study), grant, None, None)?;
			for event in open.advance().await? {
				match event {
					Event::Committed { block: Some(block), .. } => self.report.in_block(
						"studies.commit",
						"the gateway, paid by the study",
						block.number,
						&block.hash,
					),
					Event::Delivered { block: Some(block), .. } => self.report.in_block(
						"studies.deliver",
						"the gateway, paid by the study",
						block.number,
						&block.hash,
					),
					Event::Refused { why, .. } => {
						return Err(Error::Refused { what: "contribution".into(), why })
					},
					_ => {},
				}
			}
			self.report.note(format!(
				"the chain verified that the study can open exactly the key of {}",
				hex::encode(batch.sealed.content.digest)
			));
		}
		self.report.done();
		Ok(())
	}

	/// Step 8.
	async fn fetch(
		&mut self,
		study: StudyId,
		served: &EmbeddedStore,
		inputs: &[Input],
		batches: &[Batch],
	) -> Result<()> {
		self.report.begin();
		let peers = served.addresses().await?;
		let store = embedded(&self.root, "researcher", &peers).await?;
		let out = self.researcher.home.join("study-data");
		let (home, keys) = (&self.researcher.home, &self.researcher.keystore);
		let fetched = fetch::study(&self.chain, study, home, keys, &store, &out, |_, _| ()).await?;
		held(fetched.len() == inputs.len(), || {
			format!("{} contributions were delivered, {} are served", inputs.len(), fetched.len())
		})?;
		for (input, batch) in inputs.iter().zip(batches) {
			let name = format!("{}.ndjson", hex::encode(batch.sealed.content.digest));
			let found = fetched
				.iter()
				.find(|f| f.path.as_ref().is_some_and(|p| p.ends_with(&name)))
				.ok_or_else(|| {
					let texts: Vec<_> = fetched.iter().map(|f| f.text.as_str()).collect();
					Error::Verification(format!(
						"{} did not come out: {}",
						input.name,
						texts.join("; ")
					))
				})?;
			let path = out.join(&name);
			let bytes = std::fs::read(&path).map_err(Error::io("read", &path))?;
			let original = samples::ndjson(&input.records);
			held(bytes == original.as_bytes(), || {
				format!("{}: what came out is not what went in", input.name)
			})?;
			self.report.note(format!(
				"{}: fetched by CID over bitswap, {} records decrypted, root, count and device signature hold, all {} bytes are those that went in",
				input.name,
				found.records,
				bytes.len()
			));
		}
		store.close().await;
		self.report.done();
		Ok(())
	}

	/// Step 9.
	async fn refuse(
		&mut self,
		open: &mut Open,
		store: &EmbeddedStore,
		study: StudyId,
		grant: GrantId,
		batches: &[Batch],
	) -> Result<()> {
		self.report.begin();
		let subject = self.patient.account();
		let fresh = batches[3].sealed.content.digest;
		wait_settled(&self.chain, study, &batches[2].sealed.content.digest).await?;
		let commit = api::tx().studies().commit(study, subject, fresh, grant, None);
		// Before the revocation the very same commit would be taken.
		self.chain.validate(&self.gateway.signer, &commit).await?;
		let before = self.chain.free_balance(&subject).await?;
		let revoked = patient::revoke(&self.chain, &self.patient.signer, grant).await?;
		self.report.transaction("the patient", &revoked);
		held(revoked.fee()?.is_none(), || "the revocation cost a fee".into())?;
		match self.chain.submit(&self.gateway.signer, &commit).await {
			Err(ChainError::Refused { reason, code: Some(_), .. }) => {
				self.report.note(format!(
					"the runtime refuses the next commit, in the pool already: {reason}"
				));
			},
			Err(other) => return Err(other.into()),
			Ok(included) => {
				return Err(Error::Verification(format!(
					"the chain took a commit in block {} after the revocation",
					included.block
				)))
			},
		}
		match patient::revoke(&self.chain, &self.patient.signer, grant).await {
			Err(ChainError::Refused { .. }) => {
				self.report.note("the same revocation again is refused by the pool, uncharged");
			},
			Err(other) => return Err(other.into()),
			Ok(included) => {
				return Err(Error::Verification(format!(
					"the same grant was revoked again in block {}",
					included.block
				)))
			},
		}
		let examples = batches[0].sealed.content.digest;
		let stone =
			patient::tombstone(&self.chain, &self.patient.signer, &subject, examples).await?;
		self.report.transaction("the patient", &stone);
		held(stone.fee()?.is_none(), || "the tombstone cost a fee".into())?;
		let after = self.chain.free_balance(&subject).await?;
		held(after >= before, || "saying no cost the patient something".into())?;
		self.report.note(format!(
			"revoking and tombstoning cost nothing; {} of deposits returned",
			show_amount(after - before)
		));
		let mut gateway = Gateway::new(&mut open.journal, &open.keystore, &open.spool);
		gateway.forget(store, &examples).await?;
		held(open.keystore.data_key(&examples).is_err(), || "the data key is still there".into())?;
		self.report.note(
			"pointer and commitment left the state; the gateway destroyed the key and its copy",
		);
		self.report.done();
		Ok(())
	}

	/// Step 10.
	async fn settle_and_audit(&mut self, study: StudyId, devices: &[Device]) -> Result<()> {
		self.report.begin();
		let subject = self.patient.account();
		let trail = audit_command::trail(
			&self.chain,
			&self.root.join("auditor"),
			&Query::Account(subject),
			|_, _| (),
		)
		.await?;
		let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
		for entry in &trail {
			*counts.entry(entry.event.as_str()).or_default() += 1;
		}
		for (event, expected) in [
			("Devices.Claimed", devices.len()),
			("Proxy.ProxyAdded", 1),
			("Datasets.Anchored", 4),
			("Consent.Granted", 1),
			("Studies.Committed", 2),
			("Studies.Delivered", 2),
			("Studies.Settled", 2),
			("Consent.Revoked", 1),
			("Datasets.Tombstoned", 1),
		] {
			let found = counts.get(event).copied().unwrap_or(0);
			held(found == expected, || {
				format!("the trail has {found} of {event}, the story {expected}")
			})?;
		}
		let mut paid = 0u128;
		for entry in trail.iter().filter(|e| e.event == "Studies.Settled") {
			let amount = &entry.fields["paid"];
			let amount = amount
				.as_u64()
				.map(u128::from)
				.or_else(|| amount.as_str().and_then(|s| s.parse().ok()))
				.ok_or_else(|| Error::Verification(format!("'{amount}' is no amount")))?;
			paid += amount;
			self.report.note(format!(
				"block {}: the patient was paid {} ({})",
				entry.block,
				show_amount(amount),
				entry.block_hash
			));
		}
		let receipt = patient::whole_receipt(&self.chain, &subject).await?;
		let told: u128 =
			receipt.iter().filter_map(|l| l.participation.as_ref()).map(|p| p.paid).sum();
		held(paid > 0 && told == paid, || {
			format!("the trail says {paid}, the receipt {told} was paid")
		})?;
		let live = receipt.iter().filter(|l| l.grant.revoked_at.is_none()).count();
		held(live == 0, || format!("{live} grants are live after the revocation"))?;
		let info = researcher::study(&self.chain, study).await?;
		held(info.owed == 0 && info.unsettled == 0, || "the study owes still".into())?;
		self.report.note(format!(
			"the trail of {} events, from final blocks alone, tells all of it; {} paid, nobody can read anything now",
			trail.len(),
			show_amount(paid)
		));
		self.report.done();
		Ok(())
	}
}

fn epione_sha256(bytes: &[u8]) -> Digest {
	use sha2::Digest as _;
	sha2::Sha256::digest(bytes).into()
}

/// Everything of the input that must not be guessable from the chain, one a line, as `kind<TAB>value`.
fn write_secrets(path: &Path, inputs: &[Input]) -> Result<()> {
	let mut lines = vec![
		format!("text\t{DISEASE}"),
		format!("text\t{}", DISEASE.trim_start_matches("MONDO:")),
		format!("text\t{UDI}"),
		format!("text\t{}", UDI.trim_start_matches("GS1:")),
		"text\tstudy@example.org".into(),
	];
	for input in inputs {
		lines.push(format!("count\t{}", input.records.len()));
		lines.push(format!("size\t{}", samples::ndjson(&input.records).len()));
		for record in &input.records {
			lines.push(format!("record\t{}", record.replace(['\n', '\r', '\t'], " ")));
			lines.push(format!("hash\t{}", hex::encode(epione_sha256(record.as_bytes()))));
		}
	}
	for text in [DISEASE, UDI, DISEASE.trim_start_matches("MONDO:"), UDI.trim_start_matches("GS1:")]
	{
		lines.push(format!("hash\t{}", hex::encode(epione_sha256(text.as_bytes()))));
	}
	files::write_bytes(path, lines.join("\n").as_bytes())
}
