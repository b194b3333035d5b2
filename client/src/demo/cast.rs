//! The parties of the demo, what they own, and how they wait for the chain.

use crate::{
	chain::{api, node_error, Chain, ChainError, Included},
	config::{Config, StoreConfig},
	device::Device,
	error::{Error, Result},
	home,
	keys::{
		accounts::Signer,
		keystore::{Keystore, SecretString},
	},
	papers::{consent::fhir_consent, documents::Document},
	parties::{
		maker::{DeviceKey, Provenance},
		patient::{self, Consent},
		researcher,
	},
	store::embedded::EmbeddedStore,
	words::show_grantee,
};
use epione_primitives::{
	Actions, Digest, GrantId, Grantee, Modalities, Modality, Purpose, StudyId, DAY,
};
use rand_core::{OsRng, RngCore};
use std::{
	path::{Path, PathBuf},
	time::Duration,
};
use subxt::utils::AccountId32;

/// scrypt's work factor for the demo's keystores, whose secrets are worth nothing.
const WORK_FACTOR: u8 = 10;
/// How long to wait for something that the chain does by itself.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A party: its account, its folder, its keys.
pub(super) struct Party {
	pub(super) signer: Signer,
	pub(super) home: PathBuf,
	pub(super) keystore: Keystore,
}

impl Party {
	pub(super) fn new(root: &Path, name: &str) -> Result<Self> {
		let mut seed = [0; 32];
		OsRng.fill_bytes(&mut seed);
		let home = root.join(name);
		let keystore = new_keystore(&home::keys(&home))?;
		Ok(Self { signer: Signer::from_seed(seed)?, home, keystore })
	}

	pub(super) fn account(&self) -> AccountId32 {
		self.signer.account()
	}
}

/// Provisioned devices that nobody has claimed yet, each with the proof that its maker made it.
pub(super) type Shop = Vec<(Device, Provenance)>;

/// Takes one device out of the shop.
pub(super) fn buy(shop: &mut Shop) -> Result<(Device, Provenance)> {
	shop.pop().ok_or_else(|| Error::Usage("the shop has no more devices".into()))
}

/// Has `owner` claim a device, which signs. The chain decides who pays.
pub(super) async fn claim(
	chain: &Chain,
	owner: &Party,
	device: &mut Device,
	provenance: &Provenance,
) -> Result<Included> {
	let chain_id = chain.chain_id().await?;
	let account = owner.signer.bytes();
	let expiry = chain.now().await? + patient::CLAIM_LIFETIME;
	let accepted = device.sign_claim(&chain_id, &account, expiry)?;
	let key = DeviceKey { scheme: device.scheme(), key: device.id() };
	let included = patient::claim(chain, &owner.signer, &key, Some(provenance), &accepted).await?;
	device.claimed(accepted.counter, &account)?;
	Ok(included)
}

/// Makes a keystore under a passphrase that nobody keeps: the demo's parties live as long as it
/// runs.
pub(super) fn new_keystore(dir: &Path) -> Result<Keystore> {
	let mut passphrase = [0; 16];
	OsRng.fill_bytes(&mut passphrase);
	let passphrase = SecretString::from(hex::encode(passphrase));
	Keystore::create_with(dir, &passphrase, WORK_FACTOR)
}

/// Returns an error if something that the story says does not hold.
pub(super) fn held(what: bool, otherwise: impl FnOnce() -> String) -> Result<()> {
	if what {
		Ok(())
	} else {
		Err(Error::Verification(otherwise()))
	}
}

/// Opens a content store of one party, on the loopback, that fetches from these peers.
pub(super) async fn embedded(root: &Path, name: &str, peers: &[String]) -> Result<EmbeddedStore> {
	let config = Config {
		store: StoreConfig {
			listen: vec!["/ip4/127.0.0.1/tcp/0".into()],
			peers: peers.to_vec(),
			// It is not known beforehand who fetches; only ciphertext is served, on the loopback.
			serve_anyone: true,
			..StoreConfig::default()
		},
		..Config::default()
	};
	EmbeddedStore::open(&config.embedded(&root.join(name))).await
}

/// Waits until the chain itself has paid for a contribution.
pub(super) async fn wait_settled(chain: &Chain, study: StudyId, dataset: &Digest) -> Result<()> {
	use api::runtime_types::pallet_studies::types::Status;
	let wait = async {
		let mut blocks = chain.client().stream_blocks().await.map_err(node_error)?;
		loop {
			let all = researcher::contributions(chain, &Grantee::Study(study)).await?;
			let settled =
				all.iter().any(|c| c.dataset == *dataset && matches!(c.status, Status::Settled));
			if settled {
				return Ok::<_, Error>(());
			}
			// The payment cannot show before the next final block.
			if blocks.next().await.is_none() {
				return Err(ChainError::Node("no more blocks".into()).into());
			}
		}
	};
	tokio::time::timeout(PATIENCE, wait).await.map_err(|_| {
		Error::Verification(format!(
			"the chain did not pay for {} within a minute of its dispute window",
			hex::encode(dataset)
		))
	})?
}

/// A patient consents to a study reading what its devices at home measure, for a month.
pub(super) async fn consent(
	chain: &Chain,
	signer: &Signer,
	study: StudyId,
	purpose: Purpose,
) -> Result<(GrantId, Included)> {
	let now = chain.now().await?;
	let (subject, grantee) = (signer.account(), Grantee::Study(study));
	let text =
		fhir_consent(&subject.to_string(), &show_grantee(&grantee), "research", now + 30 * DAY);
	let consent = Consent {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::of(&[Modality::HomeMonitor]),
		datasets: None,
		days: None,
		purpose,
		valid_from: now,
		valid_until: now + 30 * DAY,
		uses: Some(10),
		document: Document::new("consent", text).digest(),
	};
	Ok(patient::grant(chain, signer, &subject, &consent).await?)
}
