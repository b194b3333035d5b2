import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { useLive, useNow } from '../chain/hooks';
import { datasets, studies } from '../chain/read';
import type { Study } from '../chain/types';
import { Loaded, PageHead } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import { useTexts } from '../words/language';
import { GrantCheck } from './GrantCheck';
import { HowLong, What, Who, Why } from './GrantSteps';
import { type GrantForm, STEPS, type Step, startForm, wrong } from './grant-form';
import type { Known } from './grant-types';

/** The guided consent: to a study (`study-3`), for a request (`request-5`), or to anybody else. */
export function Grant() {
  const t = useTexts();
  const { target } = useParams<{ target?: string }>();
  const number = Number(/^(?:study|request)-(\d{1,9})$/.exec(target ?? '')?.[1] ?? Number.NaN);
  const kind = Number.isNaN(number) ? null : target?.startsWith('study') === true ? 'study' : 'request';
  return (
    <>
      <PageHead title={kind === 'study' ? t.grant.joinTitle(number) : t.grant.title} />
      <NeedsAccount>
        {(account) => (
          <Start
            subject={account.address}
            study={kind === 'study' ? number : null}
            request={kind === 'request' ? number : null}
          />
        )}
      </NeedsAccount>
    </>
  );
}

function Start(props: { subject: string; study: number | null; request: number | null }) {
  const t = useTexts();
  const { subject, study, request } = props;
  const live = useLive(
    async (api): Promise<Known> => {
      const [all, own, requests] = await Promise.all([
        studies(api),
        datasets(api, subject),
        api.view.Consent.requests_of(subject),
      ]);
      return {
        studies: all,
        datasets: own.filter(([, state]) => state.type !== 'Tombstone'),
        request: requests.find(([id]) => id === request) ?? null,
      };
    },
    [subject, request],
  );
  return (
    <Loaded live={live} title={study === null ? t.grant.title : t.grant.joinTitle(study)}>
      {(known) => (
        <Form
          key={`${subject}/${study}/${known.request?.[0]}`}
          subject={subject}
          known={known}
          study={known.studies.find((item) => item.study === study) ?? null}
        />
      )}
    </Loaded>
  );
}

function Form({ subject, known, study }: { subject: string; known: Known; study: Study | null }) {
  const t = useTexts();
  const now = useNow();
  const [, go] = useLocation();
  const [form, setForm] = useState<GrantForm>(() => startForm(now, study, known.request));
  const [step, setStep] = useState<Step>(study === null && known.request === null ? 'who' : 'what');
  const [shown, setShown] = useState(false);
  const at = STEPS.indexOf(step);
  const error = wrong(form, step, now, subject);
  const message = shown && error !== null ? t.grant.errors[error] : null;
  const change = (part: Partial<GrantForm>): void => setForm({ ...form, ...part });
  const move = (by: number): void => {
    const next = STEPS[at + by];
    if (by > 0 && error !== null) setShown(true);
    else if (next === undefined) go('/consent');
    else {
      setShown(false);
      setStep(next);
      window.scrollTo(0, 0);
    }
  };
  const parts = { form, change, known, error: message };
  return (
    <form
      className="form"
      noValidate
      data-testid="grant-form"
      data-step={step}
      onSubmit={(event) => {
        event.preventDefault();
        move(1);
      }}
    >
      <div aria-live="polite">
        <p className="help">{t.grant.step(at + 1, STEPS.length)}</p>
        <ol className="steps five" aria-hidden="true">
          {t.grant.steps.map((name, n) => (
            <li key={name} className={n < at ? 'past' : n === at ? 'now still' : ''}>
              {name}
            </li>
          ))}
        </ol>
      </div>
      {step === 'who' && <Who {...parts} />}
      {step === 'what' && <What {...parts} />}
      {step === 'why' && <Why {...parts} />}
      {step === 'long' && <HowLong {...parts} now={now} />}
      {step === 'check' && (
        <GrantCheck
          form={form}
          subject={subject}
          latest={known.request === null ? null : Number(known.request[2].valid_until)}
        />
      )}
      <div className="actions">
        <button type="button" onClick={() => move(-1)} data-testid="grant-back">
          {at === 0 ? t.common.cancel : t.common.back}
        </button>
        {step !== 'check' && (
          <button type="submit" className="primary" data-testid="grant-next">
            {t.common.next}
          </button>
        )}
      </div>
    </form>
  );
}
