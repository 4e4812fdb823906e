import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../../contract/permissions.ts';
import type { ImportPreview, ImportRow } from '../../contract/person/imports.ts';
import { importAnswers, importStatuses } from '../../contract/person/imports.ts';
import { canGrant } from '../../contract/person/verdicts.ts';
import type { Task } from '../../contract/task/operations.ts';
import { canonical } from '../../engine/index.ts';
import { groupBy } from '../../office/group.ts';
import { type KnownUnit, type PlannedRow, planPeople } from '../../office/person/plan.ts';
import type { PeopleFile } from '../../office/person/read.ts';
import { tidy, unitKey } from '../../office/table/cells.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { isDuplicate, takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import type { Upload } from '../platform/form.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import type { TaskKind, TaskPreview, TaskWork } from '../platform/tasks.ts';
import * as tasks from '../task/service.ts';
import { names } from './holders.queries.ts';
import * as queries from './import.queries.ts';
import { applyPlan } from './load.service.ts';
import * as posts from './posts.queries.ts';
import { giverOf, reachOf } from './shapes.ts';

/** Rows of a preview that are told. */
const MOST_LISTED = 50_000;
/** Rows between which requests have their turn. */
const AT_ONCE = 500;
/** Units looked at for a suggestion. */
const MOST_LIKE = 2000;

type Lines = Pick<PeopleFile, 'lines' | 'skipped'>;

const options = z.object({
  /** For rows that are asked about, by key: a person, or «new». */
  answers: importAnswers.default({}),
});
type Work = TaskWork<z.output<typeof options>>;

const asUnit = (r: Awaited<ReturnType<typeof queries.unitsNamed>>[number]): KnownUnit => ({
  id: r.id,
  path: r.path,
  name: r.name,
  shortName: r.short_name,
  code: r.code,
  parent: r.parent,
  closed: r.closed_on !== null,
});

/** Units that the file names, and some others to suggest where it names none. */
async function unitsFor(ctx: RequestContext, trx: Trx, file: Lines): Promise<KnownUnit[]> {
  const texts = new Set(file.lines.flatMap((l) => [l.unit, l.postUnit ?? '']).filter(Boolean));
  const words = new Set(
    [...texts].flatMap((t) => [
      t,
      tidy(t),
      ...tidy(t)
        .split(/[/\\>→]+/)
        .slice(-1),
    ]),
  );
  const named = (await queries.unitsNamed(trx, ctx.scopes, [...words])).map(asUnit);
  const found = new Set(named.flatMap((u) => [u.name, u.shortName, u.code].map((w) => unitKey(w))));
  const unknown = [...texts].some(
    (t) =>
      !found.has(
        unitKey(
          tidy(t)
            .split(/[/\\>→]+/)
            .at(-1)!,
        ),
      ),
  );
  if (!unknown) return named;
  const like = (await queries.unitsLike(trx, ctx.scopes, MOST_LIKE)).map(asUnit);
  return [...named, ...like.filter((u) => !named.some((n) => n.id === u.id))];
}

/** What a file would change, against what is known now. */
async function planOf(
  trx: Trx,
  { ctx, options: { answers }, progress }: Work,
  file: Lines,
): Promise<PlannedRow[]> {
  const today = dayOf(ctx.now());
  const units = await unitsFor(ctx, trx, file);
  const ids = units.map((u) => u.id);
  const numbers = [...new Set(file.lines.flatMap((l) => l.number ?? []))];
  const people = await queries.peopleFor(
    trx,
    ids,
    [...new Set(file.lines.map((l) => l.name))],
    numbers,
  );
  const own = new Set(people.map((p) => p.number));
  const taken = await beyondScopes(trx, () => queries.numbersTaken(trx, numbers));
  // Shown only, nothing is held: it takes as long as the file is, and units may move meanwhile.
  const rows = await (ctx.apart ? posts.openPosts : posts.lockPosts)(trx, ids);
  const tenures = await posts.tenuresOfPosts(
    trx,
    rows.map((r) => r.id),
  );
  const holders = new Map(
    (await beyondScopes(trx, () => names(trx, [...new Set(tenures.map((t) => t.person_id))]))).map(
      (n) => [n.id, n.name],
    ),
  );
  const held = groupBy(tenures, (t) => t.post_id);
  const grants = await queries.lastingGrants(
    trx,
    people.map((p) => p.id),
    ctx.now(),
  );
  const giver = await giverOf(trx, ctx);
  const manages = reachOf(ctx, 'grant.manage');
  return planPeople({
    lines: file.lines,
    units,
    people: people.map((p) => ({
      id: p.id,
      name: p.name,
      number: p.number,
      mobile: p.mobile,
      email: p.email,
      unitId: p.org_id,
      leftOn: p.left_on,
    })),
    posts: rows.map((post) => ({
      id: post.id,
      unitId: post.org_id,
      name: post.name,
      since: post.since,
      closedOn: post.closed_on,
      tenures: (held.get(post.id) ?? []).map((t) => ({
        personId: t.person_id,
        name: holders.get(t.person_id) ?? '',
        kind: t.kind,
        since: t.since,
        until: t.until,
      })),
    })),
    grants: new Set(grants.map((g) => `${g.person_id} ${g.role} ${g.org_id}`)),
    numbersElsewhere: new Set(taken.filter((n) => !own.has(n))),
    mayGrant: (role: Role, path: string, personId: string | null) =>
      manages.length > 0 && canGrant(giver, { personId: personId ?? '', role, path }).ok,
    answers,
    today,
    pause: (done) => progress(done, file.lines.length),
  });
}

