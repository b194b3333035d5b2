//! The `epione` command.

fn main() -> std::process::ExitCode {
	epione_client::cli::main()
}
