//! People and their wallets.

use crate::collator::Collator;
use codec::Encode;
use epione_parachain_runtime::{
	configs::Payment, AccountId, Runtime, RuntimeCall, SignedPayload, TxExtension,
	UncheckedExtrinsic, VERSION,
};
use sp_core::{sr25519, Pair};
use sp_runtime::generic::Era;
use std::collections::HashMap;

/// Blocks for which a transaction is valid. Wallets sign no immortal ones.
const LIFETIME: u64 = 64;

/// A person with a key.
#[derive(Clone)]
pub struct Party {
	pair: sr25519::Pair,
}

impl Party {
	/// The person whose key is derived by this path from the development phrase.
	pub fn new(path: &str) -> Self {
		Self { pair: sr25519::Pair::from_string(path, None).unwrap() }
	}

	/// Its account.
	pub fn account(&self) -> AccountId {
		AccountId::new(self.bytes())
	}

	/// The bytes of its account.
	pub fn bytes(&self) -> [u8; 32] {
		self.pair.public().0
	}

	/// A transaction with this nonce, for this version of the code.
	fn sign(
		&self,
		chain: &Collator,
		version: u32,
		nonce: u32,
		call: RuntimeCall,
	) -> UncheckedExtrinsic {
		let era = Era::mortal(LIFETIME, chain.head.number.into());
		assert_eq!(era.birth(chain.head.number.into()), u64::from(chain.head.number));
		let extensions = TxExtension::new((
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			epione_runtime_common::CheckMortalityUnranked::from(era),
			epione_runtime_common::CheckNonceInTurn::from(nonce.into()),
			frame_system::CheckWeight::new(),
			Payment::from(pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0)),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
		));
		let (genesis, birth) = (chain.genesis_hash(), chain.head.hash());
		// Signed but not sent: a wallet takes these values from the chain that it signs for.
		let implicit =
			((), (), version, VERSION.transaction_version, genesis, birth, (), (), (), None);
		let payload = SignedPayload::from_raw(call, extensions, implicit);
		let signature = payload.using_encoded(|bytes| self.pair.sign(bytes));
		let (call, extensions, _) = payload.deconstruct();
		UncheckedExtrinsic::new_signed(call, self.account().into(), signature.into(), extensions)
	}
}

/// Signs these calls for the next block, each with its signer's next nonce.
pub fn sign(chain: &Collator, calls: Vec<(&Party, RuntimeCall)>) -> Vec<UncheckedExtrinsic> {
	sign_for(chain, chain.spec_version(), calls)
}

/// The same for this version of the code.
pub fn sign_for(
	chain: &Collator,
	version: u32,
	calls: Vec<(&Party, RuntimeCall)>,
) -> Vec<UncheckedExtrinsic> {
	let mut nonces = HashMap::new();
	let sign = |(who, call): (&Party, RuntimeCall)| {
		let account = who.account();
		let nonce = nonces.entry(account.clone()).or_insert_with(|| chain.nonce(&account));
		let transaction = who.sign(chain, version, *nonce, call);
		*nonce += 1;
		transaction
	};
	calls.into_iter().map(sign).collect()
}
