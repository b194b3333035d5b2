//! Calls of any shape: every argument by its type in the metadata, mostly with values that occur,
//! sometimes with nonsense.

use crate::{
	input::Input,
	people::{self, DEVICES, PEOPLE},
	tally::{all_calls, name_of},
	world::remark,
};
use codec::{Compact, Decode, Encode};
use epione_runtime::{Runtime, RuntimeCall};
use epione_runtime_common::{constants::currency::EPI, CarriesCalls};
use scale_info::{
	form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive,
};
use std::sync::LazyLock;

/// How deep calls are in calls, and types in types.
const DEEPEST: u32 = 12;
/// Most items of a list.
const MOST_ITEMS: usize = 4;

/// Calls that are left to the guides, who know what to do with them: with any arguments they write
/// past the pallets, or are a node's own and end the block if they are wrong.
const GUIDED_ONLY: &[(&str, &[&str])] = &[
	(
		"System",
		&[
			"set_heap_pages",
			"set_code",
			"set_code_without_checks",
			"set_storage",
			"kill_storage",
			"kill_prefix",
			"authorize_upgrade",
			"authorize_upgrade_without_checks",
		],
	),
	("Timestamp", &["set"]),
	(
		"Balances",
		&["force_transfer", "force_unreserve", "force_set_balance", "force_adjust_total_issuance"],
	),
	("Grandpa", &["note_stalled"]),
	("Migrations", &["force_set_cursor", "force_set_active_cursor"]),
];

static TYPES: LazyLock<(PortableRegistry, u32)> = LazyLock::new(|| {
	let mut registry = Registry::new();
	let id = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
	(registry.into(), id)
});

/// A call of any shape, if its bytes are one.
pub fn any_call(input: &mut Input) -> Option<RuntimeCall> {
	let mut bytes = Vec::new();
	encode(TYPES.1, "", 0, input, &mut bytes);
	let call = RuntimeCall::decode(&mut &bytes[..]).ok()?;
	is_free(&call).then_some(call)
}

/// The number of calls that only guides make; for the test that the list names calls that exist.
pub fn unknown_in_list() -> Vec<(&'static str, &'static str)> {
	let known = all_calls();
	GUIDED_ONLY
		.iter()
		.flat_map(|(pallet, calls)| calls.iter().map(move |call| (*pallet, *call)))
		.filter(|name| !known.contains(name))
		.collect()
}

/// Neither the call nor one inside it is left to the guides.
fn is_free(call: &RuntimeCall) -> bool {
	let (pallet, name) = name_of(call);
	let guided = GUIDED_ONLY.iter().any(|(of, calls)| *of == pallet && calls.contains(&name));
	!guided && call.carried().into_iter().all(is_free)
}

fn encode(id: u32, name: &str, depth: u32, input: &mut Input, out: &mut Vec<u8>) {
	let (types, call) = &*TYPES;
	if depth > 2 && id == *call && (depth > 6 || input.chance(200)) {
		out.extend(remark(input.byte()).encode());
		return;
	}
	let Some(ty) = types.resolve(id).filter(|_| depth <= DEEPEST) else { return };
	match ty.path.segments.last().map(String::as_str) {
		Some("AccountId32") => return out.extend(some_account(input).encode()),
		Some("MultiAddress") => {
			out.push(0);
			return out.extend(some_account(input).encode());
		},
		_ => {},
	}
	match &ty.type_def {
		TypeDef::Composite(of) => fields(&of.fields, name, depth, input, out),
		TypeDef::Variant(of) => {
			let n = input.below(of.variants.len());
			if let Some(variant) = of.variants.get(n) {
				out.push(variant.index);
				fields(&variant.fields, name, depth, input, out);
			}
		},
		TypeDef::Sequence(of) => {
			let byte = matches!(
				types.resolve(of.type_param.id).map(|ty| &ty.type_def),
				Some(TypeDef::Primitive(TypeDefPrimitive::U8))
			);
			let count = input.below(if byte { 64 } else { MOST_ITEMS });
			Compact(count as u32).encode_to(out);
			(0..count).for_each(|_| encode(of.type_param.id, "", depth + 1, input, out));
		},
		TypeDef::Array(of) if of.len == 32 => out.extend(some_digest(name, input)),
		TypeDef::Array(of) => {
			(0..of.len).for_each(|_| encode(of.type_param.id, "", depth + 1, input, out))
		},
		TypeDef::Tuple(of) => {
			of.fields.iter().for_each(|field| encode(field.id, name, depth + 1, input, out))
		},
		TypeDef::Primitive(of) => primitive(of, input, out),
		TypeDef::Compact(_) => Compact(some_number(input) as u32).encode_to(out),
		TypeDef::BitSequence(_) => Compact(0u32).encode_to(out),
	}
}

fn fields(
	of: &[Field<PortableForm>],
	name: &str,
	depth: u32,
	input: &mut Input,
	out: &mut Vec<u8>,
) {
	for field in of {
		let name = field.name.as_deref().unwrap_or(name);
		encode(field.ty.id, name, depth + 1, input, out);
	}
}

fn some_account(input: &mut Input) -> epione_runtime::AccountId {
	match input.chance(30) {
		true => people::device(input.below(DEVICES)),
		false => people::id(input.below(PEOPLE)),
	}
}

/// A dataset that there is, or any bytes.
fn some_digest(name: &str, input: &mut Input) -> [u8; 32] {
	if matches!(name, "dataset" | "digest") && input.chance(200) {
		let all: Vec<_> =
			pallet_datasets::Entries::<Runtime>::iter_keys().map(|(_, digest)| digest).collect();
		if let Some(digest) = input.pick(&all) {
			return digest;
		}
	}
	[input.byte(); 32]
}

/// The number of something, an amount, a moment, or any.
fn some_number(input: &mut Input) -> u64 {
	match input.below(8) {
		0..=3 => input.below(6) as u64,
		4 => EPI as u64,
		5 => crate::chain::now() + input.number() % epione_primitives::DAY,
		6 => [u64::MAX, u64::from(u32::MAX), 1 << 31][input.below(3)],
		_ => input.number(),
	}
}

fn primitive(of: &TypeDefPrimitive, input: &mut Input, out: &mut Vec<u8>) {
	let number = match of {
		TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => input.byte().into(),
		TypeDefPrimitive::Bool => u64::from(input.byte() % 2),
		_ => some_number(input),
	};
	let bytes = u128::from(number).to_le_bytes();
	let length = match of {
		TypeDefPrimitive::Bool | TypeDefPrimitive::U8 | TypeDefPrimitive::I8 => 1,
		TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => 2,
		TypeDefPrimitive::U32 | TypeDefPrimitive::I32 | TypeDefPrimitive::Char => 4,
		TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => 8,
		TypeDefPrimitive::Str | TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => 16,
		TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => {
			out.extend([0; 16]);
			16
		},
	};
	out.extend(&bytes[..length]);
}
