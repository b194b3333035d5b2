//! `epione study`: create, approve, invite, key, list, show, fetch, duties, erase, acknowledge,
//! fund, withdraw, close.

use super::{
	duties::{self, Erase},
	Context,
};
use crate::{
	chain::{api, Chain},
	error::{Error, Result},
	files,
	keys::accounts::parse_address,
	papers::{documents::Document, invitation::Invitation},
	parties::{
		patient,
		researcher::{self, Offer, StudyInfo},
	},
	reader::fetch,
	words::{
		modalities, parse_amount, parse_day, parse_digest, parse_duration, parse_modality,
		parse_purpose, show_amount, show_modalities, show_moment, show_purpose,
	},
};
use clap::{Args, Subcommand};
use epione_envelope::keys::{Holder, RecipientSecret};
use epione_primitives::{Day, Digest, GrantId, Modality, ModelId, Moment, Purpose, StudyId};
use rand_core::OsRng;
use serde_json::{json, Value as Json};
use std::path::PathBuf;

use api::runtime_types::pallet_studies::types::Phase;

/// Open, look at, fetch from and close studies.
#[derive(Subcommand, Debug)]
pub enum StudyCommand {
	/// Open a study: its budget goes into escrow, a fresh recipient key is made and registered.
	Create(Create),
	/// Approve a study's terms (needs an ethics board's credential).
	Approve {
		/// The study's number.
		study: StudyId,
		/// SHA-256 of the terms that the board has read, as `epione study show` prints it.
		#[arg(value_parser = parse_digest)]
		terms: Digest,
	},
	/// Invite a participant to a study that takes data without a device's signature (its sponsor
	/// only).
	Invite(Invite),
	/// Make and register the next version of a study's recipient key. Do so now and then: a version
	/// can be destroyed only when nothing that you may read needs it.
	Key {
		/// The study's number.
		study: StudyId,
		/// Do not register it; print it with the proof that its secret is held, to be registered
		/// with a wallet.
		#[arg(long)]
		print: bool,
	},
	/// Put more into a study's escrow.
	Fund {
		/// The study's number.
		study: StudyId,
		/// How much, in EPI.
		#[arg(value_parser = parse_amount)]
		amount: u128,
	},
	/// Show all studies.
	List,
	/// Show one study.
	Show {
		/// The study's number.
		study: StudyId,
	},
	/// Fetch, decrypt and verify everything that was contributed.
	Fetch(Fetch),
	/// Show what has to be destroyed and acknowledged because a patient ended its consent, and
	/// until when.
	Duties {
		/// Whose: an address. The signer's own if left out.
		account: Option<String>,
	},
	/// Destroy what was fetched and has ended (records, their blocks, key versions that nothing
	/// needs), and acknowledge it on chain. Free.
	Erase(Erase),
	/// State on chain that all that has ended under a grant is destroyed, key and plaintext. Free.
	Acknowledge {
		/// The grant's number, as `epione study duties` shows it.
		grant: GrantId,
		/// Copies that this home does not know of are destroyed too.
		#[arg(long)]
		destroyed_elsewhere: bool,
	},
	/// End a patient's part in a study, for good: nothing more is contributed, what was delivered
	/// is paid still. Free, and in force with the next block.
	Withdraw {
		/// The study's number.
		study: StudyId,
		/// For whom the signer acts (as guardian); the signer itself if left out.
		#[arg(long)]
		subject: Option<String>,
	},
	/// Close a study to new commits, and take back what it does not owe.
	Close {
		/// The study's number.
		study: StudyId,
	},
}

