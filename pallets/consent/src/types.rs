//! What the pallet stores, takes and shows.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{
	traits::{Duty, GrantLine},
	AccessRequest, Actions, Day, Digest, GrantId, Grantee, Modalities, Moment, Purpose,
	ResearchUse, SaltedDigest,
};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// [`Terms`] of this runtime.
pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId>;
/// [`Grantee`] of this runtime.
pub type GranteeOf<T> = Grantee<<T as frame_system::Config>::AccountId>;
/// [`AccessRequest`] of this runtime.
pub type AccessRequestOf<T> = AccessRequest<<T as frame_system::Config>::AccountId>;
/// [`Grant`] as stored.
pub type GrantOf<T> =
	Grant<<T as frame_system::Config>::AccountId, <T as Config>::GrantConsideration>;
/// [`Request`] as stored.
pub type RequestOf<T> =
	Request<<T as frame_system::Config>::AccountId, <T as Config>::RequestConsideration>;

/// Most datasets that a grant may name.
pub const MAX_DATASETS: u32 = 16;

/// Datasets that a grant names, by content digest.
pub type Datasets = BoundedVec<Digest, ConstU32<MAX_DATASETS>>;

/// A [`GrantId`] in big-endian order: iteration over a map with this key follows the numbers.
pub type OrderedId = [u8; 4];

/// A moment and a [`GrantId`], both big-endian: the first key of a map is the earliest.
pub type ExpiryKey = [u8; 12];

/// The key of grant `id` in the order of `moment`.
pub(crate) fn ordered_key(moment: Moment, id: GrantId) -> ExpiryKey {
	let mut key = ExpiryKey::default();
	key[..8].copy_from_slice(&moment.to_be_bytes());
	key[8..].copy_from_slice(&id.to_be_bytes());
	key
}

/// The moment and the grant of a key.
pub(crate) fn parts_of_key(key: ExpiryKey) -> (Moment, GrantId) {
	let [m0, m1, m2, m3, m4, m5, m6, m7, id @ ..] = key;
	(Moment::from_be_bytes([m0, m1, m2, m3, m4, m5, m6, m7]), GrantId::from_be_bytes(id))
}

/// Number of a round: that of the first grant in it.
pub type RoundId = GrantId;

/// Number of a strand: that of the first grant in it.
pub type StrandId = GrantId;

/// What is asked for, or granted.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms<AccountId> {
	/// Who may.
	pub grantee: Grantee<AccountId>,
	/// Do what. At least one action.
	pub actions: Actions,
	/// With which kinds of data. At least one.
	pub modalities: Modalities,
	/// With these datasets only, 1 to 16, none twice. `None`: all that the subject has or will
	/// have.
	pub datasets: Option<Datasets>,
	/// Collected within these days, both included. `None`: any.
	pub days: Option<(Day, Day)>,
	/// What for.
	pub purpose: Purpose,
	/// From this moment, included.
	pub valid_from: Moment,
	/// Until this moment, not included.
	pub valid_until: Moment,
	/// How many commitments may be made under it. `None`: not counted.
	pub uses: Option<u32>,
	/// Salted digest of the consent document, which is held off chain.
	pub document: SaltedDigest,
}

/// The part of some [`Terms`] that is not well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
	/// No action, or one that does not exist.
	Actions,
	/// No modality, or one that does not exist.
	Modalities,
	/// An empty list, or a dataset twice.
	Datasets,
	/// The last day lies before the first.
	Days,
	/// See [`Purpose::is_valid`].
	Purpose,
	/// The end does not lie after the start and after now.
	Period,
	/// No use at all.
	Uses,
}

/// Neither empty nor with a dataset twice.
pub(crate) fn is_list(datasets: &[Digest]) -> bool {
	!datasets.is_empty() && datasets.iter().enumerate().all(|(i, d)| !datasets[..i].contains(d))
}

/// Whether both are lists of the same datasets.
fn same_list(a: &Datasets, b: &Datasets) -> bool {
	is_list(a) && is_list(b) && a.len() == b.len() && a.iter().all(|d| b.contains(d))
}

/// Whether `a` names only what `b` names; `None` names everything.
fn datasets_within(a: Option<&Datasets>, b: Option<&Datasets>) -> bool {
	match (a, b) {
		(_, None) => true,
		(None, Some(_)) => false,
		(Some(a), Some(b)) => a.iter().all(|d| b.contains(d)),
	}
}

/// Whether `a` lies within `b`; `None` is all days.
fn days_within(a: Option<(Day, Day)>, b: Option<(Day, Day)>) -> bool {
	match (a, b) {
		(_, None) => true,
		(None, Some(_)) => false,
		(Some(a), Some(b)) => b.0 <= a.0 && a.1 <= b.1,
	}
}

