//! A patient whose account has never held a token: it joins a hospital's sponsorship, claims a
//! device, consents, contributes through a gateway that has nothing either, is paid, and revokes;
//! the researcher destroys what it has.

use super::super::{
	cast::{buy, claim, consent, embedded, held, new_keystore, wait_settled, Party},
	story::Story,
};
use crate::{
	chain::{api, node_error, Chain, Included},
	error::{Error, Result},
	files,
	gateway::{
		home::{BadFile, GatewayHome},
		Event,
	},
	intake::samples,
	journal::BatchState,
	keys::accounts::Signer,
	papers::joining::{self, Joining},
	parties::{
		self, patient, researcher,
		sponsor::{self, Terms},
	},
	reader::{erase, fetch, fetched::Index},
	store::embedded::EmbeddedStore,
	words::{show_amount, EPI},
};
use epione_envelope::keys::Holder;
use epione_primitives::{CallSet, Digest, GrantId, Modality, StudyId, DAY, HOUR};
use std::path::{Path, PathBuf};
use subxt::utils::AccountId32;

/// Two accounts that own nothing and must not pay for anything.
struct Penniless {
	chain: Chain,
	accounts: [AccountId32; 2],
}

impl Penniless {
	/// Checks that both own nothing.
	async fn check(&self, after: &str) -> Result<()> {
		for account in &self.accounts {
			let free = self.chain.free_balance(account).await?;
			held(free == 0, || format!("{account} has {} after {after}", show_amount(free)))?;
		}
		Ok(())
	}

	/// Checks that neither paid the fee of this transaction.
	fn unpaid(&self, included: &Included) -> Result<()> {
		match included.fee()? {
			Some((payer, fee)) if self.accounts.contains(&payer) => {
				Err(Error::Verification(format!(
					"{payer}, who has nothing, paid {} for {}",
					show_amount(fee),
					included.call
				)))
			},
			_ => Ok(()),
		}
	}

	/// Checks that no fee event of these blocks names either account; returns the number of fee
	/// events.
	async fn in_no_fee_event(&self, first: u64, last: u64) -> Result<usize> {
		let mut count = 0;
		for number in first..=last {
			let at = self.chain.client().at_block(number).await.map_err(node_error)?;
			let events = at.events().fetch().await.map_err(node_error)?;
			for paid in events.find::<api::transaction_payment::events::TransactionFeePaid>() {
				let paid = paid.map_err(node_error)?;
				count += 1;
				held(!self.accounts.contains(&paid.who), || {
					format!("{} paid a fee in block {number}", paid.who)
				})?;
			}
		}
		Ok(count)
	}
}

