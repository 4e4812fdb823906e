import { codesOf, nameOf } from '../../contract/campaign/taxonomy.ts';
import type { Entry } from '../../contract/record/operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, startOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { numberOf } from '../platform/numbers.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import * as queries from './queries.ts';
import * as tree from './tree.queries.ts';
import { sealedAt } from './witness.service.ts';

export interface Filter {
  readonly under?: string | undefined;
  readonly person?: string | undefined;
  readonly act?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface Page {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The condition on rows that a filter asks for; the unit is left to {@link narrowed}. */
export function conditions({ person, act, subject, from, to }: Filter) {
  return {
    actor: person === undefined ? undefined : `person:${person}`,
    act,
    subject,
    from: from === undefined ? undefined : startOf(from),
    until: to === undefined ? undefined : startOf(addDays(to, 1)),
  };
}

/** The request as if its caller reached only this unit; `not-found` outside their reach. */
export async function narrowed(
  ctx: RequestContext,
  under: string | undefined,
): Promise<RequestContext> {
  if (under === undefined) return ctx;
  const { unit } = await org.unit(ctx, under, {});
  return { ...ctx, scopes: [unit.path] };
}

export async function entries(ctx: RequestContext, query: Filter & Page): Promise<Entry[]> {
  const within = await narrowed(ctx, query.under);
  const { after, limit } = query;
  const rows = await inScopes(within, (trx) =>
    queries.listEntries(trx, { ...conditions(query), after, limit }),
  );
  return withNames(ctx, rows);
}

/**
 * What happened to one thing, newest first; of a unit also the load that brought it, of a person
 * also what happened with their posts.
 */
export async function history(
  ctx: RequestContext,
  { subject, after, limit }: Page & { readonly subject: string },
): Promise<Entry[]> {
  const [unit] = idOf('org', subject) ?? [];
  const [person] = idOf('person', subject) ?? [];
  const rows = await inScopes(ctx, async (trx) => {
    const loaded =
      unit === undefined ? undefined : { id: unit, under: await queries.parentsOf(trx, unit) };
    const held =
      person === undefined ? undefined : { id: person, posts: await queries.postsOf(trx, person) };
    return queries.listEntries(trx, { subject, loaded, held, after, limit });
  });
  return withNames(ctx, rows);
}

/** One entry with the one before it about the same thing, what proves it, and names to read it by. */
export async function entry(ctx: RequestContext, id: string) {
  const found = await inScopes(ctx, async (trx) => {
    const [row] = await queries.listEntries(trx, { ids: [id], limit: 1 });
    if (!row) throw new AppError('not-found');
    const before = await queries.listEntries(trx, {
      subject: row.subject,
      after: row.id,
      limit: 1,
    });
    return { rows: [row, ...before], proof: await proofOf(trx, row) };
  });
  const [shown, before] = await withNames(ctx, found.rows);
  const ids = [...new Set(found.rows.flatMap((r) => r.content?.match(UUID) ?? []))];
  const names = await inScopes(ctx, async (trx) => [
    ...(await queries.personNames(trx, ids)),
    ...(await queries.orgNames(trx, ids)),
    ...(await queries.postNames(trx, ids)),
    ...(await queries.thingNames(trx, ids)),
    ...(await tendenciesOf(trx, found.rows[0]!)),
  ]);
  return {
    entry: shown!,
    before: before ?? null,
    proof: found.proof,
    names: Object.fromEntries(names),
  };
}

/** Tendencies that an entry about a problem names, in the words of its campaign, by `tendency:<code>`. */
async function tendenciesOf(
  trx: Trx,
  { subject, content }: queries.EntryRow,
): Promise<[string, string][]> {
  const [problem] = idOf('problem', subject) ?? [];
  if (!problem || !content?.includes('"tendency"')) return [];
  const of = await queries.taxonomyOf(trx, problem);
  return (of ? codesOf(of) : []).map((code) => [`tendency:${code}`, nameOf(of, code)!]);
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Where a sealed entry stands in the tree, and who saw it there. */
async function proofOf(trx: Trx, row: queries.EntryRow) {
  if (row.position === null) return null;
  const position = Number(row.position);
  const head = await tree.sealingCheckpoint(trx, position + 1);
  if (!head) return null;
  const signed = await tree.lastCosigned(trx);
  return {
    position,
    size: head.size,
    sealedAt: sealedAt(head.note, await tree.listKeys(trx)),
    witnesses: signed.filter((s) => s.size > position).map(({ name, size }) => ({ name, size })),
  };
}

/**
 * Entries as the page shows them. Who acted is named even when they belong to another unit:
 * whoever may see a change may see whose it is.
 */
export async function withNames(
  ctx: RequestContext,
  rows: readonly queries.EntryRow[],
): Promise<Entry[]> {
  return withScopes(ctx, EVERYWHERE, (trx) => named(trx, rows));
}

/** {@link withNames} inside a transaction that reaches everything. */
export async function named(trx: Trx, rows: readonly queries.EntryRow[]): Promise<Entry[]> {
  const people = rows.flatMap((r) => [
    ...(idOf('person', r.actor) ?? []),
    ...(idOf('person', r.subject) ?? []),
    ...(idOf('person', `person:${personIn(r.content)}`) ?? []),
  ]);
  const units = rows.flatMap((r) => [r.org_id, ...(idOf('org', r.subject) ?? [])]);
  const names = {
    people: await queries.personNames(trx, [...new Set(people)]),
    units: await queries.orgNames(trx, [...new Set(units)]),
  };
  return rows.map((row) => {
    const content = row.content === null ? null : (JSON.parse(row.content) as Entry['content']);
    const known = (kind: 'org' | 'person', reference: string): string | undefined =>
      (kind === 'org' ? names.units : names.people).get(idOf(kind, reference)?.[0] ?? '');
    const subjectName =
      calledIn(content) ??
      known('org', row.subject) ??
      known('person', row.subject) ??
      known('person', `person:${personIn(row.content)}`);
    return {
      id: row.id,
      at: row.moment,
      actor: row.actor,
      actorName: known('person', row.actor) ?? null,
      act: row.act,
      subject: row.subject,
      subjectName: subjectName ?? null,
      orgId: row.org_id,
      orgName: names.units.get(row.org_id) ?? null,
      position: numberOf(row.position),
      content,
    };
  });
}

interface Named {
  readonly name?: string;
}

/** The id of a reference such as `person:<id>`, when it is of that kind and a UUID. */
function idOf(kind: string, reference: string): [string] | undefined {
  const [found, id = ''] = reference.split(':');
  return found === kind && /^[0-9a-f-]{36}$/.test(id) ? [id] : undefined;
}

/** The person a content is about, where it names one by id: grants, what was done in person. */
function personIn(content: string | null): string {
  return /"person(?:_id)?":"([0-9a-f-]{36})"/.exec(content ?? '')?.[1] ?? '';
}

/** What a content calls its subject, in the words most rooms use. */
function calledIn(content: Entry['content']): string | undefined {
  const tenure = (content as { tenure?: { person?: Named; post?: Named } } | null)?.tenure;
  if (tenure?.person?.name && tenure.post?.name)
    return `${tenure.person.name}（${tenure.post.name}）`;
  const holders = [content, ...Object.values(content ?? {})];
  for (const holder of holders)
    for (const key of ['name', 'title', 'login', 'code']) {
      const value = (holder as Record<string, unknown> | null)?.[key];
      if (typeof value === 'string' && value) return value;
    }
  return undefined;
}
