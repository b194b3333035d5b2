//! The joining of a sponsorship: the statement by which a patient, who may own nothing, lets a
//! hospital pay.
//!
//! The member signs it without a node and without a token; the sponsor submits it. It is handed
//! over as JSON. What is signed is [`statements::sponsorship_join`]; wallets sign it wrapped in
//! `<Bytes>..</Bytes>`.

use crate::{
	device,
	error::{Error, Result},
	keys::accounts::{parse_address, Signer},
};
use epione_envelope::statements;
use epione_primitives::{ChainId, KeyScheme, Moment, SponsorshipId};
use serde::{Deserialize, Serialize};
use std::path::Path;
use subxt::utils::AccountId32;

/// Most gateways that a member can name.
pub const MAX_GATEWAYS: usize = 4;

/// A signature with its scheme.
pub type Signature = (KeyScheme, [u8; 64]);

/// Terms of a joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
	/// The sponsorship.
	pub sponsorship: SponsorshipId,
	/// Who is paid for.
	pub member: AccountId32,
	/// The accounts through which its calls may come.
	pub gateways: Vec<AccountId32>,
	/// They cannot be used at this moment or later.
	pub expiry: Moment,
}

impl Terms {
	/// Returns the bytes that member and sponsor sign.
	pub fn statement(&self, chain_id: &ChainId) -> Vec<u8> {
		let gateways = self.gateways.iter().map(|gateway| &gateway.0);
		statements::sponsorship_join(
			chain_id,
			self.sponsorship,
			&self.member.0,
			gateways,
			self.expiry,
		)
	}

	/// Returns the signer's signature over the statement.
	pub fn sign(&self, chain_id: &ChainId, signer: &Signer) -> Signature {
		(KeyScheme::Sr25519, signer.keypair().sign(&self.statement(chain_id)).0)
	}

	/// Returns the scheme under which `signature` is `account`'s over the statement, plain or as
	/// wallets wrap it; `None` if it is not.
	pub fn scheme_of(
		&self,
		chain_id: &ChainId,
		account: &AccountId32,
		signature: &[u8; 64],
	) -> Option<KeyScheme> {
		let plain = self.statement(chain_id);
		let wrapped = statements::wrapped(&plain);
		[KeyScheme::Sr25519, KeyScheme::Ed25519].into_iter().find(|scheme| {
			[&plain, &wrapped]
				.iter()
				.any(|statement| device::verify(*scheme, &account.0, statement, signature))
		})
	}
}

/// A signed joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
	/// The sponsorship.
	pub sponsorship: SponsorshipId,
	/// Who is paid for.
	pub member: AccountId32,
	/// The accounts through which its calls may come.
	pub gateways: Vec<AccountId32>,
	/// It cannot be used at this moment or later.
	pub expiry: Moment,
	/// The member's signature.
	pub consent: Signature,
	/// The sponsor's signature, so that somebody else can submit it.
	pub invitation: Option<Signature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
	sponsorship: SponsorshipId,
	member: String,
	gateways: Vec<String>,
	expiry: Moment,
	consent: String,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	invitation: Option<String>,
}

impl Joining {
	/// Signs a joining as the member.
	pub fn sign(member: &Signer, chain_id: &ChainId, terms: Terms) -> Self {
		let consent = terms.sign(chain_id, member);
		Self::new(terms, consent)
	}

	/// Returns a joining with the member's signature.
	pub fn new(terms: Terms, consent: Signature) -> Self {
		let Terms { sponsorship, member, gateways, expiry } = terms;
		Self { sponsorship, member, gateways, expiry, consent, invitation: None }
	}

	/// Returns what was signed.
	pub fn terms(&self) -> Terms {
		Terms {
			sponsorship: self.sponsorship,
			member: self.member,
			gateways: self.gateways.clone(),
			expiry: self.expiry,
		}
	}

	/// Returns whether the member signed it, for this chain.
	pub fn verify(&self, chain_id: &ChainId) -> bool {
		let (scheme, signature) = &self.consent;
		self.terms().scheme_of(chain_id, &self.member, signature) == Some(*scheme)
	}

	/// Returns it as JSON.
	pub fn json(&self) -> serde_json::Value {
		let gateways: Vec<_> = self.gateways.iter().map(ToString::to_string).collect();
		let mut json = serde_json::json!({
			"sponsorship": self.sponsorship, "member": self.member.to_string(), "gateways": gateways,
			"expiry": self.expiry, "consent": show_signature(&self.consent),
		});
		if let Some(invitation) = &self.invitation {
			json["invitation"] = show_signature(invitation).into();
		}
		json
	}

