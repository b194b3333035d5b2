import { Check, Checks, Choices, Field } from '../parts/Field';
import { MODALITIES, MODIFIERS, type Modifier, readings } from '../words/codes';
import { number } from '../words/format';
import { useTexts } from '../words/language';
import { PERMISSIONS, type StudyForm } from './study-form';

interface PartProps {
  form: StudyForm;
  change: (part: Partial<StudyForm>) => void;
  error: (field: keyof StudyForm) => string | null;
}

type TextField = { [K in keyof StudyForm]: StudyForm[K] extends string ? K : never }[keyof StudyForm];

/** One line of text. */
function Line(
  props: PartProps & {
    name: TextField;
    label: string;
    help?: string;
    type?: 'text' | 'date';
    mode?: 'numeric' | 'decimal';
  },
) {
  const { form, change, name } = props;
  return (
    <Field label={props.label} help={props.help} error={props.error(name)}>
      {(control) => (
        <input
          {...control}
          type={props.type ?? 'text'}
          inputMode={props.mode}
          value={form[name]}
          autoComplete="off"
          onChange={(event) => change({ [name]: event.target.value })}
          data-testid={`study-${name}`}
        />
      )}
    </Field>
  );
}

/** The document, the purpose and its conditions. */
export function PurposePart(props: PartProps) {
  const t = useTexts();
  const { form, change, error } = props;
  return (
    <>
      <Field label={t.create.document} help={t.create.documentHelp} error={error('document')}>
        {(control) => (
          <textarea
            {...control}
            value={form.document}
            onChange={(event) => change({ document: event.target.value })}
            data-testid="study-document"
          />
        )}
      </Field>
      <Choices
        legend={t.create.purpose}
        name="permission"
        value={form.permission}
        options={PERMISSIONS.map((value) => ({ value, label: t.code.permission[value] }))}
        onChange={(permission) => change({ permission })}
      />
      {form.permission === 'DiseaseSpecific' && (
        <Line {...props} name="disease" label={t.create.disease} help={t.create.diseaseHelp} />
      )}
      <Checks<Modifier>
        legend={t.create.conditions}
        value={form.modifiers}
        options={MODIFIERS.map(([value]) => ({ value, label: t.code.modifier[value] }))}
        onChange={(modifiers) => change({ modifiers })}
      />
      {form.modifiers.includes('TS') && <Line {...props} name="timeLimit" type="date" label={t.code.modifier.TS} />}
      {form.modifiers.includes('MOR') && <Line {...props} name="moratorium" type="date" label={t.code.modifier.MOR} />}
    </>
  );
}

/** Depths that a dataset's tree can have. */
const DEPTHS = Array.from({ length: 17 }, (_, depth) => depth);

/** Which data is wanted. */
export function WhatPart({ form, change, error }: PartProps) {
  const t = useTexts();
  return (
    <>
      <Checks
        legend={t.create.data}
        help={t.grant.whatHelp}
        value={form.modalities}
        options={MODALITIES.map((value) => ({ value, label: t.code.modality[value] }))}
        onChange={(modalities) => change({ modalities })}
        error={error('modalities')}
      />
      <Field label={t.create.minDepth}>
        {(control) => (
          <select
            {...control}
            value={form.minDepth}
            onChange={(event) => change({ minDepth: Number(event.target.value) })}
            data-testid="study-minDepth"
          >
            {DEPTHS.map((depth) => (
              <option key={depth} value={depth}>
                {number(t, readings(depth))}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Check label={t.create.signed} checked={form.deviceSigned} onChange={(on) => change({ deviceSigned: on })} />
    </>
  );
}

/** Price, caps, budget. */
export function MoneyPart(props: PartProps) {
  const t = useTexts();
  return (
    <>
      <div className="row">
        <Line {...props} name="reward" mode="decimal" label={`${t.create.reward} (EPI)`} />
        <Line {...props} name="budget" mode="decimal" label={`${t.create.budget} (EPI)`} />
      </div>
      <div className="row">
        <Line {...props} name="perParticipant" mode="numeric" label={t.create.perParticipant} />
        <Line {...props} name="max" mode="numeric" label={t.create.max} />
      </div>
    </>
  );
}

/** Until when, and how long until payment. */
export function TimePart(props: PartProps) {
  const t = useTexts();
  return (
    <div className="row">
      <Line {...props} name="closes" type="date" label={t.create.closes} />
      <Line {...props} name="window" mode="decimal" label={t.create.window} help={t.create.windowHelp} />
    </div>
  );
}

/** Cohort and eligibility: most studies need neither. */
export function Advanced(props: PartProps) {
  const t = useTexts();
  const { form, change } = props;
  return (
    <details>
      <summary>{t.create.advanced}</summary>
      <div className="stack">
        <Check label={t.create.cohort} checked={form.cohort} onChange={(on) => change({ cohort: on })} />
        {form.cohort && (
          <div className="row">
            <Line {...props} name="cohortMin" mode="numeric" label={t.create.cohortMin} />
            <Line {...props} name="cohortBy" type="date" label={t.create.cohortBy} />
          </div>
        )}
        <Check label={t.create.collected} checked={form.collected} onChange={(on) => change({ collected: on })} />
        {form.collected && (
          <div className="row">
            <Line {...props} name="from" type="date" label={t.grant.collectedFrom} />
            <Line {...props} name="to" type="date" label={t.grant.collectedTo} />
          </div>
        )}
        <Line {...props} name="models" label={t.create.models} />
        <Line {...props} name="notIn" label={t.create.notIn} />
      </div>
    </details>
  );
}
