import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Progress } from 'antd';
import { call } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type { Task } from '../../contract/task/operations.ts';
import type { Issue } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { localTime } from '../shell/parts.tsx';
import { isMoving, useTasks } from './data.ts';
import { RejectsButton, TaskStateWord } from './parts.tsx';

/** All imports of one's own; not a typed route. */
const ALL: string = '/imports';

interface Props {
  readonly kind: string;
  readonly limit: number;
  readonly onOpen: (id: string) => void;
}

/**
 * One's own files of a kind, the newest first: how far each is, what it asks, and a way to stop it that
 * leaves the others alone.
 */
export function Files({ kind, limit, onOpen }: Props) {
  const t = useT();
  const tasks = useTasks({ kind, limit }).data ?? [];
  if (tasks.length === 0) return null;
  return (
    <section className="task-recent" aria-label={t('task:recent')}>
      <h2>{t('task:recent')}</h2>
      <ul>
        {tasks.map((task) => (
          <FileRow key={task.id} task={task} onOpen={() => onOpen(task.id)} />
        ))}
      </ul>
      <Link to={ALL}>{t('task:all')}</Link>
    </section>
  );
}

function FileRow({ task, onOpen }: { task: Task; onOpen: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const { id, file, state, done, total, asks, fault } = task;
  const why = fault?.issues[0] as Issue | undefined;
  const stop = useMutation({
    mutationFn: () => call('task.cancel', { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['task', 'list'] }),
  });
  return (
    <li>
      <button type="button" className="link" onClick={onOpen}>
        {file}
      </button>
      <TaskStateWord state={state} />
      {isMoving(task) && (
        <span className="task-far">
          <Progress
            aria-label={t(state === 'writing' ? 'task:writing' : 'task:reading', { file })}
            percent={total > 0 ? Math.floor((100 * done) / total) : 0}
            size="small"
            strokeColor="var(--doing)"
          />
        </span>
      )}
      {state === 'ready' && asks > 0 && (
        <span className="flag">{t('task:asks', { count: asks })}</span>
      )}
      {state === 'ready' && <RejectsButton task={task} />}
      <span className="dim tabular">{localTime(task.createdAt)}</span>
      {(isMoving(task) || state === 'ready') && (
        <Button
          size="small"
          aria-label={about(t, t('task:stop'), file)}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          {t('task:stop')}
        </Button>
      )}
      {state === 'failed' && why && <span className="flag task-why">{issueText(why, t)}</span>}
    </li>
  );
}
