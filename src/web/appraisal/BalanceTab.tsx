import { Table } from 'antd';
import { useT } from '../shell/language.tsx';
import type { EngineState } from './useEngine.ts';

interface Props {
  readonly state: EngineState;
  readonly unit: number;
  readonly onUnit: (unit: string) => void;
}

/** The five balances: weight on either side, and who leans furthest. */
export function BalanceTab({ state, unit, onUnit }: Props) {
  const t = useT();
  const view = state.ranking!;
  const rows = view.balance.pairs.map((p) => {
    const gap = (u: number): number => p.scores[0][u]! - p.scores[1][u]!;
    const widest = Array.from(view.classOf.keys())
      .filter((u) => view.classOf[u]! >= 0 && !Number.isNaN(gap(u)))
      .sort((a, b) => Math.abs(gap(b)) - Math.abs(gap(a)))
      .slice(0, 3);
    return { ...p, gap, widest };
  });
  const side = (name: string): string => t(`office.side-${name}`);
  const leaning = (u: number, row: (typeof rows)[number]): string => {
    const g = row.gap(u);
    return Number.isNaN(g)
      ? '—'
      : t('web.leans', { side: side(row.sides[g > 0 ? 0 : 1]), gap: Math.abs(g).toFixed(1) });
  };
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="pair"
      scroll={{ x: 560 }}
      dataSource={rows}
      columns={[
        {
          title: t('office.pair'),
          width: 110,
          render: (_, r) => `${side(r.sides[0])} / ${side(r.sides[1])}`,
        },
        {
          title: t('web.weight-sides'),
          width: 220,
          render: (_, r) => (
            <span className="sides">
              <span className="tabular">{(100 * r.weight[0]).toFixed(0)}%</span>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect x="0" y="2" width={100 * r.weight[0]} height="6" className="plus" />
                <rect
                  x={100 - 100 * r.weight[1]}
                  y="2"
                  width={100 * r.weight[1]}
                  height="6"
                  className="minus"
                />
              </svg>
              <span className="tabular">{(100 * r.weight[1]).toFixed(0)}%</span>
            </span>
          ),
        },
        {
          title: t('office.unassigned'),
          width: 80,
          align: 'right',
          render: (_, r) => `${(100 * r.unassigned).toFixed(0)}%`,
        },
        ...(unit >= 0
          ? [
              {
                title: view.names[unit]!,
                width: 130,
                render: (_: unknown, r: (typeof rows)[number]) => leaning(unit, r),
              },
            ]
          : []),
        {
          title: t('office.widest'),
          render: (_, r) =>
            r.widest.map((u) => (
              <button
                type="button"
                className="link gap"
                key={u}
                onClick={() => onUnit(view.units[u]!)}
              >
                {view.names[u]} {leaning(u, r)}
              </button>
            )),
        },
      ]}
    />
  );
}