/// Plays the chapter.
pub(super) async fn play(story: &mut Story<'_>) -> Result<()> {
	let chain = story.chain.clone();
	let (study, purpose) =
		story.study.ok_or_else(|| Error::Usage("the story has a study".into()))?;
	let hospital = Party::new(&story.root, "hospital")?;
	let patient = Party::new(&story.root, "patient-with-nothing")?;
	let gateway = Party::new(&story.root, "gateway-with-nothing")?;
	let nobody =
		Penniless { chain: chain.clone(), accounts: [patient.account(), gateway.account()] };
	let first = chain.finalised().await?.block_number();

	// The hospital pays.
	let alice = Signer::from_uri("//Alice")?;
	let funded = parties::fund(&chain, &alice, &[hospital.account()], 100 * EPI).await?;
	story.report.transaction("a friend who gives the hospital tokens,", &funded);
	let terms = Terms {
		calls: CallSet::ALL,
		daily_fees: EPI,
		deposits: 5 * EPI,
		max_members: 10,
		valid_until: chain.now().await? + 30 * DAY,
	};
	let (sponsorship, created) =
		sponsor::create(&chain, &hospital.signer, &terms, 20 * EPI).await?;
	story.report.transaction("the hospital", &created);
	let pot = sponsor::sponsorship(&chain, sponsorship).await?.pot;

	// The patient signs, without a node and without a token; the hospital submits.
	let agreed = joining::Terms {
		sponsorship,
		member: patient.account(),
		gateways: vec![gateway.account()],
		expiry: chain.now().await? + HOUR,
	};
	let joining = Joining::sign(&patient.signer, &chain.chain_id().await?, agreed);
	let joined = sponsor::join(&chain, &hospital.signer, &joining).await?;
	story.report.transaction("the hospital", &joined);
	nobody.unpaid(&joined)?;
	nobody.check("joining").await?;
	story.report.note(format!(
		"{} and its gateway own nothing; sponsorship {sponsorship} pays for them out of {pot}",
		patient.account()
	));

	// Claim, gateway, consent: the patient signs, the pot pays fee and deposit.
	let (mut device, provenance) = buy(&mut story.shop)?;
	let claimed = claim(&chain, &patient, &mut device, &provenance).await?;
	let added = patient::add_gateway(&chain, &patient.signer, &gateway.account())
		.await?
		.finalised()
		.await?;
	let (grant, granted) = consent(&chain, &patient.signer, study, purpose).await?;
	for included in [&claimed, &added, &granted] {
		story.report.transaction("the patient", included);
		nobody.unpaid(included)?;
		held(included.fee()?.is_some_and(|(payer, _)| payer == pot), || {
			format!("the sponsorship did not pay for {}", included.call)
		})?;
	}
	nobody.check("claiming, delegating and consenting").await?;
	let holds = sponsor::sponsorship(&chain, sponsorship).await?.held;
	held(holds > 0, || "the sponsorship holds no deposit for what the patient has".into())?;
	story.report.note(format!(
		"the sponsorship paid every fee, and holds {} of deposits for the patient",
		show_amount(holds)
	));

	// The gateway anchors and contributes.
	let readings = story.root.join("readings").join("nothing.ndjson");
	let yesterday = chain.now().await? / DAY * DAY - DAY;
	files::write_bytes(&readings, samples::ndjson(&samples::cgm_day(7, yesterday)).as_bytes())?;
	let store = embedded(&story.root, "gateway-with-nothing", &[]).await?;
	let keystore = new_keystore(&gateway.home.join("gateway"))?;
	let subject = patient.account();
	let mut gateway_home =
		GatewayHome::new(&gateway.home, chain.clone(), gateway.signer.clone(), keystore, subject)?;
	gateway_home
		.ingest(&[readings], Some(&mut device), Modality::HomeMonitor, BadFile::Stop)
		.await?;
	tell(story, &gateway_home.anchor(&store).await?)?;
	nobody.check("anchoring").await?;
	let batches = gateway_home.journal.batches_in(BatchState::Anchored)?;
	let [batch] = batches.as_slice() else {
		return Err(Error::Verification(format!(
			"{} batches are anchored, not one",
			batches.len()
		)));
	};
	gateway_home.journal.plan(batch.id, &Holder::Study(study), grant, None, None)?;
	tell(story, &gateway_home.advance().await?)?;

	// Payment.
	let dataset = batch.sealed.content.digest;
	wait_settled(&chain, study, &dataset).await?;
	let paid = chain.free_balance(&subject).await?;
	held(paid > 0, || "the patient was not paid".into())?;
	let theirs = chain.free_balance(&gateway.account()).await?;
	held(theirs == 0, || format!("the gateway has {}", show_amount(theirs)))?;
	story
		.report
		.note(format!("the patient, who never held a token, has {} now", show_amount(paid)));

	// The researcher fetches the data.
	let peers = store.addresses().await?;
	let reader = embedded(&story.root, "researcher-of-nothing", &peers).await?;
	let read = fetched(story, study, &reader, &dataset).await?;

	// Revocation: free, and the patient keeps what it was paid.
	let revoked = patient::revoke(&chain, &patient.signer, grant).await?;
	story.report.transaction("the patient", &revoked);
	held(revoked.fee()?.is_none(), || "the revocation cost a fee".into())?;
	let after = chain.free_balance(&subject).await?;
	held(after == paid, || {
		format!("{} before the revocation, {} after it", show_amount(paid), show_amount(after))
	})?;
	erased(story, grant, &subject, &reader, &read).await?;
	reader.close().await;
	let last = chain.finalised().await?.block_number();
	let fees = nobody.in_no_fee_event(first, last).await?;
	let info = researcher::study(&chain, study).await?;
	held(info.owed == 0, || "the study owes still".into())?;
	story.report.note(format!(
		"{fees} fees were paid in blocks {first} to {last}, none by the patient or its gateway"
	));
	store.close().await;
	Ok(())
}

