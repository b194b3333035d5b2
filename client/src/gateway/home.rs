//! A gateway's folder, opened: what `ingest`, `run` and `contribute` work on.

use super::{
	call::GatewayChain,
	driver::{Event, Gateway},
	port::GatewayPort,
};
use crate::{
	chain::{api, view, Chain},
	config::Config,
	device::Device,
	error::{Error, Result},
	failpoint::FailPoints,
	files, home,
	intake::{
		fhir::Rules,
		files::{expand, Skipped},
		ingest::{Ingest, Options},
	},
	journal::{Batch, BatchState, Contribution, ContributionState, Journal},
	keys::{accounts::Signer, keystore::Keystore},
	papers::invitation::Invitation,
	parties::{
		patient::{self, Grant, GrantState, ReceiptLine},
		researcher::{self, StudyInfo},
	},
	store::ContentStore,
	words::show_moment,
};
use epione_envelope::keys::Holder;
use epione_primitives::{Grantee, Modality, StudyId, DAY};
use std::{
	collections::{HashMap, HashSet},
	path::{Path, PathBuf},
	time::SystemTime,
};
use subxt::utils::AccountId32;

/// A gateway's folder, opened.
pub struct GatewayHome {
	/// Nobody else works here meanwhile.
	_lock: home::Lock,
	/// The connection to the chain.
	pub chain: Chain,
	/// The chain, with the gateway's signer.
	pub port: GatewayPort,
	/// The keystore.
	pub keystore: Keystore,
	/// The journal.
	pub journal: Journal,
	/// Folder where encrypted files wait.
	pub spool: PathBuf,
	/// The patient whose data it is.
	pub subject: AccountId32,
	/// How files name the patient.
	subject_references: Vec<String>,
	/// Point at which a test stops it.
	fail: FailPoints,
	/// Files of the inbox that were read, or are not worth reading again, with their time and
	/// length.
	known: HashMap<PathBuf, (SystemTime, u64)>,
	/// The batch whose content was checked last.
	pub(super) looked_at: Option<i64>,
	/// Batches whose content nobody has; this was reported once.
	pub(super) damaged: HashSet<i64>,
}

/// A notice about a file that was to be ingested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileNotice {
	/// The very same file was ingested before, and was skipped.
	Before(String),
	/// It was ingested, except for parts of it.
	Partly(String),
	/// It cannot be ingested, and was left where it is.
	Bad(String),
}

impl FileNotice {
	/// Returns the notice in words.
	pub fn text(&self) -> &str {
		match self {
			Self::Before(text) | Self::Partly(text) | Self::Bad(text) => text,
		}
	}
}

/// What to do about a file that cannot be ingested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadFile {
	/// Stop: neither it nor the files after it are taken.
	Stop,
	/// Say so, leave it where it is, go on with the others.
	Skip,
}

impl GatewayHome {
	/// Opens the gateway of `home`.
	pub fn new(
		home: &Path,
		chain: Chain,
		signer: Signer,
		keystore: Keystore,
		subject: AccountId32,
	) -> Result<Self> {
		files::make_dir(home)?;
		let lock = home::lock(home)?;
		Ok(Self {
			_lock: lock,
			port: GatewayPort::new(chain.clone(), signer),
			chain,
			keystore,
			journal: Journal::open(&home::journal(home))?,
			spool: home::spool(home),
			subject,
			subject_references: Config::load(home)?.gateway.subject_references,
			fail: FailPoints::from_env()?,
			known: HashMap::new(),
			looked_at: None,
			damaged: HashSet::new(),
		})
	}

	/// Switches to a new connection to the same chain.
	pub fn reconnect(&mut self, chain: Chain) {
		self.port.reconnect(chain.clone());
		self.chain = chain;
	}

