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

fn main() -> sc_cli::Result<()> {
	command::run()
}
