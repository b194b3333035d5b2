//! `epione study duties|erase|acknowledge`: after a patient has ended its consent.

use super::Context;
use crate::{
	chain::Chain,
	error::{Error, Result},
	keys::{accounts::Signer, keystore::Keystore},
	parties::researcher::{self, DutyLine},
	reader::{
		erase::{self, Erased, Plan},
		fetch,
		fetched::{Entry, Index},
	},
	store::ContentStore,
	words::{show_grantee, show_moment},
};
use clap::Args;
use epione_primitives::GrantId;
use serde_json::{json, Value as Json};

/// What is destroyed.
#[derive(Args, Debug)]
pub struct Erase {
	/// Numbers of grants, as `epione study duties` shows them.
	#[arg(required_unless_present = "due")]
	grants: Vec<GrantId>,
	/// All grants under which the signer has something to acknowledge.
	#[arg(long, conflicts_with = "grants")]
	due: bool,
	/// Only say what would be destroyed.
	#[arg(long)]
	dry_run: bool,
	/// Destroy what is evidence in an undecided dispute too.
	#[arg(long)]
	even_disputed: bool,
	/// Destroy, but leave the acknowledgement to `epione study acknowledge`.
	#[arg(long)]
	no_acknowledge: bool,
	/// Copies that this home does not know of are destroyed too.
	#[arg(long)]
	destroyed_elsewhere: bool,
}

/// Shows what an account has to acknowledge.
pub async fn show(context: &Context, account: Option<&str>) -> Result<()> {
	let account = context.account_or_own(account)?;
	let chain = context.chain().await?;
	let index = Index::open(&context.home, &chain.chain_id().await?)?;
	let lines = researcher::duties(&chain, &account).await?;
	let (overdue, most) = researcher::overdue(&chain, &account).await?;
	let mut all = Vec::new();
	for line in &lines {
		let here = index.of_grant(line.grant)?.iter().filter(|entry| !entry.erased).count();
		all.push((json_of(line, here), text_of(line, here)));
	}
	let json = json!({
		"account": account.to_string(), "overdue": overdue, "barred_from": most,
		"duties": all.iter().map(|(json, _)| json.clone()).collect::<Vec<_>>(),
	});
	context.output.result(json, || {
		let mut text: Vec<String> = all.iter().map(|(_, text)| text.clone()).collect();
		if text.is_empty() {
			text.push(format!("{account} has nothing to acknowledge."));
		} else {
			text.push("`epione study erase --due` destroys what is here and acknowledges it, at no cost.".into());
		}
		if overdue > 0 {
			text.push(format!(
				"{overdue} overdue count against {account}; with {most} it cannot open studies until they are acknowledged."
			));
		}
		text.join("\n")
	});
	Ok(())
}

fn json_of(line: &DutyLine, here: usize) -> Json {
	json!({
		"grant": line.grant, "subject": line.subject.to_string(), "grantee": show_grantee(&line.grantee.0),
		"since": line.since, "due": line.due, "overdue": line.overdue, "counts": line.counts, "datasets_here": here,
	})
}

fn text_of(line: &DutyLine, here: usize) -> String {
	format!(
		"grant {:<4} of {} to {:<12} ended {}, to be acknowledged by {}{}; {} here",
		line.grant,
		line.subject,
		show_grantee(&line.grantee.0),
		show_moment(line.since),
		show_moment(line.due),
		match (line.overdue, line.counts) {
			(true, true) => ": OVERDUE",
			(true, false) => ": overdue (was never asked for, does not count)",
			(false, _) => "",
		},
		datasets(here),
	)
}

fn datasets(count: usize) -> String {
	match count {
		0 => "none of its datasets is".into(),
		1 => "1 dataset of it is".into(),
		n => format!("{n} datasets of it are"),
	}
}

