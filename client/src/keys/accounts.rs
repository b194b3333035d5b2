//! Accounts that sign: development accounts by their path, others out of the keystore.

use crate::error::Error;
use subxt::utils::AccountId32;
use subxt_signer::{
	sr25519::{Keypair, SecretKeyBytes},
	SecretUri,
};

/// A key pair that signs transactions (sr25519, as polkadot.js wallets make them).
#[derive(Clone)]
pub struct Signer {
	keypair: Keypair,
}

/// Why a text does not name an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
	/// Not a secret URI.
	#[error("'{0}' is no account: give a name from `epione keys list`, a development path like //Alice, or a mnemonic phrase")]
	BadUri(String),
	/// Not an address.
	#[error("'{0}' is no address: give an SS58 address (as polkadot.js shows it), 0x and 64 hexadecimal digits, or a development path like //Alice")]
	BadAddress(String),
}

impl Signer {
	/// Returns the signer of a secret URI: `//Alice`, or a mnemonic phrase with an optional path.
	pub fn from_uri(uri: &str) -> Result<Self, AccountError> {
		// The text may be a secret: errors show it only when it is a plain development path.
		let shown =
			|| if is_development_path(uri) { uri.to_owned() } else { "the given text".into() };
		let parsed: SecretUri = uri.parse().map_err(|_| AccountError::BadUri(shown()))?;
		let keypair = Keypair::from_uri(&parsed).map_err(|_| AccountError::BadUri(shown()))?;
		Ok(Self { keypair })
	}

	/// Returns the signer of a 32-byte seed.
	pub fn from_seed(seed: SecretKeyBytes) -> Result<Self, AccountError> {
		let keypair = Keypair::from_secret_key(seed)
			.map_err(|_| AccountError::BadUri("the given seed".into()))?;
		Ok(Self { keypair })
	}

	/// Returns the account.
	pub fn account(&self) -> AccountId32 {
		self.keypair.public_key().to_account_id()
	}

	/// Returns the 32 bytes of the account.
	pub fn bytes(&self) -> [u8; 32] {
		self.keypair.public_key().0
	}

	/// Returns the key pair, for subxt.
	pub fn keypair(&self) -> &Keypair {
		&self.keypair
	}
}

/// Reads an address: SS58, `0x` and hexadecimal digits, or a development path.
pub fn parse_address(text: &str) -> Result<AccountId32, AccountError> {
	let bad = || AccountError::BadAddress(text.to_owned());
	if is_development_path(text) {
		return Signer::from_uri(text).map(|s| s.account());
	}
	if let Some(digits) = text.strip_prefix("0x") {
		let bytes: [u8; 32] =
			hex::decode(digits).ok().and_then(|b| b.try_into().ok()).ok_or_else(bad)?;
		return Ok(AccountId32(bytes));
	}
	text.parse().map_err(|_| bad())
}

impl From<AccountError> for Error {
	fn from(error: AccountError) -> Self {
		Self::Usage(error.to_string())
	}
}

/// Returns whether a text names a development account, as in `//Alice`, rather than one of the
/// keystore.
pub fn is_development_path(text: &str) -> bool {
	text.starts_with("//")
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The well-known address of `//Alice`, as polkadot.js shows it.
	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn addresses_are_read_in_all_three_forms() {
		let alice = Signer::from_uri("//Alice").expect("a development path");
		assert_eq!(alice.account().to_string(), ALICE);
		for text in [ALICE, "//Alice", &format!("0x{}", hex::encode(alice.bytes()))] {
			assert_eq!(parse_address(text).expect(text), alice.account());
		}
	}

	#[test]
	fn bad_addresses_and_secrets_are_refused_without_showing_a_secret() {
		for text in ["", "0x12", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"] {
			assert!(matches!(parse_address(text), Err(AccountError::BadAddress(_))), "{text}");
		}
		let Err(error) = Signer::from_uri("legal winner thank year wave") else {
			panic!("five words are no mnemonic");
		};
		assert!(!error.to_string().contains("winner"));
	}
}
