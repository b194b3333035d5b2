//! A chain with a patient, her delegates, a study's sponsor and a hospital, and their transactions.
//!
//! Accounts need no keys here: a transaction is checked and applied with all its extensions, but
//! without its signature.

use crate::{
	configs::{ContributionDeposit, ProtocolAccount},
	tests::{extensions, genesis, value},
	AccountId, Balance, Balances, Consent, Devices, FreeLane, Proxy, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin, Sponsorship, Studies, System, TxExtension,
};
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, Holder, RecipientSecret},
	rand_core::OsRng,
	statements,
};
use epione_primitives::{
	Actions, Attributes, CallKind, CallSet, Codec, ContentId, Digest, DisputeId, DuoPermission,
	EnvelopeBytes, GrantId, Grantee, KeyScheme, Modalities, Modality, Moment, Purpose, RefusalCode,
	RequestId, ResearchUse, Role, Roles, RootsBy, SponsorshipId, StudyId, DAY, SECOND,
};
use epione_runtime_common::{
	constants::currency::{EPI, EXISTENTIAL_DEPOSIT},
	policy::DeliverFee,
	ProxyType,
};
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	storage::{storage_prefix, unhashed, with_transaction_unchecked, TransactionOutcome},
	traits::{Consideration, Footprint, OnFinalize},
};
use sp_core::{sr25519, Pair};
use sp_runtime::{
	generic::{CheckedExtrinsic, ExtrinsicFormat},
	traits::{Applyable, Dispatchable},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	BuildStorage, DispatchResult, MultiSignature,
};

/// A transaction whose signature was checked.
pub type Xt = CheckedExtrinsic<AccountId, RuntimeCall, TxExtension>;

pub const CHAIN_ID: [u8; 32] = [0xC1; 32];
pub const START: Moment = 1_800_000_000_000;
pub const LEN: usize = 350;
pub const REWARD: Balance = EPI;

pub const AUTHOR: AccountId = AccountId::new([1; 32]);
pub const BOARD: AccountId = AccountId::new([2; 32]);
/// The patient. Has tokens until a test removes them.
pub const ALICE: AccountId = AccountId::new([3; 32]);
/// Acts for the patient. Holds the existential deposit.
pub const GATEWAY: AccountId = AccountId::new([4; 32]);
/// Acts for the patient. Holds the existential deposit.
pub const GUARDIAN: AccountId = AccountId::new([5; 32]);
/// Somebody else, with tokens.
pub const BOB: AccountId = AccountId::new([6; 32]);
pub const MAKER: AccountId = AccountId::new([7; 32]);
const ACCREDITOR: AccountId = AccountId::new([8; 32]);

pub fn sponsor_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[11; 32])
}

pub fn sponsor() -> AccountId {
	AccountId::new(sponsor_pair().public().0)
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Runs a test in block 1, made by [`AUTHOR`], then checks the free lane's invariants.
pub fn run(test: impl FnOnce()) {
	let rich = [ALICE, BOB, MAKER, sponsor()].map(|who| (who, 100_000 * EPI));
	let bare = [AUTHOR, BOARD, GATEWAY, GUARDIAN, ProtocolAccount::get()]
		.map(|who| (who, EXISTENTIAL_DEPOSIT));
	let credential = |holder, role| (holder, role, Moment::MAX, Attributes::NONE, ACCREDITOR);

	let preset = genesis(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET);
	let mut config: RuntimeGenesisConfig = serde_json::from_value(preset).unwrap();
	// The deposits for the validators' session keys.
	config.balances.balances.retain(|(who, _)| *who != ProtocolAccount::get());
	config.balances.balances.extend(rich.into_iter().chain(bare));
	config.credentials = pallet_credentials::GenesisConfig {
		accreditors: vec![(ACCREDITOR, Roles::ALL)],
		credentials: vec![
			credential(sponsor(), Role::Researcher),
			credential(BOARD, Role::EthicsBoard),
			credential(MAKER, Role::Manufacturer),
		],
	};
	config.devices.chain_id = CHAIN_ID;
	let storage = config.build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		System::set_block_number(1);
		pallet_timestamp::Now::<Runtime>::put(START);
		set_author(Some(AUTHOR));
		Proxy::add_proxy(signed(ALICE), GATEWAY.into(), ProxyType::Gateway, 0).unwrap();
		Proxy::add_proxy(signed(ALICE), GUARDIAN.into(), ProxyType::Guardian, 0).unwrap();
		test();
		FreeLane::do_try_state().unwrap();
		FreeLane::on_finalize(1);
	});
}

