//! Joining and leaving.

use super::*;
use sp_runtime::{
	traits::{Verify, Zero},
	AccountId32, MultiSignature,
};

impl<T: Config> Pallet<T> {
	/// Whether `who` belongs to a sponsorship that it could leave; names what leaving would end.
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
		Self::refer(&member);
		gateways.iter().for_each(Self::refer);
		Self::deposit_event(Event::Joined { sponsorship: id, member, gateways });
		Ok(())
	}

	/// Ends a membership. Cannot fail, and leaves alone what is held for the member: that returns when
	/// its items end.
	pub(crate) fn part(id: SponsorshipId, member: &T::AccountId) {
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
		gateways.iter().for_each(Self::unrefer);
		Self::unrefer(member);
	}

	/// No gateway twice, and the member is none of its own.
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

	/// Lets an account without tokens sign.
	pub(crate) fn refer(who: &T::AccountId) {
		frame_system::Pallet::<T>::inc_providers(who);
	}

	/// Takes that back. If something of the account's hangs on this reference alone, it stays.
	pub(crate) fn unrefer(who: &T::AccountId) {
		if let Err(error) = frame_system::Pallet::<T>::dec_providers(who) {
			log::warn!(target: LOG_TARGET, "provider reference kept: {error:?}");
		}
	}
}
