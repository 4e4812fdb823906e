import { fitJob, rankJob, scoreJob } from '../national.ts';
import { designJob, replicatesJob } from './appraise.ts';

/** Every job a worker can be asked for. */
export const jobs = Object.fromEntries(
  [replicatesJob, designJob, fitJob, scoreJob, rankJob].map((job) => [job.name, job]),
);
