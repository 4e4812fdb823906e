import type { Task } from '../../src/contract/task/operations.ts';
import { formOf } from './form.ts';
import { runJobs, type testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** What a request that was refused says. */
interface Refusal {
  readonly code?: string;
  readonly issues?: readonly { readonly code: string }[];
}

/** Imports as a page does them: sent, read by a job, shown, confirmed, written by a job. */
export function importer(server: Server, cookie: () => string) {
  const ask = async <T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<T> => {
    const headers = { cookie: cookie() };
    const body = payload ? { payload } : {};
    const answer = await server.app.inject({ method, url: `/api/tasks${url}`, headers, ...body });
    return answer.json() as T;
  };
  const get = (id: string) => ask<Task>('GET', `/${id}`);
  /** Runs the jobs, and tells how far the import is and what the page shows of it. */
  const shown = async <P>(task: Task & Refusal): Promise<Task & P & Refusal> => {
    await runJobs(server);
    const now = await get(task.id);
    const page = now.state === 'ready' ? await ask<P>('GET', `/${task.id}/preview`) : ({} as P);
    return { ...now, ...page, ...(now.fault ? { ...now.fault } : {}) } as Task & P & Refusal;
  };
  return {
    get,
    ask,
    /** Sends a file; the jobs are not run yet. */
    async send(
      url: string,
      file: { readonly name: string; readonly bytes: Uint8Array },
      fields: Record<string, string> = {},
    ): Promise<Task & Refusal> {
      const form = formOf(file, fields);
      const headers = { ...form.headers, cookie: cookie() };
      const { payload } = form;
      const answer = await server.app.inject({ method: 'POST', url, payload, headers });
      return answer.json() as Task & Refusal;
    },
    shown,
    async again<P>(id: string, options: object = {}): Promise<Task & P & Refusal> {
      return shown<P>(await ask<Task>('POST', `/${id}/again`, { options }));
    },
    /** Confirms and runs the jobs: the task with what was written, or why it failed. */
    async confirm(id: string, options: object = {}): Promise<Task & Refusal> {
      const begun = await ask<Task & Refusal>('POST', `/${id}/confirm`, { options });
      return begun.id ? shown<object>(begun) : begun;
    },
  };
}
