import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Table } from 'antd';
import type { BallotRow } from '../../contract/ballot/operations.ts';
import { ballotStates } from '../../contract/ballot/states.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, State, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { BallotDrawer } from './BallotDrawer.tsx';
import { Builder } from './Builder.tsx';
import { stateKind } from './data.ts';
import { ballotView } from './view.ts';
import './ballot.css';

/** Secret ballots: what is voted on, how far it is, and after the close what came of it. */
export default function Ballots() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(ballotView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const unit = view.at ?? roots.data?.[0]?.id;
  return (
    <div className="page ballot">
      <PageHead title={t('ballot:room')}>
        <Input.Search
          allowClear
          aria-label={t('ballot:find')}
          placeholder={t('ballot:find')}
          defaultValue={view.q}
          onSearch={(q) => setView({ q: q.trim() || undefined })}
          style={{ width: 200 }}
        />
        <Select
          allowClear
          aria-label={t('ballot:state')}
          placeholder={t('ballot:state-any')}
          value={view.state ?? null}
          onChange={(state) => setView({ state: state ?? undefined })}
          options={ballotStates.map((value) => ({ value, label: t(`ballot:state-${value}`) }))}
          style={{ width: 120 }}
        />
        {may('ballot.manage') && (
          <Button type="primary" onClick={() => setView({ act: 'new', ballot: undefined })}>
            {t('ballot:begin')}
          </Button>
        )}
      </PageHead>
      <List />
      {view.act === 'new' && unit && (
        <Builder
          unit={unit}
          onClose={() => setView({ act: undefined })}
          onMade={(ballot) => setView({ act: undefined, ballot, tab: 'roll' })}
        />
      )}
      {view.ballot && <BallotDrawer key={view.ballot} id={view.ballot} />}
    </div>
  );
}

/** All that one may see; a handful, so that words and states narrow them here. */
export const useBallots = (at: string | undefined) =>
  useQuery({
    queryKey: ['ballot', 'list', at],
    queryFn: () => call('ballot.list', { query: at ? { under: at } : {} }),
  });

function List() {
  const t = useT();
  const [view, setView] = useView(ballotView);
  const found = useBallots(view.at);
  const rows = (found.data?.rows ?? []).filter(
    (b) =>
      (view.state ? b.state === view.state : b.state !== 'cancelled') &&
      (!view.q || b.title.includes(view.q)),
  );
  const narrowed = Boolean(view.state || view.q);
  return (
    <>
      <Refusal error={found.error} />
      <Table<BallotRow>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        locale={{
          emptyText: <p className="empty">{t(narrowed ? 'ballot:none-found' : 'ballot:none')}</p>,
        }}
        columns={[
          {
            title: t('ballot:title'),
            render: (_, b) => (
              <>
                <button
                  type="button"
                  className="link"
                  onClick={() => setView({ ballot: b.id, tab: undefined, of: undefined })}
                >
                  {b.title}
                </button>
                <div className="folded dim">
                  {[b.unit.name, daysText(b)].filter(Boolean).join(' · ')}
                </div>
              </>
            ),
          },
          {
            title: t('ballot:unit'),
            responsive: ['md'],
            width: 220,
            render: (_, b) => b.unit.name,
          },
          {
            title: t('ballot:state'),
            width: 100,
            render: (_, b) => (
              <State kind={stateKind[b.state]}>{t(`ballot:state-${b.state}`)}</State>
            ),
          },
          {
            title: t('ballot:days'),
            responsive: ['md'],
            width: 210,
            render: (_, b) => <span className="tabular">{daysText(b) || '—'}</span>,
          },
        ]}
      />
    </>
  );
}

/** «2026-03-05 – 2026-03-10», or the one day there is. */
export const daysText = ({ opensOn, closesOn }: Pick<BallotRow, 'opensOn' | 'closesOn'>): string =>
  opensOn && closesOn ? `${opensOn} – ${closesOn}` : (opensOn ?? (closesOn ? `– ${closesOn}` : ''));
