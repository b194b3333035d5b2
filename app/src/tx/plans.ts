/** Plans that more than one page offers. */
import type { GrantLine } from '../chain/types';
import { granteeWords } from '../words/codes';
import type { Texts } from '../words/en';
import type { Plan } from './plan';

/** Revokes one grant. */
export function revokePlan(t: Texts, grant: GrantLine): Plan {
  const who = granteeWords(t, grant.grantee);
  return {
    id: 'revoke',
    title: t.revoke.title(who),
    changes: [t.revoke.changes(who), t.revoke.limit, t.revoke.owed, t.revoke.deposit, t.revoke.stays],
    done: t.revoke.done,
    grave: true,
    call: (api) => api.tx.Consent.revoke({ grant: grant.grant }),
  };
}

/** Revokes everything. */
export function revokeAllPlan(t: Texts, subject: string, count: number): Plan {
  return {
    id: 'revoke-all',
    title: t.revoke.allTitle,
    changes: [t.revoke.allChanges(count), t.revoke.limit, t.revoke.owed, t.revoke.deposit, t.revoke.stays],
    done: t.revoke.allDone,
    grave: true,
    call: (api) => api.tx.Consent.revoke_all({ subject }),
  };
}

/** Withdraws from a study. */
export function withdrawPlan(t: Texts, study: number, subject: string): Plan {
  return {
    id: 'withdraw',
    title: t.studies.withdrawTx.title(study),
    changes: t.studies.withdrawTx.changes,
    done: t.studies.withdrawTx.done,
    grave: true,
    call: (api) => api.tx.Studies.withdraw({ study, subject }),
  };
}
