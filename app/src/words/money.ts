/** Parts of a price. */

/** The protocol's share is given in parts of a million of the price. */
const WHOLE = 1_000_000n;

/** The participant's part of a price. */
export const participantGets = (price: bigint, share: number): bigint => price - (price * BigInt(share)) / WHOLE;

/**
 * How many contributions a budget covers at most: each takes its price and the deposit for its
 * record.
 */
export function covers(budget: bigint, price: bigint, deposit: bigint, most: number): number {
  if (price <= 0n) return 0;
  const possible = budget / (price + deposit);
  return possible > BigInt(most) ? most : Number(possible);
}
