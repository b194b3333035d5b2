import { useStore } from '../chain/store';
import { type Account, chosen, wallet } from './wallet';

/** The account in use, if the wallet shows it. */
export function useAccount(): Account | null {
  const { accounts } = useStore(wallet);
  const address = useStore(chosen);
  return accounts.find((account) => account.address === address) ?? null;
}
