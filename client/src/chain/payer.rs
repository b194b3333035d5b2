//! Who pays for a transaction: asked, and said, before it is signed.

use super::{api, refusal, view, At, Result};
use epione_primitives::{SponsorshipId, StudyId};
use serde_json::{json, Value as Json};
use subxt::utils::AccountId32;

/// Who would pay for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
	/// Nobody: it says no, and that is free.
	Nobody,
	/// Whoever signs.
	Signer,
	/// The escrow of this study.
	Study(StudyId),
	/// This sponsorship.
	Sponsorship(SponsorshipId),
	/// The pool would refuse it, with this code.
	Refused(u8),
}

impl Payer {
	/// In one line.
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

	/// For machines: who (`nobody`, `signer`, `study`, `sponsorship`, `refused`), and its number.
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

/// Who would pay if `account` sent this encoded call now.
pub async fn ask(at: &At, account: &AccountId32, call: Vec<u8>) -> Result<Payer> {
	use api::runtime_types::epione_runtime_common::charge_or_free::WhoPays;
	let answer = view(at, api::view_functions().free_lane().payer(*account, call)).await?;
	match answer {
		WhoPays::Free => Ok(Payer::Nobody),
		WhoPays::Signer => Ok(Payer::Signer),
		WhoPays::Study(study) => Ok(Payer::Study(study)),
		WhoPays::Sponsorship(id) => Ok(Payer::Sponsorship(id)),
		WhoPays::Refused(code) => Ok(Payer::Refused(code)),
		WhoPays::Undecodable => Err(super::ChainError::Incompatible(
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
