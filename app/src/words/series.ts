/** Money and contributions over time, from the contributions on the chain. */

/** What a series needs to know of a contribution. */
export interface Moments {
  status: { type: string };
  price: bigint;
  protocol_share: bigint;
  committed_at: bigint;
  delivered_at?: bigint | undefined;
  window?: bigint;
}

/** A point: a moment, and how much there was from then on. */
export interface Point {
  at: number;
  paid: number;
  pending: number;
}

/** In whole tokens: plots need no more. */
const tokens = (value: bigint): number => Number(value / 1_000_000n) / 1e6;

/**
 * What was paid and what was pending, after each change. The chain does not store the moment of
 * payment: it is taken to be the delivery plus the dispute window, when the payment falls due.
 */
export function money(contributions: readonly Moments[], now: number): Point[] {
  const changes: { at: number; paid: number; pending: number }[] = [];
  for (const item of contributions) {
    if (item.delivered_at === undefined) continue;
    const value = tokens(item.price - item.protocol_share);
    const delivered = Number(item.delivered_at);
    if (item.status.type === 'Settled') {
      changes.push({ at: delivered, paid: 0, pending: value });
      changes.push({
        at: Math.min(delivered + Number(item.window ?? 0n), Math.max(now, delivered)),
        paid: value,
        pending: -value,
      });
    } else if (item.status.type === 'Delivered' || item.status.type === 'Disputed')
      changes.push({ at: delivered, paid: 0, pending: value });
  }
  return sums(changes);
}

/** How many were promised (as `pending`) and delivered (as `paid`) so far, after each change. */
export function counts(contributions: readonly Moments[]): Point[] {
  const changes = contributions.flatMap((item) => [
    { at: Number(item.committed_at), paid: 0, pending: 1 },
    ...(item.delivered_at === undefined ? [] : [{ at: Number(item.delivered_at), paid: 1, pending: 0 }]),
  ]);
  return sums(changes);
}

function sums(changes: { at: number; paid: number; pending: number }[]): Point[] {
  let [paid, pending] = [0, 0];
  return changes
    .sort((a, b) => a.at - b.at)
    .map((change) => {
      paid += change.paid;
      pending += change.pending;
      return { at: change.at, paid, pending: Math.abs(pending) < 1e-9 ? 0 : pending };
    });
}
