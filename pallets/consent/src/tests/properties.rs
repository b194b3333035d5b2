//! Random histories, compared with a model that keeps a plain list and walks it.

use super::*;
use epione_primitives::Day;
use proptest::prelude::*;
use sp_runtime::AccountId32;

const SUBJECTS: [AccountId32; 2] = [ALICE, CHARLIE];
const DATASETS: [u8; 3] = [1, 2, 3];
const MODALITIES: [Modality; 3] = [Modality::Wearable, Modality::Implant, Modality::Genomic];

fn grantees() -> [GranteeOf<Test>; 3] {
	[to(BOB), to(SPONSOR), Grantee::Study(STUDY)]
}

#[derive(Clone, Debug)]
enum Step {
	Grant { subject: usize, grantee: usize, terms: TermsOf<Test>, guardian: bool },
	Narrow { which: usize, change: Narrowing, by: usize },
	Revoke { which: usize, by: usize },
	RevokeGrantee { subject: usize, grantee: usize, by: usize },
	RevokeAll { subject: usize, by: usize },
	Take { which: usize },
	Acknowledge { which: usize },
	Sweep { subject: usize, limit: u32 },
	Idle,
	Pass(Moment),
}

/// A grant in the model: no rounds, no strands, no remnants.
#[derive(Clone, Debug)]
struct Model {
	subject: AccountId32,
	terms: TermsOf<Test>,
	revoked_at: Option<Moment>,
	acknowledged: bool,
}

fn some_list() -> impl Strategy<Value = Datasets> {
	proptest::sample::subsequence(vec![1u8, 2, 3], 0..=3).prop_map(|l| list(&l))
}

fn some_days() -> impl Strategy<Value = (Day, Day)> {
	(0..8u16, 0..8u16)
}

fn some_terms() -> impl Strategy<Value = TermsOf<Test>> {
	(
		1..8u8,
		prop_oneof![Just(1u16), Just(2), Just(3), Just(0x1ff)],
		proptest::option::of(some_list()),
		proptest::option::of(some_days()),
		prop_oneof![Just(research()), Just(Purpose::Treatment)],
		(0..10u64, 1..40u64),
		proptest::option::of(1..4u32),
	)
		.prop_map(|(actions, modalities, datasets, days, purpose, (from, last), uses)| Terms {
			grantee: to(BOB),
			actions: Actions(actions),
			modalities: Modalities(modalities),
			datasets,
			days,
			purpose,
			// Counted from the time at which the step is taken.
			valid_from: from,
			valid_until: from + last,
			uses,
			document: [9; 32],
		})
}

fn some_change() -> impl Strategy<Value = Narrowing> {
	(
		proptest::option::of((0..8u8).prop_map(Actions)),
		proptest::option::of((0..4u16).prop_map(Modalities)),
		proptest::option::of(some_list()),
		proptest::option::of(some_days()),
		proptest::option::of(0..40u64),
		proptest::option::of(0..4u32),
	)
		.prop_map(|(actions, modalities, datasets, days, valid_until, uses)| Narrowing {
			actions,
			modalities,
			datasets,
			days,
			valid_until,
			uses,
		})
}

fn some_step() -> impl Strategy<Value = Step> {
	let by = || prop_oneof![4 => Just(0usize), 1 => Just(1usize), 1 => Just(2usize)];
	prop_oneof![
		6 => (0..2usize, 0..3usize, some_terms(), any::<bool>())
			.prop_map(|(subject, grantee, terms, guardian)| Step::Grant {
				subject, grantee, terms, guardian
			}),
		4 => (0..12usize, some_change(), by())
			.prop_map(|(which, change, by)| Step::Narrow { which, change, by }),
		2 => (0..12usize, by()).prop_map(|(which, by)| Step::Revoke { which, by }),
		2 => (0..2usize, 0..3usize, by())
			.prop_map(|(subject, grantee, by)| Step::RevokeGrantee { subject, grantee, by }),
		1 => (0..2usize, by()).prop_map(|(subject, by)| Step::RevokeAll { subject, by }),
		3 => (0..12usize).prop_map(|which| Step::Take { which }),
		2 => (0..12usize).prop_map(|which| Step::Acknowledge { which }),
		2 => (0..2usize, 0..4u32).prop_map(|(subject, limit)| Step::Sweep { subject, limit }),
		1 => Just(Step::Idle),
		3 => (0..15u64).prop_map(Step::Pass),
	]
}

/// Whether the terms are well formed, implemented a second time.
fn well_formed(terms: &TermsOf<Test>, now: Moment) -> bool {
	terms.datasets.as_ref().is_none_or(|l| !l.is_empty())
		&& terms.days.is_none_or(|(a, b)| a <= b)
		&& terms.valid_until > now
}

