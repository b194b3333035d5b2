import { keep, recall } from './store';

/** Which nodes the page talks to. */
export interface Config {
  endpoints: string[];
  /** Pins the chain: any other genesis is refused. */
  genesis?: string;
}

/** Whether a text is the address of a node. */
export function isEndpoint(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  try {
    return ['ws:', 'wss:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** Reads `config.json` as the server sends it; skips what it does not understand. */
export function parseConfig(json: unknown): Config | null {
  if (typeof json !== 'object' || json === null) return null;
  const { endpoints, genesis } = json as { endpoints?: unknown; genesis?: unknown };
  if (!Array.isArray(endpoints)) return null;
  const valid = endpoints.filter(isEndpoint);
  if (valid.length === 0) return null;
  return typeof genesis === 'string' && /^0x[0-9a-f]{64}$/.test(genesis)
    ? { endpoints: valid, genesis }
    : { endpoints: valid };
}

/** The node chosen in the settings; `null` means the server's choice. */
export const chosenEndpoint = (): string | null => recall('endpoint');

/** Chooses a node; `null` goes back to the server's choice. */
export const chooseEndpoint = (endpoint: string | null): void => keep('endpoint', endpoint);

/** The person's choice, else the server's configuration, else a node on this machine. */
export async function loadConfig(): Promise<Config> {
  const chosen = chosenEndpoint();
  if (isEndpoint(chosen)) return { endpoints: [chosen] };
  try {
    const answer = await fetch('./config.json', { cache: 'no-store' });
    const config = answer.ok ? parseConfig(await answer.json()) : null;
    if (config !== null) return config;
  } catch {
    // The server has none.
  }
  return { endpoints: ['ws://127.0.0.1:9944'] };
}
