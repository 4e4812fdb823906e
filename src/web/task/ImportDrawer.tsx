import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Upload } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import type { Task } from '../../contract/task/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { isMoving, usePreview, useTask } from './data.ts';
import { Files } from './Files.tsx';
import { RejectsButton, TaskProgress, TaskSum } from './parts.tsx';
import './task.css';

/** Also what cannot be read: its sender is told what to save it as. */
const TABLES = '.xlsx,.xlsm,.csv,.txt,.xls,.xlsb,.et,.wps,.ods';

/** Names of files that are no tables, by how they end. */
function othersOf(files: FileList): string[] {
  const ends = TABLES.split(',');
  const names = Array.from(files, (file) => file.name);
  return names.filter((name) => !ends.some((end) => name.toLowerCase().endsWith(end)));
}
/** Files of one's own that are listed where the next is chosen. */
const FEW = 5;
const MANY = 20;
const steps = ['choose', 'check', 'done'] as const;

/** What is on the page while a file waits to be confirmed. */
export interface Look<P> {
  readonly task: Task;
  readonly preview: P;
  /** Has the file read again with other options. */
  readonly again: (options: object) => void;
  readonly busy: boolean;
}

interface Props<P> {
  readonly kind: string;
  readonly title: string;
  /** The import shown, as the address says; none: a file is to be chosen. */
  readonly task: string | undefined;
  readonly onTask: (id: string | undefined) => void;
  readonly onClose: () => void;
  readonly send: (file: File) => Promise<Task>;
  /** Above the place for the file: what it should look like, and what else is to be said. */
  readonly choose: ReactNode;
  /** Instead of the place for the file: what was given otherwise, and sends itself. */
  readonly given?: ((send: (file: File) => void, busy: boolean) => ReactNode) | undefined;
  /** What a count of rows is called: `new`, `rejected` … */
  readonly word: (status: string) => string;
  readonly look: (shown: Look<P>) => ReactNode;
  /** The button that writes, and what goes with it; none when there is nothing to write. */
  readonly write: (
    task: Task,
    preview: P,
  ) => { readonly label: string; readonly options?: object; readonly off?: boolean };
  /** Several files may be chosen at once: each is an import of its own. */
  readonly many?: boolean;
  /** Instead of reading it again as it was: a way on from what was refused, where there is one. */
  readonly failed?: ((task: Task, again: (options: object) => void) => ReactNode) | undefined;
  /** What was written, in words. */
  readonly wrote: (result: Readonly<Record<string, number>>, task: Task) => ReactNode;
  /** What is shown elsewhere and is not true any more once it is written. */
  readonly stale: readonly string[];
}

/**
 * An import in three steps: choose a file, look at what it would change, write it. Reading and
 * writing are jobs of the server: one may leave and come back to the same address.
 */
