import { Link } from '@tanstack/react-router';
import type { Numbers } from '../../contract/cockpit/numbers.ts';
import type { Loop } from '../../contract/cockpit/operations.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Rows } from './Cockpit.tsx';
import { addressOf, share } from './links.ts';

const order = [
  'sessions',
  'found',
  'measured',
  'done',
  'applied',
  'confirmed',
  'closed',
  'rules',
] as const;
type Stage = (typeof order)[number];

/** Days that lie between a stage and the one before it. */
const lead: Partial<Record<Stage, keyof Loop['leads']>> = {
  measured: 'toStart',
  applied: 'toApply',
  confirmed: 'toConfirm',
  closed: 'toClose',
};

/** Study → inspect → rectify → rules → judged: how many came how far, and how long it took. */
export function Funnel({ loop, numbers }: { loop: Loop; numbers: Numbers }) {
  const t = useT();
  const { funnel, leads } = loop;
  const of = (stage: Stage) =>
    stage === 'sessions' || stage === 'rules' ? numbers[stage] : numbers.stages[stage];
  const ofFound = (stage: Stage) =>
    stage === 'sessions' || stage === 'found' || stage === 'rules'
      ? undefined
      : share(funnel[stage], funnel.found);
  return (
    <section className="cockpit-funnel" aria-label={t('cockpit:funnel')}>
      <ol>
        {order.map((stage) => {
          const days = lead[stage] ? leads[lead[stage]] : null;
          const part = ofFound(stage);
          return (
            <li key={stage}>
              <span className="cockpit-stage">{t(`cockpit:stage-${stage}`)}</span>
              <Rows of={of(stage)} />
              <span className="dim">
                {part === undefined ? '' : `${part}%`}
                {days === null ? '' : ` ${t('cockpit:median-days', { days: Math.round(days) })}`}
              </span>
              <span
                className="cockpit-bar"
                aria-hidden
                style={{ inlineSize: `${part ?? (funnel[stage] > 0 ? 100 : 0)}%` }}
              />
            </li>
          );
        })}
      </ol>
      <p className="dim">
        {leads.whole !== null && t('cockpit:whole', { days: Math.round(leads.whole) })}{' '}
        {funnel.drafts > 0 && (
          <Link {...partsOf(addressOf(numbers.drafts))}>
            {t('cockpit:drafts', { count: funnel.drafts })}
          </Link>
        )}
      </p>
    </section>
  );
}
