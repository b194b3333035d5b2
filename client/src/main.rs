//! The `epione` command.
fn main() {}
