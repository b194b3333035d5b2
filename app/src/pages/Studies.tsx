import { useState } from 'react';
import { Link } from 'wouter';
import { isOpen } from '../chain/grants';
import { useLive, useNow } from '../chain/hooks';
import { receipt, studies, studiesOf } from '../chain/read';
import type { Study } from '../chain/types';
import { Badge, Empty, Fact, Loaded, PageHead } from '../parts/basics';
import { Check, Field } from '../parts/Field';
import { useAccount } from '../wallet/hooks';
import { kinds, MODALITIES, type Modality, modalityBits, purposeWords } from '../words/codes';
import { amount, day, number, parseAmount } from '../words/format';
import { useTexts } from '../words/language';
import { participantGets } from '../words/money';

interface Filter {
  open: boolean;
  approved: boolean;
  kind: Modality | '';
  price: string;
}

/** Whether a study fits a choice. */
export function fits(study: Study, filter: Filter): boolean {
  if (filter.open && study.phase.type !== 'Open') return false;
  if (filter.approved && study.approval === undefined) return false;
  const { terms } = study;
  if (terms === undefined) return !filter.open && filter.kind === '' && filter.price === '';
  if (filter.kind !== '' && (terms.modalities & modalityBits([filter.kind])) === 0) return false;
  return terms.reward >= (parseAmount(filter.price) ?? 0n);
}

/** Every study on the chain. No wallet is needed to look. */
export function Studies() {
  const t = useTexts();
  const account = useAccount();
  const now = useNow();
  const address = account?.address;
  const [filter, setFilter] = useState<Filter>({ open: false, approved: false, kind: '', price: '' });
  const live = useLive(
    async (api) => {
      const [list, share, lines] = await Promise.all([
        studies(api),
        api.constants.Studies.ProtocolShare(),
        address === undefined ? Promise.resolve([]) : receipt(api, address),
      ]);
      return { list: list.reverse(), share, mine: studiesOf(lines.filter((line) => isOpen(line.grant, now))) };
    },
    [address],
  );
  return (
    <>
      <PageHead title={t.studies.title} intro={t.studies.intro} />
      <Loaded live={live}>
        {({ list, share, mine }) => {
          if (list.length === 0) return <Empty title={t.studies.empty} />;
          const shown = list.filter((study) => fits(study, filter));
          return (
            <>
              <Filters filter={filter} onChange={setFilter} />
              {shown.length === 0 && <p className="aside">{t.studies.noMatch}</p>}
              <ul className="cards" data-testid="studies">
                {shown.map((study) => (
                  <StudyCard key={study.study} study={study} share={share} mine={mine.includes(study.study)} />
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTexts();
  return (
    <fieldset className="filters" aria-label={t.studies.filters}>
      <Field label={t.studies.kind}>
        {(control) => (
          <select
            {...control}
            value={filter.kind}
            onChange={(event) => onChange({ ...filter, kind: event.target.value as Modality | '' })}
            data-testid="filter-kind"
          >
            <option value="">{t.studies.anyKind}</option>
            {MODALITIES.map((kind) => (
              <option key={kind} value={kind}>
                {t.code.modalityShort[kind]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={`${t.studies.minPrice} (EPI)`}>
        {(control) => (
          <input
            {...control}
            inputMode="decimal"
            value={filter.price}
            onChange={(event) => onChange({ ...filter, price: event.target.value })}
            data-testid="filter-price"
          />
        )}
      </Field>
      <div>
        <Check
          label={t.studies.open}
          checked={filter.open}
          onChange={(on) => onChange({ ...filter, open: on })}
          testid="filter-open"
        />
        <Check
          label={t.studies.approved}
          checked={filter.approved}
          onChange={(on) => onChange({ ...filter, approved: on })}
          testid="filter-approved"
        />
      </div>
    </fieldset>
  );
}

function StudyCard({ study, share, mine }: { study: Study; share: number; mine: boolean }) {
  const t = useTexts();
  const { terms } = study;
  return (
    <li className="card" data-testid={`study-${study.study}`} data-phase={study.phase.type}>
      <header>
        <h2>
          <Link href={`/studies/${study.study}`}>{t.common.study(study.study)}</Link>
        </h2>
        <div className="badges">
          {mine && <Badge tone="good">{t.studies.yours}</Badge>}
          <Badge tone={study.phase.type === 'Open' ? 'good' : 'quiet'}>{t.code.phase[study.phase.type]}</Badge>
        </div>
      </header>
      {terms !== undefined && (
        <dl className="facts">
          <Fact name={t.studies.purpose}>{purposeWords(t, terms.purpose)}</Fact>
          <Fact name={t.studies.wants}>{kinds(t, terms.modalities)}</Fact>
          <Fact name={t.studies.you}>{t.studies.pays(amount(t, participantGets(terms.reward, share)))}</Fact>
          <Fact name={t.studies.closes}>
            {day(t, terms.closes)}
            <small>{t.studies.places(number(t, study.accepted), number(t, terms.max_contributions))}</small>
          </Fact>
        </dl>
      )}
    </li>
  );
}
