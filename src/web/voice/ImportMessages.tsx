import { Checkbox, Form, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type {
  MessagePreview,
  MessagePreviewRow,
  MessageStatus,
} from '../../contract/voice/imports.ts';
import { openKinds } from '../../contract/voice/states.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { State, useMe } from '../shell/parts.tsx';
import { ImportDrawer, type Look } from '../task/ImportDrawer.tsx';

interface Props {
  readonly task: string | undefined;
  readonly onTask: (id: string | undefined) => void;
  readonly onClose: () => void;
}

const stale = ['voice'] as const;

/** Messages of a hotline or a message board from a workbook; nothing is written unconfirmed. */
export function ImportMessages({ task, onTask, onClose }: Props) {
  const t = useT();
  const me = useMe();
  const [chosen, setUnit] = useState<string>();
  const unit = chosen ?? me?.grants[0]?.orgId;
  const [kind, setKind] = useState<(typeof openKinds)[number]>('complain');
  const [open, setOpen] = useState(false);
  return (
    <ImportDrawer<MessagePreview>
      kind="voice"
      title={t('hot:import')}
      task={task}
      onTask={onTask}
      onClose={onClose}
      send={(file) => {
        const form = new FormData();
        form.set('unit', unit ?? '');
        form.set('kind', kind);
        form.set('open', open ? 'yes' : '');
        form.set('file', file, file.name);
        return call('voice.import', { form });
      }}
      choose={
        <>
          <p>{t('hot:import-what')}</p>
          <Form layout="vertical">
            <Form.Item label={t('hot:import-for')} htmlFor="hot-unit">
              <UnitPicker
                id="hot-unit"
                value={unit}
                permission="voice.triage"
                onChange={(u) => setUnit(u.id)}
              />
            </Form.Item>
            <Form.Item label={t('hot:import-kind')} htmlFor="hot-kind">
              <Select
                id="hot-kind"
                value={kind}
                onChange={setKind}
                options={openKinds.map((value) => ({ value, label: t(`voice:kind-${value}`) }))}
                style={{ width: 200 }}
              />
            </Form.Item>
            <Checkbox checked={open} onChange={(e) => setOpen(e.target.checked)}>
              {t('hot:import-open')}
            </Checkbox>
          </Form>
        </>
      }
      word={(status) => t(`hot:import-is-${status}`)}
      look={(shown) => <Rows {...shown} />}
      write={({ counts }) => {
        const count = (counts?.new ?? 0) + (counts?.changed ?? 0);
        return { label: t('hot:import-do', { count }), off: count === 0 };
      }}
      wrote={(result) => t('hot:import-made', { count: result.new ?? 0 })}
      stale={stale}
    />
  );
}

const shape = {
  new: 'open',
  changed: 'soon',
  unchanged: 'later',
  rejected: 'overdue',
  skipped: 'later',
} as const satisfies Record<MessageStatus, Parameters<typeof State>[0]['kind']>;

function Rows({ preview, task }: Look<MessagePreview>) {
  const t = useT();
  return (
    <>
      <p className="dim">
        {t('hot:import-told', {
          ...{ from: preview.from ?? '—', to: preview.to ?? '—' },
          ...{ people: preview.people, repeats: preview.repeats },
          columns: preview.columns.join(t('web.mark-list')),
        })}
      </p>
      <Table<MessagePreviewRow>
        size="small"
        rowKey={(r) => `${r.sheet ?? ''}:${r.row}`}
        dataSource={[...preview.list]}
        // What scrolls sideways is reached by the keyboard too.
        onRow={(_, at) => (at === 0 ? { tabIndex: 0 } : {})}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 760 }}
        columns={[
          { title: t('hot:import-row'), dataIndex: 'row', width: 60, align: 'right' },
          {
            title: t('hot:of-state'),
            width: 90,
            render: (_, r) => (
              <State kind={shape[r.status]}>{t(`hot:import-is-${r.status}`)}</State>
            ),
          },
          { title: t('hot:import-on'), dataIndex: 'on', width: 104 },
          { title: t('hot:of-handler'), width: 120, render: (_, r) => r.unit ?? task.org.name },
          {
            title: t('hot:matter'),
            render: (_, r) => (
              <>
                {r.title}
                {r.issues.map((issue, i) => (
                  <div key={i}>
                    {[issue.at?.column, issueText(issue, t)]
                      .filter(Boolean)
                      .join(t('web.mark-colon'))}
                  </div>
                ))}
              </>
            ),
          },
          { title: t('hot:of-likes'), dataIndex: 'likes', width: 70, align: 'right' },
        ]}
      />
    </>
  );
}
