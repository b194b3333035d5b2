import { AccountId, getSs58AddressInfo } from 'polkadot-api';

const generic = AccountId(42);

/**
 * The address as this chain writes it, or `null` if the text is not one. Wallets may write the same
 * account with another prefix.
 */
export function normalise(text: string): string | null {
  const trimmed = text.trim();
  if (/^0x[0-9a-fA-F]{64}$/.test(trimmed)) return fromPublicKey(trimmed);
  const info = getSs58AddressInfo(trimmed);
  return info.isValid && info.publicKey.length === 32 ? generic.dec(info.publicKey) : null;
}

/** The account of a public key in hexadecimal. */
export function fromPublicKey(hex: string): string {
  return generic.dec(hexBytes(hex));
}

/** The bytes behind hexadecimal digits, with or without 0x. */
export function hexBytes(hex: string): Uint8Array {
  const digits = hex.replace(/^0x/, '');
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Hexadecimal digits of bytes, without 0x. */
export function bytesHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Short enough to read, long enough to tell apart. */
export const short = (address: string): string => `${address.slice(0, 6)}…${address.slice(-5)}`;
