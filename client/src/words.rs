//! Words for people: how modalities, purposes, grantees, amounts, times and digests are written and
//! read on the command line. The functions come in pairs: `parse_` reads what `show_` shows.

use crate::{
	calendar::{civil_from_days, date_time, days_from_civil},
	keys::accounts::parse_address,
	store::parse_cid,
};
use epione_primitives::{
	Day, DuoPermission, Grantee, Modalities, Modality, Moment, Purpose, ResearchUse, DAY,
};
use subxt::utils::AccountId32;

/// One EPI, in its smallest unit.
pub const EPI: u128 = 1_000_000_000_000;

/// The names of the modalities, as people write them.
const MODALITIES: [(&str, Modality); 9] = [
	("wearable", Modality::Wearable),
	("home-monitor", Modality::HomeMonitor),
	("implant", Modality::Implant),
	("bedside-monitor", Modality::BedsideMonitor),
	("imaging", Modality::Imaging),
	("laboratory", Modality::Laboratory),
	("questionnaire", Modality::Questionnaire),
	("clinical-note", Modality::ClinicalNote),
	("genomic", Modality::Genomic),
];

/// Reads one modality.
pub fn parse_modality(text: &str) -> Result<Modality, String> {
	MODALITIES
		.iter()
		.find(|(name, _)| *name == text)
		.map(|(_, modality)| *modality)
		.ok_or_else(|| format!("'{text}' is no modality: one of {}", names().join(", ")))
}

fn names() -> Vec<&'static str> {
	MODALITIES.iter().map(|(name, _)| *name).collect()
}

/// Returns the name of a modality.
pub fn show_modality(modality: Modality) -> &'static str {
	MODALITIES.iter().find(|(_, m)| *m == modality).map_or("unknown", |(name, _)| *name)
}

/// Returns the set of these modalities; all of them if none is named.
pub fn modalities(named: &[Modality]) -> Modalities {
	if named.is_empty() {
		Modalities::ALL
	} else {
		Modalities::of(named)
	}
}

/// Shows a set of modalities.
pub fn show_modalities(set: Modalities) -> String {
	if set == Modalities::ALL {
		return "all".into();
	}
	let names: Vec<_> =
		MODALITIES.iter().filter(|(_, m)| set.contains(*m)).map(|(name, _)| *name).collect();
	names.join(", ")
}

/// Reads a length of time: a number and `s`, `m`, `h` or `d`.
pub fn parse_duration(text: &str) -> Result<Moment, String> {
	let bad = || format!("'{text}' is no length of time: a number and s, m, h or d, as in 90d");
	let unit = text.chars().last().ok_or_else(bad)?;
	let number: u64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| bad())?;
	let unit = match unit {
		's' => 1_000,
		'm' => 60_000,
		'h' => 3_600_000,
		'd' => DAY,
		_ => return Err(bad()),
	};
	number.checked_mul(unit).ok_or_else(bad)
}

/// Shows a moment as a UTC date and time, to the second.
pub fn show_moment(moment: Moment) -> String {
	date_time(moment / 1000 * 1000)
}

/// Shows a day, as in 2026-03-01.
pub fn show_day(day: Day) -> String {
	show_moment(u64::from(day) * DAY).chars().take(10).collect()
}

/// Reads a day, `2026-03-01`, as days since 1970-01-01.
pub fn parse_day(text: &str) -> Result<Day, String> {
	let bad = || format!("'{text}' is no day: write it as in 2026-03-01, from 1970-01-01 on");
	let parts: Vec<i64> =
		text.split('-').map(str::parse).collect::<Result<_, _>>().map_err(|_| bad())?;
	let [year, month, day] = parts[..] else { return Err(bad()) };
	if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
		return Err(bad());
	}
	let days = days_from_civil(year, month, day);
	// A date that does not exist converts back to another one.
	if civil_from_days(days) != (year, month, day) {
		return Err(bad());
	}
	Day::try_from(days).map_err(|_| bad())
}

/// The purposes, as people write them.
const PURPOSES: [(&str, Purpose); 10] = [
	("treatment", Purpose::Treatment),
	("emergency", Purpose::EmergencyTreatment),
	("public-health", Purpose::PublicHealth),
	("payment", Purpose::Payment),
	("operations", Purpose::Operations),
	("patient-request", Purpose::PatientRequest),
	("any-research", research(DuoPermission::NoRestriction)),
	("general-research", research(DuoPermission::GeneralResearch)),
	("health-research", research(DuoPermission::HealthResearch)),
	("ancestry-research", research(DuoPermission::PopulationOrigins)),
];

const fn research(permission: DuoPermission) -> Purpose {
	Purpose::Research(ResearchUse::plain(permission))
}

/// Reads a purpose.
pub fn parse_purpose(text: &str) -> Result<Purpose, String> {
	PURPOSES.iter().find(|(name, _)| *name == text).map(|(_, purpose)| *purpose).ok_or_else(|| {
		let names: Vec<_> = PURPOSES.iter().map(|(name, _)| *name).collect();
		format!("'{text}' is no purpose: one of {}", names.join(", "))
	})
}

