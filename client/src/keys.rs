//! Keys: secrets at rest, and the accounts that sign with them.

pub mod accounts;
pub mod keystore;
pub mod passphrase;
