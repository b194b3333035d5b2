import { Points } from '../parts/basics';
import { Check, Checks, Choices, Field } from '../parts/Field';
import { conditions, MODALITIES, type Modifier, modalitiesOf, purposeWords } from '../words/codes';
import { dateField, dayOf } from '../words/format';
import { useTexts } from '../words/language';
import { CONDITIONS, PURPOSES, type PurposeChoice, withStudy } from './grant-form';
import type { StepProps } from './grant-types';

/** Who may read. */
export function Who({ form, change, known, error }: StepProps) {
  const t = useTexts();
  const open = known.studies.filter((study) => study.phase.type === 'Open' || study.phase.type === 'Approved');
  return (
    <>
      <Choices
        legend={t.grant.steps[0] ?? ''}
        name="who"
        value={form.kind}
        options={[
          { value: 'study', label: t.grant.whoStudy },
          { value: 'account', label: t.grant.whoAccount },
        ]}
        onChange={(kind) => change({ kind, given: null, study: null })}
      />
      {form.kind === 'study' ? (
        <Field label={t.grant.chooseStudy} error={error} help={open.length === 0 ? t.grant.noOpenStudy : undefined}>
          {(control) => (
            <select
              {...control}
              value={form.study ?? ''}
              onChange={(event) => {
                const study = open.find((item) => String(item.study) === event.target.value);
                change(study === undefined ? { study: null } : withStudy(form, study));
              }}
              data-testid="grant-study"
            >
              <option value="" />
              {open.map((study) => (
                <option key={study.study} value={study.study}>
                  {t.common.study(study.study)}
                  {study.terms !== undefined && `: ${purposeWords(t, study.terms.purpose)}`}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : (
        <Field label={t.common.address} help={t.grant.whoAccountHelp} error={error}>
          {(control) => (
            <input
              {...control}
              value={form.address}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change({ address: event.target.value })}
              data-testid="grant-address"
            />
          )}
        </Field>
      )}
    </>
  );
}

/** Which data. */
export function What({ form, change, known, error }: StepProps) {
  const t = useTexts();
  const wanted = known.studies.find((study) => study.study === form.study)?.terms?.modalities;
  const asked = known.request === null ? undefined : known.request[2].modalities;
  const offered = asked === undefined ? MODALITIES : modalitiesOf(asked);
  return (
    <>
      <Checks
        legend={t.grant.what}
        help={t.grant.whatHelp}
        value={form.modalities}
        options={offered.map((kind) => ({
          value: kind,
          label: t.code.modality[kind],
          note: wanted !== undefined && modalitiesOf(wanted).includes(kind) ? t.grant.wanted : undefined,
        }))}
        onChange={(modalities) => change({ modalities })}
        error={error}
      />
      <Choices
        legend={t.grant.which}
        name="which"
        value={form.which}
        options={[
          { value: 'all', label: t.grant.whichAll, disabled: known.request?.[2].datasets !== undefined },
          { value: 'some', label: t.grant.whichSome, disabled: known.datasets.length === 0 },
        ]}
        onChange={(which) => change({ which })}
      />
      {form.which === 'some' && (
        <Checks
          legend={t.grant.whichSome}
          value={form.datasets}
          options={known.datasets.map(([digest, state]) => ({
            value: digest,
            label:
              state.type === 'Tombstone'
                ? digest.slice(2, 10)
                : `${t.code.modalityShort[state.value.modality.type]} ${digest.slice(2, 10)}…`,
            note:
              state.type === 'Tombstone'
                ? undefined
                : `${dayOf(t, state.value.first_day)} – ${dayOf(t, state.value.last_day)}`,
          }))}
          onChange={(list) => change({ datasets: list })}
        />
      )}
      <Check label={t.grant.collected} checked={form.window} onChange={(on) => change({ window: on })} />
      {form.window && (
        <div className="row">
          <Field label={t.grant.collectedFrom}>
            {(control) => (
              <input
                {...control}
                type="date"
                value={form.from}
                onChange={(event) => change({ from: event.target.value })}
              />
            )}
          </Field>
          <Field label={t.grant.collectedTo}>
            {(control) => (
              <input
                {...control}
                type="date"
                value={form.to}
                onChange={(event) => change({ to: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </>
  );
}

/** What for. */
export function Why({ form, change }: StepProps) {
  const t = useTexts();
  if (form.given !== null) {
    const demands = conditions(t, form.given);
    return (
      <section>
        <h2>{t.grant.why}</h2>
        <p>{t.grant.whyStudy}</p>
        <p className="sentence">{purposeWords(t, form.given)}</p>
        {demands.length > 0 && <Points items={demands} />}
      </section>
    );
  }
  const label = (choice: PurposeChoice): string =>
    choice === 'HealthResearch' || choice === 'GeneralResearch' ? t.code.permission[choice] : t.code.purpose[choice];
  const research = form.purpose === 'HealthResearch' || form.purpose === 'GeneralResearch';
  return (
    <>
      <Choices
        legend={t.grant.why}
        name="purpose"
        value={form.purpose}
        options={PURPOSES.map((choice) => ({ value: choice, label: label(choice) }))}
        onChange={(purpose) => change({ purpose })}
      />
      {research && (
        <Checks<Modifier>
          legend={t.grant.conditions}
          value={form.conditions}
          options={CONDITIONS.map((name) => ({ value: name, label: t.code.modifier[name] }))}
          onChange={(list) => change({ conditions: list })}
        />
      )}
    </>
  );
}

const MONTHS = [1, 3, 6, 12] as const;

/** Until when, and how often. */
export function HowLong({ form, change, error, now }: StepProps & { now: number }) {
  const t = useTexts();
  const inMonths = (months: number): string => {
    const date = new Date(now);
    date.setMonth(date.getMonth() + months);
    return dateField(date.getTime());
  };
  return (
    <>
      <div className="actions">
        {MONTHS.map((months) => (
          <button
            key={months}
            type="button"
            className="small"
            aria-pressed={form.until === inMonths(months)}
            onClick={() => change({ until: inMonths(months) })}
          >
            {t.grant.months(months)}
          </button>
        ))}
      </div>
      <Field label={t.grant.howLong} help={t.grant.howLongHelp} error={error}>
        {(control) => (
          <input
            {...control}
            type="date"
            min={dateField(now)}
            value={form.until}
            onChange={(event) => change({ until: event.target.value })}
            data-testid="grant-until"
          />
        )}
      </Field>
      <Choices
        legend={t.grant.howOften}
        name="often"
        value={form.limited ? 'limited' : 'any'}
        options={[
          { value: 'any', label: t.grant.anyNumber },
          { value: 'limited', label: t.grant.atMost },
        ]}
        onChange={(value) => change({ limited: value === 'limited' })}
      />
      {form.limited && (
        <Field label={`${t.grant.atMost} … ${t.grant.times}`}>
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              value={form.uses}
              onChange={(event) => change({ uses: event.target.value })}
              data-testid="grant-uses"
            />
          )}
        </Field>
      )}
    </>
  );
}
