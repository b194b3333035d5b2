//! `epione device`: models, provisioning, claims, transfers, status, recalls.

use super::{modalities, parse_modality, Context};
use crate::{
	accounts::parse_address,
	chain::{api, Chain},
	device::{ClaimSignature, Device, Package},
	error::{Error, Result},
	files,
	keystore::Keystore,
	parties::{
		maker::{self, DeviceKey, Provenance, Provisioning},
		patient,
	},
	udi::DeviceIdentifier,
};
use clap::{Args, Subcommand, ValueEnum};
use epione_primitives::{KeyScheme, Modality, RootsBy};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::{Path, PathBuf};
use subxt::utils::AccountId32;

/// Make, provision, claim, look at and recall devices.
#[derive(Subcommand, Debug)]
pub enum DeviceCommand {
	/// Register a device model (needs a manufacturer's credential).
	Model(Model),
	/// Make simulated devices and provision them as one batch (needs a manufacturer's credential).
	Provision(Provision),
	/// Claim a device with the file that came with it; the simulated device lies beside the file.
	Claim {
		/// The device's file, made by `epione device provision` or `epione device transfer`.
		file: PathBuf,
	},
	/// Have a device sign that an account may claim it, for a wallet that then claims it itself (in the web page).
	SignClaim {
		/// The device's file; the simulated device lies beside it, or is in this keystore.
		file: PathBuf,
		/// Who will own it: an address.
		#[arg(long)]
		owner: String,
		/// Draw it as a QR code too, for the web page to scan.
		#[arg(long)]
		qr: bool,
	},
	/// Take the simulated device out of this keystore into a file, to set it up elsewhere: at the gateway.
	Pack {
		/// The device's account.
		device: String,
		/// Folder for the file.
		#[arg(long)]
		out: PathBuf,
	},
	/// Take a simulated device into this keystore; its file is destroyed.
	Unpack {
		/// The file that ends in .device.
		file: PathBuf,
	},
	/// Offer a device to another account, which then claims it.
	Transfer {
		/// The device's account.
		device: String,
		/// To whom: an address.
		to: String,
		/// Hand the simulated device over too: it leaves this keystore for a file in this folder.
		#[arg(long)]
		out: Option<PathBuf>,
	},
	/// Say that a device is lost. Free, and in force with the next block.
	Lost {
		/// The device's account.
		device: String,
	},
	/// Suspend a device. Free, and in force with the next block.
	Suspend {
		/// The device's account.
		device: String,
	},
	/// Let a suspended device sign again.
	Resume {
		/// The device's account.
		device: String,
	},
	/// Show what the chain says about a device.
	Status {
		/// The device's account.
		device: String,
	},
	/// Recall a provisioning batch, or a firmware of a model (its manufacturer only).
	Recall(Recall),
}

/// A model to register.
#[derive(Args, Debug)]
pub struct Model {
	/// Device identifier with its agency, as in GS1:09506000134352. Only its salted digest goes on chain.
	udi: String,
	/// Kind of data that the model produces; may be given several times.
	#[arg(long = "modality", value_parser = parse_modality, required = true)]
	modalities: Vec<Modality>,
	/// A hub computes the roots that the device signs.
	#[arg(long)]
	hub: bool,
	/// SHA-256 of the firmware, 64 hexadecimal digits.
	#[arg(long, value_parser = super::parse_digest)]
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
	#[arg(long, value_parser = super::parse_digest)]
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
	#[arg(long, requires = "model", value_parser = super::parse_digest)]
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

/// What comes with a device: which it is, and its place in its batch. Holds no secret.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeviceFile {
	/// The device's account, hexadecimal.
	#[serde(with = "hex::serde")]
	pub device: [u8; 32],
	/// Its model.
	pub model: u32,
	/// Its place in its provisioning batch.
	pub provenance: Provenance,
}

impl DeviceFile {
	fn load(path: &Path) -> Result<Self> {
		let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
		serde_json::from_slice(&bytes).map_err(|e| Error::BadInput {
			path: path.to_owned(),
			line: Some(e.line()),
			why: format!("this is no device's file (`epione device provision` writes them): {e}"),
		})
	}

