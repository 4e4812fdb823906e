import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pagination, Table } from 'antd';
import { call } from '../../contract/client.ts';
import {
  type NeedKind,
  type NeedRow,
  needKinds,
  PAGE,
  type PlanKind,
  type PlanRow,
  planKinds,
} from '../../contract/need/operations.ts';
import { partsOf, useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { By } from './By.tsx';
import { needView } from './view.ts';
import './need.css';

/** Needs and whether something is planned for them; plans and whether they answer a need. Figures open their rows. */
export function Needs() {
  const t = useT();
  const at = useAt();
  const [view, setView] = useView(needView);
  const under = at ? { under: at } : {};
  const found = useQuery({
    queryKey: ['need', 'figures', at],
    queryFn: () => call('need.figures', { query: under }),
  });
  const lines = found.data && [
    ...needKinds.map((kind) => ({ of: 'needs' as const, kind, ...found.data.needs[kind] })),
    ...planKinds.map((kind) => ({ of: 'plans' as const, kind, ...found.data.plans[kind] })),
  ];
  const open = (of: 'needs' | 'plans', kind: NeedKind | PlanKind, answered: 'yes' | 'no') => () =>
    setView({ of, needKind: kind, answered, from: 0 });
  const number = (line: NonNullable<typeof lines>[number], answered: 'yes' | 'no') => (
    <button type="button" className="as-link" onClick={open(line.of, line.kind, answered)}>
      {answered === 'yes' ? line.answered : line.not}
    </button>
  );
  return (
    <>
      <p className="dim">{t('need:what')}</p>
      <Refusal error={found.error} />
      <Table
        size="small"
        className="need-figures"
        rowKey={(l) => `${l.of} ${l.kind}`}
        loading={found.isPending}
        dataSource={lines ?? []}
        pagination={false}
        columns={[
          {
            title: t('need:kind'),
            render: (_, l) => t(l.of === 'needs' ? `need:kind-${l.kind}` : `need:plan-${l.kind}`),
          },
          { title: t('need:answered'), align: 'right', render: (_, l) => number(l, 'yes') },
          { title: t('need:not-answered'), align: 'right', render: (_, l) => number(l, 'no') },
        ]}
      />
      <h2>
        {t(view.of === 'plans' ? 'need:list-plans' : 'need:list-needs', {
          kind: view.needKind
            ? t(view.of === 'plans' ? `need:plan-${view.needKind}` : `need:kind-${view.needKind}`)
            : '',
          state: t(view.answered === 'yes' ? 'need:answered' : 'need:not-answered'),
        })}
      </h2>
      {view.of === 'plans' ? <PlanRows /> : <NeedRows />}
    </>
  );
}

/** What the address asks of a list: of one of these kinds or of all. */
function useAsked<K extends string>(kinds: readonly K[]) {
  const at = useAt();
  const [view, setView] = useView(needView);
  const kind = kinds.find((k) => k === view.needKind);
  const query = {
    from: view.from,
    answered: view.answered,
    ...(at ? { under: at } : {}),
    ...(kind ? { kind } : {}),
  };
  return { view, setView, query };
}

function NeedRows() {
  const t = useT();
  const { view, setView, query } = useAsked(needKinds);
  const found = useQuery({
    queryKey: ['need', 'list', query],
    queryFn: () => call('need.list', { query }),
  });
  return (
    <>
      <Refusal error={found.error} />
      <Table<NeedRow>
        size="small"
        rowKey="subject"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('need:kind'), render: (_, r) => t(`need:kind-${r.kind}`) },
          {
            title: t('need:name'),
            className: 'need-name',
            render: (_, r) => <Link {...partsOf(r.link)}>{r.name}</Link>,
          },
          { title: t('need:unit'), render: (_, r) => r.unit.name },
          { title: t('need:on'), render: (_, r) => r.on },
          { title: t('need:answers-by'), className: 'need-name', render: (_, r) => <By row={r} /> },
        ]}
      />
      <Pages total={found.data?.total ?? 0} from={view.from} onFrom={(from) => setView({ from })} />
    </>
  );
}

function PlanRows() {
  const t = useT();
  const { view, setView, query } = useAsked(planKinds);
  const found = useQuery({
    queryKey: ['need', 'plans', query],
    queryFn: () => call('need.plans', { query }),
  });
  return (
    <>
      <Refusal error={found.error} />
      <Table<PlanRow>
        size="small"
        rowKey="plan"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('need:kind'), render: (_, r) => t(`need:plan-${r.kind}`) },
          {
            title: t('need:name'),
            className: 'need-name',
            render: (_, r) => <Link {...partsOf(r.link)}>{r.name}</Link>,
          },
          { title: t('need:unit'), render: (_, r) => r.unit.name },
          { title: t('need:on'), render: (_, r) => r.on || '—' },
          { title: t('need:answers-count'), align: 'right', render: (_, r) => r.answers },
        ]}
      />
      <Pages total={found.data?.total ?? 0} from={view.from} onFrom={(from) => setView({ from })} />
    </>
  );
}

interface PagesProps {
  readonly total: number;
  readonly from: number;
  readonly onFrom: (from: number) => void;
}

function Pages({ total, from, onFrom }: PagesProps) {
  if (total <= PAGE) return null;
  return (
    <Pagination
      size="small"
      current={from / PAGE + 1}
      pageSize={PAGE}
      total={total}
      showSizeChanger={false}
      onChange={(page) => onFrom((page - 1) * PAGE)}
    />
  );
}