/// Sets the author of this block, or none.
pub fn set_author(author: Option<AccountId>) {
	// The pallet keeps its storage item private.
	let key = storage_prefix(b"Authorship", b"Author");
	match author {
		Some(author) => unhashed::put(&key, &author),
		None => unhashed::kill(&key),
	}
}

/// A transaction with the signer's next nonce.
pub fn tx(who: &AccountId, call: RuntimeCall, tip: Balance) -> Xt {
	let extension = extensions(*System::account_nonce(who), tip);
	CheckedExtrinsic { format: ExtrinsicFormat::Signed(who.clone(), extension), function: call }
}

/// The pool's validity for a transaction without a tip.
pub fn pool(who: &AccountId, call: impl Into<RuntimeCall>) -> TransactionValidity {
	pool_tipped(who, call, 0)
}

/// The pool's validity for a transaction with this tip.
pub fn pool_tipped(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
	tip: Balance,
) -> TransactionValidity {
	let xt = tx(who, call.into(), tip);
	let info = xt.get_dispatch_info();
	xt.validate::<Runtime>(TransactionSource::External, &info, LEN)
}

/// The result in pool and block for a transaction that is refused for this reason.
pub fn refused<T>(reason: RefusalCode) -> Result<T, TransactionValidityError> {
	Err(InvalidTransaction::Custom(reason.code()).into())
}

/// The code of the pallet's error with this name.
pub fn code(pallet: &str, name: &str) -> RefusalCode {
	(0..=u8::MAX)
		.filter_map(RefusalCode::from_code)
		.find(|code| code.pallet_error().is_some_and(|(p, _)| p == pallet) && code.name() == name)
		.unwrap_or_else(|| panic!("no {name} in {pallet}"))
}

/// Applies a transaction as a block author does.
pub fn apply_tipped(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
	tip: Balance,
) -> Result<DispatchResult, TransactionValidityError> {
	let xt = tx(who, call.into(), tip);
	let info = xt.get_dispatch_info();
	with_transaction_unchecked(|| match xt.apply::<Runtime>(&info, LEN) {
		Ok(result) => {
			TransactionOutcome::Commit(Ok(result.map(|_| ()).map_err(|error| error.error)))
		},
		Err(error) => TransactionOutcome::Rollback(Err(error)),
	})
}

/// [`apply_tipped`] without a tip.
pub fn apply(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
) -> Result<DispatchResult, TransactionValidityError> {
	apply_tipped(who, call, 0)
}

/// Returns whom the transactions of this block charged, and how much.
pub fn paid() -> Vec<(AccountId, Balance)> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { who, actual_fee, .. },
			) => Some((who, actual_fee)),
			_ => None,
		})
		.collect()
}

/// Removes an account's whole free balance; only holds remain.
pub fn impoverish(who: &AccountId) {
	assert_ok!(Balances::transfer_all(signed(who.clone()), BOB.into(), false));
	assert_eq!(Balances::free_balance(who), 0);
}

pub fn purpose() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}

pub fn consent_terms(grantee: Grantee<AccountId>) -> pallet_consent::Terms<AccountId> {
	pallet_consent::Terms {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::ALL,
		datasets: None,
		days: None,
		purpose: purpose(),
		valid_from: START,
		valid_until: START + 100 * DAY,
		uses: None,
		document: [0xD0; 32],
	}
}

/// ALICE grants; returns the grant's number.
pub fn grant(grantee: Grantee<AccountId>) -> GrantId {
	let id = pallet_consent::NextGrant::<Runtime>::get();
	assert_ok!(Consent::grant(signed(ALICE), ALICE, consent_terms(grantee), None));
	id
}

