//! A study that is sent garbage, and disputes it; and one good contribution that it disputes in bad
//! faith. An arbiter, accredited by somebody who accredited no party, checks the evidence of both.

use super::super::{
	cast::{buy, claim, consent, embedded, held, Party, PATIENCE},
	story::Story,
};
use crate::{
	chain::{api, node_error, Chain, ChainError, Included},
	device::Device,
	error::{Error, Result},
	files, home,
	intake::samples,
	keys::accounts::Signer,
	papers::documents::Document,
	parties::{
		self,
		accreditor::{self, Credential},
		disputes::{self, Complaint, Phase, Verdict},
		maker::Provenance,
		researcher::{self, Offer},
	},
	reader::{
		dispute,
		evidence::{Finding, Statement},
		fetch,
	},
	store::{embedded::EmbeddedStore, ContentStore},
	words::{show_amount, EPI},
};
use age::x25519;
use epione_envelope::{
	envelope::{seal, Context},
	evidence::evidence_key,
	keys::{DataKey, Holder, RecipientSecret},
	payload::{self, Manifest},
};
use epione_primitives::{
	Attributes, Day, Digest, DisputeId, DuoPermission, GrantId, Modalities, Modality, Purpose,
	ResearchUse, Role, StudyId, DAY, HOUR,
};
use rand_core::{OsRng, RngCore};
use std::path::Path;
use subxt::utils::{AccountId32, Static};

/// Price of a contribution in this chapter.
const REWARD: u128 = 2 * EPI;
/// Bytes sent instead of data: a power of two, like the public lengths.
const GARBAGE: usize = 1 << 16;
/// Account that accredits arbiters in the development preset, and nobody else.
const ACCREDITOR: &str = "//Ferdie";
/// The same account in every run on a chain, so that no arbiter of an earlier run is drawn.
const ARBITER: &str = "//Epione//Demo//Arbiter";

/// The arbiter, with the key that opens the evidence.
struct Arbiter {
	signer: Signer,
	identity: x25519::Identity,
}

/// The study, as its sponsor knows it.
struct Study {
	id: StudyId,
	purpose: Purpose,
	secret: RecipientSecret,
}

/// An opened dispute, with the document of its statement.
struct Opened {
	id: DisputeId,
	document: Document,
}

