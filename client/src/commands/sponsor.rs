//! `epione sponsor`: create, fund, consent, join, leave, evict, end, refund, show, list.

use super::Context;
use crate::{
	calendar::now_ms,
	error::{Error, Result},
	files,
	keys::accounts::{parse_address, Signer},
	papers::joining::{self, Joining, MAX_GATEWAYS},
	parties::sponsor::{self, SponsorshipInfo, Terms},
	words::{parse_amount, parse_duration, show_amount, show_moment},
};
use clap::{Args, Subcommand, ValueEnum};
use epione_primitives::{CallKind, CallSet, ChainId, Moment, SponsorshipId, DAY};
use serde_json::{json, Value as Json};
use std::path::PathBuf;
use subxt::utils::AccountId32;

/// Longest time between signing and submitting a joining: the chain's limit.
const MAX_EXPIRY: Moment = 7 * DAY;

/// Pay fees and deposits of patients, and be paid for.
#[derive(Subcommand, Debug)]
pub enum SponsorCommand {
	/// Set up a sponsorship: its budget goes into a pot of its own.
	Create(Create),
	/// Add to a sponsorship's budget.
	Fund {
		/// The sponsorship's number.
		sponsorship: SponsorshipId,
		/// How much, in EPI.
		#[arg(value_parser = parse_amount)]
		amount: u128,
	},
	/// Sign a joining, as the patient (or, with --as-sponsor, as the sponsor). Needs no token, and
	/// with --chain-id no node.
	Consent(Consent),
	/// Submit a patient's signed joining: from then on it is paid for.
	Join(Join),
	/// Leave your sponsorship. Free, and in force with the next block; what you have stays yours.
	Leave,
	/// Put a member out.
	Evict {
		/// The sponsorship's number.
		sponsorship: SponsorshipId,
		/// Who: an address.
		member: String,
	},
	/// End a sponsorship for good; its budget returns.
	End {
		/// The sponsorship's number.
		sponsorship: SponsorshipId,
	},
	/// Bring home what has come free of an ended sponsorship.
	Refund {
		/// The sponsorship's number.
		sponsorship: SponsorshipId,
	},
	/// Show a sponsorship, or with --member what an account can expect of its own.
	Show {
		/// The sponsorship's number.
		#[arg(required_unless_present = "member")]
		sponsorship: Option<SponsorshipId>,
		/// An account that is paid for.
		#[arg(long, conflicts_with = "sponsorship")]
		member: Option<String>,
	},
	/// Show all sponsorships.
	List,
}

/// Kinds of call that a sponsorship may pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CallName {
	/// Claiming a device, and its deposit.
	ClaimDevice,
	/// Resuming and retiring a device, reporting its firmware, logging its maintenance.
	ManageDevice,
	/// Granting consent, and its deposit.
	Grant,
	/// Refusals that are not free.
	Refuse,
	/// Naming gateways and guardians.
	Delegate,
	/// Anchoring datasets, and their deposits.
	Anchor,
	/// Sharing data outside a study.
	Share,
}

impl CallName {
	const fn kind(self) -> CallKind {
		match self {
			Self::ClaimDevice => CallKind::ClaimDevice,
			Self::ManageDevice => CallKind::ManageDevice,
			Self::Grant => CallKind::Grant,
			Self::Refuse => CallKind::Refuse,
			Self::Delegate => CallKind::Delegate,
			Self::Anchor => CallKind::Anchor,
			Self::Share => CallKind::Share,
		}
	}
}

/// What is paid.
#[derive(Args, Debug)]
pub struct Create {
	/// What it can spend, in EPI.
	#[arg(long, value_parser = parse_amount)]
	budget: u128,
	/// Kind of call that it pays for; may be given several times. All if left out.
	#[arg(long = "calls", value_enum)]
	calls: Vec<CallName>,
	/// Most fees of one member in a day, in EPI.
	#[arg(long, default_value = "0.1", value_parser = parse_amount)]
	daily_fees: u128,
	/// Most deposits held for one member at a time, in EPI.
	#[arg(long, default_value = "2", value_parser = parse_amount)]
	deposits: u128,
	/// Most members at a time.
	#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
	members: u32,
	/// For how long it pays, as in 365d.
	#[arg(long, default_value = "365d", value_parser = parse_duration)]
	valid: Moment,
}

/// What is agreed by a joining.
#[derive(Args, Debug)]
pub struct Agreement {
	/// The sponsorship's number.
	#[arg(long)]
	sponsorship: Option<SponsorshipId>,
	/// Who joins: an address. The signer, if left out.
	#[arg(long)]
	member: Option<String>,
	/// A gateway through which the member's calls may come: an address; may be given up to four
	/// times.
	#[arg(long = "gateway")]
	gateways: Vec<String>,
}

