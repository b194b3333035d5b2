//! A runtime of system and this pallet. Delegates and recoveries are lists in memory: what the
//! SDK's pallets do is tested in the standalone runtime.

use crate as pallet_safeguards;
use crate::{Delegates, OwnRecovery};
use frame_support::{derive_impl, dispatch::DispatchResult, parameter_types};
use frame_system::ensure_signed;
use sp_runtime::BuildStorage;

pub type AccountId = u64;
pub type ProxyType = u8;
pub type Hash = <Test as frame_system::Config>::Hash;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(48)]
	pub type Safeguards = pallet_safeguards::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_safeguards::Config for Test {
	type ProxyType = ProxyType;
	type Delegates = Lists;
	type Recovery = Lists;
	type WeightInfo = ();
}

parameter_types! {
	/// Who has whom as a delegate, of which type and with which delay.
	pub static Entries: Vec<(AccountId, AccountId, ProxyType, u32)> = Vec::new();
	/// For whom a delegate has announced which call.
	pub static Announced: Vec<(AccountId, AccountId, Hash)> = Vec::new();
	/// Whom which group of friends attempts to recover.
	pub static Attempts: Vec<(AccountId, u32)> = Vec::new();
	/// What was slashed.
	pub static Slashed: Vec<(AccountId, u32)> = Vec::new();
	/// Who has been recovered.
	pub static Inherited: Vec<AccountId> = Vec::new();
}

pub struct Lists;

impl Delegates<RuntimeOrigin, AccountId, ProxyType, Hash> for Lists {
	fn has(who: &AccountId, delegate: &AccountId, proxy_type: &ProxyType) -> bool {
		Entries::get().iter().any(|(a, b, kind, _)| (a, b, kind) == (who, delegate, proxy_type))
	}

	fn has_any(who: &AccountId) -> bool {
		Entries::get().iter().any(|entry| entry.0 == *who)
	}

	fn has_announced(who: &AccountId, delegate: &AccountId, call_hash: &Hash) -> bool {
		Announced::get().contains(&(*who, *delegate, *call_hash))
	}

	fn remove(
		origin: RuntimeOrigin,
		who: &AccountId,
		delegate: &AccountId,
		proxy_type: &ProxyType,
	) -> DispatchResult {
		assert_eq!(ensure_signed(origin)?, *who);
		Entries::mutate(|list| {
			list.retain(|(a, b, kind, _)| (a, b, kind) != (who, delegate, proxy_type))
		});
		Ok(())
	}

	fn remove_all(origin: RuntimeOrigin) -> DispatchResult {
		let who = ensure_signed(origin)?;
		Entries::mutate(|list| list.retain(|entry| entry.0 != who));
		Ok(())
	}

	fn reject(origin: RuntimeOrigin, delegate: &AccountId, call_hash: &Hash) -> DispatchResult {
		let item = (ensure_signed(origin)?, *delegate, *call_hash);
		Announced::mutate(|list| list.retain(|entry| *entry != item));
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId) -> (AccountId, ProxyType, Hash) {
		Entries::set((0..8).map(|delay| (*who, BOB, 0, delay)).collect());
		Announced::set(vec![(*who, BOB, Hash::zero())]);
		(BOB, 0, Hash::zero())
	}
}

impl OwnRecovery<RuntimeOrigin, AccountId> for Lists {
	fn has_attempt(lost: &AccountId, friend_group: u32) -> bool {
		Attempts::get().contains(&(*lost, friend_group))
	}

	fn has_inheritor(lost: &AccountId) -> bool {
		Inherited::get().contains(lost)
	}

	fn cancel(origin: RuntimeOrigin, lost: &AccountId, friend_group: u32) -> DispatchResult {
		assert_eq!(ensure_signed(origin)?, *lost);
		Attempts::mutate(|list| list.retain(|entry| *entry != (*lost, friend_group)));
		Ok(())
	}

	fn slash(origin: RuntimeOrigin, friend_group: u32) -> DispatchResult {
		let lost = ensure_signed(origin.clone())?;
		Self::cancel(origin, &lost, friend_group)?;
		Slashed::mutate(|list| list.push((lost, friend_group)));
		Ok(())
	}

	fn revoke(origin: RuntimeOrigin) -> DispatchResult {
		let lost = ensure_signed(origin)?;
		Inherited::mutate(|list| list.retain(|who| *who != lost));
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(lost: &AccountId) -> u32 {
		Attempts::set(vec![(*lost, 0)]);
		Inherited::set(vec![*lost]);
		0
	}
}

/// The patient.
pub const ALICE: AccountId = 1;
/// Her delegate.
pub const BOB: AccountId = 2;
/// Somebody else.
pub const CHARLIE: AccountId = 3;

/// Two types of delegates.
pub const ANY: ProxyType = 0;
pub const GATEWAY: ProxyType = 2;

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn hash(n: u8) -> Hash {
	Hash::repeat_byte(n)
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	frame_system::GenesisConfig::<Test>::default().build_storage().unwrap().into()
}

/// Runs a test in which [`ALICE`] has delegates, one of which has announced a call, and friends
/// who recover her account.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		Entries::set(vec![
			(ALICE, BOB, ANY, 0),
			(ALICE, BOB, GATEWAY, 0),
			(ALICE, BOB, GATEWAY, 10),
			(ALICE, CHARLIE, GATEWAY, 0),
			(CHARLIE, BOB, GATEWAY, 0),
		]);
		Announced::set(vec![(ALICE, BOB, hash(1)), (CHARLIE, BOB, hash(2))]);
		Attempts::set(vec![(ALICE, 0), (ALICE, 1), (CHARLIE, 0)]);
		Slashed::set(Vec::new());
		Inherited::set(vec![ALICE, CHARLIE]);
		test();
	});
}
