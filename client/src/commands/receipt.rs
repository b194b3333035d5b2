//! `epione receipt`: who can read what, until when, paid what so far.
//!
//! `render` draws a line. The web page draws its own from the same view function, in
//! `app/src/pages/Home.tsx`.

use super::Context;
use crate::{
	chain::Chain,
	error::Result,
	parties::patient::{self, GrantState, ReceiptLine},
	words::{show_amount, show_grantee, show_modalities, show_moment, show_purpose},
};
use clap::Args;
use epione_primitives::Moment;
use serde_json::{json, Value as Json};

/// Show who can read what of a patient, until when, under which terms, and what was paid so far.
#[derive(Args, Debug)]
pub struct Receipt {
	/// The patient: an address. The signer's own if left out.
	subject: Option<String>,
	/// Show the grants too that have ended or were revoked.
	#[arg(long)]
	all: bool,
}

/// One line of the receipt, for machines.
pub struct Line {
	/// The line as JSON.
	pub json: Json,
	/// Whether the grant lets anybody read now.
	pub live: bool,
	/// The line for people.
	pub text: String,
}

/// Returns the receipt of `subject`, as of the last final block.
pub async fn lines(chain: &Chain, subject: &subxt::utils::AccountId32) -> Result<Vec<Line>> {
	let now = chain.now().await?;
	let lines = patient::whole_receipt(chain, subject).await?;
	Ok(lines.iter().map(|line| render(line, now)).collect())
}

/// Puts one line into words and JSON. The sums are the grantee's, whatever the grant.
fn render(line: &ReceiptLine, now: Moment) -> Line {
	let grant = &line.grant;
	let state = GrantState::of(grant, now);
	let live = state.is_live();
	let grantee = show_grantee(&grant.grantee.0);
	let (paid, pending, last_key) =
		line.participation.as_ref().map_or((0, 0, None), |p| (p.paid, p.pending, p.last_key));
	let modalities = show_modalities(grant.modalities.0);
	Line {
		live,
		json: json!({
			"grant": grant.grant, "grantee": grantee, "modalities": modalities,
			"purpose": show_purpose(&grant.purpose.0), "valid_from": grant.valid_from,
			"valid_until": grant.valid_until, "uses_left": grant.uses_left, "revoked_at": grant.revoked_at,
			"live": live, "paid": paid.to_string(), "pending": pending.to_string(), "last_key": last_key,
			"acknowledged_at": grant.acknowledged_at,
			"arbiters": line.arbiters.iter().map(|(dataset, arbiter)| json!({
				"dataset": hex::encode(dataset), "arbiter": arbiter.to_string(),
			})).collect::<Vec<_>>(),
			"duty": grant.duty.as_ref().map(|duty| json!({
				"since": duty.since, "due": duty.due, "overdue": duty.overdue, "counts": duty.counts,
			})),
		}),
		text: format!(
			"grant {:<4} {:<50} {:<16} {:<30} paid {}{}{}{}{}",
			grant.grant,
			grantee,
			modalities,
			show_state(state),
			show_amount(paid),
			if pending > 0 { format!(", pending {}", show_amount(pending)) } else { String::new() },
			last_key.map(|at| format!(", last key {}", show_moment(at))).unwrap_or_default(),
			destroyed(grant.duty.as_ref(), grant.acknowledged_at),
			line.arbiters
				.iter()
				.map(|(dataset, arbiter)| {
					format!("; arbiter {arbiter} reads {}, which is disputed", hex::encode(dataset))
				})
				.collect::<String>(),
		),
	}
}

fn show_state(state: GrantState) -> String {
	match state {
		GrantState::Revoked(at) => format!("revoked {}", show_moment(at)),
		GrantState::Ended(at) => format!("ended {}", show_moment(at)),
		GrantState::NotYet(at) => format!("from {}", show_moment(at)),
		GrantState::UsedUp => "used up".into(),
		GrantState::Live(until) => format!("until {}", show_moment(until)),
	}
}

type Duty = crate::chain::api::runtime_types::epione_primitives::traits::Duty;

/// Returns in words whether the grantee says that it destroyed what it had to.
fn destroyed(duty: Option<&Duty>, acknowledged_at: Option<Moment>) -> String {
	match (duty, acknowledged_at) {
		(Some(duty), _) if duty.overdue => {
			format!(
				", NOT destroyed as far as anybody said, overdue since {}",
				show_moment(duty.due)
			)
		},
		(Some(duty), _) => format!(", to be destroyed by {}", show_moment(duty.due)),
		(None, Some(at)) => format!(", destroyed, as it stated {}", show_moment(at)),
		(None, None) => String::new(),
	}
}

impl Receipt {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let subject = context.account_or_own(self.subject.as_deref())?;
		let chain = context.chain().await?;
		let mut lines = lines(&chain, &subject).await?;
		let hidden = lines.iter().filter(|line| !line.live).count();
		if !self.all {
			lines.retain(|line| line.live);
		}
		let json = json!({
			"subject": subject.to_string(),
			"grants": lines.iter().map(|l| l.json.clone()).collect::<Vec<_>>(),
		});
		context.output.result(json, || {
			let mut text = if lines.is_empty() {
				format!("Nobody can read anything of {subject} now.")
			} else {
				lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
			};
			if hidden > 0 && !self.all {
				text.push_str(&format!(
					"\n{hidden} grants that are not live are not shown; --all shows them."
				));
			}
			text
		});
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_receipt_says_whether_what_ended_is_destroyed() {
		let duty = |overdue| Duty { since: 1_000, due: 2_000, overdue, counts: true };
		assert_eq!(destroyed(None, None), "");
		let stated = destroyed(None, Some(3_000));
		assert!(stated.contains("as it stated 1970-01-01") && stated.contains(":03"), "{stated}");
		// A new duty after an acknowledgement is what counts.
		let waiting = destroyed(Some(&duty(false)), Some(500));
		assert!(waiting.contains("to be destroyed by") && waiting.contains(":02"), "{waiting}");
		assert!(destroyed(Some(&duty(true)), None).contains("overdue since"));
	}
}