/// What is signed.
#[derive(Args, Debug)]
pub struct Consent {
	#[command(flatten)]
	agreement: Agreement,
	/// For how long it can be submitted, as in 24h; at most 7d.
	#[arg(long, default_value = "24h", value_parser = parse_duration)]
	expiry: Moment,
	/// Sign as the sponsor a joining that the member signed already (this file), so that somebody
	/// else can submit it.
	#[arg(long, value_name = "FILE", conflicts_with_all = ["sponsorship", "member", "gateways"])]
	as_sponsor: Option<PathBuf>,
	/// Only print the bytes to sign, for a polkadot.js wallet (`signRaw`, type `bytes`).
	#[arg(long)]
	statement: bool,
	/// The chain's id (64 hexadecimal digits), to sign without a node.
	#[arg(long, value_parser = parse_chain_id)]
	chain_id: Option<ChainId>,
	/// Write it to this file too.
	#[arg(long)]
	out: Option<PathBuf>,
}

/// What is submitted.
#[derive(Args, Debug)]
pub struct Join {
	/// What `epione sponsor consent` printed, as a file.
	#[arg(required_unless_present = "signature")]
	file: Option<PathBuf>,
	#[command(flatten)]
	agreement: Agreement,
	/// Moment at which it expires, in milliseconds since 1970, as it was signed.
	#[arg(long, requires = "signature")]
	expires_at: Option<Moment>,
	/// The member's signature as a wallet gives it, in hexadecimal.
	#[arg(long, conflicts_with = "file", requires_all = ["sponsorship", "member", "expires_at"])]
	signature: Option<String>,
}

fn parse_chain_id(text: &str) -> std::result::Result<ChainId, String> {
	hex::decode(text.trim_start_matches("0x"))
		.ok()
		.and_then(|bytes| bytes.try_into().ok())
		.ok_or_else(|| "a chain's id has 64 hexadecimal digits".into())
}

impl Agreement {
	fn terms(&self, signer: Option<&Signer>, expiry: Moment) -> Result<joining::Terms> {
		let sponsorship = self.sponsorship.ok_or_else(|| {
			Error::Usage(
				"which sponsorship? give --sponsorship NUMBER; the hospital knows it".into(),
			)
		})?;
		let member = match (&self.member, signer) {
			(Some(text), _) => parse_address(text)?,
			(None, Some(signer)) => signer.account(),
			(None, None) => return Err(Error::Usage("who joins? give --member ADDRESS".into())),
		};
		if self.gateways.len() > MAX_GATEWAYS {
			return Err(Error::Usage(format!(
				"{} gateways are named; a member has at most {MAX_GATEWAYS}",
				self.gateways.len()
			)));
		}
		let gateways = self
			.gateways
			.iter()
			.map(|text| parse_address(text))
			.collect::<std::result::Result<_, _>>()?;
		Ok(joining::Terms { sponsorship, member, gateways, expiry })
	}
}

impl SponsorCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Create(create) => create.run(context).await,
			Self::Consent(consent) => consent.run(context).await,
			Self::Join(join) => join.run(context).await,
			Self::Fund { sponsorship, amount } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = sponsor::fund(&chain, &signer, *sponsorship, *amount).await?;
				show(context, &chain, *sponsorship, Some(&included)).await
			},
			Self::Leave => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = sponsor::leave(&chain, &signer).await?;
				context.output.result(
					included.json(json!({
						"member": signer.account().to_string(), "left": true })),
					|| {
						format!(
							"{} is no longer paid for, from block {} on. What it has stays its own, and saying no stays free.",
							signer.account(),
							included.block
						)
					},
				);
				Ok(())
			},
			Self::Evict { sponsorship, member } => {
				let member = parse_address(member)?;
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = sponsor::evict(&chain, &signer, *sponsorship, &member).await?;
				context.output.result(
					included.json(json!({
						"sponsorship": sponsorship, "member": member.to_string(), "evicted": true })),
					|| format!("{member} is no longer paid for (block {}).", included.block),
				);
				Ok(())
			},
			Self::End { sponsorship } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = sponsor::end(&chain, &signer, *sponsorship).await?;
				show(context, &chain, *sponsorship, Some(&included)).await
			},
			Self::Refund { sponsorship } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = sponsor::refund(&chain, &signer, *sponsorship).await?;
				context.output.result(
					included.json(json!({
						"sponsorship": sponsorship })),
					|| {
						format!(
							"What had come free of sponsorship {sponsorship} is with its sponsor again (block {}).",
							included.block
						)
					},
				);
				Ok(())
			},
			Self::Show { sponsorship: Some(sponsorship), .. } => {
				let chain = context.chain().await?;
				show(context, &chain, *sponsorship, None).await
			},
			Self::Show { member, .. } => {
				let member = context.account_or_own(member.as_deref())?;
				membership(context, &member).await
			},
			Self::List => {
				let chain = context.chain().await?;
				let all = sponsor::sponsorships(&chain).await?;
				context.output.result(
					json!({ "sponsorships": all.iter().map(|(id, info)| json_of(*id, info)).collect::<Vec<_>>() }),
					|| {
						if all.is_empty() {
							return "There is no sponsorship on this chain yet.".into();
						}
						all.iter()
							.map(|(id, info)| line_of(*id, info))
							.collect::<Vec<_>>()
							.join("\n")
					},
				);
				Ok(())
			},
		}
	}
}

