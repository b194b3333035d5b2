//! Every permission and modifier beside DUO's own definition (EBISPOT/DUO, release of 2021,
//! `duo.csv`), and what follows from it.

use super::{DuoModifiers, DuoPermission, PurposeMismatch, ResearchUse};
use DuoPermission::*;

const DISEASE: [u8; 32] = [1; 32];

/// Permission, DUO number, DUO's definition, and which permissions lie within it.
const PERMISSIONS: [(DuoPermission, u32, &str, &[DuoPermission]); 5] = [
	(
		NoRestriction,
		4,
		"This data use permission indicates there is no restriction on use.",
		&[
			NoRestriction,
			GeneralResearch,
			HealthResearch,
			DiseaseSpecific(DISEASE),
			PopulationOrigins,
		],
	),
	(
		GeneralResearch,
		42,
		"This data use permission indicates that use is allowed for general research use for any \
		 research purpose.",
		&[GeneralResearch, HealthResearch, DiseaseSpecific(DISEASE), PopulationOrigins],
	),
	(
		HealthResearch,
		6,
		"This data use permission indicates that use is allowed for health/medical/biomedical \
		 purposes; does not include the study of population origins or ancestry.",
		&[HealthResearch, DiseaseSpecific(DISEASE)],
	),
	(
		DiseaseSpecific(DISEASE),
		7,
		"This data use permission indicates that use is allowed provided it is related to the \
		 specified disease.",
		&[DiseaseSpecific(DISEASE)],
	),
	(
		PopulationOrigins,
		11,
		"This data use permission indicates that use of the data is limited to the study of \
		 population origins or ancestry.",
		&[PopulationOrigins],
	),
];

/// What a modifier of a grant means for who asks.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
	/// It restricts: who asks accepts it.
	Restricts,
	/// It permits: only who is granted it may ask for it.
	Permits,
	/// It restricts to something that the modifier alone does not name: nobody is permitted.
	Unnamed,
}
use Meaning::*;

/// Modifier, DUO's definition, and its meaning.
const MODIFIERS: [(&str, u32, &str, Meaning); 18] = [
	(
		"RS",
		12,
		"This data use modifier indicates that use is limited to studies of a certain research \
		 type.",
		Unnamed,
	),
	(
		"NMDS",
		15,
		"This data use modifier indicates that use does not allow methods development research \
		 (e.g., development of software or algorithms).",
		Restricts,
	),
	(
		"GSO",
		16,
		"This data use modifier indicates that use is limited to genetic studies only (i.e., \
		 studies that include genotype research alone or both genotype and phenotype research, \
		 but not phenotype research exclusively)",
		Restricts,
	),
	(
		"NPUNCU",
		18,
		"This data use modifier indicates that use of the data is limited to not-for-profit \
		 organizations and not-for-profit use, non-commercial use.",
		Restricts,
	),
	(
		"PUB",
		19,
		"This data use modifier indicates that requestor agrees to make results of studies using \
		 the data available to the larger scientific community.",
		Restricts,
	),
	(
		"COL",
		20,
		"This data use modifier indicates that the requestor must agree to collaboration with the \
		 primary study investigator(s).",
		Restricts,
	),
	(
		"IRB",
		21,
		"This data use modifier indicates that the requestor must provide documentation of local \
		 IRB/ERB approval.",
		Restricts,
	),
	(
		"GS",
		22,
		"This data use modifier indicates that use is limited to within a specific geographic \
		 region.",
		Unnamed,
	),
	(
		"MOR",
		24,
		"This data use modifier indicates that requestor agrees not to publish results of studies \
		 until a specific date.",
		Restricts,
	),
	(
		"TS",
		25,
		"This data use modifier indicates that use is approved for a specific number of months.",
		Restricts,
	),
	(
		"US",
		26,
		"This data use modifier indicates that use is limited to use by approved users.",
		Restricts,
	),
	(
		"PS",
		27,
		"This data use modifier indicates that use is limited to use within an approved project.",
		Restricts,
	),
	(
		"IS",
		28,
		"This data use modifier indicates that use is limited to use within an approved \
		 institution.",
		Restricts,
	),
	(
		"RTN",
		29,
		"This data use modifier indicates that the requestor must return derived/enriched data to \
		 the database/resource.",
		Restricts,
	),
	(
		"CC",
		43,
		"This data use modifier indicates that use is allowed for clinical use and care.",
		Permits,
	),
	(
		"NPOA",
		44,
		"This data use modifier indicates use for purposes of population, origin, or ancestry \
		 research is prohibited.",
		Restricts,
	),
	(
		"NPU",
		45,
		"This data use modifier indicates that use of the data is limited to not-for-profit \
		 organizations.",
		Restricts,
	),
	(
		"NCU",
		46,
		"This data use modifier indicates that use of the data is limited to not-for-profit use.",
		Restricts,
	),
];

