import type { Language } from '../../contract/messages/index.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import type { Role } from '../../contract/permissions.ts';
import type { PostRank, TenureKind } from '../../contract/person/schemas.ts';
import { groupBy } from '../../office/group.ts';
import { type FormRow, peopleXlsx } from '../../office/person/write.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { inScopes } from '../platform/scope.ts';
import * as queries from './import.queries.ts';
import * as posts from './posts.queries.ts';

/**
 * People of units in reach with their posts of today and lasting roles at their own unit, in the
 * form that can be read in again; a row a post.
 */
export async function form(
  ctx: RequestContext,
  query: { under?: string | undefined; lang: Language },
): Promise<Uint8Array> {
  const t = createTranslator(query.lang);
  const today = dayOf(ctx.now());
  const rows: FormRow[] = [];
  await inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, query.under);
    let last: { path: string; id: string } | undefined;
    for (;;) {
      const part = await queries.peopleWithin(trx, paths, last, today);
      if (part.length === 0) return;
      last = { path: part.at(-1)!.org_path, id: part.at(-1)!.id };
      const ids = part.map((p) => p.id);
      const held = groupBy(await posts.tenuresOf(trx, ids, today), (h) => h.person_id);
      const given = groupBy(await queries.lastingGrants(trx, ids, ctx.now()), (g) => g.person_id);
      for (const p of part) {
        const roles = (given.get(p.id) ?? [])
          .filter((g) => g.org_id === p.org_id && g.until === null)
          .map((g) => g.role as Role);
        const person = { name: p.name, number: p.number, unit: p.unit };
        const own = { ...person, mobile: p.mobile, email: p.email, roles };
        const none = { postUnit: null, post: null, rank: null, kind: null, since: null };
        const tenures = held.get(p.id) ?? [];
        if (tenures.length === 0) rows.push({ ...own, ...none });
        tenures.forEach((h) => {
          rows.push({
            ...own,
            postUnit: h.org_id === p.org_id ? null : h.org_name,
            post: h.post_name,
            rank: h.rank as PostRank,
            kind: h.kind as TenureKind,
            since: h.since,
          });
        });
      }
    }
  });
  return peopleXlsx(rows, t('person:form-title', { day: today }), t);
}
