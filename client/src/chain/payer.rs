//! Who pays for a transaction: looked up and announced before it is signed.

use super::{
	error::{ChainError, Result},
	refusal,
	view::{view, At},
};
use epione_client_api::api;
use epione_primitives::{SponsorshipId, StudyId};
use serde_json::{json, Value as Json};
use subxt::utils::AccountId32;

/// Who would pay for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
	/// Nobody: the call is free.
	Nobody,
	/// The signer.
	Signer,
	/// The escrow of this study.
	Study(StudyId),
	/// This sponsorship.
	Sponsorship(SponsorshipId),
	/// The pool would refuse it, with this code.
	Refused(u8),
}

impl Payer {
	/// Returns in one line who would pay for `call`.
	pub fn words(&self, call: &str) -> String {
		match self {
			Self::Nobody => format!("{call}: free, nobody pays"),
			Self::Signer => format!("{call}: the signer pays the fee"),
			Self::Study(study) => format!("{call}: study {study} pays the fee"),
			Self::Sponsorship(id) => {
				format!("{call}: sponsorship {id} pays the fee, the signer nothing")
			},
			Self::Refused(code) => {
				format!("{call}: the chain will refuse this: {}", refusal::words(*code))
			},
		}
	}

	/// Returns for machines who would pay (`nobody`, `signer`, `study`, `sponsorship`, `refused`),
	/// and the number of study or sponsorship.
	pub fn json(&self, call: &str) -> Json {
		let (who, number) = match self {
			Self::Nobody => ("nobody", None),
			Self::Signer => ("signer", None),
			Self::Study(study) => ("study", Some(*study)),
			Self::Sponsorship(id) => ("sponsorship", Some(*id)),
			Self::Refused(code) => ("refused", Some(u32::from(*code))),
		};
		let mut json = json!({ "call": call, "pays": who });
		if let Some(number) = number {
			json["number"] = number.into();
		}
		json
	}
}

/// Returns who would pay if `account` sent this encoded call now.
pub async fn ask(at: &At, account: &AccountId32, call: Vec<u8>) -> Result<Payer> {
	use api::runtime_types::epione_runtime_common::charge::WhoPays;
	let answer = view(at, api::view_functions().free_lane().payer(*account, call)).await?;
	match answer {
		WhoPays::Free => Ok(Payer::Nobody),
		WhoPays::Signer => Ok(Payer::Signer),
		WhoPays::Study(study) => Ok(Payer::Study(study)),
		WhoPays::Sponsorship(id) => Ok(Payer::Sponsorship(id)),
		WhoPays::Refused(code) => Ok(Payer::Refused(code)),
		WhoPays::Undecodable => Err(ChainError::Incompatible(
			"the node's runtime cannot read a call of this client".into(),
		)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_payer_is_told_in_a_line_and_for_machines() {
		let all = [
			(Payer::Nobody, "nobody"),
			(Payer::Signer, "signer"),
			(Payer::Study(3), "study"),
			(Payer::Sponsorship(4), "sponsorship"),
			(Payer::Refused(1), "refused"),
		];
		for (payer, name) in all {
			let line = payer.words("Consent.grant");
			assert!(line.starts_with("Consent.grant: ") && !line.contains('\n'), "{line}");
			assert_eq!(payer.json("Consent.grant")["pays"], name);
		}
		assert_eq!(Payer::Sponsorship(4).json("x")["number"], 4);
	}
}
