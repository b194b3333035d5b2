//! The age file and the plaintext inside it.
