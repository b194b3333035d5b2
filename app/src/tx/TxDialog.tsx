import { useState } from 'react';
import { api, compatible, phase } from '../chain/connection';
import { useStore } from '../chain/store';
import { Address, Points } from '../parts/basics';
import { Dialog } from '../parts/Dialog';
import { Scroller } from '../parts/Scroller';
import { useAccount } from '../wallet/hooks';
import { walletOpen } from '../wallet/WalletDialog';
import type { Account } from '../wallet/wallet';
import type { Texts } from '../words/en';
import { amount } from '../words/format';
import { useTexts } from '../words/language';
import { openPlan, type Plan } from './plan';
import { type Cost, useCost } from './preview';
import { ofCode, type Refusal } from './refusals';
import { type Progress, submit } from './submit';

/** The dialog through which everything is signed. */
export function TxDialog() {
  const plan = useStore(openPlan);
  return plan === null ? null : <OpenDialog key={plan.id + plan.title} plan={plan} />;
}

function OpenDialog({ plan }: { plan: Plan }) {
  const t = useTexts();
  // A plan is made for one account: under another it would be another plan.
  const current = useAccount();
  const [account] = useState(current);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [stop, setStop] = useState<(() => void) | null>(null);
  const close = (): void => {
    // Before the wallet has signed, closing means no. What was sent goes on.
    if (progress?.step === 'signing') stop?.();
    openPlan.set(null);
  };

  const sign = (): void => {
    const chain = api.get();
    if (chain === null || account === null) return;
    const end = submit(chain, plan, account, t, setProgress);
    setStop(() => end);
  };

  return (
    <Dialog title={progress === null ? t.tx.preview : plan.title} onClose={close} testid={`tx-${plan.id}`}>
      {progress === null ? (
        <Preview
          plan={plan}
          account={current?.address === account?.address ? account : null}
          onSign={sign}
          onClose={close}
        />
      ) : (
        <Steps plan={plan} progress={progress} onAgain={() => setProgress(null)} onClose={close} />
      )}
    </Dialog>
  );
}

function Preview(props: { plan: Plan; account: Account | null; onSign: () => void; onClose: () => void }) {
  const t = useTexts();
  const { plan, account } = props;
  const ready = useStore(phase) === 'ready';
  const understood = useStore(compatible);
  const { found, failed } = useCost(plan, account?.address);

  const refused = found?.payer.type === 'Refused' ? ofCode(t, found.payer.value) : null;
  const poor = found !== null && found.payer.type === 'Signer' && found.has < found.fee;
  const may =
    account !== null &&
    ready &&
    (failed || (found !== null && refused === null && !poor && found.payer.type !== 'Undecodable'));
  return (
    <>
      <Scroller className="dialog-body">
        <p className="tx-title">{plan.title}</p>
        <section>
          <h3>{t.tx.changes}</h3>
          <Points items={plan.changes} />
        </section>
        {plan.public !== undefined && (
          <section className="public" data-testid="public-notice">
            <h3>{t.tx.public}</h3>
            <Points items={plan.public} />
            <details>
              <summary>{t.wallet.separate}</summary>
              <p>{t.wallet.separateText}</p>
              <button
                type="button"
                className="small"
                data-testid="tx-other-account"
                onClick={() => {
                  props.onClose();
                  walletOpen.set(true);
                }}
              >
                {t.wallet.other}
              </button>
            </details>
          </section>
        )}
        <section>
          <h3>{t.tx.signAs}</h3>
          <p data-testid="tx-account">
            {account === null ? (
              t.wallet.needed
            ) : (
              <>
                {account.name === '' ? t.wallet.unnamed : account.name} · <Address of={account.address} />
              </>
            )}
          </p>
        </section>
        <section aria-live="polite">
          <h3>{t.tx.cost}</h3>
          <p data-testid="tx-cost">{found !== null ? costWords(t, found) : failed ? t.tx.costUnknown : t.tx.asking}</p>
          {poor && <p className="error">{t.tx.poor(amount(t, found.has))}</p>}
          {refused !== null && <RefusalWords refusal={refused} title={t.tx.refused} />}
          {(!understood || found?.payer.type === 'Undecodable') && <p className="error">{t.connection.outdated}</p>}
          {!ready && <p className="error">{t.connection.lost}</p>}
        </section>
      </Scroller>
      <footer className="dialog-foot">
        <button type="button" className="quiet" onClick={props.onClose}>
          {t.common.cancel}
        </button>
        <button
          type="button"
          className={plan.grave === true ? 'danger' : 'primary'}
          disabled={!may}
          onClick={props.onSign}
          data-testid="tx-sign"
        >
          {t.tx.sign}
        </button>
      </footer>
    </>
  );
}

