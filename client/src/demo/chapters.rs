//! What follows the ten steps: two chapters about fairness.

mod bad_study;
mod nothing;

use super::{report::CHAPTERS, story::Story};
use crate::{
	accounts::Signer,
	chain::{Chain, Included},
	commands::consent::fhir_consent,
	documents::Document,
	error::Result,
	parties::patient::{self, Consent},
};
use epione_primitives::{Actions, GrantId, Grantee, Modalities, Modality, Purpose, StudyId, DAY};

/// Plays both.
pub(super) async fn play(story: &mut Story<'_>) -> Result<()> {
	let [nothing, bad_study] = CHAPTERS;
	story.report.chapter(nothing);
	nothing::play(story).await?;
	story.report.chapter_done();
	story.report.chapter(bad_study);
	bad_study::play(story).await?;
	story.report.chapter_done();
	Ok(())
}

/// A patient consents to a study reading what its devices at home measure, for a month.
async fn consent(
	chain: &Chain,
	signer: &Signer,
	study: StudyId,
	purpose: Purpose,
) -> Result<(GrantId, Included)> {
	let now = chain.now().await?;
	let (subject, grantee) = (signer.account(), Grantee::Study(study));
	let text = fhir_consent(
		&subject.to_string(),
		&patient::show_grantee(&grantee),
		"research",
		now + 30 * DAY,
	);
	let consent = Consent {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::of(&[Modality::HomeMonitor]),
		datasets: None,
		days: None,
		purpose,
		valid_from: now,
		valid_until: now + 30 * DAY,
		uses: Some(10),
		document: Document::new("consent", text).digest(),
	};
	Ok(patient::grant(chain, signer, &subject, &consent).await?)
}
