import { createTranslator } from '../../contract/messages/index.ts';
import { dayOnly, hourOf } from '../platform/days.ts';
import { enqueue, type Job, type JobContext } from '../platform/jobs.ts';
import { sendMail } from '../platform/mail.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { robotsFor, tell } from '../system/robots.service.ts';
import { letterOf, mailServer, readSettings } from '../system/service.ts';
import * as queries from './queries.ts';

interface Group {
  readonly path: string;
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly link: string | null;
}

/** Address of a page as people outside the application open it. */
function urlOf(ctx: JobContext, link: string): string {
  const { publicUrl, host, port } = ctx.config;
  return `${(publicUrl ?? `http://${host}:${port}`).replace(/\/$/, '')}${link}`;
}

/** For each notice that is to be mailed at once, a job of its own: one refused holds up no other. */
async function deliver(ctx: JobContext, payload: unknown): Promise<void> {
  const { ids } = payload as { ids: string[] };
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    if (!(await readSettings(trx)).mail.host) return;
    for (const row of await queries.unmailed(trx, { ids }))
      if (row.mail === 'at-once' && row.address)
        await enqueue(
          trx,
          'notice.mail',
          { ids: [row.notice_id] },
          { key: `notice.mail:${row.notice_id}` },
        );
  });
}

/** Mails the notices of one person as one letter. Those mailed already are left out. */
async function mail(ctx: JobContext, payload: unknown): Promise<void> {
  const { ids } = payload as { ids: string[] };
  const { rows, server, name } = await withScopes(ctx, EVERYWHERE, async (trx) => ({
    rows: await queries.unmailed(trx, { ids }),
    server: await mailServer(ctx, trx),
    name: (await readSettings(trx)).organisation.name,
  }));
  const [first] = rows;
  if (!first?.address) return;
  const told = rows.map(({ code, params, link }) => ({
    code,
    params,
    url: link === null ? undefined : urlOf(ctx, link),
  }));
  const letter = letterOf(first.language, name, told, urlOf(ctx, '/notices'));
  await sendMail(server, { to: first.address, id: `notice-${first.notice_id}`, ...letter });
  await withScopes(ctx, EVERYWHERE, (trx) =>
    queries.markMailed(
      trx,
      rows.map((r) => r.notice_id),
      // The day is enough to know that it went: a time would tell when an unnamed objection came.
      dayOnly(ctx).now(),
    ),
  );
}

/** At the hour of the settings: what is unread goes to those who want it collected. */
async function digest(ctx: JobContext): Promise<void> {
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const { mail: server, notice } = await readSettings(trx);
    if (!server.host || hourOf(ctx.now()) !== notice.digestHour) return;
    const waiting = new Map<string, string[]>();
    for (const row of await queries.unmailed(trx, 'digest'))
      if (row.address)
        waiting.set(row.person_id, [...(waiting.get(row.person_id) ?? []), row.notice_id]);
    for (const [person, ids] of waiting)
      await enqueue(trx, 'notice.mail', { ids }, { key: `notice.digest:${person}` });
  });
}

/** A job for each robot: a refused one does not make the others say it twice. */
async function group(ctx: JobContext, payload: unknown): Promise<void> {
  const message = payload as Group;
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    for (const robot of await robotsFor(trx, message.path))
      await enqueue(trx, 'notice.robot', { robot, ...message }, { queue: `robot:${robot}` });
  });
}

async function robot(ctx: JobContext, payload: unknown): Promise<void> {
  const { robot: id, code, params, link } = payload as Group & { robot: string };
  const t = createTranslator('zh-CN');
  const name = (await readSettings(ctx.db)).organisation.name || t('web.name');
  await tell(ctx, id, {
    title: name,
    lines: [t(code, params)],
    link: link === null ? undefined : { text: t('system:mail-open'), url: urlOf(ctx, link) },
  });
}

export const noticeJobs: readonly Job[] = [
  { name: 'notice.deliver', run: deliver },
  { name: 'notice.mail', run: mail },
  { name: 'notice.digest', cron: '0 * * * *', run: digest },
  { name: 'notice.group', run: group },
  { name: 'notice.robot', run: robot },
];
