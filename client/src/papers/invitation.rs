//! A sponsor's invitation: its signed statement that a subject may contribute to a study without a
//! device's signature.
//!
//! The sponsor hands it over as a file or as one line of text:
//!
//! | form | is |
//! |---|---|
//! | JSON | study, subject, sponsor, expiry, signature, for people to read |
//! | `epione-invitation:<hex>` | the same, SCALE-encoded; one line to copy |
//!
//! What is signed is [`statements::invitation`]; wallets sign it wrapped in `<Bytes>..</Bytes>`.

use crate::{
	device,
	error::{Error, Result},
	keys::accounts::{parse_address, Signer},
};
use codec::{Decode, Encode};
use epione_envelope::{
	payload::{scheme_name, scheme_named},
	statements,
};
use epione_primitives::{ChainId, KeyScheme, Moment, StudyId};
use serde::{Deserialize, Serialize};
use std::path::Path;
use subxt::utils::AccountId32;

/// Prefix of a compact invitation.
const PREFIX: &str = "epione-invitation:";

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
	/// The study.
	pub study: StudyId,
	/// Who is invited.
	pub subject: AccountId32,
	/// Who invites: the study's sponsor.
	pub sponsor: AccountId32,
	/// It cannot be used at this moment or later.
	pub expiry: Moment,
	/// Scheme of the sponsor's key.
	pub scheme: KeyScheme,
	/// The sponsor's signature.
	pub signature: [u8; 64],
}

/// The invitation as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
	study: StudyId,
	subject: String,
	sponsor: String,
	expiry: Moment,
	scheme: String,
	signature: String,
}

impl Invitation {
	/// Signs an invitation as the sponsor.
	pub fn sign(
		sponsor: &Signer,
		chain_id: &ChainId,
		study: StudyId,
		subject: AccountId32,
		expiry: Moment,
	) -> Self {
		let statement = statements::invitation(chain_id, study, &subject.0, expiry);
		Self {
			study,
			subject,
			sponsor: sponsor.account(),
			expiry,
			scheme: KeyScheme::Sr25519,
			signature: sponsor.keypair().sign(&statement).0,
		}
	}

	/// Returns whether the sponsor that it names signed it, for this chain.
	pub fn verify(&self, chain_id: &ChainId) -> bool {
		let plain = statements::invitation(chain_id, self.study, &self.subject.0, self.expiry);
		[statements::wrapped(&plain), plain].iter().any(|statement| {
			device::verify(self.scheme, &self.sponsor.0, statement, &self.signature)
		})
	}

	/// Returns it as the call takes it and the journal keeps it: `u64 expiry, MultiSignature`, in
	/// SCALE.
	pub fn call_bytes(&self) -> Vec<u8> {
		self.call_parts().encode()
	}

	/// Returns it as one line of text.
	pub fn compact(&self) -> String {
		let bytes = (self.study, self.subject.0, self.sponsor.0, self.call_parts()).encode();
		format!("{PREFIX}{}", hex::encode(bytes))
	}

	fn call_parts(&self) -> (Moment, u8, [u8; 64]) {
		(self.expiry, self.scheme.code(), self.signature)
	}

	/// Returns it as JSON.
	pub fn json(&self) -> serde_json::Value {
		serde_json::json!({
			"study": self.study, "subject": self.subject.to_string(), "sponsor": self.sponsor.to_string(),
			"expiry": self.expiry, "scheme": scheme_name(self.scheme),
			"signature": hex::encode(self.signature),
		})
	}

	/// Parses either form.
	pub fn parse(text: &str) -> std::result::Result<Self, String> {
		let text = text.trim();
		match text.strip_prefix(PREFIX) {
			Some(digits) => {
				Self::from_compact(digits).ok_or_else(|| "it was cut short or changed".into())
			},
			None => Self::from_json(text),
		}
	}

