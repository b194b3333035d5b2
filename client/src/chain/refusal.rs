//! Refusals, in words.

use super::{node_error, At, ChainError, Result};
use epione_primitives::refusals::RefusalCode;
use subxt::{
	error::{DispatchError, TransactionEventsError},
	extrinsics::ExtrinsicEvents,
	transactions::{TransactionInvalid, ValidationResult},
	PolkadotConfig,
};

/// The code of `Custom error: N` in a node's text.
pub(super) fn custom_code(text: &str) -> Option<u8> {
	let (_, rest) = text.split_once("Custom error: ")?;
	let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
	digits.parse().ok()
}

/// The pool's reason behind a code, with its name: the same words that the runtime's documentation has.
pub fn words(code: u8) -> String {
	match RefusalCode::from_code(code) {
		Some(reason) => {
			let text = format!("{} ({})", reason.text().trim_end_matches('.'), reason.name());
			super::advice::advised(text, reason.name())
		},
		None => format!("code {code}, which this client does not know; update it"),
	}
}

/// What is said of a transaction that was sent before.
pub(super) const STALE: &str = "it was sent before, or its time has passed";

/// The refusal that the runtime's verdict is; `None` if it would take the transaction.
pub(super) fn of_verdict(call: &str, verdict: &ValidationResult) -> Option<ChainError> {
	let (reason, code) = match verdict {
		ValidationResult::Valid(_) => return None,
		ValidationResult::Invalid(TransactionInvalid::Custom(code)) => (words(*code), Some(*code)),
		ValidationResult::Invalid(other) => (invalid_words(other), None),
		ValidationResult::Unknown(other) => (format!("{other:?}"), None),
	};
	Some(ChainError::Refused { call: call.to_owned(), reason, code })
}

/// Why the pool refused a transaction that is ill-formed as such.
pub(super) fn invalid_words(invalid: &TransactionInvalid) -> String {
	match invalid {
		TransactionInvalid::Payment =>
			"the account cannot pay the fee: send it some tokens, or have a sponsor pay".into(),
		TransactionInvalid::Stale => STALE.into(),
		TransactionInvalid::Future => "an earlier transaction of this account is missing".into(),
		TransactionInvalid::ExhaustsResources => "the block is full: try again in the next".into(),
		TransactionInvalid::BadSigner =>
			"the account does not exist on chain: it needs tokens, or something of its own to refuse"
				.into(),
		other => format!("{other:?}"),
	}
}

/// `Pallet.Error`, and the same with the error's documentation, of a failed transaction.
pub(super) fn dispatch_words(error: &TransactionEventsError) -> (String, String) {
	match error {
		TransactionEventsError::ExtrinsicFailed(error) => module_words(error),
		other => (other.to_string(), other.to_string()),
	}
}

/// The same from a transaction's events; `None` if it succeeded.
pub(super) fn failure(
	events: &ExtrinsicEvents<PolkadotConfig>,
	at: &At,
) -> Result<Option<(String, String)>> {
	for event in events.iter() {
		let event = event.map_err(node_error)?;
		if (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed") {
			let error = DispatchError::decode_from(event.field_bytes(), at.metadata())
				.map_err(node_error)?;
			return Ok(Some(module_words(&error)));
		}
	}
	Ok(None)
}

fn module_words(error: &DispatchError) -> (String, String) {
	if let DispatchError::Module(module) = error {
		if let Ok(details) = module.details() {
			let name = format!("{}.{}", details.pallet.name(), details.variant.name);
			let docs = details.variant.docs.join(" ");
			let text = match docs.trim().trim_end_matches('.') {
				"" => name.clone(),
				docs => format!("{docs} ({name})"),
			};
			let text = super::advice::advised(text, &details.variant.name);
			return (name, text);
		}
	}
	let name = format!("{error:?}");
	// Errors of the SDK that people meet, which have no documentation in the metadata.
	let text = match name.as_str() {
		name if name.contains("BelowMinimum") => {
			"an account needs at least the existential deposit, 0.001 EPI: send that or more".into()
		},
		name if ["FundsUnavailable", "NotExpendable", "Underflow"]
			.iter()
			.any(|e| name.contains(e)) =>
		{
			"the account has not that much to spend: give less, or send it some tokens first".into()
		},
		_ => error.to_string(),
	};
	(error.to_string(), text)
}

#[cfg(test)]
mod tests {
	#[test]
	fn custom_codes_are_found_in_the_nodes_text() {
		assert_eq!(super::custom_code("Invalid Transaction: Custom error: 17"), Some(17));
		assert_eq!(super::custom_code("Invalid Transaction: bad signature"), None);
		assert_eq!(super::custom_code("Custom error: 999"), None);
	}

	#[test]
	fn codes_are_said_in_the_runtimes_words() {
		use epione_primitives::refusals::RefusalCode;
		let code = RefusalCode::StudyCannotPay;
		assert!(super::words(code.code()).contains(code.text().trim_end_matches('.')));
		assert!(super::words(0).contains("update"));
	}
}
