import { useState } from 'react';
import type { GrantLine } from '../chain/types';
import { Dialog } from '../parts/Dialog';
import { Checks, Field } from '../parts/Field';
import { Scroller } from '../parts/Scroller';
import { propose } from '../tx/plan';
import { type Modality, modalitiesOf, modalityBits } from '../words/codes';
import { dateField, endOfDay } from '../words/format';
import { useTexts } from '../words/language';

/** Takes something away from a grant. */
export function NarrowDialog({ grant, now, onClose }: { grant: GrantLine; now: number; onClose: () => void }) {
  const t = useTexts();
  const words = t.consent.narrowTx;
  const [kinds, setKinds] = useState<Modality[]>(modalitiesOf(grant.modalities));
  const [until, setUntil] = useState(dateField(Number(grant.valid_until)));
  const [uses, setUses] = useState(grant.uses_left === undefined ? '' : String(grant.uses_left));
  const [error, setError] = useState<string | null>(null);

  const next = (): void => {
    const modalities = modalityBits(kinds);
    const end = until === dateField(Number(grant.valid_until)) ? null : endOfDay(until);
    const left = uses === '' || Number(uses) === grant.uses_left ? null : Number(uses);
    const wrong = (): string | null => {
      if (kinds.length === 0) return t.grant.errors.what;
      if (end !== null && (end <= now || end >= Number(grant.valid_until))) return t.grant.errors.until;
      if (left !== null && (!Number.isInteger(left) || left < 0 || left > (grant.uses_left ?? 2 ** 32 - 1)))
        return t.grant.errors.uses;
      return modalities === grant.modalities && end === null && left === null ? words.nothing : null;
    };
    const found = wrong();
    if (found !== null) {
      setError(found);
      return;
    }
    onClose();
    propose({
      id: 'narrow',
      title: words.title(grant.grant),
      changes: [words.changes, t.revoke.stays],
      done: words.done,
      call: (api) =>
        api.tx.Consent.narrow({
          grant: grant.grant,
          change: {
            actions: undefined,
            datasets: undefined,
            days: undefined,
            modalities: modalities === grant.modalities ? undefined : modalities,
            valid_until: end === null ? undefined : BigInt(end),
            uses: left ?? undefined,
          },
        }),
    });
  };

  return (
    <Dialog title={words.title(grant.grant)} onClose={onClose} testid="narrow-dialog" wide>
      <Scroller className="dialog-body">
        <p>{words.intro}</p>
        <Checks
          legend={words.kinds}
          value={kinds}
          options={modalitiesOf(grant.modalities).map((kind) => ({ value: kind, label: t.code.modality[kind] }))}
          onChange={setKinds}
        />
        <div className="row">
          <Field label={words.until}>
            {(control) => (
              <input
                {...control}
                type="date"
                value={until}
                min={dateField(now)}
                max={dateField(Number(grant.valid_until))}
                onChange={(event) => setUntil(event.target.value)}
                data-testid="narrow-until"
              />
            )}
          </Field>
          <Field label={words.uses}>
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                value={uses}
                onChange={(event) => setUses(event.target.value)}
                data-testid="narrow-uses"
              />
            )}
          </Field>
        </div>
        {error !== null && (
          <p className="error" role="alert">
            {error}
          </p>
        )}
      </Scroller>
      <footer className="dialog-foot">
        <button type="button" className="quiet" onClick={onClose}>
          {t.common.cancel}
        </button>
        <button type="button" className="primary" onClick={next} data-testid="narrow-next">
          {t.common.next}
        </button>
      </footer>
    </Dialog>
  );
}
