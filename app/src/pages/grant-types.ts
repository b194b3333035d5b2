/** What the steps of the consent form receive. */
import type { ConsentRequest, DatasetState, Study } from '../chain/types';
import type { GrantForm } from './grant-form';

/** What the form needs to know of the chain. */
export interface Known {
  studies: Study[];
  datasets: [string, DatasetState][];
  request: ConsentRequest | null;
}

/** The same for each step. */
export interface StepProps {
  form: GrantForm;
  change: (part: Partial<GrantForm>) => void;
  known: Known;
  /** What is wrong, in words. */
  error: string | null;
}
