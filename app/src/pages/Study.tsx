import { Link, useParams } from 'wouter';
import { isOpen } from '../chain/grants';
import { useLive, useNow } from '../chain/hooks';
import { disputesOf, ownContributions, receipt } from '../chain/read';
import type { Study as Info } from '../chain/types';
import { Address, Badge, Command, Empty, Fact, Loaded, PageHead, Points } from '../parts/basics';
import { Credential } from '../parts/Credential';
import { propose } from '../tx/plan';
import { withdrawPlan } from '../tx/plans';
import { useAccount } from '../wallet/hooks';
import { conditions, kinds, purposeWords, readings } from '../words/codes';
import type { Texts } from '../words/en';
import { amount, day, dayOf, list, moment, number, span } from '../words/format';
import { useTexts } from '../words/language';
import { participantGets } from '../words/money';
import { Disputes } from './Disputes';

/** One study: everything about it, in words. */
export function Study() {
  const t = useTexts();
  const id = Number(useParams<{ id: string }>().id);
  const account = useAccount();
  const address = account?.address;
  const live = useLive(
    async (api) => {
      const study = (await api.view.Studies.study(id)) ?? null;
      if (study === null) return null;
      const [share, sponsor, overdue, board, lines, mine, disputes] = await Promise.all([
        api.constants.Studies.ProtocolShare(),
        api.view.Credentials.credential(study.sponsor, { type: 'Researcher', value: undefined }),
        api.view.Consent.overdue_of(study.sponsor),
        study.approval === undefined
          ? undefined
          : api.view.Credentials.credential(study.approval.board, { type: 'EthicsBoard', value: undefined }),
        address === undefined ? [] : receipt(api, address),
        address === undefined ? [] : ownContributions(api, id, address),
        address === undefined ? [] : disputesOf(api, id),
      ]);
      const own = lines.filter(({ grant }) => grant.grantee.type === 'Study' && grant.grantee.value === id);
      const complaints = disputes.filter((dispute) => dispute.items.some((item) => item.subject === address));
      return { study, share, sponsor: sponsor ?? null, overdue, board: board ?? null, own, mine, complaints };
    },
    [id, address],
  );
  return (
    <Loaded live={live} title={t.common.study(id)}>
      {(found) =>
        found === null ? (
          <Empty title={t.refusal.known.StudyNotFound?.[0] ?? t.common.notFound} page />
        ) : (
          <>
            <PageHead
              title={t.common.study(id)}
              intro={found.study.terms === undefined ? undefined : purposeWords(t, found.study.terms.purpose)}
            >
              <Badge tone={found.study.phase.type === 'Open' ? 'good' : 'quiet'} testid="study-phase">
                {t.code.phase[found.study.phase.type]}
              </Badge>
            </PageHead>
            <Part id={id} study={found.study} own={found.own} address={address} share={found.share} />
            {found.complaints.length > 0 && address !== undefined && (
              <section className="section" data-testid="complaints">
                <h2>{t.disputes.mine}</h2>
                <p className="intro">{t.disputes.mineText}</p>
                <Disputes disputes={found.complaints} own={address} />
              </section>
            )}
            <Terms study={found.study} share={found.share} />
            <section className="section">
              <h2>{t.studies.ethics}</h2>
              {found.study.approval === undefined ? (
                <p className="notice warn">{t.studies.ethicsNone}</p>
              ) : (
                <div className="stack">
                  <p>{t.studies.ethicsBy(found.study.approval.board, day(t, found.study.approval.at))}</p>
                  <Credential of={found.board} board />
                </div>
              )}
            </section>
            <section className="section">
              <h2>{t.studies.sponsor}</h2>
              <div className="stack">
                <p>
                  <Address of={found.study.sponsor} />
                </p>
                <Credential of={found.sponsor} />
                {found.overdue > 0 && (
                  <p className="notice bad" data-testid="overdue">
                    {t.studies.credential.overdue(found.overdue)}.
                  </p>
                )}
              </div>
            </section>
            <section className="section">
              <h2>{t.studies.contributed}</h2>
              <Mine items={found.mine} share={found.share} />
            </section>
          </>
        )
      }
    </Loaded>
  );
}

type Own = Awaited<ReturnType<typeof receipt>>;

/** The button to join, or how this account takes part already. */
function Part({
  id,
  study,
  own,
  address,
  share,
}: {
  id: number;
  study: Info;
  own: Own;
  address: string | undefined;
  share: number;
}) {
  const t = useTexts();
  const now = useNow();
  const withdrawn = own.some((line) => line.participation?.withdrawn === true);
  const joined = own.some((line) => isOpen(line.grant, now));
  const part = own.some((line) => line.participation !== undefined) || joined;
  const finished = study.phase.type === 'Finished' || study.phase.type === 'Ended';
  return (
    <div className="summary">
      {withdrawn ? (
        <p>{t.studies.withdrawn}</p>
      ) : joined ? (
        <p className="big">{t.studies.joined}</p>
      ) : (
        <Offer study={study} share={share} />
      )}
      {!joined &&
        !withdrawn &&
        (study.phase.type === 'Open' || study.phase.type === 'Approved' || study.phase.type === 'Proposed') && (
          <Link href={`/consent/new/study-${id}`} className="button primary" data-testid="join">
            {t.studies.join}
          </Link>
        )}
      {part && !withdrawn && !finished && address !== undefined && (
        <button
          type="button"
          className="danger-outline"
          onClick={() => propose(withdrawPlan(t, id, address))}
          data-testid="withdraw"
        >
          {t.studies.withdraw}
        </button>
      )}
    </div>
  );
}

