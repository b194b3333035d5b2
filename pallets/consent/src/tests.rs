//! Tests: one file per call, and one each for the decision's three questions, duties, the pool's
//! checks, queries, invariants, properties, and the README's scenario.

use crate::{mock::*, *};
use epione_primitives::{
	traits::{AccessDecision, GrantList},
	AccessRequest, Action, Actions, Attributes, DuoModifiers, DuoPermission, Grantee, Modalities,
	Modality, Purpose, PurposeMismatch, ResearchUse, HOUR,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks};

mod acknowledge;
mod confirm;
mod decide;
mod deny;
mod duties;
mod grant;
mod narrow;
mod pool;
mod properties;
mod queries;
mod report_overdue;
mod request;
mod revoke;
mod revoke_all;
mod revoke_grantee;
mod story;
mod sweep;
mod take;
mod try_state;
mod withdraw_request;

type Failure = Error<Test>;

/// Terms that are ill-formed in every possible way, each with its refusal.
fn ill_formed() -> Vec<(TermsOf<Test>, Failure)> {
	let good = terms(to(BOB));
	let now = Consent::now();
	let dated =
		ResearchUse { time_limit: Some(now), ..ResearchUse::plain(DuoPermission::HealthResearch) };
	vec![
		(Terms { actions: Actions(0), ..good.clone() }, Failure::InvalidActions),
		(Terms { actions: Actions(8), ..good.clone() }, Failure::InvalidActions),
		(Terms { modalities: Modalities(0), ..good.clone() }, Failure::InvalidModalities),
		(Terms { modalities: Modalities(1 << 9), ..good.clone() }, Failure::InvalidModalities),
		(Terms { datasets: Some(list(&[])), ..good.clone() }, Failure::InvalidDatasets),
		(Terms { datasets: Some(list(&[1, 2, 1])), ..good.clone() }, Failure::InvalidDatasets),
		(Terms { days: Some((2, 1)), ..good.clone() }, Failure::InvalidDays),
		(Terms { purpose: Purpose::Research(dated), ..good.clone() }, Failure::InvalidPurpose),
		(
			Terms { valid_from: now + 9, valid_until: now + 9, ..good.clone() },
			Failure::InvalidPeriod,
		),
		(
			Terms { valid_from: now + 9, valid_until: now + 8, ..good.clone() },
			Failure::InvalidPeriod,
		),
		(Terms { valid_from: now - 9, valid_until: now, ..good.clone() }, Failure::InvalidPeriod),
		(Terms { uses: Some(0), ..good }, Failure::InvalidUses),
	]
}

/// Terms that are only just well formed.
fn just_well_formed() -> Vec<TermsOf<Test>> {
	let good = terms(to(BOB));
	let now = Consent::now();
	let sixteen = (0..16).collect::<Vec<u8>>();
	vec![
		Terms { actions: Actions::ALL, modalities: Modalities::ALL, ..good.clone() },
		Terms { datasets: Some(list(&sixteen)), ..good.clone() },
		Terms { days: Some((1, 1)), ..good.clone() },
		Terms { valid_from: now, valid_until: now + 1, ..good.clone() },
		Terms { valid_from: 0, valid_until: Moment::MAX, ..good.clone() },
		Terms { uses: Some(1), ..good },
	]
}

/// Burns an account's free tokens; holds remain.
fn spend_all(who: &sp_runtime::AccountId32) {
	use frame_support::traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
	};
	let free = Balances::reducible_balance(who, Preservation::Expendable, Fortitude::Polite);
	assert_ok!(<Balances as Mutate<_>>::burn_from(
		who,
		free,
		Preservation::Expendable,
		Precision::Exact,
		Fortitude::Polite
	));
	assert_eq!(Balances::free_balance(who), 0);
}

/// Locks every token of an account.
fn freeze_all(who: &sp_runtime::AccountId32) {
	use frame_support::traits::{LockableCurrency, WithdrawReasons};
	<Balances as LockableCurrency<_>>::set_lock(
		*b"test/all",
		who,
		Balance::MAX,
		WithdrawReasons::all(),
	);
}

fn providers(who: &sp_runtime::AccountId32) -> u32 {
	System::providers(who)
}

fn last_event() -> Event<Test> {
	match System::events().pop().expect("an event").event {
		RuntimeEvent::Consent(event) => event,
		other => panic!("{other:?}"),
	}
}

fn live_price() -> Balance {
	price(Consent::footprint_of_live())
}

fn remnant_price(grant: GrantId) -> Balance {
	price(Consent::footprint_of_remnant(&Grants::<Test>::get(grant).expect("exists")))
}
