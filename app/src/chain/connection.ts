/**
 * The one connection to a node: what it is, what happened to it, and the finalised blocks that come through it.
 *
 * papi reconnects by itself. What it does not notice is that the node on the other side has become another chain
 * (a development node that began anew): the genesis is asked for again after every reconnection.
 */
import { epione } from '@polkadot-api/descriptors';
import type { PolkadotClient, TxBroadcastEvent, TypedApi } from 'polkadot-api';
import { createWsClient } from 'polkadot-api/ws';
import { throwError, type Observable, type Subscription } from 'rxjs';
import { isCompatible } from './compatibility';
import type { Config } from './config';
import { cachedMetadata, cacheMetadata } from './metadata-cache';
import { keep, recall, Store } from './store';
import { touches } from './touch';

/** Typed access to the chain. */
export type Api = TypedApi<typeof epione>;

/** How the connection is. */
export type Phase = 'connecting' | 'ready' | 'lost' | 'wrong-chain' | 'unreachable';

/** The newest final block. */
export interface Head {
  number: number;
  /** Milliseconds since 1970, by the chain's clock: the only clock by which grants end. */
  now: number;
}

/** What the pages may know about the connection. */
export const phase = new Store<Phase>('connecting');
/** The newest final block. */
export const head = new Store<Head | null>(null);
/** Counts up when something of Epione changed in a final block; pages read anew. */
export const revision = new Store(0);
/** Whether this page understands the runtime that the node runs. */
export const compatible = new Store(true);
/** The typed interface, once there is a connection. */
export const api = new Store<Api | null>(null);
/** The chain's genesis hash, once known. */
export const genesis = new Store<string | null>(null);
/** The address that is tried or used. */
export const endpoint = new Store<string>('');

let client: (PolkadotClient & { switch: (uri?: string) => void }) | null = null;
let subscriptions: Subscription[] = [];
let expected: string | null = null;
let lostTimer: ReturnType<typeof setTimeout> | undefined;

const genesisKey = (): string => `genesis.${endpoint.get()}`;

/** Connects to the configured nodes; an earlier connection ends. */
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
  subscriptions.forEach((subscription) => subscription.unsubscribe());
  subscriptions = [];
  client?.destroy();
  client = null;
  api.set(null);
  head.set(null);
  genesis.set(null);
}

/** Sends a signed transaction to the node that is connected now. */
export const send = (signed: Uint8Array): Observable<TxBroadcastEvent> => client?.submitAndWatch(signed) ?? throwError(() => new Error('there is no connection'));

/** The person says that the chain which is there now is the right one. */
export function acceptChain(): void {
  const found = genesis.get();
  if (found === null) return;
  keep(genesisKey(), found);
  // A page that showed the other chain must not go on with what it knew.
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

/** Follows the final blocks; begins anew when the stream breaks, as it does when a node is replaced. */
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
    // The block was let go before it was read, or the connection broke: the next block tells it all.
  }
}
