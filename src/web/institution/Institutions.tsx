import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Segmented, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { call } from '../../contract/client.ts';
import type { Institution } from '../../contract/institution/operations.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { NeedLinks } from '../need/NeedLinks.tsx';
import { ReasonField } from '../problem/fields.tsx';
import { InPlace } from '../problem/InPlace.tsx';
import { Narrowed } from '../problem/Narrowed.tsx';
import { History } from '../record/History.tsx';
import { partsOf, useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { InstitutionForm } from './InstitutionForm.tsx';
import { ReviewForm } from './ReviewForm.tsx';
import { institutionsView, queryOf, type Show, shows } from './view.ts';

/** Rules made, amended and repealed, the problems they answer, and whether they work. */
export default function Institutions() {
  const t = useT();
  const at = useAt();
  const may = useMay();
  const [view, change] = useView(institutionsView);
  const { show, id, act } = view;
  const query = queryOf(view);
  const found = useInfiniteQuery({
    queryKey: ['institution.list', query],
    queryFn: ({ pageParam }) =>
      call('institution.list', { query: { ...query, ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = found.data?.pages.flatMap((p) => p.rows);
  // By its address, on whatever page of the list it stands.
  const shown = useQuery({
    queryKey: ['institution.get', id],
    queryFn: () => call('institution.get', { params: { id: id! } }),
    enabled: id !== undefined,
  }).data;
  const close = () => change({ id: undefined, act: undefined });
  return (
    <div className="page">
      <PageHead title={t('institution:room')}>
        {may('problem.write') && (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => change({ act: 'new' })}
          >
            {t('institution:new')}
          </Button>
        )}
      </PageHead>
      <div className="page-bar">
        <Input.Search
          allowClear
          defaultValue={view.q ?? ''}
          placeholder={t('institution:find')}
          aria-label={t('institution:find')}
          onSearch={(words) => change({ q: words.trim() || undefined })}
          style={{ width: 220 }}
        />
        <div className="scroll-x">
          <Segmented
            value={show ?? 'all'}
            onChange={(v) => change({ show: v === 'all' ? undefined : (v as Show) })}
            options={(['all', ...shows] as const).map((s) => ({
              value: s,
              label: t(`institution:show-${s}`),
            }))}
          />
        </div>
      </div>
      <Narrowed view={view} set={change} />
      <Refusal error={found.error} />
      <Rules rows={rows} waiting={found.isPending} onOpen={(r) => change({ id: r })} />
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('institution:more', { shown: rows?.length ?? 0, total: found.data!.pages[0]!.total })}
        </Button>
      )}
      {act && (act === 'new' || shown) && (
        <InstitutionForm now={act === 'edit' ? shown : undefined} unit={at} onClose={close} />
      )}
      {shown && act !== 'edit' && (
        <Rule
          key={shown.id}
          rule={shown}
          onClose={close}
          onEdit={() => change({ act: 'edit' }, { asks: true })}
        />
      )}
    </div>
  );
}

function Rules(props: {
  rows: Institution[] | undefined;
  waiting: boolean;
  onOpen: (id: string) => void;
}) {
  const t = useT();
  const columns: ColumnsType<Institution> = [
    {
      title: t('institution:title'),
      dataIndex: 'title',
      render: (title: string, row) => (
        <>
          <button type="button" className="as-link" onClick={() => props.onOpen(row.id)}>
            {title}
          </button>
          <div className="folded dim">
            {t(`institution:kind-${row.kind}`)} · {standingOf(t, row)} · {row.unit.name}
            {(row.reviewOn || row.withdrawn) && (
              <div>
                {t('institution:review-on')} <ReviewOn rule={row} />
              </div>
            )}
          </div>
        </>
      ),
    },
    {
      title: t('institution:kind'),
      responsive: ['md'],
      render: (_, r) => t(`institution:kind-${r.kind}`),
    },
    {
      title: t('institution:standing'),
      responsive: ['md'],
      render: (_, r) => standingOf(t, r),
    },
    { title: t('institution:unit'), responsive: ['md'], render: (_, r) => r.unit.name },
    { title: t('institution:number'), responsive: ['md'], dataIndex: 'documentNumber' },
    { title: t('institution:in-force'), responsive: ['md'], dataIndex: 'inForceOn' },
    {
      title: t('institution:answers'),
      align: 'right',
      width: 100,
      render: (_, r) => r.problems.length,
    },
    {
      title: t('institution:review-on'),
      responsive: ['md'],
      render: (_, r) => <ReviewOn rule={r} />,
    },
  ];
  return (
    <Table<Institution>
      size="small"
      rowKey="id"
      loading={props.waiting}
      dataSource={props.rows ?? []}
      columns={columns}
      pagination={false}
      locale={{ emptyText: <p className="empty">{t('institution:none')}</p> }}
    />
  );
}

/** How a rule stands; of a repeal, which rules nothing itself, whether it took effect. */
const standingOf = (t: Translate, { kind, standing }: Institution): string =>
  kind === 'repeal' && standing === 'in-force'
    ? t('institution:took-effect')
    : t(`institution:standing-${standing}`);

function ReviewOn({ rule }: { rule: Institution }) {
  const t = useT();
  if (rule.withdrawn) return t('institution:withdrawn');
  return rule.reviewDue ? (
    <strong>{t('institution:due-since', { day: rule.reviewOn ?? '' })}</strong>
  ) : (
    rule.reviewOn
  );
}

function Rule(props: { rule: Institution; onClose: () => void; onEdit: () => void }) {
  const t = useT();
  const { rule } = props;
  return (
    <WritingDrawer
      unsaved={false}
      open
      size="large"
      title={rule.title}
      onClose={props.onClose}
      extra={
        <Button disabled={!rule.abilities.change.ok} onClick={props.onEdit}>
          {t('institution:edit')}
        </Button>
      }
    >
      <p className="dim">
        {t(`institution:kind-${rule.kind}`)} · {standingOf(t, rule)} · {rule.unit.name} ·{' '}
        {rule.documentNumber ?? ''} · {t('institution:from', { day: rule.inForceOn })}
      </p>
      {rule.follows && (
        <p className="dim">
          <Link {...partsOf(`/institutions?id=${rule.follows.id}`)}>
            {t('institution:follows-one', { title: rule.follows.name })}
          </Link>
        </p>
      )}
      {rule.followedBy.map((n) => (
        <p key={n.id}>
          <Link {...partsOf(`/institutions?id=${n.id}`)}>
            {t(`institution:followed-${n.kind}`, { title: n.name, day: n.inForceOn })}
          </Link>
        </p>
      ))}
      <p>{rule.provides}</p>
      <NeedLinks plan={`institution:${rule.id}`} />
      <h2>{t('institution:files')}</h2>
      <EvidenceList subject={`institution:${rule.id}`} />
      <h2>{t('institution:answers')}</h2>
      {rule.problems.length === 0 && <p className="empty">{t('institution:answers-none')}</p>}
      <ul>
        {rule.problems.map((p) => (
          <li key={p.id}>
            <Link {...partsOf(`/problems?id=${p.id}`)}>
              {p.number} {p.title}
            </Link>{' '}
            <span className="dim">
              {p.unit.name} · {t(`problem:state-${p.state}`)}
            </span>
            {p.systemic && <Counts rule={rule} of={p} />}
          </li>
        ))}
      </ul>
      <h2>{t('institution:reviews')}</h2>
      <ul>
        {rule.reviews.map((r) => (
          <li key={r.id}>
            {r.on} {t(`institution:finding-${r.finding}`)} {r.text}{' '}
            <span className="dim">{r.by.name}</span>
            {r.changed && <p>{t('institution:changed-said', { text: r.changed })}</p>}
            {r.evidence.length > 0 && (
              <p className="dim">
                {t('institution:evidence')}：{r.evidence.map((e) => e.name).join('、')}
              </p>
            )}
          </li>
        ))}
      </ul>
      {rule.abilities.change.ok && <ReviewForm rule={rule} />}
      {rule.abilities.change.ok && <Withdraw rule={rule} />}
      <History subject={`institution:${rule.id}`} />
    </WritingDrawer>
  );
}

/** Whether the rule counts for closing a systemic problem, and who says that it does although it is older. */
function Counts({ rule, of }: { rule: Institution; of: Institution['problems'][number] }) {
  const t = useT();
  const client = useQueryClient();
  if (of.covers)
    return (
      <p className="dim">
        {t('institution:covers', { by: of.covers.by.name, reason: of.covers.reason })}
      </p>
    );
  if (of.counts) return null;
  return (
    <div>
      <span className="dim">{t('institution:counts-not')}</span>{' '}
      {of.cover.ok && rule.standing === 'in-force' && (
        <InPlace<{ reason: string }>
          quiet
          label={t('institution:cover')}
          about={`${t('institution:cover')} ${of.number}`}
          run={async ({ reason }) => {
            const body = { problemId: of.id, reason };
            await call('institution.cover', { params: { id: rule.id }, body });
            await client.invalidateQueries({ queryKey: ['institution.get', rule.id] });
          }}
        >
          <ReasonField label={t('institution:cover-why')} />
        </InPlace>
      )}
    </div>
  );
}

function Withdraw({ rule }: { rule: Institution }) {
  const t = useT();
  const client = useQueryClient();
  return (
    <InPlace<{ reason: string }>
      quiet
      label={t('institution:withdraw')}
      run={async ({ reason }) => {
        const body = { reason, version: rule.version };
        await call('institution.withdraw', { params: { id: rule.id }, body });
        await client.invalidateQueries({ queryKey: ['institution.list'] });
        await client.invalidateQueries({ queryKey: ['institution.get', rule.id] });
      }}
    >
      <p className="dim">{t('institution:withdraw-what')}</p>
      <ReasonField />
    </InPlace>
  );
}
