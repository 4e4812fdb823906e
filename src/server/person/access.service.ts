import type { Language, Translate } from '../../contract/messages/index.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import type { Role } from '../../contract/permissions.ts';
import { type AccessRow, accessCsv } from '../../office/person/access.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import * as queries from './grants.queries.ts';
import { throughOf } from './shapes.ts';

/** Rights in force under some paths, by unit or by person. */
async function rowsOf(
  ctx: Context,
  trx: Trx,
  filter: { paths: readonly string[]; people?: readonly string[]; order: 'unit' | 'person' },
): Promise<AccessRow[]> {
  const page = { order: filter.order, offset: 0, limit: 100_000 };
  const lines = await queries.listGrants(trx, { ...filter, now: ctx.now(), state: 'now' }, page);
  const ids = lines
    .flatMap((l) => [l.person_id, l.created_by, l.lender])
    .filter((id) => id !== null);
  const known = await beyondScopes(trx, () => queries.describePeople(trx, [...new Set(ids)]));
  const codes = await queries.orgCodes(trx, [...new Set(lines.map((l) => l.org_id))]);
  return lines.map((l) => {
    const person = known.get(l.person_id);
    return {
      unit: l.org_name,
      unitCode: codes.get(l.org_id) ?? null,
      unitPath: l.org_path,
      person: person?.name ?? '',
      personNumber: person?.number ?? null,
      personUnit: person?.unit ?? '',
      role: l.role as Role,
      since: dayOf(l.since),
      through: throughOf(l),
      by: (l.created_by && known.get(l.created_by)?.name) || null,
      lentBy: (l.lender && known.get(l.lender)?.name) || null,
      reason: l.reason,
    };
  });
}

/** The report as a file, of units in reach. */
export async function file(
  ctx: RequestContext,
  query: { under?: string | undefined; lang: Language },
): Promise<string> {
  const t = createTranslator(query.lang);
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, query.under);
    return accessCsv(await rowsOf(ctx, trx, { paths, order: 'unit' }), t);
  });
}

export interface Report {
  readonly byUnit: readonly AccessRow[];
  readonly byPerson: readonly AccessRow[];
  readonly csv: (t: Translate) => string;
}

/**
 * The report for whoever runs the server: of a unit by its code, of people by name or number, or
 * of everything. Names what was not found.
 */
export async function report(
  ctx: Context,
  wanted: { unit?: string | undefined; person?: string | undefined },
): Promise<Report | { readonly unknown: 'unit' | 'person' }> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const unit = wanted.unit === undefined ? undefined : await org.byCode(trx, wanted.unit);
    if (wanted.unit !== undefined && !unit) return { unknown: 'unit' as const };
    const people =
      wanted.person === undefined ? undefined : await queries.peopleCalled(trx, wanted.person);
    if (people?.length === 0) return { unknown: 'person' as const };
    const filter = { paths: unit ? [unit.path] : EVERYWHERE, ...(people ? { people } : {}) };
    const byUnit = await rowsOf(ctx, trx, { ...filter, order: 'unit' });
    const byPerson = await rowsOf(ctx, trx, { ...filter, order: 'person' });
    return { byUnit, byPerson, csv: (t) => accessCsv(byUnit, t) };
  });
}