	/// Parses JSON; a field `ok`, which `--json` prints, is ignored.
	pub fn parse(text: &str) -> std::result::Result<Self, String> {
		let mut json: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
		if let Some(fields) = json.as_object_mut() {
			fields.remove("ok");
		}
		let form: Form = serde_json::from_value(json).map_err(|e| e.to_string())?;
		let account = |text: &String| parse_address(text).map_err(|e| e.to_string());
		Ok(Self {
			sponsorship: form.sponsorship,
			member: account(&form.member)?,
			gateways: form.gateways.iter().map(account).collect::<std::result::Result<_, _>>()?,
			expiry: form.expiry,
			consent: read_signature(&form.consent)?,
			invitation: form.invitation.as_deref().map(read_signature).transpose()?,
		})
	}

	/// Reads a file.
	pub fn load(path: &Path) -> Result<Self> {
		let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
		Self::parse(&text).map_err(|why| Error::BadInput {
			path: path.to_owned(),
			line: None,
			why: format!(
				"this is no signed joining of a sponsorship ({why}); the member makes one with \
				 `epione sponsor consent`"
			),
		})
	}
}

/// Returns the signature as a `MultiSignature` in SCALE, in hexadecimal, as wallets show it too.
fn show_signature((scheme, bytes): &Signature) -> String {
	format!("0x{:02x}{}", scheme.code(), hex::encode(bytes))
}

fn read_signature(text: &str) -> std::result::Result<Signature, String> {
	match parse_signature(text)? {
		(Some(scheme), bytes) => Ok((scheme, bytes)),
		(None, _) => Err("the signature lacks the byte that names its scheme".into()),
	}
}

/// Reads a signature in hexadecimal: 64 bytes as wallets give them, or 65 with the scheme's byte
/// before them.
pub fn parse_signature(text: &str) -> std::result::Result<(Option<KeyScheme>, [u8; 64]), String> {
	let bytes = hex::decode(text.trim().trim_start_matches("0x")).map_err(|e| e.to_string())?;
	let (scheme, rest) = match bytes.as_slice() {
		[0, rest @ ..] if rest.len() == 64 => (Some(KeyScheme::Ed25519), rest),
		[1, rest @ ..] if rest.len() == 64 => (Some(KeyScheme::Sr25519), rest),
		rest => (None, rest),
	};
	let bytes = rest
		.try_into()
		.map_err(|_| "a signature has 64 bytes, or 65 with its scheme".to_owned())?;
	Ok((scheme, bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	const CHAIN: ChainId = [9; 32];

	fn terms() -> Terms {
		Terms {
			sponsorship: 3,
			member: Signer::from_uri("//Alice").unwrap().account(),
			gateways: vec![AccountId32([4; 32]), AccountId32([5; 32])],
			expiry: 1_800_000_000_000,
		}
	}

	fn joining() -> Joining {
		Joining::sign(&Signer::from_uri("//Alice").unwrap(), &CHAIN, terms())
	}

	#[test]
	fn it_comes_back_from_json_and_verifies() {
		let mut made = joining();
		assert!(made.verify(&CHAIN));
		assert_eq!(Joining::parse(&made.json().to_string()).unwrap(), made);
		made.invitation = Some((KeyScheme::Ed25519, [7; 64]));
		let mut json = made.json();
		json["ok"] = true.into();
		assert_eq!(Joining::parse(&json.to_string()).unwrap(), made);
	}

	#[test]
	fn it_binds_chain_sponsorship_member_gateways_and_expiry() {
		let made = joining();
		assert!(!made.verify(&[8; 32]));
		assert!(!Joining { sponsorship: 4, ..made.clone() }.verify(&CHAIN));
		assert!(!Joining { member: AccountId32([4; 32]), ..made.clone() }.verify(&CHAIN));
		assert!(!Joining { gateways: vec![], ..made.clone() }.verify(&CHAIN));
		let turned = made.gateways.iter().rev().copied().collect();
		assert!(!Joining { gateways: turned, ..made.clone() }.verify(&CHAIN));
		assert!(!Joining { expiry: made.expiry + 1, ..made }.verify(&CHAIN));
	}

	#[test]
	fn a_wallets_signature_is_taken_wrapped_and_without_its_scheme() {
		let (terms, alice) = (terms(), Signer::from_uri("//Alice").unwrap());
		let bytes = alice.keypair().sign(&statements::wrapped(&terms.statement(&CHAIN))).0;
		let (named, read) = parse_signature(&format!("0x{}", hex::encode(bytes))).unwrap();
		assert_eq!((named, read), (None, bytes));
		let scheme = terms.scheme_of(&CHAIN, &terms.member, &read).unwrap();
		assert_eq!(scheme, KeyScheme::Sr25519);
		assert!(Joining::new(terms, (scheme, read)).verify(&CHAIN));
	}

	#[test]
	fn damaged_ones_are_refused() {
		let good = joining().json().to_string();
		for text in ["", "{}", &good[..good.len() - 1], &good.replace("0x01", "0x02")] {
			assert!(Joining::parse(text).is_err(), "{text}");
		}
		for text in ["", "0x", "zz", &"00".repeat(63), &"00".repeat(66)] {
			assert!(parse_signature(text).is_err(), "{text}");
		}
	}
}
