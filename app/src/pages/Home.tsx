import { Link } from 'wouter';
import { grantState, isOpen } from '../chain/grants';
import { useLive, useNow } from '../chain/hooks';
import { devices, receipt } from '../chain/read';
import type { ReceiptLine } from '../chain/types';
import { Address, Badge, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import { RevokeAll } from '../parts/RevokeAll';
import { propose } from '../tx/plan';
import { revokePlan } from '../tx/plans';
import { conditions, granteeWords, kinds, purposeWords } from '../words/codes';
import { amount, day, moment } from '../words/format';
import { useTexts } from '../words/language';

/** "My receipt": who may read what, at a glance. (`epione receipt` draws its own, in client/src/commands.) */
export function Home() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.home.title} intro={t.home.intro} />
      <NeedsAccount>{(account) => <Receipt subject={account.address} />}</NeedsAccount>
    </>
  );
}

function Receipt({ subject }: { subject: string }) {
  const now = useNow();
  const live = useLive(
    async (api) => {
      const [lines, requests, own] = await Promise.all([
        receipt(api, subject),
        api.view.Consent.requests_of(subject),
        devices(api, subject),
      ]);
      return { lines, requests: requests.length, recalled: own.filter((device) => device.info.recalled).length };
    },
    [subject],
  );
  return (
    <Loaded live={live}>
      {({ lines, requests, recalled }) => {
        const open = lines.filter((line) => isOpen(line.grant, now)).reverse();
        return (
          <>
            <Notices requests={requests} recalled={recalled} />
            <Summary lines={lines} readers={open.filter((line) => grantState(line.grant, now) === 'live').length} />
            <Lines open={open} ended={lines.length - open.length} now={now} />
          </>
        );
      }}
    </Loaded>
  );
}

function Notices({ requests, recalled }: { requests: number; recalled: number }) {
  const t = useTexts();
  return (
    <>
      {recalled > 0 && (
        <p className="notice bad">
          {t.home.recalled(recalled)} <Link href="/devices">{t.nav.devices}</Link>
        </p>
      )}
      {requests > 0 && (
        <p className="notice">
          {t.home.request(requests)} <Link href="/consent">{t.home.answer}</Link>
        </p>
      )}
    </>
  );
}

function Summary({ lines, readers }: { lines: readonly ReceiptLine[]; readers: number }) {
  const t = useTexts();
  // Payments belong to the grantee, not to the grant: several grants to one study show the same
  // sum.
  const byGrantee = new Map(
    lines.map((line) => [`${line.grant.grantee.type}:${line.grant.grantee.value}`, line.participation]),
  );
  const parts = [...byGrantee.values()];
  const paid = parts.reduce((sum, part) => sum + (part?.paid ?? 0n), 0n);
  const pending = parts.reduce((sum, part) => sum + (part?.pending ?? 0n), 0n);
  return (
    <div className="summary" data-testid="summary">
      <p className={readers === 0 ? 'big calm' : 'big'} data-testid="readers">
        {t.home.summaryReaders(readers)}
      </p>
      <p>
        <strong data-testid="paid-total">{amount(t, paid)}</strong> {t.home.summaryPaid}
      </p>
      <p>
        <strong>{amount(t, pending)}</strong> {t.home.summaryPending}
      </p>
      <RevokeAll />
    </div>
  );
}

function Lines(props: { open: readonly ReceiptLine[]; ended: number; now: number }) {
  const t = useTexts();
  const { open, ended, now } = props;
  return (
    <>
      {open.length === 0 ? (
        <Empty title={t.home.empty} text={t.home.emptyText} testid="receipt-empty">
          <Link href="/studies" className="button primary">
            {t.home.browse}
          </Link>
          <Link href="/consent/new" className="button">
            {t.home.grant}
          </Link>
        </Empty>
      ) : (
        <ul className="cards" data-testid="receipt">
          {open.map((line) => (
            <Line key={line.grant.grant} line={line} now={now} />
          ))}
        </ul>
      )}
      {ended > 0 && (
        <p className="aside">
          {t.home.ended(ended)} <Link href="/consent">{t.home.history}</Link>
        </p>
      )}
    </>
  );
}

function Line({ line, now }: { line: ReceiptLine; now: number }) {
  const t = useTexts();
  const { grant, participation } = line;
  const state = grantState(grant, now);
  const who = granteeWords(t, grant.grantee);
  const demands = conditions(t, grant.purpose);
  return (
    <li className="card receipt-line" data-testid={`receipt-${grant.grant}`}>
      <header>
        <h2>
          {grant.grantee.type === 'Study' ? (
            <Link href={`/studies/${grant.grantee.value}`}>{who}</Link>
          ) : (
            <Address of={grant.grantee.value} />
          )}
        </h2>
        {state === 'notYet' && <Badge>{t.home.notYet(day(t, grant.valid_from))}</Badge>}
        {state === 'usedUp' && <Badge>{t.home.usedUp}</Badge>}
      </header>
      <dl className="facts">
        <Fact name={t.home.what}>{kinds(t, grant.modalities)}</Fact>
        <Fact name={t.home.why}>
          {purposeWords(t, grant.purpose)}
          {demands.length > 0 && <small>{demands.join(' · ')}</small>}
        </Fact>
        <Fact name={t.home.until}>
          {day(t, grant.valid_until)}
          {grant.uses_left !== undefined && <small>{t.home.usesLeft(grant.uses_left)}</small>}
        </Fact>
        <Fact name={t.home.paid}>
          {amount(t, participation?.paid ?? 0n)}
          {(participation?.pending ?? 0n) > 0n && (
            <small>{t.home.pending(amount(t, participation?.pending ?? 0n))}</small>
          )}
        </Fact>
        <Fact name={t.home.lastKey}>
          {participation?.last_key === undefined ? t.home.neverKey : moment(t, participation.last_key)}
        </Fact>
      </dl>
      {line.arbiters.map(([dataset, arbiter]) => (
        <p key={dataset} className="aside">
          {t.home.arbiter(arbiter)}
        </p>
      ))}
      <footer>
        <button
          type="button"
          className="danger-outline"
          aria-label={t.home.revokeWho(who)}
          onClick={() => propose(revokePlan(t, grant))}
          data-testid={`revoke-${grant.grant}`}
        >
          {t.home.revoke}
        </button>
      </footer>
    </li>
  );
}
