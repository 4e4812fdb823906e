import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Skeleton, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Duty, Gap } from '../../contract/duty/operations.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { Refusal, State, Unseen } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Acknowledge } from './Acknowledge.tsx';
import { Answers } from './Answers.tsx';
import { DutyForm } from './DutyForm.tsx';
import { Signed, Who } from './parts.tsx';
import { dutyView } from './view.ts';

/** Duties of one unit: who answers, who has signed, what is missing. */
export function Matrix({ unit }: { unit: string }) {
  const t = useT();
  const [view, setView] = useView(dutyView);
  const [signing, setSigning] = useState<Duty>();
  const found = useQuery({
    queryKey: ['duty', 'matrix', unit, view.on],
    queryFn: () => call('duty.matrix', { params: { id: unit }, query: { on: view.on } }),
  });
  const start = useStart(unit);
  if (found.error) return <Refusal error={found.error} />;
  if (!found.data) return <Skeleton active />;
  const { duties, gaps, seats, abilities } = found.data;
  const manage = abilities.manage.ok && !view.on;
  const editing = duties.find((d) => d.id === view.edit);
  return (
    <>
      {!view.on && <GapsHere gaps={gaps} />}
      <Answers unit={unit} on={view.on} />
      <div className="duty-bar">
        <h2>{t('duty:duties')}</h2>
        <div className="grow" />
        {manage && duties.length > 0 && (
          <Button onClick={() => start.mutate()} loading={start.isPending}>
            {t('duty:start-more')}
          </Button>
        )}
        {manage && (
          <Button type="primary" onClick={() => setView({ edit: 'new' })}>
            {t('duty:add')}
          </Button>
        )}
      </div>
      <Refusal error={start.error} />
      <Table<Duty>
        size="small"
        rowKey="id"
        dataSource={duties}
        pagination={false}
        scroll={{ x: 820 }}
        locale={{
          emptyText: (
            <Empty image={null} description={t('duty:none')}>
              {manage && (
                <Button type="primary" loading={start.isPending} onClick={() => start.mutate()}>
                  {t('duty:start')}
                </Button>
              )}
            </Empty>
          ),
        }}
        columns={[
          { title: t('duty:kind'), width: 110, render: (_, d) => t(`duty:kind-${d.kind}`) },
          {
            title: t('duty:what'),
            render: (_, d) => (
              <>
                <strong>{d.title}</strong>
                <p className="duty-text">{d.text}</p>
              </>
            ),
          },
          { title: t('duty:who'), width: 200, render: (_, d) => <Who duty={d} /> },
          {
            title: t('duty:signed'),
            width: 190,
            render: (_, d) => (
              <>
                <Signed duty={d} />
                {d.abilities.acknowledge.ok && !view.on && (
                  <Button size="small" type="primary" onClick={() => setSigning(d)}>
                    {t('duty:sign')}
                  </Button>
                )}
              </>
            ),
          },
          ...(manage
            ? [
                {
                  title: <Unseen>{t('duty:change')}</Unseen>,
                  width: 70,
                  render: (_: unknown, d: Duty) => (
                    <Button
                      size="small"
                      aria-label={t('duty:change-what', { title: d.title })}
                      onClick={() => setView({ edit: d.id })}
                    >
                      {t('duty:change')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {manage && (editing || view.edit === 'new') && (
        <DutyForm
          key={view.edit}
          unit={unit}
          duty={editing}
          seats={seats}
          onClose={() => setView({ edit: undefined })}
        />
      )}
      {signing && <Acknowledge duty={signing} onClose={() => setSigning(undefined)} />}
    </>
  );
}

/** What is missing here, a line a kind. */
function GapsHere({ gaps }: { gaps: readonly Gap[] }) {
  const t = useT();
  if (gaps.length === 0) return null;
  const kinds = [...new Set(gaps.map((g) => g.kind))];
  return (
    <section className="duty-gaps" aria-label={t('duty:tab-gaps')}>
      <State kind="soon">{t('duty:gaps-here', { count: gaps.length })}</State>
      <ul>
        {kinds.map((kind) => (
          <li key={kind}>
            {t(`duty:gap-${kind}`)}{' '}
            <span className="dim">
              {listed(
                t,
                gaps.flatMap((g) => (g.kind === kind && g.what ? [g.what] : [])),
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Writes down the usual duties; says how many were missing. */
function useStart(unit: string) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: () => call('duty.start', { params: { id: unit } }),
    onSuccess: async ({ made }) => {
      await client.invalidateQueries({ queryKey: ['duty'] });
      void message.success(made ? t('duty:started', { count: made }) : t('duty:nothing-to-start'));
    },
  });
}
