//! libFuzzer on statements and Merkle paths.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| epione_fuzz::parsers::statements(bytes));
