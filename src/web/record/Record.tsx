import { DownloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Dropdown, Table, type TableColumnsType } from 'antd';
import { address, call } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { Entry } from '../../contract/record/operations.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { localTime, PageHead, Refusal, State, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { EntryDrawer } from './EntryDrawer.tsx';
import { Filters } from './Filters.tsx';
import './record.css';
import { Tree } from './Tree.tsx';
import { filterOf, recordView } from './view.ts';
import { actorText, actText, subjectText } from './words.ts';

const PAGE = 50;

/** The record: for who reads entries all of it, for who only manages it the tree with its witnesses. */
export default function RecordPage() {
  const t = useT();
  const may = useMay();
  if (may('record.read')) return <Entries />;
  return (
    <div className="page">
      <PageHead title={t('record:room')} />
      <Tree open />
    </div>
  );
}

/** Entries of the record in reach, what proves them, and how the tree stands. */
function Entries() {
  const t = useT();
  const [view, change] = useView(recordView);
  const filter = filterOf(view);
  const found = useInfiniteQuery({
    queryKey: ['record', 'entries', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'record.entries',
        { query: { ...filter, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    getNextPageParam: (last: Entry[]) => (last.length < PAGE ? undefined : last.at(-1)?.id),
  });
  const entries = found.data?.pages.flat() ?? [];
  const file = (form: 'csv' | 'jsonl') => ({
    key: form,
    label: (
      <a href={address(operations['record.export'], { query: { ...filter, form } })} download>
        {t(`record:export-${form}`)}
      </a>
    ),
  });
  return (
    <div className="page">
      <PageHead title={t('record:room')}>
        <a href="/record/verifier" download="shiji-verifier.html">
          {t('record:verifier-get')}
        </a>
        <Dropdown menu={{ items: [file('csv'), file('jsonl')] }} trigger={['click']}>
          <Button icon={<DownloadOutlined aria-hidden />}>{t('record:export')}</Button>
        </Dropdown>
      </PageHead>
      <Tree />
      <Filters view={view} change={change} entries={entries} />
      <Refusal error={found.error} />
      <Table<Entry>
        className="record-table"
        size="small"
        rowKey="id"
        loading={found.isPending}
        columns={columns(t, change)}
        dataSource={entries}
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowClassName={(row) => (row.id === view.entry ? 'chosen' : '')}
        locale={{ emptyText: t('record:empty') }}
      />
      {found.hasNextPage && (
        <Button
          className="record-more"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('record:earlier')}
        </Button>
      )}
      <EntryDrawer view={view} change={change} ids={entries.map((e) => e.id)} />
    </div>
  );
}

function columns(
  t: ReturnType<typeof useT>,
  change: Parameters<typeof Filters>[0]['change'],
): TableColumnsType<Entry> {
  return [
    { title: t('record:col-at'), key: 'at', width: 150, render: (_, e) => localTime(e.at) },
    {
      title: t('record:col-act'),
      key: 'act',
      render: (_, e) => (
        <button type="button" className="link" onClick={() => change({ entry: e.id })}>
          {e.subjectName || e.subject.startsWith('setting:')
            ? about(t, actText(t, e.act), subjectText(t, e))
            : actText(t, e.act)}
        </button>
      ),
    },
    { title: t('record:col-actor'), key: 'actor', render: (_, e) => actorText(t, e) },
    { title: t('record:col-unit'), key: 'unit', render: (_, e) => e.orgName ?? '' },
    {
      title: t('record:col-state'),
      key: 'state',
      render: (_, e) =>
        e.position === null ? (
          <State kind="open">{t('record:waiting')}</State>
        ) : (
          <State kind="done">{t('record:sealed-at-position', { position: e.position })}</State>
        ),
    },
  ];
}
