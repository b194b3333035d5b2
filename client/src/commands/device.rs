//! `epione device`: models, provisioning, claims, transfers, status, recalls.

mod file;
mod maker;
mod owner;

use super::Context;
use crate::{
	chain::{api, view, Chain},
	error::{Error, Result},
	keys::accounts::parse_address,
};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::AccountId32;

/// Make, provision, claim, look at and recall devices.
#[derive(Subcommand, Debug)]
pub enum DeviceCommand {
	/// Register a device model (needs a manufacturer's credential).
	Model(maker::Model),
	/// Make simulated devices and provision them as one batch (needs a manufacturer's credential).
	Provision(maker::Provision),
	/// Claim a device with the file that came with it; the simulated device lies beside the file.
	Claim {
		/// The device's file, made by `epione device provision` or `epione device transfer`.
		file: PathBuf,
	},
	/// Have a device sign that an account may claim it, for a wallet that then claims it itself (in
	/// the web page).
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
	/// Take the simulated device out of this keystore into a file, to set it up elsewhere: at the
	/// gateway.
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
	Recall(maker::Recall),
}

impl DeviceCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Model(model) => model.run(context).await,
			Self::Provision(provision) => provision.run(context).await,
			Self::Recall(recall) => recall.run(context).await,
			Self::Claim { file } => owner::claim(context, file).await,
			Self::SignClaim { file, owner, qr } => {
				owner::sign_claim(context, file, parse_address(owner)?, *qr).await
			},
			Self::Status { device } => status(context, parse_address(device)?).await,
			Self::Pack { device, out } => owner::pack(context, parse_address(device)?, out),
			Self::Unpack { file } => owner::unpack(context, file),
			Self::Transfer { device, to, out } => {
				owner::transfer(context, parse_address(device)?, parse_address(to)?, out.as_deref())
					.await
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
		included.json(json!({ "device": device.to_string(), "call": included.call })),
		|| format!("{text} (block {})", included.block),
	);
	Ok(())
}

async fn status(context: &Context, device: AccountId32) -> Result<()> {
	let chain: Chain = context.chain().await?;
	let at = chain.finalised().await?;
	let info =
		view(&at, api::view_functions().devices().device(device)).await?.ok_or_else(|| {
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
