//! Steps 1 to 3: credentials, devices, and who they belong to.

use super::super::{
	input::{sha256, UDI},
	story::Story,
};
use crate::{
	device::Device,
	error::{Error, Result},
	home,
	keys::accounts::Signer,
	papers::documents::Document,
	parties::{
		self,
		accreditor::{self, Credential},
		maker::{self, DeviceKey, Provisioning},
		patient,
	},
	words::EPI,
};
use epione_primitives::{Attributes, Digest, KeyScheme, Modalities, Modality, Role, RootsBy, DAY};
use subxt::utils::AccountId32;

impl Story<'_> {
	/// Step 1: credentials.
	pub(super) async fn credentials(&mut self) -> Result<()> {
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
	pub(super) async fn provision_and_claim(&mut self) -> Result<Vec<Device>> {
		self.report.begin();
		let firmware: Digest = sha256(b"firmware 1.0.0");
		let modalities = Modalities::of(&[Modality::HomeMonitor, Modality::Wearable]);
		let identifier =
			UDI.parse().map_err(|e: crate::device::udi::UdiError| Error::Usage(e.to_string()))?;
		let (model, document, registered) = maker::register_model(
			&self.chain,
			&self.maker.signer,
			&identifier,
			modalities,
			RootsBy::Device,
			firmware,
		)
		.await?;
		document.save(&home::documents(&self.maker.home))?;
		self.report.transaction("the manufacturer", &registered);
		let memory = home::devices(&self.root);
		let mut devices = vec![
			Device::create(&mut self.maker.keystore, &memory, KeyScheme::Ed25519)?,
			Device::create(&mut self.maker.keystore, &memory, KeyScheme::Sr25519)?,
		];
		// Three more stay in the shop: the batch has five.
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
}
