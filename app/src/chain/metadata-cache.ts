import { keep, recall } from './store';

/**
 * The metadata of one runtime is kept (a third of a megabyte), so that a second visit does not
 * fetch it again.
 */
const KEY = 'metadata';

/** Returns the kept metadata if it belongs to this runtime. */
export async function cachedMetadata(codeHash: string): Promise<Uint8Array | null> {
  const kept = recall(KEY);
  if (kept === null || !kept.startsWith(`${codeHash}:`)) return null;
  try {
    return Uint8Array.from(atob(kept.slice(codeHash.length + 1)), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Keeps it, in place of another runtime's. */
export function cacheMetadata(codeHash: string, metadata: Uint8Array): void {
  let text = '';
  for (let i = 0; i < metadata.length; i += 0x8000) text += String.fromCharCode(...metadata.subarray(i, i + 0x8000));
  keep(KEY, `${codeHash}:${btoa(text)}`);
}
