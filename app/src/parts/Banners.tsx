import { acceptChain, compatible, endpoint, genesis, phase } from '../chain/connection';
import { useStore } from '../chain/store';
import { useTexts } from '../words/language';

/** Shown above every page while something is wrong with the connection. */
export function Banners() {
  const t = useTexts();
  const state = useStore(phase);
  const understood = useStore(compatible);
  const node = useStore(endpoint);
  const found = useStore(genesis);
  return (
    <div className="banners" aria-live="polite">
      {state === 'lost' && (
        <p className="notice warn" data-testid="banner-lost">
          {t.connection.lost}
        </p>
      )}
      {state === 'unreachable' && (
        <p className="notice warn" data-testid="banner-unreachable">
          {t.connection.unreachable(node)}
        </p>
      )}
      {state === 'wrong-chain' && (
        <div className="notice bad" role="alert" data-testid="banner-wrong-chain">
          <strong>{t.connection.wrongChain}</strong>
          <p>{t.connection.wrongChainText}</p>
          <p>
            {t.settings.genesis} <code>{found}</code>
          </p>
          <button type="button" className="small" onClick={acceptChain} data-testid="accept-chain">
            {t.connection.acceptChain}
          </button>
        </div>
      )}
      {!understood && (
        <div className="notice warn" role="alert" data-testid="banner-outdated">
          <p>{t.connection.outdated}</p>
          <button type="button" className="small" onClick={() => location.reload()}>
            {t.connection.reload}
          </button>
        </div>
      )}
    </div>
  );
}
