import { Button, Radio, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import {
  type ImportPreview,
  type ImportRow,
  type ImportStatus,
  importStatuses,
} from '../../contract/person/imports.ts';
import { useT } from '../shell/language.tsx';
import { clauses } from '../shell/marks.ts';
import { State } from '../shell/parts.tsx';
import { ImportDrawer, type Look as Shown } from '../task/ImportDrawer.tsx';
import { ExportPeople } from './ExportPeople.tsx';

type Answers = Readonly<Record<string, string>>;

interface Props {
  readonly task: string | undefined;
  readonly onTask: (id: string | undefined) => void;
  readonly onClose: () => void;
}

const stale = ['person', 'org'] as const;

/** People from a workbook; nothing is written before what it would change is confirmed. */
export function Import({ task, onTask, onClose }: Props) {
  const t = useT();
  const [answers, setAnswers] = useState<Answers>({});
  return (
    <ImportDrawer<ImportPreview>
      kind="person"
      title={t('person:import')}
      task={task}
      onTask={(id) => {
        if (id !== task) setAnswers({});
        onTask(id);
      }}
      onClose={onClose}
      send={(file) => {
        const form = new FormData();
        form.set('file', file, file.name);
        return call('person.import', { form });
      }}
      choose={
        <>
          <p>{t('person:import-what')}</p>
          <p className="dim">
            {t('person:import-form')} <ExportPeople />
          </p>
        </>
      }
      word={(status) => t(`person:import-is-${status}`)}
      look={(shown) => (
        <Look
          {...shown}
          answers={answers}
          onAnswer={(key, value) => setAnswers({ ...answers, [key]: value })}
        />
      )}
      write={({ counts }) => {
        const count = (counts?.new ?? 0) + (counts?.changed ?? 0);
        return { label: t('person:import-do', { count }), off: count === 0 };
      }}
      wrote={({ people, posts, tenures, grants }, { counts }) =>
        t('person:import-made', {
          ...{ people: people!, posts: posts!, tenures: tenures!, grants: grants! },
          changed: counts?.changed ?? 0,
        })
      }
      stale={stale}
    />
  );
}

const shape = {
  new: 'open',
  changed: 'soon',
  unchanged: 'later',
  ask: 'soon',
  rejected: 'overdue',
} as const;

interface LookProps extends Shown<ImportPreview> {
  readonly answers: Answers;
  readonly onAnswer: (key: string, value: string) => void;
}

function Look({ task, preview, again, busy, answers, onAnswer }: LookProps) {
  const t = useT();
  const [only, setOnly] = useState<ImportStatus>();
  const rows = preview.list.filter((r) => only === undefined || r.status === only);
  const open = Object.keys(answers).length;
  return (
    <>
      <div className="page-bar">
        <Select
          allowClear
          aria-label={t('person:import-only')}
          placeholder={t('person:import-only')}
          value={only}
          onChange={setOnly}
          options={importStatuses.map((value) => ({
            value,
            label: `${t(`person:import-is-${value}`)} ${task.counts?.[value] ?? 0}`,
          }))}
          style={{ width: 160 }}
        />
        {open > 0 && (
          <Button loading={busy} onClick={() => again({ answers })}>
            {t('person:import-answered', { count: open })}
          </Button>
        )}
      </div>
      <Table<ImportRow>
        size="small"
        rowKey="key"
        dataSource={rows}
        // What scrolls sideways is reached by the keyboard too.
        onRow={(_, at) => (at === 0 ? { tabIndex: 0 } : {})}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 860 }}
        columns={[
          { title: t('person:import-row'), dataIndex: 'row', width: 60, align: 'right' },
          {
            title: t('person:state'),
            width: 90,
            render: (_, r) => (
              <State kind={shape[r.status]}>{t(`person:import-is-${r.status}`)}</State>
            ),
          },
          { title: t('person:name'), dataIndex: 'name', width: 100 },
          { title: t('person:number'), dataIndex: 'number', width: 90 },
          { title: t('person:unit'), dataIndex: 'unit', width: 150 },
          {
            title: t('person:import-brings'),
            render: (_, r) => <Brings row={r} answer={answers[r.key]} onAnswer={onAnswer} />,
          },
        ]}
      />
    </>
  );
}

/** What a row brings, why it is rejected, or what it asks. */
function Brings({
  row,
  answer,
  onAnswer,
}: {
  row: ImportRow;
  answer: string | undefined;
  onAnswer: (key: string, value: string) => void;
}) {
  const t = useT();
  const news = [
    ...(row.post
      ? [
          t(row.post.made ? 'person:import-post-made' : 'person:import-post', {
            unit: row.post.unit,
            post: row.post.name,
            kind: t(`person:kind-${row.post.kind}`),
            day: row.post.since,
          }),
        ]
      : []),
    ...row.roles.map((role) => t('person:import-gives', { role: t(`identity:role-${role}`) })),
    ...row.changes.map((field) => t('person:import-change', { field: t(`person:field-${field}`) })),
  ];
  return (
    <>
      {row.issues.map((issue, i) => (
        <div key={i}>
          {[issue.at?.column, issueText(issue, t)].filter(Boolean).join(t('web.mark-colon'))}
        </div>
      ))}
      {row.status !== 'rejected' && clauses(t, news)}
      {row.candidates.length > 0 && (
        <Radio.Group
          aria-label={t('person:import-same', { name: row.name })}
          value={answer}
          onChange={(e) => onAnswer(row.key, e.target.value as string)}
        >
          {row.candidates.map((c) => (
            <Radio key={c.id} value={c.id}>
              {t('person:import-is', { name: c.name, number: c.number ?? '—' })}
            </Radio>
          ))}
          <Radio value="new">{t('person:import-other-person')}</Radio>
        </Radio.Group>
      )}
    </>
  );
}
