import type {
  Institution,
  InstitutionKind,
  Standing,
} from '../../contract/institution/operations.ts';
import type { OfCampaign } from '../../contract/problem/schemas.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';
import { chosenOf } from '../campaign/service.ts';
import { evidenceOf } from '../evidence/counts.service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as problem from '../problem/service.ts';
import * as queries from './queries.ts';

type Linked = Awaited<ReturnType<typeof problem.problemsById>>[number];

/** What rows of rules are shown with, read at once. */
async function around(ctx: RequestContext, trx: Trx, rows: readonly queries.InstitutionRow[]) {
  const ids = rows.map((r) => r.id);
  const today = dayOf(ctx.now());
  const links = await queries.linksOf(trx, ids);
  const problems = await problem.problemsById(trx, [...new Set(links.map((l) => l.problem_id))]);
  const reviews = await queries.reviewsOf(trx, ids);
  return {
    today,
    links,
    problems: new Map(problems.map((p) => [p.id, p])),
    reviews,
    counting: await queries.countingLinks(trx, ids, today),
    ended: await queries.endedOf(trx, ids, today),
    before: await queries.institutionsById(
      trx,
      rows.flatMap((r) => r.follows ?? []),
    ),
    after: await queries.followersOf(trx, ids),
    pieces: await piecesOf(trx, reviews),
    names: await person.nameOf(trx, [
      ...reviews.map((r) => r.by_person),
      ...links.flatMap((l) => l.covers_by ?? []),
    ]),
  };
}
type Around = Awaited<ReturnType<typeof around>>;

/** Names of evidence that reviews point at. */
async function piecesOf(trx: Trx, reviews: readonly queries.ReviewRow[]) {
  const names = new Map<string, string>();
  for (const id of new Set(reviews.filter((r) => r.evidence.length).map((r) => r.institution_id)))
    for (const e of await evidenceOf(trx, `institution:${id}`)) names.set(e.id, e.name);
  return names;
}

function standingOf(r: queries.InstitutionRow, a: Around): Standing {
  if (r.withdrawn_on !== null) return 'withdrawn';
  if (r.kind !== 'repeal' && a.ended.has(r.id)) return 'repealed';
  if (r.in_force_on > a.today) return 'coming';
  const newer = a.after.some((n) => n.follows === r.id && n.in_force_on <= a.today);
  return newer ? 'amended' : 'in-force';
}

/** Who may say that an older rule covers the problem: not whoever does it, or linked it. */
function mayCover(ctx: RequestContext, p: Linked, link: Around['links'][number]): Verdict {
  if (!org.mayAt(ctx, 'problem.review', p.org_path).ok) return no('not-allowed');
  return [p.owner_id, link.added_by].includes(ctx.me!.id) ? no('own-work') : yes;
}

const by = (names: Around['names'], id: string) => ({ id, name: names.get(id) ?? '' });

const linkedTo = (ctx: RequestContext, r: queries.InstitutionRow, a: Around) =>
  a.links
    .filter((l) => l.institution_id === r.id)
    .flatMap((l) => {
      const p = a.problems.get(l.problem_id);
      if (!p) return [];
      return {
        id: p.id,
        number: p.number,
        title: p.title,
        unit: { id: p.org_id, name: p.unit_name },
        state: p.state as Institution['problems'][number]['state'],
        systemic: p.systemic,
        counts: a.counting.has(`${r.id} ${p.id}`),
        covers: l.covers ? { reason: l.covers, by: by(a.names, l.covers_by!) } : null,
        cover: mayCover(ctx, p, l),
      };
    });

const reviewsOf = (r: queries.InstitutionRow, a: Around): Institution['reviews'] =>
  a.reviews
    .filter((v) => v.institution_id === r.id)
    .map((v) => ({
      id: v.id,
      on: v.on_day,
      finding: v.finding as Institution['reviews'][number]['finding'],
      text: v.text,
      changed: v.changed,
      evidence: v.evidence.map((id) => ({ id, name: a.pieces.get(id) ?? '' })),
      by: by(a.names, v.by_person),
    }));

