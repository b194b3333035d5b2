//! `epione gateway`: allow, ingest, run, contribute.

use super::Context;
use crate::{
	chain::types::grantee,
	config::Config,
	device::Device,
	error::{Class, Error, Result},
	files,
	gateway::{
		content,
		home::{BadFile, FileNotice, GatewayHome},
		Event,
	},
	home,
	journal::{BatchState, BlockRef, ContributionState, Journal},
	keys::accounts::parse_address,
	output::table,
	papers::invitation::Invitation,
	parties::patient,
	store::{to_cid, ContentStore},
	words::{parse_digest, parse_modality, show_grantee, show_modality},
};
use clap::{Args, Subcommand};
use epione_primitives::{Digest, Modality, StudyId};
use serde_json::json;
use std::{
	collections::HashSet,
	path::{Path, PathBuf},
	time::Duration,
};

/// Collect, encrypt, store, anchor and deliver for a patient.
#[derive(Subcommand, Debug)]
pub enum GatewayCommand {
	/// Let a gateway anchor data and deliver keys for the signer, and nothing else.
	Allow {
		/// The gateway's account: an address.
		gateway: String,
	},
	/// End that. Free, and in force with the next block.
	Disallow {
		/// The gateway's account: an address.
		gateway: String,
	},
	/// Ingest files of FHIR R4 Observations (JSON, NDJSON, Bundle), store and anchor them.
	Ingest(IngestArgs),
	/// Watch the inbox folder, anchor what comes, and contribute to the studies that the patient
	/// granted.
	Run(RunArgs),
	/// Contribute one dataset to one study now, also one that was refused before.
	Contribute(ContributeArgs),
	/// Anchor the refused batches again, once what the chain minded is mended.
	Retry,
	/// Show what the journal knows: batches and contributions, and where they stand.
	Status,
}

/// Whose readings are taken in, by which device, and as what.
#[derive(Args, Debug)]
pub struct BatchArgs {
	/// The patient for whom the gateway works: an address. The signer itself if left out.
	#[arg(long)]
	subject: Option<String>,
	/// The device that took the readings, by its account. Without one no device signs.
	#[arg(long)]
	device: Option<String>,
	/// Kind of data.
	#[arg(long, default_value = "home-monitor", value_parser = parse_modality)]
	modality: Modality,
}

/// What is ingested.
#[derive(Args, Debug)]
pub struct IngestArgs {
	/// Files or folders.
	#[arg(required = true)]
	paths: Vec<PathBuf>,
	#[command(flatten)]
	batch: BatchArgs,
	/// Store and anchor later (`epione gateway run` does).
	#[arg(long)]
	no_anchor: bool,
}

/// How it runs.
#[derive(Args, Debug)]
pub struct RunArgs {
	#[command(flatten)]
	batch: BatchArgs,
	/// The folder to watch; the configuration's inbox if left out.
	#[arg(long)]
	inbox: Option<PathBuf>,
	/// Do all that can be done now, and end.
	#[arg(long)]
	once: bool,
	/// A sponsor's invitation to a study that takes data without a device's signature. It is
	/// remembered.
	#[arg(long = "invitation")]
	invitations: Vec<PathBuf>,
}

/// What is contributed.
#[derive(Args, Debug)]
pub struct ContributeArgs {
	/// To which study.
	#[arg(long)]
	study: StudyId,
	/// Which dataset: its digest or CID.
	#[arg(long, value_parser = parse_digest)]
	dataset: Digest,
	/// Under which grant; the newest one for the study if left out.
	#[arg(long)]
	grant: Option<u32>,
	/// The patient for whom the gateway works: an address. The signer itself if left out.
	#[arg(long)]
	subject: Option<String>,
	/// A sponsor's invitation to a study that takes data without a device's signature. It is
	/// remembered.
	#[arg(long)]
	invitation: Option<PathBuf>,
}

