import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Post, Tenure } from '../../contract/person/schemas.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { about, aside } from '../shell/marks.ts';
import { Refusal, State, Unseen, Waiting } from '../shell/parts.tsx';
import {
  AppointDrawer,
  CloseDrawer,
  EndDrawer,
  HandOverDrawer,
  PostDrawer,
  WithdrawDrawer,
} from './PostForms.tsx';
import { TenureSpan, wide } from './parts.tsx';
import './person.css';

type Doing =
  | { readonly act: 'make' }
  | { readonly act: 'change'; readonly post: Post }
  | { readonly act: 'close'; readonly post: Post }
  | { readonly act: 'appoint'; readonly post: Post }
  | {
      readonly act: 'hand-over' | 'end' | 'withdraw';
      readonly post: Post;
      readonly tenure: Tenure;
    };

interface Props {
  readonly unit: string;
  /** Day it is read on, today when absent; a past day is for reading only. */
  readonly on?: string | undefined;
  /** Opens a person. */
  readonly onPerson?: ((id: string) => void) | undefined;
}

/** Posts of a unit with their holders and all who held them; for this page and the unit's own. */
export function UnitPosts({ unit, on, onPerson }: Props) {
  const t = useT();
  const [doing, setDoing] = useState<Doing>();
  const found = useQuery({
    queryKey: ['person', 'posts', unit, on],
    queryFn: () => call('person.posts', { params: { id: unit }, query: on ? { on } : {} }),
  });
  if (found.isPending) return <Waiting label={t('web.loading')} />;
  if (found.error) return <Refusal error={found.error} />;
  const edits = found.data.abilities.manage.ok && (on === undefined || on === today());
  return (
    <>
      {edits && (
        <div className="page-bar">
          <Button size="small" onClick={() => setDoing({ act: 'make' })}>
            {t('person:post-make')}
          </Button>
        </div>
      )}
      <Table<Post>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={found.data.posts}
        {...wide(found.data.posts, 620)}
        locale={{ emptyText: <p className="empty">{t('person:no-unit-posts')}</p> }}
        expandable={{
          expandedRowRender: (post) => <Held post={post} edits={edits} onDo={setDoing} />,
          rowExpandable: (post) => post.history.length > 0,
          columnTitle: <Unseen>{t('person:held-by')}</Unseen>,
        }}
        columns={[
          {
            title: t('person:post'),
            render: (_, p) => (
              <>
                {p.name} <span className="dim">{t(`person:rank-${p.rank}`)}</span>
              </>
            ),
          },
          {
            title: t('person:holder'),
            render: (_, p) => <Holders post={p} onPerson={onPerson} />,
          },
          ...(edits
            ? [
                {
                  title: <Unseen>{t('person:acts')}</Unseen>,
                  width: 210,
                  render: (_: unknown, p: Post) => <Acts post={p} onDo={setDoing} />,
                },
              ]
            : []),
        ]}
      />
      {doing && <Drawers unit={unit} doing={doing} onClose={() => setDoing(undefined)} />}
    </>
  );
}

function Holders({ post, onPerson }: { post: Post } & Pick<Props, 'onPerson'>) {
  const t = useT();
  if (post.holders.length === 0) return <State kind="overdue">{t('person:vacant')}</State>;
  return (
    <>
      {post.holders.map((h) => (
        <div key={h.id}>
          {onPerson ? (
            <button type="button" className="link" onClick={() => onPerson(h.person.id)}>
              {h.person.name}
            </button>
          ) : (
            h.person.name
          )}
          {h.kind !== 'regular' && aside(t, '', t(`person:kind-${h.kind}`))}{' '}
          <span className="dim tabular">
            {t('person:from-day', { day: h.since })}
            {h.until && ` ${t('person:until-day', { day: h.until })}`}
          </span>
        </div>
      ))}
    </>
  );
}

function Acts({ post, onDo }: { post: Post; onDo: (doing: Doing) => void }) {
  const t = useT();
  const holder = post.holders.find((h) => h.kind === 'regular') ?? post.holders[0];
  const button = (key: string, doing: Doing) => (
    <Button size="small" aria-label={about(t, t(key), post.name)} onClick={() => onDo(doing)}>
      {t(key)}
    </Button>
  );
  return (
    <div className="acts">
      {holder
        ? button('person:hand-over', { act: 'hand-over', post, tenure: holder })
        : button('person:appoint', { act: 'appoint', post })}
      {button('person:change', { act: 'change', post })}
      {post.holders.length === 0 && button('person:post-close', { act: 'close', post })}
      {holder && button('person:appoint-beside', { act: 'appoint', post })}
    </div>
  );
}

/** Everybody who held a post, newest first. */
function Held(props: { post: Post; edits: boolean; onDo: (doing: Doing) => void }) {
  const t = useT();
  const { post, edits, onDo } = props;
  return (
    <ul className="person-list">
      {post.history.map((tenure) => (
        <li key={tenure.id}>
          <div>
            {tenure.person.name}
            {tenure.kind !== 'regular' && aside(t, '', t(`person:kind-${tenure.kind}`))}{' '}
            <span className="dim">
              <TenureSpan tenure={tenure} />{' '}
              {[tenure.document, tenure.untilDocument].filter(Boolean).join(' → ')}
            </span>
          </div>
          {edits && (
            <div className="acts">
              {(tenure.until === null || tenure.until > today()) && (
                <Button
                  size="small"
                  aria-label={about(t, t('person:end'), tenure.person.name)}
                  onClick={() => onDo({ act: 'end', post, tenure })}
                >
                  {t('person:end')}
                </Button>
              )}
              <Button
                size="small"
                type="text"
                aria-label={about(t, t('person:withdraw'), tenure.person.name)}
                onClick={() => onDo({ act: 'withdraw', post, tenure })}
              >
                {t('person:withdraw')}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Drawers({ unit, doing, onClose }: { unit: string; doing: Doing; onClose: () => void }) {
  if (doing.act === 'make') return <PostDrawer unit={unit} onClose={onClose} />;
  if (doing.act === 'change') return <PostDrawer unit={unit} post={doing.post} onClose={onClose} />;
  if (doing.act === 'close') return <CloseDrawer post={doing.post} onClose={onClose} />;
  if (doing.act === 'appoint') return <AppointDrawer post={doing.post} onClose={onClose} />;
  const Drawer = { 'hand-over': HandOverDrawer, end: EndDrawer, withdraw: WithdrawDrawer }[
    doing.act
  ];
  return <Drawer post={doing.post} tenure={doing.tenure} onClose={onClose} />;
}
