//! What an owner does: claims, transfers, and moving the simulated device.

use super::file::{file_path, package_path, DeviceFile};
use crate::{
	chain::api,
	commands::{qr, Context},
	device::{ClaimSignature, Device, Package},
	error::{Error, Result},
	files, home,
	keys::keystore::Keystore,
	parties::{maker::DeviceKey, patient},
	words::show_moment,
};
use serde_json::json;
use std::path::Path;
use subxt::utils::AccountId32;

pub(super) async fn claim(context: &Context, path: &Path) -> Result<()> {
	let file = DeviceFile::load(path)?;
	let (mut keystore, signer) = context.keystore_and_signer()?;
	let chain = context.chain().await?;
	let mut device = take_in(context, &mut keystore, path, &file)?;
	let account = AccountId32(file.device);
	if let Some((owner, claim)) = patient::catch_up(&chain, &mut device).await? {
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
		included.json(json!({ "device": account.to_string(), "claim": accepted.counter })),
		|| {
			format!(
				"{account} is yours, under claim {} (block {}).",
				accepted.counter, included.block
			)
		},
	);
	Ok(())
}

/// Prints a claim that the device signs, for its future owner's wallet. It is signed anew each
/// time; the chain accepts one.
pub(super) async fn sign_claim(
	context: &Context,
	path: &Path,
	owner: AccountId32,
	qr: bool,
) -> Result<()> {
	let file = DeviceFile::load(path)?;
	let mut keystore = context.keystore()?;
	let chain = context.chain().await?;
	let mut device = take_in(context, &mut keystore, path, &file)?;
	if let Some((known, claim)) = patient::catch_up(&chain, &mut device).await? {
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
	// On one line, since it goes into a text field or a QR code as it is.
	let line = json.to_string();
	let drawn = if qr { qr::draw(&line)? + "\n" } else { String::new() };
	context.output.result(json, || drawn + &line);
	context.output.notice(&format!(
		"The wallet of {owner} can claim the device with it until {}.",
		show_moment(expiry)
	));
	Ok(())
}

/// Returns the signed claim in the form that the web page reads.
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

/// Takes the simulated device next to its file into the keystore, or opens the one that is already
/// there.
fn take_in(
	context: &Context,
	keystore: &mut Keystore,
	path: &Path,
	file: &DeviceFile,
) -> Result<Device> {
	let dir = home::devices(&context.home);
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

pub(super) async fn transfer(
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
	let dir = home::devices(&context.home);
	if let Some(keystore) = &keystore {
		// Checked before the offer: the device must be in this keystore.
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
		included.json(json!({
			"device": device.to_string(), "to": to.to_string(), "file": handed, "call": included.call })),
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

pub(super) fn pack(context: &Context, device: AccountId32, out: &Path) -> Result<()> {
	let mut keystore = context.keystore()?;
	let dir = home::devices(&context.home);
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

pub(super) fn unpack(context: &Context, file: &Path) -> Result<()> {
	let mut keystore = context.keystore()?;
	let device = Package::unpack(file, &mut keystore, &home::devices(&context.home))?;
	let account = AccountId32(device.id()).to_string();
	context.output.result(
		json!({ "device": account, "claim": device.claim(), "next_batch": device.next_seq() }),
		|| format!("{account} is in this keystore now. `epione gateway run --device {account}` has it sign."),
	);
	Ok(())
}
