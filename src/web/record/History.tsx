import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { call } from '../../contract/client.ts';
import type { Entry } from '../../contract/record/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Refusal, useMay } from '../shell/parts.tsx';
import './history.css';
import { actorText, actText } from './words.ts';

const PAGE = 20;
/** The page of the record; a room's address is no typed route. */
const RECORD: string = '/record';

/**
 * What happened to one thing, newest first, for drawers. `subject` is `<kind>:<id>` as the
 * record writes it. Nothing for whoever may not read the record.
 */
export function History({ subject }: { readonly subject: string }) {
  const t = useT();
  const may = useMay();
  const found = useInfiniteQuery({
    queryKey: ['record', 'history', subject],
    enabled: may('record.read'),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'record.history',
        { query: { subject, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    getNextPageParam: (last: Entry[]) => (last.length < PAGE ? undefined : last.at(-1)?.id),
  });
  if (!may('record.read')) return null;
  if (found.isPending) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  const entries = found.data?.pages.flat() ?? [];
  return (
    <section className="history" aria-label={t('record:history')}>
      <Refusal error={found.error} />
      {entries.length === 0 && !found.error && <p className="dim">{t('record:history-empty')}</p>}
      <ol>
        {entries.map((entry) => (
          <li key={entry.id}>
            <time dateTime={entry.at}>{localTime(entry.at)}</time>{' '}
            <Link to={RECORD} search={{ subject, entry: entry.id } as never}>
              {actText(t, entry.act)}
            </Link>{' '}
            {entry.subject !== subject && entry.subjectName && <span>{entry.subjectName} </span>}
            <span className="dim">{actorText(t, entry)}</span>
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <Button
          size="small"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('record:earlier')}
        </Button>
      )}
    </section>
  );
}
