//! The one decision function.

use super::*;
use epione_primitives::{Attributes, DuoModifiers, Role};

impl<T: Config> Pallet<T> {
	/// When `grant` was revoked, if it was: itself, with its strand, or with its round.
	///
	/// A strand cannot be closed after its round, so the first time found is the first there was.
	pub(crate) fn revoked_at(grant: &GrantOf<T>) -> Option<Moment> {
		grant
			.revoked_at
			.or_else(|| Strands::<T>::get(grant.strand)?.closed_at)
			.or_else(|| Rounds::<T>::get(grant.round)?.closed_at)
	}

	/// When `grant` ended, if it has at `now`: revoked or over, whichever came first.
	pub(crate) fn ended_at(grant: &GrantOf<T>, now: Moment) -> Option<Moment> {
		let over = grant.is_expired(now).then_some(grant.valid_until);
		match (Self::revoked_at(grant), over) {
			(Some(revoked), Some(over)) => Some(revoked.min(over)),
			(revoked, over) => revoked.or(over),
		}
	}

	/// The grant that `request` names, if it is this subject's to this grantee and not revoked.
	fn named(request: &AccessRequestOf<T>) -> Result<GrantOf<T>, Denial> {
		let grant = Grants::<T>::get(request.grant).ok_or(Denial::NoGrant)?;
		ensure!(grant.subject == request.subject, Denial::OtherSubject);
		ensure!(grant.grantee == request.grantee, Denial::OtherGrantee);
		ensure!(Self::revoked_at(&grant).is_none(), Denial::Revoked);
		Ok(grant)
	}

	/// Whether `request` lies within what `grant` covers. `now` matters for DUO TS only.
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

	/// Whether the grantee is what the DUO modifiers of `grant` demand, as far as the chain sees.
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

	/// Whether `request` is allowed now; gives the grant with the permit.
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

	/// See the view function `grant_info`.
	pub(crate) fn info(grant: GrantId) -> Option<GrantInfo<T::AccountId>> {
		let found = Grants::<T>::get(grant)?;
		let line = found.line(grant, Self::revoked_at(&found), Self::shown(&found));
		Some(GrantInfo {
			subject: found.subject,
			guardian: found.guardian,
			line,
			document: found.document,
			narrowed: found.narrowed,
		})
	}

	/// See the view function `requests_of`.
	pub(crate) fn waiting_for(
		subject: &T::AccountId,
	) -> Vec<(RequestId, T::AccountId, TermsOf<T>)> {
		RequestsOf::<T>::iter_key_prefix(subject)
			.take(MAX_LINES as usize)
			.map(RequestId::from_be_bytes)
			.filter_map(|id| Requests::<T>::get(id).map(|r| (id, r.requester, r.terms)))
			.collect()
	}

	/// See the view function `grants_of`.
	pub(crate) fn lines(
		subject: &T::AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<GrantLine<T::AccountId>> {
		let keys = match after {
			Some(id) => GrantsOf::<T>::iter_key_prefix_from(
				subject,
				GrantsOf::<T>::hashed_key_for(subject, id.to_be_bytes()),
			),
			None => GrantsOf::<T>::iter_key_prefix(subject),
		};
		keys.take(limit.min(MAX_LINES) as usize)
			.map(GrantId::from_be_bytes)
			.filter_map(|id| {
				let grant = Grants::<T>::get(id)?;
				Some(grant.line(id, Self::revoked_at(&grant), Self::shown(&grant)))
			})
			.collect()
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
		let grant = Self::named(request)?;
		// At the beginning of time no DUO time limit has passed.
		Self::covers(&grant, request, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(
		subject: &T::AccountId,
		grantee: GranteeOf<T>,
		purpose: epione_primitives::Purpose,
	) -> GrantId {
		use epione_primitives::{Actions, Modalities};
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

impl<T: Config> GrantList<T::AccountId> for Pallet<T> {
	fn grants_of(
		subject: &T::AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<GrantLine<T::AccountId>> {
		Self::lines(subject, after, limit)
	}
}
