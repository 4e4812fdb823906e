import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Table } from 'antd';
import { call } from '../../contract/client.ts';
import type { PersonRow } from '../../contract/person/schemas.ts';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { ExportPeople } from './ExportPeople.tsx';
import { wide } from './parts.tsx';
import { type PersonView, personView } from './view.ts';

const PAGE = 50;

function queryOf(view: PersonView) {
  const { at, q, account, post, left, page = 1 } = view;
  return {
    ...(at ? { under: at } : {}),
    ...(q ? { q } : {}),
    ...(account ? { account } : {}),
    ...(post ? { post } : {}),
    ...(left ? { left } : {}),
    offset: (page - 1) * PAGE,
    limit: PAGE,
  };
}

/** People of the units looked at; a name opens the person. */
export function PeopleTable() {
  const t = useT();
  const [view, setView] = useView(personView);
  const query = queryOf(view);
  const found = useQuery({
    queryKey: ['person', 'list', query],
    queryFn: () => call('person.list', { query }),
    placeholderData: keepPreviousData,
  });
  const filtered = view.q || view.account || view.post || view.left;
  return (
    <>
      <div className="page-bar">
        <Input.Search
          key={view.q}
          allowClear
          defaultValue={view.q}
          placeholder={t('person:search')}
          aria-label={t('person:search')}
          onSearch={(q) => setView({ q: q || undefined, page: undefined })}
          style={{ width: 260 }}
        />
        <YesNo name="account" />
        <YesNo name="post" />
        <Checkbox
          checked={view.left === 'yes'}
          onChange={(e) => setView({ left: e.target.checked ? 'yes' : undefined, page: undefined })}
        >
          {t('person:show-left')}
        </Checkbox>
        <span className="grow" />
        <ExportPeople unit={view.at} />
      </div>
      <Refusal error={found.error} />
      <Table<PersonRow>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        {...wide(found.data?.rows, 820)}
        pagination={{
          current: view.page ?? 1,
          pageSize: PAGE,
          total: found.data?.total ?? 0,
          showSizeChanger: false,
          showTotal: (total, [from, to]) => t('person:shown', { from, to, total }),
          onChange: (page) => setView({ page: page === 1 ? undefined : page }),
        }}
        locale={{
          emptyText: (
            <div className="empty">
              <p>{t(filtered ? 'person:none-found' : 'person:none')}</p>
              {filtered && (
                <Button
                  onClick={() =>
                    setView({ q: undefined, account: undefined, post: undefined, left: undefined })
                  }
                >
                  {t('person:no-filter')}
                </Button>
              )}
            </div>
          ),
        }}
        columns={[
          {
            title: t('person:name'),
            width: 120,
            render: (_, p) => (
              <button type="button" className="link" onClick={() => setView({ person: p.id })}>
                {p.name}
              </button>
            ),
          },
          { title: t('person:number'), dataIndex: 'number', width: 100 },
          { title: t('person:unit'), width: 180, render: (_, p) => p.unit.name },
          { title: t('person:posts'), render: (_, p) => <PostWords person={p} /> },
          { title: t('person:mobile'), dataIndex: 'mobile', width: 130 },
          {
            title: t('person:account'),
            width: 90,
            render: (_, p) =>
              p.account ? (
                <State kind="done">{t('person:has')}</State>
              ) : (
                <span className="dim">{t('person:has-not')}</span>
              ),
          },
          ...(view.left
            ? [{ title: t('person:left-on'), dataIndex: 'leftOn', width: 110 } as const]
            : []),
        ]}
      />
    </>
  );
}

function PostWords({ person }: { person: PersonRow }) {
  const t = useT();
  if (person.posts.length === 0) return <span className="dim">—</span>;
  return (
    <>
      {person.posts
        .map((p) =>
          [
            p.unit === person.unit.name ? p.name : `${p.unit} ${p.name}`,
            p.kind === 'regular' ? '' : aside(t, '', t(`person:kind-${p.kind}`)),
          ].join(''),
        )
        .join('、')}
    </>
  );
}

function YesNo({ name }: { name: 'account' | 'post' }) {
  const t = useT();
  const [view, setView] = useView(personView);
  return (
    <Select
      allowClear
      aria-label={t(`person:filter-${name}`)}
      placeholder={t(`person:filter-${name}`)}
      value={view[name]}
      onChange={(value?: 'yes' | 'no') => setView({ [name]: value, page: undefined })}
      options={(['yes', 'no'] as const).map((value) => ({
        value,
        label: t(`person:has-${name}-${value}`),
      }))}
      style={{ width: 130 }}
    />
  );
}