function costWords(t: Texts, found: Cost): string {
  switch (found.payer.type) {
    case 'Free':
      return t.tx.free;
    case 'Study':
      return t.tx.byStudy(found.payer.value);
    case 'Sponsorship':
      return t.tx.bySponsorship(found.payer.value);
    case 'Signer':
      return t.tx.bySigner(amount(t, found.fee));
    default:
      return '—';
  }
}

function RefusalWords(props: { refusal: Refusal; title: string }) {
  const t = useTexts();
  const { why, todo, english, name } = props.refusal;
  return (
    <div className="notice bad" role="alert" data-testid="refusal" data-refusal={name}>
      <strong>{props.title}</strong>
      <p>{why}</p>
      {english !== undefined && english !== '' && (
        <p>
          {t.refusal.english} <span lang="en">{english}</span>
        </p>
      )}
      {todo !== '' && (
        <p>
          {t.refusal.todo} {todo}
        </p>
      )}
    </div>
  );
}

const ORDER: readonly Progress['step'][] = ['signing', 'sent', 'inBlock', 'final'];

function Steps(props: { plan: Plan; progress: Progress; onAgain: () => void; onClose: () => void }) {
  const t = useTexts();
  const { plan, progress } = props;
  const lost = useStore(phase) !== 'ready';
  const at = ORDER.indexOf(progress.step);
  const names = [t.tx.signing, t.tx.sent, t.tx.inBlock, t.tx.final];
  const over = at === -1 || progress.step === 'final';
  return (
    <>
      <Scroller className="dialog-body" data-testid="tx-progress" data-step={progress.step}>
        {at >= 0 && (
          <ol className="steps" aria-label={t.tx.steps}>
            {names.map((name, n) => (
              <li
                key={name}
                className={n < at || progress.step === 'final' ? 'past' : n === at ? 'now' : ''}
                aria-current={n === at ? 'step' : undefined}
              >
                {name}
              </li>
            ))}
          </ol>
        )}
        <div aria-live="assertive">
          <Said plan={plan} progress={progress} />
        </div>
        {lost && !over && <p className="error">{t.tx.lostWhile}</p>}
      </Scroller>
      <footer className="dialog-foot">
        {at === -1 && (
          <button type="button" className="quiet" onClick={props.onAgain} data-testid="tx-again">
            {t.tx.again}
          </button>
        )}
        <button type="button" className={over ? 'primary' : 'quiet'} onClick={props.onClose} data-testid="tx-close">
          {progress.step === 'final' ? t.tx.done : t.common.close}
        </button>
      </footer>
    </>
  );
}

function Said({ plan, progress }: { plan: Plan; progress: Progress }) {
  const t = useTexts();
  switch (progress.step) {
    case 'signing':
      return <p>{t.tx.signingText}</p>;
    case 'sent':
      return <p>{t.tx.sentText}</p>;
    case 'inBlock':
      return <p>{t.tx.inBlockText(String(progress.block))}</p>;
    case 'final':
      return (
        <>
          <p className="success">{plan.done}</p>
          <p>
            {t.tx.finalText(String(progress.block))}{' '}
            {progress.fee === null ? t.tx.free : t.tx.feePaid(amount(t, progress.fee))}
          </p>
        </>
      );
    case 'failed':
    case 'refused':
      return <RefusalWords refusal={progress.refusal} title={t.tx.failed} />;
    case 'rejected':
      return <p className="notice">{t.tx.rejected}</p>;
    case 'locked':
      return <p className="notice warn">{t.tx.locked}</p>;
    case 'dropped':
      return <p className="notice warn">{t.tx.dropped}</p>;
  }
}