/// Plays the chapter.
pub(super) async fn play(story: &mut Story<'_>) -> Result<()> {
	let chain = story.chain.clone();
	let first = chain.finalised().await?.block_number();
	let cheat = Party::new(&story.root, "cheat")?;
	let honest = Party::new(&story.root, "honest")?;
	let accounts = [cheat.account(), honest.account(), Signer::from_uri(ARBITER)?.account()];
	let alice = Signer::from_uri("//Alice")?;
	let funded = parties::fund(&chain, &alice, &accounts, 20 * EPI).await?;
	story.report.transaction("a friend who gives everybody tokens,", &funded);
	let arbiter = arbiter(story).await?;
	let study = study(story).await?;

	// One sends garbage, one sends data.
	let server = embedded(&story.root, "participants", &[]).await?;
	let (bad_device, good_device) = (buy(&mut story.shop)?, buy(&mut story.shop)?);
	let (bad, good) = tokio::try_join!(
		contribute(&chain, &study, &cheat, bad_device, &server, Data::Garbage),
		contribute(&chain, &study, &honest, good_device, &server, Data::Good)
	)?;
	for (who, contributed) in [("a cheat", &bad), ("an honest participant", &good)] {
		for included in &contributed.transactions {
			story.report.transaction(who, included);
		}
	}
	let (bad, good) = ((cheat.account(), bad.dataset), (honest.account(), good.dataset));

	// The sponsor fetches both.
	let peers = server.addresses().await?;
	let store = embedded(&story.root, "sponsor-of-bad-study", &peers).await?;
	let out = story.researcher.home.join("bad-study");
	let (home, keys) = (&story.researcher.home, &story.researcher.keystore);
	let fetched = fetch::study(&chain, study.id, home, keys, &store, &out, |_, _| ()).await?;
	for report in &fetched {
		story.report.note(format!("the sponsor: {}", report.text));
	}
	let failed = fetched.iter().filter(|f| f.error.is_some()).count();
	held(fetched.len() == 2 && failed == 1, || {
		format!(
			"{} contributions are served, {failed} do not hold; two and one were made",
			fetched.len()
		)
	})?;
	let report = serde_json::json!({
		"contributions": fetched.iter().map(|f| f.json.clone()).collect::<Vec<_>>(),
	});
	store.close().await;

	// It disputes the garbage and, in bad faith, the data too.
	let before = researcher::study(&chain, study.id).await?;
	let honest_before = chain.free_balance(&good.0).await?;
	let cheat_before = chain.free_balance(&bad.0).await?;
	let says = Some("it does not open with the key that was delivered");
	let against_bad = open(story, study.id, bad, None, &report).await?;
	let against_good = open(story, study.id, good, says, &report).await?;
	let lost_bond = disputes::dispute(&chain, against_good.id).await?.bound;

	// The arbiter gets evidence of both, and checks it with this program.
	let store = embedded(&story.root, "arbiter", &peers).await?;
	for (opened, expected) in [(&against_bad, Verdict::Upheld), (&against_good, Verdict::Rejected)]
	{
		let finding = examine(story, &study, &arbiter, opened, &store).await?;
		held(finding.verdict == Some(expected), || {
			format!("dispute {}: {:?} was found: {}", opened.id, finding.verdict, finding.why)
		})?;
		story.report.note(format!("the arbiter, of dispute {}: {}", opened.id, finding.why));
		let decided = disputes::decide(&chain, &arbiter.signer, opened.id, &[expected]).await?;
		story.report.transaction("the arbiter", &decided);
	}
	store.close().await;
	for opened in [&against_bad, &against_good] {
		wait_ended(&chain, opened.id).await?;
	}

	// The money went where the rules say.
	let after = researcher::study(&chain, study.id).await?;
	held(after.owed == 0 && after.unsettled == 0, || "the study owes still".into())?;
	let last = chain.finalised().await?.block_number();
	let upheld = decided(&chain, first, last, against_bad.id).await?;
	let rejected = decided(&chain, first, last, against_good.id).await?;
	let refund = after.unallocated.saturating_sub(before.unallocated);
	held(refund >= REWARD.saturating_sub(upheld.to_arbiter) && refund > 0, || {
		format!("of {} only {} came back to the study", show_amount(REWARD), show_amount(refund))
	})?;
	let cheat_after = chain.free_balance(&bad.0).await?;
	held(cheat_after <= cheat_before, || "garbage was paid for".into())?;
	story.report.note(format!(
		"refund: {} of the {} for the garbage are in the study's escrow again, {} went to the arbiter; its sender got nothing",
		show_amount(refund),
		show_amount(REWARD),
		show_amount(upheld.to_arbiter)
	));
	let gain = chain.free_balance(&good.0).await?.saturating_sub(honest_before);
	held(rejected.to_subject > 0 && gain > rejected.to_subject, || {
		format!("the honest participant gained {} only", show_amount(gain))
	})?;
	held(rejected.to_subject + rejected.to_arbiter == lost_bond, || {
		format!(
			"of a bond of {}, {} went to the participant and {} to the arbiter",
			show_amount(lost_bond),
			show_amount(rejected.to_subject),
			show_amount(rejected.to_arbiter)
		)
	})?;
	story.report.note(format!(
		"bad faith: the sponsor lost its bond of {}: {} to the participant, who was paid its price too ({} in all), {} to the arbiter",
		show_amount(lost_bond),
		show_amount(rejected.to_subject),
		show_amount(gain),
		show_amount(rejected.to_arbiter)
	));
	server.close().await;
	Ok(())
}

