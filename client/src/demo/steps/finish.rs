//! Steps 8 to 10: fetching, refusing, and what was paid.

use super::super::{
	cast::{embedded, held, wait_settled},
	input::Input,
	story::Story,
};
use crate::{
	audit::{self, Query},
	chain::{api, ChainError, PoolRefusal},
	device::Device,
	error::{Error, Result},
	gateway::{home::GatewayHome, Gateway},
	intake::samples,
	journal::Batch,
	parties::{patient, researcher},
	reader::fetch,
	store::embedded::EmbeddedStore,
	words::show_amount,
};
use epione_primitives::{GrantId, StudyId};
use std::collections::BTreeMap;

impl Story<'_> {
	/// Step 8: the researcher fetches.
	pub(super) async fn fetch(
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

	/// Step 9: after a revocation the chain refuses.
	pub(super) async fn refuse(
		&mut self,
		gateway: &mut GatewayHome,
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
		// Before the revocation the same commit would be accepted.
		self.chain.validate(&self.gateway.signer, &commit).await?;
		let before = self.chain.free_balance(&subject).await?;
		let revoked = patient::revoke(&self.chain, &self.patient.signer, grant).await?;
		self.report.transaction("the patient", &revoked);
		held(revoked.fee()?.is_none(), || "the revocation cost a fee".into())?;
		match self.chain.submit(&self.gateway.signer, &commit).await {
			Err(ChainError::Refused { reason, refusal: PoolRefusal::Custom(_), .. }) => {
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
		let tombstoned =
			patient::tombstone(&self.chain, &self.patient.signer, &subject, examples).await?;
		self.report.transaction("the patient", &tombstoned);
		held(tombstoned.fee()?.is_none(), || "the tombstone cost a fee".into())?;
		let after = self.chain.free_balance(&subject).await?;
		held(after >= before, || "saying no cost the patient something".into())?;
		self.report.note(format!(
			"revoking and tombstoning cost nothing; {} of deposits returned",
			show_amount(after - before)
		));
		let mut driver = Gateway::new(&mut gateway.journal, &gateway.keystore, &gateway.spool);
		driver.forget(store, &examples).await?;
		held(gateway.keystore.data_key(&examples).is_err(), || {
			"the data key is still there".into()
		})?;
		self.report.note(
			"pointer and commitment left the state; the gateway destroyed the key and its copy",
		);
		self.report.done();
		Ok(())
	}

	/// Step 10: settlement and audit.
	pub(super) async fn settle_and_audit(
		&mut self,
		study: StudyId,
		devices: &[Device],
	) -> Result<()> {
		self.report.begin();
		let subject = self.patient.account();
		let trail = audit::trail(
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
