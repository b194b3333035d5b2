//! Against a stand-in for Kubo, since no Kubo can be installed where this is developed. The
//! stand-in is written from Kubo's RPC documentation
//! (<https://docs.ipfs.tech/reference/kubo/rpc/>): POST only, the block as the first part of a
//! multipart form, `{"Key":...,"Size":...}`, status 500 with
//! `{"Message":...,"Code":0,"Type":"error"}` for a call that failed.

use super::*;
use crate::store::{make_cid, to_cid, DAG_PB};
use sha2::{Digest as _, Sha256};
use std::{
	collections::{HashMap, HashSet},
	sync::{Arc, Mutex},
};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::{TcpListener, TcpStream},
};

#[derive(Default)]
struct Kubo {
	blocks: HashMap<String, Vec<u8>>,
	pins: HashSet<String>,
	calls: Vec<String>,
	/// The token required in `Authorization`.
	token: Option<String>,
	/// `block/put` returns this key.
	wrong_key: Option<String>,
}

type Shared = Arc<Mutex<Kubo>>;

/// Starts the stand-in; returns its address and state.
async fn start() -> (String, Shared) {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	let state = Shared::default();
	let shared = state.clone();
	tokio::spawn(async move {
		while let Ok((socket, _)) = listener.accept().await {
			tokio::spawn(serve(socket, shared.clone()));
		}
	});
	(url, state)
}

/// HTTP/1.1, as much of it as the client speaks: one request after the other on a connection.
async fn serve(mut socket: TcpStream, state: Shared) {
	let mut buffer = Vec::new();
	loop {
		let head_end = loop {
			if let Some(at) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
				break at + 4;
			}
			let mut part = [0; 65_536];
			match socket.read(&mut part).await {
				Ok(0) | Err(_) => return,
				Ok(n) => buffer.extend_from_slice(&part[..n]),
			}
		};
		let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
		let header = |name: &str| {
			head.lines().find_map(|l| {
				let (n, v) = l.split_once(':')?;
				n.eq_ignore_ascii_case(name).then(|| v.trim().to_owned())
			})
		};
		buffer.drain(..head_end);
		let mut body = Vec::new();
		let chunked = header("transfer-encoding").is_some_and(|v| v.contains("chunked"));
		let mut wanted: usize = header("content-length").map_or(0, |v| v.parse().unwrap());
		loop {
			if chunked {
				// Size in hexadecimal, CRLF, bytes, CRLF; a chunk of size 0 is the last.
				while let Some(at) = buffer.windows(2).position(|w| w == b"\r\n") {
					let size = std::str::from_utf8(&buffer[..at]).unwrap();
					let size = usize::from_str_radix(size.trim(), 16).unwrap();
					if buffer.len() < at + 2 + size + 2 {
						break;
					}
					body.extend_from_slice(&buffer[at + 2..at + 2 + size]);
					buffer.drain(..at + 2 + size + 2);
					if size == 0 {
						wanted = usize::MAX;
						break;
					}
				}
				if wanted == usize::MAX {
					break;
				}
			} else if buffer.len() >= wanted {
				body.extend(buffer.drain(..wanted));
				break;
			}
			let mut part = [0; 65_536];
			match socket.read(&mut part).await {
				Ok(0) | Err(_) => return,
				Ok(n) => buffer.extend_from_slice(&part[..n]),
			}
		}
		let (status, answer) = answer(&head, &header, &body, &state);
		let head =
			format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", answer.len()).into_bytes();
		if socket.write_all(&[head, answer].concat()).await.is_err() {
			return;
		}
	}
}

