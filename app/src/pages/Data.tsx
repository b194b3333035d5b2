import { useState } from 'react';
import { Link } from 'wouter';
import { short } from '../chain/address';
import { useLive } from '../chain/hooks';
import { allOwnContributions, datasets } from '../chain/read';
import type { DatasetState, StoredContribution } from '../chain/types';
import { Badge, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import { propose } from '../tx/plan';
import { readings } from '../words/codes';
import { bytes, dayOf, number } from '../words/format';
import { useTexts } from '../words/language';

type Filter = 'all' | 'live' | 'tombs';

/** The anchored datasets. */
export function Data() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.data.title} intro={t.data.intro} />
      <NeedsAccount>{(account) => <Datasets subject={account.address} />}</NeedsAccount>
    </>
  );
}

function Datasets({ subject }: { subject: string }) {
  const t = useTexts();
  const [filter, setFilter] = useState<Filter>('all');
  const live = useLive(
    async (api) => {
      const [list, given] = await Promise.all([datasets(api, subject), allOwnContributions(api, subject)]);
      return { list: list.sort(newestFirst), given };
    },
    [subject],
  );
  return (
    <Loaded live={live}>
      {({ list, given }) => {
        if (list.length === 0) return <Empty title={t.data.empty} text={t.data.emptyText} />;
        const tombs = list.filter(([, state]) => state.type === 'Tombstone').length;
        const shown = list.filter(
          ([, state]) => filter === 'all' || (state.type === 'Tombstone') === (filter === 'tombs'),
        );
        return (
          <>
            <div className="filters">
              <label className="field">
                {t.data.filter}
                <select
                  value={filter}
                  onChange={(event) => setFilter(event.target.value as Filter)}
                  data-testid="filter-datasets"
                >
                  <option value="all">{t.data.filterAll}</option>
                  <option value="live">{t.data.filterLive}</option>
                  <option value="tombs">{t.data.filterTombs}</option>
                </select>
              </label>
              <p className="aside">{t.data.total(list.length - tombs, tombs)}</p>
            </div>
            <ul className="cards" data-testid="datasets">
              {shown.map(([digest, state]) => (
                <Dataset
                  key={digest}
                  digest={digest}
                  state={state}
                  subject={subject}
                  given={given.filter((item) => item.dataset === digest)}
                />
              ))}
            </ul>
          </>
        );
      }}
    </Loaded>
  );
}

const lastDay = (state: DatasetState): number => (state.type === 'Tombstone' ? -1 : state.value.last_day);
const newestFirst = (a: [string, DatasetState], b: [string, DatasetState]): number =>
  lastDay(b[1]) - lastDay(a[1]) || a[0].localeCompare(b[0]);

function Dataset(props: {
  digest: string;
  state: DatasetState;
  subject: string;
  given: readonly StoredContribution[];
}) {
  const t = useTexts();
  const { digest, state, given } = props;
  const name = digest.slice(2, 10);
  if (state.type === 'Tombstone')
    return (
      <li className="card ended" data-testid={`dataset-${digest.slice(2)}`} data-state="Tombstone">
        <header>
          <h2>
            <code>{name}…</code>
          </h2>
          <Badge>{t.data.tombstoned}</Badge>
        </header>
        <Given given={given} />
      </li>
    );
  const record = state.value;
  const tombstone = (): void =>
    propose({
      id: 'tombstone',
      title: t.data.stoneTx.title,
      changes: [...t.data.stoneTx.changes, t.data.stoneTx.deposit],
      done: t.data.stoneTx.done,
      grave: true,
      call: (api) => api.tx.Datasets.tombstone({ subject: props.subject, digest }),
    });
  return (
    <li className="card" data-testid={`dataset-${digest.slice(2)}`} data-state={state.type}>
      <header>
        <h2>
          {t.code.modalityShort[record.modality.type]} <code>{name}…</code>
        </h2>
        <div className="badges">
          {state.type === 'Superseded' && <Badge>{t.data.superseded}</Badge>}
          {record.source === undefined ? (
            <Badge tone="warn">{t.data.unsigned}</Badge>
          ) : (
            <Badge tone="good">{t.data.signed(short(record.source.device))}</Badge>
          )}
        </div>
      </header>
      <dl className="facts">
        <Fact name={t.data.days}>
          {record.first_day === record.last_day
            ? dayOf(t, record.first_day)
            : `${dayOf(t, record.first_day)} – ${dayOf(t, record.last_day)}`}
        </Fact>
        <Fact name={t.data.size}>
          {t.data.count(number(t, readings(record.depth)))}
          <small>≤ {bytes(t, Number(record.size))}</small>
        </Fact>
        <Fact name={t.data.given}>
          <Given given={given} />
        </Fact>
      </dl>
      <footer>
        <button
          type="button"
          className="small danger-outline"
          aria-label={`${t.data.tombstone} ${name}`}
          onClick={tombstone}
          data-testid="tombstone"
        >
          {t.data.tombstone}
        </button>
      </footer>
    </li>
  );
}

function Given({ given }: { given: readonly StoredContribution[] }) {
  const t = useTexts();
  if (given.length === 0) return <>{t.data.givenNone}</>;
  return (
    <ul>
      {given.map((item) => (
        <li key={item.study}>
          <Link href={`/studies/${item.study}`}>{t.common.study(item.study)}</Link> ·{' '}
          {t.code.contribution[item.status.type]}
        </li>
      ))}
    </ul>
  );
}
