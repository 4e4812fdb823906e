import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Reading } from '../../contract/study/schemas.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { wide } from '../person/parts.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, Unseen } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useCampaigns, useReread } from './data.ts';
import { studyView } from './view.ts';
import { ReasonButton } from './WithdrawButton.tsx';

/** Reading lists of the campaigns that hold here, those for the unit's class first. */
export function Readings() {
  const t = useT();
  const [view, setView] = useView(studyView);
  const [editing, setEditing] = useState<Reading>();
  const found = useQuery({
    queryKey: ['study', 'readings', view.at],
    queryFn: () => call('study.readings', { query: view.at ? { under: view.at } : {} }),
  });
  const rows = found.data?.rows ?? [];
  return (
    <>
      <Refusal error={found.error} />
      <Table<Reading>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        {...wide(rows, 760)}
        locale={{ emptyText: <p className="empty">{t('study:reading-none')}</p> }}
        expandable={{
          expandedRowRender: (r) => <EvidenceList subject={`reading:${r.id}`} />,
          columnTitle: <Unseen>{t('study:files')}</Unseen>,
        }}
        columns={[
          {
            title: t('study:reading-title'),
            render: (_, r) => (
              <>
                {r.link ? (
                  <a href={r.link} target="_blank" rel="noreferrer">
                    {r.title}
                  </a>
                ) : (
                  r.title
                )}
                {r.note && <div className="dim">{r.note}</div>}
              </>
            ),
          },
          {
            title: t('study:reading-class'),
            width: 130,
            render: (_, r) => r.class ?? t('study:reading-all'),
          },
          { title: t('study:campaign'), width: 220, render: (_, r) => r.campaign.name },
          {
            title: <Unseen>{t('study:change')}</Unseen>,
            width: 80,
            render: (_, r) =>
              r.abilities.change.ok && (
                <Button size="small" onClick={() => setEditing(r)}>
                  {t('study:change')}
                </Button>
              ),
          },
        ]}
      />
      {(editing || view.act === 'reading') && (
        <ReadingForm
          now={editing}
          unit={view.at}
          onClose={() => {
            setEditing(undefined);
            setView({ act: undefined });
          }}
        />
      )}
    </>
  );
}

interface Fields {
  readonly campaignId?: string;
  readonly title: string;
  readonly link?: string | null;
  readonly note?: string | null;
  readonly class?: string | null;
}

function ReadingForm({
  now,
  unit,
  onClose,
}: {
  now?: Reading | undefined;
  unit: string | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { open } = useCampaigns(unit);
  const done = async () => {
    await reread();
    void message.success(t('study:saved'));
    onClose();
  };
  const save = useMutation({
    mutationFn: (f: Fields) => {
      const body = {
        title: f.title,
        link: f.link || null,
        note: f.note || null,
        class: f.class || null,
      };
      return now
        ? call('study.change-reading', {
            params: { id: now.id },
            body: { ...body, version: now.version },
          })
        : call('study.add-reading', {
            body: { ...body, campaignId: f.campaignId ?? open[0]?.id ?? '' },
          });
    },
    onSuccess: done,
  });
  return (
    <WritingDrawer
      open
      size={480}
      title={t(now ? 'study:reading-change' : 'study:reading-add')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          {now && (
            <ReasonButton
              label={t('study:reading-withdraw')}
              said={t('study:withdrawn-now')}
              run={async (reason) => {
                await call('study.withdraw-reading', {
                  params: { id: now.id },
                  body: { reason, version: now.version },
                });
                onClose();
              }}
            />
          )}
          <div className="grow" />
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('study:save')}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={now ?? {}}
        onFinish={(f) => save.mutate(f)}
      >
        <Refusal error={save.error} />
        {!now && (
          <Form.Item
            name="campaignId"
            label={t('study:campaign')}
            rules={[{ required: true, message: t('study:need-campaign') }]}
          >
            <Select options={open.map((c) => ({ value: c.id, label: c.name }))} />
          </Form.Item>
        )}
        <Form.Item
          name="title"
          label={t('study:reading-title')}
          rules={[{ required: true, min: 2, whitespace: true, message: t('study:need-topic') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="link"
          label={t('study:reading-link')}
          extra={t('study:reading-link-what')}
          rules={[{ pattern: /^https?:\/\/\S+$/, message: t('study:need-link') }]}
        >
          <Input maxLength={500} placeholder="https://" />
        </Form.Item>
        <Form.Item
          name="class"
          label={t('study:reading-class')}
          extra={t('study:reading-class-what')}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="note" label={t('study:reading-note')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
        </Form.Item>
      </Form>
    </WritingDrawer>
  );
}
