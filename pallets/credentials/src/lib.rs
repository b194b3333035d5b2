#![doc = include_str!("../README.md")]
//!
//! # Scenario: an accreditor comes and goes
//!
//! 1. The council appoints an accreditor for manufacturers and researchers.
//! 2. The accreditor issues credentials; other pallets see that the holders have their roles.
//! 3. It renews one and revokes another with a reason.
//! 4. The council dismisses the accreditor: everything that it issued is void at once.
//! 5. Anybody clears what is over, and the accreditor gets its deposits back but for a part: who
//!    accredited whom stays known for 28 days, in which a dispute may still ask.
//! 6. A later appointment of the same account brings nothing back.
#![doc = docify::embed!("src/tests/story.rs", an_accreditor_comes_and_goes)]
//!
//! # Contract with other pallets
//!
//! They use [`CredentialCheck`](epione_primitives::traits::CredentialCheck): the attributes of
//! `who`'s credential for a role, if it holds at this moment. It costs two reads, whatever happened
//! to the accreditor. A pallet that draws an arbiter by lot also uses
//! [`ArbiterPool`](epione_primitives::traits::ArbiterPool): the arbiters, numbered without gaps,
//! and who has been one since when. Dismissing an accreditor does not touch that list, so that it
//! takes constant time; a draw that comes across somebody who is no arbiter any more takes it off.
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `accreditors_have_roles`: an accreditor's role set is neither empty nor unknown.
//! - `appointments_are_unique`: no two accreditors act under one appointment, none under a number
//!   that was not given out.
//! - `credentials_are_well_formed`: known attributes, nobody accredits itself, a revocation is not
//!   before the issue, the appointment was given out.
//! - `accreditors_keep_within_their_roles`: an accreditor has the role of every credential that it
//!   issued under its present appointment.
//! - `former_accreditors_are_well_formed`: nobody is its own former accreditor, none is known twice
//!   for one role, or from the future.
//! - `arbiter_list_is_dense`: the listed arbiters are numbered from 0 without gaps, each once.
//! - `arbiters_are_listed`: every arbiter whose credential holds is listed.
//! - `listed_arbiters_have_records`: everybody listed has a record of a credential as arbiter that
//!   was not revoked.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{Attributes, Digest, Moment, Role, Roles, MAX_FORMER_ACCREDITORS};
use epione_support::clock;
use frame_support::{
	pallet_prelude::*,
	traits::{Consideration, Footprint, UnixTime},
};
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

mod appointments;
mod arbiters;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod check;
mod credential;
mod former;
#[cfg(test)]
mod mock;
#[cfg(feature = "runtime-benchmarks")]
mod set_up;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

/// A credential as this runtime stores it.
pub type CredentialOf<T> =
	Credential<<T as frame_system::Config>::AccountId, <T as Config>::CredentialConsideration>;

/// A former accreditor as this runtime stores it.
pub type FormerOf<T> = FormerAccreditor<
	<T as frame_system::Config>::AccountId,
	<T as Config>::CredentialConsideration,
>;

