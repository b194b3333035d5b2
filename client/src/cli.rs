//! The command line.

use crate::{
	commands::{
		accredit::Accredit, audit::Audit, consent::ConsentCommand, dataset::DatasetCommand,
		device::DeviceCommand, gateway::GatewayCommand, receipt::Receipt, study::StudyCommand,
		Context,
	},
	config::{self, Config},
	demo::Demo,
	error::{Error, Result},
	keystore::{self, Keystore},
	output::{table, Output},
};
use clap::{Parser, Subcommand};
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};

mod bench;

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
	/// Where keys, journal, content and configuration are kept [default: $EPIONE_HOME or ~/.epione].
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
	/// Studies: create, approve, list, show, fetch, close.
	#[command(subcommand)]
	Study(StudyCommand),
	/// The trail, from final blocks alone.
	Audit(Audit),
	/// Issue a credential.
	Accredit(Accredit),
	/// Make and look at the keystore.
	#[command(subcommand)]
	Keys(Keys),
	/// The content store.
	#[command(subcommand)]
	Store(Store),
	/// Measure.
	#[command(subcommand, hide = true)]
	Bench(bench::Bench),
}

#[derive(Subcommand, Debug)]
enum Keys {
	/// Make a new keystore under a passphrase.
	Init,
	/// List what is in it; shows no secret.
	List,
	/// Set another passphrase.
	Passphrase {
		/// File with the new passphrase; asked for if left out.
		#[arg(long)]
		new_passphrase_file: Option<PathBuf>,
	},
	/// Keep an account's phrase, seed or development path (read from standard input) under a name.
	Add {
		/// The name.
		name: String,
	},
	/// Destroy one secret. There is no way back.
	Destroy {
		/// The data key of this dataset: 64 hexadecimal digits, or its CID.
		#[arg(long, group = "what")]
		dataset: Option<String>,
		/// The account of this name.
		#[arg(long, group = "what")]
		account: Option<String>,
	},
}

#[derive(Subcommand, Debug)]
enum Store {
	/// Start the embedded node and print the addresses under which peers reach it.
	Addresses,
}

/// Parses the command line and runs it.
pub fn main() -> ExitCode {
	let cli = match Cli::try_parse() {
		Ok(cli) => cli,
		Err(e) => {
			// Help and version are no errors.
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
			output.error(&e);
			ExitCode::from(e.exit_code())
		},
	}
}

async fn run(cli: Cli, output: Output) -> Result<()> {
	let home = config::home(cli.home.as_deref())?;
	let passphrase = cli.passphrase_file.as_deref();
	let url = match cli.url {
		Some(url) => url,
		None => Config::load(&home)?.node,
	};
	let context = Context::new(url, home.clone(), cli.signer, cli.passphrase_file.clone(), output);
	match cli.command {
		Command::Demo(demo) => demo.run(&context).await,
		Command::Device(command) => command.run(&context).await,
		Command::Gateway(command) => command.run(&context).await,
		Command::Consent(command) => command.run(&context).await,
		Command::Dataset(command) => command.run(&context).await,
		Command::Receipt(command) => command.run(&context).await,
		Command::Study(command) => command.run(&context).await,
		Command::Audit(command) => command.run(&context).await,
		Command::Accredit(command) => command.run(&context).await,
		Command::Keys(keys) => keys.run(&home.join("keys"), passphrase, output),
		Command::Store(Store::Addresses) => {
			let settings = Config::load(&home)?.embedded(&home);
			let store = crate::store::embedded::EmbeddedStore::open(&settings).await?;
			let mut addresses = Vec::new();
			// The listeners come up after the node.
			for _ in 0..50 {
				addresses = store.addresses().await?;
				if addresses.len() >= settings.listen.len() {
					break;
				}
				tokio::time::sleep(std::time::Duration::from_millis(20)).await;
			}
			output.result(json!({ "peer": store.peer_id(), "addresses": addresses }), || {
				if addresses.is_empty() {
					return format!(
						"{} listens nowhere; set store.listen in config.toml",
						store.peer_id()
					);
				}
				addresses.join("\n")
			});
			store.close().await;
			Ok(())
		},
		Command::Bench(bench) => bench.run(output).await,
	}
}

