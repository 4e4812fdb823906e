import { Button, Select, Spin, Tag } from 'antd';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import type { GradeStep, Scheme } from '../../engine/index.ts';
import { signedBars } from '../charts/options.ts';
import { useT } from '../shell/language.tsx';
import type { WorkbenchSearch } from '../shell/router.tsx';
import type { UnitView } from './protocol.ts';
import type { useEngine } from './useEngine.ts';

const Chart = lazy(() => import('../charts/Chart.tsx'));

interface Props {
  readonly scheme: Scheme;
  readonly engine: ReturnType<typeof useEngine>;
  readonly unit: number;
  readonly search: WorkbenchSearch;
  readonly onSearch: (patch: Partial<WorkbenchSearch>) => void;
}

/** Why the chosen unit stands where it does, and what would move its grade. */
export function UnitPanel({ scheme, engine, unit, search, onSearch }: Props) {
  const t = useT();
  const { state, ask, current } = engine;
  const view = state.ranking!;
  const against = useMemo((): number | 'class-mean' => {
    const other = search.against ? view.units.indexOf(search.against) : -1;
    return other >= 0 && view.classOf[other] === view.classOf[unit] ? other : 'class-mean';
  }, [search.against, view, unit]);
  useEffect(() => {
    if (unit < 0 || view.classOf[unit]! < 0) return;
    ask({ kind: 'unit', id: current(), unit, against, graded: !state.stale });
  }, [ask, current, unit, against, view, state.stale]);

  if (unit < 0)
    return (
      <aside className="side unit" aria-label={t('web.unit')}>
        <div className="empty">
          <p>{t('web.choose-unit')}</p>
          <p className="dim">{t('web.keys')}</p>
        </div>
      </aside>
    );
  const detail = state.unit?.unit === unit ? state.unit : undefined;
  return (
    <aside className="side unit" aria-label={t('web.unit')}>
      <h2>
        {view.names[unit]}{' '}
        <Button
          size="small"
          type="text"
          aria-label={t('web.close')}
          onClick={() => onSearch({ unit: undefined, against: undefined })}
        >
          ×
        </Button>
      </h2>
      <UnitHead engine={engine} scheme={scheme} unit={unit} />
      <div className="against">
        <span>{t('web.compare-with')}</span>
        <Select
          size="small"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('web.compare-with')}
          value={against === 'class-mean' ? '' : view.units[against]!}
          options={[
            { value: '', label: t('web.class-mean') },
            ...sameClass(view, unit).map((u) => ({ value: view.units[u]!, label: view.names[u]! })),
          ]}
          onChange={(value) => onSearch({ against: value || undefined })}
        />
      </div>
      {detail ? (
        <>
          <Contributions scheme={scheme} detail={detail} />
          <Decisions scheme={scheme} detail={detail} />
          <Change scheme={scheme} detail={detail} />
          <Figures scheme={scheme} engine={engine} detail={detail} onSearch={onSearch} />
        </>
      ) : view.classOf[unit]! < 0 ? (
        <p>{t('web.unit-not-ranked')}</p>
      ) : (
        <Spin />
      )}
    </aside>
  );
}

function sameClass(view: NonNullable<Props['engine']['state']['ranking']>, unit: number): number[] {
  const group = view.classes[view.classOf[unit]!];
  return group ? Array.from(group.members).filter((u) => u !== unit) : [];
}

function UnitHead({ engine, scheme, unit }: Pick<Props, 'engine' | 'scheme' | 'unit'>) {
  const t = useT();
  const { ranking, concluded } = engine.state;
  const found = concluded?.uncertainty;
  if (!found || !ranking || ranking.rank[unit] === 0) return null;
  const band = found.bands.find((b) => b.units.includes(unit));
  const grades = scheme.grade?.grades ?? [];
  return (
    <div className="unit-head">
      <p>
        {t('web.unit-rank', {
          rank: ranking.rank[unit]!,
          low: found.rankLow[unit]!,
          high: found.rankHigh[unit]!,
          score: ranking.score[unit]!.toFixed(2),
        })}
      </p>
      {band && <p className="dim">{t('web.unit-band', { count: band.units.length - 1 })}</p>}
      {grades.length > 0 && (
        <p className="chances">
          {grades.map((g) => {
            const p = found.gradeProbability[g.id]?.[unit] ?? 0;
            return p >= 0.005 ? (
              <Tag key={g.id} variant="outlined">
                {g.name} {Math.round(100 * p)}%
              </Tag>
            ) : null;
          })}
        </p>
      )}
    </div>
  );
}

/** Most telling contributions; what is left is summed into one bar. */
const MOST_BARS = 12;

