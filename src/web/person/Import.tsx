import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Radio, Select, Steps, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import {
  type ImportPreview,
  type ImportRow,
  type ImportStatus,
  importStatuses,
} from '../../contract/person/imports.ts';
import { useLanguage, useT } from '../shell/language.tsx';
import { sentences } from '../shell/marks.ts';
import { Refusal, State } from '../shell/parts.tsx';
import { ExportPeople } from './ExportPeople.tsx';

type Answers = Readonly<Record<string, string>>;

function formOf(
  file: File,
  answers: Answers,
  more: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  form.append('file', file);
  form.append('answers', JSON.stringify(answers));
  for (const [key, value] of Object.entries(more)) form.append(key, value);
  return form;
}

/** People from a file in three steps: choose it, look at what it would change, do it. */
export function Import({ onClose }: { onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [answers, setAnswers] = useState<Answers>({});
  const look = useMutation({
    mutationFn: (given: { file: File; answers: Answers }) =>
      call('person.import-preview', { form: formOf(given.file, given.answers) }),
  });
  const write = useMutation({
    mutationFn: () =>
      call('person.import-confirm', {
        form: formOf(file!, answers, { digest: look.data!.digest }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['person'] }),
  });
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    setAnswers({});
    write.reset();
    if (chosen) look.mutate({ file: chosen, answers: {} });
    else look.reset();
  };
  const answer = (key: string, value: string) => {
    const next = { ...answers, [key]: value };
    setAnswers(next);
    look.mutate({ file: file!, answers: next });
  };
  const seen = look.data;
  const step = write.data ? 2 : seen ? 1 : 0;
  const useful = seen ? seen.counts.new + seen.counts.changed : 0;
  return (
    <Drawer
      open
      size="min(1080px, 100%)"
      title={t('person:import')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t(write.data ? 'person:close' : 'person:cancel')}</Button>
          {seen && !write.data && (
            <>
              <Button onClick={() => choose(undefined)}>{t('person:import-other')}</Button>
              <Button
                type="primary"
                disabled={useful === 0 || look.isPending}
                loading={write.isPending}
                onClick={() => write.mutate()}
              >
                {t('person:import-do', { count: useful })}
              </Button>
            </>
          )}
        </div>
      }
    >
      <Steps
        size="small"
        current={step}
        items={['choose', 'look', 'done'].map((key) => ({ title: t(`person:import-step-${key}`) }))}
      />
      <Refusal error={look.error ?? write.error} />
      {step === 0 && <Choose loading={look.isPending} onChoose={choose} />}
      {step === 1 && seen && <Look seen={seen} answers={answers} onAnswer={answer} />}
      {write.data && (
        <p className="person-done" role="status">
          {t('person:import-made', {
            people: write.data.people,
            changed: write.data.counts.changed,
            posts: write.data.posts,
            tenures: write.data.tenures,
            grants: write.data.grants,
          })}
        </p>
      )}
      {seen && file && seen.counts.rejected > 0 && (
        <Rejects file={file} answers={answers} count={seen.counts.rejected} />
      )}
    </Drawer>
  );
}

function Choose({ loading, onChoose }: { loading: boolean; onChoose: (file?: File) => void }) {
  const t = useT();
  return (
    <div className="person-choose">
      <p>{t('person:import-what')}</p>
      <p>
        <label>
          {t('person:import-file')}{' '}
          <input type="file" accept=".xlsx,.csv" onChange={(e) => onChoose(e.target.files?.[0])} />
        </label>
      </p>
      {loading && <p role="status">{t('person:import-reading')}</p>}
      <p className="dim">
        {t('person:import-form')} <ExportPeople />
      </p>
    </div>
  );
}

const shape = {
  new: 'open',
  changed: 'soon',
  unchanged: 'later',
  ask: 'soon',
  rejected: 'overdue',
} as const;

function Look({
  seen,
  answers,
  onAnswer,
}: {
  seen: ImportPreview;
  answers: Answers;
  onAnswer: (key: string, value: string) => void;
}) {
  const t = useT();
  const [only, setOnly] = useState<ImportStatus>();
  const rows = seen.list.filter((r) => only === undefined || r.status === only);
  return (
    <>
      <div className="person-bar person-next">
        <span>{t('person:import-rows', { rows: seen.rows, skipped: seen.skipped })}</span>
        <Select
          allowClear
          aria-label={t('person:import-only')}
          placeholder={t('person:import-only')}
          value={only}
          onChange={setOnly}
          options={importStatuses.map((value) => ({
            value,
            label: `${t(`person:import-is-${value}`)} ${seen.counts[value]}`,
          }))}
          style={{ width: 160 }}
        />
      </div>
      <p className="person-counts">
        {importStatuses.map((s) => (
          <State key={s} kind={shape[s]}>{`${t(`person:import-is-${s}`)} ${seen.counts[s]}`}</State>
        ))}
      </p>
      <Table<ImportRow>
        size="small"
        rowKey="key"
        dataSource={rows}
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
          {[issue.at?.column, issueText(issue as Parameters<typeof issueText>[0], t)]
            .filter(Boolean)
            .join(t('web.mark-colon'))}
        </div>
      ))}
      {row.status !== 'rejected' && sentences(t, news)}
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

/** The rejected rows as a file of the sender's own layout. */
function Rejects({ file, answers, count }: { file: File; answers: Answers; count: number }) {
  const { t, lang } = useLanguage();
  const fetchFile = useMutation({
    mutationFn: async () => {
      const blob = await call('person.import-rejects', { form: formOf(file, answers, { lang }) });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${t('person:rejects-name')}-${file.name.replace(/\.\w+$/, '')}.xlsx`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  });
  return (
    <p className="person-next">
      <Button loading={fetchFile.isPending} onClick={() => fetchFile.mutate()}>
        {t('person:rejects', { count })}
      </Button>
      <Refusal error={fetchFile.error} />
    </p>
  );
}
