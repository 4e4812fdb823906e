import { Link } from '@tanstack/react-router';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { type Loop, rowsAt, share, stages } from './links.ts';

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
export function Funnel({ loop, campaign }: { loop: Loop; campaign: string | undefined }) {
  const t = useT();
  const { funnel, leads } = loop;
  const to = (stage: Stage): string | undefined => {
    if (stage === 'sessions') return `/study?at=${loop.unit.id}&show=held`;
    if (stage === 'rules') return `/institutions?at=${loop.unit.id}`;
    return stage in stages
      ? rowsAt(loop, campaign, stages[stage as keyof typeof stages])
      : undefined;
  };
  const ofFound = (stage: Stage) =>
    stage === 'sessions' || stage === 'found' || stage === 'rules'
      ? undefined
      : share(funnel[stage], funnel.found);
  return (
    <section className="cockpit-funnel" aria-label={t('cockpit:funnel')}>
      <ol>
        {order.map((stage) => {
          const link = to(stage);
          const days = lead[stage] ? leads[lead[stage]] : null;
          const part = ofFound(stage);
          return (
            <li key={stage}>
              <span className="cockpit-stage">{t(`cockpit:stage-${stage}`)}</span>
              {link ? (
                <Link className="cockpit-number" {...partsOf(link)}>
                  {funnel[stage]}
                </Link>
              ) : (
                <span className="cockpit-number">{funnel[stage]}</span>
              )}
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
          <Link {...partsOf(rowsAt(loop, campaign, { state: 'draft' }))}>
            {t('cockpit:drafts', { count: funnel.drafts })}
          </Link>
        )}
      </p>
    </section>
  );
}
