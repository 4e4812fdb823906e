import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { beyondScopes, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

/** Something people are to know. */
export interface Telling {
  /** Ids of the people told; each once. */
  readonly to: readonly string[];
  /** Key of its text in the catalogues, with what the text needs. */
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Address of the page where one sees or does it: `/duty?unit=…`. */
  readonly link?: string;
  /** The unit it is about. */
  readonly org: { readonly id: string; readonly path: string };
  /** The same key is told once to a person, however often it is said. */
  readonly key?: string;
  /** Say it in the groups of the unit and of those above it, too. For what the whole group may know. */
  readonly robots?: boolean;
}

/**
 * Tells people: a notice each, in the transaction of what it is about, and by mail as they chose.
 * Mail and robots are jobs: they go out when the transaction commits, or not at all. However much
 * is told, it is one statement.
 */
export async function notify(trx: Trx, ctx: Context, ...tellings: Telling[]): Promise<void> {
  const now = ctx.now();
  const rows = tellings.flatMap(({ to, code, params = {}, link = null, key = null, org }) => {
    if (link !== null && !/^\/(?!\/)/.test(link)) throw new Error('not a page of ours');
    return [...new Set(to)].map((person) => ({
      id: newId(now),
      person_id: person,
      org_id: org.id,
      code,
      params: JSON.stringify(params),
      link,
      key,
      created_at: now,
    }));
  });
  if (rows.length > 0) {
    await queries.insertNotices(trx, rows);
    await enqueue(trx, 'notice.deliver', { ids: rows.map(({ id }) => id) });
  }
  for (const { robots, org, code, params = {}, link = null, key = null } of tellings)
    if (robots)
      await enqueue(
        trx,
        'notice.group',
        { path: org.path, code, params, link },
        key === null ? {} : { key: `notice.group:${key}` },
      );
}

/** Personal rows: the transaction sees the caller's own and no unit's. */
function own<T>(ctx: RequestContext, work: (trx: Trx, me: string) => Promise<T>): Promise<T> {
  const { me } = ctx;
  if (!me) throw new AppError('not-signed-in');
  return withScopes(ctx, [], (trx) => work(trx, me.id));
}

export async function list(
  ctx: RequestContext,
  query: { after?: string | undefined; limit: number },
) {
  return own(ctx, async (trx, me) => {
    const after = query.after ? await queries.findNotice(trx, me, query.after) : undefined;
    const rows = await queries.noticesOf(
      trx,
      me,
      after && { id: after.id, read: after.read_at !== null },
      query.limit + 1,
    );
    return {
      notices: rows.slice(0, query.limit).map((n) => ({
        id: n.id,
        code: n.code,
        params: n.params,
        link: n.link,
        orgName: n.org_name,
        at: n.created_at.toISOString(),
        read: n.read_at !== null,
      })),
      unread: await queries.countUnread(trx, me),
      more: rows.length > query.limit,
    };
  });
}

export async function unread(ctx: RequestContext): Promise<{ unread: number }> {
  return own(ctx, async (trx, me) => ({ unread: await queries.countUnread(trx, me) }));
}

/** Reading is nobody's business: it is not on record. */
export async function read(ctx: RequestContext, id: string): Promise<{ ok: true }> {
  return own(ctx, async (trx, me) => {
    if (!(await queries.findNotice(trx, me, id))) throw new AppError('not-found');
    await queries.markRead(trx, me, { id }, ctx.now());
    return { ok: true as const };
  });
}

export async function readAll(ctx: RequestContext, upTo: string): Promise<{ ok: true }> {
  return own(ctx, async (trx, me) => {
    await queries.markRead(trx, me, { upTo }, ctx.now());
    return { ok: true as const };
  });
}

async function preferencesIn(trx: Trx, me: string) {
  const found = await beyondScopes(trx, () => queries.preferenceOf(trx, me));
  if (!found) throw new AppError('not-found');
  const { mail, language, version, address } = found;
  return { mail, language, version, address };
}

export async function preferences(ctx: RequestContext) {
  return own(ctx, preferencesIn);
}

export async function savePreferences(
  ctx: RequestContext,
  input: { mail: queries.MailChoice; language: queries.Preference['language']; version: number },
) {
  return own(ctx, async (trx, me) => {
    if (!(await queries.savePreference(trx, me, input))) throw new AppError('conflict');
    await record(trx, ctx, {
      act: 'notice.save-preferences',
      subject: `person:${me}`,
      org: await org.root(trx),
      content: { mail: input.mail, language: input.language },
    });
    return preferencesIn(trx, me);
  });
}
