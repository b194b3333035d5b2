//! Which calls carry other calls, so that the pool finds an envelope in any of them.
//!
//! A test of each runtime walks through all calls by their types, and fails on one that carries
//! calls and is not here.

use crate::RuntimeCall;
use alloc::{vec, vec::Vec};
use epione_runtime_common::CarriesCalls;

impl CarriesCalls for RuntimeCall {
	fn carried(&self) -> Vec<&Self> {
		use pallet_collective::Call as Council;
		use pallet_multisig::Call as Multisig;
		use pallet_proxy::Call as Proxy;
		use pallet_recovery::Call as Recovery;
		use pallet_scheduler::Call as Scheduler;
		use pallet_sudo::Call as Sudo;
		use pallet_utility::Call as Utility;
		use pallet_whitelist::Call as Whitelist;

		match self {
			Self::Utility(
				Utility::batch { calls }
				| Utility::batch_all { calls }
				| Utility::force_batch { calls },
			) => calls.iter().collect(),
			Self::Utility(Utility::if_else { main, fallback }) => {
				vec![main.as_ref(), fallback.as_ref()]
			},
			Self::Utility(
				Utility::as_derivative { call, .. }
				| Utility::dispatch_as { call, .. }
				| Utility::dispatch_as_fallible { call, .. }
				| Utility::with_weight { call, .. },
			)
			| Self::Proxy(Proxy::proxy { call, .. } | Proxy::proxy_announced { call, .. })
			| Self::Multisig(
				Multisig::as_multi { call, .. } | Multisig::as_multi_threshold_1 { call, .. },
			)
			| Self::Recovery(Recovery::control_inherited_account { call, .. })
			| Self::Scheduler(
				Scheduler::schedule { call, .. }
				| Scheduler::schedule_after { call, .. }
				| Scheduler::schedule_named { call, .. }
				| Scheduler::schedule_named_after { call, .. },
			)
			| Self::Whitelist(Whitelist::dispatch_whitelisted_call_with_preimage { call })
			| Self::Sudo(
				Sudo::sudo { call }
				| Sudo::sudo_as { call, .. }
				| Sudo::sudo_unchecked_weight { call, .. },
			) => vec![call.as_ref()],
			Self::Council(
				Council::execute { proposal, .. } | Council::propose { proposal, .. },
			) => {
				vec![proposal.as_ref()]
			},
			_ => Vec::new(),
		}
	}
}
