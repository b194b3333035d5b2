//! For the tests of both runtimes: finds every call that carries calls, by walking through the
//! types of all calls.

use super::Policy;
use crate::{AccountId, RuntimeCall};
use codec::{Decode, Encode};
use epione_primitives::RefusalCode;
use epione_runtime_common::charge::{Charge, ChargePolicy};
use frame_support::dispatch::GetDispatchInfo;
use scale_info::{
	form::PortableForm, meta_type, Field, PortableRegistry, Registry, TypeDef, TypeDefPrimitive,
};
use std::collections::BTreeSet;

/// The types of the runtime's calls, and how to make a value of each.
struct Types {
	registry: PortableRegistry,
	/// The number of `RuntimeCall` among them.
	call: u32,
}

/// A value in the making.
struct Value {
	bytes: Vec<u8>,
	/// Calls that it has had so far.
	calls: usize,
}

impl Types {
	fn new() -> Self {
		let mut registry = Registry::new();
		let call = registry.register_type(&meta_type::<RuntimeCall>()).id;
		Self { registry: registry.into(), call }
	}

	fn def(&self, ty: u32) -> &TypeDef<PortableForm> {
		&self.registry.resolve(ty).expect("all types are registered").type_def
	}

	/// Whether a value of the type can contain a call.
	fn carries(&self, ty: u32, seen: &mut BTreeSet<u32>) -> bool {
		if ty == self.call {
			return true;
		}
		if !seen.insert(ty) {
			return false;
		}
		match self.def(ty) {
			TypeDef::Composite(def) => def.fields.iter().any(|f| self.carries(f.ty.id, seen)),
			TypeDef::Variant(def) => def
				.variants
				.iter()
				.flat_map(|variant| &variant.fields)
				.any(|field| self.carries(field.ty.id, seen)),
			TypeDef::Sequence(def) => self.carries(def.type_param.id, seen),
			TypeDef::Array(def) => self.carries(def.type_param.id, seen),
			TypeDef::Tuple(def) => def.fields.iter().any(|ty| self.carries(ty.id, seen)),
			TypeDef::Compact(_) | TypeDef::Primitive(_) | TypeDef::BitSequence(_) => false,
		}
	}

	fn any_carries(&self, fields: &[Field<PortableForm>]) -> bool {
		fields.iter().any(|field| self.carries(field.ty.id, &mut BTreeSet::new()))
	}

	/// Appends a value of the type: as small as possible, but with a call wherever one can be. The
	/// call number `chosen` is `inner`, all others do nothing.
	fn make(&self, ty: u32, inner: &[u8], chosen: usize, value: &mut Value) {
		if ty == self.call {
			let nothing = RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
			let bytes = if value.calls == chosen { inner.to_vec() } else { nothing.encode() };
			value.bytes.extend(bytes);
			value.calls += 1;
			return;
		}
		match self.def(ty) {
			TypeDef::Composite(def) => self.make_all(&def.fields, inner, chosen, value),
			TypeDef::Variant(def) => {
				let variant = def
					.variants
					.iter()
					.find(|variant| self.any_carries(&variant.fields))
					.or(def.variants.first());
				if let Some(variant) = variant {
					value.bytes.push(variant.index);
					self.make_all(&variant.fields, inner, chosen, value);
				}
			},
			TypeDef::Sequence(def) => {
				let ty = def.type_param.id;
				let one = self.carries(ty, &mut BTreeSet::new());
				value.bytes.extend(codec::Compact(u32::from(one)).encode());
				if one {
					self.make(ty, inner, chosen, value);
				}
			},
			TypeDef::Array(def) => {
				for _ in 0..def.len {
					self.make(def.type_param.id, inner, chosen, value);
				}
			},
			TypeDef::Tuple(def) => {
				for ty in &def.fields {
					self.make(ty.id, inner, chosen, value);
				}
			},
			TypeDef::Compact(_) | TypeDef::BitSequence(_) => value.bytes.push(0),
			TypeDef::Primitive(primitive) => {
				use TypeDefPrimitive::*;
				let size = match primitive {
					Bool | Str | U8 | I8 => 1,
					U16 | I16 => 2,
					Char | U32 | I32 => 4,
					U64 | I64 => 8,
					U128 | I128 => 16,
					U256 | I256 => 32,
				};
				value.bytes.extend(vec![0; size]);
			},
		}
	}

	fn make_all(
		&self,
		fields: &[Field<PortableForm>],
		inner: &[u8],
		chosen: usize,
		value: &mut Value,
	) {
		for field in fields {
			self.make(field.ty.id, inner, chosen, value);
		}
	}
}

/// All calls that carry calls, each as often as there are places for one: the call's name, and the
/// call with `inner` in that place.
pub fn carriers(inner: &RuntimeCall) -> Vec<(String, RuntimeCall)> {
	let (types, inner) = (Types::new(), inner.encode());
	let variants = |ty| match types.def(ty) {
		TypeDef::Variant(def) => def.variants.clone(),
		_ => panic!("calls are enumerations"),
	};
	let mut found = Vec::new();
	for pallet in variants(types.call) {
		let calls = pallet.fields.first().expect("a pallet has one type of calls").ty.id;
		for call in variants(calls).into_iter().filter(|call| types.any_carries(&call.fields)) {
			let name = format!("{}.{}", pallet.name, call.name);
			let with_inner = |chosen| {
				let mut value = Value { bytes: vec![pallet.index, call.index], calls: 0 };
				types.make_all(&call.fields, &inner, chosen, &mut value);
				value
			};
			for chosen in 0..with_inner(0).calls {
				let call = RuntimeCall::decode(&mut &with_inner(chosen).bytes[..]);
				found.push((name.clone(), call.unwrap_or_else(|error| panic!("{name}: {error}"))));
			}
		}
	}
	found
}

/// An envelope, right or wrong: nobody looks.
pub fn envelope() -> RuntimeCall {
	let (subject, dataset) = (AccountId::new([1; 32]), [1; 32]);
	pallet_studies::Call::deliver { study: 0, subject, dataset, envelope: [1; 160] }.into()
}

/// Checks that the pool refuses an envelope in each of these calls, and that there are no others
/// that carry calls.
pub fn assert_envelopes_are_refused_inside(expected: &[&str]) {
	let found = carriers(&envelope());
	for (name, call) in &found {
		let charge = Policy::decide(&AccountId::new([2; 32]), call, &call.get_dispatch_info(), 500);
		let refused = Charge::Refused(RefusalCode::DeliverDirectly);
		assert_eq!(charge, refused, "{name} carries calls: enter it in configs/carried.rs");
	}
	let mut names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
	names.dedup();
	assert_eq!(names, expected);
}