impl Create {
	async fn run(&self, context: &Context) -> Result<()> {
		let kinds: Vec<_> = self.calls.iter().map(|name| name.kind()).collect();
		let signer = context.signer()?;
		let chain = context.chain().await?;
		let terms = Terms {
			calls: if kinds.is_empty() { CallSet::ALL } else { CallSet::of(&kinds) },
			daily_fees: self.daily_fees,
			deposits: self.deposits,
			max_members: self.members,
			valid_until: chain.now().await?.saturating_add(self.valid),
		};
		let (id, included) = sponsor::create(&chain, &signer, &terms, self.budget).await?;
		show(context, &chain, id, Some(&included)).await
	}
}

impl Consent {
	async fn run(&self, context: &Context) -> Result<()> {
		if self.expiry > MAX_EXPIRY {
			return Err(Error::Usage(
				"--expiry is at most 7d: the chain takes no longer one".into(),
			));
		}
		// Without a node there is only this computer's clock.
		let (chain_id, now) = match self.chain_id {
			Some(chain_id) => (chain_id, now_ms()),
			None => {
				let chain = context.chain().await?;
				(chain.chain_id().await?, chain.now().await?)
			},
		};
		let joining = match &self.as_sponsor {
			Some(path) => {
				let joining = Joining::load(path)?;
				let invitation = joining.terms().sign(&chain_id, &context.signer()?);
				Joining { invitation: Some(invitation), ..joining }
			},
			None => {
				let expiry = now.saturating_add(self.expiry);
				if self.statement {
					return self.print_statement(context, &chain_id, expiry);
				}
				let signer = context.signer()?;
				let terms = self.agreement.terms(Some(&signer), expiry)?;
				if terms.member != signer.account() {
					return Err(Error::Usage(format!(
						"{} signs for itself alone, and --member names {}: sign with that account",
						signer.account(),
						terms.member
					)));
				}
				context.output.notice(
					"This ties your account to the sponsor in public: who knows the hospital guesses that you are its patient.",
				);
				Joining::sign(&signer, &chain_id, terms)
			},
		};
		let json = joining.json();
		if let Some(path) = &self.out {
			files::write_bytes(path, json.to_string().as_bytes())?;
		}
		context.output.result(json.clone(), || json.to_string());
		Ok(())
	}

	fn print_statement(&self, context: &Context, chain_id: &ChainId, expiry: Moment) -> Result<()> {
		let signer = match self.agreement.member {
			Some(_) => None,
			None => Some(context.signer()?),
		};
		let terms = self.agreement.terms(signer.as_ref(), expiry)?;
		let statement = format!("0x{}", hex::encode(terms.statement(chain_id)));
		let json = json!({
			"statement": statement, "sponsorship": terms.sponsorship, "member": terms.member.to_string(),
			"gateways": terms.gateways.iter().map(ToString::to_string).collect::<Vec<_>>(),
			"expires_at": expiry,
		});
		context.output.result(json, || {
			format!(
				"{statement}\nThe wallet of {} signs this (signRaw, type bytes); then: epione sponsor join \
				 --sponsorship {} --member {} {}--expires-at {expiry} --signature 0x...",
				terms.member,
				terms.sponsorship,
				terms.member,
				terms.gateways.iter().map(|g| format!("--gateway {g} ")).collect::<String>()
			)
		});
		Ok(())
	}
}