/// Somebody who accredits neither researchers nor patients accredits an arbiter, who publishes an
/// evidence key.
async fn arbiter(story: &mut Story<'_>) -> Result<Arbiter> {
	let chain = &story.chain;
	let (accreditor, signer) = (Signer::from_uri(ACCREDITOR)?, Signer::from_uri(ARBITER)?);
	let credential = Credential {
		holder: signer.account(),
		role: Role::Arbiter,
		valid_until: chain.now().await? + 365 * DAY,
		attributes: Attributes::NONE,
		evidence: Document::new("visa", "an arbiter, seen and filed").digest(),
	};
	match accreditor::issue(chain, &accreditor, &[credential]).await {
		Ok(issued) => story.report.transaction("an accreditor of arbiters", &issued),
		// The demo was played on this chain before.
		Err(error) if error.is_module_error("Credentials", "AlreadyExists") => {},
		Err(error) => return Err(error.into()),
	}
	let identity = x25519::Identity::generate();
	let key = evidence_key(&identity.to_public());
	let keyed = disputes::set_evidence_key(chain, &signer, key).await?;
	story.report.transaction("the arbiter", &keyed);
	Ok(Arbiter { signer, identity })
}

/// The researcher opens a study whose dispute window is long enough to check what came.
async fn study(story: &mut Story<'_>) -> Result<Study> {
	let chain = &story.chain;
	let now = chain.now().await?;
	let purpose = Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch));
	let offer = Offer {
		purpose,
		document: Document::new("study", "{\"title\":\"Glucose at home\"}").digest(),
		modalities: Modalities::of(&[Modality::HomeMonitor]),
		min_depth: 5,
		device_signed: true,
		reward: REWARD,
		per_participant: 2,
		max_contributions: 10,
		opens: now,
		closes: now + DAY,
		dispute_window: HOUR,
		cohort: None,
		collected: None,
		models: Vec::new(),
		not_in: Vec::new(),
	};
	let signer = &story.researcher.signer;
	let (id, created) = researcher::create(chain, signer, &offer, 20 * EPI).await?;
	story.report.transaction("the researcher", &created);
	let secret = RecipientSecret::random(&mut OsRng);
	story.researcher.keystore.add_recipient(&Holder::Study(id), 0, &secret)?;
	let terms = researcher::study(chain, id)
		.await?
		.terms_hash
		.ok_or_else(|| Error::Verification(format!("study {id} has no terms")))?;
	let keyed = researcher::add_key(chain, signer, id, 0, &secret);
	let approved = researcher::approve(chain, &story.board.signer, id, terms);
	let (keyed, approved) = tokio::try_join!(keyed, approved)?;
	story.report.transaction("the researcher", &keyed);
	story.report.transaction("the ethics board", &approved);
	Ok(Study { id, purpose, secret })
}

/// What a participant sends.
#[derive(Clone, Copy, PartialEq)]
enum Data {
	/// Readings.
	Good,
	/// Bytes that no key opens, under a root that the device did sign.
	Garbage,
}

/// A participant's contribution.
struct Contributed {
	dataset: Digest,
	transactions: Vec<Included>,
}

/// A participant claims a device, consents, anchors and contributes. All of it follows the rules
/// except, for garbage, the content of the file.
async fn contribute(
	chain: &Chain,
	study: &Study,
	party: &Party,
	(mut device, provenance): (Device, Provenance),
	server: &EmbeddedStore,
	data: Data,
) -> Result<Contributed> {
	let claimed = claim(chain, party, &mut device, &provenance).await?;
	let (grant, granted) = consent(chain, &party.signer, study.id, study.purpose).await?;
	let Sealed { dataset, key, anchor } = file(chain, &mut device, server, data).await?;
	let subject = party.account();
	let anchored = chain.submit(&party.signer, &anchor_call(&subject, anchor)).await?;
	let commit = api::tx().studies().commit(study.id, subject, dataset, grant, None);
	let committed = chain.submit(&party.signer, &commit).await?;
	let envelope = envelope(chain, study, &subject, dataset, grant, &key).await?;
	let deliver = api::tx().studies().deliver(study.id, subject, dataset, envelope);
	let delivered = chain.submit(&party.signer, &deliver).await?;
	let transactions = vec![claimed, granted, anchored, committed, delivered];
	Ok(Contributed { dataset, transactions })
}

