import { useState } from 'react';
import { short } from '../chain/address';
import { useNow } from '../chain/hooks';
import { Command, Copy, Fact } from '../parts/basics';
import { Dialog } from '../parts/Dialog';
import { Field } from '../parts/Field';
import { Scanner } from '../parts/Scanner';
import { Scroller } from '../parts/Scroller';
import { propose } from '../tx/plan';
import { type ClaimError, claimCall, parseClaim } from '../words/claim';
import type { Texts } from '../words/en';
import { moment } from '../words/format';
import { useTexts } from '../words/language';

function errorWords(t: Texts, error: ClaimError): string {
  return error.kind === 'field' ? t.claim.errors.field(error.name) : t.claim.errors[error.kind];
}

/** Takes in a device's signed claim: pasted, from a file, or scanned. */
export function ClaimDialog({ account, onClose }: { account: string; onClose: () => void }) {
  const t = useTexts();
  const now = useNow();
  const [text, setText] = useState('');
  const [scanning, setScanning] = useState(false);
  const read = text.trim() === '' ? null : parseClaim(text, now);
  const error = read !== null && 'error' in read ? errorWords(t, read.error) : null;
  const claim = read !== null && 'claim' in read ? read.claim : null;

  const review = (): void => {
    if (claim === null) return;
    const words = t.devices.claimTx;
    onClose();
    propose({
      id: 'claim',
      title: words.title,
      changes: [words.changes(short(claim.id)), words.deposit],
      public: words.public,
      done: words.done,
      call: (api) => claimCall(api, claim),
    });
  };

  return (
    <Dialog title={t.claim.title} onClose={onClose} testid="claim-dialog" wide>
      <Scroller className="dialog-body">
        <p>{t.claim.intro}</p>
        <p>
          {t.claim.forAccount} <code>{account}</code> <Copy text={account} label={t.common.address} />
        </p>
        <details>
          <summary>{t.claim.command}</summary>
          <Command text={`epione device sign-claim DEVICE.json --owner ${account}`} label={t.claim.command} />
        </details>
        <Field label={t.claim.paste} error={error}>
          {(control) => (
            <textarea
              {...control}
              value={text}
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
              data-testid="claim-text"
            />
          )}
        </Field>
        <div className="actions">
          <button type="button" onClick={() => setScanning(!scanning)} data-testid="claim-scan">
            {scanning ? t.claim.stop : t.claim.scan}
          </button>
          <label className="button">
            {t.claim.file}
            <input
              type="file"
              className="unseen"
              accept=".json,application/json,text/plain"
              data-testid="claim-file"
              onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
            />
          </label>
        </div>
        {scanning && (
          <Scanner
            onFound={(found) => {
              setText(found);
              setScanning(false);
            }}
          />
        )}
        {claim !== null && (
          <dl className="facts">
            <Fact name={t.claim.device}>
              <code>{claim.id}</code>
            </Fact>
            <Fact name={t.claim.expires}>{moment(t, claim.expiry)}</Fact>
            <Fact name={t.common.details}>{claim.counter === 1 ? t.claim.first : t.claim.again(claim.counter)}</Fact>
          </dl>
        )}
      </Scroller>
      <footer className="dialog-foot">
        <button type="button" className="quiet" onClick={onClose}>
          {t.common.cancel}
        </button>
        <button type="button" className="primary" disabled={claim === null} onClick={review} data-testid="claim-review">
          {t.claim.review}
        </button>
      </footer>
    </Dialog>
  );
}
