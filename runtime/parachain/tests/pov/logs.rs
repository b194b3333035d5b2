//! What the Wasm logs while it runs. Only here does a panic's message appear: the executor sees
//! just a trap.

use log::{Level, LevelFilter, Log, Metadata, Record};
use std::{cell::RefCell, sync::Once};

thread_local! {
	static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Lines;

impl Log for Lines {
	fn enabled(&self, metadata: &Metadata) -> bool {
		metadata.level() <= Level::Warn
	}

	fn log(&self, record: &Record) {
		if self.enabled(record.metadata()) {
			let line = format!("{} {}: {}", record.level(), record.target(), record.args());
			LINES.with_borrow_mut(|lines| lines.push(line));
		}
	}

	fn flush(&self) {}
}

/// Runs a function, and returns the warnings and errors that this thread logged meanwhile.
pub fn during<R>(work: impl FnOnce() -> R) -> (R, Vec<String>) {
	static ONCE: Once = Once::new();
	ONCE.call_once(|| {
		log::set_logger(&Lines).unwrap();
		log::set_max_level(LevelFilter::Warn);
	});
	LINES.take();
	let result = work();
	(result, LINES.take())
}