type Anchor = api::runtime_types::pallet_datasets::types::Anchor<AccountId32>;

/// A stored file and what is anchored of it.
struct Sealed {
	dataset: Digest,
	key: DataKey,
	anchor: Anchor,
}

async fn file(
	chain: &Chain,
	device: &mut Device,
	server: &EmbeddedStore,
	data: Data,
) -> Result<Sealed> {
	use api::runtime_types::epione_primitives::devices::BatchStatement;
	let yesterday = chain.now().await? / DAY - 1;
	let day = Day::try_from(yesterday).map_err(|e| Error::Usage(e.to_string()))?;
	let records = samples::cgm_day(11, yesterday * DAY);
	let signed = device.sign_batch(&chain.chain_id().await?, &records)?;
	let key = DataKey::random(&mut OsRng);
	let (bytes, size) = match data {
		Data::Good => {
			let manifest = Manifest {
				fhir: payload::FHIR_R4.into(),
				modality: Modality::HomeMonitor,
				device: Some(signed.signature.clone()),
				seed: *signed.seed,
				count: signed.tree.count(),
			};
			payload::seal_to(&key, &manifest, &records, Vec::new())
				.map_err(|e| Error::Payload(e.to_string()))?
		},
		Data::Garbage => {
			let mut bytes = vec![0; GARBAGE];
			OsRng.fill_bytes(&mut bytes);
			(bytes, GARBAGE as u64)
		},
	};
	let content = server.put(&mut &bytes[..]).await?;
	let statement = &signed.signature;
	let anchor = Anchor {
		cid: content.to_bytes(),
		key_commitment: key.commitment(),
		root: signed.tree.root(),
		depth: signed.tree.depth(),
		modality: Static(Modality::HomeMonitor),
		first_day: day,
		last_day: day,
		size,
		device: Some(BatchStatement {
			device: AccountId32(statement.device),
			claim: statement.claim,
			seq: statement.seq,
			signature: statement.signature,
		}),
		supersedes: None,
	};
	Ok(Sealed { dataset: content.digest, key, anchor })
}

fn anchor_call(subject: &AccountId32, anchor: Anchor) -> impl subxt::transactions::Payload {
	use api::runtime_types::bounded_collections::bounded_vec::BoundedVec;
	api::tx().datasets().anchor(*subject, BoundedVec(vec![anchor]))
}

async fn envelope(
	chain: &Chain,
	study: &Study,
	subject: &AccountId32,
	dataset: Digest,
	grant: GrantId,
	key: &DataKey,
) -> Result<[u8; 160]> {
	let context = Context {
		chain_id: chain.chain_id().await?,
		subject: subject.0,
		digest: dataset,
		holder: Holder::Study(study.id),
		grant,
		key_version: 0,
	};
	seal(key, &study.secret.public(), &context, &mut OsRng)
		.map_err(|e| Error::Verification(e.text().to_owned()))
}

/// The sponsor says that a contribution does not decrypt.
async fn open(
	story: &mut Story<'_>,
	study: StudyId,
	contribution: (AccountId32, Digest),
	says: Option<&str>,
	report: &serde_json::Value,
) -> Result<Opened> {
	let complaint = Complaint::Undecryptable;
	let named = [contribution];
	let claims = dispute::claims(&story.chain, study, &named, says, report).await?;
	let document = Document::new("dispute", Statement::new(complaint, claims).line()?);
	document.save(&home::documents(&story.researcher.home))?;
	let (chain, sponsor) = (&story.chain, &story.researcher.signer);
	let digest = document.digest();
	let (id, included) = disputes::open(chain, sponsor, study, &named, complaint, digest).await?;
	story.report.transaction("the researcher", &included);
	Ok(Opened { id, document })
}

