//! What the pallet reports. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Consent was asked for.
		Requested {
			/// Number of the request.
			request: RequestId,
			/// Who is asked.
			subject: T::AccountId,
			/// Who asks.
			requester: T::AccountId,
			/// For what.
			terms: TermsOf<T>,
		},
		/// The requester took its request back.
		RequestWithdrawn {
			/// Number of the request.
			request: RequestId,
			/// Who was asked.
			subject: T::AccountId,
			/// Who had asked.
			requester: T::AccountId,
		},
		/// The subject, or its guardian, said no.
		RequestDenied {
			/// Number of the request.
			request: RequestId,
			/// Who was asked.
			subject: T::AccountId,
			/// Who had asked.
			requester: T::AccountId,
			/// Who signed.
			by: T::AccountId,
		},
		/// Consent was given.
		Granted {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed and paid the deposit.
			by: T::AccountId,
			/// For what.
			terms: TermsOf<T>,
			/// The request that it answers; that one is removed.
			request: Option<RequestId>,
		},
		/// A grant was narrowed.
		Narrowed {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed.
			by: T::AccountId,
			/// What was taken away.
			change: Narrowing,
		},
		/// One use of a counted grant was taken.
		UseTaken {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// How many are left.
			uses_left: u32,
		},
		/// One grant was revoked; only its remnant stays.
		Revoked {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed.
			by: T::AccountId,
		},
		/// All grants of the subject to this grantee with numbers below `below` were revoked.
		GranteeRevoked {
			/// Whose data.
			subject: T::AccountId,
			/// Who has lost access.
			grantee: GranteeOf<T>,
			/// Who signed.
			by: T::AccountId,
			/// Number of the next grant.
			below: GrantId,
		},
		/// All grants of the subject with numbers below `below` were revoked.
		AllRevoked {
			/// Whose data.
			subject: T::AccountId,
			/// Who signed.
			by: T::AccountId,
			/// Number of the next grant.
			below: GrantId,
		},
		/// Something that was delivered under a grant has ended: the controller has to confirm that
		/// key and plaintext are destroyed.
		AcknowledgementDue {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who has to confirm: the grantee's controller.
			controller: T::AccountId,
			/// Deadline; a standstill of the chain extends it.
			due: Moment,
		},
		/// A duty was not met in time.
		AcknowledgementOverdue {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who should have confirmed.
			controller: T::AccountId,
		},
		/// The grantee confirmed that it destroyed keys and plaintext of everything that has ended.
		Acknowledged {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed: the grantee's controller.
			by: T::AccountId,
		},
		/// A grant that had ended was reduced to its remnant. The deposit returned, except for the
		/// remnant's part.
		Swept {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// When it was revoked; `None`: it ended by date.
			revoked_at: Option<Moment>,
		},
		/// A commitment under a counted grant ended without a delivery: its use counts no more.
		UseGivenBack {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// How many are left.
			uses_left: u32,
		},
	}
}
