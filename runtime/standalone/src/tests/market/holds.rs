//! Compares the holds with every item in state that requires a deposit, a bond or a price.

use super::Balance;
use crate::{AccountId, Runtime, RuntimeHoldReason};
use codec::{Decode, Encode};
use epione_primitives::Grantee;
use pallet_studies::{Deposit, Status};
use std::collections::BTreeMap;

/// Amounts by account and encoded reason.
type Obligations = BTreeMap<(AccountId, Vec<u8>), Balance>;

/// A ticket's first field is its amount.
fn amount(ticket: &impl Encode) -> Balance {
	ticket.using_encoded(|mut bytes| Balance::decode(&mut bytes)).unwrap()
}

struct Ledger(Obligations);

impl Ledger {
	fn owe(&mut self, who: AccountId, reason: impl Into<RuntimeHoldReason>, amount: Balance) {
		if amount > 0 {
			*self.0.entry((who, reason.into().encode())).or_default() += amount;
		}
	}

	/// A deposit on hold in the account that owes it, or in the sponsorship that its ticket names.
	fn sponsored<Reason, Kind, Price>(
		&mut self,
		who: AccountId,
		reason: impl Into<RuntimeHoldReason>,
		ticket: &pallet_sponsorship::SponsoredConsideration<Runtime, Reason, Kind, Price>,
	) {
		let holder = ticket.sponsorship().map_or(who, pallet_sponsorship::Pallet::<Runtime>::pot);
		self.owe(holder, reason, ticket.amount());
	}
}

/// Everything that must be on hold, summed item by item.
pub fn obligations() -> Obligations {
	let mut ledger = Ledger(Obligations::new());
	credentials_and_devices(&mut ledger);
	consent_and_datasets(&mut ledger);
	studies(&mut ledger);
	sponsorships_and_disputes(&mut ledger);
	ledger.0
}

fn credentials_and_devices(ledger: &mut Ledger) {
	use pallet_devices::HoldReason;
	for (_, _, credential) in pallet_credentials::Holders::<Runtime>::iter() {
		if let Some(ticket) = &credential.ticket {
			let reason = pallet_credentials::HoldReason::Credential;
			ledger.owe(credential.accreditor.clone(), reason, amount(ticket));
		}
	}
	for former in pallet_credentials::Former::<Runtime>::iter_values().flatten() {
		if let Some(ticket) = &former.ticket {
			let reason = pallet_credentials::HoldReason::Credential;
			ledger.owe(former.accreditor, reason, amount(ticket));
		}
	}
	for model in pallet_devices::Models::<Runtime>::iter_values() {
		ledger.owe(model.manufacturer, HoldReason::Model, amount(&model.ticket));
	}
	for batch in pallet_devices::Batches::<Runtime>::iter_values() {
		if let Some(model) = pallet_devices::Models::<Runtime>::get(batch.model) {
			ledger.owe(model.manufacturer, HoldReason::Batch, amount(&batch.ticket));
		}
	}
	for device in pallet_devices::Owned::<Runtime>::iter_values() {
		ledger.sponsored(device.owner, HoldReason::Device, &device.ticket);
	}
	for remnant in pallet_devices::Remnants::<Runtime>::iter_values() {
		ledger.sponsored(remnant.payer, HoldReason::Device, &remnant.ticket);
	}
}

fn consent_and_datasets(ledger: &mut Ledger) {
	for grant in pallet_consent::Grants::<Runtime>::iter_values() {
		let payer = grant.payer().clone();
		ledger.sponsored(payer, pallet_consent::HoldReason::Grant, &grant.ticket);
	}
	for request in pallet_consent::Requests::<Runtime>::iter_values() {
		let reason = pallet_consent::HoldReason::Request;
		ledger.owe(request.requester, reason, amount(&request.ticket));
	}
	for (subject, _, entry) in pallet_datasets::Entries::<Runtime>::iter() {
		ledger.sponsored(subject, pallet_datasets::HoldReason::Dataset, &entry.ticket);
	}
	for window in pallet_datasets::Windows::<Runtime>::iter_values() {
		let reason = pallet_datasets::HoldReason::SequenceWindow;
		ledger.sponsored(window.payer, reason, &window.ticket);
	}
}

