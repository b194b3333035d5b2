//! Studies as disputes see them: a pallet with a pot for each study, and contributions whose price
//! the study owes. In state, not thread-locals, so that failed calls are rolled back.

use super::{AccountId, Balance, ED};
use epione_primitives::{
	traits::{DisputedContributions, LiveClock, Stake},
	Digest, Moment, StudyId,
};
use frame_support::{pallet_prelude::*, traits::tokens::fungible::Mutate};
use sp_runtime::AccountId32;

pub use pallet::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum State {
	Delivered,
	Frozen,
	Settled,
	Void,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	pub price: Balance,
	pub window_ends: Moment,
	pub state: State,
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId32>
		+ pallet_balances::Config<Balance = u128>
		+ pallet_timestamp::Config<Moment = u64>
	{
	}

	#[pallet::storage]
	pub type Sponsors<T> = StorageMap<_, Twox64Concat, StudyId, AccountId>;

	#[pallet::storage]
	pub type Records<T> = StorageMap<_, Blake2_128Concat, (StudyId, AccountId, Digest), Record>;

	/// Subjects whose contributions to a study are not paid any more.
	#[pallet::storage]
	pub type Voided<T> = StorageMap<_, Blake2_128Concat, (StudyId, AccountId), ()>;

	/// Contributions whose data was tombstoned: their price goes back.
	#[pallet::storage]
	pub type Tombstoned<T> = StorageMap<_, Blake2_128Concat, (StudyId, AccountId, Digest), ()>;

	/// For how long the chain has stood still.
	#[pallet::storage]
	pub type Standstill<T> = StorageValue<_, Moment, ValueQuery>;

	/// The subject whose contributions cannot be released or voided now.
	#[pallet::storage]
	pub type Broken<T> = StorageValue<_, AccountId>;

	#[pallet::error]
	pub enum Error<T> {
		NotFound,
		NotDelivered,
		WindowOver,
		NotFrozen,
		Broken,
	}
}

impl<T: Config> Pallet<T> {
	pub fn pot(study: StudyId) -> AccountId {
		AccountId::new([200u8.saturating_add(study as u8); 32])
	}

	fn key(study: StudyId, subject: &AccountId, dataset: &Digest) -> (StudyId, AccountId, Digest) {
		(study, subject.clone(), *dataset)
	}

	/// Adds a delivered contribution; the pot receives its price.
	pub fn deliver(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
		price: Balance,
		window: Moment,
	) -> DispatchResult {
		let sponsor = Sponsors::<T>::get(study).ok_or(Error::<T>::NotFound)?;
		let expendable = frame_support::traits::tokens::Preservation::Preserve;
		pallet_balances::Pallet::<T>::transfer(&sponsor, &Self::pot(study), price, expendable)?;
		let window_ends = Self::live_now() + window;
		let record = Record { price, window_ends, state: State::Delivered };
		Records::<T>::insert(Self::key(study, subject, dataset), record);
		Ok(())
	}

	/// Settles a contribution whose window is over.
	pub fn settle(study: StudyId, subject: &AccountId, dataset: &Digest) -> DispatchResult {
		let record = Records::<T>::get(Self::key(study, subject, dataset));
		let record = record.ok_or(Error::<T>::NotFound)?;
		ensure!(record.state == State::Delivered, Error::<T>::NotDelivered);
		ensure!(Self::live_now() >= record.window_ends, Error::<T>::WindowOver);
		let barred = Voided::<T>::contains_key((study, subject));
		Self::pay_out(study, subject, dataset, record, barred)
	}

	fn pay_out(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
		mut record: Record,
		barred: bool,
	) -> DispatchResult {
		let name = Self::key(study, subject, dataset);
		record.state = if barred || Tombstoned::<T>::contains_key(&name) {
			State::Void
		} else {
			Self::pay(study, subject, record.price)?;
			State::Settled
		};
		Records::<T>::insert(name, record);
		Ok(())
	}