/// Whether `a` is no more than `b`; `None` is any number.
fn uses_within(a: Option<u32>, b: Option<u32>) -> bool {
	match (a, b) {
		(_, None) => true,
		(None, Some(_)) => false,
		(Some(a), Some(b)) => a <= b,
	}
}

impl<AccountId: PartialEq> Terms<AccountId> {
	/// The same terms, ending no later than the time limit of their purpose (DUO TS): so a grant
	/// has one end, by which it is served and swept.
	pub fn within_time_limit(mut self) -> Self {
		if let Purpose::Research(ResearchUse { time_limit: Some(limit), .. }) = self.purpose {
			// The limit itself is still within it; the end of a grant is not.
			self.valid_until = self.valid_until.min(limit.saturating_add(1));
		}
		self
	}

	/// Checks that these are well formed, and not over at `now`.
	pub fn check(&self, now: Moment) -> Result<(), Malformed> {
		let checks = [
			(self.actions.is_valid(), Malformed::Actions),
			(self.modalities.is_valid(), Malformed::Modalities),
			(self.datasets.as_ref().is_none_or(|d| is_list(d)), Malformed::Datasets),
			(self.days.is_none_or(|(first, last)| first <= last), Malformed::Days),
			(self.purpose.is_valid(), Malformed::Purpose),
			(self.valid_from < self.valid_until && now < self.valid_until, Malformed::Period),
			(self.uses != Some(0), Malformed::Uses),
		];
		match checks.into_iter().find(|(ok, _)| !ok) {
			Some((_, malformed)) => Err(malformed),
			None => Ok(()),
		}
	}

	/// Whether `self` gives no more than `asked` for. The documents may differ: whoever grants
	/// writes the consent document.
	pub fn within(&self, asked: &Self, now: Moment) -> bool {
		self.grantee == asked.grantee
			&& self.actions.is_subset(asked.actions)
			&& self.modalities.is_subset(asked.modalities)
			&& datasets_within(self.datasets.as_ref(), asked.datasets.as_ref())
			&& days_within(self.days, asked.days)
			&& self.purpose.within(&asked.purpose, now).is_ok()
			&& asked.valid_from <= self.valid_from
			&& self.valid_until <= asked.valid_until
			&& uses_within(self.uses, asked.uses)
	}
}

/// What to take away from a grant. A field that is `None` stays as it is.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Narrowing {
	/// These actions only.
	pub actions: Option<Actions>,
	/// These kinds of data only.
	pub modalities: Option<Modalities>,
	/// These datasets only.
	pub datasets: Option<Datasets>,
	/// These days only, both included.
	pub days: Option<(Day, Day)>,
	/// Until this moment only, not included; not before now.
	pub valid_until: Option<Moment>,
	/// At most this many further uses; 0 is allowed.
	pub uses: Option<u32>,
}

/// Which keys were delivered under a grant and not confirmed as destroyed.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum KeyDelivery {
	/// None.
	#[default]
	#[codec(index = 0)]
	Nothing,
	/// A key that the grantee had not asked for.
	#[codec(index = 1)]
	Unasked,
	/// A key that the grantee had asked for: as a study, or by paying.
	#[codec(index = 2)]
	Asked,
}

/// A live grant, or the remnant of one that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Grant<AccountId, Ticket> {
	/// Whose data.
	pub subject: AccountId,
	/// Who signed the grant and paid its deposit, if not the subject: a guardian.
	pub guardian: Option<AccountId>,
	/// Who may.
	pub grantee: Grantee<AccountId>,
	/// Do what.
	pub actions: Actions,
	/// With which kinds of data.
	pub modalities: Modalities,
	/// With which datasets. An empty list: the list was dropped when the grant was revoked.
	pub datasets: Option<Datasets>,
	/// Collected when.
	pub days: Option<(Day, Day)>,
	/// What for.
	pub purpose: Purpose,
	/// From when.
	pub valid_from: Moment,
	/// Until when.
	pub valid_until: Moment,
	/// Uses left.
	pub uses_left: Option<u32>,
	/// Salted digest of the consent document. A remnant has none.
	pub document: Option<SaltedDigest>,
	/// How often it was narrowed.
	pub narrowed: u8,
	/// The round that it belongs to.
	pub round: RoundId,
	/// The strand that it belongs to.
	pub strand: StrandId,
	/// When it was revoked. After its round or strand was closed this stays `None` until the sweep
	/// marks the grant.
	pub revoked_at: Option<Moment>,
	/// Only the remnant is left: whatever a live grant alone needs is gone, and most of the deposit
	/// returned.
	pub remnant: bool,
	/// Which keys were delivered under it.
	pub delivery: KeyDelivery,
	/// What the grantee has to confirm, until it does. `due` is on the live clock.
	pub duty: Option<Duty>,
	/// When the grantee last confirmed that what had ended by then was destroyed.
	pub acknowledged_at: Option<Moment>,
	/// The deposit of [`Self::payer`].
	pub ticket: Ticket,
}

