//! Joining and leaving.

use crate::{
	pallet::{Config, Error, Event, HoldReason, MemberOf, Members, Pallet, Sponsorships},
	types::{Gateways, Membership},
	MAX_STATEMENT_LIFE,
};
use alloc::vec::Vec;
use codec::Encode;
use epione_envelope::statements;
use epione_primitives::{Moment, SponsorshipId};
use epione_support::providers;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::MutateHold, Get},
};
use sp_runtime::{
	traits::{Verify, Zero},
	AccountId32, MultiSignature,
};

impl<T: Config> Pallet<T> {
	/// Whether `who` may leave, for the transaction pool, since leaving is free. `Ok` returns what
	/// would end, so that the pool keeps only one transaction for it.
	pub fn check_leave(who: &T::AccountId) -> Result<Vec<u8>, Error<T>> {
		let id = MemberOf::<T>::get(who).ok_or(Error::<T>::NotMember)?;
		Ok((who, id).encode())
	}

	/// Checks a joining and carries it out.
	pub(crate) fn do_join(
		by: &T::AccountId,
		id: SponsorshipId,
		member: T::AccountId,
		gateways: Gateways<T::AccountId>,
		expiry: Moment,
		consent: &MultiSignature,
		invitation: Option<&MultiSignature>,
	) -> DispatchResult {
		let mut sponsorship = Sponsorships::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let now = Self::now();
		ensure!(Self::pays(&sponsorship), Error::<T>::Ended);
		Self::ensure_gateways(&member, &gateways)?;
		ensure!(now < expiry, Error::<T>::StatementExpired);
		ensure!(expiry <= now.saturating_add(MAX_STATEMENT_LIFE), Error::<T>::ExpiryTooFar);
		ensure!(!MemberOf::<T>::contains_key(&member), Error::<T>::AlreadyMember);
		ensure!(sponsorship.members < sponsorship.terms.max_members, Error::<T>::TooManyMembers);
		let former = Members::<T>::get(id, &member);
		ensure!(
			former.as_ref().is_none_or(|former| former.void_until < expiry),
			Error::<T>::StatementUsed
		);

		let statement = statements::sponsorship_join(
			&T::ChainId::get(),
			id,
			member.as_ref(),
			gateways.iter().map(AsRef::as_ref),
			expiry,
		);
		ensure!(Self::is_signed(&statement, consent, &member), Error::<T>::InvalidConsent);
		if *by != sponsorship.sponsor {
			let invitation = invitation.ok_or(Error::<T>::NotInvited)?;
			ensure!(
				Self::is_signed(&statement, invitation, &sponsorship.sponsor),
				Error::<T>::InvalidInvitation
			);
		}

		let membership = match former {
			Some(former) => Membership {
				active: true,
				gateways: gateways.clone(),
				void_until: expiry,
				..former
			},
			None => {
				let deposit = T::MemberDeposit::get();
				ensure!(deposit <= Self::budget(id), Error::<T>::BudgetExhausted);
				T::Currency::hold(&HoldReason::Membership.into(), &Self::pot(id), deposit)?;
				sponsorship.records =
					sponsorship.records.checked_add(1).ok_or(Error::<T>::Overflow)?;
				Membership {
					active: true,
					gateways: gateways.clone(),
					day: 0,
					spent: Zero::zero(),
					held: Zero::zero(),
					void_until: expiry,
					deposit,
				}
			},
		};
		sponsorship.members = sponsorship.members.checked_add(1).ok_or(Error::<T>::Overflow)?;
		Sponsorships::<T>::insert(id, sponsorship);
		Members::<T>::insert(id, &member, membership);
		MemberOf::<T>::insert(&member, id);
		providers::add::<T>(&member);
		gateways.iter().for_each(providers::add::<T>);
		Self::deposit_event(Event::Joined { sponsorship: id, member, gateways });
		Ok(())
	}

	/// Ends a membership. Cannot fail. What is held for the member stays held until its items end.
	pub(crate) fn end_membership(id: SponsorshipId, member: &T::AccountId) {
		MemberOf::<T>::remove(member);
		let void_until = Self::now().saturating_add(MAX_STATEMENT_LIFE);
		let gateways = Members::<T>::mutate(id, member, |membership| {
			let Some(membership) = membership else { return Gateways::default() };
			membership.active = false;
			// What was signed before must not bring the member back.
			membership.void_until = void_until;
			core::mem::take(&mut membership.gateways)
		});
		Sponsorships::<T>::mutate(id, |sponsorship| {
			if let Some(sponsorship) = sponsorship {
				sponsorship.members = sponsorship.members.saturating_sub(1);
			}
		});
		gateways.iter().for_each(providers::remove::<T>);
		providers::remove::<T>(member);
	}

	/// Whether no gateway is named twice, and the member does not name itself.
	pub(crate) fn ensure_gateways(
		member: &T::AccountId,
		gateways: &Gateways<T::AccountId>,
	) -> Result<(), Error<T>> {
		let mut rest = gateways.iter();
		while let Some(gateway) = rest.next() {
			ensure!(
				gateway != member && !rest.as_slice().contains(gateway),
				Error::<T>::InvalidGateways
			);
		}
		Ok(())
	}

	/// Whether the signature is `who`'s. Wallets wrap what they sign.
	fn is_signed(statement: &[u8], signature: &MultiSignature, who: &T::AccountId) -> bool {
		let who = AccountId32::new(*who.as_ref());
		signature.verify(statement, &who)
			|| signature.verify(&statements::wrapped(statement)[..], &who)
	}
}
