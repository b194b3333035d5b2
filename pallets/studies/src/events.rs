//! What the pallet's events say. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod events {
	/// What happened. Moments are on the wall clock, as if the chain did not stand still from then
	/// on.
	// Each variant's sentence says what its fields are; their names are the calls' arguments.
	#[allow(missing_docs)]
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A study was created; its pot holds `budget` besides the existential deposit.
		StudyCreated {
			study: StudyId,
			sponsor: T::AccountId,
			terms: Terms<BalanceOf<T>>,
			budget: BalanceOf<T>,
		},
		/// A recipient key was added, with proof of possession.
		RecipientKeyAdded { holder: GranteeOf<T>, version: KeyVersion, key: Point },
		/// An ethics board approved a study's terms.
		StudyApproved { study: StudyId, board: T::AccountId, terms_hash: Digest },
		/// A study's budget rose.
		StudyFunded { study: StudyId, from: T::AccountId, amount: BalanceOf<T> },
		/// A contribution was promised, and its price reserved. `facts` is the hash of what is
		/// known about its dataset. Undelivered, it lapses at `deliver_by`.
		Committed {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			grant: GrantId,
			key_version: KeyVersion,
			facts: Digest,
			price: BalanceOf<T>,
			protocol_share: BalanceOf<T>,
			deliver_by: Moment,
		},
		/// A key envelope was accepted, and its price is owed. It is paid from `settles_at` on.
		Delivered {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			envelope: EnvelopeBytes,
			settles_at: Moment,
		},
		/// A commitment was not kept in time; what it reserved is free.
		Lapsed { holder: GranteeOf<T>, subject: T::AccountId, dataset: Digest },
		/// A contribution was paid.
		Settled {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			paid: BalanceOf<T>,
			protocol_share: BalanceOf<T>,
		},
		/// A study takes no commits from `closing_at` on.
		StudyClosing { study: StudyId, closing_at: Moment },
		/// A study's unallocated balance went to its sponsor.
		StudyRefunded { study: StudyId, amount: BalanceOf<T> },
		/// All contributions of a study are settled.
		StudyFinished { study: StudyId },
		/// The last record of a study was removed and the rest of its pot went to the sponsor.
		StudyEnded { study: StudyId, returned: BalanceOf<T> },
		/// An account offers to buy a dataset; the price is on hold.
		BidPlaced {
			recipient: T::AccountId,
			subject: T::AccountId,
			dataset: Digest,
			price: BalanceOf<T>,
			expires: Moment,
		},
		/// A bid was withdrawn.
		BidWithdrawn { recipient: T::AccountId, subject: T::AccountId, dataset: Digest },
		/// An envelope left the state: its subject no longer lets it be served, or its study is
		/// over.
		EnvelopeRemoved { holder: GranteeOf<T>, subject: T::AccountId, dataset: Digest },
		/// A contribution's record left the state, and its deposit went back.
		ContributionRemoved { holder: GranteeOf<T>, subject: T::AccountId, dataset: Digest },
		/// The chain stood still for `milliseconds`, which the live clock leaves out.
		StoodStill { milliseconds: Moment },
		/// A contribution was not paid, since its subject or device lost a dispute over it or over
		/// another one in this study: `refunded` is the study's again, `fee` went to the arbiter.
		Voided {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			refunded: BalanceOf<T>,
			fee: BalanceOf<T>,
		},
		/// A dataset was tombstoned before its contribution was paid: `refunded` is the recipient's
		/// again.
		Forfeited {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			refunded: BalanceOf<T>,
		},
		/// A dispute stopped the payment of a delivered contribution.
		Frozen { study: StudyId, subject: T::AccountId, dataset: Digest },
		/// A subject ended its part in a study: no more commits, and what it committed is dropped.
		Withdrawn { study: StudyId, subject: T::AccountId, by: T::AccountId },
		/// As many participants as a study waited for have committed. Each delivers until
		/// `deliver_by`.
		CohortReached { study: StudyId, deliver_by: Moment },
		/// The deposit for a commitment to a study with a cohort went back to its subject.
		CommitDepositReturned { study: StudyId, subject: T::AccountId, dataset: Digest },
		/// A board suspended its approval: the study takes no commits.
		ApprovalSuspended { study: StudyId, board: T::AccountId },
		/// A suspended approval counts again.
		ApprovalResumed { study: StudyId, board: T::AccountId },
	}
}
