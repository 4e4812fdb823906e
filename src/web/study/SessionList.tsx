import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Input, Table } from 'antd';
import { call } from '../../contract/client.ts';
import type { SessionRow } from '../../contract/study/schemas.ts';
import { Narrowed } from '../problem/Narrowed.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { cameOf, stateOf } from './data.ts';
import { narrowedBy, queryOf, type Show, shows, studyView } from './view.ts';

/** Sessions under a unit, the latest day first; those that led to nothing are one click away. */
export function SessionList() {
  const t = useT();
  const [view, setView] = useView(studyView);
  const query = narrowedBy(view);
  const filter = queryOf(view);
  const found = useInfiniteQuery({
    queryKey: ['study', 'list', filter],
    queryFn: ({ pageParam }) =>
      call('study.list', { query: { ...filter, ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  return (
    <>
      <div className="study-bar">
        <Input.Search
          allowClear
          aria-label={t('study:find')}
          placeholder={t('study:find')}
          defaultValue={view.q}
          onSearch={(q) => setView({ q: q.trim() || undefined })}
          style={{ width: 220 }}
        />
        <Counts query={query} />
      </div>
      <Narrowed view={view} set={setView} />
      <Refusal error={found.error} />
      <Table<SessionRow>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        rowClassName={(s) => (s.state === 'withdrawn' ? 'stale' : '')}
        locale={{
          emptyText: (
            <p className="empty">{t(view.show || view.q ? 'study:none-found' : 'study:none')}</p>
          ),
        }}
        columns={[
          {
            title: t('study:on'),
            width: 100,
            render: (_, s) => (
              <>
                {s.on} <span className="dim">{s.at}</span>
              </>
            ),
          },
          {
            title: t('study:form'),
            responsive: ['md'],
            width: 110,
            render: (_, s) => t(`study:form-${s.form}`),
          },
          {
            title: t('study:topic'),
            render: (_, s) => (
              <>
                <button type="button" className="link" onClick={() => setView({ session: s.id })}>
                  {s.topic}
                </button>
                <div className="dim">{t('study:serves-line', { serves: s.serves })}</div>
                <div className="folded">
                  {t(`study:form-${s.form}`)} · {s.unit.name}
                </div>
                <div className="folded">
                  <StateOf session={s} />
                </div>
              </>
            ),
          },
          {
            title: t('study:unit'),
            responsive: ['md'],
            width: 150,
            render: (_, s) => s.unit.name,
          },
          {
            title: t('study:state'),
            responsive: ['md'],
            width: 150,
            render: (_, s) => <StateOf session={s} />,
          },
          {
            title: t('study:came'),
            responsive: ['md'],
            width: 130,
            render: (_, s) => cameOf(t, s),
          },
        ]}
      />
      {found.hasNextPage && (
        <Button
          block
          className="study-more"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('study:more')}
        </Button>
      )}
    </>
  );
}

function StateOf({ session }: { session: SessionRow }) {
  const { kind, text } = stateOf(useT(), session);
  return <State kind={kind}>{text}</State>;
}

/** Counts of what is shown, each a filter. */
function Counts({ query }: { query: Record<string, string> }) {
  const t = useT();
  const [view, setView] = useView(studyView);
  const found = useQuery({
    queryKey: ['study', 'counts', query],
    queryFn: () => call('study.counts', { query }),
  });
  const said = (show: Show) =>
    found.data && show !== 'withdrawn'
      ? t(`study:show-${show}`, { count: found.data[show] })
      : t(`study:show-${show}`, { count: '' });
  return (
    <div className="study-shows">
      {shows.map((show) => (
        <Button
          key={show}
          size="small"
          type={view.show === show ? 'default' : 'text'}
          aria-pressed={view.show === show}
          onClick={() => setView({ show: view.show === show ? undefined : show })}
        >
          {said(show)}
        </Button>
      ))}
    </div>
  );
}
