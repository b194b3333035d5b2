import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { useLive, useNow } from '../chain/hooks';
import { contributions, disputesOf } from '../chain/read';
import type { Contribution, Dispute, Study } from '../chain/types';
import { Address, Badge, Command, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { Field } from '../parts/Field';
import { NeedsAccount } from '../parts/NeedsAccount';
import { Plot } from '../parts/Plot';
import { propose } from '../tx/plan';
import { csv } from '../words/csv';
import { saveFile } from '../words/document';
import { amount, day, moment, number, parseAmount } from '../words/format';
import { useTexts } from '../words/language';
import { counts } from '../words/series';
import { Disputes } from './Disputes';
import { StudyKey } from './StudyKey';

/** One study, for its sponsor. */
export function Manage() {
  const id = Number(useParams<{ id: string }>().id);
  return <NeedsAccount>{(account) => <Loader id={id} own={account.address} />}</NeedsAccount>;
}

function Loader({ id, own }: { id: number; own: string }) {
  const t = useTexts();
  const live = useLive(
    async (api) => {
      const study = (await api.view.Studies.study(id)) ?? null;
      if (study === null) return null;
      const [items, disputes] = await Promise.all([contributions(api, id), disputesOf(api, id)]);
      return { study, items: items.sort((a, b) => Number(b.committed_at - a.committed_at)), disputes };
    },
    [id],
  );
  return (
    <Loaded live={live} title={t.common.study(id)}>
      {(found) =>
        found === null ? (
          <Empty title={t.refusal.known.StudyNotFound?.[0] ?? t.common.notFound} page />
        ) : (
          <>
            <PageHead title={t.common.study(id)}>
              <Badge tone={found.study.phase.type === 'Open' ? 'good' : 'quiet'} testid="study-phase">
                {t.code.phase[found.study.phase.type]}
              </Badge>
              <Link href={`/studies/${id}`} className="button small">
                {t.studies.view}
              </Link>
            </PageHead>
            {found.study.sponsor === own ? null : (
              <p className="notice warn">{t.refusal.known.NotSponsor?.join(' ')}</p>
            )}
            <Budget study={found.study} />
            <Approval study={found.study} />
            <StudyKey study={found.study} />
            <Contributions study={found.study} items={found.items} />
            <Disputed study={found.study} disputes={found.disputes} own={own} />
            <End study={found.study} />
          </>
        )
      }
    </Loaded>
  );
}

function Budget({ study }: { study: Study }) {
  const t = useTexts();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const fund = (): void => {
    const value = parseAmount(text);
    const wrong = value === null || value === 0n;
    setError(wrong ? t.common.invalidAmount : null);
    if (wrong) return;
    propose({
      id: 'fund',
      title: t.research.fundTx.title,
      changes: [t.research.fundTx.changes(amount(t, value), study.study)],
      done: t.research.fundTx.done,
      call: (api) => api.tx.Studies.fund({ study: study.study, amount: value }),
      onFinal: () => setText(''),
    });
  };
  return (
    <div className="card">
      <dl className="facts">
        <Fact name={t.research.spent}>
          {t.research.spentText(amount(t, study.unallocated), amount(t, study.reserved), amount(t, study.owed))}
        </Fact>
        {study.terms !== undefined && (
          <Fact name={t.research.contributions}>
            {t.studies.places(number(t, study.accepted), number(t, study.terms.max_contributions))}
          </Fact>
        )}
        {study.terms !== undefined && <Fact name={t.research.price}>{amount(t, study.terms.reward)}</Fact>}
      </dl>
      <form
        className="inline-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          fund();
        }}
      >
        <Field label={t.common.amount} error={error}>
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              value={text}
              onChange={(event) => setText(event.target.value)}
              data-testid="fund-amount"
            />
          )}
        </Field>
        <button type="submit" data-testid="fund">
          {t.research.fund}
        </button>
      </form>
    </div>
  );
}

function Approval({ study }: { study: Study }) {
  const t = useTexts();
  return (
    <section className="section">
      <h2>{t.research.approval}</h2>
      {study.approval !== undefined ? (
        <p>{t.studies.ethicsBy(study.approval.board, day(t, study.approval.at))}</p>
      ) : (
        <>
          <p className="intro">{t.research.approvalText}</p>
          <Command
            text={`epione study approve ${study.study} ${study.terms_hash?.slice(2) ?? ''}`}
            label={t.research.approval}
            testid="approve-command"
          />
        </>
      )}
    </section>
  );
}

