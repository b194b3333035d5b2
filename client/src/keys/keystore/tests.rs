use super::*;
use crate::failpoint::Action;

fn pass(text: &str) -> SecretString {
	SecretString::from(text.to_owned())
}

fn new() -> (tempfile::TempDir, Keystore) {
	let dir = tempfile::tempdir().unwrap();
	let store = Keystore::create_with(dir.path(), &pass("correct horse"), 2).unwrap();
	(dir, store)
}

fn key(n: u8) -> (Digest, DataKey) {
	([n; 32], DataKey::random(&mut OsRng))
}

#[test]
fn every_kind_of_secret_survives() {
	let (dir, mut store) = new();
	let (digest, data) = key(1);
	let secret = RecipientSecret::random(&mut OsRng);
	store.put_data_key(&digest, &data).unwrap();
	store.add_recipient(&Holder::Study(7), 3, &secret).unwrap();
	store.add_device(&[5; 32], KeyScheme::Sr25519, &[6; 32]).unwrap();
	store.add_account("alice", &pass("//Alice")).unwrap();
	store.put_note("document", "{}").unwrap();
	let index = store.index_key();
	drop(store);
	let store = Keystore::open(dir.path(), &pass("correct horse")).unwrap();
	assert_eq!(store.data_key(&digest).unwrap().to_bytes(), data.to_bytes());
	assert_eq!(store.data_keys().unwrap(), [digest]);
	assert_eq!(store.recipient(&Holder::Study(7), 3).unwrap().to_bytes(), secret.to_bytes());
	assert_eq!(store.recipients(), ["study 7 version 3"]);
	let (scheme, seed) = store.device(&[5; 32]).unwrap();
	assert_eq!((scheme, *seed), (KeyScheme::Sr25519, [6; 32]));
	assert_eq!(store.account("alice").unwrap().expose_secret(), "//Alice");
	assert_eq!(store.note("document").as_deref(), Some("{}"));
	assert_eq!(store.index_key(), index);
	assert_ne!(*index, [0; 32]);
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_file() {
	let (dir, store) = new();
	drop(store);
	let open = |text: &str| Keystore::open(dir.path(), &pass(text)).err().unwrap();
	assert!(matches!(open("wrong horse"), Error::WrongPassphrase { .. }));
	assert_eq!(open("").exit_code(), 7);
	let path = dir.path().join("keystore.age");
	let good = std::fs::read(&path).unwrap();
	std::fs::write(&path, &good[..good.len() - 1]).unwrap();
	assert!(matches!(open("correct horse"), Error::BadKeystore { .. }));
	std::fs::write(&path, b"hello").unwrap();
	assert!(matches!(open("correct horse"), Error::BadKeystore { .. }));
	std::fs::remove_file(&path).unwrap();
	assert!(matches!(open("correct horse"), Error::NoKeystore { .. }));
}

#[test]
fn nothing_is_readable_on_disk() {
	let (dir, mut store) = new();
	store.add_account("alice", &pass("a very secret phrase")).unwrap();
	let (digest, data) = key(1);
	store.put_data_key(&digest, &data).unwrap();
	let main = std::fs::read(dir.path().join("keystore.age")).unwrap();
	let one = std::fs::read(store.data_path(&digest)).unwrap();
	for file in [&main, &one] {
		assert!(file.starts_with(b"age-encryption.org/v1\n"));
		for secret in [b"a very secret phrase".as_slice(), data.to_bytes().as_ref()] {
			assert!(!file.windows(secret.len()).any(|w| w == secret));
		}
	}
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = std::fs::metadata(dir.path().join("keystore.age")).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}
}

#[test]
fn destroying_one_data_key_destroys_one_dataset() {
	let (dir, store) = new();
	let (a, key_a) = key(1);
	let (b, key_b) = key(2);
	store.put_data_key(&a, &key_a).unwrap();
	store.put_data_key(&b, &key_b).unwrap();
	assert!(store.destroy_data_key(&a).unwrap());
	assert!(!store.destroy_data_key(&a).unwrap());
	drop(store);
	let store = Keystore::open(dir.path(), &pass("correct horse")).unwrap();
	assert!(matches!(store.data_key(&a), Err(Error::NoKey { .. })));
	assert_eq!(store.data_key(&b).unwrap().to_bytes(), key_b.to_bytes());
}