/// BOB asks ALICE; returns the request's number.
pub fn request() -> RequestId {
	let id = pallet_consent::NextRequest::<Runtime>::get();
	assert_ok!(Consent::request(signed(BOB), ALICE, consent_terms(Grantee::Account(BOB))));
	id
}

pub fn data_key(n: u8) -> DataKey {
	let mut secret = [0; 32];
	secret[0] = n;
	DataKey::from_bytes(&secret).unwrap()
}

/// A call that anchors dataset number `n`.
pub fn anchor(subject: AccountId, n: u8) -> pallet_datasets::Call<Runtime> {
	let cid = ContentId { codec: Codec::Raw, digest: [n; 32] };
	let item = pallet_datasets::Anchor {
		cid: cid.to_bytes(),
		key_commitment: data_key(n).commitment(),
		root: [0xAA; 32],
		depth: 9,
		modality: Modality::Wearable,
		first_day: 20_000,
		last_day: 20_001,
		size: 1024,
		device: None,
		supersedes: None,
	};
	pallet_datasets::Call::anchor { subject, items: vec![item].try_into().unwrap() }
}

/// ALICE anchors dataset number `n`; returns its digest.
pub fn dataset(n: u8) -> Digest {
	assert_ok!(RuntimeCall::from(anchor(ALICE, n)).dispatch(signed(ALICE)));
	[n; 32]
}

/// ALICE's device: provisioned by MAKER and claimed.
pub fn device() -> AccountId {
	let (device, claim) = claim(&ALICE);
	assert_ok!(RuntimeCall::from(claim).dispatch(signed(ALICE)));
	device
}

/// A device that MAKER has provisioned, and the call with which `owner` claims it.
pub fn claim(owner: &AccountId) -> (AccountId, pallet_devices::Call<Runtime>) {
	let pair = sr25519::Pair::from_seed(&[12; 32]);
	let key = pallet_devices::DeviceKey { scheme: KeyScheme::Sr25519, key: pair.public().0 };
	assert_ok!(Devices::register_model(
		signed(MAKER),
		[0xD1; 32],
		Modalities::ALL,
		RootsBy::Device,
		[0xF1; 32]
	));
	let keys = vec![key].try_into().unwrap();
	assert_ok!(Devices::provision_list(signed(MAKER), 0, keys, [0xF1; 32]));
	let expiry = START + SECOND;
	let statement = statements::claim(&CHAIN_ID, &key.key, owner.as_ref(), 1, expiry);
	let provenance = Some(pallet_devices::Provenance {
		batch: 0,
		proof: pallet_devices::InclusionProof { index: 0, path: Default::default() },
	});
	let (device, signature) = (AccountId::new(key.key), pair.sign(&statement).0);
	(device, pallet_devices::Call::claim { device: key, provenance, counter: 1, expiry, signature })
}

pub fn recipient() -> RecipientSecret {
	let mut secret = [0; 32];
	secret[0] = 0x77;
	RecipientSecret::from_bytes(&secret).unwrap()
}

/// An approved study by invitation, with this budget.
pub fn study(budget: Balance) -> StudyId {
	let id = pallet_studies::NextStudyId::<Runtime>::get();
	let terms = pallet_studies::Terms {
		purpose: purpose(),
		document: [0xD0; 32],
		modalities: Modalities::ALL,
		min_depth: 1,
		device_signed: false,
		reward: REWARD,
		per_participant: 5,
		max_contributions: 20,
		opens: START,
		closes: START + 90 * DAY,
		dispute_window: 3 * DAY,
		cohort: None,
		eligibility: Default::default(),
	};
	let hash = terms.hash();
	assert_ok!(Studies::create(signed(sponsor()), terms, budget));
	let secret = recipient();
	let proof = secret.prove_possession(&CHAIN_ID, &Holder::Study(id), 0, &mut OsRng);
	assert_ok!(Studies::add_key(signed(sponsor()), id, 0, secret.public(), proof));
	assert_ok!(Studies::approve(signed(BOARD), id, hash));
	id
}

