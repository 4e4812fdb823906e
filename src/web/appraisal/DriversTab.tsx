import { Button, Progress, Table } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { intervalBars } from '../charts/options.ts';
import { useT } from '../shell/language.tsx';
import type { useEngine } from './useEngine.ts';

const Chart = lazy(() => import('../charts/Chart.tsx'));

/** What drives the ranks: Sobol' indices with their intervals, computed when asked for. */
export function DriversTab({
  engine,
  unit,
}: {
  engine: ReturnType<typeof useEngine>;
  unit: number;
}) {
  const t = useT();
  const { state, ask, current } = engine;
  const found = state.sensitivity;
  const indices = (found && (found.units[unit] ?? found.overall)) || undefined;
  const own = found?.units[unit] !== undefined;
  const option = useMemo(
    () =>
      indices &&
      intervalBars(
        indices.map((s) => ({
          name: t(`office.factor-${s.factor}`),
          value: s.total,
          low: s.totalLow,
          high: s.totalHigh,
        })),
      ),
    [indices, t],
  );
  const running = state.sensitivityProgress !== undefined;
  const start = () => ask({ kind: 'sensitivity', id: current(), ...(unit >= 0 ? { unit } : {}) });
  return (
    <div>
      <p className="dim">{t('web.drivers-what')}</p>
      {running ? (
        <p className="running">
          <Progress
            percent={Math.round(100 * state.sensitivityProgress!)}
            size="small"
            aria-label={t('web.drivers')}
          />
          <Button size="small" onClick={() => ask({ kind: 'cancel-sensitivity' })}>
            {t('web.cancel')}
          </Button>
        </p>
      ) : (
        <Button size="small" disabled={state.stale} onClick={start}>
          {t(found ? 'web.drivers-again' : 'web.drivers-run')}
        </Button>
      )}
      {found && indices && option && (
        <>
          <h3>
            {own
              ? t('web.drivers-unit', { name: state.ranking!.names[unit]! })
              : t('web.drivers-all')}
          </h3>
          <Suspense fallback={null}>
            <Chart option={option} height={40 + 34 * indices.length} label={t('web.drivers')} />
          </Suspense>
          <Table
            size="small"
            pagination={false}
            rowKey="factor"
            dataSource={[...indices]}
            scroll={{ x: 420 }}
            columns={[
              { title: t('office.factor'), render: (_, s) => t(`office.factor-${s.factor}`) },
              {
                title: t('office.total-index'),
                align: 'right',
                render: (_, s) => interval(s.total, s.totalLow, s.totalHigh),
              },
              {
                title: t('office.first-index'),
                align: 'right',
                render: (_, s) => interval(s.first, s.firstLow, s.firstHigh),
              },
            ]}
          />
          <p className="dim">
            {t('office.drivers-note', { runs: found.runs, level: Math.round(100 * found.level) })}
          </p>
        </>
      )}
    </div>
  );
}

function interval(value: number, low: number, high: number): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