	fn from_compact(digits: &str) -> Option<Self> {
		let bytes = hex::decode(digits).ok()?;
		let mut input = bytes.as_slice();
		let (study, subject, sponsor) = <(StudyId, [u8; 32], [u8; 32])>::decode(&mut input).ok()?;
		let (expiry, scheme, signature) = <(Moment, u8, [u8; 64])>::decode(&mut input).ok()?;
		let scheme = match scheme {
			0 => KeyScheme::Ed25519,
			1 => KeyScheme::Sr25519,
			_ => return None,
		};
		let (subject, sponsor) = (AccountId32(subject), AccountId32(sponsor));
		input.is_empty().then_some(Self { study, subject, sponsor, expiry, scheme, signature })
	}

	fn from_json(text: &str) -> std::result::Result<Self, String> {
		let form: Form = serde_json::from_str(text).map_err(|e| e.to_string())?;
		let account = |text: &str| parse_address(text).map_err(|e| e.to_string());
		Ok(Self {
			study: form.study,
			subject: account(&form.subject)?,
			sponsor: account(&form.sponsor)?,
			expiry: form.expiry,
			scheme: scheme_named(&form.scheme)
				.ok_or_else(|| format!("'{}' is no scheme that is known here", form.scheme))?,
			signature: hex::decode(&form.signature)
				.ok()
				.and_then(|bytes| bytes.try_into().ok())
				.ok_or("a signature has 128 hexadecimal digits")?,
		})
	}

	/// Reads a file with either form.
	pub fn load(path: &Path) -> Result<Self> {
		let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
		Self::parse(&text).map_err(|why| Error::BadInput {
			path: path.to_owned(),
			line: None,
			why: format!(
				"this is no invitation to a study ({why}); ask the sponsor for it again (`epione study \
				 invite` makes them)"
			),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const CHAIN: ChainId = [9; 32];

	fn invitation() -> Invitation {
		let sponsor = Signer::from_uri("//Alice").unwrap();
		Invitation::sign(&sponsor, &CHAIN, 7, AccountId32([3; 32]), 1_800_000_000_000)
	}

	#[test]
	fn both_forms_come_back_and_verify() {
		let made = invitation();
		assert!(made.verify(&CHAIN));
		for text in [made.compact(), made.json().to_string(), format!("{}\n", made.compact())] {
			let read = Invitation::parse(&text).unwrap();
			assert_eq!(read, made);
			assert!(read.verify(&CHAIN));
		}
	}

	#[test]
	fn it_holds_for_one_chain_study_subject_and_expiry() {
		let made = invitation();
		assert!(!made.verify(&[8; 32]));
		assert!(!Invitation { study: 8, ..made.clone() }.verify(&CHAIN));
		assert!(!Invitation { subject: AccountId32([4; 32]), ..made.clone() }.verify(&CHAIN));
		assert!(!Invitation { expiry: made.expiry + 1, ..made.clone() }.verify(&CHAIN));
		let bob = Signer::from_uri("//Bob").unwrap().account();
		assert!(!Invitation { sponsor: bob, ..made.clone() }.verify(&CHAIN));
	}

	#[test]
	fn one_that_a_wallet_wrapped_verifies() {
		let mut made = invitation();
		let statement = statements::invitation(&CHAIN, made.study, &made.subject.0, made.expiry);
		let alice = Signer::from_uri("//Alice").unwrap();
		made.signature = alice.keypair().sign(&statements::wrapped(&statement)).0;
		assert!(made.verify(&CHAIN));
	}

	#[test]
	fn damaged_ones_are_refused() {
		let compact = invitation().compact();
		for text in [
			"",
			"{}",
			"epione-invitation:",
			&compact[..compact.len() - 2],
			&format!("{compact}00"),
			&compact.replace("epione-invitation:", "epione-invitation:zz"),
		] {
			assert!(Invitation::parse(text).is_err(), "{text}");
		}
	}

	/// The gateway's port decodes this form.
	#[test]
	fn the_journals_form_is_expiry_and_multi_signature() {
		let made = invitation();
		let bytes = made.call_bytes();
		assert_eq!(bytes.len(), 8 + 1 + 64);
		assert_eq!(bytes[..8], made.expiry.to_le_bytes());
		assert_eq!(bytes[8], 1);
		assert_eq!(bytes[9..], made.signature);
	}
}