#[test]
fn secrets_are_never_overwritten() {
	let (_dir, mut store) = new();
	let (digest, first) = key(1);
	store.put_data_key(&digest, &first).unwrap();
	assert!(matches!(store.put_data_key(&digest, &key(1).1), Err(Error::KeyExists { .. })));
	assert_eq!(store.data_key(&digest).unwrap().to_bytes(), first.to_bytes());
	let secret = RecipientSecret::random(&mut OsRng);
	let holder = Holder::Account([1; 32]);
	store.add_recipient(&holder, 0, &secret).unwrap();
	let other = RecipientSecret::random(&mut OsRng);
	assert!(matches!(store.add_recipient(&holder, 0, &other), Err(Error::KeyExists { .. })));
	assert_eq!(store.recipient(&holder, 0).unwrap().to_bytes(), secret.to_bytes());
	assert!(store.destroy_recipient(&holder, 0).unwrap());
	assert!(store.recipient(&holder, 0).is_err());
	assert!(matches!(
		Keystore::create_with(store.dir(), &pass("x"), 2),
		Err(Error::KeystoreExists { .. })
	));
}

#[test]
fn a_full_disk_leaves_the_keystore_as_it_was() {
	let (dir, mut store) = new();
	store.add_account("alice", &pass("//Alice")).unwrap();
	store.fail = FailPoints::at(FailPoint::KeystoreWriting, Action::DiskFull);
	let error = store.add_account("bob", &pass("//Bob")).unwrap_err();
	assert!(matches!(error, Error::DiskFull { .. }), "{error}");
	assert_eq!(store.accounts(), ["alice"]);
	let (digest, data) = key(1);
	assert!(matches!(store.put_data_key(&digest, &data), Err(Error::DiskFull { .. })));
	assert_eq!(store.data_keys().unwrap(), Vec::<Digest>::new());
	store.fail = FailPoints::none();
	store.add_account("bob", &pass("//Bob")).unwrap();
	let store = Keystore::open(dir.path(), &pass("correct horse")).unwrap();
	assert_eq!(store.accounts(), ["alice", "bob"]);
}

#[test]
fn two_processes_lose_nothing_of_each_other() {
	let (dir, mut one) = new();
	let mut two = Keystore::open(dir.path(), &pass("correct horse")).unwrap();
	one.add_account("alice", &pass("//Alice")).unwrap();
	two.add_account("bob", &pass("//Bob")).unwrap();
	one.add_account("carol", &pass("//Carol")).unwrap();
	assert_eq!(one.accounts(), ["alice", "bob", "carol"]);
	assert!(matches!(two.add_account("carol", &pass("//C")), Err(Error::KeyExists { .. })));
}

#[test]
fn the_passphrase_can_be_changed() {
	let (dir, mut store) = new();
	store.add_account("alice", &pass("//Alice")).unwrap();
	store.change_passphrase(&pass("battery staple")).unwrap();
	assert!(store.change_passphrase(&pass("")).is_err());
	assert!(Keystore::open(dir.path(), &pass("correct horse")).is_err());
	let store = Keystore::open(dir.path(), &pass("battery staple")).unwrap();
	assert_eq!(store.accounts(), ["alice"]);
	assert_eq!(store.work_factor, 2);
}

#[test]
fn a_keystore_in_another_form_is_told_from_a_damaged_one() {
	let temp = tempfile::tempdir().unwrap();
	let pass = SecretString::from("p".to_owned());
	Keystore::create_with(temp.path(), &pass, 2).unwrap();
	let path = file(temp.path());
	let sealed = std::fs::read(&path).unwrap();
	let end = sealed.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(1).unwrap().0;
	assert_eq!(&sealed[end - 2..end], b" 2");
	let harder = [&sealed[..end - 1], b"23", &sealed[end..]].concat();
	let armored = b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n".to_vec();
	for (bytes, word) in [(harder, "work factor is 23"), (armored, "armored")] {
		std::fs::write(&path, bytes).unwrap();
		let error = Keystore::open(temp.path(), &pass).err().unwrap();
		assert!(matches!(error, Error::OtherKeystore { .. }), "{error}");
		let text = error.to_string();
		assert!(text.contains(word) && !text.contains("backup"), "{text}");
	}
}
