import { Store } from '../chain/store';
import type { Api, Call } from '../chain/types';

/** What somebody is about to sign, in words, and the transaction that does it. */
export interface Plan {
  /** A stable name, for tests and for screen readers: `revoke`, `grant`, ... */
  id: string;
  title: string;
  /** What will change: one sentence each. */
  changes: string[];
  /** What becomes public under the account. */
  public?: string[];
  /** Shown when it is final. */
  done: string;
  /** The button to sign warns by its colour: this ends something for good. */
  grave?: boolean;
  call: (api: Api) => Call;
  /** After it is final. */
  onFinal?: () => void;
}

/** The plan that is open in the dialog. */
export const openPlan = new Store<Plan | null>(null);

/** Opens the dialog. Nothing is signed before the person has read it there. */
export const propose = (plan: Plan): void => openPlan.set(plan);
