import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input, Table, type TableColumnsType } from 'antd';
import { call } from '../../contract/client.ts';
import type { HotRow } from '../../contract/voice/topic-operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { HotDrawer } from './HotDrawer.tsx';
import { Months } from './Months.tsx';
import { VoiceDrawer } from './VoiceDrawer.tsx';
import { voiceView } from './view.ts';

/** Matters that several people wrote of, those hot now first. */
export function HotList() {
  const t = useT();
  const [view, setView] = useView(voiceView);
  const query = {
    ...(view.at ? { under: view.at } : {}),
    ...(view.now ? { now: view.now } : {}),
    ...(view.q ? { q: view.q } : {}),
  };
  const found = useQuery({
    queryKey: ['voice', 'hot', query],
    queryFn: () => call('voice.hot', { query }),
  });
  const narrowed = Boolean(view.now || view.q);
  return (
    <>
      <p className="dim">{t('hot:what')}</p>
      <div className="page-bar">
        <Input.Search
          allowClear
          aria-label={t('hot:find')}
          placeholder={t('hot:find')}
          defaultValue={view.q}
          onSearch={(q) => setView({ q: q.trim() || undefined })}
          style={{ width: 220 }}
        />
        <Checkbox
          checked={view.now === 'yes'}
          onChange={(e) => setView({ now: e.target.checked ? 'yes' : undefined })}
        >
          {t('hot:now-only')}
        </Checkbox>
        {found.data?.seenOn && (
          <span className="dim">{t('hot:seen', { day: found.data.seenOn })}</span>
        )}
      </div>
      <Refusal error={found.error} />
      <Table<HotRow>
        size="small"
        rowKey="id"
        className="voice-table"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        rowClassName={(r) => (r.id === view.hot ? 'chosen' : '')}
        columns={columns(t, (hot) => setView({ hot }))}
        locale={{
          emptyText: <p className="empty">{t(narrowed ? 'hot:none-found' : 'hot:none')}</p>,
        }}
      />
      {view.hot && (
        <HotDrawer
          key={view.hot}
          id={view.hot}
          onClose={() => setView({ hot: undefined })}
          onOpen={(id) => setView({ id })}
        />
      )}
      {view.id && (
        <VoiceDrawer
          key={view.id}
          id={view.id}
          door="open"
          onClose={() => setView({ id: undefined })}
          onOpen={(id) => setView({ id }, { asks: true })}
        />
      )}
    </>
  );
}

/** Whether a matter is hot, in a word. */
export function HotState({ row }: { row: Pick<HotRow, 'hotSince'> }) {
  const t = useT();
  return row.hotSince ? (
    <State kind="overdue">{t('hot:hot')}</State>
  ) : (
    <State kind="later">{t('hot:cooled')}</State>
  );
}

function columns(t: ReturnType<typeof useT>, open: (id: string) => void): TableColumnsType<HotRow> {
  const wide = ['md' as const];
  return [
    {
      title: t('hot:matter'),
      render: (_, r) => (
        <>
          <button type="button" className="link" onClick={() => open(r.id)}>
            {r.title}
          </button>
          <span className="dim"> {[r.place, r.topic].filter(Boolean).join(' · ')}</span>
          <div className="folded">
            {r.handler.name} · {t('hot:told-short', { texts: r.texts, people: r.people ?? 0 })} ·{' '}
            <HotState row={r} />
          </div>
        </>
      ),
    },
    {
      title: t('hot:of-state'),
      width: 84,
      responsive: wide,
      render: (_, r) => <HotState row={r} />,
    },
    { title: t('hot:of-handler'), width: 130, responsive: wide, render: (_, r) => r.handler.name },
    {
      title: t('hot:of-period'),
      width: 178,
      responsive: wide,
      render: (_, r) => t('hot:from-to', { from: r.first, to: r.last }),
    },
    ...(['texts', 'people', 'likes', 'recent', 'heat'] as const).map((key) => ({
      title: t(`hot:of-${key}`),
      width: 66,
      align: 'right' as const,
      className: 'tabular',
      responsive: wide,
      render: (_: unknown, r: HotRow) => (key === 'heat' ? r.heat.toFixed(0) : r[key]),
    })),
    {
      title: t('hot:of-months'),
      width: 130,
      responsive: ['lg'],
      render: (_, r) => <Months months={r.months} />,
    },
  ];
}
