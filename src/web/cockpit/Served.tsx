import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../contract/client.ts';
import { type Frame, servedOf } from '../../contract/cockpit/numbers.ts';
import type { Served as Found } from '../../contract/cockpit/operations.ts';
import { benefitTexts } from '../../contract/problem/benefit.ts';
import { effectText } from '../../contract/problem/cells.ts';
import type { Measure } from '../../contract/problem/schemas.ts';
import { targetMet } from '../../contract/problem/verdicts.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { Rows } from './Cockpit.tsx';

type Row = Found['rows'][number];

/** Business figures that measures serve 同中心工作结合, each with what came of what was confirmed. */
export function Served(props: { query: Frame & { under?: string; on?: string }; frame: Frame }) {
  const t = useT();
  const { query, frame } = props;
  const found = useQuery({
    queryKey: ['cockpit.served', query],
    queryFn: () => call('cockpit.served', { query }),
    placeholderData: (before) => before,
  });
  if (found.error) return <Refusal error={found.error} />;
  if (!found.data || found.data.rows.length === 0) return null;
  const numbers = servedOf(found.data, frame);
  return (
    <section aria-label={t('cockpit:served')}>
      <h2>{t('cockpit:served')}</h2>
      <p className="dim">{t('cockpit:served-what')}</p>
      <ul className="cockpit-served">
        {found.data.rows.map((r, i) => (
          <li key={r.serves}>
            <div>
              <strong>{r.serves}</strong>
              <p className="dim">
                {t('cockpit:serving')} <Rows name={r.serves} of={numbers[i]!.problems} />
                {t('cockpit:comma')}
                {t('cockpit:served-confirmed')}{' '}
                <Rows
                  name={`${r.serves} ${t('cockpit:served-confirmed')}`}
                  of={numbers[i]!.confirmed}
                />
              </p>
            </div>
            <Effects of={r.effects} />
          </li>
        ))}
      </ul>
      {found.data.more && <p className="dim">{t('cockpit:served-more')}</p>}
    </section>
  );
}

/** The latest measures whose effect was confirmed: what, before and after, who benefited. */
function Effects({ of }: { of: Row['effects'] }) {
  const t = useT();
  if (of.length === 0) return <span className="dim">{t('cockpit:served-none')}</span>;
  return (
    <ul>
      {of.map(({ problem, unit, measure: m }) => (
        <li key={m.id}>
          <Link {...partsOf(`/problems?id=${problem.id}`)}>{problem.title}</Link>{' '}
          <span className="dim">{unit}</span>
          <div>{m.figure ? <Figure m={m} /> : m.effectText}</div>
          {m.benefited !== null && <div className="dim">{benefitTexts(t, m).join(' · ')}</div>}
        </li>
      ))}
    </ul>
  );
}

/** The figure before and after, and whether its target was reached. */
function Figure({ m }: { m: Measure }) {
  const t = useT();
  const met = targetMet(m);
  return (
    <span className="tabular">
      {m.figure} {effectText(m)}
      {m.target !== null && ` ${t('document:target-unknown', { target: m.target })}`}
      {met !== null && (
        <State kind={met ? 'done' : 'overdue'}>
          {t(`problem:target-${met ? 'met' : 'missed-is'}`)}
        </State>
      )}
    </span>
  );
}