/// Everything that a grant permits, as a set of points; narrowing must give a subset.
fn points(terms: &TermsOf<Test>) -> std::collections::BTreeSet<(u8, u16, u8, Day)> {
	let mut set = std::collections::BTreeSet::new();
	for action in 0..3u8 {
		for modality in 0..9u16 {
			for dataset in 0..5u8 {
				for day in 0..9u16 {
					if terms.actions.0 & (1 << action) != 0
						&& terms.modalities.0 & (1 << modality) != 0
						&& terms.datasets.as_ref().is_none_or(|l| l.contains(&[dataset; 32]))
						&& terms.days.is_none_or(|(a, b)| a <= day && day <= b)
					{
						set.insert((action, modality, dataset, day));
					}
				}
			}
		}
	}
	set
}

impl Model {
	/// The decision, in the order of `Denial`.
	fn decide(
		&self,
		r: &AccessRequestOf<Test>,
		now: Moment,
		committed: bool,
	) -> Result<(), Denial> {
		let t = &self.terms;
		if r.subject != self.subject {
			return Err(Denial::OtherSubject);
		}
		if r.grantee != t.grantee {
			return Err(Denial::OtherGrantee);
		}
		if self.revoked_at.is_some() {
			return Err(Denial::Revoked);
		}
		if !committed {
			if now < t.valid_from {
				return Err(Denial::NotYetValid);
			}
			if now >= t.valid_until {
				return Err(Denial::Expired);
			}
			if t.uses == Some(0) {
				return Err(Denial::UsedUp);
			}
		}
		if now >= t.valid_until {
			return Err(Denial::Expired);
		}
		if t.actions.0 & (1 << r.action as u8) == 0 {
			return Err(Denial::ActionNotGranted);
		}
		let Some((modality, first, last)) =
			world(|w| w.datasets.get(&(r.subject.clone(), r.dataset)).copied())
		else {
			return Err(Denial::NoDataset);
		};
		if t.modalities.0 & (1 << modality as u16) == 0 {
			return Err(Denial::ModalityOutOfScope);
		}
		if t.datasets.as_ref().is_some_and(|l| !l.contains(&r.dataset)) {
			return Err(Denial::DatasetOutOfScope);
		}
		if t.days.is_some_and(|(a, b)| first < a || last > b) {
			return Err(Denial::DaysOutOfScope);
		}
		if r.purpose != t.purpose {
			return Err(Denial::Purpose(PurposeMismatch::Kind));
		}
		Ok(())
	}

	/// The model's narrowing: `None` if refused.
	fn narrow(&self, change: &Narrowing, now: Moment) -> Option<TermsOf<Test>> {
		let mut new = self.terms.clone();
		if let Some(a) = change.actions {
			new.actions = a;
		}
		if let Some(m) = change.modalities {
			new.modalities = m;
		}
		if let Some(d) = &change.datasets {
			new.datasets = Some(d.clone());
		}
		if let Some(d) = change.days {
			new.days = Some(d);
		}
		if let Some(u) = change.valid_until {
			if u < now {
				return None;
			}
			new.valid_until = u;
		}
		if let Some(u) = change.uses {
			new.uses = Some(u);
		}
		let fewer_uses = match (new.uses, self.terms.uses) {
			(Some(new), Some(old)) => new <= old,
			_ => true,
		};
		let empty = new.datasets.as_ref().is_some_and(|l| l.is_empty())
			|| new.days.is_some_and(|(a, b)| a > b)
			|| new.actions.0 == 0
			|| new.modalities.0 == 0;
		// Days beyond the universe of `points` do not arise; those within it decide.
		let less = !empty
			&& fewer_uses
			&& new.valid_until <= self.terms.valid_until
			&& points(&new).is_subset(&points(&self.terms))
			&& new.actions.0 & !self.terms.actions.0 == 0
			&& new.modalities.0 & !self.terms.modalities.0 == 0;
		let sorted = |terms: &TermsOf<Test>| {
			let mut list = terms.datasets.clone().map(|l| l.to_vec());
			list.iter_mut().for_each(|l| l.sort());
			(list, Terms { datasets: None, ..terms.clone() })
		};
		(less && sorted(&new) != sorted(&self.terms)).then_some(new)
	}
}

/// Subject, guardian or stranger.
fn signer(subject: &AccountId32, by: usize) -> AccountId32 {
	match by {
		0 => subject.clone(),
		1 => GRETA,
		_ => BOB,
	}
}

