//! The story's state: who plays, on which chain, and what they have so far. The steps and chapters
//! act on it.

use super::{
	cast::{Party, Shop},
	report::Report,
};
use crate::{chain::Chain, error::Result};
use epione_primitives::{Moment, Purpose, StudyId};
use std::path::PathBuf;

/// Who plays, on which chain, and what they have so far.
pub(super) struct Story<'a> {
	pub(super) chain: Chain,
	pub(super) root: PathBuf,
	pub(super) report: &'a mut Report,
	pub(super) now: Moment,
	pub(super) maker: Party,
	pub(super) researcher: Party,
	pub(super) board: Party,
	pub(super) patient: Party,
	pub(super) gateway: Party,
	/// Devices that nobody has claimed yet.
	pub(super) shop: Shop,
	/// The study that was opened, and its purpose.
	pub(super) study: Option<(StudyId, Purpose)>,
}

impl<'a> Story<'a> {
	pub(super) async fn new(chain: Chain, root: PathBuf, report: &'a mut Report) -> Result<Self> {
		Ok(Self {
			now: chain.now().await?,
			maker: Party::new(&root, "maker")?,
			researcher: Party::new(&root, "researcher")?,
			board: Party::new(&root, "ethics-board")?,
			patient: Party::new(&root, "patient")?,
			gateway: Party::new(&root, "gateway")?,
			shop: Shop::default(),
			study: None,
			chain,
			root,
			report,
		})
	}
}
