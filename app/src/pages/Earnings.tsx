import { Link } from 'wouter';
import { useLive, useNow } from '../chain/hooks';
import { ownContributions, receipt, studiesOf } from '../chain/read';
import { Fact, Loaded, PageHead } from '../parts/basics';
import { NeedsAccount } from '../parts/NeedsAccount';
import { Plot } from '../parts/Plot';
import { propose } from '../tx/plan';
import { amount } from '../words/format';
import { useTexts } from '../words/language';
import { money } from '../words/series';

/** What was paid, what is pending, and the account's balance. */
export function Earnings() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.earnings.title} />
      <NeedsAccount>{(account) => <Money of={account.address} />}</NeedsAccount>
    </>
  );
}

function Money({ of }: { of: string }) {
  const t = useTexts();
  const now = useNow();
  const live = useLive(
    async (api) => {
      const [account, lines, rewards, membership] = await Promise.all([
        api.query.System.Account.getValue(of),
        receipt(api, of),
        api.view.Rewards.rewards(of),
        api.view.Sponsorship.membership(of),
      ]);
      const parts = await Promise.all(
        studiesOf(lines).map(async (study) => ({
          study,
          part: lines.find(({ grant }) => grant.grantee.type === 'Study' && grant.grantee.value === study)
            ?.participation,
          items: await ownContributions(api, study, of),
        })),
      );
      return { data: account.data, parts, rewards, membership: membership ?? null };
    },
    [of],
  );
  return (
    <Loaded live={live}>
      {({ data, parts, rewards, membership }) => {
        const paid = parts.reduce((sum, item) => sum + (item.part?.paid ?? 0n), 0n);
        const pending = parts.reduce((sum, item) => sum + (item.part?.pending ?? 0n), 0n);
        const points = money(
          parts.flatMap((item) => item.items),
          now,
        );
        return (
          <>
            <div className="card">
              <dl className="facts">
                <Fact name={t.earnings.balance}>
                  <strong className="figure-big" data-testid="balance">
                    {amount(t, data.free)}
                  </strong>
                </Fact>
                <Fact name={t.earnings.held}>
                  {amount(t, data.reserved)}
                  <small>{t.earnings.heldHelp}</small>
                </Fact>
                <Fact name={t.earnings.paid}>{amount(t, paid)}</Fact>
                <Fact name={t.earnings.pending}>{amount(t, pending)}</Fact>
              </dl>
            </div>
            {membership !== null && (
              <p className="notice below">
                {t.earnings.sponsorship(
                  membership.sponsorship,
                  amount(t, membership.fees_left),
                  amount(t, membership.deposits_left),
                )}
              </p>
            )}
            <section className="section">
              <h2>{t.earnings.plot}</h2>
              {points.length === 0 ? (
                <p className="aside">{t.earnings.plotEmpty}</p>
              ) : (
                <Plot
                  points={points}
                  now={now}
                  label={t.earnings.plotText(amount(t, paid), amount(t, pending))}
                  paid={t.earnings.paid}
                  pending={t.earnings.pending}
                />
              )}
            </section>
            {parts.length > 0 && (
              <section className="section">
                <h2>{t.earnings.perStudy}</h2>
                <div className="scroll">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t.earnings.study}</th>
                        <th scope="col" className="num">
                          {t.earnings.contributions}
                        </th>
                        <th scope="col" className="num">
                          {t.earnings.paid}
                        </th>
                        <th scope="col" className="num">
                          {t.earnings.pending}
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {parts.map((item) => (
                        <tr key={item.study}>
                          <td>
                            <Link href={`/studies/${item.study}`}>{t.common.study(item.study)}</Link>
                          </td>
                          <td className="num">{item.items.length}</td>
                          <td className="num">{amount(t, item.part?.paid ?? 0n)}</td>
                          <td className="num">{amount(t, item.part?.pending ?? 0n)}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </section>
            )}
            <Pool rewards={rewards} />
          </>
        );
      }}
    </Loaded>
  );
}

function Pool({ rewards }: { rewards: readonly { epoch: number; counted: bigint; reward?: bigint | undefined }[] }) {
  const t = useTexts();
  return (
    <section className="section">
      <h2>{t.earnings.pool}</h2>
      <p className="intro">{t.earnings.poolText}</p>
      {rewards.length === 0 && <p className="aside">{t.earnings.noPool}</p>}
      <ul className="cards">
        {rewards.map(({ epoch, reward }) => (
          <li key={epoch} className="card row-card">
            <span>{t.earnings.epoch(epoch)}</span>
            <strong>{reward === undefined ? t.earnings.running : amount(t, reward)}</strong>
            {reward !== undefined && reward > 0n && (
              <button
                type="button"
                className="small"
                data-testid={`claim-${epoch}`}
                onClick={() =>
                  propose({
                    id: 'claim-reward',
                    title: t.earnings.claimTx.title,
                    changes: [t.earnings.claimTx.changes(amount(t, reward))],
                    done: t.earnings.claimTx.done,
                    call: (api) => api.tx.Rewards.claim({ epoch }),
                  })
                }
              >
                {t.earnings.claim}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
