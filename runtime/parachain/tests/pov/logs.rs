//! What the Wasm says while it runs. A panic's message is nowhere else: the executor only sees a trap.

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

/// Does something, and gives what was logged by this thread meanwhile: warnings and errors.
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