/// What a study offers and asks.
#[derive(Args, Debug)]
pub struct Create {
	/// The study's document (protocol, contact, peers that serve its data). Only its salted digest
	/// goes on chain.
	document: PathBuf,
	/// Escrow, in EPI.
	#[arg(long, value_parser = parse_amount)]
	budget: u128,
	/// Price of one contribution, in EPI.
	#[arg(long, value_parser = parse_amount)]
	reward: u128,
	/// Purpose: general-research, health-research, ancestry-research, ...
	#[arg(long, default_value = "health-research", value_parser = parse_purpose)]
	purpose: Purpose,
	/// Wanted kind of data; may be given several times. All if left out.
	#[arg(long = "modality", value_parser = parse_modality)]
	modalities: Vec<Modality>,
	/// Least depth of a batch's tree: at least 2^depth readings, padded.
	#[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=16))]
	min_depth: u8,
	/// Take batches without a device's signature too, from participants with an invitation.
	#[arg(long)]
	by_invitation: bool,
	/// Most contributions of one participant.
	#[arg(long, default_value_t = 100)]
	per_participant: u32,
	/// Most contributions in all.
	#[arg(long, default_value_t = 1_000)]
	max_contributions: u32,
	/// How long the study takes contributions, as in 180d.
	#[arg(long, default_value = "180d", value_parser = parse_duration)]
	open_for: Moment,
	/// Time between delivery and payment, as in 3d (the chain's least on a real network).
	#[arg(long, default_value = "3d", value_parser = parse_duration)]
	dispute_window: Moment,
	/// Take keys only once this many participants, each with a device of its own, have committed.
	#[arg(long, requires = "cohort_by", value_parser = clap::value_parser!(u32).range(2..))]
	cohort_min: Option<u32>,
	/// How long that many may take to come together, as in 30d; if they do not, nobody owes
	/// anything.
	#[arg(long, requires = "cohort_min", value_parser = parse_duration)]
	cohort_by: Option<Moment>,
	/// Take data collected on this day or later, as in 2026-03-01.
	#[arg(long, requires = "collected_to", value_parser = parse_day)]
	collected_from: Option<Day>,
	/// Take data collected on this day or earlier.
	#[arg(long, requires = "collected_from", value_parser = parse_day)]
	collected_to: Option<Day>,
	/// Take data of devices of this model only, by its number; may be given up to eight times.
	#[arg(long = "model")]
	models: Vec<ModelId>,
	/// Take nobody who contributes to this study, by its number; may be given up to eight times.
	#[arg(long = "not-in")]
	not_in: Vec<StudyId>,
}

/// Who is invited to what.
#[derive(Args, Debug)]
pub struct Invite {
	/// The study's number.
	#[arg(long)]
	study: StudyId,
	/// Who is invited: an address.
	#[arg(long)]
	subject: String,
	/// For how long the invitation can be used, as in 30d.
	#[arg(long, default_value = "30d", value_parser = parse_duration)]
	expiry: Moment,
	/// Write it to this file.
	#[arg(long)]
	out: Option<PathBuf>,
}

/// What is fetched.
#[derive(Args, Debug)]
pub struct Fetch {
	/// The study's number.
	study: StudyId,
	/// Folder for the records (NDJSON) and the report.
	#[arg(long, default_value = "study-data")]
	out: PathBuf,
	/// Multiaddress of a peer that serves the content; may be given several times.
	#[arg(long = "peer")]
	peers: Vec<String>,
}

impl StudyCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Create(create) => create.run(context).await,
			Self::Fetch(fetch) => fetch.run(context).await,
			Self::Invite(invite) => invite.run(context).await,
			Self::Key { study, print } => key(context, *study, *print).await,
			Self::Fund { study, amount } => fund(context, *study, *amount).await,
			Self::Duties { account } => duties::show(context, account.as_deref()).await,
			Self::Erase(erase) => erase.run(context).await,
			Self::Acknowledge { grant, destroyed_elsewhere } => {
				duties::acknowledge(context, *grant, *destroyed_elsewhere).await
			},
			Self::Approve { study, terms } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = researcher::approve(&chain, &signer, *study, *terms).await?;
				context
					.output
					.result(included.json(json!({ "study": study, "approved": true })), || {
						format!("Study {study} is approved (block {}).", included.block)
					});
				Ok(())
			},
			Self::List => {
				let chain = context.chain().await?;
				let all = researcher::studies(&chain).await?;
				context.output.result(
					json!({ "studies": all.iter().map(json_of).collect::<Vec<_>>() }),
					|| {
						if all.is_empty() {
							return "There is no study on this chain yet.".into();
						}
						all.iter().map(line_of).collect::<Vec<_>>().join("\n")
					},
				);
				Ok(())
			},
			Self::Show { study } => {
				let chain = context.chain().await?;
				let info = researcher::study(&chain, *study).await?;
				let mut json = json_of(&info);
				// A participant wants to know this before consenting.
				let (overdue, most) = researcher::overdue(&chain, &info.sponsor).await?;
				json["sponsor_overdue"] = json!({ "overdue": overdue, "barred_from": most });
				context.output.result(json.clone(), || {
					serde_json::to_string_pretty(&json).unwrap_or_default()
				});
				Ok(())
			},
			Self::Withdraw { study, subject } => {
				withdraw(context, *study, subject.as_deref()).await
			},
			Self::Close { study } => close(context, *study).await,
		}
	}
}

