import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { short } from '../chain/address';
import { head, phase } from '../chain/connection';
import { useStore } from '../chain/store';
import { useAccount } from '../wallet/hooks';
import { walletOpen } from '../wallet/WalletDialog';
import { number } from '../words/format';
import { useTexts } from '../words/language';
import { Banners } from './Banners';
import { Icon, type IconName } from './icons';
import { RevokeAll } from './RevokeAll';

type Name = 'home' | 'devices' | 'data' | 'consent' | 'studies' | 'earnings' | 'research' | 'settings' | 'more';
type Page = readonly [path: string, icon: IconName, name: Name, where?: 'desk' | 'phone'];

const MINE: readonly Page[] = [
  ['/', 'home', 'home'],
  ['/devices', 'devices', 'devices', 'desk'],
  ['/data', 'data', 'data'],
  ['/consent', 'consent', 'consent'],
  ['/studies', 'studies', 'studies'],
  ['/earnings', 'earnings', 'earnings', 'desk'],
  ['/more', 'more', 'more', 'phone'],
];
const OTHERS: readonly Page[] = [
  ['/research', 'research', 'research', 'desk'],
  ['/settings', 'settings', 'settings', 'desk'],
];

/** What a phone shows behind "More". */
export const REST: readonly Page[] = [...MINE, ...OTHERS].filter(([, , , where]) => where === 'desk');

/** The frame of every page. */
export function Layout({ children }: { children: ReactNode }) {
  const t = useTexts();
  const [path] = useLocation();
  return (
    <div className="frame">
      {/* biome-ignore lint/a11y/useValidAnchor: a link to a place in this page. */}
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          // What follows the # in the address is the route: only the focus moves.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {t.nav.skip}
      </a>
      <header className="top">
        <Link href="/" className="brand">
          <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" />
            <path d="M6 17h5l2.400-6 4.200 11 2.600-7 1.200 2H26" />
          </svg>
          <span>
            <strong>{t.brand.name}</strong>
            <small>{t.brand.line}</small>
          </span>
        </Link>
        <AccountButton />
      </header>
      <nav className="nav" aria-label={t.nav.label}>
        <NavList pages={MINE} />
        <NavList pages={OTHERS} />
        <div className="nav-foot">
          <RevokeAll small />
          <LiveSign />
        </div>
      </nav>
      <main id="content" tabIndex={-1} data-path={path}>
        <Banners />
        {children}
      </main>
    </div>
  );
}

function NavList({ pages }: { pages: readonly Page[] }) {
  const t = useTexts();
  const [path] = useLocation();
  const here = (target: string): boolean =>
    target === '/' ? path === '/' : path === target || path.startsWith(`${target}/`);
  return (
    <ul>
      {pages.map(([target, icon, name, where]) => (
        <li key={target} className={where}>
          <Link href={target} aria-current={here(target) ? 'page' : undefined} data-testid={`nav-${name}`}>
            <Icon name={icon} />
            <span>{t.nav[name]}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function AccountButton() {
  const t = useTexts();
  const account = useAccount();
  return (
    <button
      type="button"
      className={account === null ? 'primary' : 'account'}
      onClick={() => walletOpen.set(true)}
      data-testid="account"
    >
      {account === null ? (
        t.wallet.connect
      ) : (
        <>
          <span className="account-name">{account.name === '' ? t.wallet.unnamed : account.name}</span>
          <span className="account-address">{short(account.address)}</span>
        </>
      )}
    </button>
  );
}

/** Whether the page is live, and at which block. */
export function LiveSign() {
  const t = useTexts();
  const state = useStore(phase);
  const block = useStore(head);
  const live = state === 'ready';
  return (
    <p className={live ? 'live on' : 'live'} data-testid="connection" data-phase={state}>
      <span className="dot" aria-hidden="true" />
      {live ? t.connection.ready : t.connection.connecting}
      {live && block !== null && <span className="block-number"> · {t.connection.block(number(t, block.number))}</span>}
    </p>
  );
}
