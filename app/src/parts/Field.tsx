import { type ReactNode, useId } from 'react';

/** What a control gets from its field. */
export interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

/** A label, a control, help and an error, linked for screen readers. */
export function Field(props: {
  label: string;
  help?: string;
  error?: string | null;
  children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const { help, error } = props;
  const wrong = error !== undefined && error !== null && error !== '';
  const described = [help === undefined ? '' : `${id}-help`, wrong ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {help !== undefined && (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {props.children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': wrong })}
      {wrong && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** A single yes or no. */
export function Check(props: { label: string; checked: boolean; onChange: (on: boolean) => void; testid?: string }) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
        data-testid={props.testid}
      />{' '}
      {props.label}
    </label>
  );
}

/** A choice among few, each with its own words. */
export function Choices<T extends string>(props: {
  legend: string;
  help?: string;
  name: string;
  value: T;
  options: readonly { value: T; label: string; help?: string; disabled?: boolean }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="choices">
      <legend>{props.legend}</legend>
      {props.help !== undefined && <p className="help">{props.help}</p>}
      {props.options.map((option) => (
        <label key={option.value} className="choice">
          <input
            type="radio"
            name={props.name}
            value={option.value}
            checked={props.value === option.value}
            disabled={option.disabled === true}
            onChange={() => props.onChange(option.value)}
          />
          <span>
            {option.label}
            {option.help !== undefined && <small>{option.help}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Any number of several. */
export function Checks<T extends string>(props: {
  legend: string;
  help?: string;
  value: readonly T[];
  options: readonly { value: T; label: string; note?: string; disabled?: boolean }[];
  onChange: (value: T[]) => void;
  error?: string | null;
}) {
  const error = props.error ?? '';
  const id = useId();
  return (
    <fieldset className="choices" aria-describedby={error === '' ? undefined : id}>
      <legend>{props.legend}</legend>
      {props.help !== undefined && <p className="help">{props.help}</p>}
      <div className="grid-choices">
        {props.options.map((option) => (
          <label key={option.value} className="choice">
            <input
              type="checkbox"
              checked={props.value.includes(option.value)}
              disabled={option.disabled === true}
              onChange={(event) =>
                props.onChange(
                  event.target.checked
                    ? [...props.value, option.value]
                    : props.value.filter((item) => item !== option.value),
                )
              }
            />
            <span>
              {option.label}
              {option.note !== undefined && <small>{option.note}</small>}
            </span>
          </label>
        ))}
      </div>
      {error !== '' && (
        <p className="error" role="alert" id={id}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
