//! A block's events, as JSON with the names that the metadata gives.

use crate::chain::{erased, node_error, Chain, ChainError};
use serde_json::{json, Map, Value as Json};
use subxt::{
	dynamic::Value,
	ext::scale_value::{Composite, Primitive, ValueDef},
	utils::AccountId32,
};

/// What the index keeps of a block.
pub(super) struct Block {
	pub number: u64,
	pub hash: String,
	pub time: u64,
	pub events: Vec<Event>,
}

/// What the index keeps of an event.
pub(super) struct Event {
	pub extrinsic: Option<u32>,
	pub signer: Option<String>,
	pub call: Option<String>,
	pub event: String,
	pub fields: Json,
	/// Every account that the fields name, and the signer.
	pub accounts: Vec<[u8; 32]>,
	/// Every study that the fields name.
	pub studies: Vec<u32>,
}

/// Reads block `number`, keeping the events of these pallets.
pub(super) async fn block(
	chain: &Chain,
	number: u64,
	pallets: &[&str],
) -> Result<Block, ChainError> {
	let at = erased(chain.client().at_block(number)).await.map_err(node_error)?;
	let hash = format!("{:?}", at.block_hash());
	// The first block has no timestamp and no extrinsics.
	let time = if number == 0 { 0 } else { Chain::now_at(&at).await? };
	let extrinsics = erased(at.extrinsics().fetch()).await.map_err(node_error)?;
	let mut calls = Vec::new();
	for extrinsic in extrinsics.iter() {
		let extrinsic = extrinsic.map_err(node_error)?;
		calls.push((
			format!("{}.{}", extrinsic.pallet_name(), extrinsic.call_name()),
			extrinsic.address_bytes().and_then(account_of_address),
		));
	}
	let mut events = Vec::new();
	let all = erased(at.events().fetch()).await.map_err(node_error)?;
	for event in all.iter() {
		let event = event.map_err(node_error)?;
		if !pallets.contains(&event.pallet_name()) {
			continue;
		}
		let fields: Composite<()> = event.decode_fields_unchecked_as().map_err(node_error)?;
		let mut found = Found::default();
		let fields = composite(&fields, None, &mut found);
		let (extrinsic, call, signer) = match event.phase() {
			subxt::events::Phase::ApplyExtrinsic(index) => {
				let known = calls.get(index as usize).cloned();
				let (call, signer) = known.map_or((None, None), |(c, s)| (Some(c), s));
				(Some(index), call, signer)
			},
			_ => (None, None, None),
		};
		found.accounts.extend(signer);
		events.push(Event {
			extrinsic,
			signer: signer.map(|bytes| AccountId32(bytes).to_string()),
			call,
			event: format!("{}.{}", event.pallet_name(), event.event_name()),
			fields,
			accounts: found.accounts,
			studies: found.studies,
		});
	}
	Ok(Block { number, hash, time, events })
}

/// Returns the account of a `MultiAddress::Id`.
fn account_of_address(bytes: &[u8]) -> Option<[u8; 32]> {
	match bytes {
		[0, account @ ..] => account.try_into().ok(),
		_ => None,
	}
}

#[derive(Default)]
struct Found {
	accounts: Vec<[u8; 32]>,
	studies: Vec<u32>,
}

/// Fields whose 32 bytes are digests, not accounts. They are shown as hexadecimal digits; all other
/// 32-byte values are shown as addresses.
const DIGESTS: [&str; 18] = [
	"digest",
	"dataset",
	"facts",
	"root",
	"key_commitment",
	"document",
	"evidence",
	"terms_hash",
	"di_digest",
	"firmware",
	"key",
	"hash",
	"call_hash",
	"supersedes",
	"leaf",
	"datasets",
	"purpose",
	"statement",
];

fn composite(value: &Composite<()>, name: Option<&str>, found: &mut Found) -> Json {
	match value {
		Composite::Named(fields) => Json::Object(
			fields
				.iter()
				.map(|(name, v)| (name.clone(), json_of(v, Some(name), found)))
				.collect::<Map<_, _>>(),
		),
		Composite::Unnamed(items) => {
			if let Some(bytes) = bytes(items) {
				return bytes_json(&bytes, name, found);
			}
			match items.as_slice() {
				[only] => json_of(only, name, found),
				items => items.iter().map(|v| json_of(v, name, found)).collect(),
			}
		},
	}
}