impl Erase {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let (mut keystore, signer) = match self.dry_run || (self.no_acknowledge && !self.due) {
			true => (context.keystore()?, None),
			false => {
				let (keystore, signer) = context.keystore_and_signer()?;
				(keystore, Some(signer))
			},
		};
		let chain = context.chain().await?;
		let index = Index::open(&context.home, &chain.chain_id().await?)?;
		let grants = match (self.due, &signer) {
			(false, _) => self.grants.clone(),
			(true, Some(signer)) => of_duties(&chain, signer).await?,
			// Nobody signs a dry run, but it needs an account to look up.
			(true, None) => of_duties(&chain, &context.signer()?).await?,
		};
		let mut plans = Vec::new();
		for grant in grants {
			let plan = erase::plan(&chain, &index, grant).await?;
			if !self.even_disputed && !plan.disputed.is_empty() && !self.dry_run {
				return Err(Error::Usage(format!(
					"{} under grant {grant} has ended and is evidence in a dispute that is not decided (`epione dispute list` shows it); nothing was destroyed. Wait for the decision, or give --even-disputed",
					datasets(plan.disputed.len())
				)));
			}
			plans.push((grant, plan));
		}
		if self.dry_run {
			return self.tell(context, &plans);
		}
		let store = fetch::open_store(&context.home, &[]).await?;
		let signer = signer.filter(|_| !self.no_acknowledge);
		let mut done = Vec::new();
		for (grant, plan) in plans {
			done.push(
				self.one(
					context,
					&chain,
					&index,
					&mut keystore,
					store.as_ref(),
					signer.as_ref(),
					grant,
					plan,
				)
				.await?,
			);
		}
		let json =
			json!({ "grants": done.iter().map(|(json, _)| json.clone()).collect::<Vec<_>>() });
		context.output.result(json, || {
			if done.is_empty() {
				return "There is nothing to acknowledge.".into();
			}
			done.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
		});
		Ok(())
	}

	fn tell(&self, context: &Context, plans: &[(GrantId, Plan)]) -> Result<()> {
		let grants: Vec<_> = plans
			.iter()
			.map(|(grant, plan)| {
				let files: Vec<_> = plan.ended.iter().flat_map(|entry| &entry.files).collect();
				json!({
					"grant": grant, "datasets": plan.ended.len(), "disputed": plan.disputed.len(),
					"kept": plan.kept.len(), "files": files,
				})
			})
			.collect();
		context.output.result(json!({ "dry_run": true, "grants": grants }), || {
			let mut lines = Vec::new();
			for (grant, plan) in plans {
				lines.push(format!(
					"grant {grant}: {} to be destroyed, {} disputed, {} may be kept",
					plan.ended.len(),
					plan.disputed.len(),
					plan.kept.len()
				));
				let files = plan.ended.iter().flat_map(|entry| &entry.files);
				lines.extend(files.map(|file| format!("  {}", file.display())));
			}
			lines.join("\n")
		});
		Ok(())
	}

	async fn one(
		&self,
		context: &Context,
		chain: &Chain,
		index: &Index,
		keystore: &mut Keystore,
		store: &dyn ContentStore,
		signer: Option<&Signer>,
		grant: GrantId,
		plan: Plan,
	) -> Result<(Json, String)> {
		let mut entries = plan.ended;
		entries.extend(plan.disputed);
		let known = !entries.is_empty();
		let erased = erase::erase(chain, index, keystore, store, &entries).await?;
		for (study, version, why) in &erased.kept_keys {
			context.output.notice(&format!(
				"Version {version} of the recipient key of study {study} is kept: {}.",
				why.words(*study)
			));
		}
		let mut acknowledged = None;
		if let Some(signer) = signer {
			if !self.destroyed_elsewhere {
				ensure_known(grant, known, &erased)?;
			}
			acknowledged = Some(researcher::acknowledge(chain, signer, grant).await?);
			for entry in &entries {
				index.remove(entry)?;
			}
		}
		let block = acknowledged.as_ref().map(|included| included.block);
		let json = json!({
			"grant": grant, "datasets": erased.datasets, "files": erased.files, "missing": erased.missing,
			"kept": plan.kept.len(),
			"keys": erased.keys.iter().map(|(study, version)| json!({ "study": study, "version": version })).collect::<Vec<_>>(),
			"kept_keys": erased.kept_keys.iter().map(|(study, version, why)| json!({
				"study": study, "version": version, "why": why.words(*study),
			})).collect::<Vec<_>>(),
			"acknowledged": block.is_some(), "block": block,
		});
		let text = format!(
			"Grant {grant}: {} files overwritten and removed, blocks of {} datasets, {} versions of keys. {}",
			erased.files.len(),
			erased.datasets,
			erased.keys.len(),
			match block {
				Some(block) => format!("Acknowledged with block {block}, at no cost."),
				None => format!("Not acknowledged: `epione study acknowledge {grant}`."),
			}
		);
		Ok((json, text))
	}
}