	/// Reads the files and seals all that is new: full batches after each file, the rest at the
	/// end. Returns notices about the files.
	pub async fn ingest(
		&mut self,
		files: &[PathBuf],
		device: Option<&mut Device>,
		modality: Modality,
		bad: BadFile,
	) -> Result<Vec<FileNotice>> {
		let chain_id = self.port.chain_id().await?;
		let today = (self.chain.now().await? / DAY).try_into().ok();
		let rules = Rules { today, subjects: self.subject_references.clone() };
		let options = Options { rules, ..Options::new(chain_id, self.subject.0, modality) };
		let mut ingest =
			Ingest::new(&mut self.journal, &self.keystore, device, &self.spool, options)?;
		ingest.fail = self.fail;
		let mut notices = Vec::new();
		let mut read = Vec::new();
		let (paths, skipped) = expand(files)?;
		for Skipped { path, why } in skipped {
			let stamp = stamp(&path).unwrap_or((SystemTime::UNIX_EPOCH, 0));
			if bad == BadFile::Stop || self.known.get(&path) != Some(&stamp) {
				notices.push(FileNotice::Bad(format!("{}: {why}", path.display())));
				self.known.insert(path, stamp);
			}
		}
		for path in paths {
			let stamp = stamp(&path);
			if bad == BadFile::Skip && stamp.is_some() && self.known.get(&path) == stamp.as_ref() {
				continue;
			}
			match ingest.read_file(&path) {
				Ok(report) => {
					notices.extend(report.notice().map(|text| match report.before {
						Some(_) => FileNotice::Before(text),
						None => FileNotice::Partly(text),
					}));
					read.extend(stamp.map(|stamp| (path, stamp)));
				},
				// It may be half copied, so it is read again once it has changed.
				Err(error @ Error::BadInput { .. }) if bad == BadFile::Skip => {
					notices.push(FileNotice::Bad(format!(
						"{error}. It was left where it is, the others were taken"
					)));
					self.known.extend(stamp.map(|stamp| (path, stamp)));
				},
				Err(error @ Error::Io { .. }) if bad == BadFile::Skip && is_denied(&error) => {
					notices.push(FileNotice::Bad(format!("{error}. The others were taken")));
					self.known.extend(stamp.map(|stamp| (path, stamp)));
				},
				Err(Error::Io { source, .. })
					if bad == BadFile::Skip && source.kind() == std::io::ErrorKind::NotFound => {},
				Err(error) => return Err(error),
			}
			ingest.seal_full()?;
		}
		ingest.seal()?;
		self.known.extend(read);
		Ok(notices)
	}

	/// Stores and anchors all sealed batches.
	pub async fn anchor(&mut self, store: &dyn ContentStore) -> Result<Vec<Event>> {
		let mut gateway = gateway(&mut self.journal, &self.keystore, &self.spool, self.fail);
		gateway.store_pending(store).await?;
		gateway.anchor_pending(&self.port).await?;
		Ok(gateway.take_events())
	}

	/// Advances all planned contributions as far as possible.
	pub async fn advance(&mut self) -> Result<Vec<Event>> {
		let mut gateway = gateway(&mut self.journal, &self.keystore, &self.spool, self.fail);
		gateway.advance_contributions(&self.port).await?;
		Ok(gateway.take_events())
	}

	/// Advances one contribution as far as possible.
	pub async fn advance_one(&mut self, id: i64) -> Result<Vec<Event>> {
		let mut gateway = gateway(&mut self.journal, &self.keystore, &self.spool, self.fail);
		gateway.advance(&self.port, id).await?;
		Ok(gateway.take_events())
	}

