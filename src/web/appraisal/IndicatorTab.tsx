import { Select, Spin } from 'antd';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import type { Scheme } from '../../engine/index.ts';
import { histogram } from '../charts/options.ts';
import { useT } from '../shell/language.tsx';
import { about, listed } from '../shell/marks.ts';
import type { WorkbenchSearch } from '../shell/router.tsx';
import type { useEngine } from './useEngine.ts';

const Chart = lazy(() => import('../charts/Chart.tsx'));

interface Props {
  readonly scheme: Scheme;
  readonly engine: ReturnType<typeof useEngine>;
  readonly search: WorkbenchSearch;
  readonly onSearch: (patch: Partial<WorkbenchSearch>) => void;
}

/** One indicator: how the units are spread, what is missing, how it goes with the score. */
export function IndicatorTab({ scheme, engine, search, onSearch }: Props) {
  const t = useT();
  const { state, ask, current } = engine;
  const view = state.ranking!;
  const at = Math.max(
    0,
    scheme.indicators.findIndex((i) => i.id === search.indicator),
  );
  const indicator = scheme.indicators[at]!;
  useEffect(() => {
    if (view.units.length > 0) ask({ kind: 'indicator', id: current(), indicator: at });
  }, [ask, current, at, view]);
  const found = state.indicator?.indicator === at ? state.indicator : undefined;
  const unit = search.unit ? view.units.indexOf(search.unit) : -1;
  const option = useMemo(() => {
    if (!found) return undefined;
    const values = Array.from(found.raw).filter((v) => !Number.isNaN(v));
    return histogram(values, unit >= 0 ? found.raw[unit] : undefined, indicator.unit);
  }, [found, unit, indicator.unit]);
  const treated = view.treatedCells.filter((c) => c.id === indicator.id);
  const filled = view.imputed.filter((c) => c.id === indicator.id);
  return (
    <div className="indicator">
      <Select
        size="small"
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('office.indicator')}
        value={indicator.id}
        popupMatchSelectWidth={false}
        options={scheme.indicators.map((i) => ({ value: i.id, label: i.name }))}
        onChange={(value) => onSearch({ indicator: value })}
      />
      <p className="dim">
        {[
          t(`web.polarity-${indicator.polarity}`),
          t(`web.horizon-${indicator.horizon}`),
          indicator.source && t('web.source', { source: indicator.source }),
          found &&
            !Number.isNaN(found.correlation) &&
            t('web.correlation', { r: found.correlation.toFixed(2) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {indicator.definition && <p>{indicator.definition}</p>}
      {option ? (
        <Suspense fallback={<Spin />}>
          <Chart
            option={option}
            height={220}
            label={t('web.distribution', { name: indicator.name })}
          />
        </Suspense>
      ) : (
        <Spin />
      )}
      {found && found.missing.length > 0 && (
        <p>
          {t('web.missing-units', {
            count: found.missing.length,
            units: listed(
              t,
              found.missing.slice(0, 12).map((u) => view.names[u]!),
            ),
          })}
          {filled.length > 0 && ` ${t('web.filled', { count: filled.length })}`}
        </p>
      )}
      {treated.length > 0 && (
        <ul>
          {treated.map((c) => (
            <li key={c.unit}>
              ▽ {about(t, view.names[c.unit]!, t(`office.treat-${c.action}`))}{' '}
              {Number(c.before.toPrecision(5))} → {Number(c.after.toPrecision(5))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