#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who appoints and dismisses accreditors.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The clock, in milliseconds since the Unix epoch.
		type Time: UnixTime;

		/// The accreditor's deposit for one credential, under [`HoldReason::Credential`].
		type CredentialConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
	}

	/// The accreditors of this moment.
	// Blake2_128Concat: the council chooses the accounts, but anybody can grind one.
	#[pallet::storage]
	pub type Accreditors<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Accreditor, OptionQuery>;

	/// How many appointments were ever made; the number of the last one.
	#[pallet::storage]
	pub type Appointments<T: Config> = StorageValue<_, Appointment, ValueQuery>;

	/// Credentials by holder and role.
	// Blake2_128Concat: holders are accounts, which anybody can grind. Twox64Concat: six roles.
	#[pallet::storage]
	pub type Holders<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		Role,
		CredentialOf<T>,
		OptionQuery,
	>;

	/// Who accredited a holder, and is in none of its records any more, for a while.
	// Blake2_128Concat: holders are accounts, which anybody can grind.
	#[pallet::storage]
	pub type Former<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<FormerOf<T>, ConstU32<MAX_FORMER_ACCREDITORS>>,
		ValueQuery,
	>;

	/// Everybody who was made an arbiter and is not known to have ceased to be one, numbered from
	/// 0.
	// Twox64Concat: consecutive numbers, nobody chooses them.
	#[pallet::storage]
	pub type ArbiterAt<T: Config> = StorageMap<_, Twox64Concat, u32, T::AccountId, OptionQuery>;

	/// The number of each listed arbiter.
	// Blake2_128Concat: holders are accounts, which anybody can grind.
	#[pallet::storage]
	pub type ArbiterIndex<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

	/// How many arbiters are listed.
	#[pallet::storage]
	pub type ArbiterCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An accreditor's deposit for a credential that it issued.
		#[codec(index = 0)]
		Credential,
	}

	/// The pallet's part of the genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Accreditors and their roles.
		pub accreditors: Vec<(T::AccountId, Roles)>,
		/// Credentials: holder, role, valid until, attributes, accreditor. They carry no deposit.
		pub credentials: Vec<(T::AccountId, Role, Moment, Attributes, T::AccountId)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (who, roles) in &self.accreditors {
				assert!(roles.is_valid(), "genesis: accreditor {who:?} without a known role");
				assert!(
					!Accreditors::<T>::contains_key(who),
					"genesis: accreditor {who:?} is listed twice"
				);
				Pallet::<T>::do_appoint(who, *roles).expect("fewer than 2^32 accreditors");
			}
			for (holder, role, valid_until, attributes, accreditor) in &self.credentials {
				let appointed = Accreditors::<T>::get(accreditor)
					.filter(|a| a.roles.contains(*role))
					.unwrap_or_else(|| panic!("genesis: {accreditor:?} may not issue {role:?}"));
				assert!(attributes.is_valid(), "genesis: unknown attributes of {holder:?}");
				assert!(holder != accreditor, "genesis: {holder:?} accredits itself");
				Holders::<T>::insert(
					holder,
					role,
					Credential {
						accreditor: accreditor.clone(),
						appointment: appointed.appointment,
						issued_at: 0,
						valid_until: *valid_until,
						attributes: *attributes,
						evidence: [0; 32],
						revoked: None,
						ticket: None,
					},
				);
				Pallet::<T>::list_if_arbiter(holder, *role);
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The council appointed an accreditor, or gave one more roles.
		Appointed {
			/// The accreditor.
			accreditor: T::AccountId,
			/// All its roles.
			roles: Roles,
			/// The appointment: the same as before if it was an accreditor already.
			appointment: Appointment,
		},
		/// The council dismissed an accreditor. All that it issued is void.
		Dismissed {
			/// The accreditor that was.
			accreditor: T::AccountId,
			/// The appointment that ended.
			appointment: Appointment,
		},
		/// A credential was issued. It takes the place of one that no longer held.
		Issued {
			/// Who holds it.
			holder: T::AccountId,
			/// The role it certifies.
			role: Role,
			/// Who issued it.
			accreditor: T::AccountId,
			/// Under which appointment.
			appointment: Appointment,
			/// The first moment at which it no longer holds.
			valid_until: Moment,
			/// What is certified besides the role.
			attributes: Attributes,
			/// Salted digest of what the accreditor saw.
			evidence: Digest,
		},
		/// A credential holds longer than before.
		Renewed {
			/// Who holds it.
			holder: T::AccountId,
			/// The role it certifies.
			role: Role,
			/// The first moment at which it no longer holds.
			valid_until: Moment,
		},
		/// A credential was revoked.
		Revoked {
			/// Who held it.
			holder: T::AccountId,
			/// The role it certified.
			role: Role,
			/// Why.
			reason: RevocationReason,
		},
		/// The record of a credential that no longer held was removed and its deposit returned.
		Cleared {
			/// Who held it.
			holder: T::AccountId,
			/// The role it certified.
			role: Role,
			/// Who had issued it, and got the deposit back.
			accreditor: T::AccountId,
		},
		/// So long after its record was gone, it is no longer known who issued a credential; what
		/// was left of the deposit returned.
		Forgotten {
			/// Who held it.
			holder: T::AccountId,
			/// The role it certified.
			role: Role,
			/// Who had issued it.
			accreditor: T::AccountId,
		},
		/// A draw came across a listed arbiter without a credential that holds, and took it off the
		/// list; the last of the list has its number now.
		Unlisted {
			/// Who was listed.
			holder: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The set of roles is empty or has bits that stand for no role.
		InvalidRoles,
		/// The accreditor has roles that the new set lacks. Dismiss it to take roles away.
		RolesTakenAway,
		/// There were 2^32 appointments.
		TooManyAppointments,
		/// The account is no accreditor.
		NotAccreditor,
		/// The accreditor was not appointed for this role.
		RoleNotAppointed,
		/// An accreditor cannot accredit itself.
		SelfAccreditation,
		/// The attributes have bits that stand for nothing.
		InvalidAttributes,
		/// The end lies in the past.
		AlreadyOver,
		/// The holder has a credential for this role that holds.
		AlreadyExists,
		/// There is no such credential.
		NotFound,
		/// Another accreditor issued the credential.
		NotIssuer,
		/// The credential was issued under an appointment that has ended. Issue a new one.
		Void,
		/// The credential was revoked. Issue a new one.
		AlreadyRevoked,
		/// The new end is not later than the present one.
		NotLater,
		/// The credential holds.
		StillValid,
		/// Four other accreditors of the holder lost their records within 28 days. Each has to stay
		/// known for so long.
		TooManyFormer,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The credential of `holder` for `role`, and whether it holds at this block.
		pub fn credential(
			holder: T::AccountId,
			role: Role,
		) -> Option<CredentialInfo<T::AccountId>> {
			Holders::<T>::get(&holder, role).map(|c| CredentialInfo {
				status: Self::status(&c),
				accreditor: c.accreditor,
				issued_at: c.issued_at,
				valid_until: c.valid_until,
				attributes: c.attributes,
				evidence: c.evidence,
				revoked: c.revoked,
			})
		}

		/// The appointment and the roles of `who`, if it is an accreditor.
		pub fn accreditor(who: T::AccountId) -> Option<Accreditor> {
			Accreditors::<T>::get(who)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Appoints `accreditor` for `roles`, or gives it more roles.
		///
		/// - Origin: the council
		/// - Checks: the roles are known and not empty; an account that is an accreditor keeps
		///   every role that it has
		/// - Errors: `InvalidRoles`, `RolesTakenAway`, `TooManyAppointments`
		/// - Events: `Appointed`
		/// - Fee: the signer
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::appoint())]
		pub fn appoint(
			origin: OriginFor<T>,
			accreditor: T::AccountId,
			roles: Roles,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			ensure!(roles.is_valid(), Error::<T>::InvalidRoles);

			let appointment = Self::do_appoint(&accreditor, roles)?;
			Self::deposit_event(Event::Appointed { accreditor, roles, appointment });
			Ok(())
		}

		/// Dismisses `accreditor`. All that it issued is void at once, and stays so.
		///
		/// - Origin: the council
		/// - Checks: it is an accreditor
		/// - Errors: `NotAccreditor`
		/// - Events: `Dismissed`
		/// - Fee: the signer, however many credentials it issued
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::dismiss())]
		pub fn dismiss(origin: OriginFor<T>, accreditor: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			let was = Accreditors::<T>::take(&accreditor).ok_or(Error::<T>::NotAccreditor)?;
			Self::deposit_event(Event::Dismissed { accreditor, appointment: was.appointment });
			Ok(())
		}

		/// Certifies that `holder` has `role` until `valid_until` (milliseconds since the Unix
		/// epoch, not included).
		///
		/// `evidence` is the salted SHA-256 of what was seen; the document stays with the
		/// accreditor. A credential that is void, revoked or over is replaced, and its deposit
		/// returned; if it was another accreditor's, that stays known for 28 days.
		///
		/// - Origin: an accreditor for this role
		/// - Checks: the holder is not the accreditor; the attributes are known; the end is in the
		///   future; the holder has no credential for the role that holds; whoever issued the one
		///   that is replaced can be remembered
		/// - Errors: `NotAccreditor`, `RoleNotAppointed`, `SelfAccreditation`, `InvalidAttributes`,
		///   `AlreadyOver`, `AlreadyExists`, `TooManyFormer`, or why the deposit cannot be held
		/// - Events: `Issued`, `Forgotten`
		/// - Fee: the signer, and a deposit until `clear`
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::issue().saturating_add(Pallet::<T>::weight_of_former()))]
		pub fn issue(
			origin: OriginFor<T>,
			holder: T::AccountId,
			role: Role,
			valid_until: Moment,
			attributes: Attributes,
			evidence: Digest,
		) -> DispatchResult {
			let accreditor = ensure_signed(origin)?;
			let appointed = Self::appointed(&accreditor, role)?;
			ensure!(holder != accreditor, Error::<T>::SelfAccreditation);
			ensure!(attributes.is_valid(), Error::<T>::InvalidAttributes);
			let now = clock::now::<T::Time>();
			ensure!(valid_until > now, Error::<T>::AlreadyOver);
			let old = Holders::<T>::get(&holder, role);
			if let Some(old) = &old {
				ensure!(Self::status(old) != CredentialStatus::Valid, Error::<T>::AlreadyExists);
				if old.accreditor != accreditor {
					Self::ensure_room_for_former(&holder, role, old)?;
				}
			}

			if let Some(old) = old {
				if old.accreditor == accreditor {
					Self::release_deposit(old);
				} else {
					Self::remember(&holder, role, old);
				}
			}
			let ticket = T::CredentialConsideration::new(&accreditor, Self::footprint(role))?;
			Holders::<T>::insert(
				&holder,
				role,
				Credential {
					accreditor: accreditor.clone(),
					appointment: appointed.appointment,
					issued_at: now,
					valid_until,
					attributes,
					evidence,
					revoked: None,
					ticket: Some(ticket),
				},
			);
			Self::list_if_arbiter(&holder, role);
			Self::deposit_event(Event::Issued {
				holder,
				role,
				accreditor,
				appointment: appointed.appointment,
				valid_until,
				attributes,
				evidence,
			});
			Ok(())
		}

		/// Lets the credential of `holder` for `role` hold until `valid_until`.
		///
		/// One that is over counts as issued now: what asks since when somebody holds a role must
		/// not take the gap for a time in which it did.
		///
		/// - Origin: the accreditor that issued it
		/// - Checks: it is neither void nor revoked (one that is over may be renewed); the end is
		///   in the future and later than before
		/// - Errors: `NotFound`, `NotIssuer`, `Void`, `AlreadyRevoked`, `NotLater`, `AlreadyOver`
		/// - Events: `Renewed`
		/// - Fee: the signer
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::renew())]
		pub fn renew(
			origin: OriginFor<T>,
			holder: T::AccountId,
			role: Role,
			valid_until: Moment,
		) -> DispatchResult {
			let accreditor = ensure_signed(origin)?;
			let mut credential = Self::issued_by(&accreditor, &holder, role)?;
			ensure!(valid_until > credential.valid_until, Error::<T>::NotLater);
			let now = clock::now::<T::Time>();
			ensure!(valid_until > now, Error::<T>::AlreadyOver);

			if credential.valid_until <= now {
				credential.issued_at = now;
			}
			credential.valid_until = valid_until;
			Holders::<T>::insert(&holder, role, credential);
			// It may have been taken off while it was over.
			Self::list_if_arbiter(&holder, role);
			Self::deposit_event(Event::Renewed { holder, role, valid_until });
			Ok(())
		}

		/// Revokes the credential of `holder` for `role`.
		///
		/// It cannot be brought back, only issued anew.
		///
		/// - Origin: the accreditor that issued it
		/// - Checks: it is neither void nor revoked
		/// - Errors: `NotFound`, `NotIssuer`, `Void`, `AlreadyRevoked`
		/// - Events: `Revoked`
		/// - Fee: the signer
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(
			origin: OriginFor<T>,
			holder: T::AccountId,
			role: Role,
			reason: RevocationReason,
		) -> DispatchResult {
			let accreditor = ensure_signed(origin)?;
			let mut credential = Self::issued_by(&accreditor, &holder, role)?;

			credential.revoked = Some((clock::now::<T::Time>(), reason));
			Holders::<T>::insert(&holder, role, credential);
			Self::unlist_if_arbiter(&holder, role);
			Self::deposit_event(Event::Revoked { holder, role, reason });
			Ok(())
		}

		/// Removes the record of a credential that no longer holds. The accreditor's deposit
		/// returns to it but for a part: who it was stays known for 28 days. After these, the same
		/// call removes that, too.
		///
		/// - Origin: anybody
		/// - Checks: it is void, revoked or over, and its accreditor can be remembered; or there is
		///   none, and a former accreditor is known for long enough
		/// - Errors: `NotFound`, `StillValid`, `TooManyFormer`
		/// - Events: `Cleared`, `Forgotten`
		/// - Fee: the signer
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::clear().saturating_add(Pallet::<T>::weight_of_former()))]
		pub fn clear(origin: OriginFor<T>, holder: T::AccountId, role: Role) -> DispatchResult {
			ensure_signed(origin)?;
			let Some(credential) = Holders::<T>::get(&holder, role) else {
				ensure!(Self::forget(&holder) > 0, Error::<T>::NotFound);
				return Ok(());
			};
			ensure!(Self::status(&credential) != CredentialStatus::Valid, Error::<T>::StillValid);
			Self::ensure_room_for_former(&holder, role, &credential)?;

			Holders::<T>::remove(&holder, role);
			Self::unlist_if_arbiter(&holder, role);
			let accreditor = credential.accreditor.clone();
			Self::remember(&holder, role, credential);
			Self::deposit_event(Event::Cleared { holder, role, accreditor });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
