/**
 * The wallet: any that registers under `injectedWeb3`, as the polkadot.js extension does. Keys
 * never enter the page.
 */
import {
  connectInjectedExtension,
  getInjectedExtensions,
  type InjectedExtension,
  type InjectedPolkadotAccount,
} from 'polkadot-api/pjs-signer';
import { normalise } from '../chain/address';
import { keep, recall, Store } from '../chain/store';

/** An account that the wallet lets this page see. */
export interface Account {
  address: string;
  name: string;
  signer: InjectedPolkadotAccount['polkadotSigner'];
}

/** What the page knows of the wallet. */
export interface WalletState {
  phase: 'none' | 'asking' | 'refused' | 'connected';
  name: string | null;
  accounts: Account[];
}

/** The wallet. */
export const wallet = new Store<WalletState>({ phase: 'none', name: null, accounts: [] });
/** The address in use; it may be one that the wallet no longer shows. */
export const chosen = new Store<string | null>(recall('account'));

let extension: InjectedExtension | null = null;

/** Names of the wallets that this browser has. */
export const available = (): string[] => getInjectedExtensions();

/** Uses another account from now on. */
export function choose(address: string): void {
  chosen.set(address);
  keep('account', address);
}

/** Asks a wallet for its accounts. The wallet may first ask the person, however long that takes. */
export async function connectWallet(name: string): Promise<void> {
  wallet.set({ phase: 'asking', name, accounts: [] });
  try {
    extension?.disconnect();
    extension = await connectInjectedExtension(name, 'Epione');
    extension.subscribe((accounts) => show(name, accounts));
    keep('wallet', name);
    show(name, extension.getAccounts());
  } catch (error) {
    console.warn('the wallet refused', error);
    wallet.set({ phase: 'refused', name, accounts: [] });
  }
}

/** Forgets the wallet. The permission that it gave this page is withdrawn in the wallet itself. */
export function disconnectWallet(): void {
  extension?.disconnect();
  extension = null;
  keep('wallet', null);
  keep('account', null);
  chosen.set(null);
  wallet.set({ phase: 'none', name: null, accounts: [] });
}

/**
 * Connects the wallet of the last visit. Extensions enter the page shortly after it has loaded, so
 * this tries for a while.
 */
export function resumeWallet(): void {
  const name = recall('wallet');
  if (name === null) return;
  let tries = 0;
  const look = (): void => {
    tries += 1;
    if (available().includes(name)) void connectWallet(name);
    else if (tries < 20) setTimeout(look, 150);
  };
  look();
}

function show(name: string, found: InjectedPolkadotAccount[]): void {
  const accounts = found.flatMap((account) => {
    const address = normalise(account.address);
    return address === null ? [] : [{ address, name: account.name ?? '', signer: account.polkadotSigner }];
  });
  wallet.set({ phase: 'connected', name, accounts });
  const current = chosen.get();
  if ((current === null || !accounts.some((account) => account.address === current)) && accounts[0] !== undefined)
    choose(accounts[0].address);
}