/// Takes one step in the pallet and in the model, and compares the results.
fn take_step(step: Step, models: &mut Vec<Model>) {
	let now = Consent::now();
	let may = |subject: &AccountId32, by: usize| by == 0 || (by == 1 && *subject == ALICE);
	match step {
		Step::Grant { subject, grantee, terms, guardian } => {
			let subject = SUBJECTS[subject].clone();
			let terms = Terms {
				grantee: grantees()[grantee].clone(),
				valid_from: now + terms.valid_from,
				valid_until: now + terms.valid_until,
				..terms
			};
			let by = usize::from(guardian);
			let expected = may(&subject, by) && well_formed(&terms, now);
			let result =
				Consent::grant(signed(signer(&subject, by)), subject.clone(), terms.clone(), None);
			assert_eq!(result.is_ok(), expected, "{result:?}");
			if expected {
				models.push(Model { subject, terms, revoked_at: None, acknowledged: false });
			}
		},
		Step::Narrow { which, mut change, by } => {
			let Some(model) = models.get_mut(which) else { return };
			change.valid_until = change.valid_until.map(|after| (now + after).saturating_sub(10));
			let who = signer(&model.subject, by);
			let live = model.revoked_at.is_none() && now < model.terms.valid_until;
			let expected =
				(may(&model.subject, by) && live).then(|| model.narrow(&change, now)).flatten();
			let id = which as GrantId;
			assert_eq!(Consent::check_narrow(&who, id, &change).is_ok(), expected.is_some());
			let result = Consent::narrow(signed(who), id, change);
			assert_eq!(result.is_ok(), expected.is_some(), "{result:?}");
			if let Some(new) = expected {
				model.terms = new;
			}
		},
		Step::Revoke { which, by } => {
			let Some(model) = models.get_mut(which) else { return };
			let who = signer(&model.subject, by);
			let expected = may(&model.subject, by) && model.revoked_at.is_none();
			let id = which as GrantId;
			assert_eq!(Consent::check_revoke(&who, id).is_ok(), expected);
			assert_eq!(Consent::revoke(signed(who), id).is_ok(), expected);
			if expected {
				model.revoked_at = Some(now);
			}
		},
		Step::RevokeGrantee { subject, grantee, by } => {
			let (subject, grantee) = (SUBJECTS[subject].clone(), grantees()[grantee].clone());
			revoke_many(models, &subject, Some(&grantee), by, now, may(&subject, by));
		},
		Step::RevokeAll { subject, by } => {
			let subject = SUBJECTS[subject].clone();
			revoke_many(models, &subject, None, by, now, may(&subject, by));
		},
		Step::Take { which } => {
			let Some(model) = models.get_mut(which) else { return };
			let request = AccessRequest {
				grantee: model.terms.grantee.clone(),
				subject: model.subject.clone(),
				dataset: [1; 32],
				action: Action::Read,
				purpose: research(),
				grant: which as GrantId,
			};
			let expected = model.decide(&request, now, false);
			assert_eq!(Consent::take(&request).map(|_| ()), expected);
			if expected.is_ok() {
				model.terms.uses = model.terms.uses.map(|n| n - 1);
			}
		},
		Step::Acknowledge { which } => {
			let Some(model) = models.get_mut(which) else { return };
			let ended = model.revoked_at.is_some() || now >= model.terms.valid_until;
			let expected = ended && !model.acknowledged;
			let who = World::controller(&model.terms.grantee).expect("exists");
			let id = which as GrantId;
			assert_eq!(Consent::check_acknowledge(&who, id).is_ok(), expected);
			assert_eq!(Consent::acknowledge(signed(who), id).is_ok(), expected);
			model.acknowledged |= expected;
		},
		// These two change nothing that the model tracks.
		Step::Sweep { subject, limit } => {
			let _ = Consent::sweep(signed(GRETA), SUBJECTS[subject].clone(), limit);
		},
		Step::Idle => {
			<Consent as Hooks<u64>>::on_idle(1, <() as WeightInfo>::sweep(3));
		},
		Step::Pass(time) => pass(time),
	}
}

fn revoke_many(
	models: &mut [Model],
	subject: &AccountId32,
	grantee: Option<&GranteeOf<Test>>,
	by: usize,
	now: Moment,
	may: bool,
) {
	let who = signer(subject, by);
	let mut met = models
		.iter_mut()
		.filter(|m| m.subject == *subject && m.revoked_at.is_none())
		.filter(|m| grantee.is_none_or(|g| m.terms.grantee == *g))
		.collect::<Vec<_>>();
	let expected = may && !met.is_empty();
	let (check, call) = match grantee {
		Some(g) => (
			Consent::check_revoke_grantee(&who, subject, g).is_ok(),
			Consent::revoke_grantee(signed(who), subject.clone(), g.clone()).is_ok(),
		),
		None => (
			Consent::check_revoke_all(&who, subject).is_ok(),
			Consent::revoke_all(signed(who), subject.clone()).is_ok(),
		),
	};
	assert_eq!((check, call), (expected, expected));
	if expected {
		met.iter_mut().for_each(|m| m.revoked_at = Some(now));
	}
}

