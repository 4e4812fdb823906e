import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Table } from 'antd';
import { address, call } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import { permissions, roles } from '../../contract/permissions.ts';
import { type Grant, grantStates } from '../../contract/person/schemas.ts';
import { useLanguage, useT } from '../shell/language.tsx';
import { Refusal, Unseen, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { GrantActs, GrantSource, GrantSpan, GrantState } from './GrantList.tsx';
import { GrantDrawer } from './PersonForms.tsx';
import { wide } from './parts.tsx';
import { personView } from './view.ts';

const PAGE = 50;

/** Rights 授权: who may do what where, since when and by whom; a row says what it opens. */
export function Grants() {
  const { t, lang } = useLanguage();
  const may = useMay();
  const [view, setView] = useView(personView);
  const { at: unit, role, state = 'now', q, page = 1 } = view;
  const under = unit ? { under: unit } : {};
  const query = {
    ...under,
    ...(role ? { role } : {}),
    ...(q ? { q } : {}),
    state,
    offset: (page - 1) * PAGE,
    limit: PAGE,
  };
  const found = useQuery({
    queryKey: ['person', 'grants', query],
    queryFn: () => call('person.grants', { query }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="page-bar">
        <Input.Search
          key={q}
          allowClear
          defaultValue={q}
          placeholder={t('person:search-name')}
          aria-label={t('person:search-name')}
          onSearch={(words) => setView({ q: words || undefined, page: undefined })}
          style={{ width: 200 }}
        />
        <Select
          allowClear
          aria-label={t('person:role')}
          placeholder={t('person:role')}
          value={role}
          onChange={(value) => setView({ role: value, page: undefined })}
          options={roles.map((value) => ({ value, label: t(`identity:role-${value}`) }))}
          style={{ width: 140 }}
        />
        <Select
          aria-label={t('person:state')}
          value={state}
          onChange={(value) =>
            setView({ state: value === 'now' ? undefined : value, page: undefined })
          }
          options={[...grantStates, 'all' as const].map((value) => ({
            value,
            label: t(`person:state-${value}`),
          }))}
          style={{ width: 120 }}
        />
        <span className="grow" />
        <Button href={address(operations['person.access-file'], { query: { ...under, lang } })}>
          {t('person:access-csv')}
        </Button>
        {may('grant.manage') && (
          <Button onClick={() => setView({ act: 'grant' })}>{t('person:grant')}</Button>
        )}
      </div>
      <Refusal error={found.error} />
      <Table<Grant>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        {...wide(found.data?.rows, 900)}
        pagination={{
          current: page,
          pageSize: PAGE,
          total: found.data?.total ?? 0,
          showSizeChanger: false,
          hideOnSinglePage: true,
          onChange: (next) => setView({ page: next === 1 ? undefined : next }),
        }}
        locale={{ emptyText: <p className="empty">{t('person:no-rights')}</p> }}
        expandable={{
          expandedRowRender: (g) => <Opens grant={g} />,
          columnTitle: <Unseen>{t('person:operations')}</Unseen>,
        }}
        columns={[
          {
            title: t('person:name'),
            width: 110,
            render: (_, g) => (
              <button
                type="button"
                className="link"
                onClick={() => setView({ person: g.person.id })}
              >
                {g.person.name}
              </button>
            ),
          },
          { title: t('person:role'), width: 120, render: (_, g) => t(`identity:role-${g.role}`) },
          { title: t('person:grant-unit'), render: (_, g) => g.unit.name },
          { title: t('person:span'), width: 190, render: (_, g) => <GrantSpan grant={g} /> },
          {
            title: t('person:source'),
            render: (_, g) => (
              <>
                <GrantSource grant={g} />
                {g.reason && <span className="dim"> · {g.reason}</span>}
              </>
            ),
          },
          { title: t('person:state'), width: 90, render: (_, g) => <GrantState grant={g} /> },
          {
            title: <Unseen>{t('person:acts')}</Unseen>,
            width: 130,
            render: (_, g) => <GrantActs grant={g} />,
          },
        ]}
      />
      {view.act === 'grant' && (
        <GrantDrawer unit={unit} onClose={() => setView({ act: undefined })} />
      )}
    </>
  );
}

/** What a right allows under its unit, in words. */
function Opens({ grant }: { grant: Grant }) {
  const t = useT();
  return (
    <>
      <p className="dim">{t('person:opens', { unit: grant.unit.name })}</p>
      <ul className="person-operations">
        {permissions[grant.role].map((name) => (
          <li key={name}>{t(`permission:may-${name}`)}</li>
        ))}
      </ul>
    </>
  );
}
