//! What each call costs, as `./scripts/weights` measured it on this runtime.

pub mod cumulus_pallet_parachain_system;
pub mod cumulus_pallet_weight_reclaim;
pub mod cumulus_pallet_xcmp_queue;
pub mod epione_runtime_common_free_lane;
pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_balances;
pub mod pallet_collator_selection;
pub mod pallet_collective;
pub mod pallet_consent;
pub mod pallet_credentials;
pub mod pallet_datasets;
pub mod pallet_devices;
pub mod pallet_disputes;
pub mod pallet_membership;
pub mod pallet_message_queue;
pub mod pallet_migrations;
pub mod pallet_multisig;
pub mod pallet_preimage;
pub mod pallet_proxy;
// Not measured here yet: two of its benchmarks were wrong about the clock.
#[path = "../../../standalone/src/weights/pallet_recovery.rs"]
pub mod pallet_recovery;
pub mod pallet_rewards;
pub mod pallet_scheduler;
pub mod pallet_session;
pub mod pallet_sponsorship;
pub mod pallet_studies;
pub mod pallet_sudo;
pub mod pallet_timestamp;
pub mod pallet_transaction_payment;
pub mod pallet_utility;
pub mod pallet_whitelist;
pub mod pallet_xcm;
