import { keep, recall } from './store';

/** One runtime's metadata is kept (a third of a megabyte), so that a second visit does not fetch it again. */
const KEY = 'metadata';

/** The kept metadata, if it is that of this runtime. */
export async function cachedMetadata(codeHash: string): Promise<Uint8Array | null> {
  const kept = recall(KEY);
  if (kept === null || !kept.startsWith(`${codeHash}:`)) return null;
  try {
    return Uint8Array.from(atob(kept.slice(codeHash.length + 1)), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Keeps it in the place of another runtime's. */
export function cacheMetadata(codeHash: string, metadata: Uint8Array): void {
  let text = '';
  for (let i = 0; i < metadata.length; i += 0x8000) text += String.fromCharCode(...metadata.subarray(i, i + 0x8000));
  keep(KEY, `${codeHash}:${btoa(text)}`);
}
