//! How much of a PoV a transaction takes.

use crate::collator::Proposal;
use codec::Encode;
use cumulus_primitives_core::relay_chain::MAX_POV_SIZE;

/// Upper limit in bytes for a block with one transaction, the block's own bytes included: a
/// hundredth of what validators can be sent. On a new chain such blocks have up to 10 kB, with
/// 65,536 entries in each map up to 38 kB; the next four levels of the state trie fit too.
const MOST: usize = MAX_POV_SIZE as usize / 100;

/// The size of a block with one transaction, and that of the empty block in its place.
pub struct Size {
	what: &'static str,
	/// The transaction's bytes.
	transaction: usize,
	/// The proof's bytes, and how many more they are than for the empty block.
	proof: usize,
	more_proof: usize,
	/// The bytes of all that validators are sent, how many more they are than for the empty block,
	/// and their compressed size on the wire.
	pov: usize,
	more_pov: usize,
	compressed: usize,
}

impl Size {
	/// Measures a block whose last transaction is `what`.
	pub fn of(what: &'static str, block: &Proposal, empty: &Proposal) -> Self {
		let transaction = block.block.extrinsics.last().unwrap().encoded_size();
		let (proof, pov) = (block.proof.encoded_size(), block.pov().len());
		assert_eq!(block.block.extrinsics.len(), empty.block.extrinsics.len() + 1);
		assert!(pov <= MOST, "{what}: a PoV of {pov} bytes, more than {MOST}");
		Self {
			what,
			transaction,
			proof,
			more_proof: proof.saturating_sub(empty.proof.encoded_size()),
			pov,
			more_pov: pov.saturating_sub(empty.pov().len()),
			compressed: block.compressed(),
		}
	}

	/// Returns how many such transactions fit into a block's PoV, by bytes alone.
	fn per_block(&self) -> usize {
		let empty = self.pov - self.more_pov;
		(MAX_POV_SIZE as usize - empty) / self.more_pov.max(1)
	}
}

/// A table of the sizes, for people to read.
pub fn table(sizes: &[Size]) -> String {
	let mut lines = vec![
		"| transaction, alone in its block | its bytes | proof | more than an empty block's | PoV | \
		more than an empty block's | compressed | such in one PoV |"
			.to_owned(),
		"|---|---:|---:|---:|---:|---:|---:|---:|".to_owned(),
	];
	lines.extend(sizes.iter().map(|size| {
		format!(
			"| {} | {} | {} | {} | {} | {} | {} | {} |",
			size.what,
			size.transaction,
			size.proof,
			size.more_proof,
			size.pov,
			size.more_pov,
			size.compressed,
			size.per_block()
		)
	}));
	lines.join("\n")
}
