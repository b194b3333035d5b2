//! `epione demo`: the whole story of a reading, from a medical device to a paid, verified contribution, on
//! a running development node. Every step is a real transaction; every byte is really encrypted, stored,
//! fetched and compared.
//!
//! Each run makes its parties anew, so it can be repeated on the same chain. `//Alice` gives them tokens and
//! `//Eve` accredits them, as the development preset provides, and `//Ferdie` accredits the arbiter. After the ten steps come two chapters: a patient who owns
//! nothing, and a study that is sent garbage.

mod cast;
mod chapters;
mod report;
mod story;

use crate::{commands::Context, error::Result};
use clap::Args;
use report::Report;
use std::path::PathBuf;

/// Play the ten steps, from a medical device to a paid researcher, and two chapters, on a development node.
#[derive(Args, Debug)]
pub struct Demo {
	/// Write every plaintext value, name and identifier of the input to this file, one a line, for a scan of
	/// the chain that looks for them.
	#[arg(long, hide = true)]
	secrets: Option<PathBuf>,

	/// Play the ten steps without the two chapters after them, which take twice as long again.
	#[arg(long)]
	steps_only: bool,
}

impl Demo {
	/// Runs it. Ends well only if all ten steps, and the chapters that are played, hold.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let chapters = if self.steps_only { 0 } else { report::CHAPTERS.len() };
		let mut report = Report::new(context.output, chapters);
		let secrets = self.secrets.as_deref();
		let outcome = story::play(context, &mut report, secrets, !self.steps_only).await;
		if let Err(error) = &outcome {
			report.failed(error);
		}
		report.finish();
		outcome
	}
}