	/// Destroys key and content of the batches that the subject tombstoned, here or elsewhere.
	/// Returns notices for people.
	pub async fn forget_tombstoned(&mut self, store: &dyn ContentStore) -> Result<Vec<String>> {
		use api::runtime_types::pallet_datasets::types::DatasetState;
		let at = self.chain.finalised().await?;
		let mut lines = Vec::new();
		for batch in self.journal.batches_in(BatchState::Anchored)? {
			let digest = batch.sealed.content.digest;
			let question =
				api::view_functions().datasets().dataset(AccountId32(batch.sealed.subject), digest);
			if let Some(DatasetState::Tombstone) = view(&at, question).await? {
				gateway(&mut self.journal, &self.keystore, &self.spool, self.fail)
					.forget(store, &digest)
					.await?;
				lines.push(format!(
					"batch {} was tombstoned: key and content are destroyed",
					batch.id
				));
			}
		}
		Ok(lines)
	}

	/// Keeps an invitation for this and all later runs; an error unless it is for this subject,
	/// signed by the study's sponsor, and not expired.
	pub async fn keep_invitation(&mut self, invitation: &Invitation) -> Result<()> {
		let Invitation { study, subject, sponsor, expiry, .. } = invitation;
		let wrong = |why: String| {
			Err(Error::Usage(format!(
				"the invitation to study {study} does not serve: {why}. Ask the study's sponsor for another"
			)))
		};
		if *subject != self.subject {
			return wrong(format!(
				"it invites {subject}, and this gateway works for {}",
				self.subject
			));
		}
		if self.chain.now().await? >= *expiry {
			return wrong(format!("it was good until {}", show_moment(*expiry)));
		}
		let info = researcher::study(&self.chain, *study).await?;
		if info.sponsor != *sponsor || !invitation.verify(&self.port.chain_id().await?) {
			return wrong(format!(
				"it was not signed by the study's sponsor {} for this chain",
				info.sponsor
			));
		}
		self.journal.set_meta(&invitation_name(*study, subject), &invitation.call_bytes())
	}

	fn invitation(&self, study: StudyId) -> Result<Option<Vec<u8>>> {
		self.journal.meta(&invitation_name(study, &self.subject))
	}

	/// Plans a contribution of every anchored batch to every open study that the subject granted
	/// and that wants it, unless it was planned before. One that was refused under an earlier grant
	/// is planned again. Returns notices for people.
	pub async fn plan(&mut self) -> Result<Vec<String>> {
		let now = self.chain.now().await?;
		let batches = self.journal.batches_in(BatchState::Anchored)?;
		let mut notices = Vec::new();
		for line in patient::whole_receipt(&self.chain, &self.subject).await? {
			let Grantee::Study(study) = line.grant.grantee.0 else { continue };
			if !GrantState::of(&line.grant, now).is_live() {
				continue;
			}
			let info = researcher::study(&self.chain, study).await?;
			use api::runtime_types::pallet_studies::types::Phase;
			if !matches!(info.phase, Phase::Open | Phase::Closing) {
				continue;
			}
			let invitation = self.invitation(study)?;
			let subject = self.subject.0;
			for batch in batches.iter().filter(|b| b.sealed.subject == subject) {
				if !fits(batch, &line.grant, &info) {
					continue;
				}
				if wants_invitation(&line, &info) && invitation.is_none() {
					notices.push(format!(
						"study {study} takes data of invited participants only: ask its sponsor {} for an \
						 invitation and give it with --invitation",
						info.sponsor
					));
					break;
				}
				self.plan_one(batch, study, &line.grant, invitation.as_deref())?;
			}
		}
		Ok(notices)
	}

	fn plan_one(
		&mut self,
		batch: &Batch,
		study: StudyId,
		grant: &Grant,
		invitation: Option<&[u8]>,
	) -> Result<()> {
		let holder = Holder::Study(study);
		match self.contribution(batch.id, &holder)? {
			None => self.journal.plan(batch.id, &holder, grant.grant, None, invitation).map(drop),
			Some(former) if former.state == ContributionState::Refused => {
				// A newer grant: the subject changed its mind.
				match former.grant < grant.grant {
					true => self.journal.retry_contribution(former.id, grant.grant, invitation),
					false => Ok(()),
				}
			},
			Some(_) => Ok(()),
		}
	}

