//! The command line.

use crate::{
	commands::{
		accredit::Accredit, app::App, audit::Audit, bench::Bench, consent::ConsentCommand,
		convert::Convert, dataset::DatasetCommand, device::DeviceCommand, dispute::DisputeCommand,
		gateway::GatewayCommand, keys::Keys, pay::Pay, receipt::Receipt, rewards::RewardsCommand,
		sponsor::SponsorCommand, store::StoreCommand, study::StudyCommand, Context,
	},
	config::Config,
	demo::Demo,
	error::{Error, Result},
	home,
	output::Output,
};
use clap::{Parser, Subcommand};
use futures::FutureExt;
use std::{path::PathBuf, process::ExitCode};

/// Share medical-device data under consent: device, gateway, researcher, maker, auditor.
#[derive(Parser, Debug)]
#[command(name = "epione", version, propagate_version = true)]
struct Cli {
	/// One JSON object on standard output, for machines.
	#[arg(long, global = true)]
	json: bool,
	/// No progress bars and notices.
	#[arg(long, short, global = true)]
	quiet: bool,
	/// Where keys, journal, content and configuration are kept [default: $EPIONE_HOME or
	/// ~/.epione].
	#[arg(long, global = true)]
	home: Option<PathBuf>,
	/// File with the keystore's passphrase [default: $EPIONE_PASSPHRASE, else asked for].
	#[arg(long, global = true)]
	passphrase_file: Option<PathBuf>,
	/// The node's address [default: the configuration's, else ws://127.0.0.1:9944].
	#[arg(long, global = true, env = "EPIONE_URL")]
	url: Option<String>,
	/// Who signs: an account's name in the keystore, or a development path like //Alice.
	#[arg(long, global = true, env = "EPIONE_SIGNER")]
	signer: Option<String>,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
	/// Play the whole story on a development node.
	Demo(Demo),
	/// Devices: models, provisioning, claims, transfers, recalls.
	#[command(subcommand)]
	Device(DeviceCommand),
	/// The gateway: ingest, anchor, contribute.
	#[command(subcommand)]
	Gateway(GatewayCommand),
	/// Consent: grant, revoke, list.
	#[command(subcommand)]
	Consent(ConsentCommand),
	/// Datasets: list, show, tombstone.
	#[command(subcommand)]
	Dataset(DatasetCommand),
	/// Who can read what, until when, paid what so far.
	Receipt(Receipt),
	/// Studies: create, approve, list, show, fetch, withdraw, close.
	#[command(subcommand)]
	Study(StudyCommand),
	/// Disputes over bad data: open, evidence, check, decide, appeal.
	#[command(subcommand)]
	Dispute(DisputeCommand),
	/// Sponsorships: who pays patients' fees and deposits.
	#[command(subcommand)]
	Sponsor(SponsorCommand),
	/// The reward pool: show, claim, donate.
	#[command(subcommand)]
	Rewards(RewardsCommand),
	/// The trail, from final blocks alone.
	Audit(Audit),
	/// Issue a credential.
	Accredit(Accredit),
	/// Send tokens.
	Pay(Pay),
	/// The web page.
	App(App),
	/// Make and look at the keystore.
	#[command(subcommand)]
	Keys(Keys),
	/// Print what would be taken of files of readings, as NDJSON, and what would be left out.
	Convert(Convert),
	/// The content store.
	#[command(subcommand)]
	Store(StoreCommand),
	/// Measure.
	#[command(subcommand, hide = true)]
	Bench(Bench),
}

/// Parses the command line and runs it.
pub fn main() -> ExitCode {
	let cli = match Cli::try_parse() {
		Ok(cli) => cli,
		Err(e) => {
			// Help and version are not errors.
			let code = if e.use_stderr() { 2 } else { 0 };
			let _ = e.print();
			return ExitCode::from(code);
		},
	};
	tracing_subscriber::fmt()
		.with_writer(std::io::stderr)
		.with_env_filter(
			tracing_subscriber::EnvFilter::try_from_default_env()
				.unwrap_or_else(|_| "error,epione_client=warn".into()),
		)
		.init();
	let output = Output { json: cli.json, quiet: cli.quiet };
	let result = tokio::runtime::Builder::new_multi_thread()
		.enable_all()
		.build()
		.map_err(Error::io("start", "the runtime"))
		.and_then(|runtime| runtime.block_on(run(cli, output)));
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(e) => {
			if !matches!(e, Error::Said(_)) {
				output.error(&e);
			}
			ExitCode::from(e.exit_code())
		},
	}
}

async fn run(cli: Cli, output: Output) -> Result<()> {
	// Needs neither home nor node.
	if let Command::Convert(convert) = &cli.command {
		return convert.run(&output);
	}
	let home = home::find(cli.home.as_deref())?;
	let url = match cli.url {
		Some(url) => url,
		None => Config::load(&home)?.node,
	};
	let context = Context::new(url, home, cli.signer, cli.passphrase_file, output);
	match cli.command {
		Command::Demo(demo) => demo.run(&context).boxed_local().await,
		Command::Device(command) => command.run(&context).boxed_local().await,
		Command::Gateway(command) => command.run(&context).boxed_local().await,
		Command::Consent(command) => command.run(&context).boxed_local().await,
		Command::Dataset(command) => command.run(&context).boxed_local().await,
		Command::Receipt(command) => command.run(&context).boxed_local().await,
		Command::Study(command) => command.run(&context).boxed_local().await,
		Command::Dispute(command) => command.run(&context).boxed_local().await,
		Command::Sponsor(command) => command.run(&context).boxed_local().await,
		Command::Rewards(command) => command.run(&context).boxed_local().await,
		Command::Audit(command) => command.run(&context).boxed_local().await,
		Command::Accredit(command) => command.run(&context).boxed_local().await,
		Command::App(app) => app.run(&context).boxed_local().await,
		Command::Pay(pay) => pay.run(&context).boxed_local().await,
		Command::Keys(keys) => keys.run(&context),
		Command::Store(command) => command.run(&context).boxed_local().await,
		Command::Convert(convert) => convert.run(&output),
		Command::Bench(bench) => bench.run(&context).boxed_local().await,
	}
}