/// Waits for the draw. The sponsor proves its openings to the drawn arbiter, who checks them and
/// what they open.
async fn examine(
	story: &mut Story<'_>,
	study: &Study,
	arbiter: &Arbiter,
	opened: &Opened,
	store: &EmbeddedStore,
) -> Result<Finding> {
	let chain = &story.chain;
	let drawn = wait(chain, "an arbiter to be drawn", async |chain| {
		let info = disputes::dispute(chain, opened.id).await?;
		Ok(matches!(info.phase, Phase::Deciding).then_some(info.arbiter).flatten())
	})
	.await?;
	held(drawn == arbiter.signer.account(), || {
		format!("{drawn} was drawn, an arbiter that this demo does not play: use a fresh chain")
	})?;
	let file = dispute::file(chain, opened.id).await?;
	let secrets = [RecipientSecret::from_bytes(&study.secret.to_bytes())
		.map_err(|e| Error::Verification(e.text().to_owned()))?];
	let evidence = dispute::prepare(&file, &secrets, &opened.document, b"")?;
	let out = story.root.join("arbiter").join(format!("dispute-{}", opened.id));
	let found = check(&file, arbiter, &evidence, store, &out).await?;
	// The arbiter destroys the records, as promised.
	if let Some(records) = &found.records {
		files::destroy(records)?;
	}
	Ok(found)
}

async fn check(
	file: &dispute::File,
	arbiter: &Arbiter,
	evidence: &[u8],
	store: &EmbeddedStore,
	out: &Path,
) -> Result<Finding> {
	let seen = dispute::examine(file, &arbiter.identity, evidence, Some(store), out).await?;
	held(seen.openings == 1, || format!("{} secrets were proven, not one", seen.openings))?;
	seen.findings
		.into_iter()
		.next()
		.ok_or_else(|| Error::Verification("nothing was found of the contribution".into()))
}

async fn wait_ended(chain: &Chain, id: DisputeId) -> Result<()> {
	wait(chain, "the dispute to end", async |chain| {
		Ok(disputes::find(chain, id).await?.is_none().then_some(()))
	})
	.await
}

/// Asks once per final block until there is a result.
async fn wait<T>(
	chain: &Chain,
	what: &str,
	ask: impl AsyncFn(&Chain) -> Result<Option<T>>,
) -> Result<T> {
	let asking = async {
		let mut blocks = chain.client().stream_blocks().await.map_err(node_error)?;
		loop {
			if let Some(answer) = ask(chain).await? {
				return Ok(answer);
			}
			if blocks.next().await.is_none() {
				return Err(ChainError::Node("no more blocks".into()).into());
			}
		}
	};
	tokio::time::timeout(2 * PATIENCE, asking).await.map_err(|_| {
		Error::Verification(format!(
			"waiting for {what} took over {} s: are the periods of disputes those of the development chain?",
			2 * PATIENCE.as_secs()
		))
	})?
}

/// What the end of a dispute over one contribution paid out.
struct Paid {
	to_arbiter: u128,
	to_subject: u128,
}

async fn decided(chain: &Chain, first: u64, last: u64, id: DisputeId) -> Result<Paid> {
	for number in first..=last {
		let at = chain.client().at_block(number).await.map_err(node_error)?;
		let events = at.events().fetch().await.map_err(node_error)?;
		for event in events.find::<api::disputes::events::ContributionDecided>() {
			let event = event.map_err(node_error)?;
			if event.dispute == id {
				return Ok(Paid { to_arbiter: event.to_arbiter, to_subject: event.to_subject });
			}
		}
	}
	Err(Error::Verification(format!("no block says how dispute {id} ended")))
}
