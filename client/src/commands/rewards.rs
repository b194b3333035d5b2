//! `epione rewards`: show, claim, donate.

use super::Context;
use crate::{
	error::Result,
	keys::accounts::parse_address,
	parties::pool::{self, Epoch},
	words::{parse_amount, show_amount, show_moment},
};
use clap::Subcommand;
use serde_json::json;

/// The pool that pays contributors for data that was bought.
#[derive(Subcommand, Debug)]
pub enum RewardsCommand {
	/// Show the pool, and what an account can claim.
	Show {
		/// Whose: an address. The signer's own if there is a signer.
		who: Option<String>,
	},
	/// Claim rewards; they go to the account that earned them.
	Claim {
		/// The epoch; all that can be claimed if left out.
		epoch: Option<Epoch>,
		/// For whom: an address. The signer itself if left out.
		#[arg(long)]
		who: Option<String>,
	},
	/// Give to the pool. Nothing comes back.
	Donate {
		/// How much, in EPI.
		#[arg(value_parser = parse_amount)]
		amount: u128,
	},
}

impl RewardsCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Show { who } => show(context, who.as_deref()).await,
			Self::Claim { epoch, who } => claim(context, *epoch, who.as_deref()).await,
			Self::Donate { amount } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = pool::donate(&chain, &signer, *amount).await?;
				context.output.result(
					included.json(json!({
						"donated": amount.to_string() })),
					|| {
						format!(
							"{} are in the pool (block {}).",
							show_amount(*amount),
							included.block
						)
					},
				);
				Ok(())
			},
		}
	}
}

async fn show(context: &Context, who: Option<&str>) -> Result<()> {
	let who = match (who, &context.signer) {
		(Some(text), _) => Some(parse_address(text)?),
		(None, Some(_)) => Some(context.signer()?.account()),
		(None, None) => None,
	};
	let chain = context.chain().await?;
	let info = pool::pool(&chain).await?;
	let (author, part) = pool::split(&chain).await?;
	let rewards = match &who {
		Some(who) => pool::rewards(&chain, who).await?,
		None => Vec::new(),
	};
	let json = json!({
		"pot": info.pot.to_string(), "epoch": info.epoch, "ends": info.ends,
		"counted": info.counted.to_string(), "available": info.available.to_string(),
		"owed": info.owed.to_string(), "claimable_from": info.claimable_from,
		"split": { "author": author, "pool": part, "treasury": 1_000_000u32.saturating_sub(author + part) },
		"who": who.map(|who| who.to_string()),
		"rewards": rewards.iter().map(|r| json!({
			"epoch": r.epoch, "counted": r.counted.to_string(), "reward": r.reward.map(|a| a.to_string()),
		})).collect::<Vec<_>>(),
	});
	context.output.result(json, || {
		let percent = |part: u32| f64::from(part) / 10_000.0;
		let mut text = format!(
			"epoch {} until {}: {} counted so far, {} in the pool; of each protocol share {} % go to block authors, {} % to the pool",
			info.epoch,
			show_moment(info.ends),
			show_amount(info.counted),
			show_amount(info.available),
			percent(author),
			percent(part)
		);
		if let Some(who) = &who {
			if rewards.is_empty() {
				text.push_str(&format!("\n{who} has nothing to claim."));
			}
		}
		for reward in &rewards {
			text.push_str(&match reward.reward {
				Some(amount) => format!("\nepoch {}: {} to claim", reward.epoch, show_amount(amount)),
				None => format!(
					"\nepoch {} runs: at most {}",
					reward.epoch,
					show_amount(reward.counted)
				),
			});
		}
		text
	});
	Ok(())
}

async fn claim(context: &Context, epoch: Option<Epoch>, who: Option<&str>) -> Result<()> {
	let signer = context.signer()?;
	let who = match who {
		Some(text) => parse_address(text)?,
		None => signer.account(),
	};
	let chain = context.chain().await?;
	let epochs: Vec<_> = match epoch {
		Some(epoch) => vec![epoch],
		// Rewards that round down to nothing, or stay below the least that an account can hold, are
		// skipped here; the chain refuses them with its reason if asked for by epoch.
		None => pool::rewards(&chain, &who)
			.await?
			.iter()
			.filter(|reward| reward.reward.is_some_and(|amount| amount > 0))
			.map(|reward| reward.epoch)
			.collect(),
	};
	let mut claimed = Vec::new();
	for epoch in epochs {
		let (amount, included) = pool::claim(&chain, &signer, &who, epoch).await?;
		claimed.push((epoch, amount, included));
	}
	let total: u128 = claimed.iter().map(|(_, amount, _)| amount).sum();
	context.output.result(
		json!({
			"who": who.to_string(), "total": total.to_string(),
			"claimed": claimed.iter().map(|(epoch, amount, included)| included.json(json!({
				"epoch": epoch, "amount": amount.to_string() }))).collect::<Vec<_>>(),
		}),
		|| match claimed.as_slice() {
			[] => format!("{who} has nothing to claim now."),
			_ => format!("{who} got {} for {} epochs.", show_amount(total), claimed.len()),
		},
	);
	Ok(())
}
