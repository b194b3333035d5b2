//! What transactions cost, and who pays.

use super::Author;
use crate::{weights, AccountId, Balance, Balances, Runtime, RuntimeEvent, UncheckedExtrinsic};
use epione_runtime_common::{
	charge_or_free::{Charge, Payer},
	fees::{DealWithFees, FeeMultiplierUpdate, LengthToFee, ProtocolPalletId, WeightToFee},
	free_lane, ChargeOrFree, EpioneRules, LookThrough,
};
use frame_support::{
	dispatch::GetDispatchInfo,
	parameter_types,
	traits::{ConstU32, ConstU8},
};
use pallet_transaction_payment::{ChargeTransactionPayment, FungibleAdapter};
use sp_runtime::{
	generic::Preamble,
	traits::{AccountIdConversion, StaticLookup},
};

parameter_types! {
	/// Where the protocol's share of fees and rewards goes.
	pub ProtocolAccount: AccountId = ProtocolPalletId::get().into_account_truncating();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction =
		FungibleAdapter<Balances, DealWithFees<Balances, ProtocolAccount, Author>>;
	type WeightToFee = WeightToFee;
	type LengthToFee = LengthToFee;
	type FeeMultiplierUpdate = FeeMultiplierUpdate<Self>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

/// What is free, what is refused, and who pays for the rest.
pub type Policy = LookThrough<Runtime, EpioneRules<Runtime>>;

impl free_lane::Config for Runtime {
	type Policy = Policy;
	type MaxPerAccount = ConstU32<32>;
	type MaxPerBlock = ConstU32<256>;
	type MaxAccounts = ConstU32<1024>;
	type WeightInfo = weights::epione_runtime_common_free_lane::WeightInfo<Runtime>;
}

/// The extension that charges, or lets refusals pass free, or refuses.
pub type Payment = ChargeOrFree<Runtime, ChargeTransactionPayment<Runtime>>;

/// What the signer of `xt` pays of its `fee`: nothing for a refusal that is free, and nothing where a
/// study or a sponsorship pays. For wallets, which ask before they sign.
pub fn signers_fee(xt: &UncheckedExtrinsic, len: u32, fee: Balance) -> Balance {
	let Preamble::Signed(address, _, extensions) = &xt.preamble else { return fee };
	// With the tip that the wallet asked about: whoever tips pays.
	let payment = crate::payment(extensions);
	let Ok(who) = <Runtime as frame_system::Config>::Lookup::lookup(address.clone()) else {
		return fee;
	};
	let (charge, _) = payment.charge(&who, &xt.function, &xt.get_dispatch_info(), len as usize);
	match charge {
		Charge::Free(_) | Charge::Paid(Payer::Study { .. } | Payer::Sponsorship { .. }) => 0,
		Charge::Paid(Payer::Signer) | Charge::Refused(_) => fee,
	}
}
