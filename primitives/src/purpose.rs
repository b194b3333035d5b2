//! Purposes, and when one lies within another.
//!
//! Top level: HL7 v3 PurposeOfUse. For research: one permission and a set of modifiers of the GA4GH
//! Data Use Ontology (DUO). What is asked for must be *contained* in what is granted; the table is
//! in `docs/protocol.md`.

use crate::{Moment, SaltedDigest};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What data may be used for (HL7 v3 PurposeOfUse, top level).
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Purpose {
	/// `TREAT`: treatment.
	#[codec(index = 0)]
	Treatment,
	/// `ETREAT`: emergency treatment.
	#[codec(index = 1)]
	EmergencyTreatment,
	/// `HRESCH`: research, as described by DUO.
	#[codec(index = 2)]
	Research(ResearchUse),
	/// `PUBHLTH`: public health.
	#[codec(index = 3)]
	PublicHealth,
	/// `HPAYMT`: payment and insurance.
	#[codec(index = 4)]
	Payment,
	/// `HOPERAT`: operations.
	#[codec(index = 5)]
	Operations,
	/// `PATRQT`: at the patient's request.
	#[codec(index = 6)]
	PatientRequest,
}

/// A research use: DUO permission, modifiers, and the dates that two of the modifiers carry.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ResearchUse {
	/// Exactly one permission.
	pub permission: DuoPermission,
	/// Any number of modifiers.
	pub modifiers: DuoModifiers,
	/// With `TS`: no use after this. Present exactly when the modifier is.
	pub time_limit: Option<Moment>,
	/// With `MOR`: no publication before this. Present exactly when the modifier is.
	pub moratorium: Option<Moment>,
}

/// GA4GH DUO permission.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum DuoPermission {
	/// DUO:0000004, no restriction.
	#[codec(index = 0)]
	NoRestriction,
	/// DUO:0000042, general research use.
	#[codec(index = 1)]
	GeneralResearch,
	/// DUO:0000006, health, medical, biomedical research.
	#[codec(index = 2)]
	HealthResearch,
	/// DUO:0000007, one disease, by the salted digest of its MONDO number.
	#[codec(index = 3)]
	DiseaseSpecific(SaltedDigest),
	/// DUO:0000011, population origins or ancestry research only.
	#[codec(index = 4)]
	PopulationOrigins,
}

/// A set of GA4GH DUO modifiers. Bit n stands for the modifier at index n of
/// [`DuoModifiers::TABLE`].
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DuoModifiers(pub u32);

