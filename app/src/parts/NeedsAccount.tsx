import type { ReactNode } from 'react';
import { useAccount } from '../wallet/hooks';
import { walletOpen } from '../wallet/WalletDialog';
import type { Account } from '../wallet/wallet';
import { useTexts } from '../words/language';
import { Empty } from './basics';

/** Shows what needs an account; without one, how to get one. */
export function NeedsAccount({ children }: { children: (account: Account) => ReactNode }) {
  const t = useTexts();
  const account = useAccount();
  if (account !== null) return <>{children(account)}</>;
  return (
    <Empty title={t.wallet.needed} text={t.wallet.intro} testid="needs-account">
      <button type="button" className="primary" onClick={() => walletOpen.set(true)}>
        {t.wallet.connect}
      </button>
    </Empty>
  );
}
