import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { head } from '../chain/connection';
import { Check } from '../parts/Field';
import { Scroller } from '../parts/Scroller';
import { propose } from '../tx/plan';
import { granteeWords } from '../words/codes';
import { type ConsentTerms, fhirConsent, sentence } from '../words/consent';
import { saveDocument, seal } from '../words/document';
import { useTexts } from '../words/language';
import type { GrantForm } from './grant-form';
import { termsOf } from './grant-form';

/**
 * The last step: the sentence, the same as a document, and its salted digest, which is what is
 * signed.
 */
export function GrantCheck({ form, subject, latest }: { form: GrantForm; subject: string; latest: number | null }) {
  const t = useTexts();
  const [, go] = useLocation();
  // The digest whose document was saved: a changed text is another document.
  const [kept, setKept] = useState('');
  const [without, setWithout] = useState(false);
  // The moment is fixed when the step opens: the document and the transaction must name the same
  // one.
  const [now] = useState(() => head.get()?.now ?? Date.now());
  const made = useMemo(() => {
    const terms = termsOf(form, subject, now, latest);
    const text = JSON.stringify(fhirConsent(t, terms), null, 2);
    return { terms, text, words: sentence(t, terms), ...seal('consent', text) };
  }, [form, subject, now, latest, t]);
  const saved = kept === made.digest ? 'saved' : without ? 'without' : 'no';
  const joining = form.kind === 'study';

  const sign = (): void => {
    const { terms, digest } = made;
    const words = t.grant.tx;
    propose({
      id: 'grant',
      title: joining ? t.grant.joinTitle(form.study ?? 0) : t.grant.title,
      changes: [made.words, words.deposit],
      public: [
        terms.grantee.type === 'Study'
          ? words.publicStudy(terms.grantee.value)
          : words.publicAccount(granteeWords(t, terms.grantee)),
        words.publicTerms,
        words.notPublic,
      ],
      done: joining ? words.joinDone : words.done,
      call: (api) =>
        api.tx.Consent.grant({ subject, terms: callTerms(terms, digest), request: form.request ?? undefined }),
      onFinal: () => go(joining ? `/studies/${form.study}` : '/consent'),
    });
  };

  return (
    <>
      <section>
        <h2>{t.grant.check}</h2>
        <p className="sentence" data-testid="grant-sentence">
          {made.words}
        </p>
      </section>
      <section className="stack">
        <h2>{t.grant.document}</h2>
        <p>{t.grant.documentText}</p>
        <details>
          <summary>{t.common.show}</summary>
          <Scroller as="pre" data-testid="grant-document">
            {made.text}
          </Scroller>
        </details>
        <p className="help">
          {t.grant.digest}: <code data-testid="grant-digest">{made.digest}</code>
        </p>
        <div className="actions">
          <button
            type="button"
            className={saved === 'no' ? 'primary' : ''}
            onClick={() => {
              saveDocument(made.document, made.digest);
              setKept(made.digest);
            }}
            data-testid="grant-save"
          >
            {saved === 'saved' ? `${t.grant.saved} ✓` : t.grant.save}
          </button>
        </div>
        <Check label={t.grant.without} checked={without} onChange={setWithout} testid="grant-without" />
        <p className="help" id="grant-why-not" aria-live="polite">
          {saved === 'no' && t.grant.notSaved}
        </p>
        <div>
          <button
            type="button"
            className="primary"
            disabled={saved === 'no'}
            aria-describedby="grant-why-not"
            onClick={sign}
            data-testid="grant-sign"
          >
            {t.grant.sign}
          </button>
        </div>
      </section>
    </>
  );
}

/** The terms as the call takes them. `actions` 1 is reading. */
function callTerms(terms: ConsentTerms, document: string) {
  return {
    grantee: terms.grantee,
    actions: 1,
    modalities: terms.modalities,
    datasets: terms.datasets ?? undefined,
    days: terms.days ?? undefined,
    purpose: terms.purpose,
    valid_from: BigInt(terms.validFrom),
    valid_until: BigInt(terms.validUntil),
    uses: terms.uses ?? undefined,
    document,
  };
}