async fn of_duties(chain: &Chain, signer: &Signer) -> Result<Vec<GrantId>> {
	Ok(researcher::duties(chain, &signer.account()).await?.iter().map(|d| d.grant).collect())
}

/// Returns an error unless this home knows that everything is destroyed: an acknowledgement is a
/// statement under one's name.
fn ensure_known(grant: GrantId, known: bool, erased: &Erased) -> Result<()> {
	if let Some(first) = erased.missing.first() {
		return Err(Error::Usage(format!(
			"everything under grant {grant} that was where it had been written is destroyed, but {} of its files were moved or removed (the first: {}). Destroy them and all copies, then `epione study acknowledge {grant} --destroyed-elsewhere`",
			erased.missing.len(),
			first.display()
		)));
	}
	if !known {
		return Err(Error::Usage(format!(
			"this home has fetched nothing under grant {grant} that has ended, so it cannot know that it is destroyed. If it was fetched with another home, run this there; if there is no copy anywhere, `epione study acknowledge {grant} --destroyed-elsewhere` says so on chain"
		)));
	}
	Ok(())
}

/// Acknowledges without destroying.
pub async fn acknowledge(context: &Context, grant: GrantId, elsewhere: bool) -> Result<()> {
	let signer = context.signer()?;
	let chain = context.chain().await?;
	let index = Index::open(&context.home, &chain.chain_id().await?)?;
	let plan = erase::plan(&chain, &index, grant).await?;
	let entries: Vec<_> = plan.ended.iter().chain(&plan.disputed).collect();
	let here = |entry: &&&Entry| !entry.erased || entry.files.iter().any(|file| file.exists());
	let left: Vec<_> = entries.iter().filter(here).collect();
	if let Some(first) = left.first() {
		return Err(Error::Usage(format!(
			"{} still here (the first in {}); `epione study erase {grant}` destroys it and acknowledges",
			datasets(left.len()),
			first.files.first().map_or_else(|| "the content store".into(), |f| f.display().to_string()),
		)));
	}
	if !elsewhere {
		let missing = entries.iter().flat_map(|entry| entry.files.clone()).collect();
		ensure_known(grant, !entries.is_empty(), &Erased { missing, ..Default::default() })?;
	}
	let included = researcher::acknowledge(&chain, &signer, grant).await?;
	for entry in entries {
		index.remove(entry)?;
	}
	context.output.result(included.json(json!({ "grant": grant, "acknowledged": true })), || {
		format!(
			"Acknowledged with block {}, at no cost: what ended under grant {grant} is destroyed.",
			included.block
		)
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn nothing_is_stated_that_this_home_cannot_know() {
		let missing = Erased { missing: vec!["/moved".into()], ..Default::default() };
		let error = ensure_known(7, true, &missing).unwrap_err().to_string();
		assert!(error.contains("/moved") && error.contains("acknowledge 7"), "{error}");
		let error = ensure_known(7, false, &Erased::default()).unwrap_err().to_string();
		assert!(error.contains("another home"), "{error}");
		assert!(ensure_known(7, true, &Erased::default()).is_ok());
	}
}