/// Returns the bytes if all items are bytes and there are at least two of them.
fn bytes(items: &[Value<()>]) -> Option<Vec<u8>> {
	(items.len() > 1).then_some(())?;
	items
		.iter()
		.map(|item| match item.value {
			ValueDef::Primitive(Primitive::U128(n)) => u8::try_from(n).ok(),
			_ => None,
		})
		.collect()
}

fn bytes_json(bytes: &[u8], name: Option<&str>, found: &mut Found) -> Json {
	if let Ok(account) = <[u8; 32]>::try_from(bytes) {
		// All other 32 bytes are indexed as accounts, since a device's or subject's account may
		// appear under any name, and an entry too many costs nothing.
		if !name.is_some_and(|n| DIGESTS.contains(&n)) {
			found.accounts.push(account);
			return Json::String(AccountId32(account).to_string());
		}
	}
	Json::String(format!("0x{}", hex::encode(bytes)))
}

fn json_of(value: &Value<()>, name: Option<&str>, found: &mut Found) -> Json {
	match &value.value {
		ValueDef::Composite(inner) => composite(inner, name, found),
		ValueDef::Variant(variant) => {
			let inner = composite(&variant.values, Some(name.unwrap_or_default()), found);
			let empty = variant.values.values().next().is_none();
			if variant.name == "Study" {
				found.studies.extend(inner.as_u64().and_then(|n| u32::try_from(n).ok()));
			}
			match (variant.name.as_str(), empty) {
				("None", true) => Json::Null,
				("Some", false) => inner,
				(name, true) => Json::String(name.to_owned()),
				(name, false) => json!({ name: inner }),
			}
		},
		ValueDef::BitSequence(bits) => Json::String(format!("{bits:?}")),
		ValueDef::Primitive(Primitive::Bool(b)) => Json::Bool(*b),
		ValueDef::Primitive(Primitive::Char(c)) => Json::String(c.to_string()),
		ValueDef::Primitive(Primitive::String(s)) => Json::String(s.clone()),
		ValueDef::Primitive(Primitive::U128(n)) => {
			if name == Some("study") {
				found.studies.extend(u32::try_from(*n));
			}
			// Beyond 2^53 a JSON number loses digits in most readers.
			match u64::try_from(*n) {
				Ok(n) if n < 1 << 53 => json!(n),
				_ => Json::String(n.to_string()),
			}
		},
		ValueDef::Primitive(Primitive::I128(n)) => Json::String(n.to_string()),
		ValueDef::Primitive(Primitive::U256(b) | Primitive::I256(b)) => {
			Json::String(format!("0x{}", hex::encode(b)))
		},
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn account(byte: u8) -> Value<()> {
		Value::unnamed_composite([Value::unnamed_composite(
			(0..32).map(|_| Value::u128(byte.into())),
		)])
	}

	#[test]
	fn accounts_and_studies_are_found_wherever_they_stand() {
		let fields = Composite::named([
			("subject", account(1)),
			("dataset", Value::unnamed_composite((0..32).map(|_| Value::u128(9)))),
			("grantee", Value::unnamed_variant("Study", [Value::u128(7)])),
			("study", Value::u128(8)),
			("paid", Value::u128(1 << 60)),
			("device", Value::unnamed_variant("Some", [account(2)])),
			("reason", Value::unnamed_variant("None", [])),
		]);
		let mut found = Found::default();
		let json = composite(&fields, None, &mut found);
		assert_eq!(found.accounts, [[1; 32], [2; 32]]);
		assert_eq!(found.studies, [7, 8]);
		assert_eq!(json["subject"], AccountId32([1; 32]).to_string());
		assert_eq!(json["dataset"], format!("0x{}", "09".repeat(32)));
		assert_eq!(json["grantee"], json!({ "Study": 7 }));
		assert_eq!(json["paid"], (1u64 << 60).to_string());
		assert_eq!(json["reason"], Json::Null);
	}
}
