//! What a maker does: models, provisioning, recalls.

use super::file::{file_path, package_path, DeviceFile};
use crate::{
	chain::api,
	commands::Context,
	device::{
		udi::{DeviceIdentifier, UdiError},
		Package,
	},
	error::{Error, Result},
	files,
	parties::maker::{self, DeviceKey, Provisioning},
	words::{modalities, parse_digest, parse_modality},
};
use clap::{Args, ValueEnum};
use epione_primitives::{KeyScheme, Modality, RootsBy};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::AccountId32;

/// A model to register.
#[derive(Args, Debug)]
pub struct Model {
	/// Device identifier with its agency, as in GS1:09506000134352. Only its salted digest goes on
	/// chain.
	udi: String,
	/// Kind of data that the model produces; may be given several times.
	#[arg(long = "modality", value_parser = parse_modality, required = true)]
	modalities: Vec<Modality>,
	/// A hub computes the roots that the device signs.
	#[arg(long)]
	hub: bool,
	/// SHA-256 of the firmware, 64 hexadecimal digits.
	#[arg(long, value_parser = parse_digest)]
	firmware: [u8; 32],
}

/// Devices to provision.
#[derive(Args, Debug)]
pub struct Provision {
	/// The model's number.
	model: u32,
	/// How many devices.
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
	count: u32,
	/// Scheme of their keys.
	#[arg(long, value_enum, default_value_t = SchemeName::Ed25519)]
	scheme: SchemeName,
	/// SHA-256 of the firmware that they leave with, 64 hexadecimal digits.
	#[arg(long, value_parser = parse_digest)]
	firmware: [u8; 32],
	/// Folder for the devices and their files.
	#[arg(long, default_value = "devices")]
	out: PathBuf,
}

/// Schemes of device keys.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum SchemeName {
	Ed25519,
	Sr25519,
}

/// What is recalled.
#[derive(Args, Debug)]
pub struct Recall {
	/// A provisioning batch.
	#[arg(long, conflicts_with_all = ["model", "firmware"], required_unless_present = "model")]
	batch: Option<u32>,
	/// A model, with --firmware.
	#[arg(long, requires = "firmware")]
	model: Option<u32>,
	/// SHA-256 of the recalled firmware.
	#[arg(long, requires = "model", value_parser = parse_digest)]
	firmware: Option<[u8; 32]>,
	/// Why.
	#[arg(long, value_enum, default_value_t = ReasonName::Safety)]
	reason: ReasonName,
}

/// Reasons of a recall.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum ReasonName {
	Safety,
	Security,
	WrongReadings,
	Regulatory,
}

impl Model {
	pub(super) async fn run(&self, context: &Context) -> Result<()> {
		let identifier: DeviceIdentifier =
			self.udi.parse().map_err(|e: UdiError| Error::Usage(e.to_string()))?;
		let signer = context.signer()?;
		let chain = context.chain().await?;
		let roots_by = if self.hub { RootsBy::Hub } else { RootsBy::Device };
		let (model, document, included) = maker::register_model(
			&chain,
			&signer,
			&identifier,
			modalities(&self.modalities),
			roots_by,
			self.firmware,
		)
		.await?;
		let kept = document.save(&context.documents())?;
		context.output.result(
			included.json(json!({ "model": model, "udi": identifier.to_string(), "document": kept.display().to_string() })),
			|| format!("Model {model}: {identifier} (block {}). Its salt is kept in {}.", included.block, kept.display()),
		);
		Ok(())
	}
}

impl Provision {
	pub(super) async fn run(&self, context: &Context) -> Result<()> {
		let scheme = match self.scheme {
			SchemeName::Ed25519 => KeyScheme::Ed25519,
			SchemeName::Sr25519 => KeyScheme::Sr25519,
		};
		let signer = context.signer()?;
		let chain = context.chain().await?;
		files::make_dir(&self.out)?;
		let mut keys = Vec::new();
		// Saved before they are on chain, so that no device is lost.
		for _ in 0..self.count {
			let device = Package::new(scheme)?;
			device.save(&package_path(&file_path(&self.out, &device.id())))?;
			keys.push(DeviceKey { scheme, key: device.id() });
		}
		let provisioning = Provisioning::new(keys.clone())
			.ok_or_else(|| Error::Usage("a batch has at least one device".into()))?;
		let provisioned =
			maker::provision(&chain, &signer, self.model, &provisioning, self.firmware).await;
		let (batch, included) = match provisioned {
			Ok(done) => done,
			Err(error) => {
				// Without a batch there are no devices.
				for key in &keys {
					files::destroy(&package_path(&file_path(&self.out, &key.key)))?;
				}
				return Err(error.into());
			},
		};
		let mut written = Vec::new();
		for (index, key) in keys.iter().enumerate() {
			let provenance = provisioning.provenance(batch, index as u32).ok_or_else(|| {
				Error::Usage(
					"a device has no place in its own batch; this is a defect of the client".into(),
				)
			})?;
			let file = DeviceFile { device: key.key, model: self.model, provenance };
			let path = file_path(&self.out, &key.key);
			file.save(&path)?;
			written.push(path.display().to_string());
		}
		let accounts: Vec<_> = keys.iter().map(|k| AccountId32(k.key).to_string()).collect();
		context.output.result(
			included.json(json!({
				"batch": batch, "root": hex::encode(provisioning.root()), "accounts": accounts,
				"devices": written })),
			|| {
				format!(
					"Batch {batch}: {} devices under one root (block {}). In {} lie for each its file (.json) and the simulated device itself (.device, which holds its key): both go to its owner, who runs `epione device claim FILE.json`.",
					written.len(),
					included.block,
					self.out.display()
				)
			},
		);
		Ok(())
	}
}

impl Recall {
	pub(super) async fn run(&self, context: &Context) -> Result<()> {
		use api::runtime_types::pallet_devices::types::RecallReason as Reason;
		let reason = match self.reason {
			ReasonName::Safety => Reason::Safety,
			ReasonName::Security => Reason::Security,
			ReasonName::WrongReadings => Reason::WrongReadings,
			ReasonName::Regulatory => Reason::Regulatory,
		};
		let signer = context.signer()?;
		let chain = context.chain().await?;
		let included = match (self.batch, self.model, self.firmware) {
			(Some(batch), _, _) => {
				chain.submit(&signer, &api::tx().devices().recall_batch(batch, reason)).await?
			},
			(_, Some(model), Some(firmware)) => {
				chain
					.submit(&signer, &api::tx().devices().recall_firmware(model, firmware, reason))
					.await?
			},
			_ => {
				return Err(Error::Usage("recall what? --batch, or --model with --firmware".into()))
			},
		};
		context.output.result(
			included.json(json!({ "recalled": true })),
			|| format!("Recalled with block {}: nothing signed by these devices is accepted, and no study takes what they signed before.", included.block),
		);
		Ok(())
	}
}