/// Returns a study as JSON.
pub fn json_of(info: &StudyInfo) -> Json {
	let terms = info.terms.as_ref().map(|t| {
		json!({
			"purpose": show_purpose(&t.purpose.0), "document": hex::encode(t.document),
			"modalities": show_modalities(t.modalities.0), "min_depth": t.min_depth,
			"device_signed": t.device_signed, "reward": t.reward.to_string(),
			"per_participant": t.per_participant, "max_contributions": t.max_contributions,
			"opens": t.opens, "closes": t.closes, "dispute_window": t.dispute_window,
			"cohort": t.cohort.as_ref().map(|c| json!({ "min": c.min, "by": c.deadline })),
			"collected": t.eligibility.collected, "models": t.eligibility.models.0,
			"not_in": t.eligibility.not_in.0,
		})
	});
	json!({
		"study": info.study, "sponsor": info.sponsor.to_string(), "phase": format!("{:?}", info.phase),
		"terms": terms, "terms_hash": info.terms_hash.map(hex::encode),
		"approved_by": info.approval.as_ref().map(|a| a.board.to_string()),
		"key_version": info.key.as_ref().map(|k| k.version),
		"pot": info.pot.to_string(), "owed": info.owed.to_string(), "reserved": info.reserved.to_string(),
		"unallocated": info.unallocated.to_string(), "accepted": info.accepted, "unsettled": info.unsettled,
		"closing_at": info.closing_at,
		"cohort": info.cohort.as_ref().map(|c| json!({
			"min": c.min, "committed": c.committed, "by": c.deadline, "deliver_by": c.deliver_by,
		})),
	})
}

fn line_of(info: &StudyInfo) -> String {
	let (reward, kinds, until) =
		info.terms.as_ref().map_or(("-".into(), "-".into(), "-".into()), |t| {
			(show_amount(t.reward), show_modalities(t.modalities.0), show_moment(t.closes))
		});
	format!(
		"study {:<4} {:<9} {:<12} for {:<24} until {:<21} {} contributions, {} left",
		info.study,
		format!("{:?}", info.phase),
		reward,
		kinds,
		until,
		info.accepted,
		show_amount(info.unallocated)
	)
}

impl Create {
	async fn run(&self, context: &Context) -> Result<()> {
		let text =
			std::fs::read_to_string(&self.document).map_err(Error::io("read", &self.document))?;
		let (mut keystore, signer) = context.keystore_and_signer()?;
		let chain = context.chain().await?;
		let now = chain.now().await?;
		let document = Document::new("study", text);
		let kept = document.save(&context.documents())?;
		let offer = Offer {
			purpose: self.purpose,
			document: document.digest(),
			modalities: modalities(&self.modalities),
			min_depth: self.min_depth,
			device_signed: !self.by_invitation,
			reward: self.reward,
			per_participant: self.per_participant,
			max_contributions: self.max_contributions,
			opens: now,
			closes: now.saturating_add(self.open_for),
			dispute_window: self.dispute_window,
			cohort: self.cohort_min.zip(self.cohort_by.map(|time| now.saturating_add(time))),
			collected: self.collected_from.zip(self.collected_to),
			models: self.models.clone(),
			not_in: self.not_in.clone(),
		};
		let (study, created) = researcher::create(&chain, &signer, &offer, self.budget).await?;
		// The secret is kept before anybody can seal to it.
		let secret = RecipientSecret::random(&mut OsRng);
		keystore.add_recipient(&Holder::Study(study), 0, &secret)?;
		researcher::add_key(&chain, &signer, study, 0, &secret).await?;
		let terms_hash = researcher::study(&chain, study).await?.terms_hash.map(hex::encode);
		context.output.result(
			created.json(json!({
				"study": study, "terms_hash": terms_hash, "budget": self.budget.to_string(),
				"document": kept.display().to_string() })),
			|| {
				format!(
					"Study {study} with {} in escrow (block {}). It takes contributions once an ethics board has approved its terms:\n  epione study approve {study} {}\nGive the board and the participants the document with its salt: {}",
					show_amount(self.budget),
					created.block,
					terms_hash.clone().unwrap_or_default(),
					kept.display()
				)
			},
		);
		Ok(())
	}
}

