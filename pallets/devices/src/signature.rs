//! Signatures of devices.

use crate::DeviceKey;
use epione_primitives::KeyScheme;
use sp_core::{ed25519, sr25519};

/// Returns whether `signature` is the device's over `message`.
pub(crate) fn verify(device: &DeviceKey, message: &[u8], signature: &[u8; 64]) -> bool {
	match device.scheme {
		KeyScheme::Ed25519 => sp_io::crypto::ed25519_verify(
			&ed25519::Signature::from_raw(*signature),
			message,
			&ed25519::Public::from_raw(device.key),
		),
		KeyScheme::Sr25519 => sp_io::crypto::sr25519_verify(
			&sr25519::Signature::from_raw(*signature),
			message,
			&sr25519::Public::from_raw(device.key),
		),
	}
}
