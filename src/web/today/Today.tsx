import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { OperationName } from '../../contract/operations.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import { isPublic, partsOf, useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { PageHead, Refusal, State, Unseen, useMay, useMe } from '../shell/parts.tsx';
import { pageOf, roomsFor } from '../shell/rooms.tsx';
import { Figures } from './Figures.tsx';
import './today.css';

/** What waits for me, most pressing first, and my unit in figures. */
export default function Today() {
  const t = useT();
  const may = useMay();
  const at = useAt();
  const list = useQuery({
    queryKey: ['today', 'list', at],
    queryFn: () => call('today.list', { query: at ? { at } : {} }),
  });
  const duty = may('org.read');
  if (!duty && (list.data?.rows.length === 0 || list.error)) return <NoDuty />;
  return (
    <div className="page today">
      <PageHead title={t('web.room-today')} />
      <div className="today-columns">
        <section aria-label={t('web.today-waiting')}>
          <Refusal error={list.error} />
          {list.isPending && <Skeleton active paragraph={{ rows: 6 }} title={false} />}
          {list.data && list.data.rows.length === 0 && <Nothing />}
          {list.data && list.data.rows.length > 0 && <Rows rows={list.data.rows} />}
          {list.data && list.data.more > 0 && (
            <p className="dim">{t('web.today-more', { count: list.data.more })}</p>
          )}
        </section>
        {duty && (
          <Figures at={at} open={list.data ? list.data.rows.length + list.data.more : undefined} />
        )}
      </div>
    </div>
  );
}

function Rows({ rows }: { rows: readonly Waiting[] }) {
  const t = useT();
  return (
    <table className="today-list">
      <thead>
        <tr>
          <th scope="col">{t('web.today-state')}</th>
          <th scope="col">{t('web.today-what')}</th>
          <th scope="col">{t('web.unit')}</th>
          <th scope="col">{t('web.today-due')}</th>
          <th scope="col">
            <Unseen>{t('web.today-action')}</Unseen>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

/** The text of a row; parameters that are texts themselves are told in the reader's language too. */
export function told(t: Translate, { key, params, names }: Waiting['text']): string {
  const named = Object.entries(names ?? {}).map(([name, k]) => [name, t(k)] as const);
  return t(key, { ...params, ...Object.fromEntries(named) });
}

function Row({ row }: { row: Waiting }) {
  const t = useT();
  const words = told(t, row.text);
  const there = pageOf(row.link) !== undefined;
  return (
    <tr>
      <td>
        <State kind={row.severity}>{t(`web.today-severity-${row.severity}`)}</State>
      </td>
      <td className="today-what">
        {isPublic(row.link) ? (
          <a href={row.link}>{words}</a>
        ) : there ? (
          <Link {...partsOf(row.link)}>{words}</Link>
        ) : (
          words
        )}
      </td>
      <td className="today-unit">{row.unit?.name}</td>
      <td className="tabular">{row.due}</td>
      <td className="today-does">
        <Act row={row} words={words} there={there} />
      </td>
    </tr>
  );
}

/** The one action of a row: done in place when an operation does it, else where its link leads. */
function Act({ row, words, there }: { row: Waiting; words: string; there: boolean }) {
  const t = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const { key, call: does } = row.action;
  if (!does && !there && !isPublic(row.link)) return null;
  const act = async () => {
    if (isPublic(row.link)) return window.location.assign(row.link);
    if (!does) return router.navigate(partsOf(row.link));
    setBusy(true);
    try {
      await call(does.operation as OperationName, does.input as never);
      await client.invalidateQueries();
    } catch (error) {
      message.error(t(`server.error-${error instanceof ApiError ? error.code : 'failed'}`));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size="small"
      loading={busy}
      aria-label={about(t, t(key), words)}
      onClick={() => void act()}
    >
      {t(key)}
    </Button>
  );
}

function Nothing() {
  const t = useT();
  const me = useMe();
  const rooms = roomsFor(me).filter((p) => p.path !== '/');
  return (
    <div className="empty">
      <p>{t('web.today-none')}</p>
      <p className="dim">{t('web.today-none-what')}</p>
      <p className="today-rooms">
        {rooms.map((p) => (
          <Link key={p.path} to={p.path}>
            {t(p.title)}
          </Link>
        ))}
      </p>
    </div>
  );
}

function NoDuty() {
  const t = useT();
  return (
    <div className="page">
      <PageHead title={t('web.room-today')} />
      <div className="empty">
        <p>{t('web.no-duty')}</p>
        <p className="dim">{t('web.no-duty-what')}</p>
      </div>
    </div>
  );
}
