import { useState } from 'react';
import { Link } from 'wouter';
import { type GrantState, grantState, isOpen } from '../chain/grants';
import { useLive, useNow } from '../chain/hooks';
import { receipt } from '../chain/read';
import type { ConsentRequest, GrantLine } from '../chain/types';
import { Address, Badge, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import { RevokeAll } from '../parts/RevokeAll';
import { propose } from '../tx/plan';
import { revokePlan } from '../tx/plans';
import { conditions, granteeWords, kinds, purposeWords } from '../words/codes';
import type { Texts } from '../words/en';
import { day, dayOf } from '../words/format';
import { useTexts } from '../words/language';
import { NarrowDialog } from './NarrowDialog';

/** All grants: those in force first, then those that have ended. */
export function Consent() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.consent.title} intro={t.consent.intro}>
        <Link href="/consent/new" className="button primary" data-testid="grant-new">
          {t.consent.grant}
        </Link>
        <RevokeAll />
      </PageHead>
      <NeedsAccount>{(account) => <Grants subject={account.address} />}</NeedsAccount>
    </>
  );
}

function Grants({ subject }: { subject: string }) {
  const t = useTexts();
  const now = useNow();
  const live = useLive(
    async (api) => {
      const [lines, requests] = await Promise.all([receipt(api, subject), api.view.Consent.requests_of(subject)]);
      return { grants: lines.map((line) => line.grant).reverse(), requests };
    },
    [subject],
  );
  return (
    <Loaded live={live}>
      {({ grants, requests }) => {
        const open = grants.filter((grant) => isOpen(grant, now));
        const ended = grants.filter((grant) => !isOpen(grant, now));
        return (
          <>
            {requests.length > 0 && <Requests requests={requests} />}
            {grants.length === 0 && <Empty title={t.consent.empty} text={t.home.emptyText} />}
            {open.length > 0 && (
              <section className="section" aria-labelledby="open">
                <h2 id="open">{t.consent.live}</h2>
                <ul className="cards">
                  {open.map((grant) => (
                    <GrantCard key={grant.grant} grant={grant} now={now} />
                  ))}
                </ul>
              </section>
            )}
            {ended.length > 0 && (
              <section className="section" aria-labelledby="ended">
                <h2 id="ended">{t.consent.endedTitle}</h2>
                <ul className="cards">
                  {ended.map((grant) => (
                    <GrantCard key={grant.grant} grant={grant} now={now} />
                  ))}
                </ul>
              </section>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function stateWords(t: Texts, grant: GrantLine, state: GrantState): string {
  if (state === 'revoked') return t.consent.state.revoked(day(t, grant.revoked_at ?? 0n));
  if (state === 'expired') return t.consent.state.expired(day(t, grant.valid_until));
  return t.consent.state[state];
}

function GrantCard({ grant, now }: { grant: GrantLine; now: number }) {
  const t = useTexts();
  const [narrowing, setNarrowing] = useState(false);
  const state = grantState(grant, now);
  const open = isOpen(grant, now);
  const who = granteeWords(t, grant.grantee);
  const demands = conditions(t, grant.purpose);
  return (
    <li className={open ? 'card' : 'card ended'} data-testid={`grant-${grant.grant}`} data-state={state}>
      <header>
        <h3>
          {grant.grantee.type === 'Study' ? (
            <Link href={`/studies/${grant.grantee.value}`}>{who}</Link>
          ) : (
            <Address of={grant.grantee.value} />
          )}
          <small>{t.consent.grantNo(grant.grant)}</small>
        </h3>
        <Badge tone={state === 'live' ? 'good' : 'quiet'}>{stateWords(t, grant, state)}</Badge>
      </header>
      <dl className="facts">
        <Fact name={t.home.what}>
          {kinds(t, grant.modalities)}
          {grant.datasets !== undefined && grant.datasets.length > 0 && (
            <small>{t.sentence.someData(grant.datasets.length)}</small>
          )}
          {grant.days !== undefined && <small>{grant.days.map((number) => dayOf(t, number)).join(' – ')}</small>}
        </Fact>
        <Fact name={t.home.why}>
          {purposeWords(t, grant.purpose)}
          {demands.length > 0 && <small>{demands.join(' · ')}</small>}
        </Fact>
        <Fact name={t.home.until}>
          {day(t, grant.valid_from)} – {day(t, grant.valid_until)}
          {grant.uses_left !== undefined && <small>{t.home.usesLeft(grant.uses_left)}</small>}
        </Fact>
      </dl>
      <Acknowledged grant={grant} />
      {open && (
        <footer>
          <button
            type="button"
            className="small"
            aria-label={`${t.consent.narrow}: ${who}`}
            onClick={() => setNarrowing(true)}
            data-testid="narrow"
          >
            {t.consent.narrow}
          </button>
          <button
            type="button"
            className="small danger-outline"
            aria-label={t.home.revokeWho(who)}
            onClick={() => propose(revokePlan(t, grant))}
            data-testid={`revoke-${grant.grant}`}
          >
            {t.home.revoke}
          </button>
        </footer>
      )}
      {narrowing && <NarrowDialog grant={grant} now={now} onClose={() => setNarrowing(false)} />}
    </li>
  );
}

/**
 * Whether the reader has confirmed that the data is destroyed. If no key was handed over, there is
 * nothing to confirm.
 */
function Acknowledged({ grant }: { grant: GrantLine }) {
  const t = useTexts();
  const { duty, acknowledged_at } = grant;
  if (duty !== undefined)
    return (
      <p className={duty.overdue ? 'error below' : 'aside'}>
        {duty.overdue ? t.consent.ack.overdue(day(t, duty.due)) : t.consent.ack.open(day(t, duty.due))}
      </p>
    );
  return acknowledged_at === undefined ? null : <p className="aside">{t.consent.ack.done(day(t, acknowledged_at))}</p>;
}

function Requests({ requests }: { requests: readonly ConsentRequest[] }) {
  const t = useTexts();
  return (
    <section className="section" aria-labelledby="requests">
      <h2 id="requests">{t.consent.requests}</h2>
      <ul className="cards">
        {requests.map(([id, requester, terms]) => (
          <li key={id} className="card" data-testid={`request-${id}`}>
            <header>
              <h3>{granteeWords(t, terms.grantee)}</h3>
            </header>
            <dl className="facts">
              <Fact name={t.home.who}>
                <Address of={requester} />
              </Fact>
              <Fact name={t.home.what}>{kinds(t, terms.modalities)}</Fact>
              <Fact name={t.home.why}>{purposeWords(t, terms.purpose)}</Fact>
              <Fact name={t.home.until}>{day(t, terms.valid_until)}</Fact>
            </dl>
            <footer>
              <button
                type="button"
                className="small"
                onClick={() =>
                  propose({
                    id: 'deny',
                    title: t.consent.denyTx.title,
                    changes: [t.consent.denyTx.changes],
                    done: t.consent.denyTx.done,
                    call: (api) => api.tx.Consent.deny({ request: id }),
                  })
                }
                data-testid="deny"
              >
                {t.consent.deny}
              </button>
              <Link href={`/consent/new/request-${id}`} className="button small primary">
                {t.consent.look}
              </Link>
            </footer>
          </li>
        ))}
      </ul>
    </section>
  );
}
