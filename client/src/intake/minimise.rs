//! The least of an Observation that serves a study.
//!
//! The types below are the allow-list: what they do not name is not taken along. So no identifier,
//! subject, encounter, performer, device, note, narrative, contained resource or extension is left.
//! A coding is kept if its system is one of [`SYSTEMS`], whose displays are published; other
//! codings and free text (`CodeableConcept.text`, `valueString`) are left out. Numbers are kept as
//! they are written, since FHIR's decimals mean their digits.

use super::fhir::day_range;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The profile's name and version.
pub const PROFILE: &str = "epione-minimised/1";

/// Code systems that are published; those of a hospital, a lab or a maker may name people.
pub const SYSTEMS: [&str; 17] = [
	"http://loinc.org",
	"http://snomed.info/sct",
	"http://unitsofmeasure.org",
	"urn:iso:std:iso:11073:10101",
	// The same, by its object identifier.
	"urn:oid:2.16.840.1.113883.6.24",
	"http://terminology.hl7.org/CodeSystem/observation-category",
	"http://terminology.hl7.org/CodeSystem/data-absent-reason",
	"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
	"http://terminology.hl7.org/CodeSystem/v3-ObservationMethod",
	"http://terminology.hl7.org/CodeSystem/referencerange-meaning",
	"http://hl7.org/fhir/observation-category",
	"http://hl7.org/fhir/sid/icd-10",
	"http://hl7.org/fhir/sid/icd-10-cm",
	"http://hl7.org/fhir/sid/icd-11",
	"http://www.nlm.nih.gov/research/umls/rxnorm",
	"http://www.whocc.no/atc",
	"http://hl7.org/fhir/v2/0078",
];

/// Why nothing is left of an Observation that a study could use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
	/// It has no code of a published system.
	Code,
	/// What it observes is free text, or other Observations.
	Value,
	/// An extension changes its meaning, and would be left out.
	Modified,
	/// It is not as FHIR R4 has it.
	Malformed,
}

impl Unfit {
	/// Returns the reason in words.
	pub fn why(self) -> &'static str {
		match self {
			Self::Code => "its code is free text or of a system that is not published",
			Self::Value => "what it observes is free text, or other Observations",
			Self::Modified => "an extension changes its meaning (modifierExtension)",
			Self::Malformed => "a field is not as FHIR R4 has it",
		}
	}
}

/// Returns the least of a record that serves, as one line of JSON.
pub fn minimise(record: &[u8]) -> Result<Vec<u8>, Unfit> {
	let mut least: Observation = serde_json::from_slice(record).map_err(|_| Unfit::Malformed)?;
	if least.modifier_extension.take().is_some() {
		return Err(Unfit::Modified);
	}
	least.prune();
	if least.code.is_none() {
		return Err(Unfit::Code);
	}
	if !least.observes() && least.component.is_empty() {
		return Err(Unfit::Value);
	}
	serde_json::to_vec(&least).map_err(|_| Unfit::Malformed)
}

type Text<'a> = Cow<'a, str>;