/** Every contribution as rows, for a spreadsheet. Amounts in EPI. */
function exportRows(items: readonly Contribution[]): (string | number)[][] {
  const time = (value: bigint | undefined): string =>
    value === undefined ? '' : new Date(Number(value)).toISOString();
  return [
    [
      'subject',
      'dataset',
      'status',
      'grant',
      'key_version',
      'modality',
      'first_day',
      'last_day',
      'depth',
      'device',
      'price_epi',
      'committed_at',
      'delivered_at',
      'due',
    ],
    ...items.map((item) => [
      item.subject,
      item.dataset.slice(2),
      item.status.type,
      item.grant,
      item.key_version,
      item.facts?.modality.type ?? '',
      item.facts?.first_day ?? '',
      item.facts?.last_day ?? '',
      item.facts?.depth ?? '',
      item.facts?.device ?? '',
      Number(item.price) / 1e12,
      time(item.committed_at),
      time(item.delivered_at),
      time(item.due),
    ]),
  ];
}

const SHOWN = 100;

function Contributions({ study, items }: { study: Study; items: readonly Contribution[] }) {
  const t = useTexts();
  const now = useNow();
  const [all, setAll] = useState(false);
  const subjects = new Set(items.map((item) => item.subject)).size;
  return (
    <section className="section">
      <h2>{t.research.contributions}</h2>
      {items.length === 0 ? (
        <p className="aside">{t.research.contributionsNone}</p>
      ) : (
        <>
          <Plot
            points={counts(items)}
            now={now}
            label={`${t.research.plot}: ${items.length}`}
            paid={t.research.plotDelivered}
            pending={t.research.committed}
          />
          <div className="actions spread">
            <p className="aside">{t.research.participants(subjects)}</p>
            <button
              type="button"
              className="small"
              onClick={() => saveFile(`study-${study.study}-contributions.csv`, csv(exportRows(items)), 'text/csv')}
              data-testid="export"
            >
              {t.research.export}
            </button>
          </div>
          <div className="scroll">
            <table data-testid="contributions">
              <thead>
                <tr>
                  <th scope="col">{t.research.subject}</th>
                  <th scope="col">{t.research.dataset}</th>
                  <th scope="col">{t.common.status}</th>
                  <th scope="col">{t.research.committed}</th>
                  <th scope="col">{t.research.delivered}</th>
                  <th scope="col" className="num">
                    {t.research.price}
                  </th>
                </tr>
              </thead>
              <tbody>
                {(all ? items : items.slice(0, SHOWN)).map((item) => (
                  <tr key={item.subject + item.dataset}>
                    <td>
                      <Address of={item.subject} />
                    </td>
                    <td>
                      <code>{item.dataset.slice(2, 10)}…</code>
                    </td>
                    <td>{t.code.contribution[item.status.type]}</td>
                    <td>{moment(t, item.committed_at)}</td>
                    <td>{item.delivered_at === undefined ? '–' : moment(t, item.delivered_at)}</td>
                    <td className="num">{amount(t, item.price)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {!all && items.length > SHOWN && (
            <button type="button" className="small" onClick={() => setAll(true)}>
              {t.common.showMore(items.length - SHOWN)}
            </button>
          )}
        </>
      )}
      <h3 className="below">{t.research.fetch}</h3>
      <p className="help">{t.research.fetchText}</p>
      <Command text={`epione study fetch ${study.study}`} label={t.research.fetch} testid="fetch-command" />
    </section>
  );
}

function Disputed({ study, disputes, own }: { study: Study; disputes: readonly Dispute[]; own: string }) {
  const t = useTexts();
  return (
    <section className="section">
      <h2>{t.research.disputes}</h2>
      {disputes.length === 0 ? (
        <p className="aside">{t.research.disputesNone}</p>
      ) : (
        <Disputes disputes={disputes} own={own} />
      )}
      <p className="help below">{t.research.disputeCommand}</p>
      <Command
        text={`epione dispute open ${study.study} --complaint undecryptable --report study-data/report.json`}
        label={t.research.disputes}
        testid="dispute-command"
      />
    </section>
  );
}

function End({ study }: { study: Study }) {
  const t = useTexts();
  const phase = study.phase.type;
  const { closeTx, finishTx } = t.research;
  return (
    <section className="section actions">
      {(phase === 'Open' || phase === 'Approved' || phase === 'Proposed') && (
        <button
          type="button"
          className="danger-outline"
          data-testid="close-study"
          onClick={() =>
            propose({
              id: 'close-study',
              title: closeTx.title,
              changes: [closeTx.changes],
              done: closeTx.done,
              grave: true,
              call: (api) => api.tx.Studies.close({ study: study.study }),
            })
          }
        >
          {t.research.close}
        </button>
      )}
      {(phase === 'Closed' || phase === 'Finished') && (
        <button
          type="button"
          data-testid="finish-study"
          onClick={() =>
            propose({
              id: 'finish-study',
              title: finishTx.title,
              changes: [finishTx.changes],
              done: finishTx.done,
              call: (api) => api.tx.Studies.finish({ study: study.study }),
            })
          }
        >
          {t.research.finish}
        </button>
      )}
    </section>
  );
}
