//! Books that say how much everybody should have, kept from events alone, and compared with the
//! balances after every call and block.
//!
//! A purse is an account together with its owner's pots: a study's pot belongs to its sponsor's
//! purse. The protocol's account, the reward pool and the block authors form one purse, the
//! commons.

use super::{
	world::{Person, CAST},
	Balance,
};
use crate::{configs::ProtocolAccount, AccountId, Balances, Runtime, RuntimeEvent, System};
use epione_primitives::{Grantee, StudyId};
use frame_support::traits::fungible::Inspect;
use sp_keyring::Sr25519Keyring;
use std::collections::BTreeMap;

pub struct Books {
	/// What each purse should hold.
	expected: BTreeMap<AccountId, Balance>,
	/// The owner of the purse to which an account belongs.
	owners: BTreeMap<AccountId, AccountId>,
	/// Fees that were charged to each account.
	pub fees: BTreeMap<AccountId, Balance>,
	/// The most that each contributor's settled contributions brought the pool and the treasury,
	/// and so the most that it can be rewarded with.
	pub counted: BTreeMap<AccountId, Balance>,
	/// Rewards that were claimed.
	pub rewarded: BTreeMap<AccountId, Balance>,
	issuance: Balance,
	/// Whether transfers between people are expected now.
	pub transfers: bool,
}

impl Books {
	/// Opens the books with the current balances.
	pub fn open() -> Self {
		let commons = ProtocolAccount::get();
		let mut owners: BTreeMap<_, _> =
			CAST.iter().map(|person| (person.id(), person.id())).collect();
		owners.insert(commons.clone(), commons.clone());
		owners.insert(pallet_rewards::Pallet::<Runtime>::pot(), commons.clone());
		for author in [
			Sr25519Keyring::Alice,
			Sr25519Keyring::Bob,
			Sr25519Keyring::Charlie,
			Sr25519Keyring::Dave,
		] {
			owners.insert(author.to_account_id(), commons.clone());
		}
		let mut books = Self {
			expected: BTreeMap::new(),
			owners,
			fees: BTreeMap::new(),
			counted: BTreeMap::new(),
			rewarded: BTreeMap::new(),
			issuance: Balances::total_issuance(),
			transfers: false,
		};
		books.expected = books.purses();
		books
	}

	fn purses(&self) -> BTreeMap<AccountId, Balance> {
		let mut purses = BTreeMap::new();
		for (account, owner) in &self.owners {
			let balance = <Balances as Inspect<AccountId>>::total_balance(account);
			*purses.entry(owner.clone()).or_default() += balance;
		}
		purses
	}

	fn owner(&self, who: &AccountId) -> AccountId {
		self.owners.get(who).unwrap_or_else(|| panic!("money of a stranger: {who:?}")).clone()
	}

	fn pay(&mut self, from: &AccountId, to: &AccountId, amount: Balance) {
		let (from, to) = (self.owner(from), self.owner(to));
		let purse = self.expected.entry(from).or_default();
		*purse = purse.checked_sub(amount).expect("paid out of nothing");
		*self.expected.entry(to).or_default() += amount;
	}

	fn pot_of(study: StudyId) -> AccountId {
		pallet_studies::Pallet::<Runtime>::pot(study)
	}

