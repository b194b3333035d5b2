import { useState } from 'react';
import { normalise } from '../chain/address';
import { useTexts } from '../words/language';
import { Dialog } from './Dialog';
import { Field } from './Field';
import { Scroller } from './Scroller';

/** Asks for an account. */
export function AddressDialog(props: {
  title: string;
  label: string;
  help?: string;
  testid: string;
  onClose: () => void;
  onGiven: (address: string) => void;
}) {
  const t = useTexts();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  return (
    <Dialog title={props.title} onClose={props.onClose} testid={props.testid}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const address = normalise(text);
          if (address === null) return setError(t.common.invalidAddress);
          props.onClose();
          props.onGiven(address);
        }}
      >
        <Scroller className="dialog-body">
          <Field label={props.label} help={props.help} error={error}>
            {(control) => (
              <input
                {...control}
                value={text}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setText(event.target.value)}
                data-testid={`${props.testid}-input`}
              />
            )}
          </Field>
        </Scroller>
        <footer className="dialog-foot">
          <button type="button" className="quiet" onClick={props.onClose}>
            {t.common.cancel}
          </button>
          <button type="submit" className="primary" data-testid={`${props.testid}-next`}>
            {t.common.next}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