/// Pallet and model agree on every grant.
fn compare(models: &[Model]) {
	let now = Consent::now();
	for (id, model) in models.iter().enumerate() {
		let id = id as GrantId;
		let line = Consent::grant_info(id).expect("grants never go").line;
		assert_eq!(line.revoked_at, model.revoked_at, "grant {id}");
		assert_eq!(line.uses_left, model.terms.uses, "grant {id}");
		assert_eq!(line.valid_until, model.terms.valid_until, "grant {id}");
		assert_eq!(line.purpose, model.terms.purpose, "grant {id}");
		for subject in &SUBJECTS {
			for grantee in grantees() {
				for dataset in [1u8, 2, 3, 4] {
					for action in [Action::Read, Action::Author] {
						let request = AccessRequest {
							grantee: grantee.clone(),
							subject: subject.clone(),
							dataset: [dataset; 32],
							action,
							purpose: research(),
							grant: id,
						};
						let answer = Consent::decide(request.clone()).map(|_| ());
						assert_eq!(answer, model.decide(&request, now, false), "{request:?}");
						assert_eq!(
							Consent::confirm(&request),
							model.decide(&request, now, true),
							"{request:?}"
						);
						assert!(model.revoked_at.is_none() || answer.is_err(), "never again");
					}
				}
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: 96,
		failure_persistence: None,
		..ProptestConfig::default()
	})]

	/// After every step decisions are the model's, a revoked grant never permits again, every
	/// invariant holds, and holds equal tickets.
	#[test]
	fn histories_agree_with_the_model(steps in proptest::collection::vec(some_step(), 1..40)) {
		new_test_ext().execute_with(|| {
			world(|w| {
				w.datasets.clear();
				for subject in SUBJECTS {
					for (i, (dataset, modality)) in DATASETS.iter().zip(MODALITIES).enumerate() {
						let day = 2 * i as Day;
						w.datasets
							.insert((subject.clone(), [*dataset; 32]), (modality, day, day + 1));
					}
				}
			});
			let mut models = Vec::new();
			for step in steps {
				take_step(step, &mut models);
				compare(&models);
				check_all();
			}
			// In the end everything is revoked and swept, and the only deposits held are for
			// remnants.
			for subject in SUBJECTS {
				let _ = Consent::revoke_all(signed(subject.clone()), subject.clone());
				let _ = Consent::sweep(signed(GRETA), subject, 1000);
			}
			check_all();
			assert_eq!(Open::<Test>::iter().count(), 0);
			let remnants = models.len() as Balance;
			let each = if models.is_empty() { 0 } else { remnant_price(0) };
			let held = [ALICE, CHARLIE, GRETA].iter().map(held).sum::<Balance>();
			assert_eq!(held, remnants * each);
		});
	}

	/// Whatever a narrowed grant permits, it permitted before.
	#[test]
	fn narrowing_only_ever_takes_away(terms in some_terms(), change in some_change()) {
		new_test_ext().execute_with(|| {
			let now = Consent::now();
			let mut terms = terms;
			terms.valid_from += now;
			terms.valid_until += now;
			let mut change = change;
			change.valid_until = change.valid_until.map(|after| now + after);
			if !well_formed(&terms, now) {
				return;
			}
			let id = alice_grants(terms.clone());
			if Consent::narrow(signed(ALICE), id, change).is_err() {
				return;
			}
			let line = Consent::grant_info(id).expect("exists").line;
			let narrowed = Terms {
				grantee: line.grantee,
				actions: line.actions,
				modalities: line.modalities,
				datasets: line.datasets.map(|l| l.try_into().expect("bounded")),
				days: line.days,
				purpose: line.purpose,
				valid_from: line.valid_from,
				valid_until: line.valid_until,
				uses: line.uses_left,
				document: terms.document,
			};
			assert!(points(&narrowed).is_subset(&points(&terms)));
			assert_ne!(narrowed, terms);
			assert!(narrowed.within(&terms, now));
			assert_eq!(narrowed.purpose, terms.purpose);
			assert_eq!(narrowed.valid_from, terms.valid_from);
		});
	}
}