impl Keys {
	fn run(
		&self,
		dir: &std::path::Path,
		passphrase: Option<&std::path::Path>,
		output: Output,
	) -> Result<()> {
		let open = || Keystore::open(dir, &keystore::ask_passphrase(passphrase, false)?);
		match self {
			Self::Init => {
				if Keystore::exists(dir) {
					return Err(Error::KeystoreExists { path: dir.join("keystore.age") });
				}
				let passphrase = keystore::ask_passphrase(passphrase, true)?;
				Keystore::create(dir, &passphrase)?;
				output.result(json!({ "keystore": dir.display().to_string() }), || {
					format!(
						"Made a keystore in {}. Without its passphrase nobody opens it, you neither; back \
						 the folder up.",
						dir.display()
					)
				});
			},
			Self::List => {
				let store = open()?;
				let data = store.data_keys()?;
				let devices = store.devices();
				let json = json!({
					"accounts": store.accounts(),
					"recipient_keys": store.recipients(),
					"devices": devices.iter().map(hex::encode).collect::<Vec<_>>(),
					"data_keys": data.iter().map(hex::encode).collect::<Vec<_>>(),
				});
				output.result(json, || {
					let mut rows = Vec::new();
					rows.extend(store.accounts().into_iter().map(|n| vec!["account".into(), n]));
					let recipients = store.recipients().into_iter();
					rows.extend(recipients.map(|n| vec!["recipient key".into(), n]));
					rows.extend(devices.iter().map(|d| vec!["device".into(), hex::encode(d)]));
					rows.extend(data.iter().map(|d| vec!["data key".into(), hex::encode(d)]));
					table(&["kind", "name"], &rows)
				});
			},
			Self::Passphrase { new_passphrase_file } => {
				let mut store = open()?;
				let new = match new_passphrase_file {
					Some(path) => keystore::ask_passphrase(Some(path), false)?,
					None => keystore::prompt_twice("New passphrase: ")?,
				};
				store.change_passphrase(&new)?;
				output.result(json!({}), || {
					"Changed. Backups still open with the old passphrase.".into()
				});
			},
			Self::Add { name } => {
				let mut store = open()?;
				let mut text = String::new();
				std::io::stdin()
					.read_line(&mut text)
					.map_err(Error::io("read", "standard input"))?;
				let secret = keystore::SecretString::from(text.trim().to_owned());
				zeroize::Zeroize::zeroize(&mut text);
				store.add_account(name, &secret)?;
				output.result(json!({ "account": name }), || format!("Kept as {name}."));
			},
			Self::Destroy { dataset, account } => {
				let mut store = open()?;
				let (what, was) = match (dataset, account) {
					(Some(text), _) => {
						let digest = parse_digest(text)?;
						(
							format!("data key of {}", hex::encode(digest)),
							store.destroy_data_key(&digest)?,
						)
					},
					(None, Some(name)) => (format!("account {name}"), store.destroy_account(name)?),
					(None, None) => {
						return Err(Error::Usage("say what: --dataset or --account".into()))
					},
				};
				if !was {
					return Err(Error::NoKey {
						what,
						hint: "`epione keys list` shows those that are there".into(),
					});
				}
				output.result(json!({ "destroyed": what }), || format!("Destroyed: {what}."));
			},
		}
		Ok(())
	}
}

fn parse_digest(text: &str) -> Result<[u8; 32]> {
	let mut digest = [0; 32];
	match hex::decode_to_slice(text.trim_start_matches("0x"), &mut digest) {
		Ok(()) => Ok(digest),
		Err(_) => crate::store::parse_cid(text).map(|id| id.digest),
	}
}
