//! The patient's consent as a document.

use crate::words::show_moment;
use epione_primitives::Moment;
use serde_json::json;

/// Returns the consent as an HL7 FHIR R4 Consent, which the patient keeps. Only its salted digest
/// is public.
pub fn fhir_consent(subject: &str, grantee: &str, purpose: &str, until: Moment) -> String {
	json!({
		"resourceType": "Consent",
		"status": "active",
		"scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research" }] },
		"category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
		"patient": { "identifier": { "system": "urn:epione:account", "value": subject } },
		"provision": {
			"type": "permit",
			"period": { "end": show_moment(until) },
			"actor": [{
				"role": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP" }] },
				"reference": { "identifier": { "system": "urn:epione:grantee", "value": grantee } }
			}],
			"purpose": [{ "system": "urn:epione:purpose", "code": purpose }]
		}
	})
	.to_string()
}