impl Invite {
	async fn run(&self, context: &Context) -> Result<()> {
		let subject = parse_address(&self.subject)?;
		let signer = context.signer()?;
		let chain = context.chain().await?;
		let info = researcher::study(&chain, self.study).await?;
		if info.sponsor != signer.account() {
			return Err(Error::Usage(format!(
				"study {} is {}'s; only its sponsor invites (--signer)",
				self.study, info.sponsor
			)));
		}
		if info.terms.as_ref().is_some_and(|terms| terms.device_signed) {
			return Err(Error::Usage(format!(
				"study {} takes data that a device signed, from anybody who consents: nobody needs an invitation",
				self.study
			)));
		}
		let expiry = chain.now().await?.saturating_add(self.expiry);
		let chain_id = chain.chain_id().await?;
		let invitation = Invitation::sign(&signer, &chain_id, self.study, subject, expiry);
		let mut json = invitation.json();
		if let Some(path) = &self.out {
			files::write_bytes(path, json.to_string().as_bytes())?;
		}
		let compact = invitation.compact();
		let form = json.to_string();
		json["compact"] = compact.clone().into();
		json["out"] = self.out.as_ref().map(|path| path.display().to_string()).into();
		context.output.result(json, || {
			format!(
				"{form}\n\nOr as one line:\n{compact}\n\nIt invites {subject} to study {} until {}. Give it to them; their gateway takes it from a file with --invitation.",
				self.study,
				show_moment(expiry)
			)
		});
		Ok(())
	}
}

impl Fetch {
	async fn run(&self, context: &Context) -> Result<()> {
		let keystore = context.keystore()?;
		let chain: Chain = context.chain().await?;
		let store = fetch::open_store(&context.home, &self.peers).await?;
		let bar = context.output.progress(0, false, "fetching");
		let reports = fetch::study(
			&chain,
			self.study,
			&context.home,
			&keystore,
			store.as_ref(),
			&self.out,
			|done, of| {
				bar.set_length(of);
				bar.set_position(done);
			},
		)
		.await?;
		bar.finish_and_clear();
		let json = json!({
			"study": self.study, "out": self.out.display().to_string(),
			"contributions": reports.iter().map(|r| r.json.clone()).collect::<Vec<_>>(),
		});
		let text = |only_good: bool| {
			let lines = reports.iter().filter(|r| r.error.is_none() || !only_good);
			lines.map(|r| r.text.clone()).collect::<Vec<_>>().join("\n")
		};
		let bad: Vec<&Error> = reports.iter().filter_map(|r| r.error.as_ref()).collect();
		let Some(first) = bad.first() else {
			context.output.result(json, || match reports.is_empty() {
				true => {
					format!("Nothing was delivered to study {} that is still served.", self.study)
				},
				false => text(false),
			});
			return Ok(());
		};
		// Machines get one object, the error. The contributions that held are in the folder anyway.
		let good = text(true);
		if !good.is_empty() {
			context.output.notice(&good);
		}
		let all_missing = bad.iter().all(|e| matches!(e, Error::ContentMissing { .. }));
		let of = format!(
			"{} of {} contributions to study {}: nothing of them was written, {} has report.json",
			bad.len(),
			reports.len(),
			self.study,
			self.out.display()
		);
		Err(match first {
			Error::ContentMissing { cid, why } if all_missing => {
				Error::ContentMissing { cid: cid.clone(), why: format!("{why} ({of})") }
			},
			_ => {
				let each: Vec<_> = bad.iter().map(|e| e.to_string()).collect();
				Error::Verification(format!("{of}. {}", each.join("; ")))
			},
		})
	}
}

