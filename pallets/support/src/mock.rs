//! What every pallet's mock runtime has.

/// Implements `frame_system`, `pallet_timestamp` and `pallet_balances` for a mock runtime.
///
/// The runtime's own module declares the pallets `System`, `Timestamp` and `Balances`. Accounts are
/// `AccountId32`, amounts `u128`; the existential deposit is given as argument. Also defined:
/// `Balance`, `Block`, `signed`, `genesis` (the storage of accounts with balances) and, for
/// benchmarks, `MockClock`.
///
/// ```ignore
/// epione_support::mock_basics!(Test, existential_deposit: 10);
/// ```
///
/// A mock that needs more of `frame_system` names it: `system: { type BlockHashCount = ...; }`.
#[macro_export]
macro_rules! mock_basics {
	($runtime:ident, existential_deposit: $deposit:expr) => {
		$crate::mock_basics!($runtime, existential_deposit: $deposit, system: {});
	};
	($runtime:ident, existential_deposit: $deposit:expr, system: { $($system:tt)* }) => {
		pub type Balance = u128;
		type Block = frame_system::mocking::MockBlock<$runtime>;

		// A module of its own, since a mock may import `derive_impl` too.
		mod basics {
			use super::*;
			use frame_support::derive_impl;

			#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
			impl frame_system::Config for $runtime {
				type Block = Block;
				type AccountId = sp_runtime::AccountId32;
				type Lookup = sp_runtime::traits::IdentityLookup<sp_runtime::AccountId32>;
				type AccountData = pallet_balances::AccountData<Balance>;
				$($system)*
			}

			#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
			impl pallet_timestamp::Config for $runtime {}

			#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
			impl pallet_balances::Config for $runtime {
				type Balance = Balance;
				type ExistentialDeposit = frame_support::traits::ConstU128<{ $deposit }>;
				type AccountStore = System;
			}
		}

		/// The origin of a transaction that `who` signed.
		#[allow(dead_code)]
		pub fn signed(who: sp_runtime::AccountId32) -> RuntimeOrigin {
			RuntimeOrigin::signed(who)
		}

		/// The genesis storage in which these accounts have these balances.
		#[allow(dead_code)]
		pub fn genesis(
			balances: impl IntoIterator<Item = (sp_runtime::AccountId32, Balance)>,
		) -> sp_runtime::Storage {
			use sp_runtime::BuildStorage;
			let mut storage = frame_system::GenesisConfig::<$runtime>::default()
				.build_storage()
				.expect("system's genesis");
			pallet_balances::GenesisConfig::<$runtime> {
				balances: balances.into_iter().collect(),
				..Default::default()
			}
			.assimilate_storage(&mut storage)
			.expect("balances' genesis");
			storage
		}

		/// Sets the mock's time, for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		#[allow(dead_code)]
		pub struct MockClock;

		#[cfg(feature = "runtime-benchmarks")]
		impl epione_primitives::traits::SetTime for MockClock {
			fn set_time(now: epione_primitives::Moment) {
				Timestamp::set_timestamp(now);
			}
		}
	};
}
