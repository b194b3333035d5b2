import { Link } from 'wouter';
import { PageHead } from '../parts/basics';
import { Icon } from '../parts/icons';
import { LiveSign, REST } from '../parts/Layout';
import { RevokeAll } from '../parts/RevokeAll';
import { useTexts } from '../words/language';

/** On a phone: the pages that do not fit at the bottom. */
export function More() {
  const t = useTexts();
  return (
    <>
      <PageHead title={t.nav.more} />
      <ul className="cards">
        {REST.map(([target, icon, name]) => (
          <li key={target}>
            <Link href={target} className="card place">
              <Icon name={icon} /> {t.nav[name]}
            </Link>
          </li>
        ))}
      </ul>
      <div className="below actions">
        <RevokeAll />
      </div>
      <div className="below">
        <LiveSign />
      </div>
    </>
  );
}
