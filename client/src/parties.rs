//! What each party does on the chain: one function for each act, used by the commands and the demo.

pub mod accreditor;
pub mod disputes;
pub mod maker;
pub mod patient;
pub mod pool;
pub mod researcher;
pub mod sponsor;

use crate::accounts::Signer;
use crate::chain::{api, Chain, Included, Result};
use subxt::utils::{AccountId32, MultiAddress};

/// One EPI, in its smallest unit.
pub const EPI: u128 = 1_000_000_000_000;

/// Sends `amount` to each of `to`, in one transaction.
pub async fn fund(
	chain: &Chain,
	signer: &Signer,
	to: &[AccountId32],
	amount: u128,
) -> Result<Included> {
	use api::runtime_types::pallet_balances::pallet::Call as Balances;
	let calls = to
		.iter()
		.map(|account| {
			api::Call::Balances(Balances::transfer_keep_alive {
				dest: MultiAddress::Id(*account),
				value: amount,
			})
		})
		.collect();
	chain.submit(signer, &all_or_none(calls)).await
}

/// Calls that take effect together or not at all.
///
/// Unvalidated: the type of a call is the whole runtime's, and differs between the standalone chain and the
/// parachain. The calls in it are the same in both, which the test `both_runtimes` sees to.
pub fn all_or_none(calls: Vec<api::Call>) -> impl subxt::transactions::Payload {
	api::tx().utility().batch_all(calls).unvalidated()
}

/// Shows an amount in EPI, exactly.
pub fn show_amount(amount: u128) -> String {
	let whole = amount / EPI;
	let rest = format!("{:012}", amount % EPI);
	match rest.trim_end_matches('0') {
		"" => format!("{whole} EPI"),
		rest => format!("{whole}.{rest} EPI"),
	}
}

/// Reads an amount in EPI, with at most 12 decimals.
pub fn parse_amount(text: &str) -> std::result::Result<u128, String> {
	let bad = || format!("'{text}' is no amount: write EPI with at most 12 decimals, as in 2.5");
	let number = text.trim().trim_end_matches("EPI").trim();
	let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
	let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 12 {
		return Err(bad());
	}
	let whole: u128 = whole.parse().map_err(|_| bad())?;
	let rest: u128 = format!("{rest:0<12}").parse().map_err(|_| bad())?;
	whole.checked_mul(EPI).and_then(|w| w.checked_add(rest)).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_read_and_shown_exactly() {
		for (text, amount, shown) in [
			("0", 0, "0 EPI"),
			("1", EPI, "1 EPI"),
			("2.5 EPI", 2_500_000_000_000, "2.5 EPI"),
			("0.000000000001", 1, "0.000000000001 EPI"),
		] {
			assert_eq!(parse_amount(text), Ok(amount), "{text}");
			assert_eq!(show_amount(amount), shown);
		}
		for text in [
			"",
			"-1",
			"1.0000000000001",
			"1,5",
			"x",
			".5",
			"340282366920938463463374607431768211456",
		] {
			assert!(parse_amount(text).is_err(), "{text}");
		}
	}
}
