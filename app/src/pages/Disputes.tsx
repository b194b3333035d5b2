import { useState } from 'react';
import { useNow } from '../chain/hooks';
import type { Dispute } from '../chain/types';
import { Address, Badge, Fact } from '../parts/basics';
import { amount, moment } from '../words/format';
import { useTexts } from '../words/language';
import { AppealDialog } from './AppealDialog';

type Item = Dispute['items'][number];

/** The verdicts against this account that were not appealed. */
const lost = (dispute: Dispute, own: string): Item[] =>
  dispute.items.filter(
    ({ subject, verdict, appeal }) =>
      appeal === undefined &&
      verdict !== undefined &&
      (verdict.type === 'Upheld' ? subject === own : dispute.sponsor === own),
  );

/**
 * Disputes over a study's contributions: the sponsor sees each in full, a participant only its own
 * part.
 */
export function Disputes({ disputes, own }: { disputes: readonly Dispute[]; own: string }) {
  return (
    <ul className="cards">
      {disputes.map((dispute) => (
        <Card key={dispute.dispute} dispute={dispute} own={own} />
      ))}
    </ul>
  );
}

function Card({ dispute, own }: { dispute: Dispute; own: string }) {
  const t = useTexts();
  const now = useNow();
  const [appealing, setAppealing] = useState(false);
  const sponsor = dispute.sponsor === own;
  const items = sponsor ? dispute.items : dispute.items.filter((item) => item.subject === own);
  const appealable = dispute.phase.type === 'Decided' && Number(dispute.due ?? 0) > now ? lost(dispute, own) : [];
  return (
    <li className="card" data-testid={`dispute-${dispute.dispute}`} data-phase={dispute.phase.type}>
      <header>
        <h3>
          {t.common.number(dispute.dispute)}: {t.code.dispute[dispute.reason.type]}
        </h3>
        <Badge tone="warn">{t.code.disputePhase[dispute.phase.type]}</Badge>
      </header>
      <dl className="facts">
        {dispute.arbiter !== undefined && (
          <Fact name={t.code.role.Arbiter}>
            <Address of={dispute.arbiter} />
          </Fact>
        )}
        {dispute.due !== undefined && <Fact name={t.research.due}>{moment(t, dispute.due)}</Fact>}
        <Fact name={t.disputes.compensation}>{amount(t, dispute.compensation)}</Fact>
      </dl>
      <ul className="points">
        {items.map((item) => (
          <li key={item.subject + item.dataset}>
            <code>{item.dataset.slice(2, 10)}…</code>: {t.disputes.verdict[item.verdict?.type ?? 'None']}
            {item.appeal !== undefined && ` (${t.disputes.appealed})`}
          </li>
        ))}
      </ul>
      {appealable.length > 0 && (
        <footer>
          <button type="button" onClick={() => setAppealing(true)} data-testid={`appeal-${dispute.dispute}`}>
            {t.disputes.appeal}
          </button>
        </footer>
      )}
      {appealing && (
        <AppealDialog
          dispute={dispute}
          count={appealable.length}
          sponsor={sponsor}
          onClose={() => setAppealing(false)}
        />
      )}
    </li>
  );
}
