//! `epione demo`: the whole story of a reading, from a medical device to a paid, verified
//! contribution, on a running development node. Every step is a real transaction; every byte is
//! really encrypted, stored, fetched and compared.
//!
//! Each run makes its parties anew, so it can be repeated on the same chain. `//Alice` gives them
//! tokens and `//Eve` accredits them, as the development preset provides, and `//Ferdie` accredits
//! the arbiter. After the ten steps come two chapters: a patient who owns nothing, and a study that
//! is sent garbage.

mod cast;
mod chapters;
mod input;
mod report;
mod steps;
mod story;

use crate::{chain::Chain, commands::Context, error::Result, files};
use clap::Args;
use report::Report;
use std::path::{Path, PathBuf};
use story::Story;

/// Play the ten steps, from a medical device to a paid researcher, and two chapters, on a
/// development node.
#[derive(Args, Debug)]
pub struct Demo {
	/// Write every plaintext value, name and identifier of the input to this file, one a line, for
	/// a scan of the chain that looks for them.
	#[arg(long, hide = true)]
	secrets: Option<PathBuf>,

	/// Play the ten steps without the two chapters after them, which take twice as long again.
	#[arg(long)]
	steps_only: bool,
}

impl Demo {
	/// Runs the demo; an error unless all ten steps, and the chapters that are played, hold.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let chapters = if self.steps_only { 0 } else { report::CHAPTERS.len() };
		let mut report = Report::new(context.output, chapters);
		let secrets = self.secrets.as_deref();
		let outcome = play(context, &mut report, secrets, !self.steps_only).await;
		if let Err(error) = &outcome {
			report.failed(error);
		}
		report.finish();
		outcome
	}
}

/// Plays the steps and the chapters.
async fn play(
	context: &Context,
	report: &mut Report,
	secrets: Option<&Path>,
	with_chapters: bool,
) -> Result<()> {
	let chain = Chain::connect(&context.url).await?;
	let root =
		context.home.join(format!("demo-{}", hex::encode(&chain.now().await?.to_be_bytes()[2..])));
	files::make_dir(&root)?;
	let mut story = Story::new(chain, root, report).await?;
	story.play(secrets).await?;
	if with_chapters {
		chapters::play(&mut story).await?;
	}
	Ok(())
}
