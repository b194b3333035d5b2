//! What is checked of an Observation.

use super::{
	dates::{day_range, seconds},
	input::{input_error, InputError},
	types::MAX_RECORD,
};
use epione_primitives::Day;
use serde::{de::IgnoredAny, Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A borrowed view of what is checked. Everything else is kept unchecked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View<'a> {
	#[serde(borrow)]
	pub resource_type: Option<Cow<'a, str>>,
	#[serde(borrow)]
	status: Option<Cow<'a, str>>,
	// An object in DSTU2, a list since.
	#[serde(borrow)]
	category: Option<&'a RawValue>,
	#[serde(borrow)]
	code: Option<Concept<'a>>,
	#[serde(borrow)]
	pub subject: Option<Reference<'a>>,
	#[serde(borrow)]
	effective_date_time: Option<Cow<'a, str>>,
	#[serde(borrow)]
	effective_instant: Option<Cow<'a, str>>,
	#[serde(borrow)]
	effective_period: Option<Period<'a>>,
	#[serde(borrow)]
	effective_timing: Option<Timing<'a>>,
	#[serde(borrow)]
	issued: Option<Cow<'a, str>>,
	value_quantity: Option<Quantity>,
	#[serde(borrow)]
	value_sampled_data: Option<SampledData<'a>>,
	value_codeable_concept: Option<IgnoredAny>,
	value_string: Option<IgnoredAny>,
	value_boolean: Option<bool>,
	value_integer: Option<i32>,
	value_range: Option<IgnoredAny>,
	value_ratio: Option<IgnoredAny>,
	value_time: Option<IgnoredAny>,
	value_date_time: Option<IgnoredAny>,
	value_period: Option<IgnoredAny>,
	data_absent_reason: Option<IgnoredAny>,
	#[serde(borrow, default, deserialize_with = "empty_if_null")]
	component: Vec<Component<'a>>,
	#[serde(default, deserialize_with = "empty_if_null")]
	has_member: Vec<IgnoredAny>,
	#[serde(default, deserialize_with = "empty_if_null")]
	derived_from: Vec<IgnoredAny>,
}

/// Some programs write `null` for a list that they have nothing for.
pub(super) fn empty_if_null<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
	from: D,
) -> Result<T, D::Error> {
	Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

#[derive(Deserialize)]
struct Concept<'a> {
	#[serde(borrow, default, deserialize_with = "empty_if_null")]
	coding: Vec<Coding<'a>>,
	#[serde(borrow)]
	text: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Coding<'a> {
	#[serde(borrow)]
	code: Option<Cow<'a, str>>,
	#[serde(borrow)]
	display: Option<Cow<'a, str>>,
}

impl Concept<'_> {
	/// FHIR lets a concept be a code or a text; one of the two must be there.
	fn says_something(&self) -> bool {
		self.text.is_some() || self.coding.iter().any(|c| c.code.is_some() || c.display.is_some())
	}
}

/// Whom or what a resource is about.
#[derive(Deserialize)]
pub(super) struct Reference<'a> {
	#[serde(borrow)]
	reference: Option<Cow<'a, str>>,
	#[serde(borrow)]
	identifier: Option<Identifier<'a>>,
}

#[derive(Deserialize)]
struct Identifier<'a> {
	#[serde(borrow)]
	value: Option<Cow<'a, str>>,
}

impl Reference<'_> {
	/// Returns `Patient/1` also of `https://example.org/fhir/Patient/1/_history/2`; without a
	/// reference the identifier's value.
	pub fn name(&self) -> Option<String> {
		if let Some(reference) = self.reference.as_deref() {
			let plain = reference.split("/_history/").next().unwrap_or_default();
			let mut parts = plain.rsplitn(3, '/');
			return Some(match (parts.next(), parts.next()) {
				(Some(id), Some(kind)) if plain.contains("://") => format!("{kind}/{id}"),
				_ => plain.to_owned(),
			});
		}
		self.identifier.as_ref().and_then(|i| i.value.as_deref()).map(str::to_owned)
	}
}

