import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Popconfirm, Segmented, Table } from 'antd';
import { z } from 'zod';
import { call } from '../../contract/client.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { jobStates, type QueuedJob } from '../../contract/system/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, PageHead, Refusal, State, Unseen } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';

const jobsView = z.object({ state: z.enum(jobStates).optional().catch(undefined) });

/** Name of a job in words; of one without words, its own. */
function nameOf(t: Translate, name: string): string {
  const key = `system:name-${name}`;
  const text = t(key);
  return text === key ? name : text;
}

const kinds = { running: 'open', waiting: 'later', failed: 'overdue' } as const;

/** What the server does beside requests: running, waiting, failed and why; what comes by itself. */
export default function Jobs() {
  const t = useT();
  const [view, setView] = useView(jobsView);
  const found = useQuery({
    queryKey: ['system', 'jobs', view.state],
    queryFn: () => call('system.jobs', { query: { state: view.state } }),
    refetchInterval: 5000,
  });
  const counts = found.data?.counts;
  return (
    <div className="page">
      <PageHead title={t('system:jobs')} />
      <Segmented<'all' | QueuedJob['state']>
        aria-label={t('system:state')}
        value={view.state ?? 'all'}
        onChange={(v: 'all' | QueuedJob['state']) =>
          setView({ state: v === 'all' ? undefined : v })
        }
        options={[
          { value: 'all' as const, label: t('system:state-all') },
          ...jobStates.map((value) => ({
            value,
            label: `${t(`system:state-${value}`)} ${counts?.[value] ?? ''}`,
          })),
        ]}
        style={{ marginBottom: 12 }}
      />
      <Refusal error={found.error} />
      <Queue rows={found.data?.jobs ?? []} loading={found.isPending} />
      <h2 style={{ marginTop: 24 }}>{t('system:scheduled')}</h2>
      <Table
        size="small"
        rowKey="name"
        loading={found.isPending}
        dataSource={found.data?.scheduled ?? []}
        pagination={false}
        scroll={{ x: 560 }}
        columns={[
          { title: t('system:job'), render: (_, r) => nameOf(t, r.name) },
          {
            title: t('system:last'),
            width: 160,
            render: (_, r) => (r.last ? localTime(r.last) : t('system:never')),
          },
          { title: t('system:next'), width: 160, render: (_, r) => r.next && localTime(r.next) },
        ]}
      />
    </div>
  );
}

function Queue({ rows, loading }: { rows: readonly QueuedJob[]; loading: boolean }) {
  const t = useT();
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: ({ id, what }: { id: string; what: 'retry-job' | 'give-up-job' }) =>
      call(`system.${what}`, { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['system', 'jobs'] }),
  });
  return (
    <>
      <Refusal error={act.error} />
      <Table<QueuedJob>
        size="small"
        rowKey="id"
        loading={loading}
        dataSource={rows}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 860 }}
        locale={{
          emptyText: <Empty image={null} description={t('system:jobs-none')} />,
        }}
        columns={[
          {
            title: t('system:state'),
            width: 90,
            render: (_, j) => <State kind={kinds[j.state]}>{t(`system:state-${j.state}`)}</State>,
          },
          { title: t('system:job'), width: 200, render: (_, j) => nameOf(t, j.name) },
          {
            title: t('system:why'),
            render: (_, j) => (j.error ? t(j.error.code, j.error.params) : '—'),
          },
          {
            title: t('system:attempts'),
            width: 80,
            align: 'right',
            render: (_, j) => `${j.attempts}/${j.maxAttempts}`,
          },
          {
            title: t('system:when'),
            width: 150,
            render: (_, j) => localTime(j.since ?? j.runAt),
          },
          {
            title: <Unseen>{t('system:actions')}</Unseen>,
            width: 150,
            render: (_, j) =>
              j.state === 'running' ? null : (
                <>
                  <Button
                    size="small"
                    type="link"
                    onClick={() => act.mutate({ id: j.id, what: 'retry-job' })}
                  >
                    {t('system:retry')}
                  </Button>
                  <Popconfirm
                    title={t('system:give-up-what')}
                    okText={t('system:give-up')}
                    onConfirm={() => act.mutate({ id: j.id, what: 'give-up-job' })}
                  >
                    <Button size="small" type="link">
                      {t('system:give-up')}
                    </Button>
                  </Popconfirm>
                </>
              ),
          },
        ]}
      />
    </>
  );
}
