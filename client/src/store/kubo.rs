//! The content store for an operator's own IPFS: Kubo over its RPC.
//!
//! Blocks are put one by one with the codec and hash that their CIDs say, so that Kubo builds no
//! tree of its own, and the CID that it returns is compared. Source:
//! <https://docs.ipfs.tech/reference/kubo/rpc/> (`block/put`, `block/get`, `block/rm`, `pin/add`,
//! `pin/rm`, `version`).

use super::{
	api::ContentStore,
	content::{verify_block, MAX_BLOCK, RAW},
	dag,
};
use crate::error::{Error, Result};
use bytes::Bytes;
use cid::Cid;
use futures::StreamExt;
use reqwest::{multipart, StatusCode, Url};
use serde::Deserialize;
use std::time::Duration;

/// A Kubo node (or a cluster's proxy) that is reached over its RPC.
pub struct KuboStore {
	client: reqwest::Client,
	url: Url,
	token: Option<String>,
	timeout: Duration,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
	key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
	message: String,
}

/// Kubo's reason why a call failed.
#[derive(Debug, thiserror::Error)]
enum Complaint {
	/// There was no such pin.
	#[error("{0}")]
	NotPinned(String),
	/// Anything else.
	#[error("{0}")]
	Other(String),
}

/// Part of Kubo's message on a missing pin. Its RPC has one code for all failures, so this is the
/// only text of Kubo that the client reads.
const NOT_PINNED: &str = "not pinned";

impl Complaint {
	fn of(message: String) -> Self {
		match message.contains(NOT_PINNED) {
			true => Self::NotPinned(message),
			false => Self::Other(message),
		}
	}
}

impl KuboStore {
	/// Returns a store at `url`, like `http://127.0.0.1:5001`. `token` is sent as `Authorization:
	/// Bearer`, as `API.Authorizations` of Kubo's configuration has it; over plain HTTP it is only
	/// sent to this machine. `timeout` is for one block.
	pub fn new(url: &str, token: Option<String>, timeout: Duration) -> Result<Self> {
		let fail = |why: String| Error::Store { at: url.to_owned(), why };
		let parsed = Url::parse(url).map_err(|e| {
			fail(format!("not the address of a Kubo RPC, such as http://127.0.0.1:5001 ({e})"))
		})?;
		let local = match parsed.host() {
			Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
			Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
			Some(url::Host::Domain(name)) => name == "localhost",
			None => false,
		};
		if !matches!(parsed.scheme(), "http" | "https") {
			return Err(fail("the address must begin with http:// or https://".into()));
		}
		if token.is_some() && parsed.scheme() == "http" && !local {
			return Err(fail(
				"a token would travel unencrypted; use https:// for another machine".into(),
			));
		}
		let client = reqwest::Client::builder()
			.connect_timeout(Duration::from_secs(5))
			// The time that Kubo gets, plus some for the connection.
			.timeout(timeout + Duration::from_secs(10))
			.redirect(reqwest::redirect::Policy::none())
			.build()
			.map_err(|e| fail(e.to_string()))?;
		Ok(Self { client, url: parsed, token, timeout })
	}

	fn fail(&self, why: impl Into<String>) -> Error {
		Error::Store { at: format!("Kubo at {}", self.url), why: why.into() }
	}

	fn request(&self, call: &str, query: &[(&str, &str)]) -> Result<reqwest::RequestBuilder> {
		let mut url = self
			.url
			.join(&format!("api/v0/{call}"))
			.map_err(|e| self.fail(format!("{call}: {e}")))?;
		url.query_pairs_mut().extend_pairs(query);
		let request = self.client.post(url);
		Ok(match &self.token {
			Some(token) => request.bearer_auth(token),
			None => request,
		})
	}

	/// Returns the response's body, or Kubo's own message as an error.
	async fn send(
		&self,
		call: &str,
		request: reqwest::RequestBuilder,
		limit: usize,
	) -> Result<std::result::Result<Bytes, Complaint>> {
		let unreachable = |e: reqwest::Error| {
			let what = if e.is_timeout() {
				format!("no answer to {call} in time")
			} else {
				format!("{call} failed: {}", reason(&e))
			};
			self.fail(format!("{what}. Is the node up, and its RPC at this address?"))
		};
		let answer = request.send().await.map_err(unreachable)?;
		let status = answer.status();
		let mut body = Vec::new();
		let mut stream = answer.bytes_stream();
		while let Some(part) = stream.next().await {
			let part = part.map_err(unreachable)?;
			if body.len() + part.len() > limit {
				return Err(self.fail(format!("the answer to {call} is longer than {limit} bytes")));
			}
			body.extend_from_slice(&part);
		}
		match status {
			StatusCode::OK => Ok(Ok(body.into())),
			// Kubo's status for every call that it understood and that failed.
			StatusCode::INTERNAL_SERVER_ERROR => {
				let message = serde_json::from_slice::<Failure>(&body)
					.map(|f| f.message)
					.unwrap_or_else(|_| String::from_utf8_lossy(&body).into_owned());
				Ok(Err(Complaint::of(message)))
			},
			StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(self.fail(format!(
				"it does not let us call {call} ({status}); set store.kubo_token to what its \
				 API.Authorizations asks for"
			))),
			_ => Err(self.fail(format!(
				"{call} answered {status}; this is no Kubo RPC (POST /api/v0/{call})"
			))),
		}
	}