	fn pay(study: StudyId, to: &AccountId, amount: Balance) -> DispatchResult {
		let preserve = frame_support::traits::tokens::Preservation::Preserve;
		pallet_balances::Pallet::<T>::transfer(&Self::pot(study), to, amount, preserve).map(|_| ())
	}

	fn frozen(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
	) -> Result<Record, DispatchError> {
		ensure!(Broken::<T>::get().as_ref() != Some(subject), Error::<T>::Broken);
		let record = Records::<T>::get(Self::key(study, subject, dataset));
		let record = record.ok_or(Error::<T>::NotFound)?;
		ensure!(record.state == State::Frozen, Error::<T>::NotFrozen);
		Ok(record)
	}

	/// What the study owes: its pot must hold that much plus the existential deposit.
	pub fn owed(study: StudyId) -> Balance {
		Records::<T>::iter()
			.filter(|((of, ..), record)| {
				*of == study && matches!(record.state, State::Delivered | State::Frozen)
			})
			.map(|(_, record)| record.price)
			.sum::<Balance>()
			+ ED
	}
}

impl<T: Config> LiveClock for Pallet<T> {
	fn live_now() -> Moment {
		pallet_timestamp::Now::<T>::get() - Standstill::<T>::get()
	}

	fn wall(live: Moment) -> Moment {
		live + Standstill::<T>::get()
	}
}

impl<T: Config> DisputedContributions<AccountId> for Pallet<T> {
	type Balance = Balance;
	type Error = DispatchError;

	fn sponsor(study: StudyId) -> Option<AccountId> {
		Sponsors::<T>::get(study)
	}

	fn freeze(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
	) -> Result<Stake<AccountId, Balance>, DispatchError> {
		let name = Self::key(study, subject, dataset);
		let mut record = Records::<T>::get(&name).ok_or(Error::<T>::NotFound)?;
		ensure!(record.state == State::Delivered, Error::<T>::NotDelivered);
		ensure!(Self::live_now() < record.window_ends, Error::<T>::WindowOver);
		record.state = State::Frozen;
		let price = record.price;
		Records::<T>::insert(name, record);
		Ok(Stake { device: None, price })
	}

	fn acquit(study: StudyId, subject: &AccountId, dataset: &Digest) -> DispatchResult {
		let record = Self::frozen(study, subject, dataset)?;
		Self::pay_out(study, subject, dataset, record, false)
	}

	fn release(study: StudyId, subject: &AccountId, dataset: &Digest) -> DispatchResult {
		let record = Self::frozen(study, subject, dataset)?;
		let barred = Voided::<T>::contains_key((study, subject));
		Self::pay_out(study, subject, dataset, record, barred)
	}

	fn void(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
		arbiter: Option<(&AccountId, Balance)>,
	) -> DispatchResult {
		let mut record = Self::frozen(study, subject, dataset)?;
		record.state = State::Void;
		if let Some((arbiter, fee)) = arbiter {
			assert!(fee <= record.price, "the fee comes out of the price");
			Self::pay(study, arbiter, fee)?;
		}
		Records::<T>::insert(Self::key(study, subject, dataset), record);
		Voided::<T>::insert((study, subject), ());
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(sponsor: &AccountId, number: u32) -> (StudyId, AccountId, Digest) {
		const PRICE: Balance = 1_000_000;
		let study = 0;
		Sponsors::<T>::insert(study, sponsor);
		let pot = Self::pot(study);
		pallet_balances::Pallet::<T>::mint_into(&pot, PRICE + ED).unwrap();
		let subject = frame_benchmarking::account("subject", number, 0);
		let mut dataset = [0; 32];
		dataset[..4].copy_from_slice(&number.to_be_bytes());
		let record = Record { price: PRICE, window_ends: Moment::MAX, state: State::Delivered };
		Records::<T>::insert(Self::key(study, &subject, &dataset), record);
		(study, subject, dataset)
	}
}