function Offer({ study, share }: { study: Info; share: number }) {
  const t = useTexts();
  if (study.terms === undefined) return null;
  return (
    <p>
      {t.studies.you} <strong>{t.studies.pays(amount(t, participantGets(study.terms.reward, share)))}</strong>
    </p>
  );
}

function asks(t: Texts, study: Info): string[] {
  const { terms } = study;
  if (terms === undefined) return [];
  const { eligibility, cohort } = terms;
  const committed = study.cohort?.committed ?? 0;
  return [
    t.studies.minReadings(number(t, readings(terms.min_depth))),
    terms.device_signed ? t.studies.deviceSigned : t.studies.byInvitation,
    t.studies.perParticipant(terms.per_participant),
    t.studies.window(span(t, Number(terms.dispute_window))),
    ...(cohort === undefined
      ? []
      : [`${t.studies.cohort(cohort.min, day(t, cohort.deadline))} (${t.studies.cohortNow(committed)}).`]),
    ...(eligibility.collected === undefined
      ? []
      : [t.studies.collected(dayOf(t, eligibility.collected[0] ?? 0), dayOf(t, eligibility.collected[1] ?? 0))]),
    ...(eligibility.models.length === 0 ? [] : [t.studies.models(list(t, eligibility.models.map(String)))]),
    ...(eligibility.not_in.length === 0 ? [] : [t.studies.notIn(list(t, eligibility.not_in.map(String)))]),
  ];
}

function Terms({ study, share }: { study: Info; share: number }) {
  const t = useTexts();
  const { terms } = study;
  if (terms === undefined) return null;
  const demands = conditions(t, terms.purpose);
  const disease = terms.purpose.type === 'Research' && terms.purpose.value.permission.type === 'DiseaseSpecific';
  return (
    <>
      <section className="section">
        <h2>{t.studies.conditions}</h2>
        {demands.length === 0 ? <p>{t.studies.noConditions}</p> : <Points items={demands} />}
        {disease && <p className="aside">{t.studies.disease}</p>}
      </section>
      <section className="section">
        <h2>{t.studies.terms}</h2>
        <dl className="facts with-gap">
          <Fact name={t.studies.wants}>{kinds(t, terms.modalities)}</Fact>
          <Fact name={t.studies.money}>
            {t.studies.pays(amount(t, terms.reward))}
            <small>
              {t.studies.share(
                new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 1 }).format(share / 1e6),
                amount(t, participantGets(terms.reward, share)),
              )}
            </small>
          </Fact>
          <Fact name={t.studies.opens}>{day(t, terms.opens)}</Fact>
          <Fact name={t.studies.closes}>{day(t, study.closing_at ?? terms.closes)}</Fact>
          <Fact name={t.research.spent}>
            {t.studies.escrow(amount(t, study.unallocated))}
            {study.owed > 0n && <small>{t.studies.owed(amount(t, study.owed))}</small>}
          </Fact>
          <Fact name={t.studies.contributionsSoFar}>
            {t.studies.places(number(t, study.accepted), number(t, terms.max_contributions))}
          </Fact>
        </dl>
        <Points items={asks(t, study)} />
        <p className="aside">
          {study.key === undefined ? t.studies.key.none : t.studies.key.until(day(t, study.key.usable_until))}
        </p>
        <details>
          <summary>{t.studies.document}</summary>
          <p className="help">{t.studies.documentHelp}</p>
          <Command text={terms.document} label={t.studies.document} />
        </details>
      </section>
    </>
  );
}

function Mine({ items, share }: { items: Awaited<ReturnType<typeof ownContributions>>; share: number }) {
  const t = useTexts();
  if (items.length === 0) return <p className="aside">{t.studies.contributedNone}</p>;
  return (
    <div className="scroll">
      <table data-testid="my-contributions">
        <thead>
          <tr>
            <th scope="col">{t.research.dataset}</th>
            <th scope="col">{t.common.status}</th>
            <th scope="col">{t.research.delivered}</th>
            <th scope="col" className="num">
              {t.studies.you}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.dataset}>
              <td>
                <code>{item.dataset.slice(2, 10)}…</code>
              </td>
              <td>{t.code.contribution[item.status.type]}</td>
              <td>{item.delivered_at === undefined ? '–' : moment(t, item.delivered_at)}</td>
              <td className="num">{amount(t, participantGets(item.price, share))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
