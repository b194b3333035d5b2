//! Readings to try things out with: ten Observations that HL7 published, and made-up series of a
//! day's glucose and of heart rates.
//!
//! The series are made up by small models written for this purpose. They are deterministic (the
//! same seed gives the same bytes), look like what devices send, and say nothing about any person.

use crate::calendar::date_time;
use epione_primitives::Moment;

macro_rules! example {
	($name:literal) => {
		(
			concat!("Observation-", $name, ".json"),
			include_str!(concat!("../../data/fhir-r4-examples/Observation-", $name, ".json")),
		)
	};
}
/// The Observations in `data/fhir-r4-examples/` (see the README there), by file name.
pub const HL7_EXAMPLES: [(&str, &str); 10] = [
	example!("heart-rate"),
	example!("blood-pressure"),
	example!("ekg"),
	example!("satO2"),
	example!("respiratory-rate"),
	example!("body-temperature"),
	example!("f001"),
	example!("example"),
	example!("map-sitting"),
	example!("bmi"),
];

/// A small generator of pseudo-random numbers (SplitMix64, Steele et al. 2014): for samples only,
/// never for secrets.
struct Rng(u64);

impl Rng {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Returns a number in `0.0..1.0`.
	fn unit(&mut self) -> f64 {
		(self.next() >> 11) as f64 / (1u64 << 53) as f64
	}

	/// Returns a roughly normal number, mean 0, deviation 1 (sum of twelve uniforms, less 6).
	fn normal(&mut self) -> f64 {
		(0..12).map(|_| self.unit()).sum::<f64>() - 6.0
	}
}

/// Makes a day of continuous glucose readings: 288, one every five minutes (LOINC 99504-3, mg/dL).
///
/// Fasting level, a rise before dawn, three meals that come and go as a gamma-shaped curve each,
/// slow drift, and the sensor's noise; kept within a sensor's range of 40 to 400 mg/dL.
pub fn cgm_day(seed: u64, start: Moment) -> Vec<String> {
	let mut rng = Rng(seed);
	let meals: Vec<(f64, f64, f64)> = [7.5, 12.75, 19.0]
		.iter()
		.map(|hour| (hour + rng.normal() * 0.3, 45.0 + rng.unit() * 50.0, 0.7 + rng.unit() * 0.4))
		.collect();
	let fasting = 92.0 + rng.unit() * 16.0;
	let mut drift = 0.0;
	(0..288u64)
		.map(|i| {
			let hour = i as f64 / 12.0;
			drift = drift * 0.97 + rng.normal() * 1.1;
			let dawn = 12.0 * (-((hour - 5.5) / 1.6).powi(2)).exp();
			let meal: f64 = meals
				.iter()
				.filter(|(at, ..)| hour > *at)
				.map(|(at, height, peak)| {
					let t = (hour - at) / peak;
					height * t * (1.0 - t).exp()
				})
				.sum();
			let value = (fasting + dawn + meal + drift + rng.normal() * 1.5).clamp(40.0, 400.0);
			format!(
				"{{\"resourceType\":\"Observation\",\"id\":\"cgm-{i:03}\",\"status\":\"final\",\"category\":[{{\"coding\":[{{\"system\":\
				 \"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\"}}]}}],\"code\":{{\"coding\":\
				 [{{\"system\":\"http://loinc.org\",\"code\":\"99504-3\",\"display\":\"Glucose [Mass/volume] in Interstitial fluid\"}}]}},\
				 \"subject\":{{\"reference\":\"Patient/example\"}},\"effectiveDateTime\":\"{}\",\"valueQuantity\":{{\"value\":{},\
				 \"unit\":\"mg/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg/dL\"}}}}",
				date_time(start + i * 300_000),
				value.round() as u32,
			)
		})
		.collect()
}

