//! QR codes in a terminal.

use crate::error::{Error, Result};
use qrcode::{render::unicode::Dense1x2, EcLevel, QrCode};

/// Draws a text as a QR code (ISO/IEC 18004), two modules per character, with the white margin that
/// the standard requires. Printed characters are the white modules, as on a dark screen.
///
/// It has the least error correction: a screen has no scratches, and fewer modules can be read from
/// farther away. At most 2,953 bytes.
pub fn draw(text: &str) -> Result<String> {
	let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| {
		Error::Usage(format!(
			"{} bytes do not fit into a QR code, which holds 2,953: leave out --qr and hand over the line itself",
			text.len()
		))
	})?;
	Ok(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_code_is_drawn_white_on_black_within_its_margin() {
		let drawn = draw("epione").unwrap();
		let lines: Vec<Vec<char>> = drawn.lines().map(|line| line.chars().collect()).collect();
		// Version 1 has 21 modules, and four of margin on each side.
		assert!(lines.iter().all(|line| line.len() == 29), "{drawn}");
		assert_eq!(lines.len(), 15);
		assert!(lines[0].iter().all(|c| *c == '█'), "{drawn}");
		// The corner's finder pattern begins with seven dark modules over a dark and a light one.
		assert_eq!(lines[2][3..12].iter().collect::<String>(), "█ ▄▄▄▄▄ █");
	}

	#[test]
	fn what_does_not_fit_is_refused() {
		assert!(draw(&"x".repeat(2_953)).is_ok());
		let error = draw(&"x".repeat(2_954)).unwrap_err().to_string();
		assert!(error.contains("2954 bytes") && error.contains("--qr"), "{error}");
	}
}
