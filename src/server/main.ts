import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { appraisalHandlers } from './appraisal/routes.ts';
import { ballotJobs } from './ballot/jobs.ts';
import { ballotPages } from './ballot/page.ts';
import { ballotHandlers, ballotRoutes } from './ballot/routes.ts';
import { campaignHandlers } from './campaign/routes.ts';
import { cockpitHandlers } from './cockpit/routes.ts';
import { fillDemo } from './demo/service.ts';
import { documentHandlers } from './document/routes.ts';
import { dutyHandlers } from './duty/routes.ts';
import { evidenceHandlers } from './evidence/routes.ts';
import { identityHandlers } from './identity/routes.ts';
import { createAdminLink, needsFirstLink, whoIs } from './identity/service.ts';
import { institutionJobs } from './institution/jobs.ts';
import { institutionHandlers } from './institution/routes.ts';
import { needHandlers } from './need/routes.ts';
import { noticeJobs } from './notice/jobs.ts';
import { noticeHandlers } from './notice/routes.ts';
import { orgTasks } from './org/imports.service.ts';
import { orgHandlers } from './org/routes.ts';
import { personTasks } from './person/import.service.ts';
import { personHandlers } from './person/routes.ts';
import { type Config, loadConfig } from './platform/config.ts';
import type { Context } from './platform/context.ts';
import { openDatabase } from './platform/db.ts';
import { createHttp, type Rooms } from './platform/http.ts';
import { startJobs } from './platform/jobs.runner.ts';
import type { Job } from './platform/jobs.ts';
import { startEmbedded, unlockHome } from './platform/postgres.ts';
import { bindRole } from './platform/scope.ts';
import type { TaskKind } from './platform/tasks.ts';
import { problemTasks } from './problem/import.service.ts';
import { noticePages } from './problem/notice.page.ts';
import { problemHandlers } from './problem/routes.ts';
import { problemJobs } from './problem/totals.jobs.ts';
import { recordJobs } from './record/jobs.ts';
import { recordHandlers } from './record/routes.ts';
import { recordRoutes } from './record/static.ts';
import { searchHandlers } from './search/routes.ts';
import { specialHandlers } from './special/routes.ts';
import { studyHandlers } from './study/routes.ts';
import { supervisionJobs } from './supervision/round.ts';
import { supervisionHandlers } from './supervision/routes.ts';
import { surveyJobs } from './survey/jobs.ts';
import { surveyPages } from './survey/page.ts';
import { surveyHandlers } from './survey/routes.ts';
import { systemHandlers } from './system/routes.ts';
import { applySettings, followSettings } from './system/service.ts';
import { taskJobs } from './task/jobs.ts';
import { taskHandlers } from './task/routes.ts';
import { todayHandlers } from './today/routes.ts';
import { visitHandlers } from './visit/routes.ts';
import { voiceTasks } from './voice/import.service.ts';
import { voiceJobs } from './voice/jobs.ts';
import { open311 } from './voice/open311.ts';
import { voicePages } from './voice/page.ts';
import { voiceHandlers } from './voice/routes.ts';

const webFolder = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** Connections that wait to be taken; beyond it callers are turned away and try again seconds later. */
export const BACKLOG = 4096;

export interface RunningServer {
  readonly url: string;
  /** Set when nobody has an account yet. */
  readonly firstLink?: string;
  readonly app: FastifyInstance;
  readonly ctx: Context;
  readonly stop: () => Promise<void>;
}

export interface StartOptions extends Partial<Config> {
  readonly demo?: boolean;
}

/** Everything the rooms give: handlers of operations, jobs, and kinds of imports. */
export const rooms: Rooms & {
  readonly jobs: readonly Job[];
  readonly tasks: readonly TaskKind[];
} = {
  handlers: {
    ...identityHandlers,
    ...orgHandlers,
    ...personHandlers,
    ...dutyHandlers,
    ...campaignHandlers,
    ...problemHandlers,
    ...cockpitHandlers,
    ...studyHandlers,
    ...needHandlers,
    ...surveyHandlers,
    ...evidenceHandlers,
    ...documentHandlers,
    ...institutionHandlers,
    ...specialHandlers,
    ...recordHandlers,
    ...noticeHandlers,
    ...searchHandlers,
    ...supervisionHandlers,
    ...systemHandlers,
    ...taskHandlers,
    ...todayHandlers,
    ...voiceHandlers,
    ...visitHandlers,
    ...ballotHandlers,
    ...appraisalHandlers,
  },
  whoIs,
  files: (app, ctx, page) => {
    recordRoutes(app, ctx, page);
    noticePages(app, ctx, page);
    voicePages(app, ctx, page);
    open311(app, ctx);
    surveyPages(app, ctx, page);
    ballotRoutes(app, ctx);
    ballotPages(app, ctx, page);
  },
  jobs: [
    ...recordJobs,
    ...noticeJobs,
    ...taskJobs,
    ...supervisionJobs,
    ...voiceJobs,
    ...ballotJobs,
    ...surveyJobs,
    ...problemJobs,
    ...institutionJobs,
  ],
  tasks: [...orgTasks, ...personTasks, ...problemTasks, ...voiceTasks],
};

/** Opens the database, embedded or one's own, and makes it ready. */
export async function openContext(
  options: StartOptions = {},
): Promise<{ ctx: Context; close: () => Promise<void> }> {
  const { demo = false, ...overrides } = options;
  const config = loadConfig(overrides);
  const embedded = config.databaseUrl ? undefined : await startEmbedded(config.home);
  const release = async (): Promise<void> => {
    await embedded?.stop();
    if (embedded) await unlockHome(config.home);
  };
  try {
    const databaseUrl = config.databaseUrl ?? embedded!.url;
    const db = await openDatabase(databaseUrl);
    await applySettings(db);
    const unfollow = followSettings(db);
    return {
      ctx: {
        db,
        config,
        databaseUrl,
        now: () => new Date(),
        demo,
        bound: await bindRole(db),
        jobs: rooms.jobs,
        tasks: rooms.tasks,
      },
      close: async () => {
        unfollow();
        await db.destroy();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Starts everything; `stop` ends it in order: requests, jobs, database connections, database. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const { ctx, close } = await openContext(options);
  try {
    if (ctx.demo) await fillDemo(ctx);
    const page = existsSync(webFolder) ? { page: webFolder } : {};
    const app = await createHttp(ctx, { ...rooms, ...page });
    const { host: bind, port: wanted } = ctx.config;
    await app.listen({ host: bind, port: wanted, backlog: BACKLOG });
    const jobs = startJobs(ctx, rooms.jobs, app.log);
    const { port } = app.server.address() as { port: number };
    const host = ctx.config.host.includes(':') ? `[${ctx.config.host}]` : ctx.config.host;
    const url = ctx.config.publicUrl ?? `http://${host}:${port}`;
    const firstLink = (await needsFirstLink(ctx))
      ? linkUrl(url, await createAdminLink(ctx))
      : undefined;
    return {
      url,
      ...(firstLink ? { firstLink } : {}),
      app,
      ctx,
      stop: async () => {
        await app.close();
        await jobs.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The token stands behind `#`, so that it reaches no log of a proxy. */
export function linkUrl(url: string, token: string): string {
  return `${url}/welcome#${token}`;
}