/// Defines a type that has, besides its own fields, what FHIR calls `value[x]`. (Not with serde's
/// `flatten`, which would read numbers and write them otherwise.)
macro_rules! observed {
	($(#[$doc:meta])* struct $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
		$(#[$doc])*
		#[derive(Serialize, Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct $name<'a> {
			$($(#[$attribute])* $field: $type,)*
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_quantity: Option<Quantity<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_codeable_concept: Option<Concept<'a>>,
			#[serde(default, skip_serializing_if = "Option::is_none")]
			value_boolean: Option<bool>,
			#[serde(default, skip_serializing_if = "Option::is_none")]
			value_integer: Option<i32>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_range: Option<Limits<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_ratio: Option<Ratio<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_sampled_data: Option<SampledData<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_time: Option<Text<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_date_time: Option<Text<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			value_period: Option<Period<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
			data_absent_reason: Option<Concept<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
			interpretation: Vec<Concept<'a>>,
			#[serde(borrow, default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
			reference_range: Vec<Range<'a>>,
		}

		impl $name<'_> {
			/// Leaves out codings of systems that are not published, and texts that are no dates.
			fn prune_value(&mut self) {
				prune(&mut self.value_codeable_concept);
				prune(&mut self.data_absent_reason);
				prune_all(&mut self.interpretation);
				self.reference_range.iter_mut().for_each(Range::prune);
				self.reference_range.retain(|range| !range.is_empty());
				keep_if(&mut self.value_time, is_time);
				keep_if(&mut self.value_date_time, is_date);
				if let Some(period) = &mut self.value_period {
					period.prune();
				}
			}

			/// Returns whether a value is left.
			fn observes(&self) -> bool {
				self.value_quantity.as_ref().is_some_and(|quantity| quantity.value.is_some())
					|| self.value_codeable_concept.is_some()
					|| self.value_boolean.is_some()
					|| self.value_integer.is_some()
					|| self.value_range.is_some()
					|| self.value_ratio.is_some()
					|| self.value_sampled_data.is_some()
					|| self.value_time.is_some()
					|| self.value_date_time.is_some()
					|| self.value_period.as_ref().is_some_and(|p| p.start.is_some() || p.end.is_some())
					|| self.data_absent_reason.is_some()
			}
		}
	};
}

observed! {
	/// What is kept of an Observation.
	struct Observation {
		#[serde(borrow)]
		resource_type: Text<'a>,
		#[serde(borrow)]
		status: Text<'a>,
		#[serde(borrow, default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
		category: Vec<Concept<'a>>,
		#[serde(borrow, default)]
		code: Option<Concept<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		effective_date_time: Option<Text<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		effective_instant: Option<Text<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		effective_period: Option<Period<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		effective_timing: Option<Timing<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		issued: Option<Text<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		body_site: Option<Concept<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
		method: Option<Concept<'a>>,
		#[serde(borrow, default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
		component: Vec<Component<'a>>,
		#[serde(borrow, default, skip_serializing)]
		modifier_extension: Option<&'a RawValue>,
	}
}

observed! {
	/// What is kept of a part of an Observation.
	struct Component {
		#[serde(borrow, default)]
		code: Option<Concept<'a>>,
	}
}

impl Observation<'_> {
	fn prune(&mut self) {
		prune_all(&mut self.category);
		prune(&mut self.code);
		prune(&mut self.body_site);
		prune(&mut self.method);
		keep_if(&mut self.effective_date_time, is_date);
		keep_if(&mut self.effective_instant, is_date);
		keep_if(&mut self.issued, is_date);
		if let Some(period) = &mut self.effective_period {
			period.prune();
		}
		if let Some(timing) = &mut self.effective_timing {
			timing.event.retain(|event| is_date(event));
		}
		self.prune_value();
		for component in &mut self.component {
			prune(&mut component.code);
			component.prune_value();
		}
		self.component.retain(|component| component.code.is_some() && component.observes());
	}
}

#[derive(Serialize, Deserialize)]
struct Concept<'a> {
	#[serde(borrow, default, deserialize_with = "list")]
	coding: Vec<Coding<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Coding<'a> {
	#[serde(borrow, default)]
	system: Option<Text<'a>>,
	#[serde(borrow, default)]
	code: Option<Text<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	display: Option<Text<'a>>,
}

impl Coding<'_> {
	fn is_published(&self) -> bool {
		self.code.is_some()
			&& self.system.as_deref().is_some_and(|system| SYSTEMS.contains(&system))
	}
}

fn prune(concept: &mut Option<Concept>) {
	if let Some(some) = concept {
		some.coding.retain(Coding::is_published);
		if some.coding.is_empty() {
			*concept = None;
		}
	}
}

fn prune_all(concepts: &mut Vec<Concept>) {
	for concept in concepts.iter_mut() {
		concept.coding.retain(Coding::is_published);
	}
	concepts.retain(|concept| !concept.coding.is_empty());
}

#[derive(Serialize, Deserialize)]
struct Quantity<'a> {
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	value: Option<Decimal<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	comparator: Option<Text<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	unit: Option<Text<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	system: Option<Text<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	code: Option<Text<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Limits<'a> {
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	low: Option<Quantity<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	high: Option<Quantity<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Ratio<'a> {
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	numerator: Option<Quantity<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	denominator: Option<Quantity<'a>>,
}

/// A reference range, without its text.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Range<'a> {
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	low: Option<Quantity<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	high: Option<Quantity<'a>>,
	#[serde(rename = "type", borrow, default, skip_serializing_if = "Option::is_none")]
	kind: Option<Concept<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
	applies_to: Vec<Concept<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	age: Option<Limits<'a>>,
}

impl Range<'_> {
	fn prune(&mut self) {
		prune(&mut self.kind);
		prune_all(&mut self.applies_to);
	}

	fn is_empty(&self) -> bool {
		self.low.is_none() && self.high.is_none()
	}
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SampledData<'a> {
	#[serde(borrow)]
	origin: Quantity<'a>,
	#[serde(borrow)]
	period: Decimal<'a>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	factor: Option<Decimal<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	lower_limit: Option<Decimal<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	upper_limit: Option<Decimal<'a>>,
	dimensions: u32,
	// Decimals and the letters E, U, L: the reader checked that.
	#[serde(borrow)]
	data: Text<'a>,
}

#[derive(Serialize, Deserialize)]
struct Period<'a> {
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	start: Option<Text<'a>>,
	#[serde(borrow, default, skip_serializing_if = "Option::is_none")]
	end: Option<Text<'a>>,
}

impl Period<'_> {
	fn prune(&mut self) {
		keep_if(&mut self.start, is_date);
		keep_if(&mut self.end, is_date);
	}
}

