//! What transactions cost, and who pays.

use crate::{configs::chain::Author, weights, AccountId, Balances, Runtime, RuntimeEvent};
use epione_runtime_common::{
	fees::{DealWithFees, FeeMultiplierUpdate, LengthToFee, ProtocolPalletId, WeightToFee},
	free_lane, ChargeOrFree, EpioneRules, LookThrough,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU8},
};
use pallet_transaction_payment::{ChargeTransactionPayment, FungibleAdapter};
use sp_runtime::{traits::AccountIdConversion, Perbill};

parameter_types! {
	/// Where the protocol's share of fees and rewards goes.
	pub ProtocolAccount: AccountId = ProtocolPalletId::get().into_account_truncating();
}

parameter_types! {
	/// Share of a block that free refusals may fill.
	pub const LaneShare: Perbill = Perbill::from_percent(50);
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
	type Share = LaneShare;
	type MaxPerAccount = ConstU32<32>;
	type MaxPerBlock = ConstU32<256>;
	type MaxAccounts = ConstU32<1024>;
	type WeightInfo = weights::epione_runtime_common_free_lane::WeightInfo<Runtime>;
}

/// The extension that charges, waives the fee of refusals, or refuses.
pub type Payment = ChargeOrFree<Runtime, ChargeTransactionPayment<Runtime>>;
