//! What people keep and hand to each other as files: documents with the salts of their digests, and
//! signed statements.

pub mod consent;
pub mod documents;
pub mod invitation;
pub mod joining;
