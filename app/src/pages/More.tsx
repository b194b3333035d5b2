import { Link } from 'wouter';
import { Icon } from '../parts/icons';
import { PageHead } from '../parts/basics';
import { RevokeAll } from '../parts/RevokeAll';
import { LiveSign, REST } from '../parts/Layout';
import { useTexts } from '../words/language';

/** On a phone: the places that do not fit at the bottom. */
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