	/// Records an event. `arbiter` is the arbiter of the dispute that the event is about.
	pub fn note(
		&mut self,
		event: &RuntimeEvent,
		arbiter: Option<&AccountId>,
		study: Option<StudyId>,
	) {
		use pallet_disputes::Event as Disputes;
		use pallet_rewards::Event as Rewards;
		use pallet_sponsorship::Event as Sponsorship;
		use pallet_studies::Event as Studies;
		let commons = ProtocolAccount::get();
		match event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { who, actual_fee, .. },
			) => {
				*self.fees.entry(who.clone()).or_default() += actual_fee;
				self.pay(who, &commons, *actual_fee);
			},
			RuntimeEvent::Balances(pallet_balances::Event::DustLost { account, amount }) => {
				let owner = self.owner(account);
				*self.expected.entry(owner).or_default() -= amount;
				self.issuance -= amount;
			},
			RuntimeEvent::Balances(pallet_balances::Event::Transfer { from, to, amount })
				if self.transfers =>
			{
				self.pay(from, to, *amount);
			},
			RuntimeEvent::Studies(Studies::StudyCreated { study, sponsor, .. }) => {
				self.owners.insert(Self::pot_of(*study), sponsor.clone());
			},
			RuntimeEvent::Studies(Studies::StudyFunded { study, from, amount }) => {
				self.pay(from, &Self::pot_of(*study), *amount);
			},
			RuntimeEvent::Studies(Studies::Settled {
				holder,
				subject,
				paid,
				protocol_share,
				..
			}) => {
				let from = match holder {
					Grantee::Study(study) => Self::pot_of(*study),
					Grantee::Account(recipient) => recipient.clone(),
				};
				self.pay(&from, subject, *paid);
				self.pay(&from, &commons, *protocol_share);
			},
			RuntimeEvent::Sponsorship(Sponsorship::Created { sponsorship, sponsor, .. }) => {
				let pot = pallet_sponsorship::Pallet::<Runtime>::pot(*sponsorship);
				self.owners.insert(pot, sponsor.clone());
			},
			RuntimeEvent::Sponsorship(Sponsorship::Funded { sponsorship, by, amount }) => {
				let pot = pallet_sponsorship::Pallet::<Runtime>::pot(*sponsorship);
				self.pay(by, &pot, *amount);
			},
			RuntimeEvent::Disputes(Disputes::ContributionDecided {
				subject,
				to_arbiter,
				to_subject,
				..
			}) => {
				let pot = Self::pot_of(study.expect("a dispute has a study"));
				if *to_arbiter > 0 {
					self.pay(&pot, arbiter.expect("who is paid has decided"), *to_arbiter);
				}
				self.pay(&pot, subject, *to_subject);
			},
			RuntimeEvent::Rewards(Rewards::ShareSplit { contributor, share, counted, .. }) => {
				let split = pallet_rewards::CurrentSplit::<Runtime>::get();
				let most = share - split.author.mul_ceil(*share);
				assert!(*counted <= most, "the author's part is counted for a contributor");
				*self.counted.entry(contributor.clone()).or_default() += counted;
			},
			RuntimeEvent::Rewards(Rewards::Claimed { contributor, amount, .. }) => {
				*self.rewarded.entry(contributor.clone()).or_default() += amount;
				self.pay(&commons, contributor, *amount);
			},
			RuntimeEvent::Rewards(Rewards::Donated { donor, amount }) => {
				self.pay(donor, &commons, *amount);
			},
			_ => {},
		}
	}

	/// Checks that every purse holds what the books say, and that nothing is outside them.
	pub fn check(&self) {
		assert_eq!(Balances::total_issuance(), self.issuance, "issuance changed");
		let purses = self.purses();
		for (owner, expected) in &self.expected {
			let found = purses.get(owner).copied().unwrap_or_default();
			assert_eq!(found, *expected, "purse of {:?}: found, expected", Person::of(owner));
		}
		assert_eq!(purses.values().sum::<Balance>(), self.issuance, "money outside the books");
		for (who, rewarded) in &self.rewarded {
			let counted = self.counted.get(who).copied().unwrap_or_default();
			assert!(*rewarded <= counted, "{:?} rewarded above its share", Person::of(who));
		}
	}

	/// Checks that no account exists which the books do not know (slower).
	pub fn check_accounts(&self) {
		for account in frame_system::Account::<Runtime>::iter_keys() {
			let known = self.owners.contains_key(&account);
			assert!(known || System::account(&account).data.free == 0, "stranger: {account:?}");
		}
	}
}
