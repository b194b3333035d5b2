//! The standalone Epione node.
//!
//! | module | holds |
//! |---|---|
//! | `cli` | what can be said on the command line |
//! | `command` | what is done about it |
//! | `chain_spec` | the chains that come with the node |
//! | `service` | the node's parts, put together |
//! | `rpc` | the methods beyond the SDK's own |

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			// The builder of chain specifications repeats the whole genesis after its message.
			let text = error.to_string();
			let text = text.split_once(" for blob:").map_or(text.as_str(), |(message, _)| message);
			eprintln!("error: {text}");
			ExitCode::FAILURE
		},
	}
}
