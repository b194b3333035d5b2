//! Content identifiers, and blocks checked against them.

use crate::error::{Error, Result};
use cid::Cid;
use epione_primitives::{Codec, ContentId};
use sha2::{Digest as _, Sha256};

/// Multicodec `raw`.
pub const RAW: u64 = 0x55;
/// Multicodec `dag-pb`.
pub const DAG_PB: u64 = 0x70;
/// Multihash `sha2-256`.
pub const SHA2_256: u64 = 0x12;

/// Largest block that is read: bitswap implementations drop larger ones.
pub const MAX_BLOCK: usize = 2 << 20;

/// Returns the CID of the chain's 36 bytes.
pub fn to_cid(id: &ContentId) -> Cid {
	let codec = match id.codec {
		Codec::Raw => RAW,
		Codec::DagPb => DAG_PB,
	};
	make_cid(codec, id.digest)
}

/// Returns the chain's form of a CID; other versions, codecs and hashes are errors.
pub fn from_cid(cid: &Cid) -> Result<ContentId> {
	ContentId::from_bytes(&cid.to_bytes())
		.map_err(|e| Error::BadContentId { text: cid.to_string(), why: e.to_string() })
}

/// Reads a CID as people write it (`bafy...`).
pub fn parse_cid(text: &str) -> Result<ContentId> {
	let cid = Cid::try_from(text)
		.map_err(|e| Error::BadContentId { text: text.into(), why: format!("not a CID ({e})") })?;
	from_cid(&cid)
}

pub(crate) fn make_cid(codec: u64, digest: [u8; 32]) -> Cid {
	let hash = cid::multihash::Multihash::<64>::wrap(SHA2_256, &digest)
		.expect("32 bytes fit into 64; qed");
	Cid::new_v1(codec, hash)
}

/// Returns an error unless `data` is the block that `cid` names. CIDs that the chain would not
/// accept are refused.
pub fn verify_block(cid: &Cid, data: &[u8]) -> Result<()> {
	let id = from_cid(cid)?;
	let digest: [u8; 32] = Sha256::digest(data).into();
	if digest == id.digest {
		return Ok(());
	}
	Err(Error::ContentAltered {
		cid: cid.to_string(),
		why: format!(
			"the {} bytes that came have SHA-256 {}, the CID says {}",
			data.len(),
			hex::encode(digest),
			hex::encode(id.digest)
		),
	})
}
