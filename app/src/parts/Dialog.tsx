import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTexts } from '../words/language';

/** The browser's own dialog, which keeps the focus inside and gives it back on closing. */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  testid: string;
  wide?: boolean;
}) {
  const t = useTexts();
  const ref = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog
      ref={ref}
      className={props.wide === true ? 'dialog wide' : 'dialog'}
      aria-labelledby={title}
      data-testid={props.testid}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <header>
        <h2 id={title}>{props.title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t.common.close}
          onClick={props.onClose}
          data-testid="dialog-close"
        >
          <span aria-hidden="true">×</span>
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
