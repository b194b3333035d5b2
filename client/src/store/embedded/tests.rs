use super::*;
use crate::store::to_cid;

fn data(len: usize, seed: u8) -> Vec<u8> {
	(0..len).map(|i| (i * 31 + i / 977) as u8 ^ seed).collect()
}

fn settings(dir: &Path, name: &str) -> Settings {
	let mut settings = Settings::offline(dir.join(name));
	settings.listen = vec!["/ip4/127.0.0.1/tcp/0".into()];
	settings.timeout = Duration::from_secs(3);
	settings
}

async fn addresses(store: &EmbeddedStore) -> Vec<String> {
	for _ in 0..200 {
		let found = store.addresses().await.unwrap();
		if !found.is_empty() {
			return found;
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	panic!("it does not listen");
}

async fn get(store: &EmbeddedStore, id: &epione_primitives::ContentId) -> Result<Vec<u8>> {
	let mut out = Vec::new();
	store.get(id, 1 << 30, &mut out).await.map(|_| out)
}

/// Opens a folder whose last node was just closed: its lock is free a moment later.
async fn reopened(settings: &Settings) -> EmbeddedStore {
	for _ in 0..50 {
		match EmbeddedStore::open(settings).await {
			Ok(store) => return store,
			Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
		}
	}
	panic!("the repository is not free again");
}

/// Starts a node that serves anybody; returns it with its address.
async fn server(settings: &mut Settings) -> (EmbeddedStore, String) {
	settings.serve_anyone = true;
	let store = EmbeddedStore::open(settings).await.unwrap();
	let address = addresses(&store).await.remove(0);
	(store, address)
}

/// Returns the settings of a node that fetches from `server` and listens nowhere.
fn reader_of(server: &str, dir: &Path, name: &str) -> Settings {
	let mut settings = Settings::offline(dir.join(name));
	settings.peers = vec![server.into()];
	settings
}

/// Alters the block of this length on the disk.
fn alter(dir: &Path, len: u64) {
	let file = block_file(dir, len);
	let mut block = std::fs::read(&file).unwrap();
	block[5] ^= 1;
	std::fs::write(&file, &block).unwrap();
}

/// Returns the file of a block in the repository.
fn block_file(dir: &Path, len: u64) -> PathBuf {
	let mut open = vec![dir.join("blockstore")];
	while let Some(next) = open.pop() {
		for entry in std::fs::read_dir(next).unwrap() {
			let entry = entry.unwrap();
			match entry.metadata().unwrap() {
				m if m.is_dir() => open.push(entry.path()),
				m if m.len() == len => return entry.path(),
				_ => {},
			}
		}
	}
	panic!("no block of {len} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn content_and_identity_survive_a_restart() {
	let temp = tempfile::tempdir().unwrap();
	let settings = settings(temp.path(), "a");
	let store = EmbeddedStore::open(&settings).await.unwrap();
	let peer = store.peer_id();
	let bytes = data((2 << 20) + 5, 1);
	let id = store.put(&mut bytes.as_slice()).await.unwrap();
	assert_eq!(get(&store, &id).await.unwrap(), bytes);
	// One process at a time may use the repository.
	assert!(matches!(EmbeddedStore::open(&settings).await, Err(Error::Store { .. })));
	store.close().await;
	let store = reopened(&settings).await;
	assert_eq!(store.peer_id(), peer);
	assert_eq!(get(&store, &id).await.unwrap(), bytes);
	store.put(&mut bytes.as_slice()).await.unwrap();
	store.forget(&to_cid(&id)).await.unwrap();
	store.forget(&to_cid(&id)).await.unwrap();
	assert!(matches!(get(&store, &id).await, Err(Error::ContentMissing { .. })));
	store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_block_on_disk_is_noticed_and_mended() {
	let temp = tempfile::tempdir().unwrap();
	let settings = settings(temp.path(), "a");
	let store = EmbeddedStore::open(&settings).await.unwrap();
	let bytes = data((1 << 20) + 77, 1);
	let id = store.put(&mut bytes.as_slice()).await.unwrap();
	let file = block_file(&settings.path, 77);
	let mut block = std::fs::read(&file).unwrap();
	block[5] ^= 1;
	std::fs::write(&file, &block).unwrap();
	let error = get(&store, &id).await.unwrap_err();
	assert!(matches!(error, Error::ContentAltered { .. }), "{error}");
	assert_eq!(error.exit_code(), 6);
	// It was thrown away, so it is missing now; put again, it is whole.
	assert!(matches!(get(&store, &id).await, Err(Error::ContentMissing { .. })));
	store.put(&mut bytes.as_slice()).await.unwrap();
	std::fs::write(block_file(&settings.path, 77), &block).unwrap();
	// Also without a read in between.
	store.put(&mut bytes.as_slice()).await.unwrap();
	assert_eq!(get(&store, &id).await.unwrap(), bytes);
	store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn named_peers_fetch_from_each_other_and_others_do_not() {
	let temp = tempfile::tempdir().unwrap();
	// The reader's identity must be known before the gateway starts.
	let reader = EmbeddedStore::open(&settings(temp.path(), "reader")).await.unwrap();
	let reader_address = addresses(&reader).await.remove(0);
	let mut gateway_settings = settings(temp.path(), "gateway");
	gateway_settings.peers = vec![reader_address];
	reader.close().await;
	let gateway = EmbeddedStore::open(&gateway_settings).await.unwrap();
	let bytes = data((3 << 20) + 7, 1);
	let id = gateway.put(&mut bytes.as_slice()).await.unwrap();
	let gateway_address = addresses(&gateway).await.remove(0);

	let mut reader_settings = settings(temp.path(), "reader");
	reader_settings.peers = vec![gateway_address.clone()];
	reader_settings.timeout = Duration::from_secs(20);
	let reader = reopened(&reader_settings).await;
	assert_eq!(get(&reader, &id).await.unwrap(), bytes);

	// A peer that knows address and CID, but is not named.
	let mut stranger_settings = settings(temp.path(), "stranger");
	stranger_settings.peers = vec![gateway_address];
	let stranger = EmbeddedStore::open(&stranger_settings).await.unwrap();
	let error = get(&stranger, &id).await.unwrap_err();
	assert!(matches!(error, Error::ContentMissing { .. }), "{error}");
	assert!(error.to_string().contains("1 configured peers"), "{error}");
	// Content that nobody has.
	let nobody = dag::content_id(&mut data(99, 9).as_slice()).unwrap();
	let missing = get(&stranger, &nobody).await.unwrap_err();
	assert!(matches!(missing, Error::ContentMissing { .. }) && missing.exit_code() == 5);
	for store in [gateway, reader, stranger] {
		store.close().await;
	}
}

// docs/adr/0010-a-map-that-forgets.md
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_comes_back_is_served() {
	let temp = tempfile::tempdir().unwrap();
	let mut gateway_settings = settings(temp.path(), "gateway");
	gateway_settings.serve_anyone = true;
	let gateway = EmbeddedStore::open(&gateway_settings).await.unwrap();
	let (first, second) = (data((1 << 20) + 77, 1), data((1 << 20) + 78, 2));
	let one = gateway.put(&mut first.as_slice()).await.unwrap();
	let two = gateway.put(&mut second.as_slice()).await.unwrap();
	let mut reader_settings = settings(temp.path(), "reader");
	reader_settings.peers = vec![addresses(&gateway).await.remove(0)];
	reader_settings.timeout = Duration::from_secs(20);
	let reader = EmbeddedStore::open(&reader_settings).await.unwrap();
	let peer = reader.peer_id();
	assert_eq!(get(&reader, &one).await.unwrap(), first);
	reader.close().await;

	// Altered in the meantime.
	alter(&reader_settings.path, 77);
	for _ in 0..2 {
		let reader = reopened(&reader_settings).await;
		assert_eq!(reader.peer_id(), peer);
		assert_eq!(get(&reader, &one).await.unwrap(), first);
		// Altered while it runs.
		alter(&reader_settings.path, 77);
		assert_eq!(get(&reader, &one).await.unwrap(), first);
		assert_eq!(get(&reader, &two).await.unwrap(), second);
		// Forgotten here, so that there is something to fetch the next time too.
		reader.forget(&to_cid(&two)).await.unwrap();
		reader.close().await;
	}
	gateway.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_comes_back_is_found_again() {
	let temp = tempfile::tempdir().unwrap();
	let mut gateway_settings = settings(temp.path(), "gateway");
	let (mut gateway, address) = server(&mut gateway_settings).await;
	// The same address each time, since it was given out.
	gateway_settings.listen = vec![address.split("/p2p/").next().unwrap().into()];
	let reader = EmbeddedStore::open(&reader_of(&address, temp.path(), "reader")).await.unwrap();
	for n in 0..3 {
		let bytes = data((1 << 20) + 77 + n, n as u8);
		let id = gateway.put(&mut bytes.as_slice()).await.unwrap();
		assert_eq!(get(&reader, &id).await.unwrap(), bytes);
		gateway.close().await;
		gateway = reopened(&gateway_settings).await;
		assert_eq!(addresses(&gateway).await, std::slice::from_ref(&address));
	}
	gateway.close().await;
	reader.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_notices_what_it_can_no_longer_serve() {
	let temp = tempfile::tempdir().unwrap();
	let gateway_settings = &mut settings(temp.path(), "gateway");
	let (gateway, address) = server(gateway_settings).await;
	let bytes = data((1 << 20) + 77, 1);
	let id = gateway.put(&mut bytes.as_slice()).await.unwrap();
	assert_eq!(gateway.damaged(&to_cid(&id)).await.unwrap(), []);
	let last = dag::content_id(&mut &bytes[1 << 20..]).unwrap();

	// Altered bytes reach nobody: to a reader they are as good as gone.
	alter(&gateway_settings.path, 77);
	let mut settings = reader_of(&address, temp.path(), "reader");
	settings.timeout = Duration::from_secs(3);
	let reader = EmbeddedStore::open(&settings).await.unwrap();
	let error = get(&reader, &id).await.unwrap_err();
	assert!(matches!(error, Error::ContentMissing { .. }), "{error}");
	reader.close().await;

	// The gateway finds them, also when it looks again, and reports them until somebody supplies
	// good ones.
	for _ in 0..2 {
		assert_eq!(gateway.damaged(&to_cid(&id)).await.unwrap(), [to_cid(&last)]);
	}
	gateway.put(&mut bytes.as_slice()).await.unwrap();
	assert_eq!(gateway.damaged(&to_cid(&id)).await.unwrap(), []);
	settings.timeout = Duration::from_secs(30);
	let reader = reopened(&settings).await;
	assert_eq!(get(&reader, &id).await.unwrap(), bytes);

	// A peer that fetched them can, while it is connected.
	alter(&gateway_settings.path, 77);
	assert_eq!(gateway.damaged(&to_cid(&id)).await.unwrap(), [to_cid(&last)]);
	assert_eq!(get(&gateway, &id).await.unwrap(), bytes);
	assert_eq!(gateway.damaged(&to_cid(&id)).await.unwrap(), []);
	reader.close().await;
	gateway.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_without_an_id_are_refused() {
	let temp = tempfile::tempdir().unwrap();
	for bad in ["/ip4/127.0.0.1/tcp/4005", "127.0.0.1:4005"] {
		let mut settings = settings(temp.path(), "a");
		settings.peers = vec![bad.into()];
		assert!(matches!(EmbeddedStore::open(&settings).await, Err(Error::Usage(_))), "{bad}");
	}
}