const keyOf = (row: PlannedRow): string => `${row.line.sheet ?? ''}:${row.line.row}`;

function rowOf(row: PlannedRow): ImportRow {
  const { line, post } = row;
  return {
    key: keyOf(row),
    row: line.row,
    sheet: line.sheet,
    name: line.name,
    number: line.number ?? null,
    unit: row.unit?.name ?? null,
    post: post && {
      name: post.name,
      unit: post.unit.name,
      kind: post.kind,
      since: post.since,
      made: post.id === null,
    },
    roles: [...row.roles],
    changes: Object.keys(row.changes) as ImportRow['changes'],
    status: row.status,
    issues: row.issues.map(({ code, severity, at, params }) => ({
      code,
      ...(severity === 'warning' ? { severity } : {}),
      ...(at?.column ? { at: { column: at.column } } : {}),
      ...(params ? { params } : {}),
    })),
    candidates: row.candidates.map(({ id, name, number }) => ({ id, name, number })),
  };
}

const countsOf = (plan: readonly PlannedRow[]) =>
  Object.fromEntries(importStatuses.map((s) => [s, plan.filter((r) => r.status === s).length]));

/** Two plans with one digest do the same. */
async function digestOf(plan: readonly PlannedRow[], work: Work): Promise<string> {
  const hash = createHash('sha256');
  for (const [k, { status, personId, as, changes, post, roles }] of plan.entries()) {
    const at = post && { ...post, unit: post.unit.id };
    hash.update(`${canonical({ status, personId, as, changes, post: at, roles })}\n`);
    if (k % AT_ONCE === 0) await work.progress(plan.length, plan.length);
  }
  return hash.digest('hex');
}

async function previewOf(
  work: Work,
  plan: readonly PlannedRow[],
  skipped: number,
): Promise<TaskPreview> {
  const settled = ['new', 'unchanged'];
  const first =
    plan.length > MOST_LISTED
      ? [
          ...plan.filter((r) => !settled.includes(r.status)),
          ...plan.filter((r) => settled.includes(r.status)),
        ].slice(0, MOST_LISTED)
      : plan;
  const page: ImportPreview = { list: first.map(rowOf) };
  return {
    rows: plan.length + skipped,
    counts: { ...countsOf(plan), skipped },
    rejects: plan
      .filter((r) => r.status === 'rejected')
      .map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues })),
    page,
    seal: await digestOf(plan, work),
  };
}

/** Has a file of people read; the import stands with the unit over which the importer may. */
export async function startImport(ctx: RequestContext, file: Upload): Promise<Task> {
  const grant = ctx.me?.grants.find((g) => ctx.scopes.includes(g.path));
  if (!grant) throw new AppError('not-allowed');
  return tasks.start(ctx, 'person', { file, org: { id: grant.orgId, path: grant.path } });
}

/** Imports of people. */
export const personTasks: readonly TaskKind<Lines, z.output<typeof options>>[] = [
  {
    kind: 'person',
    permission: 'person.manage',
    options,
    link: ({ id }) => `/people?act=import&task=${id}`,
    read: async (trx, work, file) => previewOf(work, await planOf(trx, work, file), file.skipped),
    write: async (trx, work, file, seal) => {
      await takeTurns(trx, 'person import');
      const plan = await planOf(trx, work, file);
      if ((await digestOf(plan, work)) !== seal) throw new AppError('conflict');
      try {
        return await applyPlan(work.ctx, trx, plan, work.progress);
      } catch (error) {
        if (isDuplicate(error)) throw new AppError('number-taken');
        throw error;
      }
    },
  },
];
