//! Refusals, in words.

use super::At;
use subxt::{error::TransactionEventsError, transactions::TransactionInvalid};

/// The code of `Custom error: N` in a node's text.
pub(super) fn custom_code(text: &str) -> Option<u8> {
	let (_, rest) = text.split_once("Custom error: ")?;
	let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
	digits.parse().ok()
}

/// Why the pool refused a transaction that is ill-formed as such.
pub(super) fn invalid_words(invalid: &TransactionInvalid) -> String {
	match invalid {
		TransactionInvalid::Payment => {
			"the account cannot pay the fee: send it some tokens, or have a sponsor pay".into()
		},
		TransactionInvalid::Stale => "it was sent before, or its time has passed".into(),
		TransactionInvalid::Future => "an earlier transaction of this account is missing".into(),
		TransactionInvalid::ExhaustsResources => "the block is full: try again in the next".into(),
		TransactionInvalid::BadSigner => {
			"the account does not exist on chain: it needs tokens, or something of its own to refuse".into()
		},
		other => format!("{other:?}"),
	}
}

/// `Pallet.Error`, and the same with the error's documentation, of a failed transaction.
pub(super) fn dispatch_words(error: &TransactionEventsError, at: &At) -> (String, String) {
	use subxt::error::DispatchError;
	if let TransactionEventsError::ExtrinsicFailed(DispatchError::Module(module)) = error {
		if let Ok(details) = module.details() {
			let name = format!("{}.{}", details.pallet.name(), details.variant.name);
			let docs = details.variant.docs.join(" ");
			let _ = at;
			return (name.clone(), if docs.is_empty() { name } else { format!("{name}: {}", docs.trim()) });
		}
	}
	(error.to_string(), error.to_string())
}

#[cfg(test)]
mod tests {
	#[test]
	fn custom_codes_are_found_in_the_nodes_text() {
		assert_eq!(super::custom_code("Invalid Transaction: Custom error: 17"), Some(17));
		assert_eq!(super::custom_code("Invalid Transaction: bad signature"), None);
		assert_eq!(super::custom_code("Custom error: 999"), None);
	}
}
