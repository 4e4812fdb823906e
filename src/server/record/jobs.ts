import type { Job } from '../platform/jobs.ts';
import { runCheck, VERIFY } from './check.service.ts';
import { seal } from './seal.service.ts';

/** Work of the record beside requests. */
export const recordJobs: readonly Job[] = [
  {
    name: 'record.seal',
    cron: '* * * * *',
    run: async (ctx) => {
      await seal(ctx);
    },
  },
  { name: VERIFY, run: runCheck },
];
