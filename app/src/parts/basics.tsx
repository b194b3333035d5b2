import { useEffect, useState, type ReactNode } from 'react';
import { short } from '../chain/address';
import type { Live } from '../chain/use';
import { useTexts } from '../words/language';

/** Names the tab, too: it is what a screen reader says first, and what history shows. */
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

/** What stands where there is nothing yet; as `page` it is all that there is. */
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

/** Shows what was read, or that it is being read, or that it could not be; until then under `title`, where what is read has the page's head. */
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

/** A word about a state. `tone` is never the only thing that tells it. */
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
      <pre tabIndex={0} aria-label={props.label} data-testid={props.testid}>
        {props.text}
      </pre>
      <Copy text={props.text} label={props.label} />
    </div>
  );
}

/** An account, short; whole for whoever points at it or listens. */
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
