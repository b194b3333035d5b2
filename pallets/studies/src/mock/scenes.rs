//! What tests start from, do and look up.

use super::*;

pub const REWARD: Balance = 1_000;
/// The protocol's part of [`REWARD`].
pub const SHARE: Balance = 100;
pub const WINDOW: Moment = 3 * DAY;
/// What one commitment reserves.
pub const COST: Balance = REWARD + 50 + DEPOSIT;
pub const BUDGET: Balance = 100_000;

pub fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}

pub fn terms() -> Terms<Balance> {
	Terms {
		purpose: purpose(),
		document: [0xD0; 32],
		modalities: Modalities::of(&[Modality::Wearable, Modality::HomeMonitor]),
		min_depth: 8,
		device_signed: true,
		reward: REWARD,
		per_participant: 5,
		max_contributions: 20,
		opens: START,
		closes: START + 365 * DAY,
		dispute_window: WINDOW,
		cohort: None,
		eligibility: Default::default(),
	}
}

/// Terms of a study that needs this many participants within ten days.
pub fn cohort_of(min: u32) -> Terms<Balance> {
	Terms { cohort: Some(Cohort { min, deadline: START + 10 * DAY }), ..terms() }
}

/// The identity point, which is no valid key.
pub const IDENTITY: Point = [0; 32];
/// l, the group's order, little-endian: the least scalar that is not canonical.
pub const GROUP_ORDER: [u8; 32] = [
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub fn recipient_secret(n: u8) -> RecipientSecret {
	let mut secret = [0; 32];
	secret[0] = 0x77;
	secret[1] = n;
	RecipientSecret::from_bytes(&secret).unwrap()
}

pub fn holder_of(holder: &Grantee<AccountId>) -> Holder {
	crate::parts::holders::as_bound::<Test>(holder)
}

pub fn possession(n: u8, holder: &Grantee<AccountId>, version: KeyVersion) -> (Point, ProofBytes) {
	let secret = recipient_secret(n);
	let proof = secret.prove_possession(&CHAIN_ID, &holder_of(holder), version, &mut OsRng);
	(secret.public(), proof)
}

pub fn create(terms: Terms<Balance>, budget: Balance) -> StudyId {
	let id = NextStudyId::<Test>::get();
	assert_ok!(Studies::create(signed(sponsor()), terms, budget));
	id
}

pub fn add_key(study: StudyId, version: KeyVersion) {
	let (key, proof) = possession(version as u8, &Grantee::Study(study), version);
	assert_ok!(Studies::add_key(signed(sponsor()), study, version, key, proof));
}

pub fn approve(study: StudyId) {
	let hash = crate::Studies::<Test>::get(study).unwrap().terms.hash();
	assert_ok!(Studies::approve(signed(BOARD), study, hash));
}

/// A study that accepts commitments.
pub fn open_with(terms: Terms<Balance>, budget: Balance) -> StudyId {
	let study = create(terms, budget);
	add_key(study, 0);
	approve(study);
	study
}

pub fn open() -> StudyId {
	open_with(terms(), BUDGET)
}

/// Closes a study and waits until the sponsor's notice is over.
pub fn set_closed(study: StudyId) {
	assert_ok!(Studies::close(signed(sponsor()), study));
	pass(CLOSING_NOTICE);
}

pub fn record(study: StudyId) -> StudyOf<Test> {
	crate::Studies::<Test>::get(study).unwrap()
}

pub fn contribution_of(
	study: StudyId,
	subject: AccountId,
	dataset: Digest,
) -> Option<ContributionOf<Test>> {
	Contributions::<Test>::get((Grantee::Study(study), subject, dataset))
}

pub fn status(study: StudyId, subject: AccountId, dataset: Digest) -> Status {
	contribution_of(study, subject, dataset).unwrap().status
}

pub fn commit(
	study: StudyId,
	subject: AccountId,
	dataset: Digest,
	grant: GrantId,
) -> sp_runtime::DispatchResult {
	Studies::commit(signed(subject.clone()), study, subject, dataset, grant, None)
}

/// The context that a delivery of `dataset` must have.
pub fn context(
	holder: &Grantee<AccountId>,
	subject: &AccountId,
	dataset: Digest,
	grant: GrantId,
	key_version: KeyVersion,
) -> Context {
	Context {
		chain_id: CHAIN_ID,
		subject: subject.clone().into(),
		digest: dataset,
		holder: holder_of(holder),
		grant,
		key_version,
	}
}

/// The correct envelope for what is committed.
pub fn envelope(
	holder: &Grantee<AccountId>,
	subject: &AccountId,
	dataset: Digest,
) -> EnvelopeBytes {
	let record = Contributions::<Test>::get((holder, subject, dataset)).unwrap();
	let context = context(holder, subject, dataset, record.grant, record.key_version);
	seal(&data_key(dataset), &record.key, &context, &mut OsRng).unwrap()
}

pub fn deliver(study: StudyId, subject: AccountId, dataset: Digest) -> sp_runtime::DispatchResult {
	let envelope = envelope(&Grantee::Study(study), &subject, dataset);
	Studies::deliver(signed(subject.clone()), study, subject, dataset, envelope)
}

pub fn settle(study: StudyId, subject: AccountId, dataset: Digest) -> sp_runtime::DispatchResult {
	Studies::settle(signed(NOBODY), Grantee::Study(study), subject, dataset)
}

pub fn lapse(study: StudyId, subject: AccountId, dataset: Digest) -> sp_runtime::DispatchResult {
	Studies::lapse(signed(NOBODY), Grantee::Study(study), subject, dataset)
}

/// `subject` commits and delivers its dataset `n`.
pub fn delivered(study: StudyId, subject: AccountId, n: u8) -> (Digest, GrantId) {
	let (dataset, grant) = committed(study, subject.clone(), n);
	assert_ok!(deliver(study, subject, dataset));
	(dataset, grant)
}

pub fn tombstone(subject: AccountId, digest: Digest) {
	world(|w| w.datasets.remove(&(subject, digest)));
}

/// Dataset number `n` of `subject`, signed by `device`.
pub fn dataset_of(subject: AccountId, n: u8, device: AccountId) -> Digest {
	let owner: &[u8; 32] = subject.as_ref();
	let mut digest = [n; 32];
	digest[0] = owner[0];
	anchor(subject, digest, |facts| facts.device = Some(device));
	digest
}

/// `subject` commits its dataset `n`.
pub fn committed(study: StudyId, subject: AccountId, n: u8) -> (Digest, GrantId) {
	let dataset = dataset(subject.clone(), n);
	let grant = grant(subject.clone(), study);
	assert_ok!(commit(study, subject, dataset, grant));
	(dataset, grant)
}

pub fn invitation(study: StudyId, subject: &AccountId, expiry: Moment) -> Invitation {
	let statement = statements::invitation(&CHAIN_ID, study, subject.as_ref(), expiry);
	Invitation { expiry, signature: MultiSignature::Sr25519(sponsor_pair().sign(&statement)) }
}

/// [`CLINICIAN`] registers a recipient key.
pub fn clinician_key() {
	let holder = Grantee::Account(CLINICIAN);
	let (key, proof) = possession(200, &holder, 0);
	assert_ok!(Studies::register_key(signed(CLINICIAN), 0, key, proof));
}

pub fn free(who: &AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn held(reason: HoldReason, who: &AccountId) -> Balance {
	<Balances as InspectHold<AccountId>>::balance_on_hold(&reason.into(), who)
}

/// The amount of a ticket.
fn amount(ticket: &impl Encode) -> Balance {
	Balance::decode(&mut &ticket.encode()[..]).expect("a hold is an amount")
}

/// What each account must have on hold, by reason, and nothing else.
fn obligations() -> BTreeMap<(AccountId, u8), Balance> {
	let mut all = BTreeMap::new();
	let mut add = |who: AccountId, reason: HoldReason, amount: Balance| {
		*all.entry((who, reason as u8)).or_default() += amount;
	};
	for study in crate::Studies::<Test>::iter_values() {
		add(study.sponsor, HoldReason::StorageDeposit, amount(&study.ticket));
	}
	for ended in EndedStudies::<Test>::iter_values() {
		add(ended.sponsor, HoldReason::StorageDeposit, amount(&ended.ticket));
	}
	for key in RecipientKeys::<Test>::iter_values() {
		add(key.payer, HoldReason::StorageDeposit, amount(&key.ticket));
	}
	for ((_, _, bidder), bid) in Bids::<Test>::iter() {
		add(bidder.clone(), HoldReason::StorageDeposit, amount(&bid.ticket));
		add(bidder, HoldReason::Bid, bid.price);
	}
	for ((holder, subject, _), record) in Contributions::<Test>::iter() {
		if let Deposit::Subject(ticket) = &record.deposit {
			add(subject.clone(), HoldReason::StorageDeposit, amount(ticket));
		}
		if let Some(ticket) = &record.commit_deposit {
			add(subject, HoldReason::Commitment, amount(ticket));
		}
		if let (Grantee::Account(recipient), Some(_)) = (holder, record.due) {
			add(recipient, HoldReason::Bid, record.price);
		}
	}
	all.retain(|_, amount| *amount > 0);
	all
}

/// Sums of holds by reason are sums of obligations.
pub fn check_holds() {
	let reasons = [HoldReason::StorageDeposit, HoldReason::Bid, HoldReason::Commitment];
	let mut there = BTreeMap::new();
	for who in frame_system::Account::<Test>::iter_keys() {
		for reason in reasons {
			let amount = held(reason, &who);
			if amount > 0 {
				there.insert((who.clone(), reason as u8), amount);
			}
		}
	}
	assert_eq!(there, obligations(), "what is on hold is what is owed");
}

pub fn on_hold(who: &AccountId) -> Balance {
	<Balances as InspectHold<AccountId>>::total_balance_on_hold(who)
}

pub fn pot_of(study: StudyId) -> AccountId {
	Studies::pot(study)
}

pub fn unallocated(study: StudyId) -> Balance {
	Studies::unallocated(study)
}

pub fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Studies(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn last_event() -> Event<Test> {
	events().pop().expect("an event")
}