fn studies(ledger: &mut Ledger) {
	use pallet_studies::HoldReason;
	for study in pallet_studies::Studies::<Runtime>::iter_values() {
		ledger.sponsored(study.sponsor, HoldReason::StorageDeposit, &study.ticket);
	}
	for ended in pallet_studies::EndedStudies::<Runtime>::iter_values() {
		ledger.sponsored(ended.sponsor, HoldReason::StorageDeposit, &ended.ticket);
	}
	for key in pallet_studies::RecipientKeys::<Runtime>::iter_values() {
		ledger.sponsored(key.payer, HoldReason::StorageDeposit, &key.ticket);
	}
	for ((_, _, recipient), bid) in pallet_studies::Bids::<Runtime>::iter() {
		ledger.owe(recipient.clone(), HoldReason::Bid, bid.price);
		ledger.sponsored(recipient, HoldReason::StorageDeposit, &bid.ticket);
	}
	for ((holder, subject, _), one) in pallet_studies::Contributions::<Runtime>::iter() {
		if let Deposit::Subject(ticket) = &one.deposit {
			ledger.sponsored(subject.clone(), HoldReason::StorageDeposit, ticket);
		}
		if let Some(ticket) = &one.commit_deposit {
			ledger.sponsored(subject, HoldReason::Commitment, ticket);
		}
		let unpaid = matches!(one.status, Status::Committed | Status::Delivered);
		if let (Grantee::Account(recipient), true) = (holder, unpaid) {
			ledger.owe(recipient, HoldReason::Bid, one.price);
		}
	}
}

fn sponsorships_and_disputes(ledger: &mut Ledger) {
	use pallet_disputes::HoldReason as Disputed;
	use pallet_sponsorship::HoldReason;
	for sponsorship in pallet_sponsorship::Sponsorships::<Runtime>::iter_values() {
		let ticket = amount(&sponsorship.ticket);
		ledger.owe(sponsorship.sponsor, HoldReason::Sponsorship, ticket);
	}
	for (id, _, membership) in pallet_sponsorship::Members::<Runtime>::iter() {
		let pot = pallet_sponsorship::Pallet::<Runtime>::pot(id);
		ledger.owe(pot, HoldReason::Membership, membership.deposit);
	}
	for dispute in pallet_disputes::Disputes::<Runtime>::iter_values() {
		let bound = dispute.bound();
		ledger.owe(dispute.sponsor.clone(), Disputed::Bond, bound);
		ledger.owe(dispute.sponsor, Disputed::StorageDeposit, amount(&dispute.ticket));
	}
	for (arbiter, key) in pallet_disputes::EvidenceKeys::<Runtime>::iter() {
		ledger.owe(arbiter, Disputed::StorageDeposit, amount(&key.ticket));
	}
}

/// Everything that is on hold.
pub fn held() -> Obligations {
	let mut held = Obligations::new();
	for (who, holds) in pallet_balances::Holds::<Runtime>::iter() {
		for hold in holds {
			held.insert((who.clone(), hold.id.encode()), hold.amount);
		}
	}
	held.retain(|_, amount| *amount > 0);
	held
}

/// Sum of holds by account and reason = sum of obligations, to the last unit.
pub fn check() {
	let (held, obligations) = (held(), obligations());
	if held == obligations {
		return;
	}
	for (key, amount) in &held {
		let owed = obligations.get(key).copied().unwrap_or_default();
		assert_eq!(*amount, owed, "on hold, and owed: {:?}", name(key));
	}
	for (key, owed) in &obligations {
		let amount = held.get(key).copied().unwrap_or_default();
		assert_eq!(amount, *owed, "on hold, and owed: {:?}", name(key));
	}
}

fn name((who, reason): &(AccountId, Vec<u8>)) -> (String, RuntimeHoldReason) {
	let reason = RuntimeHoldReason::decode(&mut &reason[..]).unwrap();
	(super::world::Person::of(who).map_or(format!("{who:?}"), |who| format!("{who:?}")), reason)
}