async function shapes(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly queries.InstitutionRow[],
): Promise<Institution[]> {
  const a = await around(ctx, trx, rows);
  return rows.map((r) => {
    const follows = a.before.find((b) => b.id === r.follows);
    const may = org.mayAt(ctx, 'problem.write', r.org_path);
    const standing = standingOf(r, a);
    const holds = standing === 'in-force' || standing === 'coming';
    return {
      id: r.id,
      unit: { id: r.org_id, name: r.unit_name },
      kind: r.kind as InstitutionKind,
      title: r.title,
      documentNumber: r.document_number,
      provides: r.provides,
      standing,
      follows: follows ? { id: follows.id, name: follows.title } : null,
      followedBy: a.after
        .filter((n) => n.follows === r.id)
        .map((n) => ({
          id: n.id,
          name: n.title,
          kind: n.kind as InstitutionKind,
          inForceOn: n.in_force_on,
        })),
      inForceOn: r.in_force_on,
      reviewOn: r.review_on,
      reviewDue: holds && r.kind !== 'repeal' && r.review_on !== null && r.review_on <= a.today,
      withdrawn: r.withdrawn_on ? { on: r.withdrawn_on, reason: r.withdrawn_reason ?? '' } : null,
      problems: linkedTo(ctx, r, a),
      reviews: reviewsOf(r, a),
      version: r.version,
      abilities: { change: may.ok && r.withdrawn_on ? no('institution-withdrawn') : may },
    };
  });
}

export async function list(
  ctx: RequestContext,
  query: OfCampaign & {
    under?: string | undefined;
    only?: 'under' | undefined;
    inForceTo?: string | undefined;
    kind?: InstitutionKind | undefined;
    standing?: 'in-force' | 'over' | undefined;
    review?: 'due' | undefined;
    problems?: 'none' | undefined;
    q?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: Institution[]; next: string | null; total: number }> {
  return inScopes(ctx, async (trx) => {
    const today = dayOf(ctx.now());
    const filter = {
      path: query.under ? (await org.seen(ctx, trx, query.under)).path : undefined,
      onlyUnder: query.only === 'under',
      campaigns: await chosenOf(trx, query),
      inForceTo: query.inForceTo,
      kind: query.kind,
      reviewBy: query.review ? today : undefined,
      standing: query.standing,
      today,
      withoutProblems: query.problems === 'none',
      q: query.q,
    };
    const rows = await queries.listInstitutions(trx, filter, {
      after: query.after === undefined ? undefined : placeAfter(query.after),
      limit: query.limit,
    });
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return {
      rows: await shapes(ctx, trx, rows),
      next: last ? `${last.in_force_on} ${last.id}` : null,
      total: await queries.countInstitutions(trx, filter),
    };
  });
}

/** Rules of a unit and those under it that were in force on a day, as a cockpit counts them. */
export async function inForce(
  ctx: RequestContext,
  trx: Trx,
  path: string,
  { inForceTo, ...of }: OfCampaign & { readonly inForceTo: string },
): Promise<number> {
  return queries.countInstitutions(trx, {
    ...{ path, onlyUnder: true, inForceTo, today: dayOf(ctx.now()), withoutProblems: false },
    campaigns: await chosenOf(trx, of),
  });
}

function placeAfter(text: string) {
  const [, on, id] = /^(\d{4}-\d\d-\d\d) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (on === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { on, id: id! };
}

export async function get(ctx: RequestContext, id: string): Promise<Institution> {
  return inScopes(ctx, async (trx) => {
    const [shape] = await shapes(ctx, trx, await queries.institutionsById(trx, [id]));
    if (!shape) throw new AppError('not-found');
    return shape;
  });
}
