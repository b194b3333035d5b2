import { type ReactNode, useEffect, useState } from 'react';
import { short } from '../chain/address';
import type { Live } from '../chain/hooks';
import { useTexts } from '../words/language';
import { Scroller } from './Scroller';

/** Also names the tab: a screen reader says it first, and the history shows it. */
function useTitle(title: string | null): void {
  const { brand } = useTexts();
  useEffect(() => {
    if (title !== null) document.title = `${title} · ${brand.name}`;
  }, [title, brand]);
}

/** The head of a page. */
export function PageHead(props: { title: string; intro?: string; children?: ReactNode }) {
  useTitle(props.title);
  return (
    <div className="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.intro !== undefined && <p className="intro">{props.intro}</p>}
      </div>
      {props.children !== undefined && <div className="actions">{props.children}</div>}
    </div>
  );
}

/** Shown where there is nothing yet; with `page` it is the whole page. */
export function Empty(props: { title: string; text?: string; children?: ReactNode; testid?: string; page?: boolean }) {
  const Heading = props.page === true ? 'h1' : 'h2';
  useTitle(props.page === true ? props.title : null);
  return (
    <div className="empty" data-testid={props.testid ?? 'empty'}>
      <Heading>{props.title}</Heading>
      {props.text !== undefined && <p>{props.text}</p>}
      {props.children !== undefined && <div className="actions centred">{props.children}</div>}
    </div>
  );
}

/**
 * Shows what was read, or that it is being read, or that reading failed. Until it is there, `title`
 * is the page's head, for content that brings its own.
 */
export function Loaded<T>(props: { live: Live<T>; children: (value: T) => ReactNode; title?: string }) {
  const t = useTexts();
  const { value, failed } = props.live;
  if (value !== undefined) return <>{props.children(value)}</>;
  return (
    <>
      {props.title !== undefined && <PageHead title={props.title} />}
      <p className="loading" role="status">
        {failed ? t.common.failed : t.common.loading}
      </p>
    </>
  );
}

/** A word about a state. `tone` never says it alone. */
export function Badge(props: { tone?: 'good' | 'warn' | 'bad' | 'quiet'; children: ReactNode; testid?: string }) {
  return (
    <span className={`badge ${props.tone ?? 'quiet'}`} data-testid={props.testid}>
      {props.children}
    </span>
  );
}

/** A term and what it is. */
export function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** Copies a text. */
export function Copy(props: { text: string; label?: string }) {
  const t = useTexts();
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      className="small quiet"
      aria-label={props.label === undefined ? undefined : `${t.common.copy}: ${props.label}`}
      onClick={() => {
        void navigator.clipboard.writeText(props.text).then(() => {
          setDone(true);
          setTimeout(() => setDone(false), 2000);
        });
      }}
    >
      <span aria-live="polite">{done ? t.common.copied : t.common.copy}</span>
    </button>
  );
}

/** A command for the terminal, to be copied. */
export function Command(props: { text: string; label: string; testid?: string }) {
  return (
    <div className="command">
      <Scroller as="pre" role="group" aria-label={props.label} data-testid={props.testid}>
        {props.text}
      </Scroller>
      <Copy text={props.text} label={props.label} />
    </div>
  );
}

/** An account, shortened; in full for a pointer over it and for screen readers. */
export function Address(props: { of: string }) {
  return (
    <span className="address" title={props.of}>
      <span aria-hidden="true">{short(props.of)}</span>
      <span className="unseen">{props.of}</span>
    </span>
  );
}

/** Sentences, one under the other. */
export function Points(props: { items: readonly string[] }) {
  return (
    <ul className="points">
      {props.items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
