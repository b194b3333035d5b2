import { useState } from 'react';
import type { Study } from '../chain/types';
import { Command } from '../parts/basics';
import { Field } from '../parts/Field';
import { propose } from '../tx/plan';
import { day } from '../words/format';
import { useTexts } from '../words/language';
import { parseRecipientKey } from '../words/recipient-key';

/**
 * The recipient key: made by the command, where the secret stays; the page takes only the public
 * key and its proof.
 */
export function StudyKey({ study }: { study: Study }) {
  const t = useTexts();
  const [text, setText] = useState('');
  const read = text.trim() === '' ? null : parseRecipientKey(text);
  const error =
    read !== null && 'error' in read ? (read.error === 'secret' ? t.research.keySecret : t.research.keyInvalid) : null;
  const add = (): void => {
    if (read === null || !('key' in read)) return;
    const { version, key, proof } = read.key;
    propose({
      id: 'add-key',
      title: t.research.keyTx.title,
      changes: [t.research.keyTx.changes(version, study.study)],
      done: t.research.keyTx.done,
      call: (api) => api.tx.Studies.add_key({ study: study.study, version, key, proof }),
      onFinal: () => setText(''),
    });
  };
  return (
    <section className="section">
      <h2>{t.research.key}</h2>
      {study.key === undefined ? (
        <p className="notice warn">{t.research.keyNone}</p>
      ) : (
        <p>{t.research.keyIs(study.key.version, day(t, study.key.usable_until))}</p>
      )}
      <details open={study.key === undefined}>
        <summary>{t.research.keyTx.title}</summary>
        <div className="stack">
          <p className="help">{t.research.keyText}</p>
          <Command text={`epione study key ${study.study} --print`} label={t.research.key} testid="key-command" />
          <Field label={t.research.keyPaste} error={error}>
            {(control) => (
              <textarea
                {...control}
                value={text}
                spellCheck={false}
                onChange={(event) => setText(event.target.value)}
                data-testid="key-paste"
              />
            )}
          </Field>
          <div>
            <button type="button" disabled={read === null || !('key' in read)} onClick={add} data-testid="key-add">
              {t.research.keyAdd}
            </button>
          </div>
        </div>
      </details>
    </section>
  );
}