#[derive(Deserialize)]
struct Period<'a> {
	#[serde(borrow)]
	start: Option<Cow<'a, str>>,
	#[serde(borrow)]
	end: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Timing<'a> {
	#[serde(borrow, default, deserialize_with = "empty_if_null")]
	event: Vec<Cow<'a, str>>,
	#[serde(borrow)]
	repeat: Option<Repeat<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repeat<'a> {
	#[serde(borrow)]
	bounds_period: Option<Period<'a>>,
}

#[derive(Deserialize)]
struct Quantity {
	// Read as a number so that "72" in quotes is noticed.
	#[serde(rename = "value")]
	_value: Option<f64>,
}

#[derive(Deserialize)]
struct SampledData<'a> {
	origin: Option<Quantity>,
	period: Option<f64>,
	// R5's name for the period.
	interval: Option<IgnoredAny>,
	dimensions: Option<u32>,
	#[serde(borrow)]
	data: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
	#[serde(borrow)]
	code: Option<Concept<'a>>,
	#[serde(rename = "valueQuantity")]
	_value_quantity: Option<Quantity>,
	#[serde(borrow)]
	value_sampled_data: Option<SampledData<'a>>,
}

/// The value set `ObservationStatus`.
const STATUSES: [&str; 8] = [
	"registered",
	"preliminary",
	"final",
	"amended",
	"corrected",
	"cancelled",
	"entered-in-error",
	"unknown",
];

/// What a status says of a resource that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
	/// Something was observed.
	Reading,
	/// Something was observed, and replaces what was said before.
	Correction,
	/// Nothing is observed: withdrawn, or not there yet.
	NotAReading,
}

impl View<'_> {
	/// Returns what the status says.
	pub fn status(&self) -> Result<Status, InputError> {
		match self.status.as_deref() {
			None => input_error(None, "the Observation has no status, which FHIR requires"),
			Some("entered-in-error" | "cancelled" | "registered") => Ok(Status::NotAReading),
			Some("amended" | "corrected") => Ok(Status::Correction),
			Some(status) if STATUSES.contains(&status) => Ok(Status::Reading),
			Some(status) => input_error(
				None,
				format!(
					"{status:?} is no status of an Observation; FHIR R4 has {}",
					STATUSES.join(", ")
				),
			),
		}
	}

	/// Returns the status as it is written.
	pub fn status_text(&self) -> &str {
		self.status.as_deref().unwrap_or_default()
	}

	/// Checks the rest; `len` is the record's length. Returns its first and last day.
	pub fn check(&self, len: usize) -> Result<(Day, Day), InputError> {
		if len > MAX_RECORD {
			return input_error(
				None,
				format!("one resource is {len} bytes; at most {MAX_RECORD} are taken"),
			);
		}
		if self.category.is_some_and(|category| category.get().starts_with('{')) {
			return input_error(
				None,
				"an Observation of DSTU2 (its category is no list); only FHIR R4 is taken",
			);
		}
		if !self.code.as_ref().is_some_and(Concept::says_something) {
			return input_error(None, "the Observation has no code, which FHIR requires");
		}
		if !self.observes() {
			return input_error(
				None,
				"the Observation observes nothing: it has neither value[x] nor component, \
				 hasMember, derivedFrom or dataAbsentReason",
			);
		}
		self.value_sampled_data.as_ref().map_or(Ok(()), check_samples)?;
		for (number, component) in self.component.iter().enumerate() {
			if !component.code.as_ref().is_some_and(Concept::says_something) {
				return input_error(None, format!("component {} has no code", number + 1));
			}
			component.value_sampled_data.as_ref().map_or(Ok(()), check_samples)?;
		}
		self.days()
	}

	fn observes(&self) -> bool {
		self.value_quantity.is_some()
			|| self.value_sampled_data.is_some()
			|| self.value_codeable_concept.is_some()
			|| self.value_string.is_some()
			|| self.value_boolean.is_some()
			|| self.value_integer.is_some()
			|| self.value_range.is_some()
			|| self.value_ratio.is_some()
			|| self.value_time.is_some()
			|| self.value_date_time.is_some()
			|| self.value_period.is_some()
			|| self.data_absent_reason.is_some()
			|| !self.component.is_empty()
			|| !self.has_member.is_empty()
			|| !self.derived_from.is_empty()
	}

	fn days(&self) -> Result<(Day, Day), InputError> {
		if let Some(days) = self.effective_period.as_ref().map(period_days).transpose()?.flatten() {
			return Ok(days);
		}
		let single = self.effective_date_time.as_deref().or(self.effective_instant.as_deref());
		if let Some(time) = single {
			return self.with_samples(time);
		}
		if let Some(timing) = &self.effective_timing {
			let mut all = timing.event.iter().map(|t| day_range(t));
			if let Some(first) = all.next() {
				return all.try_fold(first?, |(a, b), next| {
					let (c, d) = next?;
					Ok((a.min(c), b.max(d)))
				});
			}
			let bounds = timing.repeat.as_ref().and_then(|repeat| repeat.bounds_period.as_ref());
			if let Some(days) = bounds.map(period_days).transpose()?.flatten() {
				return Ok(days);
			}
		}
		// When it was made available, which is no earlier than when it was taken.
		match self.issued.as_deref() {
			Some(time) => day_range(time),
			None => input_error(
				None,
				"the Observation has neither an effective time nor `issued`, so that its day is \
				 not known",
			),
		}
	}

	/// Samples that begin at this time may end on a later day.
	fn with_samples(&self, time: &str) -> Result<(Day, Day), InputError> {
		let (first, last) = day_range(time)?;
		let parts = self.component.iter().filter_map(|c| c.value_sampled_data.as_ref());
		let longest =
			self.value_sampled_data.iter().chain(parts).map(SampledData::milliseconds).max();
		let end = seconds(time).zip(longest).map(|(start, span)| {
			start.saturating_add(i64::try_from(span / 1_000).unwrap_or(i64::MAX)).div_euclid(86_400)
		});
		let end = end.and_then(|day| Day::try_from(day).ok()).unwrap_or(last);
		Ok((first, last.max(end)))
	}
}

