import { short } from '../chain/address';
import type { Credential as Info } from '../chain/types';
import { day } from '../words/format';
import { useTexts } from '../words/language';
import { Badge } from './basics';

/** What an accreditor says about a party, and whether it holds now. */
export function Credential({ of, board }: { of: Info | null; board?: boolean }) {
  const t = useTexts();
  const words = t.studies.credential;
  if (of === null) return <Badge tone="bad">{words.none}</Badge>;
  if (of.status.type !== 'Valid') return <Badge tone="bad">{words.invalid}</Badge>;
  return (
    <span className="badges">
      <Badge tone="good">{board === true ? words.board : words.valid(day(t, of.valid_until))}</Badge>
      {(of.attributes & 1) !== 0 && <Badge>{words.nonProfit}</Badge>}
      {(of.attributes & 2) !== 0 && <Badge>{words.nonCommercial}</Badge>}
      <small>{words.by(short(of.accreditor))}</small>
    </span>
  );
}
