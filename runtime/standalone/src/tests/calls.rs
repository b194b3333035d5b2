//! Every call of the runtime: who may make it on behalf of somebody else, and how it is charged.
//!
//! A new call fails these tests until it is listed in [`CALLS`].

use super::*;
use codec::Decode;
use epione_runtime_common::{
	charge::{CallRules, Kind},
	EpioneRules, ProxyType,
};
use frame_support::traits::{GetCallMetadata, InstanceFilter};
use sp_runtime::traits::TrailingZeroInput;

/// The letters say which delegates may make the call (`N` NonTransfer, `G` Gateway, `U` gUardian,
/// `C` CancelProxy; `Any` may make every call) and how it is charged (`f` a refusal, `k` checked,
/// `s` sealed). A dot: none of these.
const CALLS: &str = include_str!("calls.txt");

/// Every call of the metadata, with one example value.
pub fn samples() -> Vec<(String, RuntimeCall)> {
	let mut samples = Vec::new();
	for pallet in RuntimeCall::get_module_names() {
		let names = RuntimeCall::get_call_names(pallet);
		let (index, _) = pallet_indices().into_iter().find(|(_, name)| name == pallet).unwrap();
		let mut found = Vec::new();
		for call in 0..=u8::MAX {
			let head = [index as u8, call];
			for fill in [&[][..], &[1], &[4, 0], &[0, 1]] {
				let bytes = [&head[..], fill].concat();
				if let Ok(call) = RuntimeCall::decode(&mut TrailingZeroInput::new(&bytes)) {
					found.push(call);
					break;
				}
			}
		}
		assert_eq!(found.len(), names.len(), "{pallet}: not every call could be made of zeros");
		for call in found {
			let name = call.get_call_metadata();
			samples.push((format!("{}.{}", name.pallet_name, name.function_name), call));
		}
	}
	samples
}

fn letters(call: &RuntimeCall) -> String {
	let delegates = [
		(ProxyType::NonTransfer, 'N'),
		(ProxyType::Gateway, 'G'),
		(ProxyType::Guardian, 'U'),
		(ProxyType::CancelProxy, 'C'),
	];
	let mut letters: String = delegates
		.into_iter()
		.map(|(kind, letter)| if kind.filter(call) { letter } else { '.' })
		.collect();
	letters.push(match <EpioneRules<Runtime> as CallRules<AccountId, RuntimeCall>>::kind(call) {
		Kind::Refusal => 'f',
		Kind::Checked => 'k',
		Kind::Sealed => 's',
		Kind::Ordinary => '.',
	});
	letters
}

#[test]
fn every_call_is_classified() {
	let actual: Vec<_> =
		samples().iter().map(|(name, call)| format!("{} {name}", letters(call))).collect();
	if std::env::var_os("EPIONE_PRINT_CALLS").is_some() {
		println!("{}", actual.join("\n"));
	}
	let expected: Vec<_> = CALLS.lines().collect();
	for line in &actual {
		assert!(
			expected.contains(&line.as_str()),
			"'{line}' is not in tests/calls.txt: decide who may make this call for somebody else and how \
			it is charged, then write it there"
		);
	}
	for line in &expected {
		assert!(actual.iter().any(|call| call == line), "'{line}' is in tests/calls.txt alone");
	}
}

#[test]
fn a_gateway_makes_five_calls_and_no_other() {
	let allowed: Vec<_> = samples()
		.into_iter()
		.filter(|(_, call)| ProxyType::Gateway.filter(call))
		.map(|(name, _)| name)
		.collect();
	assert_eq!(
		allowed,
		[
			"Datasets.anchor",
			"Studies.commit",
			"Studies.deliver",
			"Studies.commit_share",
			"Studies.deliver_share"
		]
	);
}

/// Through `proxy.proxy`, as somebody who stole the gateway's key would call it.
#[test]
fn a_gateway_gets_nothing_else_done_through_proxy() {
	let (patient, gateway) = (Sr25519Keyring::Ferdie, Sr25519Keyring::Dave);
	on_development(|| {
		let add = pallet_proxy::Call::add_proxy {
			delegate: account(gateway).into(),
			proxy_type: ProxyType::Gateway,
			delay: 0,
		};
		apply(patient, add).unwrap().unwrap();
		for (name, call) in samples() {
			if ProxyType::Gateway.filter(&call) {
				continue;
			}
			System::reset_events();
			let proxied = Proxy::proxy(
				RuntimeOrigin::signed(account(gateway)),
				account(patient).into(),
				None,
				Box::new(call),
			);
			let filtered = System::events().into_iter().any(|record| {
				matches!(
					record.event,
					RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result: Err(error) })
						if error == frame_system::Error::<Runtime>::CallFiltered.into()
				)
			});
			assert!(proxied.is_ok() && filtered, "{name} was not filtered");
		}
	});
}

/// No delegate's list names a call that does not exist: a typing mistake would go unnoticed and
/// allow nothing.
#[test]
fn lists_name_calls_that_exist() {
	for kind in ProxyType::ALL {
		for (pallet, calls) in kind.allowed().unwrap_or_default() {
			assert!(RuntimeCall::get_module_names().contains(pallet), "{pallet}");
			for call in *calls {
				assert!(RuntimeCall::get_call_names(pallet).contains(call), "{pallet}.{call}");
			}
		}
	}
}

/// Clients call view functions by their ids, which are hashes of the signatures as written: an
/// alias for a type makes another function of it. The list grows; what is on it stays.
#[test]
fn view_functions_keep_their_ids() {
	let metadata = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::metadata_at_version(16).expect("it has this version"));
	for line in include_str!("view_functions.txt").lines() {
		let (id, name) = line.split_once(' ').expect("an id and a name");
		let id = sp_core::bytes::from_hex(id).expect("hexadecimal digits");
		assert!(metadata.windows(32).any(|bytes| bytes == id), "{name} has another id");
	}
}
