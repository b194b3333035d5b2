//! What the pallet reports. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod events {
	/// What happened. Moments are on the wall clock; standstill from then on moves them.
	// Each variant's sentence says what its fields are; their names are the calls' arguments.
	#[allow(missing_docs)]
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A sponsor disputes contributions (subject, dataset) to its study. `bond` is on hold; the
		/// arbiter is drawn by the hash of the block `draws_at`.
		DisputeOpened {
			dispute: DisputeId,
			study: StudyId,
			sponsor: T::AccountId,
			contributions: PerContribution<(T::AccountId, Digest)>,
			reason: Reason,
			evidence: SaltedDigest,
			bond: BalanceOf<T>,
			draws_at: u32,
		},
		/// An arbiter was drawn, receives evidence at `key`, and decides before `decides_by`.
		ArbiterDrawn {
			dispute: DisputeId,
			arbiter: T::AccountId,
			key: EvidenceKeyBytes,
			decides_by: Moment,
		},
		/// No arbiter could be drawn.
		NobodyDrawn { dispute: DisputeId },
		/// The arbiter decided nothing in time.
		ArbiterSilent { dispute: DisputeId, arbiter: T::AccountId },
		/// An arbiter is drawn again, by the hash of the block `draws_at`.
		DrawnAgain { dispute: DisputeId, draws_at: u32 },
		/// The arbiter decided, contribution by contribution. Appeals are possible before
		/// `appeals_until`.
		Decided {
			dispute: DisputeId,
			arbiter: T::AccountId,
			verdicts: PerContribution<Verdict>,
			appeals_until: Moment,
		},
		/// A party appealed `count` verdicts, with `bond` on hold. `grounds` is the salted digest
		/// of its statement.
		Appealed {
			dispute: DisputeId,
			by: T::AccountId,
			count: u32,
			bond: BalanceOf<T>,
			grounds: SaltedDigest,
		},
		/// The panel decides, before `decides_by`: what was appealed, or, where no arbiter decided,
		/// everything.
		PanelCalled { dispute: DisputeId, decides_by: Moment },
		/// The panel decided what it was called for, contribution by contribution.
		AppealDecided { dispute: DisputeId, verdicts: PerContribution<Verdict> },
		/// The dispute over one contribution ended: with this verdict, or with none, which pays the
		/// participant. `to_arbiter` and `to_subject` were paid besides the price.
		ContributionDecided {
			dispute: DisputeId,
			subject: T::AccountId,
			dataset: Digest,
			verdict: Option<Verdict>,
			to_arbiter: BalanceOf<T>,
			to_subject: BalanceOf<T>,
		},
		/// A payment did not go through. The chain tries again at `at`; so does `advance` from then
		/// on.
		PutOff { dispute: DisputeId, at: Moment },
		/// A dispute ended; nothing of it is on hold any more.
		DisputeEnded { dispute: DisputeId },
		/// An arbiter receives evidence at this X25519 key.
		EvidenceKeySet { arbiter: T::AccountId, key: EvidenceKeyBytes },
		/// An account receives no evidence any more, and is not drawn.
		EvidenceKeyRemoved { arbiter: T::AccountId },
	}
}
