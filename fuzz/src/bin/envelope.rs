//! libFuzzer on envelopes, proofs and payloads.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| epione_fuzz::parsers::envelope(bytes));