/// Returns an event as text for people.
pub fn text(event: &Event) -> String {
	let at = |block: &Option<BlockRef>| {
		block.map_or(String::new(), |b| format!(" in block {}", b.number))
	};
	match event {
		Event::Stored { batch, cid } => format!("batch {batch} is stored as {cid}"),
		Event::Anchored { batches, block } => {
			format!("batches {batches:?} are anchored{}", at(block))
		},
		Event::Committed { contribution, block } => {
			format!("contribution {contribution} is committed{}", at(block))
		},
		Event::Delivered { contribution, block } => {
			format!("contribution {contribution} is delivered{}", at(block))
		},
		Event::Waits { contribution, why } => {
			format!("contribution {contribution} waits: {why} (it is tried again)")
		},
		Event::Refused { what, why } => format!("{what} was refused: {why}"),
	}
}

impl GatewayCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Allow { gateway } => allow(context, gateway).await,
			Self::Disallow { gateway } => disallow(context, gateway).await,
			Self::Ingest(args) => args.run(context).await,
			Self::Run(args) => args.run(context).await,
			Self::Contribute(args) => args.run(context).await,
			Self::Retry => retry(context),
			Self::Status => status(context),
		}
	}
}

async fn allow(context: &Context, gateway: &str) -> Result<()> {
	let gateway = parse_address(gateway)?;
	let signer = context.signer()?;
	let chain = context.chain().await?;
	let sent = patient::add_gateway(&chain, &signer, &gateway).await?;
	let included = sent.finalised().await?;
	context.output.result(
		included.json(json!({ "gateway": gateway.to_string() })),
		|| {
			format!(
				"{gateway} may anchor data and deliver keys for {}, and nothing else (block {}). On its machine: `epione --signer ... gateway run --subject {}`.",
				signer.account(),
				included.block,
				signer.account()
			)
		},
	);
	Ok(())
}

async fn disallow(context: &Context, gateway: &str) -> Result<()> {
	let gateway = parse_address(gateway)?;
	let signer = context.signer()?;
	let chain = context.chain().await?;
	let included = patient::remove_gateway(&chain, &signer, &gateway).await?;
	context.output.result(
		included.json(json!({ "gateway": gateway.to_string() })),
		|| {
			format!(
				"{gateway} may do nothing for {} from block {} on, at no cost. The keys that it holds stay on its machine.",
				signer.account(),
				included.block
			)
		},
	);
	Ok(())
}

async fn open(context: &Context, subject: Option<&str>) -> Result<GatewayHome> {
	let (keystore, signer) = context.keystore_and_signer()?;
	let subject = match subject {
		Some(text) => parse_address(text)?,
		None => signer.account(),
	};
	let chain = context.chain().await?;
	GatewayHome::new(&context.home, chain, signer, keystore, subject)
}

impl BatchArgs {
	async fn open(&self, context: &Context) -> Result<(GatewayHome, Option<Device>)> {
		let gateway = open(context, self.subject.as_deref()).await?;
		let device = match &self.device {
			None => None,
			Some(text) => {
				let (dir, id) = (home::devices(&context.home), parse_address(text)?);
				let mut device = Device::open(&gateway.keystore, &dir, &id.0)?;
				// A wallet may have claimed it with the output of `epione device sign-claim`.
				patient::catch_up(&gateway.chain, &mut device).await?;
				Some(device)
			},
		};
		Ok((gateway, device))
	}
}

