//! `epione app`: serves the web page.

use super::Context;
use crate::{
	app::{default_dir, Site},
	chain::Chain,
	error::{Error, Result},
};
use clap::Args;
use serde_json::json;
use std::{net::SocketAddr, path::PathBuf};
use tokio::net::TcpListener;

/// Serve the web page for patients and researchers. It talks to the node from the browser and signs
/// with the wallet there; this program only hands out files.
#[derive(Args, Debug)]
pub struct App {
	/// Where to listen. Anything but this machine needs a reverse proxy with HTTPS before it:
	/// browsers give no camera and no clipboard to a page over plain HTTP.
	#[arg(long, default_value = "127.0.0.1:8088")]
	listen: SocketAddr,
	/// Folder of the built page [default: $EPIONE_APP, beside this program, or app/dist].
	#[arg(long)]
	dir: Option<PathBuf>,
	/// Node that browsers use, ws:// or wss://; may be given several times [default: --url].
	#[arg(long = "endpoint")]
	endpoints: Vec<String>,
}

impl App {
	/// Runs the server until it is interrupted.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let dir = self.dir.clone().unwrap_or_else(default_dir);
		let endpoints = match self.endpoints.is_empty() {
			true => vec![context.url.clone()],
			false => self.endpoints.clone(),
		};
		// Pins the chain. A node that is down now may be up when somebody opens the page.
		let genesis = match Chain::connect(&context.url).await {
			Ok(chain) => Some(chain.genesis()),
			Err(error) => {
				context.output.notice(&format!(
					"{error}. The page is served all the same, and remembers the first chain that it finds."
				));
				None
			},
		};
		let router = Site::new(dir.clone(), endpoints, genesis)?.router()?;
		let failed = |error: std::io::Error| {
			Error::Usage(format!(
				"cannot listen on {}: {error}; --listen names another address",
				self.listen
			))
		};
		let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
		let address = format!("http://{}/", listener.local_addr().map_err(failed)?);
		context.output.result(json!({ "url": address, "dir": dir.display().to_string() }), || {
			format!("The page is at {address} (Ctrl-C ends it).")
		});
		axum::serve(listener, router).with_graceful_shutdown(interrupted()).await.map_err(failed)
	}
}

async fn interrupted() {
	let term = async {
		use tokio::signal::unix::{signal, SignalKind};
		match signal(SignalKind::terminate()) {
			Ok(mut signal) => drop(signal.recv().await),
			Err(_) => std::future::pending().await,
		}
	};
	tokio::select! {
		_ = tokio::signal::ctrl_c() => {},
		() = term => {},
	}
}