function Contributions({ scheme, detail }: { scheme: Scheme; detail: UnitView }) {
  const t = useT();
  const option = useMemo(() => {
    const names = new Map(scheme.indicators.map((i) => [i.id, i.name]));
    const parts = [...detail.explanation.parts]
      .filter((p) => p.points !== 0)
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
    const shown = parts.slice(0, MOST_BARS).sort((a, b) => b.points - a.points);
    const rest = parts.slice(MOST_BARS).reduce((sum, p) => sum + p.points, 0);
    return signedBars([
      ...shown.map((p) => ({ name: names.get(p.id)!, value: p.points })),
      ...(parts.length > MOST_BARS ? [{ name: t('web.others'), value: rest }] : []),
      ...(detail.explanation.decided !== 0
        ? [{ name: t('web.decided'), value: detail.explanation.decided }]
        : []),
    ]);
  }, [scheme, detail, t]);
  const { from, to } = detail.explanation;
  return (
    <section>
      <h3>{t('web.contributions')}</h3>
      <p className="dim">
        {t('web.from-to', {
          from: from.toFixed(2),
          to: to.toFixed(2),
          gap: (to - from).toFixed(2),
        })}
      </p>
      <Suspense fallback={<Spin />}>
        <Chart option={option} height={280} label={t('web.contributions')} />
      </Suspense>
    </section>
  );
}

function Decisions({ scheme, detail }: { scheme: Scheme; detail: UnitView }) {
  const t = useT();
  if (!detail.decisions.length) return null;
  const { decide, indicators } = scheme;
  const rules = [...decide.adjustments, ...decide.gates, ...decide.vetoes, ...indicators];
  return (
    <section>
      <h3>{t('office.sheet-decisions')}</h3>
      <ul>
        {detail.decisions.map((d, k) => (
          <li key={k}>
            {t('office.decision-line', {
              kind: t(`office.decision-${d.kind}`),
              rule: rules.find((r) => r.id === d.rule)?.name ?? d.rule,
              value: Number.isNaN(d.fact.value) ? t('office.missing') : d.fact.value,
              points: d.points.toFixed(2),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Change({ scheme, detail }: { scheme: Scheme; detail: UnitView }) {
  const t = useT();
  const { change } = detail;
  if (!change) return null;
  const name = (id: string): string => scheme.grade?.grades.find((g) => g.id === id)?.name ?? id;
  const line = (step: GradeStep | undefined, direction: 'up' | 'down') => {
    if (!step) return null;
    const way = step.ways.find((w) => !w.beyondObserved) ?? step.ways[0];
    const indicator = way && scheme.indicators.find((i) => i.id === way.id);
    return (
      <li>
        {t(`web.change-${direction}`, { grade: name(step.grade), needed: step.needed.toFixed(2) })}
        {step.bound && ` ${t(`web.bound-${step.bound.kind}`)}`}
        {way && indicator
          ? ` ${t(way.beyondObserved ? 'web.way-beyond' : 'web.way', {
              name: indicator.name,
              value: round(way.value),
              needed: round(way.needed),
              unit: indicator.unit,
            })}`
          : step.bound
            ? ''
            : ` ${t('web.no-way')}`}
      </li>
    );
  };
  return (
    <section>
      <h3>{t('web.change')}</h3>
      <ul>
        {line(change.up, 'up')}
        {line(change.down, 'down')}
      </ul>
    </section>
  );
}

function round(v: number): string {
  return String(Number(v.toPrecision(4)));
}

function Figures({
  scheme,
  engine,
  detail,
  onSearch,
}: Pick<Props, 'scheme' | 'engine' | 'onSearch'> & { detail: UnitView }) {
  const t = useT();
  const { imputed, treatedCells } = engine.state.ranking!;
  const filled = new Set(imputed.filter((c) => c.unit === detail.unit).map((c) => c.id));
  const treated = new Set(treatedCells.filter((c) => c.unit === detail.unit).map((c) => c.id));
  return (
    <details>
      <summary>{t('web.figures')}</summary>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">{t('office.indicator')}</th>
            <th scope="col">{t('web.reported')}</th>
            <th scope="col">{t('office.score')}</th>
          </tr>
        </thead>
        <tbody>
          {scheme.indicators.map((i, k) => (
            <tr key={i.id}>
              <th scope="row">
                <button
                  type="button"
                  className="link"
                  onClick={() => onSearch({ view: 'indicator', indicator: i.id })}
                >
                  {i.name}
                </button>
              </th>
              <td className="tabular">
                {Number.isNaN(detail.raw[k]) ? t('office.missing') : round(detail.raw[k]!)} {i.unit}
              </td>
              <td className="tabular">
                {Number.isNaN(detail.normalised[k]) ? '—' : detail.normalised[k]!.toFixed(1)}
                {filled.has(i.id) && <span className="mark-cell"> ◇ {t('office.imputed')}</span>}
                {treated.has(i.id) && <span className="mark-cell"> ▽ {t('office.treated')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
