import { isOpen } from '../chain/grants';
import { useLive, useNow } from '../chain/hooks';
import { receipt } from '../chain/read';
import { propose } from '../tx/plan';
import { revokeAllPlan } from '../tx/plans';
import { useAccount } from '../wallet/hooks';
import { useTexts } from '../words/language';
import { Icon } from './icons';

/** "Revoke everything", within reach on every page as long as there is something to revoke. */
export function RevokeAll({ small }: { small?: boolean }) {
  const t = useTexts();
  const account = useAccount();
  const now = useNow();
  const address = account?.address;
  const lines = useLive((api) => (address === undefined ? Promise.resolve([]) : receipt(api, address)), [address]);
  const open = (lines.value ?? []).filter((line) => isOpen(line.grant, now)).length;
  if (address === undefined || open === 0) return null;
  return (
    <button
      type="button"
      className={small === true ? 'danger-outline small' : 'danger-outline'}
      onClick={() => propose(revokeAllPlan(t, address, open))}
      data-testid={small === true ? 'revoke-all-nav' : 'revoke-all'}
    >
      <Icon name="stop" /> {t.home.revokeAll}
    </button>
  );
}
