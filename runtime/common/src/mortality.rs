//! A refusal's era does not rank it.
//!
//! Of two transactions of one priority the pool takes the one that expires sooner. So a stranger's
//! refusals, signed for eight blocks, would go before those of all clients, which sign for 64 or
//! more. [`CheckMortalityUnranked`] checks the era as [`CheckMortality`] does, but tells the pool
//! that a refusal never expires. What has expired is dropped all the same: its signature covers the
//! hash of the block in which its era begins, and in the next era that is another one, so it is
//! invalid when the pool checks it anew, or when a block's author tries it.
//!
//! It *is* [`CheckMortality`] in metadata and encoding: a wallet sees nothing new.

use crate::{charge::ChargePolicy, free_lane};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::weights::Weight;
use frame_system::CheckMortality;
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
	generic::Era,
	impl_tx_ext_default,
	traits::{
		DispatchInfoOf, Implication, TransactionExtension, TransactionExtensionMetadata,
		ValidateResult,
	},
	transaction_validity::{TransactionLongevity, TransactionSource, TransactionValidityError},
};

/// [`CheckMortality`], which does not rank refusals by their era. See the [module](self).
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq)]
pub struct CheckMortalityUnranked<T: frame_system::Config + Send + Sync>(
	/// What checks the era.
	pub CheckMortality<T>,
);

impl<T: frame_system::Config + Send + Sync> CheckMortalityUnranked<T> {
	/// For a transaction that is valid in this era.
	pub fn from(era: Era) -> Self {
		Self(CheckMortality::from(era))
	}
}

impl<T: frame_system::Config + Send + Sync> TypeInfo for CheckMortalityUnranked<T>
where
	CheckMortality<T>: StaticTypeInfo,
{
	type Identity = CheckMortality<T>;

	fn type_info() -> Type {
		CheckMortality::<T>::type_info()
	}
}

impl<T: frame_system::Config + Send + Sync> core::fmt::Debug for CheckMortalityUnranked<T> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_tuple("CheckMortalityUnranked").field(&self.0).finish()
	}
}

impl<T> TransactionExtension<T::RuntimeCall> for CheckMortalityUnranked<T>
where
	T: free_lane::Config + Send + Sync,
	CheckMortality<T>: TransactionExtension<T::RuntimeCall, Implicit = T::Hash, Val = (), Pre = ()>,
{
	const IDENTIFIER: &'static str =
		<CheckMortality<T> as TransactionExtension<T::RuntimeCall>>::IDENTIFIER;
	type Implicit = T::Hash;
	type Val = ();
	type Pre = ();

	fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
		self.0.implicit()
	}

	fn metadata() -> alloc::vec::Vec<TransactionExtensionMetadata> {
		CheckMortality::<T>::metadata()
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
		let (mut validity, val, origin) = self.0.validate(
			origin,
			call,
			info,
			len,
			self_implicit,
			inherited_implication,
			source,
		)?;
		if T::Policy::refusals(call).is_some() {
			validity.longevity = TransactionLongevity::MAX;
		}
		Ok((validity, val, origin))
	}

	impl_tx_ext_default!(T::RuntimeCall; prepare);
}