	fn save(&self, path: &Path) -> Result<()> {
		let json = serde_json::to_vec_pretty(self).map_err(|e| Error::Usage(e.to_string()))?;
		files::write_bytes(path, &json)
	}
}

impl DeviceCommand {
	/// Runs it.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Model(model) => model.run(context).await,
			Self::Provision(provision) => provision.run(context).await,
			Self::Recall(recall) => recall.run(context).await,
			Self::Claim { file } => claim(context, file).await,
			Self::SignClaim { file, owner, qr } => {
				sign_claim(context, file, parse_address(owner)?, *qr).await
			},
			Self::Status { device } => status(context, parse_address(device)?).await,
			Self::Pack { device, out } => pack(context, parse_address(device)?, out),
			Self::Unpack { file } => unpack(context, file),
			Self::Transfer { device, to, out } => {
				transfer(context, parse_address(device)?, parse_address(to)?, out.as_deref()).await
			},
			Self::Lost { device } => {
				let device = parse_address(device)?;
				let call = api::tx().devices().report_lost(device);
				simple(context, &call, device, &format!("{device} is lost: the chain accepts nothing signed by it any more. Only its manufacturer can give it a new key.")).await
			},
			Self::Suspend { device } => {
				let device = parse_address(device)?;
				let call = api::tx().devices().suspend(device);
				simple(
					context,
					&call,
					device,
					&format!("{device} is suspended until `epione device resume`."),
				)
				.await
			},
			Self::Resume { device } => {
				let device = parse_address(device)?;
				let call = api::tx().devices().resume(device);
				simple(context, &call, device, &format!("{device} may sign again.")).await
			},
		}
	}
}

async fn simple<P: subxt::transactions::Payload>(
	context: &Context,
	call: &P,
	device: AccountId32,
	text: &str,
) -> Result<()> {
	let signer = context.signer()?;
	let chain = context.chain().await?;
	let included = chain.submit(&signer, call).await?;
	context.output.result(
		json!({ "device": device.to_string(), "call": included.call, "block": included.block, "block_hash": included.block_hash }),
		|| format!("{text} (block {})", included.block),
	);
	Ok(())
}

impl Model {
	async fn run(&self, context: &Context) -> Result<()> {
		let identifier: DeviceIdentifier =
			self.udi.parse().map_err(|e: crate::udi::UdiError| Error::Usage(e.to_string()))?;
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
			json!({ "model": model, "udi": identifier.to_string(), "document": kept.display().to_string(), "block": included.block, "block_hash": included.block_hash }),
			|| format!("Model {model}: {identifier} (block {}). Its salt is kept in {}.", included.block, kept.display()),
		);
		Ok(())
	}
}

impl Provision {
	async fn run(&self, context: &Context) -> Result<()> {
		let scheme = match self.scheme {
			SchemeName::Ed25519 => KeyScheme::Ed25519,
			SchemeName::Sr25519 => KeyScheme::Sr25519,
		};
		let signer = context.signer()?;
		let chain = context.chain().await?;
		files::make_dir(&self.out)?;
		let mut keys = Vec::new();
		// Before the chain knows of them, so that none is lost.
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
				// No batch, no devices.
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
			json!({
				"batch": batch, "root": hex::encode(provisioning.root()), "accounts": accounts,
				"devices": written, "block": included.block, "block_hash": included.block_hash,
			}),
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
	async fn run(&self, context: &Context) -> Result<()> {
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
			json!({ "recalled": true, "block": included.block, "block_hash": included.block_hash }),
			|| format!("Recalled with block {}: nothing signed by these devices is accepted, and no study takes what they signed before.", included.block),
		);
		Ok(())
	}
}

