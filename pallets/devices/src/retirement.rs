//! How a device's key goes out of use: its owner retires it, or its maker replaces a lost one.

use crate::{
	Config, Device, DeviceKey, DeviceOf, End, Event, Maintenance, Owned, Pallet, Remnant, Remnants,
	State,
};
use epione_primitives::{BatchId, Digest};
use frame_support::{pallet_prelude::DispatchResult, traits::Consideration};

impl<T: Config> Pallet<T> {
	/// Ends the use of `device`, which is `found`. Part of the owner's deposit stays for the
	/// remnant.
	pub(crate) fn do_retire(
		owner: T::AccountId,
		device: T::AccountId,
		found: DeviceOf<T>,
	) -> DispatchResult {
		let Device { model, batch, scheme, firmware, claim, state, ticket, .. } = found;
		let lost = state == State::Lost;
		let ticket = ticket.update(&owner, Self::remnant_footprint())?;
		let end = if lost { End::GivenUp } else { End::Retired };
		Owned::<T>::remove(&device);
		Maintenance::<T>::remove(&device);
		Self::unlist_as_owned(&owner, &device);
		Remnants::<T>::insert(
			&device,
			Remnant { model, batch, scheme, firmware, claim, end, payer: owner.clone(), ticket },
		);
		Self::deposit_event(Event::Retired { device, owner, lost });
		Ok(())
	}

	/// Replaces the device `lost`, which is `found`, by the one with this key. The owner's deposit
	/// passes to the new one; `maker` pays for the remnant.
	pub(crate) fn do_rekey(
		maker: T::AccountId,
		lost: T::AccountId,
		found: DeviceOf<T>,
		key: DeviceKey,
		new_batch: BatchId,
		new_firmware: Digest,
	) -> DispatchResult {
		let remnant_ticket = T::DeviceConsideration::new(&maker, Self::remnant_footprint())?;
		let Device { owner, model, batch, scheme, firmware, claim, ticket, .. } = found;
		let device = T::AccountId::from(key.key);
		let end = End::ReplacedBy(device.clone());
		Owned::<T>::remove(&lost);
		Maintenance::<T>::remove(&lost);
		// The new one first: the owner's account may live on this reference alone.
		Self::list_as_owned(&owner, &device);
		Self::unlist_as_owned(&owner, &lost);
		Remnants::<T>::insert(
			&lost,
			Remnant {
				model,
				batch,
				scheme,
				firmware,
				claim,
				end,
				payer: maker,
				ticket: remnant_ticket,
			},
		);
		Owned::<T>::insert(
			&device,
			Device {
				owner: owner.clone(),
				model,
				batch: new_batch,
				scheme: key.scheme,
				firmware: new_firmware,
				claim: 1,
				state: State::Active,
				offer: None,
				ticket,
			},
		);
		Self::deposit_event(Event::Rekeyed {
			lost,
			device,
			owner,
			model,
			batch: new_batch,
			key,
			firmware: new_firmware,
		});
		Ok(())
	}
}
