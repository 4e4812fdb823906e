import { isUnder } from '../../contract/permissions.ts';
import type { Figure, Severity, Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './waiting.queries.ts';

export { known } from './waiting.queries.ts';

const DAY = 86_400_000;
/** More of one kind than this become one row with their number. */
const FEW = 10;
/** Counting stops here: whoever has so many needs no exact number. */
const MANY = 1000;
const TENURE_NOTICE = 30;
const GRANT_NOTICE = 14;

const later = (time: Date, days: number): Date => new Date(time.getTime() + days * DAY);

/** How pressing a day to come is: within a week soon. */
const severityOf = (ctx: RequestContext, day: string): Severity =>
  day <= dayOf(later(ctx.now(), 7)) ? 'soon' : 'later';

/** Up to a few rows as they are; more as one row that counts them. */
function fewOr<T>(rows: readonly T[], one: (row: T) => Waiting, all: (count: number) => Waiting) {
  return rows.length <= FEW ? rows.map(one) : [all(rows.length)];
}

/** A number as it was counted: up to a limit. */
const told = (count: number): string => (count < MANY ? `${count}` : `${MANY}+`);

/** First posts that are vacant, units that have none, and tenures that end. */
export async function waiting(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  return [
    ...(await vacancies(ctx, trx)),
    ...(await withoutFirst(ctx, trx)),
    ...(await tenuresEnding(ctx, trx)),
  ];
}

async function vacancies(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const rows = await queries.vacantFirst(trx, ctx.scopes, dayOf(ctx.now()), MANY);
  const row = { due: null, severity: 'open' as const, action: { key: 'web.today-appoint' } };
  return fewOr(
    rows,
    (r) => ({
      ...row,
      id: `vacancy:${r.id}`,
      text: { key: 'web.today-vacancy', params: { post: r.name, since: r.left ?? r.since } },
      unit: { id: r.org_id, name: r.org_name },
      link: `/org?unit=${r.org_id}&tab=posts`,
    }),
    (count) => ({
      ...row,
      id: 'vacancies',
      text: { key: 'web.today-vacancies', params: { count: told(count) } },
      unit: null,
      link: '/people?tab=vacancies',
      action: { key: 'web.today-look' },
    }),
  );
}

async function withoutFirst(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const count = await queries.countWithoutFirst(trx, ctx.scopes, MANY);
  if (count === 0) return [];
  return [
    {
      id: 'without-first',
      text: { key: 'web.today-without-first', params: { count: told(count) } },
      unit: null,
      due: null,
      severity: 'later',
      link: '/org',
      action: { key: 'web.today-look' },
    },
  ];
}

async function tenuresEnding(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const until = dayOf(later(ctx.now(), TENURE_NOTICE));
  const rows = await queries.tenuresEnding(trx, ctx.scopes, dayOf(ctx.now()), until, MANY);
  return fewOr(
    rows,
    (r) => ({
      id: `tenure:${r.id}`,
      text: { key: 'web.today-tenure', params: { person: r.person, post: r.post } },
      unit: { id: r.org_id, name: r.org_name },
      due: r.until,
      severity: severityOf(ctx, r.until!),
      link: `/org?unit=${r.org_id}&tab=posts`,
      action: { key: 'web.today-appoint' },
    }),
    (count) => ({
      id: 'tenures',
      text: { key: 'web.today-tenures', params: { count: told(count) } },
      unit: null,
      due: rows[0]!.until,
      severity: severityOf(ctx, rows[0]!.until!),
      link: '/people?tab=vacancies',
      action: { key: 'web.today-look' },
    }),
  );
}

/** Rights given under one's units that end soon. */
export async function grantsEnding(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const now = ctx.now();
  const until = later(now, GRANT_NOTICE);
  const rows = await queries.grantsEnding(trx, ctx.scopes, now, until, FEW);
  return rows
    .filter((r) => r.person_id !== ctx.me?.id)
    .map((r) => ({
      id: `grant:${r.id}`,
      text: {
        key: 'web.today-grant',
        params: { person: r.person },
        names: { role: `identity:role-${r.role}` },
      },
      unit: { id: r.org_id, name: r.org_name },
      due: dayOf(r.until!),
      severity: severityOf(ctx, dayOf(r.until!)),
      link: `/people?person=${r.person_id}`,
      action: { key: 'web.today-renew' },
    }));
}

/** One's own rights that end soon. */
export async function ownGrantsEnding(ctx: RequestContext, _trx: Trx): Promise<Waiting[]> {
  const until = later(ctx.now(), GRANT_NOTICE).toISOString();
  return (ctx.me?.grants ?? []).flatMap((g) =>
    g.until === null || g.until > until || !ctx.scopes.some((s) => isUnder(g.path, s))
      ? []
      : [
          {
            id: `grant:${g.id}`,
            text: { key: 'web.today-own-grant', names: { role: `identity:role-${g.role}` } },
            unit: { id: g.orgId, name: g.orgName },
            due: dayOf(new Date(g.until)),
            severity: severityOf(ctx, dayOf(new Date(g.until))),
            link: '/mine',
            action: { key: 'web.today-look' },
          },
        ],
  );
}

/** People and posts under a path, today and 30 days ago; nothing to compare with before the first entry. */
export async function figures(
  ctx: RequestContext,
  trx: Trx,
  path: string,
): Promise<{ people: Figure; filled: Figure; vacant: Figure }> {
  const [now, then] = [ctx.now(), later(ctx.now(), -30)];
  const moment = (time: Date) => ({ time, day: dayOf(time) });
  const people = await queries.countPeople(trx, path, moment(now), moment(then));
  const posts = await queries.countPosts(trx, path, dayOf(now));
  const before = await queries.countPosts(trx, path, dayOf(then));
  const known = before.filled + before.vacant > 0;
  return {
    people: { now: people.now, before: people.before || null },
    filled: { now: posts.filled, before: known ? before.filled : null },
    vacant: { now: posts.vacant, before: known ? before.vacant : null },
  };
}
