import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer, Empty, Spin } from 'antd';
import { z } from 'zod';
import { call } from '../../contract/client.ts';
import type { Notice } from '../../contract/notice/operations.ts';
import { isPublic } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { localTime, PageHead, Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Preferences } from './Preferences.tsx';
import './notice.css';

const noticesView = z.object({ ways: z.literal(1).optional().catch(undefined) });

/** What I was told: unread first. Opening one marks it as read. */
export default function Notices() {
  const t = useT();
  const client = useQueryClient();
  const [view, setView] = useView(noticesView);
  const found = useInfiniteQuery({
    queryKey: ['notices', 'list'],
    queryFn: ({ pageParam }) => call('notice.list', { query: { after: pageParam, limit: 50 } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.more ? page.notices.at(-1)?.id : undefined),
  });
  const rows = found.data?.pages.flatMap((p) => p.notices) ?? [];
  const unread = found.data?.pages[0]?.unread ?? 0;
  const mark = async (work: Promise<unknown>) => {
    await work;
    await client.invalidateQueries({ queryKey: ['notices'] });
  };
  const newest = rows
    .map((n) => n.id)
    .sort()
    .at(-1)!;
  return (
    <div className="page">
      <PageHead title={t('notice:room')}>
        <Button
          disabled={unread === 0}
          onClick={() => void mark(call('notice.read-all', { body: { upTo: newest } }))}
        >
          {t('notice:read-all')}
        </Button>
        <Button onClick={() => setView({ ways: 1 })}>{t('notice:ways')}</Button>
      </PageHead>
      <Refusal error={found.error} />
      {found.isPending && <Spin className="page-wait" />}
      {found.data && rows.length === 0 && <Empty image={null} description={t('notice:none')} />}
      <ul className="notices">
        {rows.map((n) => (
          <Row
            key={n.id}
            notice={n}
            onRead={() => void mark(call('notice.read', { params: { id: n.id } }))}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('notice:more')}
        </Button>
      )}
      <Drawer
        title={t('notice:ways')}
        open={view.ways === 1}
        onClose={() => setView({ ways: undefined })}
        size={400}
        destroyOnHidden
      >
        <Preferences onSaved={() => setView({ ways: undefined })} />
      </Drawer>
    </div>
  );
}

function Row({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const t = useT();
  const text = t(notice.code, notice.params);
  return (
    <li className={notice.read ? 'read' : 'unread'}>
      <span className="notice-mark" aria-hidden>
        {notice.read ? '' : '●'}
      </span>
      <div className="grow">
        {notice.link && isPublic(notice.link) ? (
          <a href={notice.link} onClick={() => notice.read || onRead()}>
            {text}
          </a>
        ) : notice.link ? (
          <Link to={notice.link} onClick={() => notice.read || onRead()}>
            {text}
          </Link>
        ) : (
          text
        )}
        <div className="dim">
          {notice.orgName} · {localTime(notice.at)}
        </div>
      </div>
      {!notice.read && (
        <Button size="small" type="text" onClick={onRead}>
          {t('notice:read')}
        </Button>
      )}
    </li>
  );
}
