import { useId } from 'react';
import { short } from '../chain/address';
import { useStore } from '../chain/store';
import { useTexts } from '../words/language';
import { choose, chosen, wallet } from './wallet';

/** Which of the wallet's accounts is used. */
export function AccountPicker({ label }: { label: string }) {
  const t = useTexts();
  const id = useId();
  const { accounts } = useStore(wallet);
  const address = useStore(chosen);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={address ?? ''}
        onChange={(event) => choose(event.target.value)}
        data-testid="account-select"
      >
        {accounts.map((account) => (
          <option key={account.address} value={account.address}>
            {account.name === '' ? t.wallet.unnamed : account.name} · {short(account.address)}
          </option>
        ))}
      </select>
    </div>
  );
}
