import { useState } from 'react';
import { useLocation } from 'wouter';
import { head } from '../chain/connection';
import { useLive, useNow } from '../chain/hooks';
import { PageHead, Points } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import { propose } from '../tx/plan';
import { saveFile, seal } from '../words/document';
import { amount, parseAmount } from '../words/format';
import { useTexts } from '../words/language';
import { covers, participantGets } from '../words/money';
import { Advanced, MoneyPart, PurposePart, TimePart, WhatPart } from './StudyParts';
import { type StudyForm, startStudy, studyTerms, wrongWith } from './study-form';

/** Opens a study. */
export function NewStudy() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.create.title} intro={t.create.next} />
      <NeedsAccount>{() => <Form />}</NeedsAccount>
    </>
  );
}

/** Puts the focus on the first field that is wrong, once it is marked. */
const showFirst = (): void => {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('[data-testid=study-form] [aria-invalid=true]')?.focus(),
  );
};

/** The document and, for one disease, its number: each with its salt. */
function sealed(form: StudyForm) {
  const document = seal('study', form.document);
  const disease = form.permission === 'DiseaseSpecific' ? seal('disease', form.disease.trim()) : null;
  return { form, document, disease };
}

function Form() {
  const t = useTexts();
  const now = useNow();
  const [, go] = useLocation();
  const [form, setForm] = useState<StudyForm>(startStudy);
  const [shown, setShown] = useState(false);
  const [kept, setKept] = useState<ReturnType<typeof sealed> | null>(null);
  const errors = wrongWith(form, now);
  const change = (part: Partial<StudyForm>): void => setForm({ ...form, ...part });
  const error = (field: keyof StudyForm): string | null => {
    const found = shown ? errors.find((item) => item.field === field) : undefined;
    if (found === undefined) return null;
    return found.key === 'amount' ? t.common.invalidAmount : t.create.errors[found.key];
  };
  const saved =
    kept !== null &&
    kept.form.document === form.document &&
    kept.form.disease === form.disease &&
    kept.form.permission === form.permission;

  const save = (): void => {
    setShown(true);
    if (errors.length > 0) {
      showFirst();
      return;
    }
    const made = sealed(form);
    const documents = [made.document, ...(made.disease === null ? [] : [made.disease])].map(({ document, digest }) => ({
      ...document,
      digest,
    }));
    saveFile(
      `study-${made.document.digest.slice(2, 18)}.json`,
      JSON.stringify(documents.length === 1 ? made.document.document : documents, null, 2),
    );
    setKept(made);
  };
  const sign = (): void => {
    setShown(true);
    if (errors.length > 0 || !saved || kept === null) return;
    const terms = studyTerms(form, head.get()?.now ?? now, kept.document.digest, kept.disease?.digest ?? null);
    const budget = parseAmount(form.budget) ?? 0n;
    const words = t.create.tx;
    propose({
      id: 'create-study',
      title: words.title,
      changes: [words.changes(amount(t, budget)), words.fixed, words.deposit],
      public: [words.public],
      done: words.done,
      call: (api) => api.tx.Studies.create({ terms, budget }),
      onFinal: () => go('/research'),
    });
  };
  const parts = { form, change, error };
  return (
    <form className="form" noValidate data-testid="study-form" onSubmit={(event) => event.preventDefault()}>
      <PurposePart {...parts} />
      <WhatPart {...parts} />
      <MoneyPart {...parts} />
      <TimePart {...parts} />
      <Advanced {...parts} />
      <Cost form={form} />
      {shown && errors.length > 0 && (
        <p className="error" role="alert">
          {t.create.errors[errors[0]?.key === 'amount' ? 'numbers' : (errors[0]?.key ?? 'numbers')]}
        </p>
      )}
      <div className="actions">
        <button type="button" className={saved ? '' : 'primary'} onClick={save} data-testid="study-save">
          {saved ? `${t.grant.saved} ✓` : t.create.save}
        </button>
        <button
          type="button"
          className="primary"
          disabled={!saved}
          aria-describedby="study-why-not"
          onClick={sign}
          data-testid="study-sign"
        >
          {t.create.review}
        </button>
      </div>
      <p className="help" id="study-why-not" aria-live="polite">
        {!saved && t.create.errors.save}
      </p>
    </form>
  );
}

function Cost({ form }: { form: StudyForm }) {
  const t = useTexts();
  const live = useLive(async (api) => {
    const [share, deposit] = await Promise.all([
      api.constants.Studies.ProtocolShare(),
      api.constants.Studies.ContributionDeposit(),
    ]);
    return { share, deposit };
  }, []);
  const reward = parseAmount(form.reward);
  const budget = parseAmount(form.budget);
  if (live.value === undefined || reward === null || budget === null || reward === 0n) return null;
  const { share, deposit } = live.value;
  return (
    <section className="notice" aria-live="polite" data-testid="study-cost">
      <strong>{t.create.preview}</strong>
      <Points
        items={[
          t.create.tx.changes(amount(t, budget)),
          t.create.covers(covers(budget, reward, deposit, Number(form.max) || 0)),
          t.create.participantGets(amount(t, participantGets(reward, share))),
          t.create.back,
        ]}
      />
    </section>
  );
}