/// Health research under `modifiers`, with the dates that belong to them.
fn research(modifiers: DuoModifiers) -> ResearchUse {
	let dated = |with| modifiers.contains(with).then_some(10);
	let (time_limit, moratorium) = (dated(DuoModifiers::TS), dated(DuoModifiers::MOR));
	ResearchUse { permission: HealthResearch, modifiers, time_limit, moratorium }
}

/// The decision on `asked` under `granted`.
fn decide(granted: DuoModifiers, asked: DuoModifiers) -> Result<(), PurposeMismatch> {
	let (granted, asked) = (research(granted), research(asked));
	assert!(granted.is_valid() && asked.is_valid());
	asked.within(&granted, 0)
}

#[test]
fn permissions_mean_what_duo_says() {
	for (granted, number, definition, within) in PERMISSIONS {
		for (asked, ..) in PERMISSIONS {
			let ok = asked.within(granted).is_ok();
			assert_eq!(ok, within.contains(&asked), "{asked:?} under {number}: {definition}");
		}
	}
}

#[test]
fn modifiers_mean_what_duo_says() {
	let none = DuoModifiers::NONE;
	let refused = Err(PurposeMismatch::Modifiers);
	assert_eq!(MODIFIERS.len(), DuoModifiers::TABLE.len());
	for ((name, number, definition, meaning), known) in MODIFIERS.iter().zip(DuoModifiers::TABLE) {
		assert_eq!((*name, *number), (known.0, known.1));
		let with = known.2;
		// Granted with it and asked without it; the other way round; both with it.
		let expected = match meaning {
			Restricts => [refused, Ok(()), Ok(())],
			Permits => [Ok(()), refused, Ok(())],
			Unnamed => [refused, Ok(()), refused],
		};
		let found = [decide(with, none), decide(none, with), decide(with, with)];
		assert_eq!(found, expected, "{name} {number}: {definition}");
	}
}

/// The finding F17: a study that wants the data for clinical care too passed under a grant for
/// research alone, and a grant that allows clinical care too refused a study of research alone.
#[test]
fn clinical_care_is_a_permission() {
	let (none, care) = (DuoModifiers::NONE, DuoModifiers::CC);
	assert_eq!(decide(none, care), Err(PurposeMismatch::Modifiers));
	assert_eq!(decide(care, none), Ok(()));
	// It takes no restriction away.
	let published = DuoModifiers::PUB;
	assert_eq!(decide(care.union(published), care), Err(PurposeMismatch::Modifiers));
	assert_eq!(decide(care.union(published), care.union(published)), Ok(()));
	// Not even a grant for any research allows clinical care.
	let asked = ResearchUse { modifiers: care, ..ResearchUse::plain(NoRestriction) };
	let any = ResearchUse::plain(NoRestriction);
	assert_eq!(asked.within(&any, 0), Err(PurposeMismatch::Modifiers));
}