/// The researcher fetches the study; returns the file with the records of `dataset`.
async fn fetched(
	story: &mut Story<'_>,
	study: StudyId,
	reader: &EmbeddedStore,
	dataset: &Digest,
) -> Result<PathBuf> {
	let out = story.researcher.home.join("of-patient-with-nothing");
	let (home, keys) = (&story.researcher.home, &story.researcher.keystore);
	let all = fetch::study(&story.chain, study, home, keys, reader, &out, |_, _| ()).await?;
	let path = out.join(format!("{}.ndjson", hex::encode(dataset)));
	let found = all.iter().find(|fetched| fetched.path.as_ref() == Some(&path));
	let found = found.ok_or_else(|| {
		let texts: Vec<_> = all.iter().map(|f| f.text.as_str()).collect();
		Error::Verification(format!("the patient's records did not come out: {}", texts.join("; ")))
	})?;
	story.report.note(format!("the researcher: {}", found.text));
	Ok(path)
}

/// The researcher destroys the data, as the chain requires, and acknowledges it at no cost.
async fn erased(
	story: &mut Story<'_>,
	grant: GrantId,
	subject: &AccountId32,
	reader: &EmbeddedStore,
	file: &Path,
) -> Result<()> {
	let chain = story.chain.clone();
	let researcher = &mut story.researcher;
	let duties = researcher::duties(&chain, &researcher.account()).await?;
	held(duties.iter().any(|duty| duty.grant == grant), || {
		format!("the revocation of grant {grant} obliges the researcher to nothing")
	})?;
	let index = Index::open(&researcher.home, &chain.chain_id().await?)?;
	let plan = erase::plan(&chain, &index, grant).await?;
	held(plan.ended.iter().any(|e| e.files.iter().any(|f| f == file)), || {
		format!("{} is not among what has to be destroyed", file.display())
	})?;
	let done = erase::erase(&chain, &index, &mut researcher.keystore, reader, &plan.ended).await?;
	held(!file.exists() && done.files.iter().any(|f| f == file), || {
		format!("{} is still there", file.display())
	})?;
	let acknowledged = researcher::acknowledge(&chain, &researcher.signer, grant).await?;
	held(acknowledged.fee()?.is_none(), || "the acknowledgement cost a fee".into())?;
	for entry in &plan.ended {
		index.remove(entry)?;
	}
	story.report.transaction("the researcher", &acknowledged);
	let receipt = patient::whole_receipt(&chain, subject).await?;
	let line = receipt.iter().find(|line| line.grant.grant == grant);
	let stated = line.is_some_and(|l| l.grant.duty.is_none() && l.grant.acknowledged_at.is_some());
	held(stated, || "the patient's receipt does not show the acknowledgement".into())?;
	story.report.note(format!(
		"{} files of the patient's records destroyed at the researcher's; the receipt shows that it says so",
		done.files.len()
	));
	Ok(())
}

/// Reports what the gateway did; an error if anything was refused.
fn tell(story: &mut Story<'_>, events: &[Event]) -> Result<()> {
	for event in events {
		let (call, who, block) = match event {
			Event::Anchored { block, .. } => {
				("datasets.anchor", "the gateway, paid by the sponsorship", block)
			},
			Event::Committed { block, .. } => {
				("studies.commit", "the gateway, paid by the study", block)
			},
			Event::Delivered { block, .. } => {
				("studies.deliver", "the gateway, paid by the study", block)
			},
			Event::Refused { what, why } => {
				return Err(Error::Refused { what: what.to_string(), why: why.clone() })
			},
			_ => continue,
		};
		if let Some(block) = block {
			story.report.in_block(call, who, block.number, &block.hash);
		}
	}
	Ok(())
}
