//! The device maker: models, provisioning, firmware, recalls.

use crate::{
	chain::{api, Chain, Included, Result},
	device::udi::DeviceIdentifier,
	keys::accounts::Signer,
	papers::documents::Document,
};
use epione_envelope::merkle;
use epione_primitives::{BatchId, Digest, KeyScheme, Modalities, ModelId, RootsBy};
use serde::{Deserialize, Serialize};

/// The public half of a device's key, as the maker keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceKey {
	/// Its scheme.
	pub scheme: KeyScheme,
	/// The public key, which is the device's account.
	pub key: [u8; 32],
}

/// The tree over a provisioning batch: its root goes on chain, a device's path to its owner.
pub struct Provisioning {
	keys: Vec<DeviceKey>,
	tree: merkle::Tree,
}

/// What the future owner needs for the first claim of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
	/// The batch.
	pub batch: BatchId,
	/// Place of the device in it.
	pub index: u32,
	/// Siblings from the leaf up (RFC 9162, section 2.1.3).
	pub path: Vec<Digest>,
}

impl Provisioning {
	/// Returns the tree over these keys; `None` if there are none.
	pub fn new(keys: Vec<DeviceKey>) -> Option<Self> {
		let leaves = keys.iter().map(|k| merkle::provisioning_leaf(k.scheme, &k.key)).collect();
		Some(Self { tree: merkle::Tree::new(leaves)?, keys })
	}

	/// Returns the root of the tree.
	pub fn root(&self) -> Digest {
		self.tree.root()
	}

	/// Returns the number of devices.
	pub fn size(&self) -> u32 {
		self.keys.len() as u32
	}

	/// Returns what the owner of device number `index` needs.
	pub fn provenance(&self, batch: BatchId, index: u32) -> Option<Provenance> {
		Some(Provenance { batch, index, path: self.tree.path(index.into())? })
	}
}

/// Registers a model. The identifier stays off chain: keep the document, whose salt proves it.
pub async fn register_model(
	chain: &Chain,
	signer: &Signer,
	identifier: &DeviceIdentifier,
	modalities: Modalities,
	roots_by: RootsBy,
	firmware: Digest,
) -> Result<(ModelId, Document, Included)> {
	let document = Document::new("device-identifier", identifier.to_string());
	use api::runtime_types::epione_primitives::devices::RootsBy as RuntimeRootsBy;
	let roots_by = match roots_by {
		RootsBy::Device => RuntimeRootsBy::Device,
		RootsBy::Hub => RuntimeRootsBy::Hub,
	};
	let call = api::tx().devices().register_model(
		document.digest(),
		subxt::utils::Static(modalities),
		roots_by,
		firmware,
	);
	let included = chain.submit(signer, &call).await?;
	let event = included.event::<api::devices::events::ModelRegistered>()?;
	Ok((event.model, document, included))
}

/// Provisions a batch of devices: one root for any number of them.
pub async fn provision(
	chain: &Chain,
	signer: &Signer,
	model: ModelId,
	provisioning: &Provisioning,
	firmware: Digest,
) -> Result<(BatchId, Included)> {
	let call =
		api::tx().devices().provision(model, provisioning.root(), provisioning.size(), firmware);
	let included = chain.submit(signer, &call).await?;
	let event = included.event::<api::devices::events::Provisioned>()?;
	Ok((event.batch, included))
}