	async fn call(&self, call: &str, query: &[(&str, &str)]) -> Result<Bytes> {
		let request = self.request(call, query)?;
		self.send(call, request, 1 << 16)
			.await?
			.map_err(|complaint| self.fail(format!("{call}: {complaint}")))
	}

	/// Returns the node's version, which shows that it is there.
	pub async fn version(&self) -> Result<String> {
		#[derive(Deserialize)]
		#[serde(rename_all = "PascalCase")]
		struct Version {
			version: String,
		}
		let body = self.call("version", &[]).await?;
		serde_json::from_slice::<Version>(&body)
			.map(|v| v.version)
			.map_err(|e| self.fail(format!("version answered something else: {e}")))
	}

	async fn put_block(&self, cid: Cid, data: Bytes) -> Result<()> {
		let codec = if cid.codec() == RAW { "raw" } else { "dag-pb" };
		let part = multipart::Part::stream(data).file_name("block");
		let request = self
			.request(
				"block/put",
				&[("cid-codec", codec), ("mhtype", "sha2-256"), ("pin", "false")],
			)?
			.multipart(multipart::Form::new().part("data", part));
		let body = self
			.send("block/put", request, 1 << 16)
			.await?
			.map_err(|complaint| self.fail(format!("block/put: {complaint}")))?;
		let put: Put = serde_json::from_slice(&body)
			.map_err(|e| self.fail(format!("block/put answered something else: {e}")))?;
		if Cid::try_from(put.key.as_str()).ok() != Some(cid) {
			return Err(self.fail(format!(
				"it stored the block {cid} as {}, so that it could not be found again",
				put.key
			)));
		}
		Ok(())
	}

	async fn try_get(
		&self,
		cid: &Cid,
		offline: bool,
	) -> Result<std::result::Result<Bytes, Complaint>> {
		let text = cid.to_string();
		let timeout = format!("{}s", self.timeout.as_secs().max(1));
		let mut query = vec![("arg", text.as_str()), ("timeout", timeout.as_str())];
		if offline {
			query.push(("offline", "true"));
		}
		let request = self.request("block/get", &query)?;
		self.send("block/get", request, MAX_BLOCK).await
	}
}

/// Returns the innermost cause: "connection refused" rather than "error sending request".
fn reason(error: &dyn std::error::Error) -> String {
	match error.source() {
		Some(source) => reason(source),
		None => error.to_string(),
	}
}

#[async_trait::async_trait]
impl ContentStore for KuboStore {
	fn name(&self) -> String {
		format!("Kubo at {}", self.url)
	}

	async fn put_blocks(&self, blocks: Vec<(Cid, Bytes)>) -> Result<()> {
		for (cid, data) in blocks {
			self.put_block(cid, data).await?;
		}
		Ok(())
	}

	async fn get_block(&self, cid: &Cid) -> Result<Bytes> {
		match self.try_get(cid, false).await? {
			Ok(data) => {
				verify_block(cid, &data)?;
				Ok(data)
			},
			Err(complaint) => Err(Error::ContentMissing {
				cid: cid.to_string(),
				why: format!("Kubo at {} says: {complaint}", self.url),
			}),
		}
	}

	async fn pin(&self, root: &Cid) -> Result<()> {
		self.call("pin/add", &[("arg", &root.to_string()), ("recursive", "true")]).await.map(drop)
	}

	async fn forget(&self, root: &Cid) -> Result<()> {
		let all = dag::collect(root, |cid| async move {
			let data = self.try_get(&cid, true).await.ok()?.ok()?;
			verify_block(&cid, &data).ok().map(|()| data)
		})
		.await;
		let request = self.request("pin/rm", &[("arg", &root.to_string())])?;
		match self.send("pin/rm", request, 1 << 16).await? {
			Ok(_) | Err(Complaint::NotPinned(_)) => {},
			Err(Complaint::Other(message)) => return Err(self.fail(format!("pin/rm: {message}"))),
		}
		for cid in all {
			// `force`: a missing block is not an error.
			self.call("block/rm", &[("arg", &cid.to_string()), ("force", "true")]).await?;
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests;