/// Shows a purpose as [`parse_purpose`] reads it; in full if it has no name.
pub fn show_purpose(purpose: &Purpose) -> String {
	match PURPOSES.iter().find(|(_, known)| known == purpose) {
		Some((name, _)) => (*name).to_owned(),
		None => format!("{purpose:?}"),
	}
}

/// Reads a grantee: `study:NUMBER` or an address.
pub fn parse_grantee(text: &str) -> Result<Grantee<AccountId32>, String> {
	if let Some(number) = text.strip_prefix("study:") {
		return number
			.parse()
			.map(Grantee::Study)
			.map_err(|_| format!("'{number}' is no study's number"));
	}
	parse_address(text).map(Grantee::Account).map_err(|e| e.to_string())
}

/// Shows a grantee as [`parse_grantee`] reads it.
pub fn show_grantee(grantee: &Grantee<AccountId32>) -> String {
	match grantee {
		Grantee::Account(account) => account.to_string(),
		Grantee::Study(study) => format!("study:{study}"),
	}
}

/// Shows an amount in EPI, exactly.
pub fn show_amount(amount: u128) -> String {
	let whole = amount / EPI;
	let rest = format!("{:012}", amount % EPI);
	match rest.trim_end_matches('0') {
		"" => format!("{whole} EPI"),
		rest => format!("{whole}.{rest} EPI"),
	}
}

/// Reads an amount in EPI, with at most 12 decimals.
pub fn parse_amount(text: &str) -> Result<u128, String> {
	let bad = || format!("'{text}' is no amount: write EPI with at most 12 decimals, as in 2.5");
	let number = text.trim().trim_end_matches("EPI").trim();
	let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
	let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 12 {
		return Err(bad());
	}
	let whole: u128 = whole.parse().map_err(|_| bad())?;
	let rest: u128 = format!("{rest:0<12}").parse().map_err(|_| bad())?;
	whole.checked_mul(EPI).and_then(|w| w.checked_add(rest)).ok_or_else(bad)
}

/// Reads a digest: 64 hexadecimal digits, with or without `0x`, or the CID of the ciphertext.
pub fn parse_digest(text: &str) -> Result<[u8; 32], String> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if let Some(bytes) = hex::decode(digits).ok().and_then(|b| b.try_into().ok()) {
		return Ok(bytes);
	}
	parse_cid(text).map(|id| id.digest).map_err(|e| {
		format!(
			"'{text}' names no dataset: give its digest (64 hexadecimal digits) or its CID ({e})"
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn durations_are_read_with_their_unit() {
		assert_eq!(parse_duration("5s"), Ok(5_000));
		assert_eq!(parse_duration("90d"), Ok(90 * DAY));
		for text in ["", "5", "d", "1.5h", "-1d", "5é", "99999999999999999999d"] {
			assert!(parse_duration(text).is_err(), "{text}");
		}
	}

	#[test]
	fn every_modality_has_its_name() {
		for modality in Modality::ALL {
			assert_eq!(parse_modality(show_modality(modality)), Ok(modality));
		}
		assert!(parse_modality("watch").unwrap_err().contains("wearable"));
	}

	#[test]
	fn datasets_are_named_by_digest_or_cid() {
		// Known value of docs/protocol.md, section 10: nothing at all, as one raw block.
		let cid = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
		let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
		assert_eq!(parse_digest(cid).map(hex::encode), Ok(digest.to_owned()));
		assert_eq!(parse_digest(digest).map(hex::encode), Ok(digest.to_owned()));
		assert!(parse_digest("e3b0").is_err());
	}

	#[test]
	fn every_purpose_has_its_name() {
		for (name, purpose) in PURPOSES {
			assert_eq!(parse_purpose(name), Ok(purpose));
			assert_eq!(show_purpose(&purpose), name);
		}
		assert!(parse_purpose("marketing").unwrap_err().contains("health-research"));
		let disease = research(DuoPermission::DiseaseSpecific([1; 32]));
		assert!(show_purpose(&disease).contains("DiseaseSpecific"));
	}

	#[test]
	fn days_are_read_if_there_are_such() {
		assert_eq!(parse_day("1970-01-02"), Ok(1));
		assert_eq!(parse_day("2000-03-01"), Ok(11_017));
		for text in ["", "2026", "2026-02-30", "2026-13-01", "1969-12-31", "2026-1-1-1", "today"] {
			assert!(parse_day(text).is_err(), "{text}");
		}
	}

	#[test]
	fn amounts_are_read_and_shown_exactly() {
		for (text, amount, shown) in [
			("0", 0, "0 EPI"),
			("1", EPI, "1 EPI"),
			("2.5 EPI", 2_500_000_000_000, "2.5 EPI"),
			("0.000000000001", 1, "0.000000000001 EPI"),
		] {
			assert_eq!(parse_amount(text), Ok(amount), "{text}");
			assert_eq!(show_amount(amount), shown);
		}
		for text in [
			"",
			"-1",
			"1.0000000000001",
			"1,5",
			"x",
			".5",
			"340282366920938463463374607431768211456",
		] {
			assert!(parse_amount(text).is_err(), "{text}");
		}
	}
}
