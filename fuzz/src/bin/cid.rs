//! libFuzzer on content ids.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| epione_fuzz::parsers::cid(bytes));
