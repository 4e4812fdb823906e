import { Input, type InputRef, Progress, Segmented, Table, Tooltip } from 'antd';
import { useEffect, useMemo, useRef } from 'react';
import type { Scheme } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import type { WorkbenchSearch } from '../shell/router.tsx';
import { type Bracket, bracketsOf } from './bands.ts';
import type { RankingView } from './protocol.ts';
import { moved, visibleUnits } from './rows.ts';
import type { EngineState } from './useEngine.ts';

interface Props {
  readonly scheme: Scheme;
  readonly state: EngineState;
  readonly first: Int32Array | undefined;
  readonly search: WorkbenchSearch;
  readonly unit: number;
  readonly onSearch: (patch: Partial<WorkbenchSearch>) => void;
}

const ROW = 34;
const LANE = 6;

/** Ranking with intervals and brackets around units that cannot be told apart. */
export function Ranking({ scheme, state, first, search, unit, onSearch }: Props) {
  const t = useT();
  const view = state.ranking!;
  const found = state.concluded;
  const rows = useMemo(() => visibleUnits(view, search), [view, search]);
  const { byUnit, lanes } = useMemo(
    () => bracketsOf(rows, found?.uncertainty.bands ?? []),
    [rows, found],
  );
  const input = useRef<InputRef>(null);
  useRankingKeys(rows, unit, view.units, onSearch, () => input.current?.focus());
  const several = view.classes.length > 1;
  const gradeName = (u: number): string => {
    const id = found?.grades?.grade[u];
    if (id === undefined || view.rank[u] === 0) return '';
    return id === ''
      ? t('office.grade-open')
      : (scheme.grade?.grades.find((g) => g.id === id)?.name ?? id);
  };
  return (
    <>
      <div className="ranking-bar">
        {several && (
          <Segmented
            size="small"
            aria-label={t('office.class')}
            value={search.class ?? ''}
            options={[
              { value: '', label: t('web.all-classes') },
              ...view.classes.map((c) => ({
                value: c.name,
                label: `${c.name} ${c.members.length}`,
              })),
            ]}
            onChange={(value) => onSearch({ class: String(value) || undefined })}
          />
        )}
        <Input.Search
          ref={input}
          size="small"
          allowClear
          aria-label={t('web.search-unit')}
          placeholder={t('web.search-unit')}
          defaultValue={search.q}
          onChange={(e) => onSearch({ q: e.target.value || undefined })}
        />
        <span className="grow" />
        <output className="dim" aria-live="polite">
          {state.stale
            ? t('web.recomputing')
            : t('web.replicates-done', { count: found?.uncertainty.replicates ?? 0 })}
        </output>
        {state.stale && (
          <Progress
            type="circle"
            size={16}
            percent={Math.round(100 * state.progress)}
            showInfo={false}
            strokeColor="var(--dim)"
            aria-label={t('web.recomputing')}
          />
        )}
      </div>
      <Table<number>
        size="small"
        virtual
        className="ranking"
        rowKey={(u) => view.units[u]!}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 500 + lanes * LANE, y: Math.min(rows.length * ROW + 8, 440) }}
        rowClassName={(u, k) =>
          [u === unit ? 'chosen' : '', beginsClass(view, rows, k) ? 'class-first' : ''].join(' ')
        }
        onRow={(u) => ({ onClick: () => onSearch({ unit: view.units[u] }) })}
        columns={[
          {
            title: t('office.rank-and-interval'),
            width: 88,
            align: 'right',
            render: (_, u) => <RankCell view={view} found={found} stale={state.stale} unit={u} />,
          },
          {
            title: <span title={t('web.moves')}>▲▼</span>,
            width: 44,
            align: 'right',
            render: (_, u) => <Moved by={moved(first, view.rank, u)} />,
          },
          {
            title: <Tooltip title={t('web.bracket-means')}>{t('web.not-apart')}</Tooltip>,
            width: Math.max(70, 20 + lanes * LANE),
            className: 'brackets',
            render: (_, u) => <Brackets brackets={byUnit.get(u) ?? []} stale={state.stale} />,
          },
          {
            title: t('office.name'),
            width: 104,
            ellipsis: true,
            render: (_, u) => (
              <button type="button" className="link" aria-pressed={u === unit}>
                {view.names[u]}
              </button>
            ),
          },
          {
            title: t('web.interval-plot'),
            width: 136,
            render: (_, u) => <Interval view={view} found={found} stale={state.stale} unit={u} />,
          },
          {
            title: t('office.score'),
            width: 60,
            align: 'right',
            render: (_, u) => (Number.isNaN(view.score[u]) ? '' : view.score[u]!.toFixed(2)),
          },
          ...(scheme.grade
            ? [
                {
                  title: t('office.grade'),
                  width: 76,
                  render: (_: unknown, u: number) => gradeName(u),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

type CellProps = {
  readonly view: NonNullable<EngineState['ranking']>;
  readonly found: EngineState['concluded'];
  readonly stale: boolean;
  readonly unit: number;
};

/** A rank is never shown without its interval: before the first one is known, neither is. */
function RankCell({ view, found, stale, unit }: CellProps) {
  const t = useT();
  if (view.rank[unit] === 0) return <span className="dim">{t('office.not-ranked')}</span>;
  if (!found) return <span className="dim">…</span>;
  const { rankLow, rankHigh } = found.uncertainty;
  return (
    <span className="tabular">
      <strong>{view.rank[unit]}</strong>{' '}
      <span className={stale ? 'stale' : 'dim'} title={stale ? t('web.recomputing') : undefined}>
        {rankLow[unit]}–{rankHigh[unit]}
      </span>
    </span>
  );
}

function Moved({ by }: { by: number }) {
  const t = useT();
  if (by === 0) return null;
  return (
    <span
      className={by > 0 ? 'up' : 'down'}
      title={t(by > 0 ? 'web.moved-up' : 'web.moved-down', { by: Math.abs(by) })}
    >
      {by > 0 ? '▲' : '▼'}
      {Math.abs(by)}
    </span>
  );
}

function Brackets({ brackets, stale }: { brackets: readonly Bracket[]; stale: boolean }) {
  return (
    <span className={stale ? 'bracket-cell stale' : 'bracket-cell'}>
      {brackets.map((b) => (
        <i key={b.band} className={`bracket ${b.part}`} style={{ left: 4 + b.lane * LANE }} />
      ))}
    </span>
  );
}

function Interval({ view, found, stale, unit }: CellProps) {
  const t = useT();
  if (!found || view.rank[unit] === 0) return null;
  const last = view.classes[view.classOf[unit]!]!.members.length;
  const x = (rank: number): number => 4 + ((rank - 1) / Math.max(1, last - 1)) * 112;
  const { rankLow, rankHigh } = found.uncertainty;
  return (
    <svg
      className={stale ? 'interval stale' : 'interval'}
      width="120"
      height="16"
      role="img"
      aria-label={t('office.dot-label', {
        name: view.names[unit]!,
        rank: view.rank[unit]!,
        low: rankLow[unit]!,
        high: rankHigh[unit]!,
      })}
    >
      <line x1="4" x2="116" y1="8" y2="8" className="axis" />
      <line x1={x(rankLow[unit]!)} x2={x(rankHigh[unit]!)} y1="8" y2="8" className="range" />
      <circle cx={x(view.rank[unit]!)} cy="8" r="4" />
    </svg>
  );
}

/** J and K walk through the ranking, / goes to the search. */
function useRankingKeys(
  rows: readonly number[],
  unit: number,
  units: readonly string[],
  onSearch: Props['onSearch'],
  focusSearch: () => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || event.ctrlKey || event.metaKey)
        return;
      const at = rows.indexOf(unit);
      if (event.key === '/') {
        event.preventDefault();
        focusSearch();
      } else if (event.key === 'j' && at + 1 < rows.length)
        onSearch({ unit: units[rows[at + 1]!] });
      else if (event.key === 'k' && at > 0) onSearch({ unit: units[rows[at - 1]!] });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [rows, unit, units, onSearch, focusSearch]);
}

/** Ranks begin anew here: the row above is of another class. */
function beginsClass(view: RankingView, rows: readonly number[], k: number): boolean {
  return k > 0 && view.classOf[rows[k]!] !== view.classOf[rows[k - 1]!];
}
