//! Steps 4 to 7: anchoring, a study, consent, and contributions to it.

use super::super::{
	cast::{held, wait_settled},
	input::{Input, DISEASE},
	story::Story,
};
use crate::{
	device::Device,
	error::{Error, Result},
	gateway::{
		home::{BadFile, GatewayHome},
		Event,
	},
	home,
	journal::{Batch, BatchState},
	papers::{consent::fhir_consent, documents::Document},
	parties::{
		patient::{self, Consent},
		researcher::{self, Offer},
	},
	store::embedded::EmbeddedStore,
	words::{show_amount, show_grantee, EPI},
};
use epione_envelope::keys::{Holder, RecipientSecret};
use epione_primitives::{
	Actions, DuoModifiers, DuoPermission, GrantId, Grantee, Modalities, Modality, Purpose,
	ResearchUse, StudyId, DAY,
};
use rand_core::OsRng;

impl Story<'_> {
	/// Step 4: anchoring. Returns the batches in the order of the inputs.
	pub(super) async fn anchor(
		&mut self,
		gateway: &mut GatewayHome,
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
			gateway
				.ingest(std::slice::from_ref(&input.file), device, input.modality, BadFile::Stop)
				.await?;
		}
		let events = gateway.anchor(store).await?;
		for event in &events {
			if let Event::Anchored { block: Some(block), .. } = event {
				self.report.in_block("datasets.anchor", "the gateway", block.number, &block.hash);
			}
		}
		let batches = gateway.journal.batches_in(BatchState::Anchored)?;
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

	/// Step 5: a study.
	pub(super) async fn open_study(&mut self) -> Result<(StudyId, Purpose)> {
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

	/// Step 6: consent.
	pub(super) async fn consent(&mut self, study: StudyId, purpose: Purpose) -> Result<GrantId> {
		self.report.begin();
		let valid_until = self.chain.now().await? + 30 * DAY;
		let grantee = Grantee::Study(study);
		let document = Document::new(
			"consent",
			fhir_consent(
				&self.patient.account().to_string(),
				&show_grantee(&grantee),
				"one disease",
				valid_until,
			),
		);
		document.save(&home::documents(&self.patient.home))?;
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

	/// Step 7: commit, and only once that is final, deliver. The second device's data follows when
	/// the subject's first contribution is settled.
	pub(super) async fn contribute(
		&mut self,
		gateway: &mut GatewayHome,
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
			gateway.journal.plan(batch.id, &Holder::Study(study), grant, None, None)?;
			for event in gateway.advance().await? {
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
}
