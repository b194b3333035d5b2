//! Refusals by turns.
//!
//! All free refusals have a priority above everything that is paid for, so among themselves the
//! pool would take them as they came: whoever has queued thousands would hold up everybody after
//! them, and fill the pool so that nothing else fits in. [`CheckNonceInTurn`] ranks a refusal by
//! how many transactions of its signer go before it: everybody's first comes before anybody's
//! second.
//!
//! It wraps [`CheckNonce`], since only that knows the nonce, and *is* it in metadata and encoding:
//! a wallet sees nothing new.

use crate::{
	charge::{ChargePolicy, TURNS},
	free_lane,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::weights::Weight;
use frame_system::CheckNonce;
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
	traits::{
		AsSystemOriginSigner, DispatchInfoOf, Dispatchable, Implication, PostDispatchInfoOf,
		Saturating, TransactionExtension, TransactionExtensionMetadata, UniqueSaturatedInto,
		ValidateResult,
	},
	transaction_validity::{TransactionPriority, TransactionSource, TransactionValidityError},
	DispatchResult,
};

/// What a refusal's priority gains for its turn: most for its signer's next transaction.
fn gain(before_it: TransactionPriority) -> TransactionPriority {
	TURNS.saturating_sub(before_it)
}

/// [`CheckNonce`], which also ranks each refusal by its signer's turn. See the [module](self).
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq)]
pub struct CheckNonceInTurn<T: frame_system::Config>(
	/// What checks the nonce.
	pub CheckNonce<T>,
);

impl<T: frame_system::Config> CheckNonceInTurn<T> {
	/// For the signer's transaction with this nonce.
	pub fn from(nonce: T::Nonce) -> Self {
		Self(CheckNonce::from(nonce))
	}
}

impl<T: frame_system::Config> TypeInfo for CheckNonceInTurn<T>
where
	CheckNonce<T>: StaticTypeInfo,
{
	type Identity = CheckNonce<T>;

	fn type_info() -> Type {
		CheckNonce::<T>::type_info()
	}
}

impl<T: frame_system::Config> core::fmt::Debug for CheckNonceInTurn<T> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_tuple("CheckNonceInTurn").field(&self.0).finish()
	}
}

impl<T> TransactionExtension<T::RuntimeCall> for CheckNonceInTurn<T>
where
	T: free_lane::Config + Send + Sync,
	CheckNonce<T>: TransactionExtension<T::RuntimeCall>,
	T::RuntimeCall: Dispatchable<RuntimeOrigin = T::RuntimeOrigin>,
	T::RuntimeOrigin: AsSystemOriginSigner<T::AccountId>,
{
	const IDENTIFIER: &'static str =
		<CheckNonce<T> as TransactionExtension<T::RuntimeCall>>::IDENTIFIER;
	type Implicit = <CheckNonce<T> as TransactionExtension<T::RuntimeCall>>::Implicit;
	type Val = <CheckNonce<T> as TransactionExtension<T::RuntimeCall>>::Val;
	type Pre = <CheckNonce<T> as TransactionExtension<T::RuntimeCall>>::Pre;

	fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
		self.0.implicit()
	}

	fn metadata() -> alloc::vec::Vec<TransactionExtensionMetadata> {
		CheckNonce::<T>::metadata()
	}

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		self.0.weight(call)
	}

	fn validate(
		&self,
		origin: T::RuntimeOrigin,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
		self_implicit: Self::Implicit,
		inherited_implication: &impl Implication,
		source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let refuses = T::Policy::refusals(call).is_some();
		let before_it = origin.as_system_origin_signer().filter(|_| refuses).map(|who| {
			// The nonce check reads this account, too: it is in the overlay.
			let next = frame_system::Account::<T>::get(who).nonce;
			self.0 .0.saturating_sub(next).unique_saturated_into()
		});
		let (mut validity, val, origin) = self.0.validate(
			origin,
			call,
			info,
			len,
			self_implicit,
			inherited_implication,
			source,
		)?;
		validity.priority.saturating_accrue(before_it.map_or(0, gain));
		Ok((validity, val, origin))
	}

	fn prepare(
		self,
		val: Self::Val,
		origin: &T::RuntimeOrigin,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		self.0.prepare(val, origin, call, info, len)
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		CheckNonce::<T>::post_dispatch_details(pre, info, post_info, len, result)
	}
}