/// Makes heart rates, one every second (LOINC 8867-4).
///
/// A mean-reverting walk around a level that moves between rest and exertion, with the slow swing
/// of breathing; kept within 40 to 190 beats a minute.
pub fn heart_rate(count: u32, seed: u64, start: Moment) -> Vec<String> {
	let mut rng = Rng(seed);
	let mut level = 64.0;
	let mut target: f64 = 64.0;
	let mut noise = 0.0;
	(0..u64::from(count))
		.map(|i| {
			if rng.next().is_multiple_of(600) {
				target = 56.0 + rng.unit().powi(2) * 90.0;
			}
			level += (target - level) * 0.01;
			noise = noise * 0.8 + rng.normal() * 0.8;
			let breathing = 2.5 * (i as f64 * std::f64::consts::TAU / 4.3).sin();
			let value = (level + noise + breathing).clamp(40.0, 190.0).round() as u32;
			format!(
				"{{\"resourceType\":\"Observation\",\"id\":\"hr-{i:05}\",\"status\":\"final\",\"category\":[{{\"coding\":[{{\"system\":\
				 \"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}}]}}],\"code\":{{\"coding\":\
				 [{{\"system\":\"http://loinc.org\",\"code\":\"8867-4\",\"display\":\"Heart rate\"}}]}},\"subject\":{{\"reference\":\
				 \"Patient/example\"}},\"effectiveDateTime\":\"{}\",\"valueQuantity\":{{\"value\":{value},\"unit\":\"beats/minute\",\
				 \"system\":\"http://unitsofmeasure.org\",\"code\":\"/min\"}}}}",
				date_time(start + i * 1_000),
			)
		})
		.collect()
}

/// Joins resources as NDJSON.
pub fn ndjson(records: &[String]) -> String {
	let mut text = records.join("\n");
	text.push('\n');
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::intake::fhir::{self, Rules};

	const START: Moment = 1_795_132_800_000; // 2026-11-20T00:00:00Z

	fn values(records: &[String]) -> Vec<f64> {
		let value = |r: &String| -> f64 {
			let json: serde_json::Value = serde_json::from_str(r).unwrap();
			json["valueQuantity"]["value"].as_f64().unwrap()
		};
		records.iter().map(value).collect()
	}

	#[test]
	fn a_day_of_glucose_is_valid_and_plausible() {
		let day = cgm_day(1, START);
		let parsed = fhir::parse(ndjson(&day).as_bytes(), true, &Rules::default()).unwrap();
		assert_eq!(parsed.readings.len(), 288);
		let first = parsed.readings[0].first_day;
		assert!(parsed.readings.iter().all(|r| (r.first_day, r.last_day) == (first, first)));
		for (reading, text) in parsed.readings.iter().zip(&day) {
			assert_eq!(reading.bytes, text.as_bytes());
		}
		let values = values(&day);
		let (min, max) = values.iter().fold((999.0f64, 0.0f64), |(a, b), v| (a.min(*v), b.max(*v)));
		assert!((60.0..110.0).contains(&min) && (120.0..300.0).contains(&max), "{min} {max}");
		assert!(values.windows(2).all(|w| (w[0] - w[1]).abs() < 25.0));
	}

	#[test]
	fn heart_rates_are_valid_and_plausible() {
		let records = heart_rate(10_000, 1, START);
		let parsed = fhir::parse(ndjson(&records).as_bytes(), true, &Rules::default()).unwrap();
		assert_eq!(parsed.readings.len(), 10_000);
		let values = values(&records);
		let mean = values.iter().sum::<f64>() / values.len() as f64;
		assert!((55.0..110.0).contains(&mean), "{mean}");
		assert!(values.windows(2).all(|w| (w[0] - w[1]).abs() < 15.0));
		// No two records are the same.
		let distinct: std::collections::HashSet<_> = records.iter().collect();
		assert_eq!(distinct.len(), records.len());
	}

	#[test]
	fn a_seed_gives_the_same_bytes() {
		assert_eq!(cgm_day(5, START), cgm_day(5, START));
		assert_ne!(cgm_day(5, START), cgm_day(6, START));
		assert_eq!(heart_rate(10, 5, START), heart_rate(10, 5, START));
		assert_eq!(date_time(START + 3_599_000), "2026-11-20T00:59:59Z");
	}
}
