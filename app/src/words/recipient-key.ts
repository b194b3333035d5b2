/**
 * A study's public recipient key with its proof of possession, as `epione study key N --print`
 * prints it. The secret never enters the page.
 */

/** What is registered. */
export interface RecipientKey {
  version: number;
  /** 0x and 64 hexadecimal digits. */
  key: string;
  /** 0x and 128 hexadecimal digits. */
  proof: string;
}

const digits = (value: unknown, bytes: number): string | null => {
  if (typeof value !== 'string') return null;
  const text = value.replace(/^0x/, '').toLowerCase();
  return new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(text) ? `0x${text}` : null;
};

/** Reads it; tells apart what is something else and what is a secret. */
export function parseRecipientKey(text: string): { key: RecipientKey } | { error: 'invalid' | 'secret' } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { error: 'invalid' };
  }
  if (typeof json !== 'object' || json === null) return { error: 'invalid' };
  if ('secret' in json || 'seed' in json) return { error: 'secret' };
  const { version, key, proof } = json as Record<string, unknown>;
  const [point, shown] = [digits(key, 32), digits(proof, 64)];
  if (!Number.isInteger(version) || (version as number) < 0 || point === null || shown === null)
    return { error: 'invalid' };
  return { key: { version: version as number, key: point, proof: shown } };
}
