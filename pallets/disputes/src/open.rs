//! Opening a dispute.

use crate::{
	pallet::{
		Config, Disputed, Disputes, Error, Event, Exclusions, NextDisputeId, OfStudy, Pallet,
	},
	types::{Dispute, Item, PerContribution, Reason, Stage},
	DisputeOf, ItemOf, ScanOf,
};
use epione_primitives::{traits::DisputedContributions, Digest, DisputeId, SaltedDigest, StudyId};
use epione_support::clock;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Consideration, Footprint, Get},
};

impl<T: Config> Pallet<T> {
	/// What a dispute over this many contributions takes in state, if its exclusion names this many
	/// accounts.
	pub fn footprint(count: u32, excluded: u32) -> Footprint {
		let record = Footprint::from_mel::<(DisputeId, DisputeOf<T>)>();
		let items = Footprint::from_mel::<PerContribution<ItemOf<T>>>();
		let lines =
			Footprint::from_mel::<((StudyId, [u8; 4]), (T::AccountId, [u8; 4]), [u8; 12])>();
		// The exclusion's key and two lengths, and a draw that is not at its end.
		let draw = Footprint::from_mel::<((DisputeId, [u8; 4]), (DisputeId, ScanOf<T>))>();
		let one = Footprint::from_mel::<T::AccountId>();
		let each = Footprint::from_mel::<(ItemOf<T>, (StudyId, T::AccountId, Digest, DisputeId))>();
		let size = record
			.size
			.saturating_sub(items.size)
			.saturating_add(lines.size)
			.saturating_add(draw.size)
			.saturating_add(one.size.saturating_mul(excluded.into()))
			.saturating_add(each.size.saturating_mul(count.into()));
		Footprint { count: 1, size }
	}

	/// Freezes the contributions, takes bond and deposit, records who may not judge, and orders the
	/// draw.
	pub(crate) fn do_open(
		who: T::AccountId,
		study: StudyId,
		contributions: PerContribution<(T::AccountId, Digest)>,
		reason: Reason,
		evidence: SaltedDigest,
	) -> DispatchResult {
		let sponsor = T::Contributions::sponsor(study).ok_or(Error::<T>::StudyNotFound)?;
		ensure!(sponsor == who, Error::<T>::NotSponsor);
		ensure!(!contributions.is_empty(), Error::<T>::NoContributions);

		let id = NextDisputeId::<T>::get();
		NextDisputeId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let count = contributions.len() as u32;
		let mut items = PerContribution::new();
		for ((subject, dataset), fee) in contributions.iter().zip(Self::fee_parts(count)?) {
			let name = (study, subject, dataset);
			ensure!(!Disputed::<T>::contains_key(name), Error::<T>::AlreadyDisputed);
			let stake = T::Contributions::freeze(study, subject, dataset).map_err(Into::into)?;
			Disputed::<T>::insert(name, id);
			let (subject, dataset, price) = (subject.clone(), *dataset, stake.price);
			items
				.try_push(Item { subject, dataset, price, fee, verdict: None, appeal: None })
				.map_err(|_| Error::<T>::Overflow)?;
		}
		let block = Self::draw_block()?;
		let exclusion = Self::exclusion(&Self::parties(&sponsor, &items));
		let footprint = Self::footprint(count, exclusion.count());
		let dispute = Dispute {
			study,
			ticket: T::Consideration::new(&sponsor, footprint)?,
			sponsor,
			reason,
			evidence,
			opened_at: clock::now::<T::Time>(),
			compensation: T::Compensation::get(),
			items,
			stage: Stage::Drawing { block, again: false, silent: None },
		};
		let bond = dispute.bound();
		Self::hold(&dispute.sponsor, bond)?;
		OfStudy::<T>::insert(study, id.to_be_bytes(), ());
		Exclusions::<T>::insert(id, exclusion);
		Self::deposit_event(Event::DisputeOpened {
			dispute: id,
			study,
			sponsor: dispute.sponsor.clone(),
			contributions,
			reason,
			evidence,
			bond,
			draws_at: block,
		});
		Self::add_lines(id, &dispute.stage);
		Disputes::<T>::insert(id, dispute);
		Ok(())
	}
}