#[derive(Serialize, Deserialize)]
struct Timing<'a> {
	#[serde(borrow, default, deserialize_with = "list")]
	event: Vec<Text<'a>>,
}

/// A number, as it is written.
#[derive(Serialize)]
#[serde(transparent)]
struct Decimal<'a>(&'a RawValue);

impl<'de: 'a, 'a> Deserialize<'de> for Decimal<'a> {
	fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
		let raw = <&RawValue>::deserialize(from)?;
		match raw.get().as_bytes().first() {
			Some(b'-' | b'0'..=b'9') => Ok(Self(raw)),
			_ => Err(D::Error::custom("not a number")),
		}
	}
}

fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
	Option::deserialize(from).map(Option::unwrap_or_default)
}

fn keep_if(text: &mut Option<Text>, is: fn(&str) -> bool) {
	if text.as_deref().is_some_and(|text| !is(text)) {
		*text = None;
	}
}

fn is_date(text: &str) -> bool {
	day_range(text).is_ok()
}

/// `hh:mm:ss`, perhaps with a fraction.
fn is_time(text: &str) -> bool {
	let (time, fraction) = text.split_once('.').unwrap_or((text, "0"));
	let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
	let parts: Vec<&str> = time.split(':').collect();
	parts.len() == 3 && parts.iter().all(|part| part.len() == 2 && digits(part)) && digits(fraction)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::intake::samples;

	const IDENTIFYING: &str = r#"{"resourceType":"Observation","id":"x1","status":"final","identifier":[{"value":"MRN-1"}],"code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate","extension":[{"valueString":"Ada"}]},{"system":"urn:clinic","code":"ADA"}],"text":"Ada's pulse"},"subject":{"reference":"Patient/1","display":"Ada Example"},"encounter":{"display":"Ada"},"effectiveDateTime":"2026-11-20T08:00:00Z","performer":[{"display":"Dr. Sample"}],"valueQuantity":{"value":64.50,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min","extension":[{"valueString":"Ada"}]},"note":[{"text":"Called Ada"}],"text":{"div":"<div>Ada</div>"},"contained":[{"resourceType":"Patient","name":[{"family":"Example"}]}],"device":{"display":"Ada's watch"},"referenceRange":[{"low":{"value":50},"text":"as for Ada"},{"text":"Ada"}],"component":[{"code":{"text":"Ada"},"valueString":"Ada"}]}"#;

	#[test]
	fn nothing_that_identifies_is_left() {
		let least = String::from_utf8(minimise(IDENTIFYING.as_bytes()).unwrap()).unwrap();
		for word in ["Ada", "ADA", "MRN", "x1", "Patient", "Sample", "clinic", "div"] {
			assert!(!least.contains(word), "{word}: {least}");
		}
		// The decimal's digits are kept.
		assert!(least.contains(r#""value":64.50"#), "{least}");
		assert!(least.contains(r#""code":"8867-4","display":"Heart rate""#), "{least}");
		assert!(least.contains(r#""referenceRange":[{"low":{"value":50}}]"#), "{least}");
		// What is minimal stays as it is.
		assert_eq!(minimise(least.as_bytes()).unwrap(), least.as_bytes());
	}

	#[test]
	fn a_reading_is_the_same_reading_after_it() {
		let mut all = samples::cgm_day(1, 1_795_132_800_000);
		all.extend(samples::heart_rate(20, 1, 1_795_132_800_000));
		all.extend(
			samples::HL7_EXAMPLES
				.iter()
				.filter(|(name, _)| !name.contains("f001"))
				.map(|e| e.1.into()),
		);
		for record in &all {
			let least = minimise(record.as_bytes()).unwrap();
			let (before, after): (serde_json::Value, serde_json::Value) =
				(serde_json::from_str(record).unwrap(), serde_json::from_slice(&least).unwrap());
			for field in ["status", "effectiveDateTime", "valueQuantity", "valueSampledData"] {
				assert_eq!(before[field], after[field], "{field} of {record}");
			}
			let days = |record: &[u8]| {
				let reading = crate::intake::fhir::observation(record).unwrap();
				(reading.first_day, reading.last_day)
			};
			assert_eq!(days(record.as_bytes()), days(&least));
		}
	}

	#[test]
	fn what_would_lose_its_meaning_is_refused() {
		let with = |from: &str, to: &str| {
			let changed = IDENTIFYING.replace(from, to);
			assert_ne!(changed, IDENTIFYING, "{from}");
			minimise(changed.as_bytes()).map(drop)
		};
		assert_eq!(with("http://loinc.org", "urn:clinic"), Err(Unfit::Code));
		assert_eq!(with("valueQuantity", "valueOther"), Err(Unfit::Value));
		assert_eq!(with("64.50", "\"64\""), Err(Unfit::Malformed));
		let modified = r#""status":"final","modifierExtension":[{"url":"urn:not"}]"#;
		assert_eq!(with(r#""status":"final""#, modified), Err(Unfit::Modified));
	}
}
