/**
 * Documents that stay off the chain, in the form in which the `epione` command keeps them: kind,
 * salt, text. A plain digest of a short text could be guessed; with 32 random bytes in front it
 * cannot.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesHex } from '../chain/address';

/** A document with the salt of its digest. */
export interface SaltedDocument {
  kind: string;
  /** 64 hexadecimal digits. */
  salt: string;
  /** The text whose digest is on the chain, byte for byte. */
  text: string;
}

/** `SHA-256(salt || value)`. */
export function saltedDigest(salt: Uint8Array, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(salt.length + value.length);
  bytes.set(salt);
  bytes.set(value, salt.length);
  return sha256(bytes);
}

/** Puts a document under a fresh salt; the digest is what goes on the chain. */
export function seal(
  kind: string,
  text: string,
  salt: Uint8Array = crypto.getRandomValues(new Uint8Array(32)),
): { document: SaltedDocument; digest: string } {
  const digest = saltedDigest(salt, new TextEncoder().encode(text));
  return { document: { kind, salt: bytesHex(salt), text }, digest: `0x${bytesHex(digest)}` };
}

/** Saves a text as a file. */
export function saveFile(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it only after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Saves documents as one file each, named as the command names them. */
export function saveDocument(document: SaltedDocument, digest: string): void {
  saveFile(`${document.kind}-${digest.replace(/^0x/, '').slice(0, 16)}.json`, JSON.stringify(document, null, 2));
}
