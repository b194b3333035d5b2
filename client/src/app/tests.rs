use super::*;
use axum::serve;
use reqwest::{redirect::Policy, Client, Response};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::{TcpListener, TcpStream},
};

fn built() -> tempfile::TempDir {
	let root = tempfile::tempdir().unwrap();
	let dist = root.path().join("dist");
	std::fs::create_dir_all(dist.join("assets")).unwrap();
	std::fs::write(root.path().join("secret.txt"), "secret").unwrap();
	std::fs::write(dist.join("index.html"), "<!doctype html><title>Epione</title>").unwrap();
	std::fs::write(dist.join("assets/main-1a2b.js"), "let a = 1;").unwrap();
	root
}

async fn served(root: &Path) -> String {
	let endpoints = vec!["wss://node.example.org".into(), "ws://127.0.0.1:9944".into()];
	let site = Site::new(root.join("dist"), endpoints, Some("0xab".into())).unwrap();
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let address = listener.local_addr().unwrap().to_string();
	let router = site.router().unwrap();
	tokio::spawn(async move { serve(listener, router).await });
	address
}

fn header(response: &Response, name: &str) -> String {
	let value = response.headers().get(name).unwrap_or_else(|| panic!("no {name}"));
	value.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_served_with_strict_headers() {
	let root = built();
	let address = served(root.path()).await;
	let client = Client::builder().redirect(Policy::none()).build().unwrap();
	let get = |path: &str| client.get(format!("http://{address}{path}")).send();

	let page = get("/").await.unwrap();
	assert_eq!(page.status(), 200);
	assert_eq!(header(&page, "content-type"), "text/html");
	assert_eq!(header(&page, "cache-control"), "no-cache");
	assert_eq!(header(&page, "x-content-type-options"), "nosniff");
	assert_eq!(header(&page, "referrer-policy"), "no-referrer");
	assert_eq!(header(&page, "cross-origin-opener-policy"), "same-origin");
	assert!(header(&page, "permissions-policy").contains("microphone=()"));
	let policy = header(&page, "content-security-policy");
	assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
	let connect = "connect-src 'self' wss://node.example.org ws://127.0.0.1:9944;";
	assert!(policy.contains(connect) && policy.contains("frame-ancestors 'none'"), "{policy}");
	assert!(page.text().await.unwrap().contains("Epione"));

	let script = get("/assets/main-1a2b.js").await.unwrap();
	assert_eq!(header(&script, "content-type"), "text/javascript");
	assert!(header(&script, "cache-control").contains("immutable"));
	// A missing file is not cached for ever.
	let missing = get("/assets/main-old.js").await.unwrap();
	assert_eq!(
		(missing.status().as_u16(), header(&missing, "cache-control").as_str()),
		(404, "no-cache")
	);
	assert_eq!(get("/studies").await.unwrap().status(), 404);

	let config = get("/config.json").await.unwrap();
	assert_eq!(header(&config, "cache-control"), "no-cache");
	let config: serde_json::Value = config.json().await.unwrap();
	assert_eq!(
		config,
		json!({ "endpoints": ["wss://node.example.org", "ws://127.0.0.1:9944"], "genesis": "0xab" })
	);

	let posted = client.post(format!("http://{address}/")).send().await.unwrap();
	assert_eq!(posted.status(), 405);
	assert_eq!(header(&posted, "x-content-type-options"), "nosniff");
	assert_eq!(client.head(format!("http://{address}/")).send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_file_is_sent_to_who_takes_it() {
	let root = built();
	std::fs::write(root.path().join("dist/assets/main-1a2b.js.gz"), [0x1f, 0x8b, 8, 0]).unwrap();
	let address = served(root.path()).await;
	let client = Client::new();
	let url = format!("http://{address}/assets/main-1a2b.js");
	let zipped = client.get(&url).header("accept-encoding", "gzip").send().await.unwrap();
	assert_eq!(header(&zipped, "content-encoding"), "gzip");
	assert_eq!(header(&zipped, "content-type"), "text/javascript");
	assert_eq!(zipped.bytes().await.unwrap().len(), 4);
	let plain = client.get(&url).header("accept-encoding", "identity").send().await.unwrap();
	assert_eq!(plain.text().await.unwrap(), "let a = 1;");
}

// Written by hand: a client library would tidy the path up before sending it.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_folder_is_served() {
	let root = built();
	let address = served(root.path()).await;
	for path in
		["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//secret.txt"]
	{
		let mut stream = TcpStream::connect(&address).await.unwrap();
		let request =
			format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
		stream.write_all(request.as_bytes()).await.unwrap();
		let mut answer = String::new();
		stream.read_to_string(&mut answer).await.unwrap();
		assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
		assert!(!answer.contains("\r\n\r\nsecret"), "{path}");
	}
}

#[test]
fn what_cannot_be_served_is_said_at_once() {
	let root = built();
	let missing = Site::new(root.path().to_owned(), vec![], None).unwrap_err().to_string();
	assert!(missing.contains("npm ci && npm run build"), "{missing}");
	for bad in [
		"http://node.example.org",
		"ws://",
		"node",
		"wss://a.org; script-src *",
		"wss://a.org evil",
	] {
		let error =
			Site::new(root.path().join("dist"), vec![bad.into()], None).unwrap_err().to_string();
		assert!(error.contains(bad) && error.contains("wss://HOST"), "{error}");
	}
}