	/// Returns the journal's contribution of a batch to a holder.
	pub fn contribution(&self, batch: i64, holder: &Holder) -> Result<Option<Contribution>> {
		let all = self.journal.contributions()?;
		Ok(all.into_iter().find(|c| c.batch == batch && c.holder == *holder))
	}

	/// Plans one contribution that a person asks for, even if it was refused before; returns `None`
	/// if it is delivered.
	pub async fn ask(
		&mut self,
		batch: &Batch,
		study: StudyId,
		grant: Option<u32>,
	) -> Result<Option<i64>> {
		let grant = match grant {
			Some(grant) => grant,
			None => self.newest_grant(study).await?,
		};
		let holder = Holder::Study(study);
		let invitation = self.invitation(study)?;
		let invitation = invitation.as_deref();
		let Some(former) = self.contribution(batch.id, &holder)? else {
			return self.journal.plan(batch.id, &holder, grant, None, invitation);
		};
		match former.state {
			ContributionState::Delivered => return Ok(None),
			ContributionState::Planned => {
				self.journal.set_contribution_refused(former.id, "asked for again")?;
				self.journal.retry_contribution(former.id, grant, invitation)?;
			},
			ContributionState::Refused => {
				self.journal.retry_contribution(former.id, grant, invitation)?;
			},
			// It is under way and is brought to its end.
			_ => {},
		}
		Ok(Some(former.id))
	}

	/// Returns the subject's live grant for a study, or else its last one, so that the chain gives
	/// the reason.
	async fn newest_grant(&self, study: StudyId) -> Result<u32> {
		let now = self.chain.now().await?;
		let lines = patient::whole_receipt(&self.chain, &self.subject).await?;
		lines
			.iter()
			.filter(|line| line.grant.grantee.0 == Grantee::Study(study))
			.max_by_key(|line| (GrantState::of(&line.grant, now).is_live(), line.grant.grant))
			.map(|line| line.grant.grant)
			.ok_or_else(|| {
				Error::Usage(format!(
					"{} granted study {study} nothing: `epione consent grant study:{study}` does",
					self.subject
				))
			})
	}
}

fn gateway<'a>(
	journal: &'a mut Journal,
	keystore: &'a Keystore,
	spool: &Path,
	fail: FailPoints,
) -> Gateway<'a> {
	let mut gateway = Gateway::new(journal, keystore, spool);
	gateway.fail = fail;
	gateway
}

fn invitation_name(study: StudyId, subject: &AccountId32) -> String {
	format!("invitation {study} {subject}")
}

fn is_denied(error: &Error) -> bool {
	matches!(error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied)
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
	let meta = std::fs::metadata(path).ok()?;
	Some((meta.modified().ok()?, meta.len()))
}

/// Returns whether the study wants the batch and the grant covers it, as far as can be seen from
/// here.
fn fits(batch: &Batch, grant: &Grant, info: &StudyInfo) -> bool {
	let Some(terms) = &info.terms else { return false };
	let sealed = &batch.sealed;
	let within = |(first, last)| first <= sealed.first_day && sealed.last_day <= last;
	terms.modalities.0.contains(sealed.modality)
		&& grant.modalities.0.contains(sealed.modality)
		&& grant.datasets.as_ref().is_none_or(|d| d.contains(&sealed.content.digest))
		&& grant.days.is_none_or(within)
		&& sealed.depth >= terms.min_depth
		&& (sealed.device.is_some() || !terms.device_signed)
}

/// Returns whether an invitation must be shown: a study without device signatures admits
/// participants by one, which each shows once.
fn wants_invitation(line: &ReceiptLine, info: &StudyInfo) -> bool {
	let invited = line.participation.as_ref().is_some_and(|p| p.invited);
	!invited && info.terms.as_ref().is_some_and(|terms| !terms.device_signed)
}
