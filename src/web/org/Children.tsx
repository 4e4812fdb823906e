import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { call } from '../../contract/client.ts';
import type { UnitNode } from '../../contract/org/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { type AsOf, asked, isClosed } from './data.ts';

const PAGE = 100;

interface Props {
  readonly id: string;
  readonly asOf: AsOf;
  readonly onOpen: (id: string) => void;
  /** Offered when there is nothing yet; absent for those who may not. */
  readonly onCreate?: (() => void) | undefined;
}

/** Units directly under one, page by page. */
export function Children({ id, asOf, onOpen, onCreate }: Props) {
  const t = useT();
  const pages = useInfiniteQuery({
    queryKey: ['org', 'below', id, asked(asOf)],
    queryFn: ({ pageParam }) =>
      call('org.children', {
        params: { id },
        query: { ...asked(asOf), limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.length === PAGE ? last.at(-1)!.id : undefined),
  });
  const rows = pages.data?.pages.flat() ?? [];
  if (pages.error) return <Refusal error={pages.error} />;
  return (
    <Table<UnitNode>
      className="org-children"
      size="small"
      rowKey="id"
      pagination={false}
      loading={pages.isPending}
      dataSource={rows}
      scroll={{ x: 560 }}
      // `children` is a number here, not rows beneath a row.
      expandable={{ childrenColumnName: 'rows' }}
      locale={{
        emptyText: (
          <>
            <p>{t('org:no-children')}</p>
            {onCreate && <Button onClick={onCreate}>{t('org:act-create')}</Button>}
          </>
        ),
      }}
      {...(pages.hasNextPage
        ? {
            footer: () => (
              <Button
                size="small"
                loading={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                {t('org:more')}
              </Button>
            ),
          }
        : {})}
      columns={[
        {
          title: t('org:name'),
          render: (_, u) => (
            <button type="button" className="link" onClick={() => onOpen(u.id)}>
              {u.name}
            </button>
          ),
        },
        { title: t('org:code'), dataIndex: 'code', width: 96 },
        { title: t('org:kind'), width: 84, render: (_, u) => t(`org:kind-${u.kind}`) },
        { title: t('org:class'), dataIndex: 'class', width: 96, ellipsis: true },
        {
          title: t(asOf.on ? 'org:children' : 'org:units'),
          width: 84,
          align: 'right',
          render: (_, u) => u.units ?? u.children,
        },
        {
          title: t('org:since'),
          width: 104,
          render: (_, u) => (isClosed(u) ? `${u.closedOn} ${t('org:closed')}` : u.since),
        },
      ]}
    />
  );
}
