//! The numbers and names of the format `epione/v1/payload`.

use epione_primitives::{KeyScheme, Modality};

/// What the manifest names as its format.
pub const FORMAT: &str = "epione/v1/payload";
/// FHIR R4.
pub const FHIR_R4: &str = "4.0.1";
/// Greatest length of the manifest's line, its line feed included.
pub const MAX_MANIFEST_LEN: usize = 4096;
/// Greatest length of a record, without its line feed: 16 MiB.
pub const MAX_RECORD_LEN: usize = 16 << 20;
/// What the padding consists of: spaces, which NDJSON readers skip.
pub const PADDING: u8 = b' ';

/// Ends the manifest and every record.
pub(super) const LINE_FEED: u8 = b'\n';

/// The modality's name in a manifest.
pub const fn modality_name(modality: Modality) -> &'static str {
	match modality {
		Modality::Wearable => "Wearable",
		Modality::HomeMonitor => "HomeMonitor",
		Modality::Implant => "Implant",
		Modality::BedsideMonitor => "BedsideMonitor",
		Modality::Imaging => "Imaging",
		Modality::Laboratory => "Laboratory",
		Modality::Questionnaire => "Questionnaire",
		Modality::ClinicalNote => "ClinicalNote",
		Modality::Genomic => "Genomic",
	}
}

/// The scheme's name in a manifest.
pub const fn scheme_name(scheme: KeyScheme) -> &'static str {
	match scheme {
		KeyScheme::Ed25519 => "ed25519",
		KeyScheme::Sr25519 => "sr25519",
	}
}

/// The scheme that [`scheme_name`] names so.
pub fn scheme_named(name: &str) -> Option<KeyScheme> {
	[KeyScheme::Ed25519, KeyScheme::Sr25519].into_iter().find(|&scheme| scheme_name(scheme) == name)
}
