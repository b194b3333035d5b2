//! What the chain does by itself in idle time: it settles and lapses what is due, then purges.

use crate::{
	acts::outcome,
	ground::{agenda, clock},
	parts::{cohort, holders},
	top::purge,
	Config, ContributionKey, Contributions, Error, Status, WeightInfo, LOG_TARGET,
	MAX_PURGED_PER_BLOCK,
};
use epione_primitives::Moment;
use frame_support::{
	storage::with_storage_layer,
	weights::{Weight, WeightMeter},
};

/// Does as much as the weight allows. Returns the weight used.
pub(crate) fn run<T: Config>(limit: Weight) -> Weight {
	let mut meter = WeightMeter::with_limit(limit);
	run_agenda::<T>(&mut meter);
	run_purge::<T>(&mut meter);
	meter.consumed()
}

/// Settles and lapses what is due.
fn run_agenda<T: Config>(meter: &mut WeightMeter) {
	let each = T::WeightInfo::settle().max(outcome::weight_of_lapse::<T>());
	let live = clock::live_now::<T>();
	while meter.try_consume(T::WeightInfo::peek()).is_ok() {
		let Some((due, key)) = agenda::first::<T>() else { break };
		if due > live || meter.try_consume(each).is_err() {
			break;
		}
		let status = Contributions::<T>::get(key.clone()).map(|record| record.status);
		let done = with_storage_layer(|| match status {
			Some(Status::Committed) => outcome::lapse::<T>(key.clone()),
			_ => outcome::settle::<T>(key.clone()),
		});
		let Err(error) = done else { continue };
		if error == Error::<T>::DeliveryStillOpen.into() && postpone::<T>(due, &key, live) {
			continue;
		}
		// Off the agenda, so that it does not hold up the others. The calls `settle` and `lapse`
		// can still end it.
		log::error!(target: LOG_TARGET, "due, but not done: {error:?}");
		agenda::remove::<T>(due, &key);
	}
}

/// Moves a commitment to a study whose cohort is incomplete, or was completed meanwhile, to when it
/// is to be looked at next. Returns whether that is later.
fn postpone<T: Config>(due: Moment, key: &ContributionKey<T>, live: Moment) -> bool {
	let Some(mut contribution) = Contributions::<T>::get(key.clone()) else { return false };
	let study = holders::study_of::<T>(&key.0);
	let next = cohort::next_look::<T>(study.as_ref(), &contribution);
	let Some(next) = next.filter(|next| *next > live) else { return false };
	agenda::remove::<T>(due, key);
	agenda::insert::<T>(next, key);
	contribution.due = Some(next);
	Contributions::<T>::insert(key.clone(), contribution);
	true
}

/// Continues the search for what can be removed.
fn run_purge<T: Config>(meter: &mut WeightMeter) {
	let base = T::WeightInfo::purge(0);
	if meter.try_consume(base).is_err() {
		return;
	}
	let each = T::WeightInfo::purge(1).saturating_sub(base);
	let most = meter
		.remaining()
		.checked_div_per_component(&each)
		.map_or(MAX_PURGED_PER_BLOCK, |most| most.min(MAX_PURGED_PER_BLOCK.into()) as u32);
	let seen = purge::run::<T>(most);
	meter.consume(each.saturating_mul(seen.into()));
}
