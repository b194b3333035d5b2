//! What the pallet does by itself in each block.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod hooks {
	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// For `on_finalize`: only there is the block's own timestamp known.
			T::WeightInfo::tick()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			clock::tick::<T>();
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			idle::run::<T>(remaining)
		}

		fn integrity_test() {
			assert!(T::ProtocolShare::get() < Permill::one(), "nothing left for participants");
			assert!(T::MaxGap::get() > 0, "the live clock would never run");
			assert!(T::DeliveryPeriod::get() > 0, "nobody could deliver");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
