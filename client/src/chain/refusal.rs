//! Refusals, in words.

use super::{
	advice::advised,
	error::{node_error, ChainError, ModuleError, PoolRefusal, Result},
	view::At,
};
use epione_primitives::refusals::RefusalCode;
use subxt::{
	error::{
		ArithmeticError, BackendError, DispatchError, ExtrinsicError, RpcError, TokenError,
		TransactionEventsError,
	},
	extrinsics::ExtrinsicEvents,
	transactions::{TransactionInvalid, ValidationResult},
	PolkadotConfig,
};

/// Returns the code N of `Custom error: N` in a node's text.
fn custom_code(text: &str) -> Option<u8> {
	let (_, rest) = text.split_once("Custom error: ")?;
	let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
	digits.parse().ok()
}

/// Returns the pool's reason for a code, with its name, in the words of the runtime's
/// documentation.
pub fn words(code: u8) -> String {
	match RefusalCode::from_code(code) {
		Some(reason) => {
			let text = format!("{} ({})", reason.text().trim_end_matches('.'), reason.name());
			advised(text, reason.name())
		},
		None => format!("code {code}, which this client does not know; update it"),
	}
}

/// Returns the refusal in the runtime's verdict; `None` if it would accept the transaction.
pub(super) fn of_verdict(call: &str, verdict: &ValidationResult) -> Option<ChainError> {
	let (reason, refusal) = match verdict {
		ValidationResult::Valid(_) => return None,
		ValidationResult::Invalid(TransactionInvalid::Custom(code)) => {
			(words(*code), PoolRefusal::Custom(*code))
		},
		ValidationResult::Invalid(TransactionInvalid::Stale) => {
			("it was sent before, or its time has passed".into(), PoolRefusal::Stale)
		},
		ValidationResult::Invalid(other) => (invalid_words(other), PoolRefusal::Other),
		ValidationResult::Unknown(other) => (format!("{other:?}"), PoolRefusal::Other),
	};
	Some(ChainError::Refused { call: call.to_owned(), reason, refusal })
}

/// Returns the refusal of a transaction that the node rejected or dropped, from the node's text:
/// with our refusal code if the text has one.
pub(super) fn of_text(call: &str, text: &str) -> ChainError {
	let (reason, refusal) = match custom_code(text) {
		Some(code) => (words(code), PoolRefusal::Custom(code)),
		None => (text.to_owned(), PoolRefusal::Other),
	};
	ChainError::Refused { call: call.to_owned(), reason, refusal }
}

/// JSON-RPC code for a transaction that the pool already has.
const ALREADY_IMPORTED: i32 = 1013;

/// Returns the refusal of a transaction whose submission failed although the runtime would accept
/// it.
pub(super) fn of_submission(call: &str, error: &ExtrinsicError) -> ChainError {
	let text = chain_of_causes(error);
	match rpc_code(error) {
		Some(ALREADY_IMPORTED) => ChainError::Refused {
			call: call.to_owned(),
			reason: text,
			refusal: PoolRefusal::AlreadyKnown,
		},
		_ => of_text(call, &text),
	}
}

/// Returns the code of the JSON-RPC error behind a failed submission.
fn rpc_code(error: &ExtrinsicError) -> Option<i32> {
	match error {
		ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(
			subxt::rpcs::Error::User(error),
		))) => Some(error.code),
		_ => None,
	}
}

/// Returns the error with all its causes: the node's own words are the innermost.
fn chain_of_causes(error: &dyn std::error::Error) -> String {
	let mut text = error.to_string();
	let mut next = error.source();
	while let Some(cause) = next {
		text.push_str(": ");
		text.push_str(&cause.to_string());
		next = cause.source();
	}
	text
}

/// Returns why the pool refused a transaction, for reasons other than our own codes.
fn invalid_words(invalid: &TransactionInvalid) -> String {
	match invalid {
		TransactionInvalid::Payment =>
			"the account cannot pay the fee: send it some tokens, or have a sponsor pay".into(),
		TransactionInvalid::Future => "an earlier transaction of this account is missing".into(),
		TransactionInvalid::ExhaustsResources => "the block is full: try again in the next".into(),
		TransactionInvalid::BadSigner =>
			"the account does not exist on chain: it needs tokens, or something of its own to refuse"
				.into(),
		other => format!("{other:?}"),
	}
}

/// Returns the pallet's error of a failed transaction, and its text.
pub(super) fn dispatch_words(error: &TransactionEventsError) -> (Option<ModuleError>, String) {
	match error {
		TransactionEventsError::ExtrinsicFailed(error) => module_words(error),
		other => (None, other.to_string()),
	}
}

/// Like `dispatch_words`, from a transaction's events; `None` if it succeeded.
pub(super) fn failure(
	events: &ExtrinsicEvents<PolkadotConfig>,
	at: &At,
) -> Result<Option<(Option<ModuleError>, String)>> {
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

fn module_words(error: &DispatchError) -> (Option<ModuleError>, String) {
	let text = match error {
		DispatchError::Module(module) => match module.details() {
			Ok(details) => {
				let (pallet, name) = (details.pallet.name(), &details.variant.name);
				let docs = details.variant.docs.join(" ");
				let text = match docs.trim().trim_end_matches('.') {
					"" => format!("{pallet}.{name}"),
					docs => format!("{docs} ({pallet}.{name})"),
				};
				let error = ModuleError { pallet: pallet.to_owned(), name: name.clone() };
				return (Some(error), advised(text, name));
			},
			Err(_) => error.to_string(),
		},
		// Errors of the SDK that people meet, which have no documentation in the metadata.
		DispatchError::Token(TokenError::BelowMinimum) => {
			"an account needs at least the existential deposit, 0.001 EPI: send that or more".into()
		},
		DispatchError::Token(TokenError::FundsUnavailable | TokenError::NotExpendable)
		| DispatchError::Arithmetic(ArithmeticError::Underflow) => {
			"the account has not that much to spend: give less, or send it some tokens first".into()
		},
		_ => error.to_string(),
	};
	(None, text)
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

	#[test]
	fn a_refused_commit_always_says_what_to_do() {
		use epione_primitives::refusals::RefusalCode;
		let code = |name: &str| {
			(0..=u8::MAX)
				.filter_map(RefusalCode::from_code)
				.find(|reason| reason.name() == name)
				.unwrap_or_else(|| panic!("the runtime knows no {name}"))
		};
		for name in [
			"GrantRevoked",
			"GrantExpired",
			"GrantUsedUp",
			"PurposeNotGranted",
			"ModalityOutOfScope",
			"DatasetOutOfScope",
			"BudgetExhausted",
			"NoInvitation",
		] {
			let words = super::words(code(name).code());
			assert!(words.contains("`epione "), "{words}");
		}
	}

	#[test]
	fn a_transaction_that_the_pool_has_is_known_by_its_code() {
		use super::*;
		let failed = |code, message: &str| {
			let error = subxt::rpcs::UserError { code, message: message.into(), data: None };
			let error = BackendError::from(subxt::rpcs::Error::User(error));
			of_submission("a.call", &ExtrinsicError::ErrorSubmittingTransaction(error))
		};
		for (code, message, expected) in [
			(1013, "Transaction is already imported", PoolRefusal::AlreadyKnown),
			(1010, "Invalid Transaction: Custom error: 17", PoolRefusal::Custom(17)),
			(1014, "Priority is too low", PoolRefusal::Other),
		] {
			let ChainError::Refused { refusal, .. } = failed(code, message) else {
				panic!("{message}: no refusal");
			};
			assert_eq!(refusal, expected, "{message}");
		}
	}
}
