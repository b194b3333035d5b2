//! The command line's options.

use crate::check_state::{self, CheckStateCmd};
use sc_cli::RunCmd;
use std::process::ExitCode;

/// The command line.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run a node.
	#[command(flatten)]
	pub run: RunCmd,
}

impl Cli {
	/// The exit code if the command could not do what it was asked to.
	pub fn failure(&self) -> ExitCode {
		match self.subcommand {
			Some(Subcommand::CheckState(_)) => ExitCode::from(check_state::UNCHECKED),
			_ => ExitCode::FAILURE,
		}
	}
}

/// What can be done instead of running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, inspect, store keys; sign and verify.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain's specification: --chain development, local_testnet, consortium or a file.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// The same under its former name.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Execute a block of the database again and check it.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Check every pallet's invariants over the state of a block in the database.
	///
	/// The node has to be stopped, or the database a copy. Prints a line for each pallet. Exit
	/// code 0: all invariants hold; 1: one is broken; 2: nothing was checked, and why. What the
	/// database holds of the chain stays as it is.
	CheckState(CheckStateCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write a block's state as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the chain's database.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take blocks back that are not final.
	Revert(sc_cli::RevertCmd),

	/// Tell what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}
