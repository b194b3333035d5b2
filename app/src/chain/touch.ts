/**
 * Pallets whose events can change what a page shows. Inherents alone (timestamp, session) change
 * nothing.
 */
const SHOWN = new Set([
  'Balances',
  'Proxy',
  'Credentials',
  'Devices',
  'Consent',
  'Datasets',
  'Studies',
  'Rewards',
  'Sponsorship',
  'Disputes',
]);

/** Whether an event of this pallet is a reason to read again. */
export const touches = (pallet: string): boolean => SHOWN.has(pallet);