async fn claim(context: &Context, path: &Path) -> Result<()> {
	let file = DeviceFile::load(path)?;
	let (mut keystore, signer) = context.keystore_and_signer()?;
	let chain = context.chain().await?;
	let mut device = take_in(context, &mut keystore, path, &file)?;
	let account = AccountId32(file.device);
	if let Some((owner, claim)) = catch_up(&chain, &mut device).await? {
		if owner == signer.account() {
			context.output.result(
				json!({ "device": account.to_string(), "claim": claim, "already": true }),
				|| format!("{account} is yours already, under claim {claim}."),
			);
			return Ok(());
		}
	}
	let chain_id = chain.chain_id().await?;
	let expiry = chain.now().await?.saturating_add(patient::CLAIM_LIFETIME);
	let accepted = device.sign_claim(&chain_id, &signer.bytes(), expiry)?;
	let key = DeviceKey { scheme: device.scheme(), key: device.id() };
	let provenance = (accepted.counter == 1).then_some(&file.provenance);
	let included = patient::claim(&chain, &signer, &key, provenance, &accepted).await?;
	device.claimed(accepted.counter, &signer.bytes())?;
	context.output.result(
		json!({ "device": account.to_string(), "claim": accepted.counter, "block": included.block, "block_hash": included.block_hash }),
		|| format!("{account} is yours, under claim {} (block {}).", accepted.counter, included.block),
	);
	Ok(())
}

/// What a device signed, for the wallet of its owner to be. Signed anew each time; the chain takes one.
async fn sign_claim(context: &Context, path: &Path, owner: AccountId32, qr: bool) -> Result<()> {
	let file = DeviceFile::load(path)?;
	let mut keystore = context.keystore()?;
	let chain = context.chain().await?;
	let mut device = take_in(context, &mut keystore, path, &file)?;
	if let Some((known, claim)) = catch_up(&chain, &mut device).await? {
		if known == owner {
			return Err(Error::Usage(format!(
				"{} is {owner}'s already, under claim {claim}; there is nothing to sign",
				AccountId32(file.device)
			)));
		}
	}
	let chain_id = chain.chain_id().await?;
	let expiry = chain.now().await?.saturating_add(patient::CLAIM_LIFETIME);
	let accepted = device.sign_claim(&chain_id, &owner.0, expiry)?;
	let json = signed_claim(&device, &file, &accepted);
	// On one line: it goes into a text field or a QR code as it is.
	let line = json.to_string();
	let drawn = if qr { super::qr::draw(&line)? + "\n" } else { String::new() };
	context.output.result(json, || drawn + &line);
	context.output.notice(&format!(
		"The wallet of {owner} can claim the device with it until {}.",
		super::show_moment(expiry)
	));
	Ok(())
}

/// The signed claim, as the web page reads it.
fn signed_claim(
	device: &Device,
	file: &DeviceFile,
	accepted: &ClaimSignature,
) -> serde_json::Value {
	let provenance = (accepted.counter == 1).then(|| {
		json!({
			"batch": file.provenance.batch, "index": file.provenance.index,
			"path": file.provenance.path.iter().map(hex::encode).collect::<Vec<_>>(),
		})
	});
	json!({
		"kind": "epione-device-claim", "device": hex::encode(device.id()),
		"scheme": epione_envelope::payload::scheme_name(device.scheme()), "counter": accepted.counter,
		"expiry": accepted.expiry, "signature": hex::encode(accepted.signature), "provenance": provenance,
	})
}

/// Takes the simulated device that lies beside its file into the keystore, or switches on the one there.
fn take_in(
	context: &Context,
	keystore: &mut Keystore,
	path: &Path,
	file: &DeviceFile,
) -> Result<Device> {
	let dir = context.home.join("devices");
	let package = package_path(path);
	let device = if package.exists() {
		Package::unpack(&package, keystore, &dir)?
	} else {
		Device::open(keystore, &dir, &file.device).map_err(|error| match error {
			Error::NoKey { .. } => Error::NoKey {
				what: format!("device {}", AccountId32(file.device)),
				hint: format!(
					"put the simulated device, {}, beside its file, as it came from its maker or its last owner",
					package.display()
				),
			},
			other => other,
		})?
	};
	file.save(&file_path(&dir, &file.device))?;
	Ok(device)
}

/// Tells the device what the chain knows: what a crash kept from it, or what happened while it lay in a
/// drawer. Gives its owner and claim.
pub(super) async fn catch_up(
	chain: &Chain,
	device: &mut Device,
) -> Result<Option<(AccountId32, u32)>> {
	let at = chain.finalised().await?;
	let account = AccountId32(device.id());
	let known = crate::chain::view(&at, api::view_functions().devices().device(account)).await?;
	let Some((owner, claim)) = known.and_then(|i| i.owner.map(|o| (o, i.claim))) else {
		return Ok(None);
	};
	if claim > device.claim() {
		device.claimed(claim, &owner.0)?;
	}
	Ok(Some((owner, claim)))
}

