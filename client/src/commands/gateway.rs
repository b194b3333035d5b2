//! `epione gateway`: ingest once, or run.

use super::{parse_modality, show_modality, Context};
use crate::{
	accounts::{parse_address, Signer},
	chain::{api, port::GatewayPort, Chain},
	config::Config,
	device::Device,
	error::{Error, Result},
	gateway::{Event, Gateway, GatewayChain},
	ingest::{expand, Ingest, Options},
	journal::{BatchState, Journal},
	keystore::Keystore,
	parties::{patient, researcher},
	store::{to_cid, ContentStore},
};
use clap::{Args, Subcommand};
use epione_envelope::keys::Holder;
use epione_primitives::{Grantee, Modality, DAY};
use serde_json::json;
use std::{
	path::{Path, PathBuf},
	time::Duration,
};
use subxt::utils::AccountId32;

/// Collect, encrypt, store, anchor and deliver for a patient.
#[derive(Subcommand, Debug)]
pub enum GatewayCommand {
	/// Ingest files of FHIR R4 Observations (JSON, NDJSON, Bundle), store and anchor them.
	Ingest(IngestArgs),
	/// Watch the inbox folder, anchor what comes, and contribute to the studies that the patient granted.
	Run(RunArgs),
	/// Show what the journal knows: batches and contributions, and where they stand.
	Status,
}

/// What both have in common.
#[derive(Args, Debug)]
pub struct Who {
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
	who: Who,
	/// Store and anchor later (`epione gateway run` does).
	#[arg(long)]
	no_anchor: bool,
}

/// How it runs.
#[derive(Args, Debug)]
pub struct RunArgs {
	#[command(flatten)]
	who: Who,
	/// The folder to watch; the configuration's inbox if left out.
	#[arg(long)]
	inbox: Option<PathBuf>,
	/// Do all that can be done now, and end.
	#[arg(long)]
	once: bool,
}

/// A gateway's folder, opened.
pub struct Open {
	/// Its chain.
	pub chain: Chain,
	/// Its chain, as it signs.
	pub port: GatewayPort,
	/// Its keys.
	pub keystore: Keystore,
	/// What it did.
	pub journal: Journal,
	/// Where encrypted files wait.
	pub spool: PathBuf,
	/// Whose data.
	pub subject: AccountId32,
}

impl Open {
	/// Opens the gateway of `home`.
	pub fn new(
		home: &Path,
		chain: Chain,
		signer: Signer,
		keystore: Keystore,
		subject: AccountId32,
	) -> Result<Self> {
		crate::files::make_dir(home)?;
		Ok(Self {
			port: GatewayPort::new(chain.clone(), signer),
			chain,
			keystore,
			journal: Journal::open(&home.join("journal.sqlite"))?,
			spool: home.join("spool"),
			subject,
		})
	}

	/// Reads the files, and seals all that is new. Gives what a person should know of each file.
	pub async fn ingest(
		&mut self,
		files: &[PathBuf],
		device: Option<&mut Device>,
		modality: Modality,
	) -> Result<Vec<String>> {
		let chain_id = self.port.chain_id().await?;
		let today = (self.chain.now().await? / DAY).try_into().ok();
		let options = Options { today, ..Options::new(chain_id, self.subject.0, modality) };
		let mut ingest =
			Ingest::new(&mut self.journal, &self.keystore, device, &self.spool, options)?;
		let mut notices = Vec::new();
		for path in expand(files)? {
			let report = ingest.read_file(&path)?;
			notices.extend(report.notice());
			ingest.seal_full()?;
		}
		ingest.seal()?;
		Ok(notices)
	}

	/// Stores and anchors what is sealed.
	pub async fn anchor(&mut self, store: &dyn ContentStore) -> Result<Vec<Event>> {
		let mut gateway = Gateway::new(&mut self.journal, &self.keystore, &self.spool);
		gateway.store_pending(store).await?;
		gateway.anchor_pending(&self.port).await?;
		Ok(gateway.take_events())
	}

	/// Brings planned contributions as far as they get.
	pub async fn advance(&mut self) -> Result<Vec<Event>> {
		let mut gateway = Gateway::new(&mut self.journal, &self.keystore, &self.spool);
		gateway.advance_contributions(&self.port).await?;
		Ok(gateway.take_events())
	}

