import { useState } from 'react';
import { chooseEndpoint, chosenEndpoint, isEndpoint } from '../chain/config';
import { endpoint, genesis } from '../chain/connection';
import { useStore } from '../chain/store';
import { type Appearance, appearance, chooseAppearance } from '../parts/appearance';
import { PageHead } from '../parts/basics';
import { Choices, Field } from '../parts/Field';
import { LANGUAGES, type Language, setLanguage, useLanguage, useTexts } from '../words/language';

/** Language, looks, node. */
export function Settings() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.settings.title} />
      <div className="form">
        <LanguageChoice />
        <AppearanceChoice />
        <Node />
        <Forget />
      </div>
    </>
  );
}

function LanguageChoice() {
  const t = useTexts();
  const language = useLanguage();
  return (
    <Field label={t.settings.language}>
      {(control) => (
        <select
          {...control}
          value={language}
          onChange={(event) => void setLanguage(event.target.value as Language)}
          data-testid="language"
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function AppearanceChoice() {
  const t = useTexts();
  const [value, setValue] = useState<Appearance>(appearance);
  return (
    <Choices
      legend={t.settings.appearance}
      name="appearance"
      value={value}
      options={[
        { value: 'auto', label: t.settings.auto },
        { value: 'light', label: t.settings.light },
        { value: 'dark', label: t.settings.dark },
      ]}
      onChange={(next) => {
        setValue(next);
        chooseAppearance(next);
      }}
    />
  );
}

function Node() {
  const t = useTexts();
  const current = useStore(endpoint);
  const found = useStore(genesis);
  const [text, setText] = useState(chosenEndpoint() ?? '');
  const [error, setError] = useState<string | null>(null);
  const use = (node: string | null): void => {
    chooseEndpoint(node);
    location.reload();
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEndpoint(text.trim())) return setError(t.settings.nodeInvalid);
        use(text.trim());
      }}
    >
      <h2>{t.settings.node}</h2>
      <p>
        <code data-testid="endpoint">{current}</code>
      </p>
      <p className="help">{t.settings.nodeHelp}</p>
      <Field label={t.settings.nodeOwn} help={t.settings.nodePolicy} error={error}>
        {(control) => (
          <input
            {...control}
            type="url"
            placeholder="wss://…"
            value={text}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            data-testid="node-input"
          />
        )}
      </Field>
      <div className="actions">
        <button type="submit" data-testid="node-use">
          {t.settings.nodeUse}
        </button>
        {chosenEndpoint() !== null && (
          <button type="button" className="quiet" onClick={() => use(null)}>
            {t.settings.nodeReset}
          </button>
        )}
      </div>
      {found !== null && (
        <p className="help">
          {t.settings.genesis}: <code data-testid="genesis">{found}</code>
        </p>
      )}
    </form>
  );
}

function Forget() {
  const t = useTexts();
  return (
    <div className="stack">
      <p className="help">{t.settings.kept}</p>
      <div>
        <button
          type="button"
          className="danger-outline"
          data-testid="forget"
          onClick={() => {
            localStorage.clear();
            location.reload();
          }}
        >
          {t.settings.forget}
        </button>
      </div>
    </div>
  );
}