/// What one contribution reserves in a study's pot, without the commitment's own fee.
pub fn cost() -> Balance {
	REWARD + value::<DeliverFee<Runtime>, Balance>() + ContributionDeposit::get()
}

pub fn commit(study: StudyId, dataset: Digest, grant: GrantId) -> RuntimeCall {
	let expiry = START + DAY;
	let statement = statements::invitation(&CHAIN_ID, study, ALICE.as_ref(), expiry);
	let signature = MultiSignature::Sr25519(sponsor_pair().sign(&statement));
	let invitation = Some(pallet_studies::Invitation { expiry, signature });
	pallet_studies::Call::commit { study, subject: ALICE, dataset, grant, invitation }.into()
}

/// The right envelope for dataset number `n`, committed to a study under `grant`.
pub fn envelope(study: StudyId, n: u8, grant: GrantId) -> EnvelopeBytes {
	let context = Context {
		chain_id: CHAIN_ID,
		subject: ALICE.into(),
		digest: [n; 32],
		holder: Holder::Study(study),
		grant,
		key_version: 0,
	};
	seal(&data_key(n), &recipient().public(), &context, &mut OsRng).unwrap()
}

pub fn deliver(study: StudyId, dataset: Digest, envelope: EnvelopeBytes) -> RuntimeCall {
	pallet_studies::Call::deliver { study, subject: ALICE, dataset, envelope }.into()
}

/// A dispute over ALICE's `dataset` that an arbiter has decided against her.
pub fn upheld(study: StudyId, dataset: Digest) -> DisputeId {
	let item = pallet_disputes::Item {
		subject: ALICE,
		dataset,
		price: REWARD,
		fee: value::<<Runtime as pallet_disputes::Config>::FeePerContribution, Balance>(),
		verdict: Some(pallet_disputes::Verdict::Upheld),
		appeal: None,
	};
	let due = Studies::live_moment() + DAY;
	let dispute = pallet_disputes::Dispute {
		study,
		sponsor: sponsor(),
		reason: pallet_disputes::Reason::Undecryptable,
		evidence: [7; 32],
		opened_at: START,
		compensation: value::<<Runtime as pallet_disputes::Config>::Compensation, Balance>(),
		items: vec![item].try_into().unwrap(),
		stage: pallet_disputes::Stage::Decided { arbiter: BOB, due },
		ticket: Consideration::new(&sponsor(), Footprint::from_parts(1, 500)).unwrap(),
	};
	pallet_disputes::Disputes::<Runtime>::insert(3, dispute);
	3
}

/// The wallet of a patient without a token.
pub fn patient_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[21; 32])
}

/// See [`patient_pair`].
pub fn patient() -> AccountId {
	AccountId::new(patient_pair().public().0)
}

/// A gateway without a token.
pub const POOR_GATEWAY: AccountId = AccountId::new([22; 32]);

/// The hospital's terms: one token a day for fees, ten for deposits.
pub fn sponsorship_terms(calls: &[CallKind]) -> pallet_sponsorship::Terms<Balance> {
	pallet_sponsorship::Terms {
		calls: CallSet::of(calls),
		daily_fees: EPI,
		deposits: 10 * EPI,
		max_members: 10,
		valid_until: START + 100 * DAY,
	}
}

/// A sponsorship for `calls` with [`patient`] as member and [`POOR_GATEWAY`]; returns its number.
pub fn sponsored_patient(calls: &[CallKind]) -> SponsorshipId {
	let id = pallet_sponsorship::NextSponsorshipId::<Runtime>::get();
	assert_ok!(Sponsorship::create(signed(sponsor()), sponsorship_terms(calls), 100 * EPI));
	let (member, expiry) = (patient(), START + DAY);
	let list = [POOR_GATEWAY];
	let gateways = list.iter().map(AsRef::as_ref);
	let statement = statements::sponsorship_join(&CHAIN_ID, id, member.as_ref(), gateways, expiry);
	let consent = MultiSignature::Sr25519(patient_pair().sign(&statements::wrapped(&statement)));
	let gateways = list.to_vec().try_into().unwrap();
	assert_ok!(Sponsorship::join(signed(sponsor()), id, member, gateways, expiry, consent, None));
	id
}
