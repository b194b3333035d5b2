//! The one function that decides on access, `judge`, and what other pallets call.
//!
//! `decide` returns its answer (for the pool); `take` also counts a use of the grant (for a commit
//! in a block), `give_back` takes that back. `confirm` checks less, at delivery and for serving:
//! whether the subject's consent still lasts. `pallet-studies` makes its own error of each
//! [`Denial`] (its `Error::from_denial`). Whether a grant is revoked, `revoked_at` in `rounds.rs`
//! knows.

use crate::{
	types::{AccessRequestOf, GrantOf},
	Config, Event, Grants, Pallet,
};
use epione_primitives::{
	traits::{AccessDecision, CredentialCheck, DatasetLookup, GranteeLookup},
	Attributes, Denial, DuoModifiers, GrantId, Grantee, Moment, Permit, Role,
};
use frame_support::{defensive, ensure};

impl<T: Config> Pallet<T> {
	/// The grant that `request` names, if it is this subject's to this grantee and not revoked.
	fn named(request: &AccessRequestOf<T>) -> Result<GrantOf<T>, Denial> {
		let grant = Grants::<T>::get(request.grant).ok_or(Denial::NoGrant)?;
		ensure!(grant.subject == request.subject, Denial::OtherSubject);
		ensure!(grant.grantee == request.grantee, Denial::OtherGrantee);
		ensure!(Self::revoked_at(&grant).is_none(), Denial::Revoked);
		Ok(grant)
	}

	/// Whether `request` lies within the scope of `grant` now.
	fn covers(grant: &GrantOf<T>, request: &AccessRequestOf<T>, now: Moment) -> Result<(), Denial> {
		ensure!(grant.actions.contains(request.action), Denial::ActionNotGranted);
		let facts =
			T::Datasets::facts(&request.subject, &request.dataset).ok_or(Denial::NoDataset)?;
		ensure!(grant.modalities.contains(facts.modality), Denial::ModalityOutOfScope);
		ensure!(
			grant.datasets.as_ref().is_none_or(|list| list.contains(&request.dataset)),
			Denial::DatasetOutOfScope
		);
		ensure!(
			grant
				.days
				.is_none_or(|(first, last)| first <= facts.first_day && facts.last_day <= last),
			Denial::DaysOutOfScope
		);
		request.purpose.within(&grant.purpose, now).map_err(Denial::Purpose)
	}

	/// Whether the grantee meets the DUO modifiers of `grant`, as far as the chain can see.
	fn suits(grant: &GrantOf<T>) -> Result<(), Denial> {
		let modifiers = grant.purpose.modifiers();
		let any = |set: DuoModifiers| modifiers.0 & set.0 != 0;
		let grantee = &grant.grantee;

		if any(DuoModifiers::IRB) {
			ensure!(T::Grantees::ethics_approved(grantee), Denial::NoEthicsApproval);
		}
		let not_for_profit = any(DuoModifiers::NPU.union(DuoModifiers::NPUNCU));
		let non_commercial = any(DuoModifiers::NCU.union(DuoModifiers::NPUNCU));
		if not_for_profit || non_commercial {
			let attributes = T::Grantees::controller(grantee)
				.and_then(|who| T::Credentials::attributes(&who, Role::Researcher))
				.unwrap_or(Attributes::NONE);
			ensure!(
				!not_for_profit || attributes.contains(Attributes::NOT_FOR_PROFIT),
				Denial::NotForProfitOnly
			);
			ensure!(
				!non_commercial || attributes.contains(Attributes::NON_COMMERCIAL),
				Denial::NonCommercialOnly
			);
		}
		let is_account = matches!(grantee, Grantee::Account(_));
		let user_or_institution = any(DuoModifiers::US.union(DuoModifiers::IS));
		ensure!(!user_or_institution || is_account, Denial::NotSpecificGrantee);
		ensure!(!any(DuoModifiers::PS) || !is_account, Denial::NotSpecificGrantee);
		Ok(())
	}

	/// Whether `request` is allowed now. Returns the permit and the grant.
	///
	/// Constant work: the grant, its strand and round, the dataset, the grantee, one credential.
	pub(crate) fn judge(request: &AccessRequestOf<T>) -> Result<(Permit, GrantOf<T>), Denial> {
		let now = Self::now();
		let grant = Self::named(request)?;
		ensure!(grant.valid_from <= now, Denial::NotYetValid);
		ensure!(!grant.is_expired(now), Denial::Expired);
		ensure!(grant.uses_left != Some(0), Denial::UsedUp);
		Self::covers(&grant, request, now)?;
		Self::suits(&grant)?;
		Ok((Permit { grant: request.grant, valid_until: grant.valid_until }, grant))
	}
}

impl<T: Config> AccessDecision<T::AccountId> for Pallet<T> {
	fn decide(request: &AccessRequestOf<T>) -> Result<Permit, Denial> {
		Self::judge(request).map(|(permit, _)| permit)
	}

	fn take(request: &AccessRequestOf<T>) -> Result<Permit, Denial> {
		let (permit, mut grant) = Self::judge(request)?;
		if let Some(uses) = grant.uses_left {
			let uses_left = uses.saturating_sub(1);
			let subject = grant.subject.clone();
			grant.uses_left = Some(uses_left);
			Grants::<T>::insert(request.grant, grant);
			Self::deposit_event(Event::UseTaken { grant: request.grant, subject, uses_left });
		}
		Ok(permit)
	}

	fn confirm(request: &AccessRequestOf<T>) -> Result<(), Denial> {
		let now = Self::now();
		let grant = Self::named(request)?;
		ensure!(!grant.is_expired(now), Denial::Expired);
		Self::covers(&grant, request, now)
	}

	fn ended_by_date(grant: GrantId) -> Option<Moment> {
		let found = Grants::<T>::get(grant)?;
		let ended = Self::ended_at(&found, Self::now())?;
		(ended == found.valid_until).then_some(ended)
	}

	fn give_back(grant: GrantId) {
		let Some(mut found) = Grants::<T>::get(grant) else {
			defensive!("uses are taken of grants");
			return;
		};
		let Some(uses) = found.uses_left.filter(|_| found.narrowed == 0) else { return };
		let uses_left = uses.saturating_add(1);
		let subject = found.subject.clone();
		found.uses_left = Some(uses_left);
		Grants::<T>::insert(grant, found);
		Self::deposit_event(Event::UseGivenBack { grant, subject, uses_left });
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(
		subject: &T::AccountId,
		grantee: Grantee<T::AccountId>,
		purpose: epione_primitives::Purpose,
	) -> GrantId {
		use crate::types::Terms;
		use epione_primitives::{Actions, Modalities};
		use frame_support::traits::Consideration;
		T::GrantConsideration::ensure_successful(subject, Self::footprint_of_live());
		let terms = Terms {
			grantee,
			actions: Actions::ALL,
			modalities: Modalities::ALL,
			datasets: None,
			days: None,
			purpose,
			valid_from: 0,
			valid_until: Moment::MAX,
			// Counted, so that `take` has to write.
			uses: Some(u32::MAX),
			document: [0; 32],
		};
		Self::add_grant(subject, subject.clone(), terms).expect("the deposit is there")
	}
}