async fn transfer(
	context: &Context,
	device: AccountId32,
	to: AccountId32,
	out: Option<&Path>,
) -> Result<()> {
	let mut handed = None;
	let (mut keystore, signer) = match out {
		Some(_) => {
			let (keystore, signer) = context.keystore_and_signer()?;
			(Some(keystore), signer)
		},
		None => (None, context.signer()?),
	};
	let chain = context.chain().await?;
	let dir = context.home.join("devices");
	if let Some(keystore) = &keystore {
		// Before anything is offered that is not here.
		keystore.device(&device.0)?;
		DeviceFile::load(&file_path(&dir, &device.0))?;
	}
	let call = api::tx().devices().offer_transfer(device, to);
	let included = chain.submit(&signer, &call).await?;
	if let (Some(out), Some(keystore)) = (out, &mut keystore) {
		files::make_dir(out)?;
		let file = DeviceFile::load(&file_path(&dir, &device.0))?;
		let path = file_path(out, &device.0);
		Package::pack(keystore, &dir, &device.0, &package_path(&path))?;
		file.save(&path)?;
		handed = Some(path.display().to_string());
	}
	context.output.result(
		json!({
			"device": device.to_string(), "to": to.to_string(), "file": handed, "call": included.call,
			"block": included.block, "block_hash": included.block_hash,
		}),
		|| {
			let what = match &handed {
				Some(path) => format!(
					"It has left this keystore: give {path} and the .device file beside it to the new owner, who runs `epione device claim`."
				),
				None => "The new owner claims it with `epione device claim`; --out hands a simulated device over.".into(),
			};
			format!(
				"{device} is offered to {to} (block {}) and is yours until it is claimed. {what}",
				included.block
			)
		},
	);
	Ok(())
}

fn pack(context: &Context, device: AccountId32, out: &Path) -> Result<()> {
	let mut keystore = context.keystore()?;
	let dir = context.home.join("devices");
	files::make_dir(out)?;
	let path = package_path(&file_path(out, &device.0));
	Package::pack(&mut keystore, &dir, &device.0, &path)?;
	context.output.result(
		json!({ "device": device.to_string(), "file": path.display().to_string() }),
		|| {
			format!(
				"{device} has left this keystore for {}. Whoever holds that file holds the device; `epione device unpack` takes it in.",
				path.display()
			)
		},
	);
	Ok(())
}

fn unpack(context: &Context, file: &Path) -> Result<()> {
	let mut keystore = context.keystore()?;
	let device = Package::unpack(file, &mut keystore, &context.home.join("devices"))?;
	let account = AccountId32(device.id()).to_string();
	context.output.result(
		json!({ "device": account, "claim": device.claim(), "next_batch": device.next_seq() }),
		|| format!("{account} is in this keystore now. `epione gateway run --device {account}` has it sign."),
	);
	Ok(())
}

/// The file of a device in a folder.
fn file_path(dir: &Path, device: &[u8; 32]) -> PathBuf {
	dir.join(format!("{}.json", AccountId32(*device)))
}

/// The simulated device beside its file.
fn package_path(file: &Path) -> PathBuf {
	file.with_extension("device")
}

async fn status(context: &Context, device: AccountId32) -> Result<()> {
	let chain: Chain = context.chain().await?;
	let at = chain.finalised().await?;
	let info = crate::chain::view(&at, api::view_functions().devices().device(device))
		.await?
		.ok_or_else(|| {
			Error::Usage(format!(
				"no device {device} was ever claimed on this chain; is the address right?"
			))
		})?;
	let status = format!("{:?}", info.status);
	let owner = info.owner.map(|o| o.to_string());
	context.output.result(
		json!({
			"device": device.to_string(), "owner": owner, "model": info.model, "batch": info.batch,
			"claim": info.claim, "firmware": hex::encode(info.firmware), "status": status,
		}),
		|| {
			format!(
				"{device}\n  status    {status}\n  owner     {}\n  claim     {}\n  model     {}\n  batch     {}\n  firmware  {}",
				owner.clone().unwrap_or_else(|| "nobody".into()),
				info.claim,
				info.model,
				info.batch,
				hex::encode(info.firmware)
			)
		},
	);
	Ok(())
}
