//! The two chapters after the ten steps, both about fairness.

mod bad_study;
mod nothing;

use super::{report::CHAPTERS, story::Story};
use crate::error::Result;

/// Plays both chapters.
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