impl<AccountId: Clone, Ticket: Clone> Grant<AccountId, Ticket> {
	/// Who paid the deposit and gets it back.
	pub fn payer(&self) -> &AccountId {
		self.guardian.as_ref().unwrap_or(&self.subject)
	}

	/// Whether it has ended by date at `now`.
	pub fn is_expired(&self, now: Moment) -> bool {
		now >= self.valid_until
	}

	/// Its key in the order of ends.
	pub fn expiry_key(&self, id: GrantId) -> ExpiryKey {
		ordered_key(self.valid_until, id)
	}

	/// The grant narrowed by `change`; `None` if any part of `change` exceeds what the grant gives,
	/// or is not well formed.
	pub fn narrow(&self, change: &Narrowing, now: Moment) -> Option<Self> {
		let mut new = self.clone();
		if let Some(actions) = change.actions {
			new.actions = actions;
		}
		if let Some(modalities) = change.modalities {
			new.modalities = modalities;
		}
		if let Some(datasets) = &change.datasets {
			// The same list in another order is no change.
			if !self.datasets.as_ref().is_some_and(|old| same_list(old, datasets)) {
				new.datasets = Some(datasets.clone());
			}
		}
		new.days = change.days.or(new.days);
		new.valid_until = change.valid_until.unwrap_or(new.valid_until);
		new.uses_left = change.uses.or(new.uses_left);

		let less = new.actions.is_valid()
			&& new.actions.is_subset(self.actions)
			&& new.modalities.is_valid()
			&& new.modalities.is_subset(self.modalities)
			&& new.datasets.as_ref().is_none_or(|d| is_list(d))
			&& datasets_within(new.datasets.as_ref(), self.datasets.as_ref())
			&& new.days.is_none_or(|(first, last)| first <= last)
			&& days_within(new.days, self.days)
			// An end in the past would deny what was allowed at the time.
			&& change.valid_until.is_none_or(|until| now <= until && until <= self.valid_until)
			&& uses_within(new.uses_left, self.uses_left);
		less.then_some(new)
	}

	/// The grant's line on the receipt, given when it was revoked and what is to be confirmed.
	pub fn line(
		&self,
		id: GrantId,
		revoked_at: Option<Moment>,
		duty: Option<Duty>,
	) -> GrantLine<AccountId> {
		GrantLine {
			grant: id,
			grantee: self.grantee.clone(),
			actions: self.actions,
			modalities: self.modalities,
			datasets: self.datasets.as_ref().map(|d| d.to_vec()),
			days: self.days,
			purpose: self.purpose,
			valid_from: self.valid_from,
			valid_until: self.valid_until,
			uses_left: self.uses_left,
			revoked_at,
			acknowledged_at: self.acknowledged_at,
			duty,
		}
	}
}

/// A request for consent that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Request<AccountId, Ticket> {
	/// Who asked and paid the deposit: the controller of the terms' grantee.
	pub requester: AccountId,
	/// Who is asked.
	pub subject: AccountId,
	/// For what.
	pub terms: Terms<AccountId>,
	/// The requester's deposit.
	pub ticket: Ticket,
}

/// All grants of a subject between two `revoke_all`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Round {
	/// How many of its grants were revoked neither one by one nor with their strand. Never 0.
	pub open: u32,
	/// When `revoke_all` closed it.
	pub closed_at: Option<Moment>,
}

/// The grants of a round to one grantee between two `revoke_grantee`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Strand {
	/// How many of its grants are not marked as revoked. Never 0.
	pub open: u32,
	/// When `revoke_grantee` closed it.
	pub closed_at: Option<Moment>,
}

/// A grant, as the view function shows it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct GrantInfo<AccountId> {
	/// Whose data.
	pub subject: AccountId,
	/// The guardian who signed it; `None`: the subject.
	pub guardian: Option<AccountId>,
	/// The grant. In the remnant of a revoked grant a list of datasets is empty.
	pub line: GrantLine<AccountId>,
	/// Salted digest of the consent document; `None` for a remnant.
	pub document: Option<SaltedDigest>,
	/// How often it was narrowed.
	pub narrowed: u8,
}

/// One line of "what do I have to confirm".
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DutyLine<AccountId> {
	/// Under which grant.
	pub grant: GrantId,
	/// Whose data.
	pub subject: AccountId,
	/// To whom it was delivered.
	pub grantee: Grantee<AccountId>,
	/// When the duty arose.
	pub since: Moment,
	/// Until when it is to be confirmed.
	pub due: Moment,
	/// The deadline has passed.
	pub overdue: bool,
	/// Once overdue, it counts against the controller.
	pub counts: bool,
}
