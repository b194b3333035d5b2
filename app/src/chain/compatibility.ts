/** Whether the node runs what the page was built for. */
import used from './generated/used.json';
import type { Api } from './types';

/** Part of the runtime's interface, compared with what the page was built for. */
interface Compared {
  isCompatible(): boolean;
}

/** By pallet and name. */
type ByName<T> = Record<string, Record<string, T>>;

/** Whether every entry with these names fits; a missing one does not. */
const all = <T>(names: readonly string[][], from: ByName<T>, fits: (entry: T) => boolean): boolean =>
  names.every(([pallet = '', item = '']) => {
    const entry = from[pallet]?.[item];
    return entry !== undefined && fits(entry);
  });

/**
 * Whether every call that a plan makes and every view function that a page reads still has the
 * types it had when the page was built. `scripts/used.mjs` collects their names from the sources;
 * papi compares the types, and never sends a call that has changed.
 */
export async function isCompatible(api: Api): Promise<boolean> {
  const { compat } = await api.getStaticApis();
  const { tx, view }: { tx: ByName<Compared>; view: ByName<{ args: Compared; value: Compared }> } = compat;
  return (
    all(used.tx, tx, (call) => call.isCompatible()) &&
    all(used.view, view, ({ args, value }) => args.isCompatible() && value.isCompatible())
  );
}