	/// Plans a contribution of every anchored batch to every open study that the subject granted, where
	/// the study wants it, and that was not planned before.
	pub async fn plan(&mut self) -> Result<usize> {
		let now = self.chain.now().await?;
		let batches = self.journal.batches_in(BatchState::Anchored)?;
		let known: Vec<(i64, Holder)> =
			self.journal.contributions()?.iter().map(|c| (c.batch, c.holder)).collect();
		let mut planned = 0;
		for line in patient::whole_receipt(&self.chain, &self.subject).await? {
			let grant = &line.grant;
			let Grantee::Study(study) = grant.grantee.0 else { continue };
			if grant.revoked_at.is_some() || now < grant.valid_from || now >= grant.valid_until {
				continue;
			}
			let info = researcher::study(&self.chain, study).await?;
			let Some(terms) = &info.terms else { continue };
			use api::runtime_types::pallet_studies::types::Phase;
			if !matches!(info.phase, Phase::Open | Phase::Closing) {
				continue;
			}
			let holder = Holder::Study(study);
			for batch in &batches {
				let sealed = &batch.sealed;
				let fits = sealed.subject == self.subject.0
					&& terms.modalities.0.contains(sealed.modality)
					&& grant.modalities.0.contains(sealed.modality)
					&& grant.datasets.as_ref().is_none_or(|d| d.contains(&sealed.content.digest))
					&& grant.days.is_none_or(|(first, last)| {
						first <= sealed.first_day && sealed.last_day <= last
					}) && sealed.depth >= terms.min_depth
					&& (sealed.device.is_some() || !terms.device_signed);
				if fits && !known.contains(&(batch.id, holder)) {
					self.journal.plan(batch.id, &holder, grant.grant, None, None)?;
					planned += 1;
				}
			}
		}
		Ok(planned)
	}
}

/// What happened, for people.
pub fn text(event: &Event) -> String {
	let at = |block: &Option<crate::journal::BlockRef>| {
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
		Event::Refused { what, why } => format!("{what} was refused: {why}"),
	}
}

impl GatewayCommand {
	/// Runs it.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Ingest(args) => args.run(context).await,
			Self::Run(args) => args.run(context).await,
			Self::Status => status(context),
		}
	}
}

impl Who {
	async fn open(&self, context: &Context) -> Result<(Open, Option<Device>)> {
		let signer = context.signer()?;
		let subject = match &self.subject {
			Some(text) => parse_address(text)?,
			None => signer.account(),
		};
		let keystore = context.keystore()?;
		let device = match &self.device {
			None => None,
			Some(text) => Some(Device::open(
				&keystore,
				&context.home.join("devices"),
				&parse_address(text)?.0,
			)?),
		};
		let chain = context.chain().await?;
		Ok((Open::new(&context.home, chain, signer, keystore, subject)?, device))
	}
}

impl IngestArgs {
	async fn run(&self, context: &Context) -> Result<()> {
		let (mut open, mut device) = self.who.open(context).await?;
		let spinner = context.output.spinner("reading and sealing");
		let notices = open.ingest(&self.paths, device.as_mut(), self.who.modality).await?;
		spinner.finish_and_clear();
		for notice in &notices {
			context.output.notice(notice);
		}
		let mut events = Vec::new();
		if !self.no_anchor {
			let store = Config::load(&context.home)?.open_store(&context.home).await?;
			let spinner = context.output.spinner("storing and anchoring");
			events = open.anchor(store.as_ref()).await?;
			spinner.finish_and_clear();
		}
		let waiting = open.journal.batches_in(BatchState::Sealed)?.len();
		context.output.result(
			json!({ "notices": notices, "events": events.iter().map(text).collect::<Vec<_>>(), "waiting": waiting }),
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
		let (mut open, mut device) = self.who.open(context).await?;
		let config = Config::load(&context.home)?;
		let inbox = match &self.inbox {
			Some(path) => path.clone(),
			None => context.home.join(&config.gateway.inbox),
		};
		crate::files::make_dir(&inbox)?;
		let store = config.open_store(&context.home).await?;
		context.output.notice(&format!(
			"watching {} for {}, signing for {}; Ctrl-C ends it, nothing is lost",
			inbox.display(),
			show_modality(self.who.modality),
			open.subject
		));
		loop {
			let round =
				round(&mut open, device.as_mut(), &inbox, self.who.modality, store.as_ref());
			match round.await {
				Ok(lines) => {
					for line in lines {
						context.output.result(json!({ "event": line }), || line.clone());
					}
				},
				// What a person must mend stops the gateway; a node or peer that is away does not.
				Err(error) if error.exit_code() != 5 || self.once => return Err(error),
				Err(error) => context.output.notice(&format!("{error}; trying again")),
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

/// One round: ingest what is new, anchor, contribute.
async fn round(
	open: &mut Open,
	device: Option<&mut Device>,
	inbox: &Path,
	modality: Modality,
	store: &dyn ContentStore,
) -> Result<Vec<String>> {
	let mut lines = open.ingest(&[inbox.to_owned()], device, modality).await?;
	// Files that stay in the inbox are seen each time; that is no news.
	lines.retain(|line| !line.contains("ingested before"));
	lines.extend(open.anchor(store).await?.iter().map(text));
	open.plan().await?;
	lines.extend(open.advance().await?.iter().map(text));
	Ok(lines)
}

fn status(context: &Context) -> Result<()> {
	let journal = Journal::open(&context.home.join("journal.sqlite"))?;
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
			let to = patient::show_grantee(&crate::chain::port::grantee(&c.holder));
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
				crate::output::table(
					&["batch", "state", "kind", "readings", "cid", "error"],
					&batch_rows
				),
				crate::output::table(
					&["contribution", "batch", "to", "state", "error"],
					&contribution_rows
				)
			)
		},
	);
	Ok(())
}