impl IngestArgs {
	async fn run(&self, context: &Context) -> Result<()> {
		let (mut gateway, mut device) = self.batch.open(context).await?;
		let spinner = context.output.spinner("reading and sealing");
		let notices = gateway
			.ingest(&self.paths, device.as_mut(), self.batch.modality, BadFile::Stop)
			.await?;
		spinner.finish_and_clear();
		for notice in &notices {
			context.output.notice(notice.text());
		}
		let mut events = Vec::new();
		if !self.no_anchor {
			let store = Config::load(&context.home)?.open_store(&context.home).await?;
			let spinner = context.output.spinner("storing and anchoring");
			events = gateway.anchor(store.as_ref()).await?;
			spinner.finish_and_clear();
		}
		let refused = events.iter().find_map(|event| match event {
			Event::Refused { what, why } => Some((what.to_string(), why.clone())),
			_ => None,
		});
		if let Some((what, why)) = refused {
			return Err(Error::Refused {
				what,
				why: format!(
					"{why}. It is sealed and kept; `epione gateway retry` anchors it again when that is mended"
				),
			});
		}
		let waiting = gateway.journal.batches_in(BatchState::Sealed)?.len();
		context.output.result(
			json!({ "notices": notices.iter().map(FileNotice::text).collect::<Vec<_>>(), "events": events.iter().map(text).collect::<Vec<_>>(), "waiting": waiting }),
			|| {
				let mut lines: Vec<String> = events.iter().map(text).collect();
				if waiting > 0 {
					lines.push(format!("{waiting} batches are sealed and wait to be anchored"));
				}
				if lines.is_empty() {
					lines.push("nothing new".into());
				}
				lines.join("\n")
			},
		);
		Ok(())
	}
}

impl RunArgs {
	async fn run(&self, context: &Context) -> Result<()> {
		let (mut gateway, mut device) = self.batch.open(context).await?;
		let config = Config::load(&context.home)?;
		let inbox = match &self.inbox {
			Some(path) => path.clone(),
			None => context.home.join(&config.gateway.inbox),
		};
		files::make_dir(&inbox)?;
		let store = config.open_store(&context.home).await?;
		context.output.notice(&format!(
			"watching {} for {}, signing for {}; Ctrl-C ends it, nothing is lost",
			inbox.display(),
			show_modality(self.batch.modality),
			gateway.subject
		));
		for address in store.addresses().await? {
			context.output.notice(&format!("peers reach this gateway at {address}"));
		}
		for path in &self.invitations {
			gateway.keep_invitation(&Invitation::load(path)?).await?;
		}
		let mut said = HashSet::new();
		loop {
			let round =
				round(&mut gateway, device.as_mut(), &inbox, self.batch.modality, store.as_ref());
			match round.await {
				Ok(lines) => {
					for line in lines {
						// A notice that holds for many rounds is printed once.
						if said.insert(line.clone()) {
							context.output.result(json!({ "event": line }), || line.clone());
						}
					}
				},
				// Errors that a person must fix stop the gateway; a node or peer that is away does
				// not.
				Err(error) if error.class() != Class::OutOfReach || self.once => return Err(error),
				Err(error) => {
					context.output.notice(&format!("{error}; trying again"));
					match context.chain().await {
						Ok(chain) => gateway.reconnect(chain),
						// The node at that address is now on another chain: never continue there.
						Err(error @ Error::OtherChain(_)) => return Err(error),
						Err(_) => {},
					}
				},
			}
			if self.once {
				return Ok(());
			}
			tokio::select! {
				_ = tokio::time::sleep(Duration::from_secs(config.gateway.batch_s.clamp(1, 3600))) => {},
				stop = tokio::signal::ctrl_c() => {
					return stop.map_err(Error::io("wait for", "Ctrl-C"));
				},
			}
		}
	}
}

/// Runs one round: ingest what is new, anchor, forget tombstoned datasets, check the content,
/// contribute.
async fn round(
	gateway: &mut GatewayHome,
	device: Option<&mut Device>,
	inbox: &Path,
	modality: Modality,
	store: &dyn ContentStore,
) -> Result<Vec<String>> {
	let notices = gateway.ingest(&[inbox.to_owned()], device, modality, BadFile::Skip).await?;
	// Files that stay in the inbox are seen at each start, so that is not worth a notice.
	let news = notices.iter().filter(|notice| !matches!(notice, FileNotice::Before(_)));
	let mut lines: Vec<String> = news.map(|notice| notice.text().to_owned()).collect();
	lines.extend(gateway.anchor(store).await?.iter().map(text));
	lines.extend(gateway.forget_tombstoned(store).await?);
	lines.extend(content::look_after(gateway, store).await?);
	lines.extend(gateway.plan().await?);
	lines.extend(gateway.advance().await?.iter().map(text));
	Ok(lines)
}

