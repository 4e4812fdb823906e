import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { call } from '../../contract/client.ts';
import type { Figure } from '../../contract/today/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Unseen } from '../shell/parts.tsx';

/** A unit with all under it in five figures, and what changed in 30 days where that is known. */
export function Figures({ at, open }: { at: string | undefined; open: number | undefined }) {
  const t = useT();
  const found = useQuery({
    queryKey: ['today', 'figures', at],
    queryFn: () => call('today.figures', { query: at ? { at } : {} }),
  });
  const { data } = found;
  const shown: [string, Figure | null | undefined][] = [
    ['units', data?.units],
    ['people', data?.people],
    ['filled', data?.filled],
    ['vacant', data?.vacant],
    ['open', open === undefined ? undefined : { now: open, before: null }],
  ];
  return (
    <aside className="today-figures" aria-label={t('web.figures-title')}>
      <h2>{data?.unit.name ?? t('web.figures-title')}</h2>
      <Refusal error={found.error} />
      {found.isPending ? (
        <Skeleton active title={false} paragraph={{ rows: 5 }} />
      ) : (
        <dl>
          {shown.map(([name, figure]) =>
            figure ? (
              <div key={name}>
                <dt>{t(`web.figure-${name}`)}</dt>
                <dd>
                  {figure.now.toLocaleString('en-US')}
                  <Change figure={figure} />
                </dd>
              </div>
            ) : null,
          )}
        </dl>
      )}
    </aside>
  );
}

function Change({ figure: { now, before } }: { figure: Figure }) {
  const t = useT();
  if (before === null || before === now) return null;
  const by = Math.abs(now - before).toLocaleString('en-US');
  return (
    <span className="dim" title={t('web.figure-change')}>
      {now > before ? `▲ ${by}` : `▼ ${by}`}
      <Unseen>{t('web.figure-change')}</Unseen>
    </span>
  );
}
