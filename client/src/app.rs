//! The server of the web page (`app/`): static files, the node's address, strict headers.
//!
//! It holds no key, stores nothing and serves only `GET` and `HEAD`. The page's routes come after
//! `#`, so no path has to be rewritten: a path without a file is not found.

use crate::error::{Error, Result};
use axum::{
	extract::Request,
	http::{header, HeaderName, HeaderValue, Method, StatusCode},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use serde_json::json;
use std::path::{Path, PathBuf};
use tower_http::services::ServeDir;
use url::Url;

/// Where the page is looked for by default, in this order: next to the program, in a clone.
const PLACES: [&str; 2] = ["app", "app/dist"];

/// The site to serve.
#[derive(Clone, Debug)]
pub struct Site {
	/// Folder of the built page.
	pub dir: PathBuf,
	/// Nodes that the page talks to, in the order in which it tries them: `ws://` or `wss://`.
	pub endpoints: Vec<String>,
	/// Genesis hash of their chain, `0x...`: the page refuses another. `None`: the page remembers
	/// the chain that it finds.
	pub genesis: Option<String>,
}

impl Site {
	/// Checks folder and addresses, and returns the site.
	pub fn new(dir: PathBuf, endpoints: Vec<String>, genesis: Option<String>) -> Result<Self> {
		if !dir.join("index.html").is_file() {
			return Err(Error::Usage(format!(
				"there is no built page in {}: build it with `npm ci && npm run build` in app/, then name its folder dist with --dir",
				dir.display()
			)));
		}
		for endpoint in &endpoints {
			let known = Url::parse(endpoint).is_ok_and(|url| {
				matches!(url.scheme(), "ws" | "wss")
					&& url.has_host()
					&& !endpoint.contains([' ', ';', ','])
			});
			if !known {
				return Err(Error::Usage(format!(
					"'{endpoint}' is no address of a node that a browser could use: ws://HOST:PORT or wss://HOST"
				)));
			}
		}
		Ok(Self { dir, endpoints, genesis })
	}

	/// Returns the content security policy: only the page's own files and data of the nodes are
	/// loaded.
	fn policy(&self) -> String {
		format!(
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
			 connect-src 'self' {}; manifest-src 'self'; media-src 'self' blob:; worker-src 'self'; base-uri 'none'; \
			 form-action 'none'; frame-ancestors 'none'",
			self.endpoints.join(" ")
		)
	}

	/// Returns the site as an HTTP service.
	pub fn router(&self) -> Result<Router> {
		let config = json!({ "endpoints": self.endpoints, "genesis": self.genesis }).to_string();
		let kind = [(header::CONTENT_TYPE, "application/json")];
		let policy = HeaderValue::from_str(&self.policy())
			.map_err(|e| Error::Usage(format!("an address does not go into a header: {e}")))?;
		let files = ServeDir::new(&self.dir).precompressed_gzip();
		Ok(Router::new()
			.route("/config.json", get(move || async move { (kind, config) }))
			.fallback_service(files)
			.layer(middleware::from_fn(move |request, next| {
				guarded(policy.clone(), request, next)
			})))
	}
}

/// Returns the page's default folder: `$EPIONE_APP`, else next to the program, else in a clone of
/// the project.
pub fn default_dir() -> PathBuf {
	if let Some(dir) = std::env::var_os("EPIONE_APP") {
		return dir.into();
	}
	let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_owned));
	let bases = beside.into_iter().chain([PathBuf::new()]);
	bases
		.flat_map(|base| PLACES.map(|place| base.join(place)))
		.find(|dir| dir.join("index.html").is_file() && dir.join("assets").is_dir())
		.unwrap_or_else(|| PLACES[1].into())
}

async fn guarded(policy: HeaderValue, request: Request, next: Next) -> Response {
	// Files in `assets/` have their hash in their names, so they never change.
	let forever = request.uri().path().starts_with("/assets/");
	let mut response = match *request.method() {
		Method::GET | Method::HEAD => next.run(request).await,
		_ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
	};
	let cache = match forever && response.status().is_success() {
		true => "public, max-age=31536000, immutable",
		false => "no-cache",
	};
	let headers = response.headers_mut();
	headers.insert(header::CONTENT_SECURITY_POLICY, policy);
	for (name, value) in [
		(header::CACHE_CONTROL, cache),
		(header::REFERRER_POLICY, "no-referrer"),
		(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
		(
			HeaderName::from_static("permissions-policy"),
			"camera=(self), microphone=(), geolocation=()",
		),
		(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
	] {
		headers.insert(name, HeaderValue::from_static(value));
	}
	response
}

#[cfg(test)]
mod tests;