fn answer(
	head: &str,
	header: &dyn Fn(&str) -> Option<String>,
	body: &[u8],
	state: &Shared,
) -> (&'static str, Vec<u8>) {
	let mut state = state.lock().unwrap();
	let mut request = head.split_whitespace();
	let (method, target) = (request.next().unwrap(), request.next().unwrap());
	let url = Url::parse(&format!("http://kubo{target}")).unwrap();
	let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
	let error = |text: &str| {
		let json = serde_json::json!({ "Message": text, "Code": 0, "Type": "error" });
		("500 Internal Server Error", json.to_string().into_bytes())
	};
	if method != "POST" {
		return ("405 Method Not Allowed", b"405 - Method Not Allowed".to_vec());
	}
	if state.token.is_some() && header("authorization") != state.token {
		return ("403 Forbidden", b"Kubo RPC Access Denied".to_vec());
	}
	let Some(call) = url.path().strip_prefix("/api/v0/") else {
		return ("404 Not Found", b"404 page not found".to_vec());
	};
	state.calls.push(call.to_owned());
	let arg = query.get("arg").cloned().unwrap_or_default();
	match call {
		"version" => ("200 OK", br#"{"Version":"0.39.0","Commit":"","Repo":"18"}"#.to_vec()),
		"block/put" => {
			let kind = header("content-type").unwrap();
			let boundary = kind.split("boundary=").nth(1).unwrap();
			let start = body.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
			let end_mark = format!("\r\n--{boundary}--");
			let end = body.len()
				- body
					.windows(end_mark.len())
					.rev()
					.position(|w| w == end_mark.as_bytes())
					.unwrap() - end_mark.len();
			let data = body[start..end].to_vec();
			if data.len() > 1 << 20 {
				return error(
					"produced block is over 1MiB: big blocks can't be exchanged with other peers",
				);
			}
			let codec = match query.get("cid-codec").map(String::as_str) {
				Some("raw") | None => RAW,
				Some("dag-pb") => DAG_PB,
				_ => return error("unknown codec"),
			};
			assert_eq!(query["mhtype"], "sha2-256");
			let cid = make_cid(codec, Sha256::digest(&data).into()).to_string();
			let key = state.wrong_key.clone().unwrap_or_else(|| cid.clone());
			let json = serde_json::json!({ "Key": key, "Size": data.len() });
			state.blocks.insert(cid, data);
			("200 OK", json.to_string().into_bytes())
		},
		"block/get" => match state.blocks.get(&arg) {
			Some(data) => ("200 OK", data.clone()),
			None => {
				error(&format!("block was not found locally (offline): ipld: could not find {arg}"))
			},
		},
		"pin/add" => {
			if !state.blocks.contains_key(&arg) {
				return error(&format!("pin: ipld: could not find {arg}"));
			}
			state.pins.insert(arg.clone());
			("200 OK", serde_json::json!({ "Pins": [arg] }).to_string().into_bytes())
		},
		"pin/rm" => match state.pins.remove(&arg) {
			true => ("200 OK", serde_json::json!({ "Pins": [arg] }).to_string().into_bytes()),
			false => error("not pinned or pinned indirectly"),
		},
		"block/rm" => {
			state.blocks.remove(&arg);
			("200 OK", serde_json::json!({ "Hash": arg }).to_string().into_bytes())
		},
		_ => ("404 Not Found", b"404 page not found".to_vec()),
	}
}

fn open(url: &str) -> KuboStore {
	KuboStore::new(url, None, Duration::from_secs(5)).unwrap()
}

fn data(len: usize) -> Vec<u8> {
	(0..len).map(|i| (i % 251) as u8).collect()
}

#[tokio::test]
async fn what_was_put_is_got_pinned_and_forgotten() {
	let (url, kubo) = start().await;
	let store = open(&url);
	assert_eq!(store.version().await.unwrap(), "0.39.0");
	let bytes = data((3 << 20) + 7);
	let id = store.put(&mut bytes.as_slice()).await.unwrap();
	// The CID that Kubo itself gives (docs/protocol.md, section 10).
	let root = "bafybeidf5ibbwfq6vjf5gbu2zzqt2xzzq5kanx6iygbjb6nb5xjutqe6vm";
	assert_eq!(to_cid(&id).to_string(), root);
	{
		let kubo = kubo.lock().unwrap();
		assert_eq!(kubo.blocks.len(), 5);
		assert!(kubo.pins.contains(root));
	}
	let mut out = Vec::new();
	store.get(&id, 1 << 30, &mut out).await.unwrap();
	assert_eq!(out, bytes);
	for _ in 0..2 {
		store.forget(&to_cid(&id)).await.unwrap();
		let kubo = kubo.lock().unwrap();
		assert!(kubo.blocks.is_empty() && kubo.pins.is_empty());
	}
	let error = store.get(&id, 1 << 30, &mut out).await.unwrap_err();
	assert!(matches!(&error, Error::ContentMissing { why, .. } if why.contains("could not find")));
}

#[tokio::test]
async fn an_altered_block_is_refused() {
	let (url, kubo) = start().await;
	let store = open(&url);
	let bytes = data((1 << 20) + 9);
	let id = store.put(&mut bytes.as_slice()).await.unwrap();
	let cids: Vec<_> = kubo.lock().unwrap().blocks.keys().cloned().collect();
	for cid in cids {
		let good = kubo.lock().unwrap().blocks[&cid].clone();
		for bad in [good[..good.len() - 1].to_vec(), [&good[..], b"x"].concat(), vec![0; 3 << 20]] {
			kubo.lock().unwrap().blocks.insert(cid.clone(), bad);
			let error = store.get(&id, 1 << 30, &mut Vec::new()).await.unwrap_err();
			assert!(matches!(error, Error::ContentAltered { .. } | Error::Store { .. }), "{error}");
		}
		kubo.lock().unwrap().blocks.insert(cid, good);
	}
	assert!(store.get(&id, 1 << 30, &mut Vec::new()).await.is_ok());
}

#[tokio::test]
async fn what_kubo_says_is_told() {
	let (url, kubo) = start().await;
	let store = open(&url);
	kubo.lock().unwrap().wrong_key = Some("bafkqaaa".into());
	let error = store.put(&mut data(5).as_slice()).await.unwrap_err().to_string();
	assert!(error.contains("could not be found again"), "{error}");
	kubo.lock().unwrap().token = Some("Bearer secret".into());
	let error = store.version().await.unwrap_err();
	assert!(error.to_string().contains("kubo_token"), "{error}");
	assert_eq!(error.exit_code(), 5);
	let with_token = KuboStore::new(&url, Some("secret".into()), Duration::from_secs(5)).unwrap();
	assert!(with_token.version().await.is_ok());
	kubo.lock().unwrap().token = None;
	// Nothing listens there; then something else does.
	let gone = open("http://127.0.0.1:9").version().await.unwrap_err().to_string();
	assert!(gone.contains("Is the node up"), "{gone}");
	let other = open(&format!("{url}/other/")).version().await.unwrap_err().to_string();
	assert!(other.contains("no Kubo RPC"), "{other}");
	for bad in ["127.0.0.1:5001", "ftp://127.0.0.1", "hello"] {
		assert!(KuboStore::new(bad, None, Duration::from_secs(1)).is_err(), "{bad}");
	}
	let token = Some("secret".to_owned());
	assert!(KuboStore::new("http://192.0.2.1:5001", token.clone(), Duration::from_secs(1)).is_err());
	assert!(KuboStore::new("https://192.0.2.1:5001", token, Duration::from_secs(1)).is_ok());
}
