/**
 * The one connection to a node: its state and the finalised blocks that it delivers.
 *
 * papi reconnects by itself, but does not notice when the node has become another chain (a
 * development node that started over). So the genesis is checked after every reconnection.
 */
import { epione } from '@polkadot-api/descriptors';
import type { PolkadotClient, TxBroadcastEvent } from 'polkadot-api';
import { createWsClient } from 'polkadot-api/ws';
import { type Observable, type Subscription, throwError } from 'rxjs';
import { isCompatible } from './compatibility';
import type { Config } from './config';
import { cachedMetadata, cacheMetadata } from './metadata-cache';
import { keep, recall, Store } from './store';
import { touches } from './touch';
import type { Api } from './types';

/** The state of the connection. */
export type Phase = 'connecting' | 'ready' | 'lost' | 'wrong-chain' | 'unreachable';

/** The newest final block. */
export interface Head {
  number: number;
  /** Milliseconds since 1970, by the chain's clock: the only clock by which grants end. */
  now: number;
}

/** The state of the connection, for the pages. */
export const phase = new Store<Phase>('connecting');
/** The newest final block. */
export const head = new Store<Head | null>(null);
/** Counts the final blocks that changed something a page may show: pages then read again. */
export const revision = new Store(0);
/** Whether this page understands the runtime that the node runs. */
export const compatible = new Store(true);
/** The typed interface, once there is a connection. */
export const api = new Store<Api | null>(null);
/** The chain's genesis hash, once known. */
export const genesis = new Store<string | null>(null);
/** The address that is being tried or in use. */
export const endpoint = new Store<string>('');

let client: (PolkadotClient & { switch: (uri?: string) => void }) | null = null;
let subscriptions: Subscription[] = [];
let expected: string | null = null;
let lostTimer: ReturnType<typeof setTimeout> | undefined;

const genesisKey = (): string => `genesis.${endpoint.get()}`;

/** Connects to the configured nodes and ends any earlier connection. */
export function connect(config: Config): void {
  disconnect();
  const endpoints = config.endpoints;
  endpoint.set(endpoints[0] ?? '');
  expected = config.genesis ?? recall(genesisKey());
  phase.set('connecting');
  lostTimer = setTimeout(() => phase.get() === 'connecting' && phase.set('unreachable'), 8000);
  client = createWsClient(endpoints, {
    onStatusChanged: (status) => {
      const type = String(status.type);
      if (type === 'CONNECTED') void checkGenesis();
      if ((type === 'CLOSE' || type === 'ERROR') && phase.get() === 'ready') phase.set('lost');
    },
    getMetadata: cachedMetadata,
    setMetadata: cacheMetadata,
  });
  api.set(client.getTypedApi(epione));
  follow();
}

/** Ends the connection. */
export function disconnect(): void {
  clearTimeout(lostTimer);
  for (const subscription of subscriptions) subscription.unsubscribe();
  subscriptions = [];
  client?.destroy();
  client = null;
  api.set(null);
  head.set(null);
  genesis.set(null);
}

/** Sends a signed transaction to the node that is connected now. */
export const send = (signed: Uint8Array): Observable<TxBroadcastEvent> =>
  client?.submitAndWatch(signed) ?? throwError(() => new Error('there is no connection'));

/** The person confirms that the chain found now is the right one. */
export function acceptChain(): void {
  const found = genesis.get();
  if (found === null) return;
  keep(genesisKey(), found);
  // What the page read from the other chain must not stay.
  location.reload();
}

async function checkGenesis(): Promise<void> {
  const asked = client;
  if (asked === null) return;
  try {
    const found = await asked._request<string>('chainSpec_v1_genesisHash', []);
    if (asked !== client) return;
    clearTimeout(lostTimer);
    genesis.set(found);
    if (expected !== null && expected !== found) {
      phase.set('wrong-chain');
      return;
    }
    expected = found;
    keep(genesisKey(), found);
    phase.set('ready');
    revision.set(revision.get() + 1);
    const current = api.get();
    if (current !== null) compatible.set(await isCompatible(current));
  } catch {
    if (asked === client && phase.get() !== 'wrong-chain') phase.set('lost');
  }
}

/**
 * Follows the final blocks; starts over when the stream breaks, as it does when a node is replaced.
 */
function follow(): void {
  const followed = client;
  const current = api.get();
  if (followed === null || current === null) return;
  const again = (): void => {
    if (followed === client) setTimeout(follow, 1000);
  };
  const blocks = followed.finalizedBlock$.subscribe({
    next: (block) => void onBlock(current, block.hash, block.number),
    error: again,
  });
  subscriptions = [blocks];
}

async function onBlock(current: Api, at: string, number: number): Promise<void> {
  try {
    const [now, events] = await Promise.all([
      current.query.Timestamp.Now.getValue({ at }),
      current.query.System.Events.getValue({ at }),
    ]);
    if (current !== api.get()) return;
    head.set({ number, now: Number(now) });
    if (events.some((record) => record.event.type === 'System' && record.event.value.type === 'CodeUpdated'))
      compatible.set(await isCompatible(current));
    if (events.some((record) => touches(record.event.type))) revision.set(revision.get() + 1);
  } catch {
    // The block was released before it was read, or the connection broke: the next block brings
    // everything.
  }
}
