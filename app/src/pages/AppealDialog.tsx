import { useMemo, useState } from 'react';
import { useLive } from '../chain/hooks';
import type { Dispute } from '../chain/types';
import { Dialog } from '../parts/Dialog';
import { Field } from '../parts/Field';
import { Scroller } from '../parts/Scroller';
import { propose } from '../tx/plan';
import { saveDocument, seal } from '../words/document';
import { amount } from '../words/format';
import { useTexts } from '../words/language';

/**
 * Takes a lost dispute to the panel. The grounds are saved as a file; only their salted digest goes
 * on the chain.
 */
export function AppealDialog({
  dispute,
  count,
  sponsor,
  onClose,
}: {
  dispute: Dispute;
  count: number;
  sponsor: boolean;
  onClose: () => void;
}) {
  const t = useTexts();
  const words = t.disputes.appealTx;
  const [grounds, setGrounds] = useState('');
  const text = grounds.trim();
  const made = useMemo(() => seal('appeal', text), [text]);
  const [kept, setKept] = useState('');
  const saved = kept === made.digest;
  // A participant risks nothing more; a sponsor puts a bond on hold for each verdict.
  const bond = useLive(
    async (api) => (sponsor ? ((await api.view.Disputes.bond_for(count))?.appeal_bond ?? 0n) * BigInt(count) : 0n),
    [count, sponsor],
  ).value;

  const next = (): void => {
    onClose();
    propose({
      id: 'appeal',
      title: words.title(dispute.dispute),
      changes: [words.changes(count), sponsor ? words.bond(amount(t, bond ?? 0n)) : words.noBond, words.once],
      public: [words.public],
      done: words.done,
      call: (api) => api.tx.Disputes.appeal({ dispute: dispute.dispute, grounds: made.digest }),
    });
  };

  return (
    <Dialog title={words.title(dispute.dispute)} onClose={onClose} testid="appeal-dialog" wide>
      <Scroller className="dialog-body">
        <p>{words.intro}</p>
        <Field label={words.grounds} help={words.groundsHelp}>
          {(control) => (
            <textarea
              {...control}
              value={grounds}
              onChange={(event) => setGrounds(event.target.value)}
              data-testid="appeal-grounds"
            />
          )}
        </Field>
        <div className="actions">
          <button
            type="button"
            disabled={text === ''}
            onClick={() => {
              saveDocument(made.document, made.digest);
              setKept(made.digest);
            }}
            data-testid="appeal-save"
          >
            {saved ? `${t.grant.saved} ✓` : t.grant.save}
          </button>
        </div>
        <p className="help" id="appeal-why-not" aria-live="polite">
          {!saved && words.notSaved}
        </p>
      </Scroller>
      <footer className="dialog-foot">
        <button type="button" className="quiet" onClick={onClose}>
          {t.common.cancel}
        </button>
        <button
          type="button"
          className="primary"
          disabled={!saved || bond === undefined}
          aria-describedby="appeal-why-not"
          onClick={next}
          data-testid="appeal-next"
        >
          {t.common.next}
        </button>
      </footer>
    </Dialog>
  );
}
