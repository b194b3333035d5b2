//! What the pallet reports. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod events {
	/// What happened. In order, the events suffice to rebuild who was paid for by whom.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A sponsorship was set up.
		Created {
			/// Its number.
			sponsorship: SponsorshipId,
			/// Who set it up.
			sponsor: T::AccountId,
			/// What it pays.
			terms: TermsOf<T>,
			/// What it can spend.
			budget: BalanceOf<T>,
		},
		/// Somebody added to the budget.
		Funded {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who.
			by: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// The sponsor changed what the sponsorship pays from now on.
		TermsSet {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// What it pays.
			terms: TermsOf<T>,
		},
		/// An account became a member.
		Joined {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who is paid for.
			member: T::AccountId,
			/// The accounts through which its calls may come.
			gateways: GatewaysOf<T>,
		},
		/// A member named other gateways.
		GatewaysSet {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// The member.
			member: T::AccountId,
			/// The accounts through which its calls may come.
			gateways: GatewaysOf<T>,
		},
		/// A member left: it is no longer paid for. What it has stays its own.
		Left {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who.
			member: T::AccountId,
		},
		/// A member was evicted: it is no longer paid for. What it has stays its own.
		Evicted {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Who.
			member: T::AccountId,
			/// By whom.
			by: T::AccountId,
		},
		/// A sponsorship was ended; it pays nothing more.
		SponsorshipEnded {
			/// Which.
			sponsorship: SponsorshipId,
			/// By whom.
			by: T::AccountId,
		},
		/// The free balance of an ended sponsorship's pot went back to the sponsor.
		Refunded {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// The record of a former member is gone.
		MembershipPurged {
			/// The sponsorship.
			sponsorship: SponsorshipId,
			/// Whose.
			member: T::AccountId,
		},
		/// A sponsorship and its pot are gone. Its number is never used again.
		SponsorshipRemoved {
			/// Which.
			sponsorship: SponsorshipId,
		},
	}
}
