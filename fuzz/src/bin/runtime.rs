//! libFuzzer on the whole standalone runtime.
#![no_main]

use epione_fuzz::{run, Report};
use std::sync::{LazyLock, Mutex};

static REPORT: LazyLock<Mutex<Report>> = LazyLock::new(Mutex::default);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
	let tally = run(bytes);
	// No other thread is there that could have panicked with it.
	if let Ok(mut report) = REPORT.lock() {
		report.add(&tally);
	}
});
