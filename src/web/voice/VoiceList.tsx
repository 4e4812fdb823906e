import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Input, type InputRef, Select, Table, type TableColumnsType } from 'antd';
import { useRef } from 'react';
import { call } from '../../contract/client.ts';
import type { VoiceRow } from '../../contract/voice/schemas.ts';
import { openKinds } from '../../contract/voice/states.ts';
import { useKey } from '../shell/keys.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { type Door, stateOf } from './data.ts';
import { VoiceDrawer } from './VoiceDrawer.tsx';
import { shows, voiceView } from './view.ts';

/** Voices behind a door, newest day first; J and K move through them, the drawer open or not. */
export function VoiceList({ door }: { door: Door }) {
  const t = useT();
  const [view, setView] = useView(voiceView);
  const finder = useRef<InputRef>(null);
  const query = {
    ...(view.at ? { under: view.at } : {}),
    ...(door === 'open' && view.kind ? { kind: view.kind } : {}),
    ...(door === 'open' && view.q ? { q: view.q } : {}),
  };
  const filter = { ...query, ...(door === 'open' && view.show ? { show: view.show } : {}) };
  const found = useInfiniteQuery({
    queryKey: ['voice', door, 'list', filter],
    queryFn: ({ pageParam: after }) =>
      door === 'sealed'
        ? call('voice.reports', { query: { ...(view.at ? { under: view.at } : {}), after } })
        : call('voice.list', { query: { ...filter, after } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    ...(door === 'sealed' ? { gcTime: 0 } : {}),
  });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  const move = (by: number) => {
    if (view.act || rows.length === 0) return;
    const at = rows.findIndex((r) => r.id === view.id);
    const { id } = rows[Math.min(rows.length - 1, Math.max(0, at + by))]!;
    setView({ id }, { replace: true, asks: true });
  };
  useKey('j', () => move(1));
  useKey('k', () => move(-1));
  useKey('/', () => finder.current?.focus());
  const narrowed = Object.keys(filter).some((k) => k !== 'under');
  return (
    <>
      {door === 'sealed' ? (
        <p className="dim">{t('voice:reports-what')}</p>
      ) : (
        <div className="page-bar">
          <Input.Search
            ref={finder}
            allowClear
            aria-label={t('voice:find')}
            placeholder={t('voice:find')}
            defaultValue={view.q}
            onSearch={(q) => setView({ q: q.trim() || undefined })}
            style={{ width: 220 }}
          />
          <Select
            allowClear
            aria-label={t('voice:kind')}
            placeholder={t('voice:kind-any')}
            value={view.kind ?? null}
            onChange={(kind) => setView({ kind: kind ?? undefined })}
            options={openKinds.map((value) => ({ value, label: t(`voice:kind-${value}`) }))}
            style={{ width: 130 }}
          />
          <Counts query={query} />
        </div>
      )}
      <Refusal error={found.error} />
      <Table<VoiceRow>
        size="small"
        rowKey="id"
        className="voice-table"
        tableLayout="fixed"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        rowClassName={(v) => (v.id === view.id ? 'chosen' : '')}
        columns={columns(t, (id) => setView({ id }))}
        locale={{
          emptyText: <p className="empty">{t(emptyKey(door, narrowed))}</p>,
        }}
      />
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('voice:more')}
        </Button>
      )}
      {view.id && (
        <VoiceDrawer
          key={view.id}
          id={view.id}
          door={door}
          onClose={() => setView({ id: undefined })}
          onOpen={(id) => setView({ id }, { asks: true })}
        />
      )}
    </>
  );
}

function emptyKey(door: Door, narrowed: boolean): string {
  if (door === 'sealed') return 'voice:reports-none';
  return narrowed ? 'voice:none-found' : 'voice:none';
}

function columns(
  t: ReturnType<typeof useT>,
  open: (id: string) => void,
): TableColumnsType<VoiceRow> {
  return [
    { title: t('voice:received'), width: 104, responsive: ['md'], render: (_, v) => v.receivedOn },
    {
      title: t('voice:what'),
      render: (_, v) => (
        <>
          <span className="voice-title">
            <button type="button" className="link" onClick={() => open(v.id)}>
              {v.title}
            </button>
            {v.place && <span className="dim"> {v.place}</span>}
          </span>
          <div className="folded">
            {v.receivedOn} · {t(`voice:kind-${v.kind}`)} · {v.handler.name} · <StateOf voice={v} />
          </div>
        </>
      ),
    },
    {
      title: t('voice:kind'),
      width: 100,
      responsive: ['md'],
      render: (_, v) => t(`voice:kind-${v.kind}`),
    },
    { title: t('voice:handler'), width: 150, responsive: ['md'], render: (_, v) => v.handler.name },
    { title: t('voice:due'), width: 104, responsive: ['md'], render: (_, v) => v.due ?? '' },
    {
      title: t('voice:state'),
      width: 190,
      responsive: ['md'],
      render: (_, v) => <StateOf voice={v} />,
    },
    {
      title: t('voice:rating'),
      width: 84,
      responsive: ['lg'],
      render: (_, v) => (v.rating ? t(`voice:mark-${v.rating}`) : ''),
    },
  ];
}

export function StateOf({ voice }: { voice: Pick<VoiceRow, 'state' | 'light'> }) {
  const { kind, text } = stateOf(useT(), voice);
  return <State kind={kind}>{text}</State>;
}

/** Counts of what is shown, each a filter. */
function Counts({ query }: { query: Record<string, string> }) {
  const t = useT();
  const [view, setView] = useView(voiceView);
  const found = useQuery({
    queryKey: ['voice', 'counts', query],
    queryFn: () => call('voice.counts', { query }),
  });
  return (
    <div className="voice-shows">
      {shows.map((show) => (
        <Button
          key={show}
          size="small"
          type={view.show === show ? 'default' : 'text'}
          aria-pressed={view.show === show}
          onClick={() => setView({ show: view.show === show ? undefined : show })}
        >
          {t(`voice:show-${show}`, {
            count: show === 'done' ? '' : (found.data?.[show] ?? ''),
          }).trim()}
        </Button>
      ))}
    </div>
  );
}