macro_rules! modifiers {
	($($(#[$doc:meta])* $name:ident = $bit:literal, $id:literal;)*) => {
		impl DuoModifiers {
			/// No modifier.
			pub const NONE: Self = Self(0);
			$($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*
			/// Abbreviation, DUO number and bit of every modifier, in the order of the bits.
			pub const TABLE: &'static [(&'static str, u32, Self)] =
				&[$((stringify!($name), $id, Self::$name)),*];
			/// Every modifier that exists.
			pub const ALL: Self = Self(0 $(| (1 << $bit))*);
		}
	};
}

modifiers! {
	/// DUO:0000012, research-specific restriction.
	RS = 0, 12;
	/// DUO:0000015, no general methods research.
	NMDS = 1, 15;
	/// DUO:0000016, genetic studies only.
	GSO = 2, 16;
	/// DUO:0000018, not-for-profit and non-commercial only.
	NPUNCU = 3, 18;
	/// DUO:0000019, publication required.
	PUB = 4, 19;
	/// DUO:0000020, collaboration required.
	COL = 5, 20;
	/// DUO:0000021, ethics approval required.
	IRB = 6, 21;
	/// DUO:0000022, geographic restriction.
	GS = 7, 22;
	/// DUO:0000024, publication moratorium (with a date).
	MOR = 8, 24;
	/// DUO:0000025, time limit (with a date).
	TS = 9, 25;
	/// DUO:0000026, user specific.
	US = 10, 26;
	/// DUO:0000027, project specific.
	PS = 11, 27;
	/// DUO:0000028, institution specific.
	IS = 12, 28;
	/// DUO:0000029, return of results.
	RTN = 13, 29;
	/// DUO:0000043, clinical care use: the one modifier that permits something.
	CC = 14, 43;
	/// DUO:0000044, no population origins or ancestry research.
	NPOA = 15, 44;
	/// DUO:0000045, not-for-profit organisation only.
	NPU = 16, 45;
	/// DUO:0000046, non-commercial use only.
	NCU = 17, 46;
}

impl DuoModifiers {
	/// Modifiers that permit something beside the permission. All others restrict.
	pub const PERMITTING: Self = Self::CC;
	/// Restrictions to a kind of research and to a region, which this encoding does not name. Since
	/// nobody can tell whether two of them are the same, a grant with one of them permits nothing.
	pub const UNNAMED: Self = Self::RS.union(Self::GS);

	/// Whether all of `other` is in the set.
	pub const fn contains(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// Whether any of `other` is in the set.
	pub const fn contains_any(self, other: Self) -> bool {
		self.0 & other.0 != 0
	}

	/// Both sets together.
	pub const fn union(self, other: Self) -> Self {
		Self(self.0 | other.0)
	}

	/// The set without `other`.
	pub const fn without(self, other: Self) -> Self {
		Self(self.0 & !other.0)
	}

	/// Whether a use under these modifiers lies within a grant under `granted`: it accepts every
	/// restriction of the grant, and takes no permission that the grant does not give.
	pub const fn within(self, granted: Self) -> bool {
		!granted.contains_any(Self::UNNAMED)
			&& self.contains(granted.without(Self::PERMITTING))
			&& !self.without(granted).contains_any(Self::PERMITTING)
	}
}

/// Why a purpose does not lie within another.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum PurposeMismatch {
	/// Another HL7 purpose.
	#[codec(index = 0)]
	Kind,
	/// The DUO permission asked for does not lie within the granted one.
	#[codec(index = 1)]
	Permission,
	/// Another disease.
	#[codec(index = 2)]
	Disease,
	/// A restriction of the grant is not accepted, or cannot be checked (RS, GS); or clinical care
	/// is asked for beside research (CC), and not granted.
	#[codec(index = 3)]
	Modifiers,
	/// TS: the use would go on for longer than granted, or the granted time has passed.
	#[codec(index = 4)]
	TimeLimit,
	/// MOR: publication would come earlier than granted.
	#[codec(index = 5)]
	Moratorium,
}

impl DuoPermission {
	/// Whether use under `self` lies within a grant of `granted`.
	///
	/// `NRES > GRU > HMB > DS`, `GRU > POA`; disease-specific only within the same disease.
	pub fn within(self, granted: Self) -> Result<(), PurposeMismatch> {
		use DuoPermission::*;
		match (granted, self) {
			(NoRestriction, _) => Ok(()),
			(GeneralResearch, NoRestriction) => Err(PurposeMismatch::Permission),
			(GeneralResearch, _) => Ok(()),
			(HealthResearch, HealthResearch | DiseaseSpecific(_)) => Ok(()),
			(DiseaseSpecific(granted), DiseaseSpecific(asked)) => {
				if granted == asked {
					Ok(())
				} else {
					Err(PurposeMismatch::Disease)
				}
			},
			(PopulationOrigins, PopulationOrigins) => Ok(()),
			_ => Err(PurposeMismatch::Permission),
		}
	}
}

impl ResearchUse {
	/// A permission without modifiers.
	pub const fn plain(permission: DuoPermission) -> Self {
		Self { permission, modifiers: DuoModifiers::NONE, time_limit: None, moratorium: None }
	}

	/// Whether it has no unknown modifier, and the dates exactly when their modifiers.
	pub fn is_valid(&self) -> bool {
		DuoModifiers::ALL.contains(self.modifiers)
			&& self.modifiers.contains(DuoModifiers::TS) == self.time_limit.is_some()
			&& self.modifiers.contains(DuoModifiers::MOR) == self.moratorium.is_some()
	}

	/// Whether `self`, asked for at `now`, lies within `granted`.
	pub fn within(&self, granted: &Self, now: Moment) -> Result<(), PurposeMismatch> {
		self.permission.within(granted.permission)?;
		// A grant that forbids ancestry research is not widened by the permission's own breadth.
		if granted.modifiers.contains(DuoModifiers::NPOA)
			&& self.permission == DuoPermission::PopulationOrigins
		{
			return Err(PurposeMismatch::Permission);
		}
		if !self.modifiers.within(granted.modifiers) {
			return Err(PurposeMismatch::Modifiers);
		}
		if let Some(limit) = granted.time_limit {
			if now > limit || self.time_limit.is_none_or(|asked| asked > limit) {
				return Err(PurposeMismatch::TimeLimit);
			}
		}
		if let Some(until) = granted.moratorium {
			if self.moratorium.is_none_or(|asked| asked < until) {
				return Err(PurposeMismatch::Moratorium);
			}
		}
		Ok(())
	}
}

impl Purpose {
	/// Whether it is well formed.
	pub fn is_valid(&self) -> bool {
		match self {
			Self::Research(research) => research.is_valid(),
			_ => true,
		}
	}

	/// Whether `self`, asked for at `now`, lies within `granted`.
	pub fn within(&self, granted: &Self, now: Moment) -> Result<(), PurposeMismatch> {
		match (granted, self) {
			(Self::Research(granted), Self::Research(asked)) => asked.within(granted, now),
			(granted, asked) if granted == asked => Ok(()),
			_ => Err(PurposeMismatch::Kind),
		}
	}

	/// The DUO modifiers, where there are any.
	pub fn modifiers(&self) -> DuoModifiers {
		match self {
			Self::Research(research) => research.modifiers,
			_ => DuoModifiers::NONE,
		}
	}
}

#[cfg(test)]
mod duo;

#[cfg(test)]
mod tests {
	use super::*;
	use DuoPermission::*;

	/// The table of `docs/protocol.md`, written out: rows granted, columns asked.
	#[test]
	fn permissions_are_contained_as_in_the_table() {
		let ds = DiseaseSpecific([1; 32]);
		let all = [NoRestriction, GeneralResearch, HealthResearch, ds, PopulationOrigins];
		let allowed = [
			[true, true, true, true, true],
			[false, true, true, true, true],
			[false, false, true, true, false],
			[false, false, false, true, false],
			[false, false, false, false, true],
		];
		for (granted, row) in all.iter().zip(allowed) {
			for (asked, ok) in all.iter().zip(row) {
				assert_eq!(asked.within(*granted).is_ok(), ok, "{asked:?} in {granted:?}");
			}
		}
		assert_eq!(DiseaseSpecific([2; 32]).within(ds), Err(PurposeMismatch::Disease));
	}

	#[test]
	fn every_modifier_of_the_grant_must_be_accepted() {
		let restrict = |modifier: &DuoModifiers| *modifier != DuoModifiers::CC;
		for (name, _, modifier) in DuoModifiers::TABLE.iter().filter(|one| restrict(&one.2)) {
			let mut granted = ResearchUse::plain(HealthResearch);
			granted.modifiers = *modifier;
			let asked = ResearchUse::plain(HealthResearch);
			assert_eq!(asked.within(&granted, 0), Err(PurposeMismatch::Modifiers), "{name}");
			// Accepting more than is asked for does no harm.
			let mut accepting = asked;
			accepting.modifiers = *modifier;
			assert_eq!(accepting.within(&ResearchUse::plain(HealthResearch), 0), Ok(()), "{name}");
		}
	}

	#[test]
	fn time_limit_bounds_both_the_use_and_now() {
		let with = |limit| ResearchUse {
			modifiers: DuoModifiers::TS,
			time_limit: Some(limit),
			..ResearchUse::plain(HealthResearch)
		};
		assert_eq!(with(10).within(&with(10), 10), Ok(()));
		assert_eq!(with(11).within(&with(10), 10), Err(PurposeMismatch::TimeLimit));
		assert_eq!(with(10).within(&with(10), 11), Err(PurposeMismatch::TimeLimit));
	}

	#[test]
	fn moratorium_must_be_as_long() {
		let with = |until| ResearchUse {
			modifiers: DuoModifiers::MOR,
			moratorium: Some(until),
			..ResearchUse::plain(HealthResearch)
		};
		assert_eq!(with(10).within(&with(10), 0), Ok(()));
		assert_eq!(with(9).within(&with(10), 0), Err(PurposeMismatch::Moratorium));
	}

	#[test]
	fn ancestry_research_is_refused_where_it_is_excluded() {
		let mut granted = ResearchUse::plain(GeneralResearch);
		granted.modifiers = DuoModifiers::NPOA;
		let mut asked = ResearchUse::plain(PopulationOrigins);
		asked.modifiers = DuoModifiers::NPOA;
		assert_eq!(asked.within(&granted, 0), Err(PurposeMismatch::Permission));
	}

	#[test]
	fn other_purposes_contain_only_themselves() {
		let all = [
			Purpose::Treatment,
			Purpose::EmergencyTreatment,
			Purpose::Research(ResearchUse::plain(HealthResearch)),
			Purpose::PublicHealth,
			Purpose::Payment,
			Purpose::Operations,
			Purpose::PatientRequest,
		];
		for granted in all {
			for asked in all {
				assert_eq!(asked.within(&granted, 0).is_ok(), asked == granted);
			}
		}
	}

	#[test]
	fn dates_come_with_their_modifiers() {
		let mut research = ResearchUse::plain(HealthResearch);
		assert!(research.is_valid());
		research.time_limit = Some(1);
		assert!(!research.is_valid());
		research.modifiers = DuoModifiers::TS;
		assert!(research.is_valid());
		research.modifiers = DuoModifiers::MOR.union(DuoModifiers::TS);
		assert!(!research.is_valid());
		research.modifiers = DuoModifiers(1 << 18);
		research.time_limit = None;
		assert!(!research.is_valid());
	}
}
