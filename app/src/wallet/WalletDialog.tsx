import { useState } from 'react';
import { Store, useStore } from '../chain/store';
import { Copy } from '../parts/basics';
import { Dialog } from '../parts/Dialog';
import { Scroller } from '../parts/Scroller';
import { useTexts } from '../words/language';
import { AccountPicker } from './AccountPicker';
import { useAccount } from './hooks';
import { available, connectWallet, disconnectWallet, wallet } from './wallet';

/** Whether the dialog is open. */
export const walletOpen = new Store(false);

/** Chooses a wallet, and an account of it. */
export function WalletDialog() {
  const open = useStore(walletOpen);
  return open ? <OpenDialog /> : null;
}

function OpenDialog() {
  const t = useTexts();
  const { phase, accounts } = useStore(wallet);
  const account = useAccount();
  const [names, setNames] = useState(available);
  const close = (): void => walletOpen.set(false);
  return (
    <Dialog title={phase === 'connected' ? t.wallet.account : t.wallet.title} onClose={close} testid="wallet-dialog">
      <Scroller className="dialog-body">
        {phase !== 'connected' && <p>{t.wallet.intro}</p>}
        {phase === 'asking' && (
          <p role="status" className="notice">
            {t.wallet.asking}
          </p>
        )}
        {phase === 'refused' && (
          <p role="alert" className="notice warn">
            {t.wallet.refused}
          </p>
        )}
        {phase === 'connected' && accounts.length === 0 && (
          <p role="alert" className="notice warn">
            {t.wallet.noAccounts}
          </p>
        )}
        {phase === 'connected' && accounts.length > 0 && (
          <>
            <AccountPicker label={t.wallet.choose} />
            {account !== null && (
              <p className="full-address">
                <code>{account.address}</code> <Copy text={account.address} label={t.common.address} />
              </p>
            )}
            <details>
              <summary>{t.wallet.separate}</summary>
              <p>{t.wallet.separateText}</p>
            </details>
          </>
        )}
        {phase !== 'connected' && names.length === 0 && (
          <div className="notice">
            <strong>{t.wallet.none}</strong>
            <p>{t.wallet.noneHelp}</p>
            <button type="button" className="small" onClick={() => setNames(available())}>
              {t.wallet.look}
            </button>
          </div>
        )}
        {phase !== 'connected' && names.length > 0 && (
          <ul className="wallets">
            {names.map((name) => (
              <li key={name}>
                <button
                  type="button"
                  className="primary"
                  disabled={phase === 'asking'}
                  onClick={() => void connectWallet(name)}
                  data-testid={`wallet-${name}`}
                >
                  {t.wallet.use(name)}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Scroller>
      {phase === 'connected' && (
        <footer className="dialog-foot">
          <button type="button" className="quiet" onClick={disconnectWallet} data-testid="wallet-disconnect">
            {t.wallet.disconnect}
          </button>
          <button type="button" className="primary" onClick={close}>
            {t.tx.done}
          </button>
        </footer>
      )}
    </Dialog>
  );
}