impl Join {
	async fn run(&self, context: &Context) -> Result<()> {
		let chain = context.chain().await?;
		let chain_id = chain.chain_id().await?;
		let joining = match (&self.file, &self.signature) {
			(Some(path), _) => Joining::load(path)?,
			(None, Some(text)) => {
				let terms = self.agreement.terms(None, self.expires_at.unwrap_or_default())?;
				let (_, bytes) = joining::parse_signature(text).map_err(Error::Usage)?;
				let scheme = terms
					.scheme_of(&chain_id, &terms.member, &bytes)
					.ok_or_else(|| not_signed(&terms.member))?;
				Joining::new(terms, (scheme, bytes))
			},
			(None, None) => {
				return Err(Error::Usage("give the file with the signed joining".into()))
			},
		};
		if !joining.verify(&chain_id) {
			return Err(not_signed(&joining.member));
		}
		let signer = context.signer()?;
		let included = sponsor::join(&chain, &signer, &joining).await?;
		let Joining { sponsorship, member, gateways, .. } = &joining;
		context.output.result(
			included.json(json!({
				"sponsorship": sponsorship, "member": member.to_string(),
				"gateways": gateways.iter().map(ToString::to_string).collect::<Vec<_>>() })),
			|| {
				format!(
					"Sponsorship {sponsorship} pays for {member} from block {} on, through {} gateways.",
					included.block,
					gateways.len()
				)
			},
		);
		Ok(())
	}
}

fn not_signed(member: &AccountId32) -> Error {
	Error::Usage(format!(
		"{member} did not sign this joining for this chain: every part of it must be as it was signed \
		 (`epione sponsor consent` makes one)"
	))
}

async fn show(
	context: &Context,
	chain: &crate::chain::Chain,
	id: SponsorshipId,
	included: Option<&crate::chain::Included>,
) -> Result<()> {
	let info = sponsor::sponsorship(chain, id).await?;
	let mut json = json_of(id, &info);
	if let Some(included) = included {
		json["block"] = included.block.into();
		json["block_hash"] = included.block_hash.clone().into();
	}
	context.output.result(json, || line_of(id, &info));
	Ok(())
}

async fn membership(context: &Context, member: &AccountId32) -> Result<()> {
	let chain = context.chain().await?;
	let found = sponsor::membership(&chain, member).await?;
	let json = match &found {
		None => json!({ "member": member.to_string(), "sponsorship": null }),
		Some(info) => json!({
			"member": member.to_string(), "sponsorship": info.sponsorship,
			"gateways": info.gateways.0.iter().map(ToString::to_string).collect::<Vec<_>>(),
			"calls": call_names(CallSet(info.calls.0)), "fees_left": info.fees_left.to_string(),
			"deposits_left": info.deposits_left.to_string(),
		}),
	};
	context.output.result(json, || match &found {
		None => format!("Nobody pays for {member}: it pays its own fees and deposits."),
		Some(info) => format!(
			"Sponsorship {} pays for {member}: {} of fees are left today, {} of deposits, for {}.",
			info.sponsorship,
			show_amount(info.fees_left),
			show_amount(info.deposits_left),
			call_names(CallSet(info.calls.0)).join(", ")
		),
	});
	Ok(())
}

fn call_names(set: CallSet) -> Vec<String> {
	CallName::value_variants()
		.iter()
		.filter(|name| set.contains(name.kind()))
		.filter_map(|name| Some(name.to_possible_value()?.get_name().to_owned()))
		.collect()
}

fn json_of(id: SponsorshipId, info: &SponsorshipInfo) -> Json {
	json!({
		"sponsorship": id, "sponsor": info.sponsor.to_string(), "pays": info.pays,
		"pot": info.pot.to_string(), "budget": info.budget.to_string(), "held": info.held.to_string(),
		"members": info.members, "max_members": info.terms.max_members,
		"calls": call_names(CallSet(info.terms.calls.0)),
		"daily_fees": info.terms.daily_fees.to_string(), "deposits": info.terms.deposits.to_string(),
		"valid_until": info.terms.valid_until,
	})
}

fn line_of(id: SponsorshipId, info: &SponsorshipInfo) -> String {
	format!(
		"sponsorship {id} of {}: {}, {} to spend and {} held, {} of {} members, {} of fees a day and {} of deposits each, until {}",
		info.sponsor,
		if info.pays { "pays" } else { "pays no more" },
		show_amount(info.budget),
		show_amount(info.held),
		info.members,
		info.terms.max_members,
		show_amount(info.terms.daily_fees),
		show_amount(info.terms.deposits),
		show_moment(info.terms.valid_until)
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_kind_of_call_has_its_name() {
		let kinds: Vec<_> = CallName::value_variants().iter().map(|name| name.kind()).collect();
		assert_eq!(kinds, CallKind::ALL);
		assert_eq!(call_names(CallSet::of(&[CallKind::Anchor])), ["anchor"]);
		assert_eq!(call_names(CallSet::ALL).len(), CallKind::ALL.len());
	}
}