async fn key(context: &Context, study: StudyId, print: bool) -> Result<()> {
	let (mut keystore, signer) = match print {
		true => (context.keystore()?, None),
		false => {
			let (keystore, signer) = context.keystore_and_signer()?;
			(keystore, Some(signer))
		},
	};
	let chain = context.chain().await?;
	let info = researcher::study(&chain, study).await?;
	let version = match &info.key {
		Some(key) => key.version.checked_add(1).ok_or_else(|| {
			Error::Usage(format!("study {study} has had all versions of its key"))
		})?,
		None => 0,
	};
	let holder = Holder::Study(study);
	// An earlier run made it and did not finish, or printed it.
	let secret = match keystore.recipient(&holder, version) {
		Ok(secret) => secret,
		Err(Error::NoKey { .. }) => {
			let secret = RecipientSecret::random(&mut OsRng);
			keystore.add_recipient(&holder, version, &secret)?;
			secret
		},
		Err(error) => return Err(error),
	};
	let Some(signer) = signer else {
		let chain_id = chain.chain_id().await?;
		let proof = secret.prove_possession(&chain_id, &holder, version, &mut OsRng);
		let json = json!({
			"study": study, "version": version, "key": hex::encode(secret.public()), "proof": hex::encode(proof),
		});
		context.output.result(json.clone(), || json.to_string());
		return Ok(());
	};
	let included = researcher::add_key(&chain, &signer, study, version, &secret).await?;
	context.output.result(
		included.json(json!({
			"study": study, "version": version, "key": hex::encode(secret.public()) })),
		|| {
			format!(
				"Version {version} of the recipient key of study {study} is registered (block {}): what is committed from now on is sealed to it. Its secret is in this keystore.",
				included.block
			)
		},
	);
	Ok(())
}

async fn fund(context: &Context, study: StudyId, amount: u128) -> Result<()> {
	let signer = context.signer()?;
	let chain = context.chain().await?;
	let included = chain.submit(&signer, &api::tx().studies().fund(study, amount)).await?;
	let info = researcher::study(&chain, study).await?;
	context.output.result(json_of(&info), || {
		format!(
			"{} more are in the escrow of study {study} (block {}); {} are not promised to anybody yet.",
			show_amount(amount),
			included.block,
			show_amount(info.unallocated)
		)
	});
	Ok(())
}

async fn withdraw(context: &Context, study: StudyId, subject: Option<&str>) -> Result<()> {
	let signer = context.signer()?;
	let subject = match subject {
		Some(text) => parse_address(text)?,
		None => signer.account(),
	};
	let chain = context.chain().await?;
	let included = patient::withdraw(&chain, &signer, study, &subject).await?;
	context.output.result(
		included.json(json!({
			"study": study, "subject": subject.to_string(), "withdrawn": true })),
		|| {
			format!(
				"{subject} takes no further part in study {study}, from block {} on and at no cost. What was delivered is settled by the rules.",
				included.block
			)
		},
	);
	Ok(())
}

async fn close(context: &Context, study: StudyId) -> Result<()> {
	let signer = context.signer()?;
	let chain = context.chain().await?;
	let info = researcher::study(&chain, study).await?;
	let closed = matches!(info.phase, Phase::Closed);
	let included = if closed {
		chain.submit(&signer, &api::tx().studies().finish(study)).await?
	} else {
		chain.submit(&signer, &api::tx().studies().close(study)).await?
	};
	let info = researcher::study(&chain, study).await?;
	context.output.result(json_of(&info), || {
		if closed {
			format!("What study {study} does not owe went back to its sponsor (block {}); the rest follows when its last contribution is settled.", included.block)
		} else {
			format!(
				"Study {study} takes no commits after {}. Run this again then to take back what it does not owe.",
				info.closing_at.map(show_moment).unwrap_or_else(|| "its notice".into())
			)
		}
	});
	Ok(())
}
