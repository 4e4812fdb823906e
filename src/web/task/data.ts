import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import type { Task } from '../../contract/task/operations.ts';

/** How often a page asks how far an import is (ms). */
const ASK_EVERY = 500;

export const isMoving = (task: Task | undefined): boolean =>
  task?.state === 'reading' || task?.state === 'writing';

/** An import; while a job works on it, asked for again and again. */
export function useTask(id: string | undefined) {
  return useQuery({
    queryKey: ['task', id],
    queryFn: () => call('task.get', { params: { id: id! } }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isMoving(state.data) ? ASK_EVERY : false),
  });
}

/** What a file would change, in the form of its kind; nothing before it is read or once it is over. */
export function usePreview<P>(task: Task | undefined) {
  return useQuery({
    queryKey: ['task', task?.id, 'preview', task?.counts],
    queryFn: () => call('task.preview', { params: { id: task!.id } }) as Promise<P>,
    enabled: task?.state === 'ready',
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}

/** One's own imports, newest first; of a kind when it is named. */
export function useTasks(query: { kind?: string; limit: number }) {
  return useQuery({
    queryKey: ['task', 'list', query],
    queryFn: () => call('task.list', { query }),
    refetchInterval: ({ state }) => (state.data?.some(isMoving) ? 4 * ASK_EVERY : false),
  });
}