fn period_days(period: &Period) -> Result<Option<(Day, Day)>, InputError> {
	let start = period.start.as_deref().map(day_range).transpose()?;
	let end = period.end.as_deref().map(day_range).transpose()?;
	if let (Some(start), Some(end)) = (start, end) {
		if end.1 < start.0 {
			return input_error(None, "the period ends before it starts");
		}
	}
	Ok(start.or(end).map(|first| (first.0, end.unwrap_or(first).1.max(first.0))))
}

impl SampledData<'_> {
	fn samples(&self) -> impl Iterator<Item = &str> {
		self.data.as_deref().unwrap_or_default().split_ascii_whitespace()
	}

	/// From the first sample to the last.
	fn milliseconds(&self) -> u64 {
		let dimensions = self.dimensions.unwrap_or(1).max(1) as usize;
		let steps = (self.samples().count() / dimensions).saturating_sub(1);
		(self.period.unwrap_or(0.0) * steps as f64) as u64
	}
}

/// FHIR R4, datatypes, SampledData: decimals, or `E` (error), `U` (above), `L` (below the limits).
fn check_samples(sampled: &SampledData) -> Result<(), InputError> {
	if sampled.interval.is_some() {
		return input_error(
			None,
			"SampledData as R5 has it (interval, intervalUnit); only FHIR R4 is taken, which has \
			 a period in milliseconds",
		);
	}
	let (Some(_), Some(period), Some(dimensions)) =
		(&sampled.origin, sampled.period, sampled.dimensions)
	else {
		return input_error(None, "SampledData needs origin, period and dimensions");
	};
	if period <= 0.0 || dimensions == 0 {
		return input_error(
			None,
			format!("SampledData with period {period} and dimensions {dimensions}: both must be above 0"),
		);
	}
	let mut count = 0usize;
	for sample in sampled.samples() {
		// A decimal: Rust would also read "nan" and "inf".
		let decimal = sample.parse::<f64>().is_ok_and(f64::is_finite);
		if !matches!(sample, "E" | "U" | "L") && !decimal {
			return input_error(
				None,
				format!("{sample:?} is no sample of SampledData: decimals, E, U or L"),
			);
		}
		count += 1;
	}
	if count == 0 {
		return input_error(None, "SampledData without data");
	}
	if !count.is_multiple_of(dimensions as usize) {
		return input_error(
			None,
			format!(
				"SampledData has {count} samples, not a multiple of its {dimensions} dimensions"
			),
		);
	}
	Ok(())
}