export function ImportDrawer<P>(props: Props<P>) {
  const t = useT();
  const client = useQueryClient();
  const { kind, title, task: id, onTask, onClose } = props;
  const found = useTask(id);
  const task = id === undefined ? undefined : found.data;
  const preview = usePreview<P>(task);
  const keep = (next: Task) => {
    client.setQueryData(['task', next.id], next);
    onTask(next.id);
  };
  const send = useMutation({ mutationFn: props.send, onSuccess: keep });
  const sendMany = useMutation({
    mutationFn: (files: readonly File[]) => sendEach(files, props.send),
    onSuccess: () => client.invalidateQueries({ queryKey: ['task', 'list'] }),
  });
  const take = (files: readonly File[]) => {
    if (files.length === 1) return send.mutate(files[0]!);
    send.reset();
    sendMany.mutate(files);
  };
  const sending = send.isPending || sendMany.isPending;
  const [others, setOthers] = useState<readonly string[]>([]);
  const act = useMutation({
    mutationFn: ({ what, options = {} }: { what: 'again' | 'confirm'; options?: object }) =>
      call(`task.${what}`, { params: { id: id! }, body: { options: { ...options } } }),
    onSuccess: keep,
  });
  const stop = useMutation({
    mutationFn: () => call('task.cancel', { params: { id: id! } }),
    onSuccess: keep,
  });
  const isDone = task?.state === 'done';
  const { stale } = props;
  useEffect(() => {
    if (isDone) for (const key of stale) void client.invalidateQueries({ queryKey: [key] });
  }, [isDone, client, stale]);
  const other = () => {
    send.reset();
    act.reset();
    void client.invalidateQueries({ queryKey: ['task', 'list'] });
    onTask(undefined);
  };
  const step = task === undefined ? 0 : task.state === 'reading' || task.state === 'ready' ? 1 : 2;
  const writing = task?.state === 'ready' && preview ? props.write(task, preview) : undefined;
  return (
    <Drawer
      open
      title={title}
      size="min(1080px, 100%)"
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          {isMoving(task) && (
            <Button loading={stop.isPending} onClick={() => stop.mutate()}>
              {t('task:stop')}
            </Button>
          )}
          {task && (props.many || (!isMoving(task) && task.state !== 'done')) && (
            <Button onClick={other}>{t(props.many ? 'task:overview' : 'task:other')}</Button>
          )}
          {task?.state === 'failed' && (
            <Button
              type="primary"
              loading={act.isPending}
              onClick={() => act.mutate({ what: 'again' })}
            >
              {t('task:again')}
            </Button>
          )}
          {writing && (
            <Button
              type="primary"
              disabled={writing.off ?? false}
              loading={act.isPending}
              onClick={() => act.mutate({ what: 'confirm', options: writing.options ?? {} })}
            >
              {writing.label}
            </Button>
          )}
          {(!task || task.state === 'done' || task.state === 'cancelled' || isMoving(task)) && (
            <Button onClick={onClose}>{t('web.close')}</Button>
          )}
        </div>
      }
    >
      <ol className="task-steps">
        {steps.map((name, i) => (
          <li key={name} {...(i === step ? { 'aria-current': 'step' as const } : {})}>
            {i + 1} {t(`task:step-${name}`)}
          </li>
        ))}
      </ol>
      <Refusal error={send.error ?? act.error ?? stop.error ?? (id ? found.error : undefined)} />
      {id !== undefined && found.isPending && <Waiting label={t('web.loading')} />}
      {id === undefined && (
        <>
          {props.choose}
          {props.given?.(send.mutate, send.isPending) ?? (
            <Upload.Dragger
              accept={TABLES}
              height={120}
              showUploadList={false}
              disabled={sending}
              multiple={props.many ?? false}
              // Of what is dropped the page is given tables alone: what else there was is told.
              onDrop={({ dataTransfer }) => setOthers(othersOf(dataTransfer.files))}
              beforeUpload={(file, all) => {
                if (file === all[0]) take(all);
                return false;
              }}
            >
              <p>{t(sending ? 'task:sending' : 'web.upload-drop')}</p>
              {props.many && <p className="dim">{t('task:many')}</p>}
            </Upload.Dragger>
          )}
          {others.length > 0 && (
            <p className="flag" role="alert">
              {t('task:not-tables', { files: others.join('、') })}
            </p>
          )}
          {sendMany.data?.map(({ file, error }, k) => (
            <section key={k} aria-label={t('task:not-sent', { file })}>
              <p>{t('task:not-sent', { file })}</p>
              <Refusal error={error} />
            </section>
          ))}
          <Files kind={kind} limit={props.many ? MANY : FEW} onOpen={onTask} />
        </>
      )}
      {task && isMoving(task) && <TaskProgress task={task} />}
      {task?.state === 'ready' && (
        <div className="task-sum">
          <TaskSum task={task} word={props.word} />
          <RejectsButton task={task} />
        </div>
      )}
      {task?.state === 'ready' &&
        (preview ? (
          props.look({
            task,
            preview,
            again: (options) => act.mutate({ what: 'again', options }),
            busy: act.isPending,
          })
        ) : (
          <Waiting label={t('web.loading')} />
        ))}
      {task?.state === 'failed' && <Failed task={task} />}
      {task?.state === 'failed' &&
        props.failed?.(task, (options) => act.mutate({ what: 'again', options }))}
      {task?.state === 'cancelled' && <p role="status">{t('task:was-stopped')}</p>}
      {task?.state === 'done' && <p role="status">{props.wrote(task.result ?? {}, task)}</p>}
      {task?.state === 'done' && <RejectsButton task={task} />}
    </Drawer>
  );
}

/** Why nothing was written, and what to do. */
function Failed({ task }: { task: Task }) {
  const t = useT();
  const { code = 'failed', issues = [] } = task.fault ?? {};
  return (
    <>
      <Refusal error={new ApiError(code, 0, issues as ApiError['issues'])} />
      <p className="task-next">{t(code === 'conflict' ? 'task:changed' : 'task:nothing')}</p>
    </>
  );
}

/** Sends files one after the other; those that were refused, with why. The others are under way. */
async function sendEach(
  files: readonly File[],
  send: (file: File) => Promise<Task>,
): Promise<{ file: string; error: unknown }[]> {
  const refused: { file: string; error: unknown }[] = [];
  for (const file of files)
    try {
      await send(file);
    } catch (error) {
      refused.push({ file: file.name, error });
    }
  return refused;
}
