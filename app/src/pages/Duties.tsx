import { useLive } from '../chain/hooks';
import { duties } from '../chain/read';
import { Address, Badge, Fact } from '../parts/basics';
import { propose } from '../tx/plan';
import { granteeWords } from '../words/codes';
import { day } from '../words/format';
import { useTexts } from '../words/language';

/** What this account has to confirm as destroyed; nothing is shown where there is nothing. */
export function Duties({ of }: { of: string }) {
  const t = useTexts();
  const live = useLive((api) => duties(api, of), [of]);
  const list = live.value ?? [];
  if (list.length === 0) return null;
  const words = t.research.ackTx;
  return (
    <section className="section first" aria-labelledby="duties" data-testid="duties">
      <h2 id="duties">{t.research.duties}</h2>
      <p className="intro">{t.research.dutiesText}</p>
      <ul className="cards">
        {list.map((duty) => (
          <li key={duty.grant} className="card" data-testid={`duty-${duty.grant}`}>
            <header>
              <h3>
                {granteeWords(t, duty.grantee)} · {t.consent.grantNo(duty.grant)}
              </h3>
              {duty.overdue && <Badge tone="bad">{t.research.dutyOverdue}</Badge>}
            </header>
            <dl className="facts">
              <Fact name={t.research.subject}>
                <Address of={duty.subject} />
              </Fact>
              <Fact name={t.research.dutySince}>{day(t, duty.since)}</Fact>
              <Fact name={t.research.dutyDue}>{day(t, duty.due)}</Fact>
            </dl>
            <footer>
              <button
                type="button"
                className="small"
                aria-label={`${t.research.confirm}: ${t.consent.grantNo(duty.grant)}`}
                data-testid="acknowledge"
                onClick={() =>
                  propose({
                    id: 'acknowledge',
                    title: words.title,
                    changes: [words.changes(duty.grant)],
                    public: [words.public],
                    done: words.done,
                    call: (api) => api.tx.Consent.acknowledge({ grant: duty.grant }),
                  })
                }
              >
                {t.research.confirm}
              </button>
            </footer>
          </li>
        ))}
      </ul>
    </section>
  );
}
