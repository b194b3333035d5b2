//! The standalone Epione node.
//!
//! | module | holds |
//! |---|---|
//! | `cli` | the command line's options |
//! | `command` | what each of its commands does |
//! | `check_state` | one of them: the invariants over the state of a block |
//! | `chain_spec` | the chains that come with the node |
//! | `client` | the types of the chain and its database |
//! | `service` | builds and starts the node's parts |
//! | `rpc` | RPC methods beyond the SDK's own |

mod chain_spec;
mod check_state;
mod cli;
mod client;
mod command;
mod rpc;
mod service;

use sc_cli::SubstrateCli;
use std::process::ExitCode;

fn main() -> ExitCode {
	let cli = cli::Cli::from_args();
	match command::run(&cli) {
		Ok(code) => code,
		Err(error) => {
			// The builder of chain specifications repeats the whole genesis after its message.
			let text = error.to_string();
			let text = text.split_once(" for blob:").map_or(text.as_str(), |(message, _)| message);
			eprintln!("error: {text}");
			cli.failure()
		},
	}
}
