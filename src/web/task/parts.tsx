import { DownloadOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { address } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { Task, TaskState } from '../../contract/task/operations.ts';
import { useLanguage, useT } from '../shell/language.tsx';
import { State } from '../shell/parts.tsx';

const kinds = {
  reading: 'open',
  ready: 'soon',
  writing: 'open',
  done: 'done',
  failed: 'overdue',
  cancelled: 'later',
} as const satisfies Record<TaskState, Parameters<typeof State>[0]['kind']>;

export function TaskStateWord({ state }: { state: TaskState }) {
  const t = useT();
  return <State kind={kinds[state]}>{t(`task:state-${state}`)}</State>;
}

/** What the bar shows before it is known how much there is to do. */
const NOT_KNOWN = 8;

/** How far a file is read or written, as a bar and in words. */
export function TaskProgress({ task }: { task: Task }) {
  const t = useT();
  const { state, done, total, file } = task;
  const what = t(state === 'writing' ? 'task:writing' : 'task:reading', { file });
  return (
    <div className="task-moving" role="status">
      <p>
        {what} {total > 0 && <span className="tabular">{t('task:so-far', { done, total })}</span>}
      </p>
      <Progress
        aria-label={what}
        percent={total > 0 ? Math.floor((100 * done) / total) : NOT_KNOWN}
        status="active"
        strokeColor="var(--doing)"
        showInfo={total > 0}
      />
      <p className="dim">{t('task:leave')}</p>
    </div>
  );
}

/** Whole account of the rows of a file: what becomes of how many; they add up to all of them. */
export function TaskSum({ task, word }: { task: Task; word: (status: string) => string }) {
  const t = useT();
  const parts = Object.entries(task.counts ?? {}).map(
    ([status, count]) => `${status === 'skipped' ? t('task:skipped') : word(status)} ${count}`,
  );
  return (
    <p className="tabular">
      {t('task:sum', { file: task.file, rows: task.rows ?? 0, parts: parts.join(' + ') })}
    </p>
  );
}

/** The rejected rows in the sender's own layout, to be mended and sent again. */
export function RejectsButton({ task }: { task: Task }) {
  const { t, lang } = useLanguage();
  const count = task.counts?.rejected ?? 0;
  if (count === 0) return null;
  return (
    <Button
      size="small"
      icon={<DownloadOutlined aria-hidden />}
      href={address(operations['task.rejects'], { params: { id: task.id }, query: { lang } })}
      download
    >
      {t('task:rejects', { count })}
    </Button>
  );
}