impl ContributeArgs {
	async fn run(&self, context: &Context) -> Result<()> {
		let mut gateway = open(context, self.subject.as_deref()).await?;
		if let Some(path) = &self.invitation {
			gateway.keep_invitation(&Invitation::load(path)?).await?;
		}
		let digest = hex::encode(self.dataset);
		let batch = gateway.journal.batch_of(&self.dataset)?.ok_or_else(|| {
			Error::Usage(format!(
				"dataset {digest} is not one of this gateway's: it has no key for it. `epione gateway status` \
				 shows those that it has"
			))
		})?;
		match batch.state {
			BatchState::Anchored => {},
			BatchState::Tombstoned => {
				return Err(Error::Usage(format!("dataset {digest} was tombstoned; it is gone")))
			},
			state => {
				return Err(Error::Usage(format!(
					"dataset {digest} is {state}, not anchored yet; `epione gateway run --once` anchors it"
				)))
			},
		}
		let spinner = context.output.spinner("committing and delivering");
		let Some(id) = gateway.ask(&batch, self.study, self.grant).await? else {
			spinner.finish_and_clear();
			context
				.output
				.result(json!({ "dataset": digest, "study": self.study, "already": true }), || {
					format!("Dataset {digest} was delivered to study {} before.", self.study)
				});
			return Ok(());
		};
		let events = gateway.advance_one(id).await?;
		spinner.finish_and_clear();
		let contribution = gateway.journal.contribution(id)?;
		let (state, why) = contribution
			.map(|c| (c.state, c.error.unwrap_or_default()))
			.unwrap_or((ContributionState::Refused, String::new()));
		if state != ContributionState::Delivered {
			let later = match state {
				ContributionState::Refused => "",
				_ => ". `epione gateway run` tries it again by itself",
			};
			return Err(Error::Refused {
				what: format!("the contribution of dataset {digest} to study {}", self.study),
				why: format!("{why}{later}"),
			});
		}
		let events: Vec<String> = events.iter().map(text).collect();
		context.output.result(
			json!({ "dataset": digest, "study": self.study, "contribution": id, "events": events }),
			|| {
				format!(
					"{}\nStudy {} can open dataset {digest}; what it owes is paid after its dispute window.",
					events.join("\n"),
					self.study
				)
			},
		);
		Ok(())
	}
}

fn retry(context: &Context) -> Result<()> {
	let mut journal = Journal::open(&home::journal(&context.home))?;
	let refused = journal.batches_in(BatchState::Refused)?;
	for batch in &refused {
		journal.retry(batch.id)?;
	}
	context.output.result(json!({ "batches": refused.len() }), || match refused.len() {
		0 => "No batch was refused.".into(),
		many => format!("{many} batches are anchored at the gateway's next run."),
	});
	Ok(())
}

fn status(context: &Context) -> Result<()> {
	let journal = Journal::open(&home::journal(&context.home))?;
	let batches = journal.batches()?;
	let contributions = journal.contributions()?;
	let batch_rows: Vec<Vec<String>> = batches
		.iter()
		.map(|b| {
			vec![
				b.id.to_string(),
				b.state.to_string(),
				show_modality(b.sealed.modality).to_owned(),
				b.sealed.count.to_string(),
				to_cid(&b.sealed.content).to_string(),
				b.error.clone().unwrap_or_default(),
			]
		})
		.collect();
	let contribution_rows: Vec<Vec<String>> = contributions
		.iter()
		.map(|c| {
			let to = show_grantee(&grantee(&c.holder));
			vec![
				c.id.to_string(),
				c.batch.to_string(),
				to,
				c.state.to_string(),
				c.error.clone().unwrap_or_default(),
			]
		})
		.collect();
	context.output.result(
		json!({ "batches": batch_rows, "contributions": contribution_rows }),
		|| {
			format!(
				"{}\n\n{}",
				table(&["batch", "state", "kind", "readings", "cid", "error"], &batch_rows),
				table(&["contribution", "batch", "to", "state", "error"], &contribution_rows)
			)
		},
	);
	Ok(())
}
