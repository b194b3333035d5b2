//! `epione accredit`: an accreditor issues a credential.

use super::Context;
use crate::{
	error::{Error, Result},
	keys::accounts::parse_address,
	papers::documents::{fresh_salt, salted_digest},
	parties::accreditor::{self, Credential},
	words::{parse_duration, show_moment},
};
use clap::{Args, ValueEnum};
use epione_primitives::{Attributes, Moment, Role};
use serde_json::json;

/// Issue a credential (the signer is an accreditor that the council appointed).
#[derive(Args, Debug)]
pub struct Accredit {
	/// Who gets it: an address.
	holder: String,
	/// For what.
	#[arg(value_enum)]
	role: RoleName,
	/// For how long, as in 365d.
	#[arg(long, default_value = "365d", value_parser = parse_duration)]
	valid: Moment,
	/// The holder is a not-for-profit organisation (DUO NPU).
	#[arg(long)]
	not_for_profit: bool,
	/// The holder is bound to non-commercial use (DUO NCU).
	#[arg(long)]
	non_commercial: bool,
	/// A file with the evidence, a GA4GH Passport visa for example. Only its salted digest goes on
	/// chain.
	#[arg(long)]
	evidence: Option<std::path::PathBuf>,
}

/// Names of the roles.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum RoleName {
	Manufacturer,
	Researcher,
	EthicsBoard,
	Clinician,
	CareProvider,
	Arbiter,
}

impl From<RoleName> for Role {
	fn from(name: RoleName) -> Self {
		match name {
			RoleName::Manufacturer => Self::Manufacturer,
			RoleName::Researcher => Self::Researcher,
			RoleName::EthicsBoard => Self::EthicsBoard,
			RoleName::Clinician => Self::Clinician,
			RoleName::CareProvider => Self::CareProvider,
			RoleName::Arbiter => Self::Arbiter,
		}
	}
}

impl Accredit {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let holder = parse_address(&self.holder)?;
		let salt = fresh_salt();
		let evidence = match &self.evidence {
			None => salted_digest(&salt, b""),
			Some(path) => {
				let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
				salted_digest(&salt, &bytes)
			},
		};
		let mut attributes = Attributes::NONE;
		if self.not_for_profit {
			attributes.0 |= Attributes::NOT_FOR_PROFIT.0;
		}
		if self.non_commercial {
			attributes.0 |= Attributes::NON_COMMERCIAL.0;
		}
		let signer = context.signer()?;
		let chain = context.chain().await?;
		let valid_until = chain.now().await?.saturating_add(self.valid);
		let included = accreditor::issue(
			&chain,
			&signer,
			&[Credential { holder, role: self.role.into(), valid_until, attributes, evidence }],
		)
		.await?;
		context.output.result(
			included.json(json!({
				"holder": holder.to_string(), "role": format!("{:?}", self.role), "valid_until": valid_until,
				"evidence_salt": hex::encode(salt) })),
			|| {
				format!(
					"{holder} is credentialed as {:?} until {} (block {}).\nKeep this salt with the evidence, it proves the digest on chain: {}",
					self.role,
					show_moment(valid_until),
					included.block,
					hex::encode(salt)
				)
			},
		);
		Ok(())
	}
}
