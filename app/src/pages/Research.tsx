import { Link } from 'wouter';
import { useLive } from '../chain/hooks';
import { studies } from '../chain/read';
import { Badge, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { Credential } from '../parts/Credential';
import { NeedsAccount } from '../parts/NeedsAccount';
import { kinds, purposeWords } from '../words/codes';
import { amount, number } from '../words/format';
import { useTexts } from '../words/language';
import { Duties } from './Duties';

/** The studies of this account. */
export function Research() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.research.title} intro={t.research.intro}>
        <Link href="/research/new" className="button primary" data-testid="study-create">
          {t.research.create}
        </Link>
      </PageHead>
      <NeedsAccount>
        {(account) => (
          <>
            <Duties of={account.address} />
            <Own sponsor={account.address} />
          </>
        )}
      </NeedsAccount>
    </>
  );
}

function Own({ sponsor }: { sponsor: string }) {
  const t = useTexts();
  const live = useLive(
    async (api) => {
      const [all, credential] = await Promise.all([
        studies(api),
        api.view.Credentials.credential(sponsor, { type: 'Researcher', value: undefined }),
      ]);
      return { list: all.filter((study) => study.sponsor === sponsor).reverse(), credential: credential ?? null };
    },
    [sponsor],
  );
  return (
    <Loaded live={live}>
      {({ list, credential }) => (
        <>
          {credential?.status.type === 'Valid' ? (
            <p className="below-small">
              <Credential of={credential} />
            </p>
          ) : (
            <p className="notice warn">{t.research.credentialNone}</p>
          )}
          {list.length === 0 ? (
            <Empty title={t.research.empty} text={t.create.next} />
          ) : (
            <ul className="cards">
              {list.map((study) => (
                <li key={study.study} className="card" data-testid={`managed-${study.study}`}>
                  <header>
                    <h2>
                      <Link href={`/research/${study.study}`}>{t.common.study(study.study)}</Link>
                    </h2>
                    <Badge tone={study.phase.type === 'Open' ? 'good' : 'quiet'}>
                      {t.code.phase[study.phase.type]}
                    </Badge>
                  </header>
                  {study.terms !== undefined && (
                    <dl className="facts">
                      <Fact name={t.studies.purpose}>{purposeWords(t, study.terms.purpose)}</Fact>
                      <Fact name={t.studies.wants}>{kinds(t, study.terms.modalities)}</Fact>
                      <Fact name={t.research.contributions}>
                        {t.studies.places(number(t, study.accepted), number(t, study.terms.max_contributions))}
                      </Fact>
                      <Fact name={t.research.spent}>
                        {t.research.spentText(
                          amount(t, study.unallocated),
                          amount(t, study.reserved),
                          amount(t, study.owed),
                        )}
                      </Fact>
                    </dl>
                  )}
                  <footer>
                    <Link href={`/research/${study.study}`} className="button small">
                      {t.research.manage}
                    </Link>
                  </footer>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Loaded>
  );
}
