import { Table } from 'antd';
import type { Scheme } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import type { EngineState } from './useEngine.ts';

/** Every figure that was filled or changed, and units left out, with the reason. */
export function TreatedTab({ scheme, state }: { scheme: Scheme; state: EngineState }) {
  const t = useT();
  const view = state.ranking!;
  const names = new Map(scheme.indicators.map((i) => [i.id, i.name]));
  const figure = (v: number): string => String(Number(v.toPrecision(6)));
  const rows = [
    ...view.excluded.map((e) => ({
      kind: t('office.not-ranked'),
      unit: e.unit,
      indicator: '',
      how: t('office.excluded-why', { share: Math.round(100 * e.share) }),
    })),
    ...view.imputed.map((c) => ({
      kind: `◇ ${t('office.imputed')}`,
      unit: c.unit,
      indicator: names.get(c.id) ?? c.id,
      how: `${t(`office.impute-${c.method}`)} ${figure(c.value)}`,
    })),
    ...view.treatedCells.map((c) => ({
      kind: `▽ ${t('office.treated')}`,
      unit: c.unit,
      indicator: names.get(c.id) ?? c.id,
      how: `${t(`office.treat-${c.action}`)} ${figure(c.before)} → ${figure(c.after)}`,
    })),
  ];
  return (
    <Table
      size="small"
      rowKey={(r) => `${r.kind} ${r.unit} ${r.indicator}`}
      dataSource={rows}
      scroll={{ x: 560 }}
      pagination={rows.length > 20 ? { pageSize: 20, size: 'small' } : false}
      locale={{ emptyText: t('office.nothing-processed') }}
      columns={[
        { title: t('office.what'), dataIndex: 'kind', width: 90 },
        { title: t('office.name'), width: 160, render: (_, r) => view.names[r.unit] },
        { title: t('office.indicator'), dataIndex: 'indicator', width: 200 },
        { title: t('office.how'), dataIndex: 'how' },
      ]}
    />
  );
}
