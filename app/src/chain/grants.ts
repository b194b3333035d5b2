import type { GrantLine } from './types';

/** Where a grant stands at a moment of the chain's clock. */
export type GrantState = 'live' | 'notYet' | 'revoked' | 'expired' | 'usedUp';

/** Checks in the same order as the command (`GrantState::of`). The decision function (`judge`) asks about the start
 *  before the end, so it calls a grant that was narrowed to end before it begins not yet valid. */
export function grantState(grant: GrantLine, now: number): GrantState {
  if (grant.revoked_at !== undefined) return 'revoked';
  if (now >= Number(grant.valid_until)) return 'expired';
  if (now < Number(grant.valid_from)) return 'notYet';
  return grant.uses_left === 0 ? 'usedUp' : 'live';
}

/** Whether there is anything left that could be revoked. */
export const isOpen = (grant: GrantLine, now: number): boolean =>
  !['revoked', 'expired'].includes(grantState(grant, now));
